"""The panel of models that retire soon: date, switch, successor with its state, and the button that enables it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.core.retirement import retiring_within
from modelsync.core.succession import Succession, succession
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import frames, successors
from modelsync.ui.shell.messages import Messages
from modelsync.ui.shell.session import label

_STEPS = (30, 60, 90)
_LONGEST = 10
"""Rows shown before the list scrolls."""


def upcoming(
    service: AiModelSyncService,
    models: Mapping[str, StoredModel],
    unsaved: Collection[str],
    messages: Messages,
) -> None:
    """Active models that retire within 90 days or are overdue, soonest first; draws nothing without any.

    ``models`` is the whole catalogue by id, for looking up successors; ``unsaved`` are ids with edits in this window.
    """
    active = (model for model in models.values() if model.status == "active")
    soon = retiring_within(_STEPS[-1], active, service.today())
    if not soon:
        return
    opened = st.expander(
        title(soon),
        icon=":material/event_busy:",
        on_change="rerun",
        key="retiring_soon",
    )
    if opened.open:
        with opened:
            successors.lines(service, soon, models, unsaved, messages)
            panel(soon, models, service.today())


def title(soon: Sequence[StoredModel]) -> str:
    """How many retire soon, and how many of them users have."""
    return f"Retiring soon ({len(soon):,})" + _enabled_of(soon)


def panel(soon: Sequence[StoredModel], models: Mapping[str, StoredModel], today: date) -> None:
    """The retiring models with their successors and the timeline."""
    from modelsync.ui.shell import retirement_chart  # noqa: PLC0415 - altair takes a while, and only this needs it

    st.caption(_counted(soon, today))
    _table(soon, models, today)
    retirement_chart.timeline(soon, today)


def _enabled_of(soon: Sequence[StoredModel]) -> str:
    enabled = sum(bool(model.enabled) for model in soon)
    return f" · {enabled:,} of them enabled" if enabled else ""


def _counted(soon: Sequence[StoredModel], today: date) -> str:
    left = [_days(model, today) for model in soon]
    parts = [f"**{sum(d < 0 for d in left)}** overdue"] if any(d < 0 for d in left) else []
    parts += [
        f"**{sum(0 <= d <= step for d in left)}** within {step} days"
        for step in _STEPS
        if any(0 <= d <= step for d in left)
    ]
    return " · ".join(parts)


def _days(model: StoredModel, today: date) -> int:
    return ((model.lifecycle.retires_at or today) - today).days


def _table(soon: Sequence[StoredModel], every: Mapping[str, StoredModel], today: date) -> None:
    frame = pd.DataFrame(
        {
            "enabled": [bool(model.enabled) for model in soon],
            "id": [model.universal_model_id for model in soon],
            "provider": [label(model.provider) for model in soon],
            "retires": [model.lifecycle.retires_at for model in soon],
            "left": [_days(model, today) for model in soon],
            "replacement": [_replacement(succession(model, every)) for model in soon],
        }
    )
    config = {
        "enabled": st.column_config.CheckboxColumn("Enabled", width=76, help="Users have it today"),
        "id": st.column_config.TextColumn("Model", width=frames.id_width(frame["id"], 215)),
        "provider": frames.provider_column(frame["provider"]),
        "retires": st.column_config.DateColumn("Retires", width=92, help="The last day that was announced"),
        "left": st.column_config.NumberColumn(
            "Days left", width=82, format="%d", help="Below zero: overdue, and still in the provider's list"
        ),
        "replacement": st.column_config.TextColumn(
            "Replacement", width=375, help="What is named instead, and what the catalogue holds of it"
        ),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(min(len(frame), _LONGEST)),
        column_config=config,
        placeholder="–",
        alt="Models that retire soon",
    )


def _replacement(found: Succession) -> str:
    id_ = found.retiring.lifecycle.replacement
    return f"{id_} · {found.state}" if id_ else found.state
