"""Fetches the references once a day, by the schedule of the syncs: one of many processes does it. A failure is a note, no failed sync."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from modelsync.core.references import ReferenceCheck
from modelsync.core.schedule import first_tick, next_tick, next_try
from modelsync.errors import FetchError, ModelSyncError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from modelsync.service.context import ServiceContext
    from modelsync.service.references import References

logger = logging.getLogger(__name__)

_EVERY: Final = timedelta(days=1)


class ReferenceSchedule:
    """Knows which references are due."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def refresh_references(self) -> int:
        """Fetch those that are due and that no other process fetches; gives how many were tried. Raises StoreError."""
        wanted = {one.name: one for one in self._references.wanted()}
        with self._context.database.reading() as session:
            checks, now = store.reference_checks(session), store.database_now(session)
        known = [check for name, check in checks.items() if name in wanted and check.next_at]
        self._enter(wanted.keys() - {check.source for check in known}, now)
        mine = self._claimed([check for check in known if check.next_at and check.next_at <= now], now)
        if mine:
            outcomes = self._references.updated([wanted[name] for name in mine])
            for name, outcome in outcomes.items():
                if isinstance(outcome, ModelSyncError):
                    logger.warning("%s", outcome)
                    self._pause(name, outcome)
        return len(mine)

    def _enter(self, names: Iterable[str], now: datetime) -> None:
        """Give references without a place in the schedule their first: soon, or a day after somebody fetched them."""
        if not (missing := sorted(names)):
            return
        with self._context.database.writing() as session:
            checks, states = store.reference_checks(session), store.reference_states(session)
            for name in missing:
                check = checks.get(name) or ReferenceCheck(source=name)
                fetched_at = states[name][0].fetched_at if name in states else None
                soon = first_tick(now, _EVERY, random.random())  # noqa: S311 - spreads load
                due = max(soon, fetched_at + _EVERY) if fetched_at else soon
                if check.next_at is None:
                    store.save_reference_check(session, check.model_copy(update={"next_at": due}))

    def _claimed(self, due: list[ReferenceCheck], now: datetime) -> list[str]:
        if not due:
            return []
        usual = next_tick(now, _EVERY, random.random())  # noqa: S311 - spreads load
        with self._context.database.writing() as session:
            return [check.source for check in due if store.claim_reference(session, check, usual)]

    def _pause(self, name: str, error: ModelSyncError) -> None:
        """The next try comes sooner than in a day, later after each failure in a row."""
        asked = error.retry_after if isinstance(error, FetchError) else None
        wait = timedelta(seconds=asked) if asked else None
        with self._context.database.writing() as session:
            now, check = store.database_now(session), store.reference_checks(session)[name]
            again = next_try(now, _EVERY, check.failures, wait, random.random())  # noqa: S311 - spreads load
            store.save_reference_check(session, check.model_copy(update={"next_at": again}))
