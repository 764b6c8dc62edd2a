"""Use cases of deadlines: enabled models that retire within thirty days, dismissed until a day or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modelsync.core.deadlines import Dismissal, deadlines
from modelsync.core.edits import checked_reason
from modelsync.errors import EditError, NotFoundError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.core.models import StoredModel
    from modelsync.service.context import ServiceContext


class Deadlines:
    """What an admin decides about models that retire soon."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def deadlines(self) -> list[StoredModel]:
        """The enabled models that retire soon and are not dismissed, the soonest first."""
        with self._context.database.reading() as session:
            return deadlines(
                store.models(session, status="active", enabled=True),
                store.dismissals(session),
                self._context.today(),
            )

    def dismiss_deadline(self, model_id: str, *, until: date, reason: str, actor: Actor) -> Dismissal:
        """Hide a model's deadline until a day; the reason is kept. Raises NotFoundError, EditError."""
        actor.require_admin()
        kept = checked_reason(reason)
        if not kept:
            raise EditError("A dismissal needs a reason. Say why the deadline may be out of sight.")
        if until <= self._context.today():
            raise EditError(
                f"{until} has come already. Choose a later day, on which the deadline comes back."
            )
        with self._context.database.writing() as session:
            if not store.models_by_id(session, [model_id]):
                raise NotFoundError(f"There is no model {model_id!r} in the catalogue. Check the id.")
            dismissal = Dismissal(
                universal_model_id=model_id,
                until=until,
                reason=kept,
                actor=actor.name,
                at=self._context.clock(),
            )
            store.dismiss(session, dismissal)
        return dismissal

    def recall_deadline(self, model_id: str, *, actor: Actor) -> None:
        """Take a dismissal back; it stays as a record."""
        actor.require_admin()
        with self._context.database.writing() as session:
            store.recall(session, model_id, actor=actor.name, at=self._context.clock())
