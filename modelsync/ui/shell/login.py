"""The actor of a browser session: the local user without a login, else a signed-in admin or viewer.

Streamlit implements OpenID Connect. Its cookie outlives the ID token and ignores the allow-lists and sign-outs, so all three
are checked at each rerun, at the top of each dialog and in each callback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from threading import Event
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.secrets import secrets_singleton

from modelsync.core.actors import Actor, actor_of
from modelsync.errors import ForbiddenError, ModelSyncError
from modelsync.server import shared
from modelsync.settings import local_actor
from modelsync.ui.shell.markdown import plain

_Asked = ParamSpec("_Asked")
_configured = Event()
_DIALOG = "dialog_opened"


def set_up(auth: Mapping[str, Any]) -> None:
    """Have Streamlit sign people in by this ``[auth]`` section, and read no secrets.toml any more; empty: no login.

    Before the App answers anything: it takes the secret of its session cookies from there when it is built.
    """
    secrets_singleton.merge_programmatic_secrets({"auth": dict(auth)})
    if auth:
        _configured.set()
        from modelsync.ui.shell import sign_in_requests  # noqa: PLC0415 - Authlib is slow to import

        sign_in_requests.check_by_this_machine()


def is_configured() -> bool:
    """Whether a login is configured: MODELSYNC_OIDC_…, or ``[auth]`` in Streamlit's secrets.toml."""
    return _configured.is_set()


def actor() -> Actor:
    """The actor of this session. Raises ForbiddenError for strangers and expired sign-ins, SettingsError."""
    signed_in = is_configured() and bool(st.user.is_logged_in)
    return actor_of_request(st.user.to_dict() if signed_in else None)


def actor_of_request(claims: Mapping[str, Any] | None) -> Actor:
    """Who acts by a request with these claims; None for one without a sign-in. Raises as `actor`."""
    if not (is_configured() or shared.settings().require_login):
        return local_actor()
    if claims is None:
        raise ForbiddenError("You are not signed in. Sign in first.")
    return actor_behind(claims)


def actor_behind(claims: Mapping[str, Any]) -> Actor:
    """Who acts by a sign-in with these claims. Raises ForbiddenError, SettingsError, StoreError."""
    who = actor_of(claims, *shared.people(), datetime.now(UTC))
    if shared.shared_service().is_signed_out(claims):
        raise ForbiddenError("You logged out. Sign in again.")
    return who


def dialog(title: str, **options: Any) -> Callable[[Callable[_Asked, None]], Callable[_Asked, None]]:
    """``st.dialog`` whose content is for those who may enter: what happens in it runs again without its page's gate."""

    def decorate(content: Callable[_Asked, None]) -> Callable[_Asked, None]:
        @wraps(content)
        def guarded(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
            gate()
            st.session_state[_DIALOG] = True
            content(*args, **kwargs)

        return st.dialog(title, **options)(guarded)

    return decorate


def has_dialog() -> bool:
    """Whether a dialog was opened since the page ran; one that was closed by its cross still counts."""
    return bool(st.session_state.get(_DIALOG))


def forget_dialog() -> None:
    """Start a run of a page, which closes whatever dialog is open."""
    st.session_state.pop(_DIALOG, None)


def fragment(*, run_every: float | None = None) -> Callable[[Callable[_Asked, None]], Callable[_Asked, None]]:
    """``st.fragment`` for those who may enter; for anybody else the page runs, and its gate says why."""

    def decorate(content: Callable[_Asked, None]) -> Callable[_Asked, None]:
        @wraps(content)
        def guarded(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
            try:
                actor()
            except ModelSyncError:
                st.rerun()
            content(*args, **kwargs)

        return st.fragment(guarded, run_every=run_every)

    return decorate


def gate() -> Actor:
    """The actor; for anybody else shows the sign-in page and stops the script."""
    try:
        who = actor()
    except ForbiddenError as error:
        _way_in(str(error))
        st.stop()
    except ModelSyncError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()
    return who


def _way_in(refusal: str) -> None:
    signed_in = is_configured() and bool(st.user.is_logged_in)
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown("# :material/sync_alt: Model Sync", text_alignment="center")
        if signed_in:
            st.warning(plain(refusal), icon=":material/block:")
        else:
            st.markdown("Sign in to manage your model catalogue.", text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(
                "Sign in again" if signed_in else "Sign in",
                icon=":material/login:",
                type="primary",
                on_click=st.login,
                key="sign_in",
            )
            if signed_in:
                st.button("Log out", icon=":material/logout:", on_click=_log_out, key="log_out")


def _log_out() -> None:
    """End the sign-in everywhere, then let Streamlit delete the cookie of this browser.

    The entrance ends it too, by the cookie: that may be of a later sign-in than this window's, and it logs what fails.
    """
    with suppress(ModelSyncError):
        shared.shared_service().sign_out(st.user.to_dict())
    st.logout()


def sidebar(who: Actor) -> None:
    """Show the signed-in user and Sign out; nothing without a login."""
    if not is_configured():
        return
    with st.sidebar:
        st.divider()
        st.caption("Signed in as")
        st.text(who.name)
        st.badge(
            who.role, icon=":material/shield_person:" if who.role == "admin" else ":material/visibility:"
        )
        st.button("Log out", icon=":material/logout:", type="tertiary", on_click=_log_out, key="log_out")
