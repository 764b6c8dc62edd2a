"""The command `references`: the published collections of prices and retirements, and their update."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelsync.cli.console import app, as_json, open_service, say, show, show_data
from modelsync.core.kinds import clean_text
from modelsync.core.references import ReferenceState
from modelsync.errors import ModelSyncError, SettingsError
from modelsync.settings import local_actor


@app.command()
def references(
    what: Annotated[
        str | None, typer.Argument(metavar="[update", help="Fetch them; without it nothing is fetched.")
    ] = None,
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]]", help="Only this one.")] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")] = "text",
) -> None:
    """Print the sources of prices, limits and retirements; `update` fetches them."""
    if what not in {None, "update"}:
        raise SettingsError(f"references has no {what!r}. Write `modelsync references update`.")
    service = open_service()
    outcomes = service.update_references(source, actor=local_actor()) if what else {}
    found = [one for one in service.references() if source is None or one.source == source]
    if format_ == "json":
        show_data(as_json([one.to_json() for one in found]))
    else:
        for one in found:
            show(_line(one))
    failed = [(name, one) for name, one in outcomes.items() if isinstance(one, ModelSyncError)]
    for _name, error in failed:
        say(f"Error: {clean_text(str(error))} What was known before stays.")
    raise typer.Exit(1 if failed else 0)


def _line(one: ReferenceState) -> str:
    fetched = f"fetched {one.fetched_at:%Y-%m-%d %H:%M} UTC" if one.fetched_at else "not fetched"
    known = f"as of {one.as_of}" if one.as_of else ""
    return f"{one.source:<13} {one.models:>5} models  {fetched:<28} {known:<16} {one.origin}"
