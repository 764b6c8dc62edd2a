"""Commands for history, changes, undo, the demo and the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
from modelsync.core.field_changes import ChangeFilter, FieldChange, first_moment, last_moment
from modelsync.core.kinds import clean_text
from modelsync.core.operations import is_operation_id
from modelsync.report import change_words, csv_tables
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
                part = f" in {run.operation_id}" if run.operation_id else ""
                show(
                    f"{run.run_id:>5}  {run.at:%Y-%m-%d %H:%M} UTC  {run.kind:<5}  {run.provider or '—':<9}  {what}  by {run.actor}{part}{why}"
                )
            say(f"{len(runs)} run{'' if len(runs) == 1 else 's'}.")


def _moment(read: Callable[[str], datetime]) -> Callable[[str], datetime]:
    def parse(text: str) -> datetime:
        try:
            return read(text)
        except ValueError as error:
            raise typer.BadParameter(f"{text!r}: {error}.") from error

    return parse


@app.command()
def changes(
    *,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", metavar="D", parser=_moment(first_moment), help="From this date or time on, in UTC."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            metavar="D",
            parser=_moment(last_moment),
            help="Up to this time, or to the end of this date.",
        ),
    ] = None,
    provider: Annotated[str | None, typer.Option("--provider", help="Only this provider's models.")] = None,
    model: Annotated[str | None, typer.Option("--model", metavar="ID", help="Only this model.")] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Only what this person or token changed.")
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            "--field",
            help="Only this field, such as enabled, pricing.input, pricing; model: added or removed.",
        ),
    ] = None,
    format_: FormatOption = "text",
) -> None:
    """Print what changed, one line for each model and field, newest first."""
    wanted = ChangeFilter(since=since, until=until, provider=provider, model=model, actor=actor, field=field)
    found = open_service().changes(wanted)
    match format_:
        case "json":
            show_data(as_json([change.to_json() for change in found]))
        case "csv":
            show_data(csv_tables.changes_csv(found))
        case "text":
            width = max((len(change.universal_model_id) for change in found), default=0)
            for change in found:
                show(_change(change, width))
            say(f"{len(found)} change{'' if len(found) == 1 else 's'}.")


def _change(change: FieldChange, width: int) -> str:
    before, after = change_words.sides(change)
    why = f" ({clean_text(change.reason)})" if change.reason else ""
    what = clean_text(f"{change_words.field_of(change)}: {before} → {after}")
    return (
        f"{change.run_id:>5}  {change.at:%Y-%m-%d %H:%M} UTC  {change.provider:<9}  "
        f"{change.universal_model_id:<{width}}  {what}  by {change.actor}{why}"
    )


@app.command()
def undo(run_id: Annotated[str, typer.Argument(metavar="RUN_ID")], reason: ReasonOption = None) -> None:
    """Undo a run, or all runs of an OPERATION_ID; rows that changed since are skipped and named."""
    if is_operation_id(run_id):
        _undo_operation(run_id, reason)
        return
    run, left = open_service().undo(run_id, actor=local_actor(), reason=reason)
    if run:
        show_run(run)
    for row in left:
        say(f"Left: {row}.")
    if left:
        raise typer.Exit(PARTLY)


def _undo_operation(operation_id: str, reason: str | None) -> None:
    undone = open_service().undo_operation(operation_id, actor=local_actor(), reason=reason)
    show_data(as_json([run.to_json() for run in undone.runs]))
    for row in undone.left:
        say(f"Left: {row}.")
    for refused in undone.refused:
        say(f"Not undone: run {refused.run_id} of {refused.provider}: {clean_text(refused.error)}")
    if undone.left or undone.refused:
        raise typer.Exit(PARTLY)


@app.command()
def demo() -> None:
    """Try Model Sync without a key, on sample listings and a database of its own."""
    from modelsync.demo.session import demo_service, walk_through  # noqa: PLC0415 - only the demo needs its data

    service = demo_service(Settings.read())
    resources.callback(service.database.engine.dispose)
    for part in walk_through(service, local_actor()):
        show(part if isinstance(part, str) else plan_text(part, service.today()))


@db_app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Database URL to read.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Database URL of an empty database.")],
) -> None:
    """Copy the catalogue with its plans and history, for example from SQLite to PostgreSQL."""
    here, there = Settings.read(database_url=source), Settings.read(database_url=target)
    counts = copy_catalogue(here.database_url, there.database_url, here.database_schema)
    say(f"Copied {', '.join(f'{count} {table}' for table, count in counts.items())}.")


@db_app.command()
def upgrade() -> None:
    """Bring the database's schema to this version."""
    settings = Settings.read()
    label = upgrade_database(settings.database_url, settings.database_schema)
    say(f"{label} has the current schema.")
