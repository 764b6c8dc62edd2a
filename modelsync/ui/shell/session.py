"""What every page needs first: the service, who acts, and whether this is the demo. Shows only the demo's banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from modelsync.adapters import REGISTRY
from modelsync.core.actors import Actor
from modelsync.errors import ModelSyncError
from modelsync.server import shared
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import leave_guard, login
from modelsync.ui.shell.markdown import plain

if TYPE_CHECKING:
    from modelsync.adapters import Adapter

_DEMO = "demo"


@st.cache_resource(show_spinner=False)
def _demo() -> AiModelSyncService:
    from modelsync.demo.session import demo_service  # noqa: PLC0415 - only the demo needs its data

    return demo_service(shared.settings())


def open_service(*, reach: bool = True) -> AiModelSyncService:
    """The service of this browser session; in the demo with its banner. Stops the page when it cannot be had.

    With ``reach`` it cannot be had either when its database cannot be used.
    """
    demo = in_demo()
    try:
        service = _demo() if demo else shared.shared_service()
        if reach:
            service.tally()
    except ModelSyncError as error:
        st.error(plain(str(error)), icon=":material/database_off:")
        st.stop()
    if demo:
        st.query_params[_DEMO] = "1"
        _banner()
    return service


def in_demo() -> bool:
    """Whether this browser session looks at sample data; the address says so too, so that a reload stays there.

    Never a viewer's: the demo is a database file, and they change nothing.
    """
    if not may_change():
        return False
    if st.query_params.get(_DEMO) == "1" and not st.session_state.get("demo_left"):
        st.session_state[_DEMO] = True
    return bool(st.session_state.get(_DEMO))


def enter_demo() -> None:
    """Switch this browser session to the demo, and forget what it held of the real catalogue."""
    leave_guard.forget_all()
    st.session_state[_DEMO] = True
    st.session_state["demo_left"] = False


def leave_demo() -> None:
    """Switch this browser session back to the real catalogue, and forget what it held of the demo: no message, no edit."""
    leave_guard.forget_all()
    st.session_state[_DEMO] = False
    st.session_state["demo_left"] = True
    st.query_params.clear()


def actor() -> Actor:
    """Who acts in this browser session. Raises ForbiddenError for whoever may not enter (any more)."""
    return login.actor()


def may_change() -> bool:
    """Whether whoever sits at the browser may change anything; the service asks again."""
    return actor().role == "admin"


def adapters() -> list[Adapter]:
    """The providers in the order in which pages show them."""
    return list(REGISTRY.values())


def label(provider: str) -> str:
    """The provider's name for people."""
    return REGISTRY[provider].label


def _banner() -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(
            ":material/science: **Demo** · sample listings, no network, no key. "
            "Your own catalogue is not touched.",
            width="stretch",
        )
        st.button("Leave the demo", icon=":material/logout:", on_click=leave_demo)
