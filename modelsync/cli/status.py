"""The command `status`. Read-only; prints no key."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelsync.cli.console import app, as_json, open_service, say, show, show_data
from modelsync.core.kinds import clean_text
from modelsync.core.system_status import DatabaseStatus, PricesStatus, ProviderStatus


@app.command()
def status(
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")] = "text",
) -> None:
    """Print the state of the installation: database, providers, pricing files, settings."""
    found = open_service().status()
    if format_ == "json":
        show_data(as_json(found.to_json()))
    else:
        show(f"Model Sync {found.version}, Python {found.python}")
        show(_database(found.database))
        for provider in found.providers:
            show(_provider(provider))
        for prices in found.prices:
            show(_prices(prices))
        for setting in found.settings:
            show(f"{setting.variable} = {setting.value}{' (default)' if setting.is_default else ''}")
    for problem in found.problems:
        say(f"Error: {clean_text(problem)}")
    if found.problems:
        raise typer.Exit(1)


def _database(found: DatabaseStatus) -> str:
    line = f"{found.kind} {found.address}: "
    if found.problem:
        return f"{line}broken"
    if not found.exists:
        return f"{line}not made yet, the first page or command makes it"
    schema = f"schema {found.revision}"
    if found.migrations_pending:
        schema += f", to be upgraded to {found.program_revision}"
    return f"{line}{schema}, {found.models or 0} models, {found.plans or 0} plans, {found.runs or 0} runs"


def _provider(found: ProviderStatus) -> str:
    key = f"key from {found.key_from}" if found.key_from else f"no key ({found.missing_key})"
    last = (
        f"{found.last_sync.at:%Y-%m-%d %H:%M} UTC, {found.last_sync.outcome}" if found.last_sync else "never"
    )
    return f"{found.provider:<10} {key}, {found.base_url}, last sync {last}"


def _prices(found: PricesStatus) -> str:
    if found.problem:
        return f"{found.file}: broken"
    return (
        f"{found.file}: {found.models} models, {found.periods} prices from {found.oldest} to {found.newest}"
    )
