"""The references on the Pricing page: their age, and the button that fetches them anew. Downloads of findings and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from modelsync.core.references import ReferenceState
from modelsync.errors import ModelSyncError, PricingError
from modelsync.prices.health import PriceFinding
from modelsync.report import csv_tables
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import PRICING
from modelsync.ui.shell.session import actor, adapters, in_demo, may_change

_OFF = "off"


def show(service: AiModelSyncService) -> None:
    """The age of each reference, in one line."""
    st.caption("References: " + " · ".join(map(_age, service.references())))


def update_button(service: AiModelSyncService) -> None:
    """The button that fetches the references anew."""
    if may_change():
        st.button(
            "Update the references",
            icon=":material/cloud_download:",
            key="update_references",
            help="The demo reaches no network"
            if in_demo()
            else "Fetch the published prices and retirements anew",
            disabled=in_demo(),
            on_click=_update,
            args=(service,),
        )


def _age(reference: ReferenceState) -> str:
    name = f"**{plain(reference.source)}**"
    if reference.origin == _OFF:
        return f"{name} off"
    if not reference.models:
        return f"{name} not fetched yet"
    of = f"of {reference.as_of}" if reference.as_of else ""
    fetched = (
        f"fetched {reference.fetched_at.astimezone(times.zone()):%Y-%m-%d}"
        if reference.fetched_at
        else "as installed"
    )
    return f"{name} {', '.join(filter(None, (of, fetched)))}"


def _update(service: AiModelSyncService) -> None:
    PRICING.clear()
    try:
        with st.spinner("Fetching the references …"):
            found = service.update_references(actor=actor())
    except ModelSyncError as error:
        PRICING.say("error", str(error))
        return
    fine = [name for name, outcome in found.items() if isinstance(outcome, ReferenceState)]
    if fine:
        PRICING.say("success", f"Updated: {', '.join(fine)}.")
    for outcome in found.values():
        if isinstance(outcome, ModelSyncError):
            PRICING.say("error", f"{outcome} What was known stays.")


def downloads(service: AiModelSyncService, findings: Sequence[PriceFinding]) -> None:
    """The findings as CSV, and each provider's pricing file with the facts folded in that were set by hand."""
    opened = st.popover("Download", icon=":material/download:", key="downloads", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.download_button(
            "Findings (CSV)",
            lambda: csv_tables.file_of(csv_tables.price_findings_csv(findings)),
            file_name=f"modelsync-prices-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
            mime="text/csv",
            on_click="ignore",
            width="stretch",
        )
        st.caption("Pricing files with what was set by hand folded in, for version control:")
        for adapter in adapters():
            _file(service, adapter.provider)


def _file(service: AiModelSyncService, provider: str) -> None:
    name = f"{provider}-pricing.json"
    try:
        text = service.exported_prices(provider)
    except PricingError as error:
        st.caption(f":material/block: {plain(str(error))}")
        return
    st.download_button(
        name,
        text,
        file_name=name,
        mime="application/json",
        on_click="ignore",
        key=f"file_{provider}",
        width="stretch",
    )
