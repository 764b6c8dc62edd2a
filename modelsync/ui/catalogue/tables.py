"""The Catalogue's tables: the editor of active models, the selection, the archived table. Saves nothing itself.

See also `filters`, `unsaved_edits`, and `details` for one model; the page is `pages/catalogue.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from modelsync.core.families import family
from modelsync.core.models import StoredModel
from modelsync.errors import EditError
from modelsync.ui.catalogue import columns, details, filters, namesakes, unsaved_edits
from modelsync.ui.catalogue.view import View
from modelsync.ui.shell import cell_text, editors, frames
from modelsync.ui.shell.messages import CATALOGUE
from modelsync.ui.shell.session import may_change

if TYPE_CHECKING:
    import pandas as pd

_REVIEW = Path(__file__).parents[3] / "pages" / "review.py"
_SELECTED = "catalogue_selected"
_EDITABLE = {"select", "enabled", "display_name"}


def numbers(models: Sequence[StoredModel]) -> str:
    """Counts of the catalogue in one line."""
    if not models:
        return "No model yet"
    active = [model for model in models if model.status == "active"]
    return (
        f"{len(active):,} active, {sum(bool(m.enabled) for m in active):,} of them enabled · "
        f"{len(models) - len(active):,} archived"
    )


def nothing_yet() -> None:
    """Placeholder of an empty catalogue, with a link to Review."""
    with st.container(border=True, horizontal_alignment="center"):
        st.header(":material/inbox: Nothing here yet", anchor=False, text_alignment="center")
        st.markdown(
            "The catalogue is empty. Sync a provider on the Review page and commit what you approve.",
            text_alignment="center",
        )
        st.page_link(
            st.Page(_REVIEW, title="Review", url_path="first", default=True),
            label="Go to Review",
            icon=":material/rule:",
        )


# --- the selection ---------------------------------------------------------------------------------------------------


def _selected() -> set[str]:
    found: set[str] = st.session_state.setdefault(_SELECTED, set())
    return found


def _drop_hidden(shown: Sequence[StoredModel]) -> None:
    """Deselect hidden rows, with a toast: a button never changes a row that is not shown."""
    hidden = _selected() - {model.universal_model_id for model in shown}
    _selected().difference_update(hidden)
    if hidden:
        many = len(hidden) > 1
        st.toast(
            f"{len(hidden):,} selected model{'s are' if many else ' is'} not shown any more, and no longer selected.",
            icon=":material/deselect:",
        )


def heading(shown: Sequence[StoredModel], every: Sequence[StoredModel]) -> None:
    """Heading of the active models, with the buttons for what is shown and for the selection."""
    total = len(every)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header("Active", anchor=False, width="content")
        count = f"{len(shown):,}" if len(shown) == total else f"{len(shown):,} of {total:,}"
        st.badge(count, icon=":material/check:", color="green")
        if may_change():
            _buttons(shown, every)


def _buttons(shown: Sequence[StoredModel], every: Sequence[StoredModel]) -> None:
    selected = _selected()
    chosen = [model for model in shown if model.universal_model_id in selected]
    count = f" {len(chosen):,}" if chosen else ""
    st.button(
        "Select all shown",
        type="tertiary",
        disabled=not shown,
        on_click=_select,
        args=({model.universal_model_id for model in shown},),
        key="select_all",
    )
    st.button(
        "Select none",
        type="tertiary",
        disabled=not chosen,
        on_click=_select,
        args=(set(),),
        key="select_none",
    )
    off = [model for model in shown if not model.enabled]
    st.button(
        "Enable shown",
        type="tertiary",
        disabled=not off,
        on_click=_switch,
        args=(off, True),
        help=f"Enable the {len(off):,} of the shown models that are not; it is saved with the other edits",
        key="enable_shown",
    )
    related = _families(chosen, every)
    st.button(
        "Enable family",
        type="tertiary",
        disabled=not related,
        on_click=_switch,
        args=(related, True),
        help="Enable what is selected and, of each, the alias and all dated snapshots, also those that a filter hides",
        key="enable_family",
    )
    for word, icon, enabled in (
        ("Enable", ":material/toggle_on:", True),
        ("Disable", ":material/toggle_off:", False),
    ):
        st.button(
            f"{word}{count}",
            icon=icon,
            disabled=not chosen,
            on_click=_switch,
            args=(chosen, enabled),
            help=f"{word} what is selected; it is saved with the other edits",
            key=f"bulk_{word.lower()}",
        )
    st.button(  # For the keyboard, which cannot press a table's Info: the style sheet shows it only while it has the focus.
        "Details",
        icon=":material/info:",
        disabled=len(chosen) != 1,
        on_click=details.ask,
        args=([model.universal_model_id for model in chosen],),
        help="Everything about the one model that is selected",
        key="details",
    )
    unsaved_edits.only_switch()


def _families(chosen: Sequence[StoredModel], every: Sequence[StoredModel]) -> list[StoredModel]:
    """The active models of the families of these models."""
    wanted = {(model.provider, family(model.universal_model_id)) for model in chosen}
    return [m for m in every if (m.provider, family(m.universal_model_id)) in wanted] if wanted else []


def _select(ids: set[str]) -> None:
    st.session_state[_SELECTED] = set(ids)
    editors.forget(unsaved_edits.EDITOR)


def _switch(models: Sequence[StoredModel], enabled: bool) -> None:
    CATALOGUE.clear()
    unsaved_edits.switch(models, enabled=enabled)
    _select(set())


# --- the tables ------------------------------------------------------------------------------------------------------


def active_table(models: Sequence[StoredModel], every: Sequence[StoredModel]) -> None:
    """The active models with editable name and switch; read-only for viewers."""
    if not may_change():
        _read_only(columns.active_frame(models), "catalogue_to_read", "Active models")
        return
    key, frame = editors.frozen_frame(
        unsaved_edits.EDITOR,
        tuple((m.universal_model_id, m.version) for m in models),
        partial(columns.active_editor_frame, models, unsaved_edits.edits(), _selected()),
    )
    config = columns.columns(frame, details.button(unsaved_edits.EDITOR, frame))
    st.data_editor(
        frames.fitted(frame, config),
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[c for c in frame.columns if c not in _EDITABLE],
        height=frames.height(len(frame)),
        column_config=config,
        on_change=_keep,
        args=({m.universal_model_id: m for m in every},),
        placeholder="–",
        alt="Active models",
    )


def _keep(models: Mapping[str, StoredModel]) -> None:
    CATALOGUE.clear()
    for id_, sent in editors.take_edits(unsaved_edits.EDITOR).items():
        cells = frames.with_whole_name(sent, unsaved_edits.name(models[id_]), frames.NAME_WIDTH)
        if isinstance(ticked := cells.get("select"), bool):
            (_selected().add if ticked else _selected().discard)(id_)
        try:
            unsaved_edits.take(models[id_], cells)
        except EditError as error:
            editors.forget(unsaved_edits.EDITOR)
            CATALOGUE.say("error", f"{id_}: {error}")
        else:
            if "display_name" in cells:
                if cell_text.width(str(cells["display_name"])) > frames.NAME_WIDTH:
                    editors.forget(unsaved_edits.EDITOR)  # The grid would cut it without a mark
                namesakes.warn(CATALOGUE, id_, {i: unsaved_edits.name(model) for i, model in models.items()})


def tables(models: Sequence[StoredModel], shown: Sequence[StoredModel], view: View) -> None:
    """The tables of the shown models, or a hint when nothing matches."""
    active, archived = _by_status(shown)
    every, others = _by_status(models)
    _drop_hidden(active)
    if view.status != "archived":
        heading(active, every)
        if active:
            active_table(active, every)
        else:
            _nothing_matches("No active model matches.")
    if archived or view.status == "archived":
        archived_table(archived, len(others))
    if not archived and view.status == "archived":
        _nothing_matches("No archived model matches.")


def _by_status(models: Sequence[StoredModel]) -> tuple[list[StoredModel], list[StoredModel]]:
    """Split into active and archived models."""
    active = [model for model in models if model.status == "active"]
    return active, [model for model in models if model.status == "archived"]


def archived_table(models: Sequence[StoredModel], total: int) -> None:
    """The archived models, read-only."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Archived", anchor=False, width="content")
        count = f"{len(models):,}" if len(models) == total else f"{len(models):,} of {total:,}"
        st.badge(count, icon=":material/archive:", color="gray")
        st.caption(":material/lock: Read-only: the status belongs to the provider.")
    if models:
        _read_only(columns.archived_frame(models), "catalogue_archived", "Archived models")


def _read_only(frame: pd.DataFrame, key: str, name: str) -> None:
    config = columns.columns(frame, details.button(key, frame))
    st.dataframe(
        frames.fitted(frame, config),
        hide_index=True,
        height=frames.height(len(frame)),
        column_config=config,
        placeholder="–",
        key=key,
        alt=name,
    )


def _nothing_matches(what: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/search_off: {what}", width="stretch")
        st.button("Show all models", icon=":material/filter_alt_off:", on_click=_show_all, key="show_all")


def _show_all() -> None:
    filters.clear()
    unsaved_edits.show_all()
