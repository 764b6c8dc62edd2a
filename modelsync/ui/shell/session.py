"""What every page needs first: service, actor, demo mode. Draws only the demo's banner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from modelsync.adapters import REGISTRY
from modelsync.core.actors import Actor
from modelsync.errors import ModelSyncError
from modelsync.server import shared
from modelsync.service import AiModelSyncService
from modelsync.ui.shell import leave_guard, login
from modelsync.ui.shell.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelsync.adapters import Adapter

_DEMO = "demo"
_PROVIDERS = "providers"


@st.cache_resource(show_spinner=False)
def _demo() -> AiModelSyncService:
    from modelsync.demo.session import demo_service  # noqa: PLC0415 - only the demo needs its data

    service = demo_service(shared.settings())
    shared.closing.callback(service.database.engine.dispose)
    return service


def open_service(*, reach: bool = True) -> AiModelSyncService:
    """The service of this session, real or demo. Shows the error and stops the script when it cannot be opened.

    With ``reach`` the database must be usable too.
    """
    demo = in_demo()
    try:
        service = quiet_service()
        if reach:
            service.tally()
    except ModelSyncError as error:
        stop_with(error)
    st.session_state[_PROVIDERS] = service.providers
    if demo:
        st.query_params[_DEMO] = "1"
        _banner()
    return service


def quiet_service() -> AiModelSyncService:
    """The service of this session; draws nothing. Raises SettingsError, StoreError."""
    return _demo() if in_demo() else shared.shared_service()


def stop_with(error: ModelSyncError) -> NoReturn:
    """Show why the database cannot be used, and stop the script."""
    st.error(plain(str(error)), icon=":material/database_off:")
    st.stop()


def in_demo() -> bool:
    """Whether this session shows the demo; also a query parameter, so that a reload stays there.

    Never a viewer's: the demo is a database file, and viewers change nothing.
    """
    if not _may_demo():
        return False
    if st.query_params.get(_DEMO) == "1" and not st.session_state.get("demo_left"):
        st.session_state[_DEMO] = True
    return bool(st.session_state.get(_DEMO))


def _may_demo() -> bool:
    try:
        return may_change()
    except ModelSyncError:  # shown by whoever opens the service
        return False


def enter_demo() -> None:
    """Switch this session to the demo and clear its state."""
    leave_guard.forget_all()
    st.session_state[_DEMO] = True
    st.session_state["demo_left"] = False


def leave_demo() -> None:
    """Switch this session back to the real catalogue and clear its state."""
    leave_guard.forget_all()
    st.session_state[_DEMO] = False
    st.session_state["demo_left"] = True
    st.query_params.clear()


def actor() -> Actor:
    """The actor of this session. Raises ForbiddenError for strangers and expired sign-ins."""
    return login.actor()


def may_change() -> bool:
    """Whether the actor is an admin; the service checks again."""
    return actor().role == "admin"


class Labels(dict[str, str]):
    """Names of providers for people; a provider that is not known any more is called as its rows are."""

    def __missing__(self, provider: str) -> str:
        return provider


def adapters() -> list[Adapter]:
    """The providers of this session's service, in the order in which pages show them."""
    known: Mapping[str, Adapter] = st.session_state.get(_PROVIDERS, REGISTRY)
    return list(known.values())


def labels() -> Labels:
    """The names of all providers for people, for many rows at once."""
    return Labels({adapter.provider: adapter.label for adapter in adapters()})


def label(provider: str) -> str:
    """The provider's label."""
    return labels()[provider]


def _banner() -> None:
    from modelsync.demo.session import left_out  # noqa: PLC0415 - only the demo needs its data

    sentences = [
        "sample listings, no network, no key. Your own catalogue is not touched.",
        left_out(shared.settings()) or "",
    ]
    with st.container(
        key="demo_banner", border=True, horizontal=True, vertical_alignment="center", wrap=False
    ):
        st.markdown(
            f":material/science: **Demo** · {plain(' '.join(sentences).strip())}",
            width="stretch",
        )
        st.button("Leave the demo", icon=":material/logout:", on_click=leave_demo)
