"""Commands that print the catalogue, edit models and decide about excluded ids."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelsync.cli.console import (
    PROVIDER_HELP,
    FormatOption,
    ReasonOption,
    app,
    as_json,
    open_service,
    say,
    show,
    show_data,
    show_run,
)
from modelsync.core.edits import Edit
from modelsync.core.retirement import in_words, retiring_within
from modelsync.errors import EditError
from modelsync.settings import local_actor


@app.command()
def models(
    *,
    provider: Annotated[str | None, typer.Option("--provider", help="Only this provider's.")] = None,
    status: Annotated[
        Literal["active", "archived"] | None, typer.Option("--status", help="Only these.")
    ] = None,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only enabled ones.")] = False,
    retiring: Annotated[
        int | None,
        typer.Option(
            "--retiring",
            metavar="DAYS",
            min=0,
            max=36_500,
            help="Only active ones that retire within so many days, or should have, soonest first.",
        ),
    ] = None,
    format_: FormatOption = "text",
) -> None:
    """Print the catalogue."""
    service = open_service()
    if retiring is not None:
        status = status or "active"
    rows = service.models(provider=provider, status=status, enabled=enabled or None)
    if retiring is not None:
        rows = retiring_within(retiring, rows, service.today())
    match format_:
        case "json":
            show_data(as_json([row.to_json() for row in rows]))
        case "csv":
            from modelsync.report import csv_tables  # noqa: PLC0415 - the catalogue as text does without the diff in words

            show_data(csv_tables.models_csv(rows, service.today()))
        case "text":
            width = max((len(row.universal_model_id) for row in rows), default=0)
            first = max((10, *(len(row.provider) for row in rows)))
            for row in rows:
                state = "enabled" if row.enabled else row.status
                last = row.display_name if retiring is None else in_words(row, service.today())
                show(f"{row.provider:<{first}} {row.universal_model_id:<{width}}  {state:<9} {last}")
            say(f"{len(rows)} model{'' if len(rows) == 1 else 's'}.")


@app.command()
def enable(ids: Annotated[list[str], typer.Argument(metavar="ID...")], reason: ReasonOption = None) -> None:
    """Enable models, all or none."""
    show_run(
        open_service().edit({id_: Edit(enabled=True) for id_ in ids}, actor=local_actor(), reason=reason)
    )


@app.command()
def disable(ids: Annotated[list[str], typer.Argument(metavar="ID...")], reason: ReasonOption = None) -> None:
    """Disable models, all or none."""
    show_run(
        open_service().edit({id_: Edit(enabled=False) for id_ in ids}, actor=local_actor(), reason=reason)
    )


@app.command()
def rename(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Back to the provider's own name.")] = False,
    reason: ReasonOption = None,
) -> None:
    """Set a display name that no sync overwrites."""
    if reset == (name is not None):
        raise EditError("Give either a NAME or --reset.")
    if name is None:
        show_run(open_service().reset_name(id_, actor=local_actor(), reason=reason))
    else:
        show_run(open_service().edit({id_: Edit(display_name=name)}, actor=local_actor(), reason=reason))


DecidedId = Annotated[str, typer.Argument(metavar="ID")]
DecidedProvider = Annotated[str, typer.Option("--provider", help=PROVIDER_HELP)]
DecidedReason = Annotated[str, typer.Option("--reason", help="Why; shown beside the rule.")]


@app.command()
def include(id_: DecidedId, provider: DecidedProvider, reason: DecidedReason) -> None:
    """Include an id that the filter excludes, from the next plan on."""
    open_service().decide(provider, id_, "include", reason=reason, actor=local_actor())
    say(f"{id_} is included from the next plan on.")


@app.command()
def exclude(id_: DecidedId, provider: DecidedProvider, reason: DecidedReason) -> None:
    """Always exclude an id, from the next plan on."""
    open_service().decide(provider, id_, "exclude", reason=reason, actor=local_actor())
    say(f"{id_} is excluded from the next plan on.")


@app.command()
def reset(
    id_: DecidedId,
    provider: DecidedProvider,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why; told, not kept: the decision goes.")
    ] = None,
) -> None:
    """Remove the decision about an id."""
    open_service().reset_decision(provider, id_, actor=local_actor())
    say(f"The filter decides about {id_} from the next plan on{f' ({reason})' if reason else ''}.")
