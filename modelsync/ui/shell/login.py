"""The actor of a browser session: the local user without a login, else a signed-in admin or viewer.

Streamlit implements OpenID Connect. Its cookie outlives the ID token and ignores the allow-lists, so both are checked at
each rerun and in each callback.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from modelsync.core.actors import Actor, actor_of
from modelsync.errors import ForbiddenError, ModelSyncError
from modelsync.server import shared
from modelsync.settings import local_actor
from modelsync.ui.shell.markdown import plain


def is_configured() -> bool:
    """Whether a login is configured: MODELSYNC_OIDC_…, or ``[auth]`` in Streamlit's secrets.toml."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def actor() -> Actor:
    """The actor of this session. Raises ForbiddenError for strangers and expired sign-ins, SettingsError."""
    settings = shared.settings()
    if not (is_configured() or settings.require_login):
        return local_actor()
    if not is_configured() or not st.user.is_logged_in:
        raise ForbiddenError("You are not signed in. Sign in first.")
    return actor_of(st.user.to_dict(), settings.admins, settings.viewers, datetime.now(UTC))


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
            st.markdown("Sign in to look after your model catalogue.", text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(
                "Sign in again" if signed_in else "Sign in",
                icon=":material/login:",
                type="primary",
                on_click=st.login,
                key="sign_in",
            )
            if signed_in:
                st.button("Log out", icon=":material/logout:", on_click=st.logout, key="log_out")


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
        st.button("Log out", icon=":material/logout:", type="tertiary", on_click=st.logout, key="log_out")
