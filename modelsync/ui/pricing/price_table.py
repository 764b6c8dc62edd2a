"""The prices of active models on the Pricing page: every figure, tiers, prices to come, and where they are from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.core.price_changes import listed
from modelsync.ui.amendments import dialog
from modelsync.ui.shell import frames, links, login, provider_choice
from modelsync.ui.shell.session import labels, may_change

_MOST_ROWS = 12


def filtered(models: Sequence[StoredModel]) -> list[StoredModel]:
    """Draw the provider filter; returns the matching models."""
    called = labels()
    names = {called[provider]: provider for provider in provider_choice.with_former(models)}
    chosen = provider_choice.provider_choice(["All", *names], "pricing_provider")
    provider = names.get(chosen)
    return [model for model in models if provider in {None, model.provider}]


@login.fragment()
def show(models: Sequence[StoredModel]) -> None:
    """The table; a selected model can be given another price."""
    with st.container(horizontal=True, vertical_alignment="center", key="price_actions", gap="small"):
        place = st.empty()
    chosen = _table(models)
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        if chosen is None:
            st.caption(
                "USD per million tokens. Select a model to set its price, a limit, its end or its successor."
            )
            return
        id_ = chosen.universal_model_id
        st.markdown(f"**{id_}**", width="content")
        if may_change() and st.button("Set a fact", icon=":material/edit_note:", key="set_fact"):
            dialog.ask(id_)
            st.rerun()
        links.model(id_)


def _table(models: Sequence[StoredModel]) -> StoredModel | None:
    known, names = [model.pricing for model in models], labels()
    more = [listed(price.tiers) if price else "" for price in known]
    later = [listed(price.upcoming) if price else "" for price in known]
    frame = pd.DataFrame(
        {
            "id": [model.universal_model_id for model in models],
            "provider": [names[model.provider] for model in models],
            **frames.prices(models, frames.known_figures(models)),
            **({"tiers": more} if any(more) else {}),
            **({"upcoming": later} if any(later) else {}),
            "from": [price.as_of if price else None for price in known],
            "source": [price.source if price else "no price" for price in known],
        }
    )
    config = {
        "id": st.column_config.TextColumn(
            "Model", width=frames.id_width(frame["id"], 230), help="The id to use in API calls", pinned=True
        ),
        "provider": frames.provider_column(frame["provider"]),
        **frames.price_columns(frame),
        "tiers": st.column_config.TextColumn(
            "Long requests", width=260, help="Other figures above so many input tokens"
        ),
        "upcoming": st.column_config.TextColumn("To come", width=260, help="Known prices of later days"),
        "from": st.column_config.DateColumn("From", width=95, help="The first day of this price"),
        "source": st.column_config.TextColumn("Source", width=340, help="Where the figures are from"),
    }
    state = st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame), most=_MOST_ROWS),
        on_select="rerun",
        selection_mode="single-row",
        key=f"prices_{len(models)}_{st.session_state.get('pricing_provider', '')}",
        column_config=config,
        placeholder="–",
        alt="Prices of active models",
    )
    rows = state["selection"]["rows"]
    return models[rows[0]] if rows and rows[0] < len(models) else None
