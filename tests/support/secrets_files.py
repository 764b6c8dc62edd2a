"""Servers whose login is set up by Streamlit's secrets.toml. Asserts nothing."""

from __future__ import annotations

from pathlib import Path

from tests.support.door_calls import SECRET, Unguarded

METADATA = "https://login.example.com/.well-known/openid-configuration"
GOOD = {
    "client_id": "model-sync",
    "client_secret": "not-so-secret",
    "cookie_secret": SECRET,
    "server_metadata_url": METADATA,
    "redirect_uri": "https://models.example.com/oauth2callback",
}


def toml(values, section="auth"):
    lines = [f'{name} = "{value}"' for name, value in values.items() if value is not None]
    return "\n".join([f"[{section}]", *lines])


def by_file(folder, text):
    """A server whose secrets.toml has this text."""
    server = Unguarded(folder)
    file = folder / ".streamlit" / "secrets.toml"
    if text is None:
        file.mkdir()
    elif isinstance(text, Path):
        file.symlink_to(text)
    else:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return server


def named_files(server, options, files):
    """A server whose secrets.files are these."""
    for name, content in files.items():
        file = server.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    config = server.folder / ".streamlit" / "config.toml"
    config.write_text(f"{config.read_text()}[secrets]\nfiles = {options}\n")
    return server
