"""Parts of the Status page: the state of the installation, with cures. Read-only."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from modelsync.core.system_status import (
    DatabaseStatus,
    PricesStatus,
    ProviderStatus,
    ScheduleStatus,
    Status,
    failure,
)
from modelsync.ui.shell import frames, times
from modelsync.ui.shell.fact_table import UNKNOWN, facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import in_demo, label

_IN_A_ROW = 4
"""Providers beside each other."""


def headline(found: Status) -> None:
    """Overall state, or each problem."""
    if not found.problems:
        st.success("Everything works.", icon=":material/check_circle:")
    failed = [(one, attempt.at) for one in found.providers if (attempt := one.last_failure)]
    local = {failure(one, times.utc(at)): failure(one, times.local(at)) for one, at in failed}
    for problem in found.problems:
        st.error(plain(local.get(problem) or problem), icon=":material/error:")


def database(found: Status) -> None:
    """Kind, reachability and schema of the database."""
    data = found.database
    with st.container(border=True, height="stretch"):
        _title("Database", *_reach(data))
        facts(
            ("Kind", f"{data.kind} {escape(data.server_version or '')}"),
            ("Address", f"<code>{escape(data.address)}</code>"),
            ("Schema", _schema(data)),
            ("Holds", _holds(data)),
            *([("Size", _size(data.size_bytes))] if data.kind == "SQLite" else []),
        )


def _reach(data: DatabaseStatus) -> tuple[str, str]:
    if data.problem:
        return "Not usable", "red"
    return ("Reachable", "green") if data.exists else ("Not made yet", "blue")


def _schema(data: DatabaseStatus) -> str:
    if data.revision is None:
        return (
            f"none yet <small>this program makes {data.program_revision}</small>"
            if not data.problem
            else UNKNOWN
        )
    if data.revision == data.program_revision:
        return f"{escape(data.revision)} <small>current, no migration is pending</small>"
    what = (
        "is upgraded at the first use" if data.kind == "SQLite" else "run <code>modelsync db upgrade</code>"
    )
    return f"{escape(data.revision)} <small>this program has {data.program_revision}: {what}</small>"


def _holds(data: DatabaseStatus) -> str:
    counts = [(data.models, "model"), (data.plans, "plan"), (data.runs, "run")]
    said = [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counts if count is not None]
    return " · ".join(said) or UNKNOWN


def _size(count: int | None) -> str:
    if count is None:
        return UNKNOWN
    for size, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def program(found: Status) -> None:
    """Version of the program."""
    with st.container(border=True, height="stretch"):
        _title("Program")
        facts(
            ("Model Sync", escape(found.version)),
            ("Python", escape(found.python)),
            ("Streamlit", escape(st.__version__)),
        )


def providers(found: Status) -> None:
    """Per provider: the key's variable, the base URL, the last sync."""
    st.header("Providers", anchor=False)
    st.caption(f"Times in the time zone {times.zone_name()}.")
    count = len(found.providers)
    for first in range(0, count, _IN_A_ROW):
        row = found.providers[first : first + _IN_A_ROW]
        for column, provider in zip(st.columns(min(count, _IN_A_ROW)), row, strict=False):
            with column.container(border=True, height="stretch"):
                _provider(provider, found)
    _former(found)


def _former(found: Status) -> None:
    """Providers that were synced once and are not configured any more."""
    for one in found.former:
        st.info(plain(one.sentence), icon=":material/link_off:")


def _key(provider: ProviderStatus) -> str:
    if in_demo():
        return "the demo's own"
    if not provider.needs_key:
        return "none is sent"
    word = "from" if provider.key_from else "set"
    return f"{word} <code>{escape(provider.key_from or provider.missing_key or '')}</code>"


def _provider(provider: ProviderStatus, found: Status) -> None:
    if provider.problem:
        _title(
            provider.label,
            "Not usable" if provider.missing_key or not provider.key_from else "Key not usable",
            "red",
        )
    elif not provider.needs_key:
        _title(provider.label, "No key needed", "green")
    elif provider.key_from:
        _title(provider.label, "Demo, no key" if in_demo() else "Key present", "green")
    else:
        _title(provider.label, "No key", "gray")
    last = provider.last_sync
    base = (
        f"<small>{escape(provider.base_url_from)}</small>"
        if provider.base_url_from
        else "<small>default</small>"
    )
    facts(
        ("Key", _key(provider)),
        ("Base URL", f"{escape(provider.base_url)} {base}"),
        (
            "Last sync",
            f"{times.local(last.at)} by {escape(last.actor)}<br><small>{escape(last.outcome)}</small>"
            if last
            else found.database.without_sync,
        ),
        *([("Checked", _checked(provider, found.schedule))] if last else []),
        *(
            [
                (
                    "Failed",
                    f"{times.local(failed.at)} by {escape(failed.actor)}<br><small>see above</small>",
                )
            ]
            if (failed := provider.last_failure) and not provider.missing_key
            else []
        ),
        narrow=True,
    )


def _checked(provider: ProviderStatus, schedule: ScheduleStatus) -> str:
    ago = times.ago(provider.last_sync.at) if provider.last_sync else "never"
    coming = schedule.next_at.get(provider.provider) if schedule.hosts else None
    return f"{ago}, next {times.ahead(coming)}" if coming else ago


def prices(found: Status) -> None:
    """State and content of each pricing file."""
    st.header("Pricing files", anchor=False)
    st.caption(f"In {plain(found.pricing_dir)}")
    frame = pd.DataFrame(
        {
            "provider": [label(prices.provider) for prices in found.prices],
            "file": [prices.file for prices in found.prices],
            "state": [_state(prices) for prices in found.prices],
            "models": pd.array([prices.models for prices in found.prices], dtype="Int64"),
            "periods": pd.array([prices.periods for prices in found.prices], dtype="Int64"),
            "oldest": [prices.oldest for prices in found.prices],
            "newest": [prices.newest for prices in found.prices],
        }
    )
    config = {
        "provider": frames.provider_column(frame["provider"]),
        "file": st.column_config.TextColumn("File", width=220),
        "state": st.column_config.TextColumn("State", width=165),
        "models": st.column_config.NumberColumn("Entries", width=100, help="Models with prices of their own"),
        "periods": st.column_config.NumberColumn("Prices", width=100, help="Dated periods of all entries"),
        "oldest": st.column_config.DateColumn(
            "Oldest from", width=130, help="First day of the oldest period"
        ),
        "newest": st.column_config.DateColumn(
            "Newest from", width=130, help="First day of the newest period"
        ),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame)),
        column_config=config,
        placeholder="–",
        alt="Pricing files",
    )


def _state(prices: PricesStatus) -> str:
    return "not usable, see above" if prices.problem else "valid"


def settings(found: Status) -> None:
    """Settings in effect."""
    st.header("Settings in effect", anchor=False)
    st.caption("Read from the environment and from .env when the server started; the README describes each.")
    frame = pd.DataFrame(
        {
            "variable": [setting.variable for setting in found.settings],
            "value": [setting.value for setting in found.settings],
            "from": ["default" if setting.is_default else "set" for setting in found.settings],
            "meaning": [setting.meaning or "" for setting in found.settings],
        }
    )
    config = {
        "variable": st.column_config.TextColumn("Variable", width=frames.id_width(frame["variable"], 200)),
        "value": st.column_config.TextColumn(
            "Value", width=frames.id_width(frame["value"], 100), alignment="right"
        ),
        "from": st.column_config.TextColumn("From", width=80),
        "meaning": st.column_config.TextColumn("Meaning", width=frames.id_width(frame["meaning"], 300)),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame)),
        column_config=config,
        alt="Settings in effect",
    )


def _title(text: str, state: str = "", colour: str = "gray") -> None:
    icons = {"green": ":material/check:", "red": ":material/error:", "blue": ":material/schedule:"}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{text}**", width="content")
        if state:
            st.badge(state, icon=icons.get(colour, ":material/key_off:"), color=colour)  # type: ignore[arg-type]  # one of its colours
