"""The parts of the Catalogue page: filters, the editor with unsaved edits, saving, the archived table.

The page itself is `pages/catalogue.py`. Unsaved edits live in the browser session by model id, each with the row's version
that the admin saw, so that filtering keeps them and a colleague's change is not overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from modelsync import exports
from modelsync.changes import Edit, checked_name
from modelsync.errors import EditError, ModelSyncError
from modelsync.models import StoredModel
from modelsync.service import AiModelSyncService
from modelsync.ui import editing, frames
from modelsync.ui.session import actor, adapters

_EDITS = "catalogue_edits"
_SEEN = "catalogue_seen"
_MESSAGE = "catalogue_message"
_EDITOR = "catalogue_active"


def unsaved() -> dict[str, Edit]:
    """The edits that are not saved yet, by id."""
    edits: dict[str, Edit] = st.session_state.setdefault(_EDITS, {})
    return edits


def show_message() -> None:
    """The outcome of the last save or edit."""
    kind, text = st.session_state.get(_MESSAGE, (None, ""))
    if kind == "error":
        st.error(text, icon=":material/error:")
    elif kind == "success":
        st.success(text, icon=":material/check_circle:")


def filtered(models: Sequence[StoredModel]) -> list[StoredModel]:
    """The models that the filters show; the filters are part of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {adapter.label: adapter.provider for adapter in adapters()}
        chosen = st.segmented_control("Provider", ["All", *names], default="All", key="catalogue_provider")
        switch = st.segmented_control(
            "Enabled", ["All", "Enabled", "Disabled"], default="All", key="catalogue_enabled"
        )
        words = st.text_input(
            "Search",
            placeholder="Model id or name",
            icon=":material/search:",
            key="catalogue_search",
            width=280,
        )
    provider = names.get(chosen or "All")
    return [m for m in models if provider in {None, m.provider} and _switched(m, switch) and _found(m, words)]


def _switched(model: StoredModel, switch: str | None) -> bool:
    return switch in {None, "All"} or bool(model.enabled) == (switch == "Enabled")


def _found(model: StoredModel, words: str) -> bool:
    text = f"{model.universal_model_id} {model.display_name}".lower()
    return all(word in text for word in words.lower().split())


def active_editor(models: Sequence[StoredModel]) -> None:
    """The active models, with name and switch to edit."""
    key, frame = editing.frozen_frame(
        _EDITOR,
        editing.fingerprint((m.universal_model_id, m.version) for m in models),
        lambda: frames.catalogue_frame(models, unsaved()),
    )
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[c for c in frame.columns if c not in {"enabled", "display_name"}],
        height=frames.height(len(frame)),
        column_config=frames.MODEL_COLUMNS
        | {"enabled": frames.ENABLED_COLUMN, "display_name": frames.NAME_COLUMN},
        on_change=_keep,
        args=({m.universal_model_id: m for m in models},),
        placeholder="–",
        alt="Active models",
    )


def _keep(models: Mapping[str, StoredModel]) -> None:
    st.session_state.pop(_MESSAGE, None)
    for id_, cells in editing.take_edits(_EDITOR).items():
        try:
            _take(models[id_], cells)
        except EditError as error:
            editing.forget(_EDITOR)
            st.session_state[_MESSAGE] = ("error", f"{id_}: {error}")


def _take(model: StoredModel, cells: Mapping[str, object]) -> None:
    id_ = model.universal_model_id
    edit = unsaved().get(id_, Edit())
    if "display_name" in cells:
        edit = edit.model_copy(update={"display_name": checked_name(str(cells["display_name"] or ""))})
    if isinstance(enabled := cells.get("enabled"), bool):
        edit = edit.model_copy(update={"enabled": enabled})
    name = None if edit.display_name == model.display_name else edit.display_name
    switch = None if edit.enabled == model.enabled else edit.enabled
    if name is None and switch is None:
        unsaved().pop(id_, None)
    else:
        unsaved()[id_] = Edit(display_name=name, enabled=switch)
        st.session_state.setdefault(_SEEN, {}).setdefault(id_, model.version)


def bar(service: AiModelSyncService, models: Sequence[StoredModel]) -> None:
    """The bar at the bottom: unsaved edits, export, undo, save."""
    count = len(unsaved())
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{count}** unsaved edit{'' if count == 1 else 's'}" if count else "No unsaved edits",
            width="stretch",
        )
        st.download_button(
            "Export CSV",
            exports.models_csv(models),
            file_name=f"modelsync-catalogue-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button("Undo edits", icon=":material/undo:", disabled=not count, on_click=_drop, key="undo_edits")
        st.button(
            f"Save {count} edit{'' if count == 1 else 's'}" if count else "Save",
            icon=":material/save:",
            type="primary",
            disabled=not count,
            on_click=_save,
            args=(service,),
            key="save",
        )


def _drop() -> None:
    st.session_state[_EDITS] = {}
    st.session_state[_SEEN] = {}
    st.session_state.pop(_MESSAGE, None)
    editing.forget(_EDITOR)


def _save(service: AiModelSyncService) -> None:
    edits = dict(unsaved())
    seen = st.session_state.get(_SEEN, {})
    try:
        run = service.edit(edits, actor=actor(), seen=seen)
    except ModelSyncError as error:
        _drop_moved(service, seen)
        st.session_state[_MESSAGE] = ("error", str(error))
        return
    _drop()
    count = run.counts.total if run else 0
    st.session_state[_MESSAGE] = ("success", f"Saved: {count} model{'' if count == 1 else 's'} changed.")


def _drop_moved(service: AiModelSyncService, seen: dict[str, int]) -> None:
    """Forget the edits of rows that somebody changed or removed meanwhile; the others stay unsaved."""
    editing.forget(_EDITOR)
    try:
        versions = {model.universal_model_id: model.version for model in service.models()}
    except ModelSyncError:
        return  # the database is away: every edit stays
    for id_ in [id_ for id_, version in seen.items() if versions.get(id_) != version]:
        unsaved().pop(id_, None)
        seen.pop(id_)


def archived_table(models: Sequence[StoredModel]) -> None:
    """The archived models, read-only."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Archived", anchor=False, width="content")
        st.badge(str(len(models)), icon=":material/archive:", color="gray")
        st.caption(":material/lock: Read-only: the status belongs to the provider.")
    if models:
        frame = frames.catalogue_frame(models, {}).drop(columns="enabled")
        columns = frames.MODEL_COLUMNS | {"display_name": frames.NAME_COLUMN}
        st.dataframe(
            frame,
            hide_index=True,
            height=frames.height(len(frame)),
            column_config=columns,
            placeholder="–",
            alt="Archived models",
        )
