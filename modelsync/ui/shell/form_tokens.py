"""Proofs that a form was drawn by this dashboard for this person: another site's page can send a form, but knows none of them.

Signed by the secret of the sign-in cookies, which all servers share; without a login by one of this process.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit.auth_util import get_signing_secret

from modelsync.core.sign_in import fingerprint
from modelsync.ui.shell import login

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOUR: Final = 3600
_HOURS: Final = 24
_OWN: Final = secrets.token_bytes(32)


def of_this_session() -> str:
    """The proof for the person of this browser session, the same for an hour: a form that is drawn again keeps its file."""
    claims = st.user.to_dict() if login.is_configured() else None
    return _token(int(time.time()) // _HOUR, claims)


def holds(token: str, claims: Mapping[str, Any] | None) -> bool:
    """Whether the token was made for the person with these claims, at most a day ago; None without a login."""
    hour = token.partition(".")[0]
    now = int(time.time()) // _HOUR
    if not (hour.isascii() and hour.isdigit() and len(hour) < 12 and now - _HOURS <= int(hour) <= now):
        return False
    return hmac.compare_digest(token.encode(), _token(int(hour), claims).encode())


def _token(hour: int, claims: Mapping[str, Any] | None) -> str:
    key = get_signing_secret().encode() if login.is_configured() else _OWN
    who = "" if claims is None else fingerprint(claims)
    return f"{hour}.{hmac.new(key, f'modelsync form {hour} {who}'.encode(), hashlib.sha256).hexdigest()}"
