"""Commands for the pricing files; read-only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelsync.cli.console import (
    FINDINGS,
    FormatOption,
    ProviderArgument,
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


@prices_app.command()
def check(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="Only this one's.")] = None,
    format_: FormatOption = "text",
) -> None:
    """Report gaps and doubtful figures in the pricing files."""
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
            for line in health.grouped(found):
                show(f"{line.provider:<{width}} {line.code:<13} {line.message} {line.cure}")
    for sentence in broken:
        say(f"Error: {clean_text(sentence)}")
    warnings = sum(finding.level == "warning" for finding in found)
    if not broken:
        say(f"{warnings} finding{'' if warnings == 1 else 's'}, {len(found) - warnings} to note.")
    raise typer.Exit(1 if broken else FINDINGS if warnings else 0)


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
