"""Unsaved edits of the Catalogue: kept in the browser session by model id, with the row version that the admin saw.

Filtering keeps them, and a concurrent change is detected. They are saved together, in one run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from modelsync.core.edits import Edit, checked_name
from modelsync.core.models import StoredModel
from modelsync.errors import ModelSyncError, StalePlanError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import editors, frames, login
from modelsync.ui.shell.messages import CATALOGUE
from modelsync.ui.shell.session import actor

EDITOR = "catalogue_active"
"""Name of the editor that makes them."""

_EDITS = "catalogue_edits"
_SEEN = "catalogue_seen"
_ONLY = "catalogue_only_unsaved"
_ASKED = "catalogue_drop_asked"


def edits() -> dict[str, Edit]:
    """Unsaved edits by model id."""
    found: dict[str, Edit] = st.session_state.setdefault(_EDITS, {})
    return found


def name(model: StoredModel) -> str:
    """The display name after the edits are saved."""
    return edits().get(model.universal_model_id, Edit()).display_name or model.display_name


def _seen() -> dict[str, int]:
    found: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    return found


def take(model: StoredModel, cells: Mapping[str, object]) -> None:
    """Record edited cells; setting the stored value back removes the edit. Raises EditError."""
    id_ = model.universal_model_id
    edit = edits().get(id_, Edit())
    if "display_name" in cells:
        edit = edit.model_copy(update={"display_name": checked_name(str(cells["display_name"] or ""))})
    if isinstance(enabled := cells.get("enabled"), bool):
        edit = edit.model_copy(update={"enabled": enabled})
    name = None if edit.display_name == model.display_name else edit.display_name
    switch = None if edit.enabled == model.enabled else edit.enabled
    if name is None and switch is None:
        edits().pop(id_, None)
        _seen().pop(id_, None)
    else:
        edits()[id_] = Edit(display_name=name, enabled=switch)
        _seen().setdefault(id_, model.version)


def switch(models: Iterable[StoredModel], *, enabled: bool) -> None:
    """Record enabling or disabling of these models; archived ones are skipped."""
    for model in models:
        if model.status == "active":
            take(model, {"enabled": enabled})
    editors.forget(EDITOR)


def drop() -> None:
    """Discard all edits."""
    st.session_state[_EDITS] = {}
    st.session_state[_SEEN] = {}
    st.session_state[_ONLY] = False
    CATALOGUE.clear()
    editors.forget(EDITOR)


def ask_to_drop() -> None:
    """Discard a single edit at once; open a dialog for more than one."""
    if len(edits()) > 1:
        st.session_state[_ASKED] = True
    else:
        drop()


def question() -> None:
    """Show the pending dialog."""
    if st.session_state.pop(_ASKED, False):
        _confirm_drop()


@login.dialog("Undo all unsaved edits?", icon=":material/undo:")
def _confirm_drop() -> None:
    st.markdown(
        f"All **{len(edits()):,}** unsaved edits of this window are taken back, also those that a filter hides."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="drop_cancel"):
            st.rerun()
        if st.button("Undo edits", type="primary", key="drop_confirm", on_click=drop):
            st.rerun()


def drop_one(id_: str) -> None:
    """Discard the edit of one model."""
    edits().pop(id_, None)
    _seen().pop(id_, None)
    editors.forget(EDITOR)


def drop_name(id_: str, *, version: int) -> None:
    """Discard the name edit after a reset; an edit of the switch stays, based on this row version."""
    edit = edits().pop(id_, Edit())
    _seen().pop(id_, None)
    if edit.enabled is not None:
        edits()[id_], _seen()[id_] = Edit(enabled=edit.enabled), version
    editors.forget(EDITOR)


def save(service: AiModelSyncService) -> None:
    """Save all edits in one run. If rows changed meanwhile, nothing is saved and each conflict is shown."""
    CATALOGUE.clear()
    wanted = dict(edits())
    try:
        run = service.edit(wanted, actor=actor(), seen=_seen())
    except StalePlanError as error:
        moved = _drop_moved(service) or error.conflicts
        left = len(edits())
        cure = "Nothing was saved. Look at it again and repeat your edit."
        if left:
            cure += f" Your other {f'{left:,} edits are' if left > 1 else 'edit is'} still here."
        if len(moved) == 1:
            CATALOGUE.say("error", f"Somebody changed this since you looked: {moved[0]}. {cure}")
        else:
            CATALOGUE.say(
                "error", f"Somebody changed {len(moved):,} models since you looked. {cure}", rows=moved
            )
        return
    except ModelSyncError as error:
        _drop_moved(service)
        CATALOGUE.say("error", str(error))
        return
    drop()
    count = run.counts.total if run else 0
    CATALOGUE.say(
        "success",
        f"Saved: {count:,} model{'' if count == 1 else 's'} changed.",
        run_id=run.run_id if run else None,
    )


def _drop_moved(service: AiModelSyncService) -> tuple[str, ...]:
    """Discard edits of rows that changed or disappeared; returns a sentence for each. Other edits stay."""
    editors.forget(EDITOR)
    try:
        now = {model.universal_model_id: model for model in service.models()}
    except ModelSyncError:
        return ()  # The database cannot be read: keep every edit.
    gone = [id_ for id_, version in _seen().items() if id_ not in now or now[id_].version != version]
    sentences = tuple(_moved(id_, edits().get(id_, Edit()), now.get(id_)) for id_ in gone)
    for id_ in gone:
        drop_one(id_)
    return sentences


def _moved(id_: str, edit: Edit, now: StoredModel | None) -> str:
    if now is None:
        return f"{id_} is no longer in the catalogue"
    wanted = []
    if edit.display_name is not None:
        wanted.append(f"the name “{edit.display_name}”")
    if edit.enabled is not None:
        wanted.append("enabled" if edit.enabled else "disabled")
    state = "enabled" if now.enabled else "disabled"
    return f"{id_} is now “{now.display_name}”, {state}, {now.status}; you wanted {' and '.join(wanted)}"


def only() -> bool:
    """Whether only models with unsaved edits are shown."""
    if not edits():
        st.session_state[_ONLY] = False
    return bool(st.session_state.get(_ONLY))


def show_all() -> None:
    """Show all models again."""
    st.session_state[_ONLY] = False


def only_switch() -> None:
    """Draw the Only unsaved toggle."""
    st.toggle("Only unsaved", key=_ONLY, disabled=not edits())


def summary(models: Mapping[str, StoredModel]) -> None:
    """A table of all unsaved edits, before and after."""
    rows: list[dict[str, Any]] = []
    for id_, edit in edits().items():
        model = models.get(id_)
        name, on = (model.display_name, bool(model.enabled)) if model else ("", False)
        if edit.display_name is not None:
            rows.append({"id": id_, "field": "Display name", "before": name, "after": edit.display_name})
        if edit.enabled is not None:
            rows.append({"id": id_, "field": "Enabled", "before": _on(on), "after": _on(edit.enabled)})
    frame = pd.DataFrame(rows, columns=["id", "field", "before", "after"])
    config = {
        "id": st.column_config.TextColumn("Model", width=frames.id_width(frame["id"], 210)),
        "field": st.column_config.TextColumn("Field", width=105),
        "before": st.column_config.TextColumn("Before", width=170),
        "after": st.column_config.TextColumn("After", width=170),
    }
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        width=640,
        height=frames.height(min(len(frame), 8)),
        column_config=config,
        alt="Unsaved edits",
    )


def _on(switch: bool) -> str:
    return "enabled" if switch else "disabled"
