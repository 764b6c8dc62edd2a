"""The columns of the Catalogue's tables, and the frames under them. Reads no state and calls no service.

At 1280 pixels a table has 998 for its columns; their widths add up to less, so that none is cut off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from modelsync.core.edits import Edit
from modelsync.core.models import StoredModel
from modelsync.ui.shell import frames
from modelsync.ui.shell.session import label

DETAILS = ":material/info:"

COLUMNS: dict[str, Any] = {
    "select": st.column_config.CheckboxColumn(
        "Select", width=76, pinned=True, help="For Enable and Disable above"
    ),
    "enabled": frames.ENABLED_COLUMN,
    "id": st.column_config.TextColumn("Model", width=208, help="The id to use in API calls"),
    "display_name": frames.NAME_COLUMN,
    "provider": st.column_config.TextColumn("Provider", width=76),
    "context": st.column_config.NumberColumn(
        "Context", width=84, format="localized", help="Tokens that fit into one request"
    ),
    "retires": st.column_config.DateColumn("Retires", width=88, help="The last day that the provider named"),
}


def active_editor_frame(
    models: Sequence[StoredModel], edits: Mapping[str, Edit], selected: Collection[str]
) -> pd.DataFrame:
    """The active models with unsaved edits and the selection; the index is the model's id."""
    frame = _frame(models, edits)
    frame.insert(0, "select", [id_ in selected for id_ in frame.index])
    return frame


def active_frame(models: Sequence[StoredModel]) -> pd.DataFrame:
    """The active models as they are stored; the index is the model's id."""
    return _frame(models, {})


def archived_frame(models: Sequence[StoredModel]) -> pd.DataFrame:
    """The archived models; none of them can be enabled, so there is nothing to switch."""
    return _frame(models, {}).drop(columns="enabled")


def _frame(models: Sequence[StoredModel], edits: Mapping[str, Edit]) -> pd.DataFrame:
    ids = [model.universal_model_id for model in models]
    edited = [(model, edits.get(model.universal_model_id, Edit())) for model in models]
    providers = [label(model.provider) for model in models]
    frame = pd.DataFrame(
        {
            "enabled": [bool(m.enabled) if edit.enabled is None else edit.enabled for m, edit in edited],
            "id": ids,
            "display_name": [edit.display_name or m.display_name for m, edit in edited],
            "provider": providers,
            "context": pd.array([m.context_window for m in models], dtype="Int64"),
            "input": frames.prices(models, "input"),
            "output": frames.prices(models, "output"),
            "retires": [m.lifecycle.retires_at for m in models],
            "details": DETAILS,
        },
        index=pd.Index(ids, name="key"),
    )
    # One provider is what the filter says; the room is the names'.
    return frame if len(set(providers)) > 1 else frame.drop(columns="provider")


def columns(frame: pd.DataFrame, details: Any) -> dict[str, Any]:
    """The settings of the columns that this frame has."""
    every = COLUMNS | frames.price_columns(frame) | {"details": details}
    return {name: every[name] for name in frame.columns}
