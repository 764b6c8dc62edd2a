"""The widget that chooses a provider: segments while they fit in a line, a select beyond. Filters nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.ui.shell.session import adapters

_MOST_SEGMENTS = 5


def with_former(models: Iterable[StoredModel]) -> list[str]:
    """The names of all providers: the configured ones, then those that only have models still."""
    known = [adapter.provider for adapter in adapters()]
    return [*known, *sorted({model.provider for model in models} - set(known))]


def in_order(models: Sequence[StoredModel]) -> list[StoredModel]:
    """The models with their providers in the order of all pages; those of one provider stay as they are."""
    place = {provider: number for number, provider in enumerate(with_former(models))}
    return sorted(models, key=lambda model: place[model.provider])


def provider_choice(options: Sequence[str], key: str, in_words: Callable[[str], str] = str) -> str:
    """Draw the filter and give the choice, which is also under ``key``; the first option stands for all."""
    if len(options) > _MOST_SEGMENTS:
        return st.selectbox("Provider", options, format_func=in_words, key=key, width=190)
    st.session_state.setdefault(key, options[0])
    return (
        st.segmented_control("Provider", options, format_func=in_words, required=True, key=key) or options[0]
    )
