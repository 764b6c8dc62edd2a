"""Commands for history, undo, the demo and the database."""

from __future__ import annotations

from typing import Annotated

import typer

from modelsync.cli.console import (
    PARTLY,
    FormatOption,
    ReasonOption,
    app,
    as_json,
    db_app,
    open_service,
    resources,
    say,
    show,
    show_data,
    show_run,
)
from modelsync.cli.plans import plan_text
from modelsync.core.kinds import clean_text
from modelsync.report import csv_tables
from modelsync.service.databases import copy_catalogue, upgrade_database
from modelsync.settings import Settings, local_actor


@app.command()
def history(format_: FormatOption = "text") -> None:
    """Print the runs that changed the catalogue, newest first."""
    runs = open_service().history()
    match format_:
        case "json":
            show_data(as_json([run.to_json() for run in runs]))
        case "csv":
            show_data(csv_tables.history_csv(runs))
        case "text":
            for run in runs:
                counts = run.counts
                what = f"{counts.inserted} inserted, {counts.updated} updated, {counts.archived} archived"
                what += f", {counts.removed} removed" if counts.removed else ""
                why = f" ({clean_text(run.reason)})" if run.reason else ""
                show(
                    f"{run.run_id:>5}  {run.at:%Y-%m-%d %H:%M} UTC  {run.kind:<5}  {run.provider or '—':<9}  {what}  by {run.actor}{why}"
                )
            say(f"{len(runs)} run{'' if len(runs) == 1 else 's'}.")


@app.command()
def undo(run_id: Annotated[str, typer.Argument(metavar="RUN_ID")], reason: ReasonOption = None) -> None:
    """Undo a run; rows that changed since are skipped and named."""
    run, left = open_service().undo(run_id, actor=local_actor(), reason=reason)
    if run:
        show_run(run)
    for row in left:
        say(f"Left: {row}.")
    if left:
        raise typer.Exit(PARTLY)


@app.command()
def demo() -> None:
    """Try Model Sync without a key, on sample listings and a database of its own."""
    from modelsync.demo.session import demo_service, walk_through  # noqa: PLC0415 - only the demo needs its data

    service = demo_service(Settings.read())
    resources.callback(service.database.engine.dispose)
    for part in walk_through(service, local_actor()):
        show(part if isinstance(part, str) else plan_text(part))


@db_app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Database URL to read.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Database URL of an empty database.")],
) -> None:
    """Copy the catalogue with its plans and history, for example from SQLite to PostgreSQL."""
    counts = copy_catalogue(
        Settings.read(database_url=source).database_url, Settings.read(database_url=target).database_url
    )
    say(f"Copied {', '.join(f'{count} {table}' for table, count in counts.items())}.")


@db_app.command()
def upgrade() -> None:
    """Bring the database's schema to this version."""
    label = upgrade_database(Settings.read().database_url)
    say(f"{label} has the current schema.")
