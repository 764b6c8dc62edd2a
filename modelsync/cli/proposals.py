"""The commands `proposals` and `accept`: what the references would add or change, and making it so."""

from __future__ import annotations

from typing import Annotated

import typer

from modelsync.cli.console import (
    CHANGES_WAIT,
    FormatOption,
    ReasonOption,
    app,
    as_json,
    open_service,
    say,
    show,
    show_data,
)
from modelsync.core.facts import FactKind
from modelsync.core.kinds import clean_text
from modelsync.core.proposals import Proposal
from modelsync.report import csv_tables, proposal_words
from modelsync.settings import local_actor


@app.command()
def proposals(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="Only this one's.")] = None,
    format_: FormatOption = "text",
) -> None:
    """Print what the references would add or change; fetches nothing."""
    found = open_service().proposals(provider)
    match format_:
        case "json":
            show_data(as_json([one.to_json() for one in found]))
        case "csv":
            show_data(csv_tables.proposals_csv(found))
        case "text":
            for one in found:
                _show(one)
            say(f"{len(found)} proposal{'' if len(found) == 1 else 's'}.")
    raise typer.Exit(CHANGES_WAIT if found else 0)


def _show(one: Proposal) -> None:
    first_day = f" from {one.begins}" if one.begins else ""
    agreement = proposal_words.AGREEMENT[one.agreement]
    show(f"{one.provider:<10} {one.universal_model_id}  {one.kind}{first_day}  ({agreement})")
    if one.current:
        show(f"    now: {clean_text(proposal_words.fact(one.kind, one.current))}")
    for said in one.sources:
        show(f"    {clean_text(proposal_words.source(one, said))}")


@app.command()
def accept(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    *,
    kind: Annotated[FactKind | None, typer.Option("--kind", help="Only the proposals of this kind.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Only what this source says.")] = None,
    reason: ReasonOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Accept a price with safety findings; needs --reason.")
    ] = False,
) -> None:
    """Make the proposals for a model facts of the catalogue."""
    run = open_service().accept(
        id_, kind=kind, source=source, actor=local_actor(), reason=reason, force=force
    )
    show_data(as_json(run.to_json()))
