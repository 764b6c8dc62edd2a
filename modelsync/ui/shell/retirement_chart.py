"""The retirement timeline: one mark per model, a line for today. Reads no clock, calls no service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.ui.shell.provider_marks import provider_colour, provider_shape
from modelsync.ui.shell.session import label

_SHOWN = 30
_ROW = 22
_AROUND = 90
"""Height of legend and axis in pixels."""
_GREY = "#8a8f9c"


def timeline(soon: Sequence[StoredModel], today: date) -> None:
    """Models by retirement day, soonest first; a filled mark is enabled."""
    first = soon[:_SHOWN]
    frame = pd.DataFrame(
        {
            "model": [model.universal_model_id for model in first],
            "provider": [label(model.provider) for model in first],
            "day": [pd.Timestamp(model.lifecycle.retires_at or today) for model in first],
            "today": [pd.Timestamp(today)] * len(first),
            "enabled": ["enabled" if model.enabled else "not enabled" for model in first],
            "replacement": [model.lifecycle.replacement or "none named" for model in first],
        }
    )
    order = list(frame["model"])
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b %Y", tickCount=6, labelOverlap="greedy"))
    y = alt.Y(
        "model:N",
        title=None,
        sort=order,
        axis=alt.Axis(labelLimit=250, labelOverlap=False, labelFlush=False, ticks=False, domain=False),
    )
    colour = provider_colour()
    base = alt.Chart(frame)
    stems = base.mark_rule(strokeWidth=1.5, opacity=0.6, color=_GREY).encode(x=x, x2="today:T", y=y)
    marks = base.mark_point(size=90, strokeWidth=2, opacity=1).encode(
        x=x,
        y=y,
        color=colour,
        shape=provider_shape(),
        fill=alt.condition("datum.enabled == 'enabled'", colour, alt.value("transparent")),
        tooltip=[
            alt.Tooltip("model:N", title="Model"),
            alt.Tooltip("provider:N", title="Provider"),
            alt.Tooltip("day:T", title="Retires", format="%Y-%m-%d"),
            alt.Tooltip("enabled:N", title="In the catalogue"),
            alt.Tooltip("replacement:N", title="Replacement"),
        ],
    )
    now = pd.DataFrame({"day": [pd.Timestamp(today)], "word": ["today"]})
    rule = alt.Chart(now).mark_rule(color=_GREY, strokeDash=[4, 4]).encode(x="day:T")
    word = (
        alt.Chart(now)
        .mark_text(color=_GREY, baseline="bottom")
        .encode(x="day:T", y=alt.value(-3), text="word:N")
    )
    chart = alt.layer(rule, word, stems, marks, height=_ROW * len(first) + _AROUND).configure_legend(
        orient="top"
    )
    st.altair_chart(chart, alt="Timeline of the days on which models retire")
    rest = len(soon) - len(first)
    more = f"; the {len(first)} soonest of {len(soon):,}" if rest else ""
    st.caption(f"Filled marks are enabled models{more}.")
