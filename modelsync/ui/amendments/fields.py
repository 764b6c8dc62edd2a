"""The fields of a fact, each with what the references say beside it, one click to take that over. Saves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from modelsync.core.model_fields import FIGURES
from modelsync.prices.drafts import ABOVE, KEYS, TIERS
from modelsync.ui.amendments import attempts, state, texts
from modelsync.ui.shell.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from modelsync.core.facts import Fact, FactKind
    from modelsync.service.fact_sheets import FactSheet

_FIGURES: Final = {figure.csv: figure for figure in FIGURES}
_HELP: Final = {
    **{figure.csv: f"{figure.meaning}." for figure in FIGURES},
    "context_window": "Tokens that fit into one request.",
    "max_output_tokens": "Tokens of the longest answer.",
    "retires_on": "The last day. It never archives by itself: past it the model is overdue.",
    "replacement": "The id that the provider recommends instead.",
    "replacement_note": "Such as a mode to set.",
}
_OWN: Final = {
    "context_window": "contextWindow",
    "max_output_tokens": "maxOutputTokens",
    "deprecated_on": "lifecycle.deprecatedAt",
    "retires_on": "lifecycle.retiresAt",
    "replacement": "lifecycle.replacement",
}
"""The paths that say whose a value is."""
_RETIRES: Final = {"announced": "announced", "earliest": "not before that day"}


def take_over(sheet: FactSheet, kind: FactKind, today: date) -> None:
    """A button for each reference that takes all that it says."""
    said = [*sheet.references(kind, today), *(sheet.to_come(today) if kind == "price" else ())]
    if not said:
        st.caption("No reference says anything of it.")
        return
    period = sheet.entry.period(today)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Take all of", width="content")
        for number, fact in enumerate(said):
            begins = f" from {fact.begins}" if fact.begins and fact.begins > today else ""
            st.button(
                f"{plain(texts.source_name(fact))}{begins}",
                key=state.name(f"take_all_{number}"),
                icon=":material/download:",
                type="tertiary",
                on_click=_take_all,
                args=(fact, period.begins if period else None),
            )


def price(said: Sequence[Fact]) -> None:
    """The figures of a price, the usual ones first, and its tiers."""
    for key in [key for key, figure in _FIGURES.items() if figure.usual]:
        _field(key, said)
    more = [key for key, figure in _FIGURES.items() if not figure.usual]
    known = [key for key in more if state.typed(key) or attempts.mistake(key) or _said(key, said)]
    with st.expander("More figures: cache writes, batches, audio, web search", expanded=bool(known)):
        for key in more:
            _field(key, said)
    with st.expander(
        "Other figures for long requests", expanded=bool(state.tier_rows() or attempts.mistake(TIERS))
    ):
        _tiers()


def others(sheet: FactSheet, kind: FactKind, said: Sequence[Fact]) -> None:
    """The fields of limits, of the end of life, or of a successor."""
    for key in KEYS[kind]:
        if key == "retires_kind":
            st.radio(
                texts.LABELS[key],
                list(_RETIRES),
                format_func=_RETIRES.__getitem__,
                horizontal=True,
                key=state.name(key),
            )
            _mistake(key)
        else:
            _field(key, said, note=_owner(sheet, key))


def _owner(sheet: FactSheet, key: str) -> str | None:
    """Says so where the provider's own value wins over whatever is set."""
    if key not in _OWN or _OWN[key] in sheet.model.sources:
        return None
    holder = sheet.model if key in KEYS["limit"] else sheet.model.lifecycle
    names = {"deprecated_on": "deprecated_at", "retires_on": "retires_at"}
    value = getattr(holder, names.get(key, key))
    return None if value is None else f"The provider says {texts.shown(key, str(value))}, which wins."


def _field(key: str, said: Sequence[Fact], note: str | None = None) -> None:
    left, right = st.columns([5, 6], vertical_alignment="bottom")
    with left:
        if key in state.DAYS:
            st.date_input(texts.LABELS[key], format="YYYY-MM-DD", key=state.name(key), help=_HELP.get(key))
        else:
            st.text_input(texts.LABELS[key], key=state.name(key), help=_HELP.get(key))
    with right, st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for number, (text, facts) in enumerate(_said(key, said).items()):
            _beside(key, number, text, facts)
    if note:
        st.caption(plain(note))
    _mistake(key)


def _beside(key: str, number: int, text: str, facts: Sequence[Fact]) -> None:
    """One value of the references: a button, or a tick where the field holds it already."""
    names = ", ".join(plain(texts.source_name(fact)) for fact in facts)
    label = f"{plain(texts.shown(key, text))} · {names}"
    if state.typed(key) == text:
        st.caption(f":material/check: {label}", width="content")
    else:
        st.button(
            label,
            key=state.name(f"take_{key}_{number}"),
            icon=":material/arrow_back:",
            type="tertiary",
            help="Take this value over",
            wrap=True,
            on_click=_take,
            args=(facts[0], key, text),
        )


def _take(fact: Fact, key: str, text: str) -> None:
    state.take(fact, key, text)
    attempts.say_mistakes({})


def _take_all(fact: Fact, since: date | None) -> None:
    state.take_all(fact, since)
    attempts.say_mistakes({})


def _said(key: str, said: Sequence[Fact]) -> dict[str, list[Fact]]:
    """The references by what they say of a field."""
    found: dict[str, list[Fact]] = {}
    for fact in said:
        if text := texts.texts_of(fact.value).get(key):
            found.setdefault(text, []).append(fact)
    return found


def _tiers() -> None:
    rows = state.tier_rows()
    shown = [key for key, f in _FIGURES.items() if f.usual or any(row.get(key) for row in rows)]
    frame = pd.DataFrame(
        [{key: row.get(key, "") for key in (ABOVE, *shown)} for row in rows], columns=[ABOVE, *shown]
    )
    st.data_editor(
        frame.astype("string"),
        num_rows="dynamic",
        hide_index=True,
        key=state.tiers_name(),
        column_config={
            ABOVE: st.column_config.TextColumn("Above tokens", help="Input tokens of a request"),
            **{key: st.column_config.TextColumn(_FIGURES[key].title) for key in shown},
        },
    )
    st.caption(
        "A row holds for requests with more input tokens than that; a figure that it leaves out is that of the price."
    )
    _mistake(TIERS)


def source() -> None:
    """Where the fact is from, and why it is set."""
    left, right = st.columns(2)
    left.text_input("Source", key=state.name("source"), placeholder="set by you")
    right.text_input(
        texts.LABELS["source_url"], key=state.name("source_url"), placeholder="https://…", type="url"
    )
    _mistake("source_url")
    st.text_input("Reason (kept in the history)", key=state.name("reason"))


def day(*, locked: bool) -> None:
    """The first day of a price."""
    help_ = "Another first day is another price: set it anew, and take this one back." if locked else None
    st.date_input(
        texts.LABELS["from"], format="YYYY-MM-DD", key=state.name("from"), disabled=locked, help=help_
    )
    _mistake("from")


def _mistake(key: str) -> None:
    if sentence := attempts.mistake(key):
        st.error(f"{texts.LABELS[key]} {plain(sentence)}.", icon=":material/error:")
