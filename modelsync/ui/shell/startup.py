"""Start-up values of the server: its script, the entrance's rules, its shutdown. Serves nothing itself."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from modelsync.errors import SettingsError
from modelsync.server import background, limits, logs, shared
from modelsync.server.entrance import LOOPBACK_NAMES, Entrance, Rules
from modelsync.ui.shell import login, secrets_file
from modelsync.ui.shell.sign_in_cookie import SignIns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from streamlit.components.v2.manifest_scanner import ComponentManifest

logger = logging.getLogger(__name__)

__all__ = ["SCRIPT", "Entrance", "SignIns", "lifespan", "prepare", "rules"]

SCRIPT = Path(__file__).parents[1] / "dashboard.py"


def prepare() -> None:
    """Bound Streamlit, clean the logs and name wrong settings, however the server was started.

    Only `streamlit run` and `modelsync serve` read the shipped configuration. To be called when there is an App: that
    decides which configuration Streamlit reads.
    """
    logs.keep_clean()
    for name, value in limits.STREAMLIT.items():
        if not config.is_manually_set(name):
            config.set_option(name, value)
    logs.say_once()
    manifest_scanner.scan_component_manifests = _no_components
    rules()


def _no_components(max_workers: int | None = None) -> list[tuple[ComponentManifest, Path]]:  # noqa: ARG001 - Streamlit's
    """What other packages add to pages: nothing, as the entrance refuses their files.

    Streamlit looks for it in each installed package at every start, which is a sixth of the time until the first page.
    """
    return []


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Keep the schedule and deliver notifications while the server runs; close the databases when it ends."""
    with background.running():
        yield
    shared.closing.close()


@cache
def rules() -> Rules:
    """The entrance's rules and the login, from the settings at the start."""
    bound_to = st.get_option("server.address") or ""
    try:
        settings = shared.settings()
        auth = settings.oidc() or secrets_file.auth()
    except SettingsError as error:
        logger.error("%s", error)  # noqa: TRY400 - the sentence says it all
        login.set_up({})
        return Rules(broken=str(error), bound_to=bound_to)
    login.set_up(auth or {})
    own = urlsplit(auth["redirect_uri"]) if auth else None
    return Rules(
        hosts=LOOPBACK_NAMES | set(settings.allowed_hosts) | ({own.hostname or ""} if own else set()),
        login=auth is not None,
        wants_login=settings.require_login,
        bound_to=bound_to,
        https=own is not None and own.scheme == "https",
    )
