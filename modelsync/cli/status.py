"""The commands `status` and `providers`. Read-only; print no key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated, Literal

import typer

from modelsync.cli.console import app, as_json, open_service, say, show, show_data
from modelsync.core.deadlines import SOON_DAYS
from modelsync.core.events import Receiver
from modelsync.core.intervals import in_words
from modelsync.core.kinds import clean_text
from modelsync.core.system_status import (
    DatabaseStatus,
    DeadlineCounts,
    KnownProvider,
    PricesStatus,
    ProviderStatus,
    ReferenceStatus,
    ScheduleStatus,
    Status,
)


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
        width = name_width(found.providers)
        for provider in found.providers:
            show(_provider(provider, width, found.database.without_sync))
        for prices in found.prices:
            show(_prices(prices))
        for line in _unattended(found):
            show(line)
        for setting in found.settings:
            show(f"{setting.variable} = {setting.value}{' (default)' if setting.is_default else ''}")
    for former in found.former:
        say(clean_text(former.sentence))
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


def name_width(found: Iterable[ProviderStatus]) -> int:
    """The width of the column of providers."""
    return max((10, *(len(provider.provider) for provider in found)))


def key_in_words(found: ProviderStatus) -> str:
    if found.problem:
        return "cannot be used"
    if not found.needs_key:
        return "no key needed"
    return f"key from {found.key_from}" if found.key_from else f"no key ({found.missing_key})"


def _provider(found: ProviderStatus, width: int, without: str) -> str:
    key = key_in_words(found)
    last = (
        f"{found.last_sync.at:%Y-%m-%d %H:%M} UTC, {found.last_sync.outcome}" if found.last_sync else without
    )
    return f"{found.provider:<{width}} {key}, {found.base_url}, last sync {last}"


def _unattended(found: Status) -> Iterator[str]:
    if found.database.problem:
        yield "schedule, notifications, references, deadlines: not known without the database"
        return
    yield _schedule(found.schedule)
    yield from map(_receiver, found.receivers)
    if not found.receivers:
        yield "notifications: nobody is told (MODELSYNC_NOTIFY for people, MODELSYNC_WEBHOOK_URL for programs)"
    yield from map(_reference, found.references)
    yield _deadlines(found.deadlines)


def _schedule(found: ScheduleStatus) -> str:
    if not found.hosts:
        return "schedule: no process syncs by itself (MODELSYNC_SYNC_EVERY or `modelsync watch`)"
    kept = ", ".join(
        f"{one.host} every {in_words(timedelta(seconds=one.every_seconds))}" for one in found.hosts
    )
    due = ", ".join(f"{name} {at:%Y-%m-%d %H:%M} UTC" for name, at in sorted(found.next_at.items()))
    return f"schedule: {kept}; next {due or 'none'}"


def _receiver(found: Receiver) -> str:
    last = f"{found.last_success_at:%Y-%m-%d %H:%M} UTC" if found.last_success_at else "never"
    failed = (
        f", last failed {found.last_failure_at:%Y-%m-%d %H:%M} UTC: {found.last_failure}"
        if found.last_failure_at
        else ""
    )
    stopped = ", stopped" if found.stopped else ""
    given_up = f", {found.given_up} given up" if found.given_up else ""
    return f"{found.kind} {found.label}: {found.waiting} to deliver, last delivered {last}{failed}{given_up}{stopped}"


def _reference(found: ReferenceStatus) -> str:
    fetched = f"fetched {found.fetched_at:%Y-%m-%d %H:%M} UTC" if found.fetched_at else "not fetched"
    coming = f", next {found.next_at:%Y-%m-%d %H:%M} UTC" if found.next_at else ""
    failed = f"; failed at {found.failed_at:%Y-%m-%d %H:%M} UTC: {found.error}" if found.failed_at else ""
    return f"reference {found.source}: {fetched}{coming}{failed}"


def _deadlines(found: DeadlineCounts) -> str:
    return (
        f"deadlines of enabled models: {found.overdue} overdue, {found.soon} within {SOON_DAYS} days, "
        f"{found.dismissed} of these dismissed"
    )


def _prices(found: PricesStatus) -> str:
    if found.problem:
        return f"{found.file}: broken"
    return (
        f"{found.file}: {found.models} models, {found.periods} prices from {found.oldest} to {found.newest}"
    )


@app.command()
def providers(
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")] = "text",
) -> None:
    """Print the providers, built in and configured: kind, address, key, last sync."""
    service = open_service()
    state = service.status()
    if format_ == "json":
        show_data(as_json([KnownProvider.of(provider).to_json() for provider in state.providers]))
    else:
        without = state.database.without_sync
        for line in _columns([_cells(provider, without) for provider in state.providers]):
            show(line)
    for sentence in [*(one.sentence for one in state.former), *service.plugin_problems()]:
        say(clean_text(sentence))


def _cells(found: ProviderStatus, without: str) -> tuple[str, ...]:
    last = f"{found.last_sync.at:%Y-%m-%d %H:%M} UTC" if found.last_sync else without
    return (
        found.provider,
        found.kind,
        found.label,
        found.base_url,
        found.id_prefix or "-",
        key_in_words(found),
        f"last sync {last}",
    )


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
