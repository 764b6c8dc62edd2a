"""Column settings and data frames of the Catalogue's tables. Reads no session state and calls no service.

In a 1280 px window a table is 998 px wide; the column widths add up to less, so that no column is cut off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from modelsync.core.edits import Edit
from modelsync.core.models import StoredModel
from modelsync.core.retirement import deadline
from modelsync.ui.shell import frames
from modelsync.ui.shell.session import labels

DETAILS = ":material/info:"

COLUMNS: dict[str, Any] = {
    "select": st.column_config.CheckboxColumn(
        "Select", width=76, pinned=True, help="For Enable and Disable above"
    ),
    "enabled": frames.ENABLED_COLUMN,
    "id": st.column_config.TextColumn("Model", width=208, help="The id to use in API calls"),
    "display_name": frames.NAME_COLUMN,
    "context": st.column_config.NumberColumn(
        "Context", width=84, format="localized", help="Tokens that fit into one request"
    ),
    "retires": st.column_config.DateColumn("Retires", width=88, help="The last day that the provider named"),
}


def active_editor_frame(
    models: Sequence[StoredModel], edits: Mapping[str, Edit], selected: Collection[str]
) -> pd.DataFrame:
    """Active models with unsaved edits and selection; indexed by model id."""
    frame = _frame(models, edits)
    frame.insert(0, "select", [id_ in selected for id_ in frame.index])
    return frame


def active_frame(models: Sequence[StoredModel]) -> pd.DataFrame:
    """Active models as stored; indexed by model id."""
    return _frame(models, {})


def archived_frame(models: Sequence[StoredModel]) -> pd.DataFrame:
    """Archived models, without the Enabled column: none of them can be enabled."""
    return _frame(models, {}).drop(columns="enabled")


def _frame(models: Sequence[StoredModel], edits: Mapping[str, Edit]) -> pd.DataFrame:
    ids = [model.universal_model_id for model in models]
    edited = [(model, edits.get(model.universal_model_id, Edit())) for model in models]
    names = labels()
    providers = [names[model.provider] for model in models]
    frame = pd.DataFrame(
        {
            "enabled": [bool(m.enabled) if edit.enabled is None else edit.enabled for m, edit in edited],
            "id": ids,
            "display_name": [edit.display_name or m.display_name for m, edit in edited],
            "provider": providers,
            "context": pd.array([m.context_window for m in models], dtype="Int64"),
            **frames.prices(models),
            "retires": [deadline(m.lifecycle) for m in models],
            "details": DETAILS,
        },
        index=pd.Index(ids, name="key"),
    )
    # With one provider the column repeats the filter; names get its width.
    return frame if len(set(providers)) > 1 else frame.drop(columns="provider")


def columns(frame: pd.DataFrame, details: Any) -> dict[str, Any]:
    """Settings for the columns of this frame."""
    every = COLUMNS | frames.price_columns(frame) | {"details": details}
    every["id"] = every["id"] | {"width": frames.id_width(frame["id"], COLUMNS["id"]["width"])}
    if "provider" in frame:
        every["provider"] = frames.provider_column(frame["provider"])
    return {name: every[name] for name in frame.columns}
