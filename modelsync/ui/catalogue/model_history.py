"""What happened to one model: each change in words, with who, when and why, and the way to its run. Changes nothing."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from modelsync.core.diff import changed_fields
from modelsync.core.models import ModelUpdate, NormalizedModel
from modelsync.core.row_changes import RecordedChange
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import undo_dialog
from modelsync.ui.shell.markdown import plain

_SHOWN = 20
_KINDS = {"apply": "Commit", "edit": "Edit", "undo": "Undo"}
_ICONS = {"apply": ":material/commit:", "edit": ":material/edit:", "undo": ":material/undo:"}
_ROW_ONLY = {"id", "displayNameBy", "version", "createdAt"}


def show(service: AiModelSyncService, id_: str) -> None:
    """The newest changes of a model, each with a link to its run."""
    events = service.model_history(id_, limit=_SHOWN + 1)
    if not events:
        st.caption("No run of the history changed it.")
    runs = {event.run.run_id for event in events}
    for event in events[:_SHOWN]:
        run = event.run
        # The undo of a run may have left this model as it was.
        undone = f" · undone by run {run.undone_by}" if run.undone_by in runs else ""
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"{_ICONS[run.kind]} **{_KINDS[run.kind]}**", width="content")
                st.caption(f"{run.at:%Y-%m-%d %H:%M} UTC · {plain(run.actor)}{undone}", width="stretch")
                undo_dialog.link(run.run_id)
            st.markdown(plain(in_words(event.change)))
            if run.reason:
                st.caption(f"Reason: {plain(run.reason)}")
    if len(events) > _SHOWN:
        st.caption("Older changes are on the History page.")


def in_words(change: RecordedChange) -> str:
    """One change of a model on one line: ``input $2.50 → $2.00 · enabled no → yes``."""
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
        return NormalizedModel.model_validate({k: v for k, v in image.items() if k not in _ROW_ONLY})
    except ValidationError:
        return None  # from a version that kept it in another shape
