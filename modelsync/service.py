"""The use cases: sync with a provider, review, apply, edit, decide. One function each, one transaction each.

`AiModelSyncService` is what the dashboard and the command line call. It believes nothing that a client
sends beyond ids and edits: it works from the stored plan and checks everything again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from modelsync import store
from modelsync.adapters import REGISTRY, Access, Adapter, Limits, fetch_items, read_listing
from modelsync.changes import Approval, Edit, RowChange, checked_reason, edited
from modelsync.database import Database
from modelsync.errors import (
    EditError,
    ModelSyncError,
    NotFoundError,
    PlanClosedError,
    PricingError,
    StalePlanError,
    UnsafePlanError,
)
from modelsync.models import Listing, ModelSyncDiff, Notice, StoredModel, is_model_id, iso_utc
from modelsync.plans import Source, kept_review, make_plan
from modelsync.price_health import PriceFinding, price_findings
from modelsync.price_suggestions import Suggestions, suggestions
from modelsync.pricing import PriceList, load_pricing
from modelsync.proof import second_proofs
from modelsync.reversal import RecordedChange, reversal
from modelsync.safety import Finding, Thresholds
from modelsync.safety import findings as safety_findings
from modelsync.store import Decision, Plan, Review, Run
from modelsync.writing import write_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from sqlalchemy import Connection

    from modelsync.price_comparison import Reference
    from modelsync.settings import Settings

logger = logging.getLogger(__name__)

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Called with provider, page number and items so far, from the thread that fetches."""


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run the work to its end, also for a caller whose own event loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


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
        access = self._access(adapter)
        started = time.monotonic()
        items = _run(fetch_items(adapter, access, transport=self._transport, limits=limits, on_page=on_page))
        listing = read_listing(adapter, items)
        left = dataclasses.replace(limits, seconds=max(0.1, limits.seconds - (time.monotonic() - started)))
        proofs = _run(
            second_proofs(
                adapter, access, self._absent(adapter, listing), transport=self._transport, limits=left
            )
        )
        now = self._clock()
        prices, warnings = self._prices(provider_id)
        source = Source(adapter, items, listing, now, prices, warnings, proofs)
        with self.database.writing(provider_id) as connection:
            return make_plan(connection, source, now=now, actor=actor, keep=self.settings.keep_plans).diff

    def _absent(self, adapter: Adapter, listing: Listing) -> list[str]:
        """Active models that the listing lacks; none when an entry without a readable id may be any of them."""
        if not all(entry.universal_model_id for entry in listing.unreadable):
            return []
        named = {model.universal_model_id for model in listing.models}
        named |= {entry.universal_model_id for entry in listing.unreadable if entry.universal_model_id}
        with self.database.reading() as connection:
            return sorted(store.active_ids(connection, adapter.provider) - named)

    def compare_again(self, plan_id: str, *, actor: str = "local") -> ModelSyncDiff:
        """A new plan from a waiting plan's listing, without the network; ticks and edits that still fit are kept.

        Raises NotFoundError, PlanClosedError, StoreError.
        """
        with self._waiting(plan_id) as (connection, old):
            adapter = self.adapter(old.provider)
            items = store.plan_listing(connection, plan_id)
            prices, warnings = self._prices(old.provider)
            source = Source(
                adapter,
                items,
                read_listing(adapter, items),
                old.fetched_at,
                prices,
                warnings,
                old.facts.proofs,
            )
            keep = self.settings.keep_plans
            plan = make_plan(connection, source, now=self._clock(), actor=actor, keep=keep)
            review = kept_review(old, plan)
            if review != Review():
                store.save_review(connection, plan.id, review)
            return plan.diff

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
        """Each provider's newest plan in the order of the registry, whatever became of it; a provider that was never synced is missing."""
        with self.database.reading() as connection:
            plans = store.latest_plans(connection)
        return {provider: plans[provider] for provider in REGISTRY if provider in plans}

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
        force: bool = False,
    ) -> Run | None:
        """Commit the approved part of a plan with its edits: one transaction, all or nothing.

        ``approved`` "all" is what is ticked by default. Safety findings need ``force`` and a ``reason``, which is kept.
        Gives the run, or None when there is nothing to apply. Raises NotFoundError, PlanClosedError, StalePlanError,
        UnsafePlanError, EditError, StoreError; after each the catalogue is as before.
        """
        reason = checked_reason(reason)
        with self._waiting(plan_id) as (connection, plan):
            ids = plan.ticked_by_default if approved == "all" else frozenset(approved)
            if plan.diff.is_empty or (approved == "all" and not ids):
                return None
            self._refuse_old(plan)
            approval = self._approval(connection, plan, ids, edits or {})
            if conflicts := approval.conflicts():
                raise StalePlanError(
                    f"The catalogue moved since plan {plan_id} was made: {'; '.join(conflicts)}. "
                    f"Nothing was applied. Compare again, or sync {plan.provider} again.",
                    conflicts,
                )
            if not (force and reason):
                self._refuse_unsafe(self._findings(connection, plan, ids))
            changes = write_changes(self.database, connection, approval.changes())
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

    def findings(self, plan: Plan, approved: Collection[str]) -> tuple[Finding, ...]:
        """What speaks against applying these changes of a plan without a second thought."""
        with self.database.reading() as connection:
            return self._findings(connection, plan, frozenset(approved))

    def moved(self, plan: Plan, approved: Collection[str]) -> tuple[str, ...]:
        """What of these changes no longer fits the catalogue: each row and field that moved since the plan was made."""
        if not approved:
            return ()
        with self.database.reading() as connection:
            return self._approval(connection, plan, frozenset(approved), {}, lock=False).conflicts()

    def _findings(self, connection: Connection, plan: Plan, ids: frozenset[str]) -> tuple[Finding, ...]:
        read = self.settings
        thresholds = Thresholds(
            archive_share=read.max_archive_share,
            archive_share_of_few=read.max_archive_share_of_few,
            price_factor=Decimal(str(read.max_price_factor)),
            listing_shrink=read.max_listing_shrink,
        )
        active = len(store.active_ids(connection, plan.provider))
        facts = plan.facts.model_copy(update={"active": active})
        return safety_findings(plan.diff.restricted_to(ids), facts, thresholds)

    @staticmethod
    def _refuse_unsafe(findings: tuple[Finding, ...]) -> None:
        if findings:
            messages = tuple(finding.message for finding in findings)
            raise UnsafePlanError(
                f"This needs a second thought: {'; '.join(messages)}. Nothing was applied. Look at it, then confirm it "
                "with a reason (--force --reason TEXT), or approve less.",
                messages,
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
        ids: frozenset[str],
        edits: Mapping[str, Edit],
        *,
        lock: bool = True,
    ) -> Approval:
        known = frozenset(plan.diff.ids())
        if not ids:
            raise EditError("Nothing is approved. Approve at least one change, or discard the plan.")
        for id_ in sorted(ids - known):
            raise NotFoundError(f"Plan {plan.id} has no change for {id_!r}. Check the id against the plan.")
        for id_ in sorted(set(edits) - ids):
            raise EditError(f"{id_!r} is edited but not approved. Approve it, or take the edit back.")
        decisions = store.decisions(connection, plan.provider)
        excluded = {id_ for id_, decision in decisions.items() if decision.decision == "exclude"}
        return Approval(
            diff=plan.diff,
            archived_enabled=plan.facts.archived_enabled,
            ids=ids,
            edits=edits,
            rows=store.models_by_id(connection, ids, for_update=lock),
            owners=store.owners(connection, ids),
            now=self._clock(),
            enable_new=self.settings.enable_new_models,
            refused=excluded | (plan.facts.included - decisions.keys()),
        )

    # --- the catalogue -----------------------------------------------------------------------------------------------

    def models(
        self, *, provider: str | None = None, status: str | None = None, enabled: bool | None = None
    ) -> list[StoredModel]:
        """The catalogue, ordered by provider and id."""
        if provider is not None:
            self.adapter(provider)
        with self.database.reading() as connection:
            return store.models(connection, provider=provider, status=status, enabled=enabled)

    def today(self) -> date:
        """The day on which prices and dates are judged, in UTC."""
        return self._clock().date()

    # --- prices ------------------------------------------------------------------------------------------------------

    def price_list(self, provider_id: str) -> PriceList:
        """The provider's pricing file. Raises NotFoundError, PricingError."""
        return load_pricing(self.settings.pricing_dir, self.adapter(provider_id).provider)

    def price_findings(self, provider_id: str, reference: Reference) -> list[PriceFinding]:
        """What to look after in the provider's prices. Raises NotFoundError, PricingError, StoreError."""
        prices = self.price_list(provider_id)
        return price_findings(prices, self.models(provider=provider_id), self.today(), reference)

    def price_suggestions(self, provider_id: str, reference: Reference) -> Suggestions:
        """Entries for active models without a price; writes nothing. Raises NotFoundError, PricingError, StoreError."""
        prices = self.price_list(provider_id)
        return suggestions(prices, self.models(provider=provider_id), self.today(), reference)

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
            if row.status == "archived":
                raise EditError(
                    f"{id_} is archived and cannot be renamed: its status belongs to the provider."
                )
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
        reason = checked_reason(reason)
        now = self._clock()
        with self.database.writing("catalogue") as connection:
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
            write_changes(self.database, connection, changes)
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
        text = checked_reason(reason)
        if text is None:
            raise EditError("A decision needs a reason. Say in a few words why.")
        if not is_model_id(id_):
            raise EditError("That is no model id: it has 1 to 255 printable ASCII characters and no spaces.")
        with self.database.writing(provider_id) as connection:
            store.set_decision(connection, provider_id, Decision(id_, decision, text, actor, self._clock()))

    def decisions(self, provider_id: str) -> dict[str, Decision]:
        """What overrules the filter for this provider, by id."""
        self.adapter(provider_id)
        with self.database.reading() as connection:
            return store.decisions(connection, provider_id)

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

    def run_changes(self, run_id: str) -> list[RecordedChange]:
        """Every row of a run, before and after. Raises NotFoundError."""
        with self.database.reading() as connection:
            _found_run(store.run_by_id(connection, run_id), run_id)
            return store.run_changes(connection, run_id)

    def undo(
        self, run_id: str, *, actor: str = "local", reason: str | None = None
    ) -> tuple[Run | None, tuple[str, ...]]:
        """Take a whole run back: each row whose data is still what the run left; the others are named and left.

        Gives the new run (None when no row could be taken back) and a phrase for each row left. Raises NotFoundError,
        PlanClosedError (it was undone before), StoreError.
        """
        reason = checked_reason(reason)
        with self.database.writing("catalogue") as connection:
            undone = _found_run(store.run_by_id(connection, run_id, for_update=True), run_id)
            if undone.undone_by:
                raise PlanClosedError(
                    f"Run {run_id} was undone by run {undone.undone_by}. Undo that one instead."
                )
            recorded = store.run_changes(connection, run_id)
            ids = [change.universal_model_id for change in recorded]
            now = self._clock()
            changes, left = reversal(recorded, store.models_by_id(connection, ids, for_update=True), now)
            if not changes:
                return None, tuple(left)
            run = store.add_run(
                connection,
                write_changes(self.database, connection, changes),
                kind="undo",
                provider=undone.provider,
                actor=actor,
                at=now,
                reason=reason,
            )
            store.mark_undone(connection, run_id, run.run_id)
            return run, tuple(left)


def _found_run(run: Run | None, run_id: str) -> Run:
    if run is None:
        raise NotFoundError(f"There is no run {run_id!r}. `modelsync history` lists the runs.")
    return run


def _found(plan: Plan | None, plan_id: str) -> Plan:
    if plan is None:
        raise NotFoundError(
            f"There is no plan {plan_id!r}. It may have been pruned: sync again for a new one."
        )
    return plan
