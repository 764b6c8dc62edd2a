"""What a login needs, wherever it is set up: in variables or in Streamlit's secrets.toml. Pure; reads nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NEEDED = ("client_id", "client_secret", "cookie_secret", "server_metadata_url", "redirect_uri")
CALLBACK = "/oauth2callback"
_COOKIE_SECRET_LENGTH = 32
_WEB_ADDRESS = re.compile(
    r"https?://(?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::[0-9]{1,5}|:\{port\})?(?P<path>/[^\s?#]*)?(?P<rest>[?#]\S*)?"
)


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
    if not _WEB_ADDRESS.fullmatch(str(found["server_metadata_url"])):
        return (
            f"{called('server_metadata_url')} is no web address. "
            "Write it like https://login.example.com/.well-known/openid-configuration."
        )
    return _redirect_mistake(str(found["redirect_uri"]), called("redirect_uri"))


def _redirect_mistake(address: str, called: str) -> str | None:
    cure = f"Write it like https://models.example.com{CALLBACK}."
    parts = _WEB_ADDRESS.fullmatch(address)
    if not parts:
        return f"{called} is no web address. {cure}"
    if not (parts["path"] or "").endswith(CALLBACK) or parts["rest"]:
        return f"{called} does not end in {CALLBACK}, where people come back to. {cure}"
    return None
