"""The use cases: sync with a provider, review, apply, edit, decide. One function each, one transaction each.

`AiModelSyncService` is what the dashboard and the command line call. It believes nothing that a client
sends beyond ids and edits: it works from the stored plan and checks everything again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from modelsync import store
from modelsync.adapters import REGISTRY, Access, Adapter, Limits, fetch_items, listing_sha256, read_listing
from modelsync.changes import Approval, Edit, RowChange, edited
from modelsync.database import Database
from modelsync.errors import (
    EditError,
    ModelSyncError,
    NotFoundError,
    PlanClosedError,
    PricingError,
    StalePlanError,
)
from modelsync.models import Listing, ModelSyncDiff, Notice, StoredModel, iso_utc
from modelsync.planning import Catalogue, make_diff
from modelsync.pricing import PriceList, load_pricing
from modelsync.store import Decision, Plan, Review, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from sqlalchemy import Connection

    from modelsync.settings import Settings

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with provider, page number and items so far, from the thread that fetches."""


def _now() -> datetime:
    return datetime.now(UTC)


class AiModelSyncService:
    """The two procedures, sync and apply, and everything an admin does around them.

    ``transport`` replaces the network (demo); ``clock`` gives the time in UTC.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.settings = settings
        self.database = database or Database(settings.database_url)
        self._transport = transport
        self._clock = clock

    # --- sync --------------------------------------------------------------------------------------------------------

    def adapter(self, provider_id: str) -> Adapter:
        """The provider's adapter. Raises NotFoundError."""
        if adapter := REGISTRY.get(provider_id):
            return adapter
        raise NotFoundError(f"There is no provider {provider_id!r}. Choose one of {', '.join(REGISTRY)}.")

    def missing_key(self, provider_id: str) -> str | None:
        """The variable to set when the provider's key is missing; None when it is there."""
        variables = self.adapter(provider_id).key_variables
        return None if self.settings.secret(*variables) else variables[0]

    def sync_with_provider(
        self, provider_id: str, *, actor: str = "local", progress: Progress | None = None
    ) -> ModelSyncDiff:
        """Fetch the provider's complete listing, compare, and store the plan; the catalogue is not written.

        The network comes first: a listing that fails leaves the database untouched. Raises NotFoundError, FetchError,
        StoreError.
        """
        adapter = self.adapter(provider_id)
        on_page = (lambda page, items: progress(provider_id, page, items)) if progress else None
        limits = Limits(seconds=self.settings.fetch_timeout, backoff_seconds=self.settings.retry_backoff)
        items = asyncio.run(
            fetch_items(
                adapter, self._access(adapter), transport=self._transport, limits=limits, on_page=on_page
            )
        )
        return self._store_plan(adapter, items, read_listing(adapter, items), actor)

    def sync_with_providers(
        self, provider_ids: Collection[str], *, actor: str = "local", progress: Progress | None = None
    ) -> dict[str, ModelSyncDiff | ModelSyncError]:
        """Sync several providers side by side; one that fails gives its error and does not stop the others."""

        def sync(provider_id: str) -> ModelSyncDiff | ModelSyncError:
            try:
                return self.sync_with_provider(provider_id, actor=actor, progress=progress)
            except ModelSyncError as error:
                return error

        with ThreadPoolExecutor(max_workers=max(1, len(provider_ids))) as pool:
            return dict(zip(provider_ids, pool.map(sync, provider_ids), strict=True))

    def _access(self, adapter: Adapter) -> Access:
        read = self.settings.variable
        return Access(
            base_url=read(adapter.base_url_variable) or adapter.default_base_url,
            key=self.settings.secret(*adapter.key_variables),
            options={name: read(name) or default for name, default in adapter.options.items()},
        )

    def _store_plan(self, adapter: Adapter, items: list[Any], listing: Listing, actor: str) -> ModelSyncDiff:
        prices, warnings = self._prices(adapter.provider)
        fetched_at = self._clock()
        ids = [model.universal_model_id for model in listing.models]
        with self.database.writing(adapter.provider) as connection:
            rows = store.models(connection, provider=adapter.provider)
            catalogue = Catalogue(
                rows={row.universal_model_id: row for row in rows},
                owners=store.owners(connection, ids),
                decisions=store.decisions(connection, adapter.provider),
            )
            diff = make_diff(
                adapter,
                listing,
                catalogue,
                prices,
                plan_id=secrets.token_hex(6),
                fetched_at=fetched_at,
                sha256=listing_sha256(adapter, items),
                warnings=warnings,
            )
            going = (catalogue.rows[model.universal_model_id] for model in diff.archived_models)
            plan = Plan(
                id=diff.plan_id,
                provider=adapter.provider,
                actor=actor,
                fetched_at=fetched_at,
                digest=diff.listing_sha256,
                diff=diff,
                archived_enabled=frozenset(row.universal_model_id for row in going if row.enabled),
            )
            store.add_plan(connection, plan, items, keep=self.settings.keep_plans)
        logger.info(
            "%s: plan %s: %d new, %d updated, %d archived, %d left out",
            adapter.provider,
            plan.id,
            len(diff.new_models),
            len(diff.updated_models),
            len(diff.archived_models),
            len(diff.excluded),
        )
        return diff

    def _prices(self, provider_id: str) -> tuple[PriceList | None, list[Notice]]:
        try:
            return load_pricing(self.settings.pricing_dir, provider_id), []
        except PricingError as error:
            return None, [Notice(code="pricing-unusable", message=f"{error} Known prices stay as they are.")]

    # --- review ------------------------------------------------------------------------------------------------------

    def plan(self, plan_id: str) -> Plan:
        """The stored plan. Raises NotFoundError."""
        with self.database.reading() as connection:
            return _found(store.plan_by_id(connection, plan_id), plan_id)

    def latest_plans(self) -> dict[str, Plan]:
        """Each provider's newest plan, whatever became of it; a provider that was never synced is missing."""
        with self.database.reading() as connection:
            return store.latest_plans(connection)

    def save_review(self, plan_id: str, review: Review, *, actor: str) -> None:
        """Keep ticks and edits of a waiting plan, so that they survive a reload and a restart."""
        with self._waiting(plan_id) as (connection, plan):
            stamped = review.model_copy(update={"by": actor, "at": self._clock()})
            store.save_review(connection, plan.id, stamped)

    def discard(self, plan_id: str, *, actor: str) -> None:
        """Drop a waiting plan. Raises NotFoundError, PlanClosedError."""
        with self._waiting(plan_id) as (connection, plan):
            store.close_plan(connection, plan.id, "discarded", actor, self._clock())

    @contextmanager
    def _waiting(self, plan_id: str) -> Iterator[tuple[Connection, Plan]]:
        """A write transaction that holds the provider's lock and the plan, which waits."""
        provider = self.plan(plan_id).provider
        with self.database.writing(provider) as connection:
            plan = _found(store.plan_by_id(connection, plan_id), plan_id)
            if plan.state != "waiting":
                when = f" at {iso_utc(plan.closed_at)}" if plan.closed_at else ""
                raise PlanClosedError(
                    f"Plan {plan_id} was {plan.state} by {plan.closed_by}{when}. Sync {plan.provider} again."
                )
            yield connection, plan

    # --- apply -------------------------------------------------------------------------------------------------------

    def apply_sync(
        self,
        plan_id: str,
        approved: Collection[str] | Literal["all"],
        edits: Mapping[str, Edit] | None = None,
        *,
        actor: str = "local",
        reason: str | None = None,
    ) -> Run | None:
        """Commit the approved part of a plan with its edits: one transaction, all or nothing.

        ``approved`` "all" is what is ticked by default. Gives the run, or None when the plan holds no change. Raises
        NotFoundError, PlanClosedError, StalePlanError, EditError, StoreError; after each the catalogue is as before.
        """
        with self._waiting(plan_id) as (connection, plan):
            if plan.diff.is_empty:
                return None
            self._refuse_old(plan)
            approval = self._approval(connection, plan, approved, edits or {})
            if conflicts := approval.conflicts():
                raise StalePlanError(
                    f"The catalogue moved since plan {plan_id} was made: {'; '.join(conflicts)}. "
                    f"Nothing was applied. Sync {plan.provider} again.",
                    conflicts,
                )
            changes = self._write(connection, approval.changes())
            now = self._clock()
            store.close_plan(connection, plan.id, "applied", actor, now)
            return store.add_run(
                connection,
                changes,
                kind="apply",
                provider=plan.provider,
                plan_id=plan.id,
                actor=actor,
                at=now,
                reason=reason,
            )

    def _refuse_old(self, plan: Plan) -> None:
        hours = self.settings.plan_max_age
        if self._clock() - plan.fetched_at > timedelta(hours=hours):
            raise StalePlanError(
                f"Plan {plan.id} was fetched at {iso_utc(plan.fetched_at)}, more than {hours} hours ago. "
                f"Nothing was applied. Sync {plan.provider} again."
            )

    def _approval(
        self,
        connection: Connection,
        plan: Plan,
        approved: Collection[str] | Literal["all"],
        edits: Mapping[str, Edit],
    ) -> Approval:
        known = frozenset(plan.diff.ids())
        ids = known if approved == "all" else frozenset(approved)
        if not ids:
            raise EditError("Nothing is approved. Approve at least one change, or discard the plan.")
        for id_ in sorted(ids - known):
            raise NotFoundError(f"Plan {plan.id} has no change for {id_!r}. Check the id against the plan.")
        for id_ in sorted(set(edits) - ids):
            raise EditError(f"{id_!r} is edited but not approved. Approve it, or take the edit back.")
        return Approval(
            diff=plan.diff,
            archived_enabled=plan.archived_enabled,
            ids=ids,
            edits=edits,
            rows=store.models_by_id(connection, ids, for_update=True),
            owners=store.owners(connection, ids),
            now=self._clock(),
            enable_new=self.settings.enable_new_models,
        )

    def _write(self, connection: Connection, changes: Iterable[RowChange]) -> list[RowChange]:
        """Write in three set-based steps; gives the changes with the primary keys of inserted rows."""
        changes = list(changes)
        archive, update, insert = (
            [c for c in changes if c.action == action] for action in ("archive", "update", "insert")
        )
        with self._step("bulk archive", archive):
            store.write_updates(connection, archive)
        with self._step("bulk update", update):
            store.write_updates(connection, update)
        with self._step("bulk insert", insert):
            insert = store.write_inserts(connection, insert)
        return [*archive, *update, *insert]

    @contextmanager
    def _step(self, name: str, rows: list[RowChange]) -> Iterator[None]:
        with self.database.step(name):
            yield
        logger.info("%s: %d rows", name, len(rows))

    # --- the catalogue -----------------------------------------------------------------------------------------------

    def models(
        self, *, provider: str | None = None, status: str | None = None, enabled: bool | None = None
    ) -> list[StoredModel]:
        """The catalogue, ordered by provider and id."""
        if provider is not None:
            self.adapter(provider)
        with self.database.reading() as connection:
            return store.models(connection, provider=provider, status=status, enabled=enabled)

    def edit(
        self,
        edits: Mapping[str, Edit],
        *,
        actor: str = "local",
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

    def reset_name(self, id_: str, *, actor: str = "local", reason: str | None = None) -> Run | None:
        """Give a model the provider's own name again; later syncs keep it up to date."""

        def reset(row: StoredModel) -> StoredModel:
            return row.model_copy(
                update={"display_name": row.provider_display_name, "display_name_by": "provider"}
            )

        return self._edit({id_: reset}, actor, None, reason)

    def _edit(
        self,
        edits: Mapping[str, Callable[[StoredModel], StoredModel]],
        actor: str,
        seen: Mapping[str, int] | None,
        reason: str | None,
    ) -> Run | None:
        now = self._clock()
        with self.database.writing("edit") as connection:
            rows = store.models_by_id(connection, edits, for_update=True)
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
            with self._step("bulk update", changes):
                store.write_updates(connection, changes)
            providers = {change.model.provider for change in changes}
            return store.add_run(
                connection,
                changes,
                kind="edit",
                provider=providers.pop() if len(providers) == 1 else None,
                actor=actor,
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

    # --- decisions on the filter -------------------------------------------------------------------------------------

    def decide(
        self,
        provider_id: str,
        id_: str,
        decision: Literal["include", "exclude"],
        *,
        reason: str,
        actor: str = "local",
    ) -> None:
        """Overrule the filter for one id in later plans."""
        self.adapter(provider_id)
        if not reason.strip():
            raise EditError("A decision needs a reason. Say in a few words why.")
        with self.database.writing(provider_id) as connection:
            store.set_decision(connection, provider_id, Decision(id_, decision, reason, actor, self._clock()))

    def reset_decision(self, provider_id: str, id_: str) -> None:
        """Let the filter decide again. Raises NotFoundError when nothing overrules it."""
        self.adapter(provider_id)
        with self.database.writing(provider_id) as connection:
            if not store.remove_decision(connection, provider_id, id_):
                raise NotFoundError(f"No decision overrules the filter for {id_!r} of {provider_id}.")

    # --- history -----------------------------------------------------------------------------------------------------

    def history(self, *, limit: int | None = None) -> list[Run]:
        """The runs, newest first."""
        with self.database.reading() as connection:
            return store.runs(connection, limit=limit)


def _found(plan: Plan | None, plan_id: str) -> Plan:
    if plan is None:
        raise NotFoundError(
            f"There is no plan {plan_id!r}. It may have been pruned: sync again for a new one."
        )
    return plan
