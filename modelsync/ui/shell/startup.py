"""Start-up values of the server: its script, the entrance's rules, the login's secrets, its shutdown. Serves nothing itself."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from modelsync.errors import SettingsError
from modelsync.server import shared
from modelsync.server.entrance import LOOPBACK_NAMES, Entrance, Rules
from modelsync.ui.shell import login

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

logger = logging.getLogger(__name__)

__all__ = ["SCRIPT", "Entrance", "lifespan", "rules", "secrets"]

SCRIPT = Path(__file__).parents[1] / "dashboard.py"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Close the databases when the server ends."""
    yield
    shared.closing.close()


def secrets() -> dict[str, Any] | None:
    """Streamlit's ``[auth]`` section from MODELSYNC_OIDC_…; None leaves it to secrets.toml."""
    try:
        oidc = shared.settings().oidc()
    except SettingsError:
        return None  # The entrance reports it to every request.
    return {"auth": oidc} if oidc else None


@cache
def rules() -> Rules:
    """The entrance's rules, from the settings at the first request."""
    bound_to = st.get_option("server.address") or ""
    try:
        settings = shared.settings()
        oidc = settings.oidc()
    except SettingsError as error:
        logger.error("%s", error)  # noqa: TRY400 - the sentence says it all
        return Rules(broken=str(error), bound_to=bound_to)
    own = urlsplit(oidc["redirect_uri"]).hostname if oidc else None
    return Rules(
        hosts=LOOPBACK_NAMES | set(settings.allowed_hosts) | ({own} if own else set()),
        login=login.is_configured(),
        wants_login=settings.require_login,
        bound_to=bound_to,
    )
