"""State of what works without a person: schedule, references, deadlines, receivers of notifications. Read-only; never raises."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from modelsync.adapters.receivers import configured
from modelsync.core.deadlines import counted
from modelsync.core.references import ReferenceCheck
from modelsync.core.system_status import DatabaseStatus, DeadlineCounts, ReferenceStatus, ScheduleStatus
from modelsync.errors import ModelSyncError
from modelsync.service.notifications import known_receivers
from modelsync.service.references import References
from modelsync.service.schedule import schedule_status
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.events import Receiver
    from modelsync.core.references import ReferenceState
    from modelsync.service.context import ServiceContext


class Unattended:
    """The same as a page shows it; of a database that cannot be used nothing is known."""

    def __init__(self, context: ServiceContext, database: DatabaseStatus) -> None:
        self._context = context
        self._usable = database.exists and not (database.problem or database.migrations_pending)

    @property
    def problems(self) -> list[str]:
        """What stops notifications, in sentences."""
        try:
            configured(self._context.settings)
        except ModelSyncError as error:
            return [str(error)]
        failing = [one for one in self.receivers if one.last_error]
        return [f"Notifications to {one.label} are held up: {one.last_error}" for one in failing]

    @cached_property
    def schedule(self) -> ScheduleStatus:
        wanted = self._context.settings.sync_every
        if self._usable:
            with suppress(ModelSyncError), self._context.database.reading() as session:
                return schedule_status(self._context, session)
        return ScheduleStatus(wanted_seconds=int(wanted.total_seconds()) if wanted else None)

    @cached_property
    def references(self) -> tuple[ReferenceStatus, ...]:
        if not self._usable:
            return ()
        references = References(self._context)
        found: tuple[ReferenceStatus, ...] = ()
        with suppress(ModelSyncError):
            states = {one.source: one for one in references.references()}
            with self._context.database.reading() as session:
                checks = store.reference_checks(session)
            found = tuple(
                _reference(states[one.name], checks.get(one.name) or ReferenceCheck(source=one.name))
                for one in references.wanted()
            )
        return found

    @cached_property
    def deadlines(self) -> DeadlineCounts:
        if self._usable:
            with suppress(ModelSyncError), self._context.database.reading() as session:
                models = store.models(session, status="active", enabled=True)
                return counted(models, store.dismissals(session), self._context.today())
        return DeadlineCounts()

    @cached_property
    def receivers(self) -> tuple[Receiver, ...]:
        try:
            return tuple(known_receivers(self._context, stored=self._usable))
        except ModelSyncError:
            return ()


def _reference(state: ReferenceState, check: ReferenceCheck) -> ReferenceStatus:
    return ReferenceStatus(
        source=state.source,
        origin=state.origin,
        fetched_at=state.fetched_at,
        next_at=check.next_at,
        failed_at=check.failed_at,
        error=check.error,
    )
