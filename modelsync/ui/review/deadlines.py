"""Review's deadlines: enabled models that retire within thirty days, each with its successor and Dismiss; the dismissed ones.

A dismissal is until a day and has a reason; on that day the deadline stands here again. The service checks again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from modelsync.core.deadlines import Dismissal
from modelsync.core.models import StoredModel
from modelsync.core.retirement import deadline, in_words, is_overdue
from modelsync.core.succession import succession
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import login, page_runs, required_reason, successors
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, may_change

_FEW, _MOST = 5, 50
"""Models with a line of their own: at once, and after somebody asked for the others."""
_ASKED, _ALL, _DISMISSED = "deadline_asked", "deadlines_all", "deadlines_dismissed"
_FORTNIGHT = timedelta(days=14)


def in_a_line(near: Sequence[StoredModel], today: date) -> str:
    """All of them as one line of Markdown: how many, how many are overdue, the soonest one, and how many more."""
    overdue = sum(is_overdue(model, today) for model in near)
    many = "1 enabled model retires" if len(near) == 1 else f"{len(near):,} enabled models retire"
    late = f", {overdue:,} overdue" if overdue else ""
    more = f" and {len(near) - 1:,} more" if len(near) > 1 else ""
    first = near[0]
    return f"**{many} within 30 days{late}** · {plain(first.universal_model_id)} {plain(in_words(first, today))}{more}"


def lines(
    service: AiModelSyncService,
    near: Sequence[StoredModel],
    models: Mapping[str, StoredModel],
    unsaved: Collection[str],
) -> None:
    """A line for each of the soonest; the others when somebody asks for them."""
    most = _MOST if st.session_state.get(_ALL) else _FEW
    for model in near[:most]:
        successors.line(service, succession(model, models), unsaved, REVIEW, beside=_dismiss_button)
    if more := len(near) - most:
        _rest(more)


def _rest(more: int) -> None:
    if more <= 0:
        return
    if st.session_state.get(_ALL):
        st.caption(f"and {more:,} more; the Catalogue lists all of them")
    else:
        st.button(
            f"and {more:,} more",
            type="tertiary",
            icon=":material/expand_more:",
            key="deadlines_more",
            on_click=_toggle,
            args=(_ALL,),
        )


def _dismiss_button(model: StoredModel) -> None:
    st.button(
        "Dismiss",
        icon=":material/snooze:",
        key=f"dismiss_{model.universal_model_id}",
        help="Out of sight until a day that you choose; asks for a reason",
        disabled=not may_change(),
        on_click=_ask,
        args=(model,),
    )


def dismissed(
    service: AiModelSyncService, out: Sequence[StoredModel], found: Mapping[str, Dismissal], today: date
) -> None:
    """The dismissed ones in one line, which opens: until when, by whom and why, and a button that takes it back."""
    if not out:
        return
    is_open = bool(st.session_state.get(_DISMISSED))
    st.button(
        f"{len(out):,} dismissed deadline{'' if len(out) == 1 else 's'}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        key="deadlines_dismissed_button",
        on_click=_toggle,
        args=(_DISMISSED,),
    )
    if not is_open:
        return
    for model in out[:_MOST]:
        id_ = model.universal_model_id
        why = found[id_]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**{plain(id_)}** {plain(in_words(model, today))} · until {why.until} by {plain(why.actor)}: {plain(why.reason)}",
                width="stretch",
            )
            st.button(
                "Show again",
                icon=":material/visibility:",
                key=f"recall_{id_}",
                disabled=not may_change(),
                on_click=_recall,
                args=(service, id_),
            )
    if (more := len(out) - _MOST) > 0:
        st.caption(f"and {more:,} more")


def _toggle(key: str) -> None:
    page_runs.alone()
    st.session_state[key] = not st.session_state.get(key)


def _ask(model: StoredModel) -> None:
    page_runs.page()
    st.session_state[_ASKED] = model


def question(service: AiModelSyncService) -> None:
    """Show the pending dialog."""
    if asked := st.session_state.pop(_ASKED, None):
        _confirm(service, asked)


@login.dialog("Dismiss this deadline?", icon=":material/snooze:")
def _confirm(service: AiModelSyncService, model: StoredModel) -> None:
    today = service.today()
    st.markdown(
        f"**{plain(model.universal_model_id)}** {plain(in_words(model, today))}. It stands here again on the day."
    )
    last = deadline(model.lifecycle)
    usual = last if last and last > today else today + _FORTNIGHT
    until = st.date_input(
        "Until", value=usual, min_value=today + timedelta(days=1), key="dismiss_until", format="YYYY-MM-DD"
    )
    reason = required_reason.given(
        "dismiss", "Reason (kept with the dismissal)", "Dismiss deadline", otherwise="Nothing was dismissed."
    )
    if reason:
        _dismiss(service, model.universal_model_id, until, reason)
        st.rerun()


def _dismiss(service: AiModelSyncService, id_: str, until: date, reason: str) -> None:
    REVIEW.clear()
    try:
        service.dismiss_deadline(id_, until=until, reason=reason, actor=actor())
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("success", f"The deadline of {id_} is dismissed until {until}.")


def _recall(service: AiModelSyncService, id_: str) -> None:
    REVIEW.clear()
    try:
        service.recall_deadline(id_, actor=actor())
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("success", f"The deadline of {id_} is shown again.")
