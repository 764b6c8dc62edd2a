"""Use cases of the history: runs, their changes, undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from modelsync.core.actors import Actor
from modelsync.core.amendments import Amendment, FactChange, undo_facts
from modelsync.core.edits import checked_reason
from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RecordedChange, RowChange
from modelsync.core.runs import ModelEvent, Run
from modelsync.core.undo import undo_changes
from modelsync.errors import (
    NotFoundError,
    PlanClosedError,
)
from modelsync.service import adoption
from modelsync.service.announcements import announce_runs
from modelsync.service.context import ServiceContext
from modelsync.service.fact_rows import rows_of_facts
from modelsync.service.replanning import locked_plans, plan_again
from modelsync.service.sync import Sync
from modelsync.store import subjects as store


class Runs:
    """The history and undo."""

    def __init__(self, context: ServiceContext, sync: Sync) -> None:
        self._context = context
        self._sync = sync

    def history(self, *, limit: int | None = None) -> list[Run]:
        """The runs, newest first."""
        with self._context.database.reading() as session:
            return store.runs(session, limit=limit)

    def run(self, run_id: str) -> Run:
        """One run. Raises NotFoundError."""
        with self._context.database.reading() as session:
            return _found_run(store.run_by_id(session, run_id), run_id)

    def runs_page(self, *, limit: int, before: int | None = None) -> tuple[list[Run], int]:
        """A page of runs older than ``before``, newest first, and the total."""
        with self._context.database.reading() as session:
            return store.runs_page(session, limit=limit, before=before)

    def run_changes(self, run_id: str) -> list[RecordedChange]:
        """Every row of a run, before and after. Raises NotFoundError."""
        with self._context.database.reading() as session:
            _found_run(store.run_by_id(session, run_id), run_id)
            return store.run_changes(session, run_id)

    def model_history(self, id_: str, *, limit: int = 50) -> list[ModelEvent]:
        """What happened to one model, newest first: each change with its run; nothing for an id that never was."""
        with self._context.database.reading() as session:
            return store.model_history(session, id_, limit=limit)

    def undo(
        self, run_id: str, *, actor: Actor, reason: str | None = None
    ) -> tuple[Run | None, tuple[str, ...]]:
        """Undo a run: restore each row and amendment that still is as the run left it; skip and name the others.

        Gives the new run (None when no row could be taken back) and a phrase for each row left. Raises NotFoundError,
        PlanClosedError (it was undone before), StoreError.
        """
        return self.undo_part(run_id, actor=actor, reason=reason)

    def undo_part(
        self, run_id: str, *, actor: Actor, reason: str | None = None, operation_id: str | None = None
    ) -> tuple[Run | None, tuple[str, ...]]:
        """As `undo`; the new run carries the operation's id."""
        actor.require_admin()
        reason = checked_reason(reason)
        with self._context.database.writing("catalogue") as session:
            undone = _found_run(store.run_by_id(session, run_id, for_update=True), run_id)
            if undone.undone_by:
                raise PlanClosedError(
                    f"Run {run_id} was undone by run {undone.undone_by}. Undo that one instead."
                )
            recorded = store.run_images(session, run_id)
            said = store.fact_changes(session, run_id)
            plans = locked_plans(session, {change.amendment.provider for change in said})
            ids = [change.universal_model_id for change in recorded]
            now = self._context.clock()
            rows = store.rows_by_id(session, ids)
            changes, left = undo_changes(run_id, recorded, rows, now)
            stored = store.amendments(session)
            facts, left_facts = undo_facts(said, stored)
            left += left_facts
            changes += self._arrived_since(session, stored, facts, ids)
            if not (changes or facts):
                return None, tuple(left)
            run = store.add_run(
                session,
                store.write_changes(session, changes),
                kind="undo",
                provider=undone.provider,
                actor=actor.name,
                at=now,
                reason=reason,
                operation_id=operation_id,
            )
            store.write_facts(session, run.run_id, facts)
            first = store.mark_undone(session, run_id, run.run_id)
            if first.kind == "adopt":
                removed = [one.model for one in changes if one.action == "remove"]
                store.remove_decisions_of(session, [row.universal_model_id for row in removed], undone.at)
                arrived = [one.after for one in changes if one.action == "insert" and one.after]
                self._include_again(session, first, arrived, actor, now)
            announce_runs(self._context, session, [run])
            touched = {change.amendment.universal_model_id for change in facts}
            plan_again(self._sync, session, plans, touched, actor)
            return run, tuple(left)

    def _include_again(
        self,
        session: store.Session,
        adopted: Run,
        arrived: Sequence[StoredModel],
        actor: Actor,
        at: datetime,
    ) -> None:
        """Decide of rows that are back as the run did that took them over."""
        if arrived and adopted.provider:
            source = (
                store.adopted_from(session, adopted.plan_id) or f"another catalogue by run {adopted.run_id}"
            )
            adoption.include_others(
                self._context, session, adopted.provider, arrived, source, actor=actor, at=at
            )

    def _arrived_since(
        self,
        session: store.Session,
        stored: Mapping[str, Amendment],
        facts: Sequence[FactChange],
        recorded: Collection[str],
    ) -> list[RowChange]:
        """The rows that lose the facts although the run has none of them: they came into the catalogue after it."""
        since = [fact for fact in facts if fact.amendment.universal_model_id not in recorded]
        return rows_of_facts(self._context, session, stored, since)


def _found_run(run: Run | None, run_id: str) -> Run:
    if run is None:
        raise NotFoundError(f"There is no run {run_id!r}. `modelsync history` lists the runs.")
    return run
