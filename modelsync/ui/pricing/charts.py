"""Charts of the Pricing page: input against output price, and price over time. Reads no file, calls no service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

import altair as alt
import pandas as pd
import streamlit as st

from modelsync.core.declared import PER_MTOK
from modelsync.core.figures import usd
from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES
from modelsync.core.models import StoredModel
from modelsync.prices.book import ModelEntry, PriceList
from modelsync.ui.shell.provider_marks import provider_colour, provider_shape
from modelsync.ui.shell.session import labels

_HEIGHT = 360
# At least three to one against the background of either theme; dashes tell the same without colour.
_COLOURS = ["#0d9488", "#3b82f6", "#d9692b"]
_DASHES = [[1, 0], [2, 3], [7, 3]]
_TICKS = [step * 10**power for power in range(-3, 4) for step in (1, 2, 5)]
_FIGURES = tuple(figure for figure in FIGURES if figure.unit == PER_MTOK)


def scatter(models: Sequence[StoredModel]) -> None:
    """Input against output price; models with equal provider and price share a mark, sized by their number."""
    st.header("Input against output price", anchor=False)
    names = labels()
    frame = pd.DataFrame(
        [
            (names[model.provider], float(price.input), float(price.output), model.universal_model_id)
            for model in models
            if (price := model.pricing) and price.input and price.output
        ],
        columns=["provider", "input", "output", "id"],
    )
    if frame.empty:
        st.caption("No model with a price above zero is shown.")
        return
    marks = frame.groupby(["provider", "input", "output"], as_index=False).agg(
        models=("id", ", ".join), count=("id", "size")
    )
    scale = alt.Scale(type="log", nice=False, padding=12)
    chart = (
        alt.Chart(marks)
        .mark_point(filled=True, opacity=0.85)
        .encode(
            x=alt.X("input:Q", title="Input, USD per million tokens", scale=scale).axis(_dollars()),
            y=alt.Y("output:Q", title="Output, USD per million tokens", scale=scale).axis(_dollars()),
            color=provider_colour(),
            shape=provider_shape(),
            size=alt.Size("count:Q", legend=None).scale(domain=[1, 8], range=[90, 420], clamp=True),
            tooltip=[
                alt.Tooltip("models:N", title="Models"),
                alt.Tooltip("provider:N", title="Provider"),
                alt.Tooltip("input:Q", title="Input $/M"),
                alt.Tooltip("output:Q", title="Output $/M"),
            ],
        )
        .properties(height=_HEIGHT)
        .configure_legend(orient="top")
    )
    st.altair_chart(chart)
    off = len(models) - len(frame)
    if off:
        st.caption(
            f"Both axes are logarithmic: {off} free or unpriced model{'' if off == 1 else 's'} not shown."
        )


def _dollars() -> alt.Axis:
    return alt.Axis(format="$,~g", values=_TICKS, labelOverlap="greedy")


def over_time(models: Sequence[StoredModel], lists: Mapping[str, PriceList], today: date) -> None:
    """Price over time of a selected model; offers models whose price changed."""
    st.header("Price over time", anchor=False)
    entries = {
        model.universal_model_id: entry
        for model in models
        if (prices := lists.get(model.provider))
        and (entry := prices.entry(model.universal_model_id))
        and len({tuple(period.figures().values()) for period in entry.prices}) > 1
    }
    chosen = (
        st.selectbox("Model whose price changed", sorted(entries), key="pricing_model") if entries else None
    )
    if chosen is None:
        st.caption("No model that is shown had more than one price.")
        return
    st.altair_chart(_steps(entries[chosen], today).configure_legend(orient="top"))
    periods = (
        f"from {p.begins}: {', '.join(f'{f.label} {usd(p.amount(f))}' for f in REQUIRED_FIGURES)}"
        for p in entries[chosen].prices
    )
    st.caption(f"USD per million tokens, {'; '.join(periods)}.".replace("$", r"\$"))


def _look(label: str) -> tuple[str, list[int]]:
    """Colour and dashes of a figure's line, the same in every chart; nine differ."""
    place = [figure.label for figure in _FIGURES].index(label)
    return _COLOURS[place % 3], _DASHES[(place + place // 3) % 3]


def _steps(entry: ModelEntry, today: date) -> alt.LayerChart | alt.FacetChart:
    last = max(today, entry.prices[-1].begins) + timedelta(days=30)
    days = [*(period.begins for period in entry.prices), last]
    periods = [*entry.prices, entry.prices[-1]]
    rows = chain.from_iterable(
        (
            (pd.Timestamp(day), figure.label, None if amount is None else float(amount))
            for figure in _FIGURES
            for amount in (period.amount(figure),)
        )
        for day, period in zip(days, periods, strict=True)
    )
    frame = pd.DataFrame(rows, columns=["day", "figure", "usd"]).dropna()
    drawn = [figure.label for figure in _FIGURES if figure.label in set(frame["figure"])]
    lines = (
        alt.Chart(frame)
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=alt.X(
                "day:T", title=None, axis=alt.Axis(format="%Y-%m-%d", tickCount=4, labelOverlap="greedy")
            ),
            y=alt.Y("usd:Q", title="USD per million tokens").axis(format="$,~g").scale(zero=True),
            color=alt.Color("figure:N", title=None).scale(
                domain=drawn, range=[_look(label)[0] for label in drawn]
            ),
            strokeDash=alt.StrokeDash("figure:N", title=None).scale(
                domain=drawn, range=[_look(label)[1] for label in drawn]
            ),
            tooltip=[
                alt.Tooltip("figure:N", title="Figure"),
                alt.Tooltip("day:T", title="From", format="%Y-%m-%d"),
                alt.Tooltip("usd:Q", title="$/M"),
            ],
        )
    )
    now = pd.DataFrame({"day": [pd.Timestamp(today)], "word": ["today"]})
    rule = alt.Chart(now).mark_rule(color="#8a8f9c", strokeDash=[4, 4]).encode(x="day:T")
    word = (
        alt.Chart(now)
        .mark_text(color="#8a8f9c", baseline="bottom")
        .encode(x="day:T", y=alt.value(-2), text="word:N")
    )
    return alt.layer(lines, rule, word, height=_HEIGHT - 85)
