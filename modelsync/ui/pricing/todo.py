"""The to-do list of the Pricing page: findings by rule, one row each, opened one at a time. Changes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import pandas as pd
import streamlit as st

from modelsync.prices.health import Code, PriceFinding
from modelsync.service import AiModelSyncService
from modelsync.ui.pricing import finding_actions, ignoring
from modelsync.ui.pricing.health import Health, View
from modelsync.ui.pricing.rules import RULES
from modelsync.ui.shell import frames, login
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import labels

if TYPE_CHECKING:
    from modelsync.core.models import StoredModel

_VIEW: Final = "pricing_view"
_OPEN: Final = "pricing_open"
_NAMES: Final[dict[View, str]] = {"todo": "To do", "note": "To note", "ignored": "Ignored"}
_ANNOUNCED: Final[Code] = "upcoming"
_MOST_ROWS: Final = 8
_WHAT: Final = 480
"""Pixels of the column that says what was found."""


def show_broken(health: Health) -> None:
    """The error of each unusable file."""
    for sentence in health.broken.values():
        text = f"{sentence} Until then its models keep the prices that they have."
        st.error(plain(text), icon=":material/broken_image:")


@login.fragment()
def show(service: AiModelSyncService, health: Health, models: Mapping[str, StoredModel]) -> None:
    """What needs a person first; what is only to note, and what is ignored, are a click away."""
    if finding_actions.is_done():
        st.rerun()
    views = health.views
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Needs attention", anchor=False, width="content")
        count = len(views["todo"])
        st.badge(
            f"{count:,} finding{'' if count == 1 else 's'}",
            icon=":material/rule:",
            color="orange" if count else "green",
        )
        st.space("stretch")
        view = _chosen(views)
    if not views[view] and view != "todo":
        st.success("There is none.", icon=":material/check_circle:")
    elif not views[view] and models:
        said = "Nothing needs a person: every active model has a price, and no source contradicts."
        st.success(said, icon=":material/check_circle:")
    for code in RULES:
        if found := [one for one in _shown(views, view) if one.code == code]:
            _group(service, view, code, found, models)


def _shown(views: Mapping[View, Sequence[PriceFinding]], view: View) -> list[PriceFinding]:
    """The findings of a view; known price changes are announced beside what is to be done, and counted among the notes."""
    announced = [one for one in views["note"] if one.code == _ANNOUNCED]
    return [*views[view], *announced] if view == "todo" else list(views[view])


def _chosen(views: Mapping[View, Sequence[PriceFinding]]) -> View:
    st.session_state.setdefault(_VIEW, "todo")
    chosen: View | None = st.segmented_control(
        "Findings",
        list(_NAMES),
        format_func=lambda view: f"{_NAMES[view]} {len(views[view]):,}",
        key=_VIEW,
        required=True,
        label_visibility="collapsed",
    )
    return chosen or "todo"


def _group(
    service: AiModelSyncService,
    view: View,
    code: Code,
    found: Sequence[PriceFinding],
    models: Mapping[str, StoredModel],
) -> None:
    rule, key = RULES[code], _key(view, code)
    opened = st.expander(
        f"**{rule.name}** · {len(found):,}{_first(found)}",
        icon=rule.icon,
        key=key,
        on_change=_toggled,
        args=(key,),
        expanded=st.session_state.get(_OPEN) == key,
    )
    if not opened.open:
        return
    with opened:
        st.caption(rule.cure)
        chosen = found if len(found) == 1 else _table(view, code, found)
        if view == "ignored":
            ignoring.ignored(service, chosen)
        else:
            finding_actions.show(service, chosen, models)


def _first(found: Sequence[PriceFinding]) -> str:
    """The next of the known price changes: it is read without opening the row."""
    if found[0].code != _ANNOUNCED:
        return ""
    more = f" · and {len(found) - 1:,} more" if len(found) > 1 else ""
    return f" · {plain(found[0].message.removesuffix('.'))}{more}"


def _key(view: str, code: str) -> str:
    return f"findings_{view}_{code}"


def _toggled(key: str) -> None:
    """One row is open at a time; it stays open while its count changes, which makes another widget of it."""
    st.session_state[_OPEN] = key if st.session_state[key] else None
    for view in _NAMES:
        for code in RULES:
            if (other := _key(view, code)) != key and other in st.session_state:
                st.session_state[other] = False


def _table(view: View, code: Code, found: Sequence[PriceFinding]) -> list[PriceFinding]:
    """The findings of one rule in a table of bounded height; gives those that are selected."""
    names = labels()
    columns: dict[str, list[Any]] = {
        "id": [one.universal_model_id for one in found],
        "provider": [names[one.provider] for one in found],
        "what": [_said(one) for one in found],
    }
    if view == "ignored":
        columns["reason"] = [one.ignored.reason if one.ignored else "" for one in found]
    config = {
        "id": st.column_config.TextColumn("Model", width=frames.id_width(columns["id"], 230)),
        "provider": frames.provider_column(columns["provider"]),
        "what": st.column_config.TextColumn("What was found", width=_WHAT),
        "reason": st.column_config.TextColumn("Reason", width=200),
    }
    state = st.dataframe(
        frames.fitted(pd.DataFrame(columns), config),
        hide_index=True,
        height=frames.height(len(found), most=_MOST_ROWS),
        on_select="rerun",
        selection_mode="multi-row",
        # Another table once a row is gone: a selection is kept by position.
        key=f"table_{_key(view, code)}_{crc32(repr([one.key for one in found]).encode())}",
        column_config=config,
        alt=f"{RULES[code].name}: findings",
    )
    return [found[row] for row in state["selection"]["rows"] if row < len(found)]


def _said(finding: PriceFinding) -> str:
    """The message without the id before it, which has a column of its own."""
    return finding.message.removeprefix(finding.universal_model_id).removeprefix(":").strip()
