"""The detail drawer of one model: its values, their owners, its history. Deep link: ``?model=gpt-7``.

Text from providers and people is escaped for HTML and Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.core.retirement import deadline
from modelsync.core.succession import Succession, succession
from modelsync.errors import ModelSyncError, NotFoundError, PricingError
from modelsync.service import AiModelSyncService
from modelsync.service.fact_sheets import FactSheet
from modelsync.ui.amendments import amendment_lines, dialog, taking_back
from modelsync.ui.catalogue import lifecycle_details, model_history, price_details, unsaved_edits
from modelsync.ui.shell import login, successors, times
from modelsync.ui.shell.fact_table import UNKNOWN, facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import CATALOGUE
from modelsync.ui.shell.session import actor, label, may_change

if TYPE_CHECKING:
    import pandas as pd

_PARAMETER = "model"
_CLICK = "_details_click"
_NOTE = "model_details_note"


def button(table: str, frame: pd.DataFrame) -> Any:
    """A column of buttons that open the drawer."""
    key = f"{table}{_CLICK}"
    ids = list(frame.index)

    def clicked() -> None:
        row = st.session_state[key].row
        if 0 <= row < len(ids):
            st.query_params[_PARAMETER] = ids[row]

    return st.column_config.ButtonColumn(
        "Info", width=46, type="tertiary", on_click=clicked, key=key, help="Everything about this model"
    )


def ask(ids: Sequence[str]) -> None:
    """Open the drawer if exactly one model is given."""
    if len(ids) == 1:
        st.query_params[_PARAMETER] = ids[0]


def show_asked(service: AiModelSyncService, models: Mapping[str, StoredModel]) -> None:
    """Open the drawer for the model in the query string, if it exists; above all the dialog of a fact, where one is asked for."""
    if dialog.question(service, CATALOGUE, _note) or taking_back.question(service, CATALOGUE, _note):
        return
    id_ = st.query_params.get(_PARAMETER)
    if id_ is None:
        return
    if model := models.get(id_):
        drawer = login.dialog(
            plain(model.display_name), width=600, position="right", icon=":material/info:", on_dismiss=_close
        )
        drawer(_content)(service, model, models)
    else:
        _close()
        st.info(f"The catalogue has no model {plain(id_[:80])}.", icon=":material/search_off:")


def _close() -> None:
    st.session_state.pop(_NOTE, None)
    st.query_params.pop(_PARAMETER, None)


def _content(service: AiModelSyncService, model: StoredModel, models: Mapping[str, StoredModel]) -> None:
    _badges(model)
    st.code(model.universal_model_id, language=None, wrap_lines=True)
    if note := st.session_state.pop(_NOTE, None):
        (st.success if note[0] == "success" else st.error)(plain(note[1]))
    sheet, found = _sheet(service, model), succession(model, models)
    _names(service, model)
    price_details.limits(model, sheet)
    price_details.prices(model, sheet)
    lifecycle_details.lifecycle(found, sheet, service.today())
    if model.enabled and deadline(model.lifecycle) and model.lifecycle.replacement and may_change():
        _successor(service, found)
    if sheet and sheet.amendments:
        _section("Set by hand")
        amendment_lines.show(sheet.amendments)
    _rest(model)
    _section("History")
    model_history.show(service, model.universal_model_id)


def _note(text: str) -> None:
    st.session_state[_NOTE] = ("success", text)


def _sheet(service: AiModelSyncService, model: StoredModel) -> FactSheet | None:
    """What is known of the model's facts; None for a former provider, and where its pricing file is broken."""
    try:
        return service.fact_sheet(model.universal_model_id)
    except (PricingError, NotFoundError):
        return None


def _badges(model: StoredModel) -> None:
    with st.container(horizontal=True, gap="small"):
        st.badge(label(model.provider), icon=":material/domain:", color="gray")
        if model.status == "active":
            st.badge("Active", icon=":material/check:", color="green")
            on = bool(model.enabled)
            icon = ":material/toggle_on:" if on else ":material/toggle_off:"
            st.badge("Enabled" if on else "Disabled", icon=icon, color="blue" if on else "gray")
        else:
            st.badge("Archived", icon=":material/archive:", color="gray")
        if model.universal_model_id in unsaved_edits.edits():
            st.badge("Unsaved edit", icon=":material/edit:", color="orange")


# --- names -----------------------------------------------------------------------------------------------------------


def _names(service: AiModelSyncService, model: StoredModel) -> None:
    id_, by_admin = model.universal_model_id, model.display_name_by == "admin"
    owner = "yours: no sync overwrites it" if by_admin else "the provider's: a sync keeps it up to date"
    _section("Names")
    facts(
        ("Display name", f"{escape(model.display_name)}<br><small>{owner}</small>"),
        ("Provider's name", escape(model.provider_display_name)),
        *(
            [("Provider's id", f"<code>{escape(own)}</code>")]
            if (own := model.provider_model_id) != id_
            else []
        ),
    )
    if by_admin and model.status == "active" and may_change():
        pressed = st.button(
            "Reset to the provider's name",
            icon=":material/restart_alt:",
            key="reset_name",
            help="Saved at once, as a run of its own in the history",
        )
        if pressed:
            _reset(service, model)
            st.rerun()  # Reruns the whole page, so that the table changes too; the query string reopens the drawer.


def _reset(service: AiModelSyncService, model: StoredModel) -> None:
    id_ = model.universal_model_id
    try:
        service.reset_name(id_, actor=actor())
    except ModelSyncError as error:
        st.session_state[_NOTE] = ("error", str(error))
        return
    unsaved_edits.drop_name(id_, version=model.version + 1)
    st.session_state[_NOTE] = ("success", f"The name is “{model.provider_display_name}” again.")


# --- successor, the rest ---------------------------------------------------------------------------------------------


def _successor(service: AiModelSyncService, found: Succession) -> None:
    if found.problem:
        st.caption(f":material/block: No switch to the successor: {plain(found.problem)}.")
        return
    unsaved = unsaved_edits.edits()
    pressed = st.button(
        successors.LABEL,
        icon=":material/swap_horiz:",
        key="enable_successor",
        help=successors.meaning(found, unsaved),
        disabled=successors.is_blocked(found, unsaved),
    )
    if pressed:
        CATALOGUE.clear()
        kind, text, run_id = successors.switch(service, found)
        CATALOGUE.say(kind, text, run_id=run_id)
        st.session_state[_NOTE] = (kind, text)
        st.rerun()


def _rest(model: StoredModel) -> None:
    can = [_capability(name, value) for name, value in model.capabilities.items()]
    _section("More")
    facts(
        ("Capabilities", escape(", ".join(filter(None, can))) or UNKNOWN),
        ("Description", escape(model.description or "") or UNKNOWN),
        ("In the catalogue since", times.utc(model.created_at)),
        ("Last changed", f"{times.utc(model.updated_at)} <small>version {model.version}</small>"),
    )


def _capability(name: str, value: bool | list[str]) -> str:
    words = name.replace("_", " ")
    if isinstance(value, list):
        return f"{words} ({', '.join(value)})" if value else ""
    return words if value else ""


# --- how it is drawn ---------------------------------------------------------------------------------------------------


def _section(title: str) -> None:
    st.header(title, anchor=False)
