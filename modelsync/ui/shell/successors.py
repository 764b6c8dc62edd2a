"""The button "Enable the successor" of a retiring model that users have. The service checks again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal

import streamlit as st

from modelsync.core import retirement
from modelsync.core.models import StoredModel
from modelsync.core.succession import Succession, succession
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import Messages
from modelsync.ui.shell.session import actor, may_change

LABEL = "Enable the successor, disable this one"
_MOST = 10
"""Models with a line of their own; the table below lists all."""


def lines(
    service: AiModelSyncService,
    soon: Iterable[StoredModel],
    models: Mapping[str, StoredModel],
    unsaved: Collection[str],
    messages: Messages,
) -> None:
    """A line for each of these models that is enabled: when it retires, and the button or why there is none."""
    for model in [model for model in soon if model.enabled][:_MOST]:
        line(service, succession(model, models), unsaved, messages)


def line(
    service: AiModelSyncService,
    found: Succession,
    unsaved: Collection[str],
    messages: Messages,
    *,
    beside: Callable[[StoredModel], None] | None = None,
) -> None:
    """One line; ``beside`` draws a further button in it."""
    id_ = found.retiring.universal_model_id
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{plain(id_)}** {plain(retirement.in_words(found.retiring, service.today()))}", width="stretch"
        )
        if found.problem:
            st.caption(f":material/block: {plain(found.problem)}", width="content")
        else:
            st.button(
                LABEL,
                icon=":material/swap_horiz:",
                key=f"successor_{id_}",
                help=meaning(found, unsaved),
                disabled=is_blocked(found, unsaved),
                on_click=_switch,
                args=(service, found, messages),
            )
        if beside:
            beside(found.retiring)


def meaning(found: Succession, unsaved: Collection[str]) -> str:
    """What the button does, or what comes before it."""
    if found.seen().keys() & set(unsaved):
        return "Save or undo your edits of these models in the Catalogue first"
    names = " goes on, ".join(map(plain, found.edits()))
    return f"{names} goes off, at once, in one run that can be undone"


def is_blocked(found: Succession, unsaved: Collection[str]) -> bool:
    """Whether the button is locked: for viewers, and for rows with unsaved edits."""
    return not may_change() or bool(found.seen().keys() & set(unsaved))


def switch(
    service: AiModelSyncService, found: Succession
) -> tuple[Literal["success", "error"], str, str | None]:
    """Make the edit; gives kind and text of the message, and the run."""
    try:
        run = service.edit(found.edits(), actor=actor(), seen=found.seen())
    except ModelSyncError as error:
        return "error", str(error), None
    on, off = found.edits()
    return "success", f"{on} is enabled, {off} is disabled.", run.run_id if run else None


def _switch(service: AiModelSyncService, found: Succession, messages: Messages) -> None:
    messages.clear()
    kind, text, run_id = switch(service, found)
    messages.say(kind, text, run_id=run_id)
