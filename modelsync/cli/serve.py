"""The command that serves the dashboard and the HTTP API."""

from __future__ import annotations

from typing import Annotated

import typer

from modelsync.adapters import providers_of
from modelsync.cli.console import app, say
from modelsync.settings import Settings


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 8501 unless set, 0 for any free one.")
    ] = None,
) -> None:
    """Serve the dashboard and the HTTP API until Ctrl+C or SIGTERM."""
    # A start that would serve nobody is no start.
    providers_of(Settings.read().providers)
    from modelsync.server.serve import serve as run  # noqa: PLC0415 - it imports Streamlit

    run(host, port, ready=lambda address: say(f"Model Sync is at {address}"))
