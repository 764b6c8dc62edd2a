"""The login as Streamlit's own secrets.toml sets it up, held to the same conditions as the variables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.auth_util import get_redirect_uri
from streamlit.runtime.secrets import AttrDict

from modelsync.core import login_settings
from modelsync.errors import SettingsError


def auth() -> Mapping[str, Any] | None:
    """Its ``[auth]`` section; None without one. Raises SettingsError when nobody could sign in by it, or safely."""
    section: object = None
    for path in map(Path, st.get_option("secrets.files")):
        if path.is_file():
            section = _content(path).get("auth", section)
    if section is None:
        return None
    if not isinstance(section, dict):
        raise SettingsError("auth in secrets.toml is no section. Write [auth] and its keys below.")
    _refuse_named_only(section)
    if wrong := login_settings.mistake(section, lambda name: f"{name} in [auth] of secrets.toml"):
        raise SettingsError(wrong)
    return {**section, "redirect_uri": get_redirect_uri(AttrDict(section)) or ""}


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        where = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not readable as UTF-8 text"
        raise SettingsError(
            f"{path} cannot be read ({where}), and may hold the login. Correct or remove it."
        ) from None


def _refuse_named_only(section: Mapping[str, object]) -> None:
    """An ``[auth.google]`` is what ``st.login("google")`` reads; the sign-in page calls ``st.login()``."""
    named = [name for name, value in section.items() if isinstance(value, dict) and name != "client_kwargs"]
    if named and not any(section.get(key) for key in ("client_id", "client_secret", "server_metadata_url")):
        raise SettingsError(
            f"[auth.{named[0]}] in secrets.toml is not read: Model Sync has one identity provider. "
            "Move client_id, client_secret and server_metadata_url to [auth]."
        )
