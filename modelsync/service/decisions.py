"""The admin's decisions that overrule the filter."""

from __future__ import annotations

from typing import Literal

from modelsync import store
from modelsync.core.actors import Actor
from modelsync.core.approval import checked_reason
from modelsync.core.kinds import is_model_id
from modelsync.errors import (
    EditError,
    NotFoundError,
)
from modelsync.service.base import UseCases
from modelsync.store import Decision


class Deciding(UseCases):
    """Decisions on the filter."""

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
        id_ = id_.removeprefix(self.adapter(provider_id).id_prefix)
        text = checked_reason(reason)
        if text is None:
            raise EditError("A decision needs a reason. Say in a few words why.")
        if not is_model_id(id_):
            raise EditError("That is no model id: it has 1 to 255 printable ASCII characters and no spaces.")
        with self.database.writing(provider_id) as connection:
            owner = store.owners(connection, [id_]).get(id_, provider_id)
            if owner != provider_id:
                raise EditError(f"{id_} belongs to {owner}. Decide about it there.")
            store.set_decision(
                connection, provider_id, Decision(id_, decision, text, actor.name, self._clock())
            )

    def decisions(self, provider_id: str) -> dict[str, Decision]:
        """What overrules the filter for this provider, by id."""
        self.adapter(provider_id)
        with self.database.reading() as connection:
            return store.decisions(connection, provider_id)

    def reset_decision(self, provider_id: str, id_: str, *, actor: Actor) -> None:
        """Let the filter decide again. Raises NotFoundError when nothing overrules it."""
        actor.require_admin()
        id_ = id_.removeprefix(self.adapter(provider_id).id_prefix)
        with self.database.writing(provider_id) as connection:
            if not store.remove_decision(connection, provider_id, id_):
                raise NotFoundError(f"No decision overrules the filter for {id_!r} of {provider_id}.")
