"""Syncs on a schedule: one of many processes does each provider's tick. Makes plans and nothing else; its actor is `schedule`."""

from __future__ import annotations

import logging
import os
import random
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from modelsync.core.actors import Actor
from modelsync.core.schedule import Due, first_tick, next_tick, next_try
from modelsync.core.system_status import ScheduleHost, ScheduleStatus
from modelsync.errors import FetchError, ModelSyncError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.service.context import ServiceContext
    from modelsync.service.sync import Sync

logger = logging.getLogger(__name__)

ACTOR = Actor("schedule", "admin")
_SEEN_LATELY = timedelta(minutes=3)


@dataclass(frozen=True)
class ScheduleState:
    """The schedule as people see it: processes that keep it, and when each provider is synced next."""

    hosts: tuple[tuple[str, timedelta], ...]
    due: dict[str, Due]


def schedule_status(context: ServiceContext, session: store.Session) -> ScheduleStatus:
    """The schedule as pages show it: of configured providers that it tries."""
    wanted = context.settings.sync_every
    hosts = store.hosts(session, _SEEN_LATELY)
    return ScheduleStatus(
        hosts=tuple(
            ScheduleHost(host=host, every_seconds=int(every.total_seconds())) for host, every in hosts
        ),
        next_at={name: due.at for name, due in store.schedule(session).items() if name in context.providers},
        wanted_seconds=int(wanted.total_seconds()) if wanted else None,
    )


class Schedule:
    """Does the ticks that are due."""

    def __init__(self, context: ServiceContext, sync: Sync) -> None:
        self._context = context
        self._sync = sync
        self._host = f"{socket.gethostname()}:{os.getpid()}"
        self._seen: tuple[timedelta, datetime] | None = None

    def schedule_state(self) -> ScheduleState:
        """Who keeps the schedule, and what it does next. Raises StoreError."""
        with self._context.database.reading() as session:
            return ScheduleState(tuple(store.hosts(session, _SEEN_LATELY)), store.schedule(session))

    def tick(self, every: timedelta) -> int:
        """Sync each provider that is due and has a key, unless another process does; gives how many were tried."""
        due, now = self._due(every)
        return sum(self._tried(one, every, now) for one in due)

    def leave_schedule(self) -> None:
        """Say that this process no longer keeps the schedule."""
        self._seen = None
        with self._context.database.writing() as session:
            store.leave_host(session, self._host)

    def _due(self, every: timedelta) -> tuple[list[Due], datetime]:
        wanted = [name for name in self._context.providers if not self._context.missing_key(name)]
        with self._context.database.reading() as session:
            now, places = store.database_now(session), store.schedule(session)
        if not self._was_seen(every, now) or any(name not in places for name in wanted):
            with self._context.database.writing() as session:
                store.see_host(session, self._host, every, now)
                store.enter_schedule(
                    session,
                    {name: first_tick(now, every, random.random()) for name in wanted},  # noqa: S311 - spreads load
                )
                places = store.schedule(session)
            self._seen = every, now
        return [places[name] for name in wanted if places[name].at <= now], now

    def _was_seen(self, every: timedelta, now: datetime) -> bool:
        """Whether others know that this process keeps the schedule: a round in which nothing is due writes nothing."""
        return self._seen is not None and self._seen[0] == every and now - self._seen[1] < _SEEN_LATELY / 3

    def _tried(self, due: Due, every: timedelta, now: datetime) -> bool:
        chance = random.random()  # noqa: S311 - spreads load, keeps no secret
        usual = next_tick(now, every, chance)
        with self._context.database.writing() as session:
            if not store.claim_tick(session, due, usual):
                return False
        try:
            self._sync.sync_unattended(due.provider, actor=ACTOR)
        except ModelSyncError as error:
            logger.warning("%s", error)
            self._note_failure(due, every, error, chance)
        else:
            if due.failures:
                self._note(Due(due.provider, usual))
        return True

    def _note_failure(self, due: Due, every: timedelta, error: ModelSyncError, chance: float) -> None:
        failures = due.failures + 1
        wait = (
            timedelta(seconds=error.retry_after)
            if isinstance(error, FetchError) and error.retry_after
            else None
        )
        with self._context.database.reading() as session:
            now = store.database_now(session)
        self._note(Due(due.provider, next_try(now, every, failures, wait, chance), failures))

    def _note(self, due: Due) -> None:
        with self._context.database.writing() as session:
            store.note_tick(session, due)
