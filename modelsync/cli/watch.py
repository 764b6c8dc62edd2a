"""The commands that work without a person: the schedule in the foreground, and a test of the notifications."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from modelsync.cli.console import app, fail, notify_app, open_service, say
from modelsync.core.intervals import in_words, interval
from modelsync.errors import SettingsError
from modelsync.service.watch import Watch
from modelsync.settings import local_actor


@app.command()
def watch(
    *,
    every: Annotated[str | None, typer.Option(help="How often to sync: 30m, 6h, 1d.")] = None,
    ticks: Annotated[int | None, typer.Option(min=1, help="Stop after so many intervals.")] = None,
) -> None:
    """Sync every provider on a schedule and deliver notifications, until Ctrl+C or SIGTERM.

    Several may run at once: each sync is done by one of them. It makes plans and never applies one.
    """
    service = open_service()
    try:
        length = interval(every) if every else service.settings.sync_every
    except ValueError as error:
        raise SettingsError(f"--every {every!r} is not usable: {error}.") from None
    if length is None:
        raise SettingsError("Say how often to sync: --every 6h, or set MODELSYNC_SYNC_EVERY.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    say(f"Syncing every {in_words(length)}. Ctrl+C stops it.")
    Watch(service, length).run(stop, ticks=ticks)


@notify_app.command("test")
def notify_test() -> None:
    """Send a test message to every configured receiver; exit 1 when one fails."""
    results = open_service().notify_test(actor=local_actor())
    if not results:
        raise SettingsError("Nobody is to be told: set MODELSYNC_WEBHOOK_URL or MODELSYNC_NOTIFY.")
    for receiver, error in results:
        say(f"{receiver.kind} {receiver.label}: {error or 'delivered'}")
    if failed := sum(error is not None for _receiver, error in results):
        fail(f"{failed} of {len(results)} receivers did not take the test message.")
