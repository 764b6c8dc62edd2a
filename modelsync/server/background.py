"""Runs the schedule and the delivery of notifications beside the server, in one thread. Nothing waits for it."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelsync.errors import ModelSyncError
from modelsync.server import shared

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

_SECONDS_TO_FINISH = 5


@contextmanager
def running() -> Iterator[None]:
    """Run it while the block lasts, if the settings ask for a schedule or name somebody to tell.

    A sync that runs at the end is left behind: it is one transaction, which commits or was never there.
    """
    if not _is_wanted():
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="modelsync-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_SECONDS_TO_FINISH)


def _is_wanted() -> bool:
    try:
        settings = shared.settings()
        return bool(settings.sync_every or settings.webhook_url or settings.secret_from("MODELSYNC_NOTIFY"))
    except ModelSyncError:
        return False  # The entrance reports it to every request.


def _run(stop: threading.Event) -> None:
    from modelsync.service.watch import Watch  # noqa: PLC0415 - the server starts sooner without it

    try:
        service = shared.shared_service()
    except ModelSyncError as error:
        logger.error("%s", error)  # noqa: TRY400 - the sentence says it all
        return
    Watch(service, service.settings.sync_every).run(stop)
