"""What a login needs, wherever it is set up: in variables or in Streamlit's secrets.toml. Pure; reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NEEDED = ("client_id", "client_secret", "cookie_secret", "server_metadata_url", "redirect_uri")
CALLBACK = "/oauth2callback"
_COOKIE_SECRET_LENGTH = 32


def mistake(auth: Mapping[str, object], called: Callable[[str], str]) -> str | None:
    """The first thing that is wrong, as a sentence without any value; ``called`` gives a key's name for people."""
    found = {name: auth.get(name) for name in NEEDED}
    if missing := [called(name) for name, value in found.items() if not value]:
        return f"The login is set up in part: {', '.join(missing)} is missing. Set it too."
    for name, value in found.items():
        if not isinstance(value, str):
            return f"{called(name)} is no text. Write it in quotes."
    if len(str(found["cookie_secret"])) < _COOKIE_SECRET_LENGTH:
        return f"{called('cookie_secret')} is too short to be safe. Make it {_COOKIE_SECRET_LENGTH} random characters or more."
    if not _is_web_address(str(found["server_metadata_url"])):
        return (
            f"{called('server_metadata_url')} is no web address. "
            "Write it like https://login.example.com/.well-known/openid-configuration."
        )
    return _redirect_mistake(str(found["redirect_uri"]), called("redirect_uri"))


def _redirect_mistake(address: str, called: str) -> str | None:
    cure = f"Write it like https://models.example.com{CALLBACK}."
    if not _is_web_address(address):
        return f"{called} is no web address. {cure}"
    parts = urlsplit(address)
    if not parts.path.endswith(CALLBACK) or parts.query or parts.fragment:
        return f"{called} does not end in {CALLBACK}, where people come back to. {cure}"
    return None


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and text.isprintable()
            and " " not in text
        )
    except ValueError:
        return False
