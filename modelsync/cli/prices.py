"""Commands for the pricing files; read-only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelsync.cli.console import (
    FINDINGS,
    FormatOption,
    ProviderArgument,
    ReasonOption,
    as_json,
    open_service,
    prices_app,
    say,
    show,
    show_data,
)
from modelsync.core.kinds import clean_text
from modelsync.errors import PricingError
from modelsync.prices import health
from modelsync.prices.file_format import json_schema
from modelsync.report import csv_tables
from modelsync.settings import local_actor


@prices_app.command()
def check(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="Only this one's.")] = None,
    format_: FormatOption = "text",
) -> None:
    """Report gaps and doubtful figures in the pricing files; ignored findings are counted, and listed in JSON and CSV."""
    service, found, broken = open_service(), [], []
    for id_ in [provider] if provider else service.providers:
        try:
            found += service.price_findings(id_)
        except PricingError as error:
            broken.append(str(error))
    match format_:
        case "json":
            show_data(as_json([finding.to_json() for finding in found]))
        case "csv":
            show_data(csv_tables.price_findings_csv(found))
        case "text":
            width = max((10, *(len(one.provider) for one in found)))
            for line in health.grouped([one for one in found if one.ignored is None]):
                show(f"{line.provider:<{width}} {line.code:<13} {line.message} {line.cure}")
    for sentence in broken:
        say(f"Error: {clean_text(sentence)}")
    warnings, ignored = sum(one.needs_action for one in found), sum(one.ignored is not None for one in found)
    if not broken:
        more = f", {ignored} ignored" if ignored else ""
        notes = len(found) - warnings - ignored
        say(f"{warnings} finding{'' if warnings == 1 else 's'}, {notes} to note{more}.")
    raise typer.Exit(1 if broken else FINDINGS if warnings else 0)


@prices_app.command()
def ignore(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The model of the finding.")],
    *,
    code: Annotated[
        str | None, typer.Option("--code", help="Only findings with this code, as `prices check` prints it.")
    ] = None,
    reason: ReasonOption = None,
    recall: Annotated[bool, typer.Option("--recall", help="Take it back instead.")] = False,
) -> None:
    """Ignore the findings on a model until what was found changes; they no longer count in `prices check`."""
    service = open_service()
    found = service.findings_of(id_, code, ignored=recall)
    if recall:
        service.recall_findings(found, actor=local_actor())
    else:
        service.ignore_findings(found, actor=local_actor(), reason=reason or "")
    say(f"{len(found)} finding{'' if len(found) == 1 else 's'} {'found again' if recall else 'ignored'}.")


@prices_app.command()
def suggest(provider: ProviderArgument) -> None:
    """Print entries for PROVIDER's unpriced active models, to review and paste; writes nothing."""
    suggestions = open_service().price_suggestions(provider)
    show_data(as_json([entry.to_json() for entry in suggestions.entries]))
    for sentence in suggestions.left:
        say(f"Not suggested: {sentence}")
    if not suggestions.entries and not suggestions.left:
        say(f"Every active model of {provider} has a price.")


@prices_app.command()
def schema(
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
) -> None:
    """Print the JSON Schema of the pricing files, for editors."""
    show_data(as_json(json_schema()), output)
