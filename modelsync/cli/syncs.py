"""The command `syncs`. Read-only."""

from __future__ import annotations

from typing import Annotated

import typer

from modelsync.cli.console import FormatOption, app, as_json, open_service, say, show, show_data
from modelsync.core.attempts import Attempt
from modelsync.core.kinds import clean_text
from modelsync.report import csv_tables


@app.command()
def syncs(
    *,
    provider: Annotated[str | None, typer.Option("--provider", help="Only of this provider.")] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, max=1_000_000, help="Only the newest.")
    ] = None,
    format_: FormatOption = "text",
) -> None:
    """Print every attempt to sync, newest first."""
    found = open_service().syncs(provider=provider, limit=limit)
    match format_:
        case "json":
            show_data(as_json([attempt.to_json() for attempt in found]))
        case "csv":
            show_data(csv_tables.attempts_csv(found))
        case "text":
            for attempt in found:
                show(_line(attempt))
            say(f"{len(found)} sync{'' if len(found) == 1 else 's'}.")


def _line(attempt: Attempt) -> str:
    what = attempt.error or f"{attempt.listed} listed, plan {attempt.plan_id}"
    return (
        f"{attempt.at:%Y-%m-%d %H:%M} UTC  {attempt.provider:<9}  {attempt.outcome:<9}  {attempt.seconds:>5.1f} s  "
        f"by {attempt.actor}  {clean_text(what)}"
    )
