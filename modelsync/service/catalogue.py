"""Use cases of the catalogue: read models, edit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from modelsync.core.edits import Edit, checked_reason, edited
from modelsync.core.models import StoredModel
from modelsync.core.row_changes import RowChange
from modelsync.core.tally import Tally
from modelsync.errors import EditError, NotFoundError, StalePlanError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.core.runs import Run
    from modelsync.service.context import ServiceContext


class Catalogue:
    """The catalogue's models and the admin's edits of them."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def models(
        self, *, provider: str | None = None, status: str | None = None, enabled: bool | None = None
    ) -> list[StoredModel]:
        """The catalogue, ordered by provider and id."""
        with self._context.database.reading() as session:
            self._check_known(session, provider)
            return store.models(session, provider=provider, status=status, enabled=enabled)

    def model(self, id_: str) -> StoredModel:
        """One model. Raises NotFoundError."""
        with self._context.database.reading() as session:
            rows = store.models_by_id(session, [id_])
        if id_ not in rows:
            raise NotFoundError(f"The catalogue has no model {id_!r}. `modelsync models` lists the ids.")
        return rows[id_]

    def models_page(
        self,
        *,
        provider: str | None = None,
        status: str | None = None,
        enabled: bool | None = None,
        search: str | None = None,
        limit: int,
        offset: int = 0,
    ) -> tuple[list[StoredModel], int]:
        """A part of the catalogue in its order, and how many models there are in all; ``search`` is in the id or the name."""
        with self._context.database.reading() as session:
            self._check_known(session, provider)
            return store.models_page(
                session,
                provider=provider,
                status=status,
                enabled=enabled,
                search=search,
                limit=limit,
                offset=offset,
            )

    def knows(self, provider: str) -> bool:
        """Whether the provider is configured, or was once and has its models still."""
        if provider in self._context.providers:
            return True
        with self._context.database.reading() as session:
            return store.has_models_of(session, provider)

    def _check_known(self, session: store.Session, provider: str | None) -> None:
        """A provider that is not configured any more has its models still. Raises NotFoundError."""
        if provider not in {None, *self._context.providers} and not store.has_models_of(
            session, str(provider)
        ):
            self._context.adapter(str(provider))

    def tally(self) -> Tally:
        """How many models the catalogue has."""
        with self._context.database.reading() as session:
            return store.tally(session)

    def edit(
        self,
        edits: Mapping[str, Edit],
        *,
        actor: Actor,
        seen: Mapping[str, int] | None = None,
        reason: str | None = None,
    ) -> Run | None:
        """Make the admin's edits, all or none; gives the run, or None when they change nothing.

        ``seen`` holds the version of each row that the admin looked at: a row that somebody changed since is refused
        with what they did. Raises NotFoundError, EditError, StalePlanError.
        """
        return self._edit(
            {id_: partial(edited, edit=edit) for id_, edit in edits.items()}, actor, seen, reason
        )

    def reset_name(
        self,
        id_: str,
        *,
        actor: Actor,
        enabled: bool | None = None,
        seen: Mapping[str, int] | None = None,
        reason: str | None = None,
    ) -> Run | None:
        """Give a model the provider's own name again; later syncs keep it up to date. ``enabled`` and ``seen`` as in `edit`."""

        def reset(row: StoredModel) -> StoredModel:
            if row.status == "archived":
                raise EditError(
                    f"{id_} is archived and cannot be renamed: its status belongs to the provider."
                )
            own = {"display_name": row.provider_display_name, "display_name_by": "provider"}
            return edited(row.model_copy(update=own), Edit(enabled=enabled))

        return self._edit({id_: reset}, actor, seen, reason)

    def _edit(
        self,
        edits: Mapping[str, Callable[[StoredModel], StoredModel]],
        actor: Actor,
        seen: Mapping[str, int] | None,
        reason: str | None,
    ) -> Run | None:
        actor.require_admin()
        reason = checked_reason(reason)
        now = self._context.clock()
        with self._context.database.writing("catalogue") as session:
            rows = store.models_by_id(session, edits, for_update=True)
            for id_ in sorted(set(edits) - set(rows)):
                raise NotFoundError(f"The catalogue has no model {id_!r}. `modelsync models` lists the ids.")
            self._refuse_moved(rows, seen or {})
            changes = [
                RowChange(
                    "update", row, after.model_copy(update={"version": row.version + 1, "updated_at": now})
                )
                for id_, row in rows.items()
                if (after := edits[id_](row)) != row
            ]
            if not changes:
                return None
            written = store.write_changes(session, changes)
            providers = {change.model.provider for change in changes}
            return store.add_run(
                session,
                written,
                kind="edit",
                provider=providers.pop() if len(providers) == 1 else None,
                actor=actor.name,
                at=now,
                reason=reason,
            )

    @staticmethod
    def _refuse_moved(rows: Mapping[str, StoredModel], seen: Mapping[str, int]) -> None:
        moved = [
            f"{id_} is now “{row.display_name}”, {'enabled' if row.enabled else 'disabled'}, {row.status}"
            for id_, row in rows.items()
            if id_ in seen and seen[id_] != row.version
        ]
        if moved:
            raise StalePlanError(
                f"Somebody changed this since you looked: {'; '.join(moved)}. Nothing was saved. "
                "Look at it again and repeat your edit.",
                tuple(moved),
            )
