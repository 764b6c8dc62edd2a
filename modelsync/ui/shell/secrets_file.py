"""The login as Streamlit's own secrets.toml sets it up, held to the same conditions as the variables.

Read once, at the start: Streamlit itself would read the file again while it runs, and fail on what it does not expect.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit import config

from modelsync.core import login_settings
from modelsync.errors import SettingsError

_FILES = "secrets.files"
_FURTHER = ("client_kwargs", "expose_tokens")
_TOKENS = {"id", "access"}


def auth() -> Mapping[str, Any] | None:
    """Its ``[auth]`` section; None without one. Raises SettingsError when nobody could sign in by it, or safely."""
    section: object = None
    contents = [_content(Path(path)) for path in config.get_option(_FILES)]
    if config.is_manually_set(_FILES) and not any(content is not None for content in contents):
        raise SettingsError(f"None of the files of {_FILES} exists, and one may hold the login. Correct it.")
    for content in contents:
        section = (content or {}).get("auth", section)
    return None if section is None else _checked(section)


def _content(path: Path) -> dict[str, Any] | None:
    """What a file of secrets holds, or a folder of them, as Kubernetes mounts it; None where there is none."""
    try:
        if path.suffix != ".toml" and path.is_dir():
            return _of_folder(path)
        # Windows' editors begin files with a byte order mark.
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        if not path.is_symlink():
            return None
        why = "it is a link to nothing"
    except tomllib.TOMLDecodeError as error:
        why = str(error)
    except OSError as error:
        why = (error.strerror or "not readable").lower()
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    raise SettingsError(f"{path} cannot be read ({why}), and may hold the login. Correct or remove it.")


def _of_folder(path: Path) -> dict[str, Any]:
    keys = path / "auth"
    if not keys.is_dir():
        return {"auth": ""} if keys.exists() else {}
    return {
        "auth": {file.name: file.read_text("utf-8-sig").strip() for file in keys.iterdir() if file.is_file()}
    }


def _checked(section: object) -> dict[str, Any]:
    if not isinstance(section, dict):
        raise SettingsError("auth in secrets.toml is no section. Write [auth] and its keys below.")
    _refuse_named_only(section)
    if wrong := login_settings.mistake(section, lambda name: f"{name} in [auth] of secrets.toml"):
        raise SettingsError(wrong)
    _refuse_wrong_kinds(section)
    # Streamlit would take an [auth.default] in place of what was checked.
    return {name: section[name] for name in (*login_settings.NEEDED, *_FURTHER) if name in section}


def _refuse_named_only(section: Mapping[str, object]) -> None:
    """An ``[auth.google]`` is what ``st.login("google")`` reads; the sign-in page calls ``st.login()``."""
    named = [name for name, value in section.items() if isinstance(value, dict) and name != "client_kwargs"]
    if named and not any(section.get(key) for key in ("client_id", "client_secret", "server_metadata_url")):
        raise SettingsError(
            f"[auth.{named[0]}] in secrets.toml is not read: Model Sync has one identity provider. "
            "Move client_id, client_secret and server_metadata_url to [auth]."
        )


def _refuse_wrong_kinds(section: Mapping[str, object]) -> None:
    options = section.get("client_kwargs", {})
    if not isinstance(options, dict) or not _is_plain(options):
        raise SettingsError(
            "client_kwargs in [auth] of secrets.toml is no table of texts. Write it like "
            'client_kwargs = { "prompt" = "login" }, or remove it.'
        )
    tokens = section.get("expose_tokens", [])
    named = [tokens] if isinstance(tokens, str) else tokens
    if not isinstance(named, list) or any(token not in _TOKENS for token in named):
        raise SettingsError(
            'expose_tokens in [auth] of secrets.toml is neither "id" nor "access". Remove it.'
        )


def _is_plain(options: Mapping[str, object]) -> bool:
    """Whether it holds no date and no time, which Streamlit refuses with a traceback."""
    try:
        json.dumps(options)
    except TypeError:
        return False
    return True
