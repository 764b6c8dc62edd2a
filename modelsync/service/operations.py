"""Use cases over several providers at once: a commit of several plans, and its undo. Each provider has its own transaction and run."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from modelsync.core.operations import OperationUndo, RefusedUndo, is_operation_id, operation_id
from modelsync.errors import ForbiddenError, ModelSyncError, NotFoundError, PlanClosedError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelsync.core.actors import Actor
    from modelsync.core.operations import Approved
    from modelsync.core.runs import Run
    from modelsync.service.apply import Apply
    from modelsync.service.context import ServiceContext
    from modelsync.service.runs import Runs


class Operations:
    """Commits and undoes over several providers."""

    def __init__(self, context: ServiceContext, apply: Apply, runs: Runs) -> None:
        self._context = context
        self._apply = apply
        self._runs = runs

    def apply_plans(
        self, parts: Sequence[Approved], *, actor: Actor, reason: str | None = None, force: bool = False
    ) -> dict[str, Run | ModelSyncError | None]:
        """Commit several plans as one operation: a failure is a result and stops no other plan.

        By plan id what `apply_sync` gives or raises. The runs of several plans share an operation id.
        """
        actor.require_admin()
        shared = _new_id() if len(parts) > 1 else None
        results: dict[str, Run | ModelSyncError | None] = {}
        for part in parts:
            try:
                results[part.plan_id] = self._apply.apply_part(
                    part, actor=actor, reason=reason, force=force, operation_id=shared
                )
            except ModelSyncError as error:
                results[part.plan_id] = error
        return results

    def operation(self, id_: str) -> list[Run]:
        """The runs of an operation, newest first. Raises NotFoundError."""
        with self._context.database.reading() as session:
            found = store.runs_of_operation(session, id_) if is_operation_id(id_) else []
        if not found:
            raise NotFoundError(
                f"There is no operation {id_!r}. `modelsync history --format json` lists them."
            )
        return found

    def undo_operation(self, id_: str, *, actor: Actor, reason: str | None = None) -> OperationUndo:
        """Undo each run of an operation, newest first, each as `undo` does; one that is refused stops no other.

        Raises NotFoundError, PlanClosedError (all were undone before), and the error of the first when all are refused.
        """
        actor.require_admin()
        runs = self.operation(id_)
        if all(run.undone_by for run in runs):
            by = ", ".join(str(run.undone_by) for run in reversed(runs))
            raise PlanClosedError(f"Operation {id_} was undone by runs {by}. Undo those instead.")
        shared = _new_id() if len(runs) > 1 else None
        undone: list[Run] = []
        left: list[str] = []
        refused: list[tuple[Run, ModelSyncError]] = []
        for run in runs:
            try:
                undo, rows = self._runs.undo_part(run.run_id, actor=actor, reason=reason, operation_id=shared)
            except ForbiddenError:
                raise
            except ModelSyncError as error:
                refused.append((run, error))
            else:
                undone += [undo] if undo else []
                left += rows
        if len(refused) == len(runs):
            raise refused[0][1]
        return OperationUndo(
            runs=tuple(undone),
            left=tuple(left),
            refused=tuple(
                RefusedUndo(run_id=run.run_id, provider=run.provider, error=str(error))
                for run, error in refused
            ),
        )


def _new_id() -> str:
    return operation_id(secrets.token_hex(6))
