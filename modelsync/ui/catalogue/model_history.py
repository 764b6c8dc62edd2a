"""The change history of one model: what changed, who, when, why, with a link to the run. Read-only."""

from __future__ import annotations

import streamlit as st

from modelsync.core.diff import changed_fields
from modelsync.core.models import ModelUpdate, NormalizedModel
from modelsync.core.row_changes import RecordedChange
from modelsync.core.stored_json import read
from modelsync.errors import StoreError
from modelsync.report import change_words, words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import times, undo_dialog
from modelsync.ui.shell.markdown import plain

_SHOWN = 20
_ICONS = {"apply": ":material/commit:", "edit": ":material/edit:", "undo": ":material/undo:"}


def show(service: AiModelSyncService, id_: str) -> None:
    """The newest changes of a model, each with a link to its run."""
    try:
        events = service.model_history(id_, limit=_SHOWN + 1)
    except StoreError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if not events:
        st.caption("No run of the history changed it.")
    runs = {event.run.run_id for event in events}
    for event in events[:_SHOWN]:
        run = event.run
        # An undo in part may have skipped this model.
        undone = f" · undone by run {run.undone_by}" if run.undone_by in runs else ""
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                icon, kind = _ICONS.get(run.kind, ":material/history:"), change_words.kind(run.kind)
                st.markdown(f"{icon} **{plain(kind)}**", width="content")
                st.caption(f"{times.utc(run.at)} · {plain(run.actor)}{undone}", width="stretch")
                undo_dialog.link(run.run_id)
            st.markdown(plain(in_words(event.change)))
            if run.reason:
                st.caption(f"Reason: {plain(run.reason)}")
    if len(events) > _SHOWN:
        st.caption("Older changes are on the History page.")


def in_words(change: RecordedChange) -> str:
    """One change of a model on one line: ``input $2.50 → $2 · enabled no → yes``."""
    before, after = _model(change.before), _model(change.after)
    if before is None or after is None:
        return {"insert": "Added to the catalogue", "remove": "Removed from the catalogue"}.get(
            change.action, "Changed"
        )
    paths = changed_fields(before, after)
    parts = [words.changes(ModelUpdate(existing=before, updated=after, changed_fields=paths))]
    old, new = (change.before or {}).get("displayNameBy"), (change.after or {}).get("displayNameBy")
    if old != new:
        parts.append("name is the admin's now" if new == "admin" else "name is the provider's again")
    return " · ".join(filter(None, parts)) or "No visible change"


def _model(image: dict[str, object] | None) -> NormalizedModel | None:
    if image is None:
        return None
    try:
        return read(NormalizedModel, image, "The change")
    except StoreError:
        return None  # An older version stored another shape.
