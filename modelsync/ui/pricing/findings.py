"""Parts of the Pricing page: findings, the price table, export. Changes no price.

The page is `pages/pricing.py`; see `charts` for its charts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.errors import PricingError
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding, grouped
from modelsync.report import csv_tables
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import frames, provider_choice
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import adapters, labels

_TALL_ROW = 84
"""Row height in pixels at which text wraps."""

_FINDINGS_SHOWN = 5
"""Rows shown before the table scrolls."""

_WORDS = {
    "unit": "Unit",
    "differs": "Other price elsewhere",
    "unpriced": "No price",
    "not-synced": "Not synced yet",
    "check-due": "Check is due",
    "never-checked": "Never checked",
    "upcoming": "Price to come",
    "unmatched": "No such model",
}


@dataclass(frozen=True)
class Health:
    """State of the pricing files: price lists, errors of unreadable files, findings."""

    lists: Mapping[str, PriceList]
    broken: Mapping[str, str]
    findings: tuple[PriceFinding, ...]


def check(service: AiModelSyncService) -> Health:
    """Read and check the pricing files; a broken file does not hide findings of the others."""
    lists: dict[str, PriceList] = {}
    broken: dict[str, str] = {}
    findings: list[PriceFinding] = []
    for adapter in adapters():
        try:
            lists[adapter.provider] = service.price_list(adapter.provider)
            findings += service.price_findings(adapter.provider)
        except PricingError as error:
            broken[adapter.provider] = str(error)
    return Health(lists, broken, tuple(findings))


def show_broken(health: Health) -> None:
    """The error of each unusable file."""
    for sentence in health.broken.values():
        text = f"{sentence} Until then its models keep the prices that they have."
        st.error(plain(text), icon=":material/broken_image:")


def show_findings(health: Health) -> None:
    """The findings, most likely mistakes first, each with its cure."""
    findings = health.findings
    lines = grouped(sorted(findings, key=lambda f: list(_WORDS).index(f.code)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Needs attention", anchor=False, width="content")
        warnings = sum(line.level == "warning" for line in lines)
        st.badge(
            f"{warnings:,} finding{'' if warnings == 1 else 's'}",
            icon=":material/rule:",
            color="orange" if warnings else "green",
        )
        st.caption(
            "Compared with the references as they were last fetched.",
            width="stretch",
        )
        if findings:
            _export(findings)
    if not lines:
        st.success("Every price was checked and none is missing.", icon=":material/check_circle:")
        return
    names = labels()
    frame = pd.DataFrame(
        {
            "what": [_WORDS[line.code] for line in lines],
            "provider": [names[line.provider] for line in lines],
            "message": [line.message for line in lines],
            "cure": [line.cure.replace("`", "") for line in lines],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        row_height=_TALL_ROW,
        height=38
        + (
            _TALL_ROW * len(frame)
            if len(frame) <= _FINDINGS_SHOWN
            else int(_TALL_ROW * (_FINDINGS_SHOWN + 0.5))
        ),
        column_config={
            "what": st.column_config.TextColumn("Finding", width=110),
            "provider": st.column_config.TextColumn("Provider", width=82),
            "message": st.column_config.TextColumn("What was found", width=300),
            "cure": st.column_config.TextColumn("What to do", width=190),
        },
        alt="Findings on the prices",
    )


def _export(findings: Sequence[PriceFinding]) -> None:
    st.download_button(
        "Export CSV",
        lambda: csv_tables.file_of(csv_tables.price_findings_csv(findings)),
        file_name=f"modelsync-prices-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def filtered(models: Sequence[StoredModel]) -> list[StoredModel]:
    """Draw the provider filter; returns the matching models."""
    called = labels()
    names = {called[provider]: provider for provider in provider_choice.with_former(models)}
    chosen = provider_choice.provider_choice(["All", *names], "pricing_provider")
    provider = names.get(chosen)
    return [model for model in models if provider in {None, model.provider}]


def price_table(models: Sequence[StoredModel]) -> None:
    """The catalogue's prices with their sources."""
    known, names = [model.pricing for model in models], labels()
    frame = pd.DataFrame(
        {
            "id": [model.universal_model_id for model in models],
            "provider": [names[model.provider] for model in models],
            **frames.prices(models, frames.known_figures(models)),
            "from": [price.as_of if price else None for price in known],
            "source": [price.source if price else "no price" for price in known],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        height=frames.height(len(frame)),
        column_config={
            "id": st.column_config.TextColumn("Model", width=230, help="The id to use in API calls"),
            "provider": frames.MODEL_COLUMNS["provider"],
            **frames.price_columns(frame),
            "from": st.column_config.DateColumn("From", width=95, help="The first day of this price"),
            "source": st.column_config.TextColumn("Source", width=340, help="Where the figures are from"),
        },
        placeholder="–",
        alt="Prices of active models",
    )
