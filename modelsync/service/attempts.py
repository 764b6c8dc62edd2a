"""Attempts to sync: each is stored, also one that failed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelsync.core.attempts import ERROR_LENGTH, Attempt
from modelsync.core.kinds import clean_text
from modelsync.errors import ModelSyncError, StoreError
from modelsync.service.announcements import announce_attempt
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.core.actors import Actor
    from modelsync.service.context import ServiceContext


Succeed: TypeAlias = Callable[[store.Session, Literal["plan", "unchanged"], str, int], None]
"""Called with the outcome, the plan's id and how many were listed."""

logger = logging.getLogger(__name__)

_LOCK_MILLISECONDS = 3_000
"""Longer than another provider's plan of 10,000 models holds SQLite's lock; the sync has failed, so nobody waits for more."""

_NEWS = 50
"""Attempts that are told of at once."""


class Attempts:
    """Reads the attempts."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def syncs(self, *, provider: str | None = None, limit: int | None = None) -> list[Attempt]:
        """The attempts to sync, newest first. Raises NotFoundError."""
        found, _total = self.syncs_page(provider=provider, limit=limit)
        return [attempt for _number, attempt in found]

    def syncs_page(
        self, *, provider: str | None = None, limit: int | None = None, before: int | None = None
    ) -> tuple[list[tuple[int, Attempt]], int]:
        """So many attempts with their numbers, newest first, that are older than ``before``, and how many there are in all.

        Raises NotFoundError.
        """
        with self._context.database.reading() as session:
            if provider not in {None, *self._context.providers} and not store.has_attempts_of(
                session, str(provider)
            ):
                self._context.adapter(str(provider))
            return store.attempts_page(session, provider=provider, limit=limit, before=before)

    def syncs_since(self, number: int) -> list[Attempt]:
        """The attempts after the one with this number, oldest first; of very many the newest. One small query."""
        with self._context.database.reading() as session:
            return store.attempts_since(session, number, limit=_NEWS)


@contextmanager
def attempted(context: ServiceContext, provider: str, actor: Actor) -> Iterator[Succeed]:
    """An attempt to sync: the block calls what it gets with its outcome, in the plan's own transaction.

    An error is stored in a transaction of its own, if the database can be had at once, and raised as it is.
    """
    began = time.monotonic()

    def attempt(**became: object) -> Attempt:
        seconds = round(time.monotonic() - began, 3)
        known = {"provider": provider, "actor": actor.name, "seconds": seconds, "at": context.clock()}
        return Attempt.model_validate(known | became)

    def succeed(
        session: store.Session, outcome: Literal["plan", "unchanged"], plan_id: str, listed: int
    ) -> None:
        done = attempt(outcome=outcome, plan_id=plan_id, listed=listed)
        announce_attempt(context, session, done)
        store.add_attempt(session, done)

    try:
        yield succeed
    except Exception as error:
        said = (
            str(error)
            if isinstance(error, ModelSyncError)
            else f"Stopped by an unexpected {type(error).__name__}."
        )
        _note(context, attempt(outcome="failed", error=clean_text(said)[:ERROR_LENGTH] or "Unknown."))
        raise


def _note(context: ServiceContext, failed: Attempt) -> None:
    try:
        with context.database.noting(milliseconds=_LOCK_MILLISECONDS) as session:
            announce_attempt(context, session, failed)
            store.add_attempt(session, failed)
    except StoreError as error:
        logger.info("The failed sync of %s is not in the list of syncs: %s", failed.provider, error)
