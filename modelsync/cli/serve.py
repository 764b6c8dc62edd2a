"""The command that serves the dashboard and the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelsync.cli.console import app, say
from modelsync.settings import Settings
from modelsync.variables import PROVIDERS_FILE


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 8501 unless set, 0 for any free one.")
    ] = None,
) -> None:
    """Serve the dashboard and the HTTP API until Ctrl+C or SIGTERM."""
    _check_settings()
    from modelsync.server.serve import serve as run  # noqa: PLC0415 - it imports Streamlit

    run(host, port, ready=lambda address: say(f"Model Sync is at {address}"))


def _check_settings() -> None:
    """A start that would serve nobody is no start. Raises SettingsError."""
    named = Settings.read().providers
    if named is None and not _is_there(PROVIDERS_FILE):
        return
    from modelsync.adapters import providers_of  # noqa: PLC0415 - without a file the server starts sooner

    providers_of(named)


def _is_there(path: Path) -> bool:
    """Whether there is something at the path, if only a link or a file that cannot be read."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
