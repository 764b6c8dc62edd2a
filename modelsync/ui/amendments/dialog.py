"""The dialog that sets a fact of a model by hand: a price, limits, the end of life, a successor. The service checks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from modelsync.core.amendments import key_of
from modelsync.core.facts import Fact, FactKind, FactValue
from modelsync.errors import ModelSyncError
from modelsync.prices.drafts import KEYS, Draft, read_draft
from modelsync.ui.amendments import attempts, fields, state, texts
from modelsync.ui.amendments.state import Asked
from modelsync.ui.shell import login
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import actor

if TYPE_CHECKING:
    from modelsync.core.runs import Run
    from modelsync.service import AiModelSyncService
    from modelsync.service.fact_sheets import FactSheet
    from modelsync.ui.shell.messages import Messages

_ASKED: Final = "asked_fact"
_KIND: Final = state.name("kind")


def ask(model_id: str, kind: FactKind = "price", begins: date | None = None) -> None:
    """Open the dialog at the next rerun, to set a fact or to edit the amendment that there is."""
    state.forget()
    st.session_state[_ASKED] = Asked(model_id, kind, begins)


def question(
    service: AiModelSyncService, messages: Messages, noted: Callable[[str], None] | None = None
) -> bool:
    """Show the pending dialog; whether there is one. ``noted`` is told what was done, beside the page's messages."""
    asked: Asked | None = st.session_state.pop(_ASKED, None)
    if asked is None:
        return False
    try:
        sheet = service.fact_sheet(asked.model_id)
    except ModelSyncError as error:
        messages.clear()
        messages.say("error", str(error))
        st.rerun()
    title = (
        f"Edit a fact of {asked.model_id}" if _is_edit(sheet, asked) else f"Set a fact of {asked.model_id}"
    )
    show = login.dialog(plain(title), width="medium", icon=":material/edit_note:", on_dismiss="rerun")
    show(_content)(service, sheet, asked, messages, noted)
    return True


def _is_edit(sheet: FactSheet, asked: Asked) -> bool:
    return sheet.amendment(asked.kind, asked.begins) is not None


def _content(
    service: AiModelSyncService,
    sheet: FactSheet,
    asked: Asked,
    messages: Messages,
    noted: Callable[[str], None] | None,
) -> None:
    attempts.close_when_done()
    locked = _is_edit(sheet, asked)
    if not locked:
        st.session_state.setdefault(_KIND, asked.kind)
        st.segmented_control(
            "Fact",
            list(texts.KINDS),
            format_func=texts.KINDS.__getitem__,
            key=_KIND,
            required=True,
            label_visibility="collapsed",
        )
        asked = Asked(asked.model_id, st.session_state[_KIND] or asked.kind)
    today = service.today()
    if state.start(sheet, asked, today):
        attempts.forget()
    fields.take_over(sheet, asked.kind, today)
    if asked.kind == "price":
        fields.day(locked=locked)
        fields.price(sheet.references("price", _day(today)))
    else:
        fields.others(sheet, asked.kind, sheet.references(asked.kind, today))
    fields.source()
    attempts.show()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key=state.name("cancel")):
            st.rerun()
        st.button(
            "Save mine over it" if attempts.was_stale() else "Save",
            type="primary",
            key=state.name("save"),
            on_click=_save,
            args=(service, sheet, asked, messages, noted),
        )


def _day(today: date) -> date:
    found: date | None = st.session_state.get(state.name("from"))
    return found or today


def _save(
    service: AiModelSyncService,
    sheet: FactSheet,
    asked: Asked,
    messages: Messages,
    noted: Callable[[str], None] | None,
) -> None:
    draft = _draft(sheet, asked)
    mistakes = {**draft.mistakes, **_emptied(sheet, asked, service.today())}
    attempts.say_mistakes(mistakes)
    if mistakes or draft.value is None:
        return
    value = draft.value if asked.kind == "price" else _changed(sheet, asked, draft.value, service.today())
    went, run = attempts.save(partial(_set, service, sheet, asked, value))
    if attempts.was_stale():
        state.remember_seen(service.fact_sheet(asked.model_id))
    if went:
        text = (
            f"{texts.KINDS[asked.kind]} of {asked.model_id}: set." if run else "It was set like that already."
        )
        messages.clear()
        messages.say("success" if run else "info", text, run_id=run.run_id if run else None)
        if noted:
            noted(text)


def _draft(sheet: FactSheet, asked: Asked) -> Draft:
    typed = {key: state.typed(key) for key in KEYS[asked.kind]}
    if asked.kind == "lifecycle" and not typed["retires_on"]:
        typed["retires_kind"] = ""
    return read_draft(
        asked.kind,
        typed,
        model_id=sheet.model.universal_model_id,
        begins=state.typed("from"),
        source_url=state.typed("source_url"),
        tiers=state.edited_tiers(),
    )


def _emptied(sheet: FactSheet, asked: Asked, today: date) -> dict[str, str]:
    """A sentence for each field that was emptied: a fact that somebody says is not unsaid by saying nothing."""
    if asked.kind == "price":
        return {}
    holds = texts.known(sheet, asked.kind, asked.begins, today)
    said = texts.texts_of(one.value) if (one := sheet.amendment(asked.kind)) else {}
    gone = [key for key in holds if key != "retires_kind" and not state.typed(key).strip()]
    return {
        key: "was set by hand; to clear it, take the whole fact back and set the rest anew"
        if key in said
        else "comes from the provider or the pricing file and cannot be cleared here"
        for key in gone
    }


def _changed(sheet: FactSheet, asked: Asked, value: FactValue, today: date) -> FactValue:
    """What differs from what holds, and what the amendment says already: the rest stays the file's."""
    holds = texts.known(sheet, asked.kind, asked.begins, today)
    said = texts.texts_of(one.value) if (one := sheet.amendment(asked.kind)) else {}
    kept = {key for key, text in texts.texts_of(value).items() if key in said or holds.get(key) != text}
    names = {name: found for name, found in value if found is not None}
    return value.model_copy(update={name: None for name in names if texts.file_key(name) not in kept})


def _set(
    service: AiModelSyncService,
    sheet: FactSheet,
    asked: Asked,
    value: FactValue,
    *,
    force: bool,
    reason: str | None,
) -> Run | None:
    who = actor()
    fact = Fact(
        provider=sheet.model.provider,
        universal_model_id=sheet.model.universal_model_id,
        kind=asked.kind,
        begins=date.fromisoformat(state.typed("from")) if asked.kind == "price" else None,
        value=value,
        source=state.typed("source").strip() or f"set by {who.name}",
        source_url=state.typed("source_url").strip() or None,
    )
    if not value.to_json():
        return None
    key = key_of(fact)
    return service.set_facts(
        [fact], actor=who, reason=reason, seen={key: state.seen_version(key)}, force=force
    )
