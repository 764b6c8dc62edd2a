"""Use cases of decisions that overrule the filter."""

from __future__ import annotations

from typing import Literal

from modelsync.core.actors import Actor
from modelsync.core.decisions import Decision
from modelsync.core.edits import checked_reason
from modelsync.core.kinds import is_model_id
from modelsync.errors import (
    EditError,
    NotFoundError,
)
from modelsync.service.context import ServiceContext
from modelsync.store import subjects as store


class Decisions:
    """Decisions that overrule the filter."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def decide(
        self,
        provider_id: str,
        id_: str,
        decision: Literal["include", "exclude"],
        *,
        reason: str,
        actor: Actor,
    ) -> None:
        """Overrule the filter for one id in later plans."""
        actor.require_admin()
        id_ = id_.removeprefix(self._context.adapter(provider_id).id_prefix)
        text = checked_reason(reason)
        if text is None:
            raise EditError("A decision needs a reason. Say in a few words why.")
        if not is_model_id(id_):
            raise EditError("That is no model id: it has 1 to 255 printable ASCII characters and no spaces.")
        with self._context.database.writing(provider_id) as session:
            owner = store.owners(session, [id_]).get(id_, provider_id)
            if owner != provider_id:
                raise EditError(f"{id_} belongs to {owner}. Decide about it there.")
            store.set_decision(
                session, provider_id, Decision(id_, decision, text, actor.name, self._context.clock())
            )

    def decisions(self, provider_id: str) -> dict[str, Decision]:
        """The provider's decisions by id."""
        self._context.adapter(provider_id)
        with self._context.database.reading() as session:
            return store.decisions(session, provider_id)

    def reset_decision(self, provider_id: str, id_: str, *, actor: Actor) -> None:
        """Let the filter decide again. Raises NotFoundError when nothing overrules it."""
        actor.require_admin()
        id_ = id_.removeprefix(self._context.adapter(provider_id).id_prefix)
        with self._context.database.writing(provider_id) as session:
            if not store.remove_decision(session, provider_id, id_):
                raise NotFoundError(f"No decision overrules the filter for {id_!r} of {provider_id}.")
