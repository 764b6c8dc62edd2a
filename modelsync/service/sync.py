"""Sync: fetch a provider's list, compare it with the catalogue, store the plan. Never writes the catalogue."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from modelsync.adapters import Adapter, Certificates, read_listing
from modelsync.core.actors import Actor
from modelsync.core.models import Listing, ModelSyncDiff, Notice
from modelsync.core.plans import Plan
from modelsync.core.unchanged import says_the_same
from modelsync.errors import ModelSyncError, StoreError
from modelsync.service import adoption
from modelsync.service.approvals import too_old
from modelsync.service.attempts import attempted
from modelsync.service.context import Progress, ServiceContext
from modelsync.service.fetching import CompleteList, Fetching
from modelsync.service.last_seen import LastSeen, Seen, values_digest
from modelsync.service.plan_making import PlanMaking
from modelsync.service.plans import waiting_plan
from modelsync.service.references import References
from modelsync.service.running import run
from modelsync.store import subjects as store

_AT_ONCE = 8
"""Syncs that run at the same time."""

_PASSING = frozenset({"adoption-superseded", "unreadable-value"})
"""Warnings of what may be over at the next sync though the basis is the same: a plan with one is not repeated."""


@dataclass(frozen=True)
class _Settled:
    """How a sync ended: with a new plan, or with the last one kept; ``is_of_it`` as in ``Seen``."""

    plan_id: str
    listed: int
    new: Plan | None = None
    is_of_it: bool = False

    @property
    def outcome(self) -> Literal["plan", "unchanged"]:
        return "plan" if self.new else "unchanged"


class Sync:
    """Makes plans."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._last_seen = LastSeen(context)
        self._fetching = Fetching(context, self._last_seen)
        self._plans = PlanMaking(context, references)

    def sync_with_provider(
        self, provider_id: str, *, actor: Actor, progress: Progress | None = None
    ) -> ModelSyncDiff:
        """Fetch the provider's complete listing, compare, and store the plan; the catalogue is not written.

        What people chose in earlier reviews is kept: every "no", name and switch, a "yes" to the same change.

        The network comes first: a listing that fails leaves nothing but the attempt in the database. Raises
        NotFoundError, FetchError, StoreError.
        """
        actor.require_admin()
        return self._new(provider_id, Certificates(), actor, progress)

    def _new(
        self, provider_id: str, certificates: Certificates, actor: Actor, progress: Progress | None
    ) -> ModelSyncDiff:
        settled = self._sync(self._context.adapter(provider_id), certificates, actor, progress)
        assert settled.new is not None  # noqa: S101 - only the schedule keeps a plan, for the type checker
        return settled.new.diff

    def sync_unattended(self, provider_id: str, *, actor: Actor) -> None:
        """The same for the schedule: where nothing changed since the last plan, that plan stays with its review.

        Its fetched time moves on, so that it does not grow too old. Raises as `sync_with_provider`. A plan that takes over
        another catalogue stays too, until it is too old.
        """
        actor.require_admin()
        adapter = self._context.adapter(provider_id)
        if self._last_seen.of(provider_id) is None and self._lets_wait(provider_id):
            return
        self._sync(adapter, Certificates(), actor, keeps=True)

    def _lets_wait(self, provider_id: str) -> bool:
        """Whether the pending plan takes over another catalogue and is not too old."""
        with self._context.database.reading() as session:
            last = store.latest_plan(session, provider_id)
        adopts = last is not None and last.waits and last.adopts
        return bool(last and adopts and not too_old(last, self._context.settings, self._context.clock()))

    def _sync(
        self,
        adapter: Adapter,
        certificates: Certificates,
        actor: Actor,
        progress: Progress | None = None,
        *,
        keeps: bool = False,
    ) -> _Settled:
        """Fetch, and store a new plan; or keep the last one, which only the schedule does, where that says the same."""
        provider = adapter.provider
        on_page = (lambda page, items: progress(provider, page, items)) if progress else None
        with attempted(self._context, provider, actor) as succeed:
            fetched = run(self._fetching.fetched(adapter, certificates, on_page, keeps=keeps))
            settled = None
            while settled is None:
                with self._context.database.writing(provider) as session:
                    found = self._found(session, adapter, fetched, keeps=keeps)
                    settled = self._settled(session, adapter, fetched, found, actor, keeps=keeps)
                    if settled:
                        succeed(session, settled.outcome, settled.plan_id, settled.listed)
                fetched = fetched if settled else fetched.read()
        self._last_seen.keep(provider, replace(found, plan_id=settled.plan_id, is_of_it=settled.is_of_it))
        return settled

    def _found(self, session: store.Session, adapter: Adapter, fetched: CompleteList, *, keeps: bool) -> Seen:
        """What this sync saw, with the provider's newest plan."""
        if fetched.listing is None:
            values = fetched.seen.values if fetched.seen else None
        else:
            values = values_digest(fetched.listing) if keeps else None
        basis = self._last_seen.basis(session, adapter, fetched.fetched_at)
        newest = store.latest_plan_id(session, adapter.provider) or ""
        return Seen(fetched.pages, fetched.sha256, values, basis, fetched.proofs, newest, fetched.ids)

    def _settled(
        self,
        session: store.Session,
        adapter: Adapter,
        fetched: CompleteList,
        found: Seen,
        actor: Actor,
        *,
        keeps: bool,
    ) -> _Settled | None:
        """The plan that is stored or kept; None where that wants the list read, as something else changed meanwhile."""
        provider, seen = adapter.provider, fetched.seen
        if seen and seen.agrees(found):
            is_of_it = seen.is_of_it and fetched.is_known
            if keeps and (fetched.listing is None or found.values == seen.values):
                store.refresh_plan(session, found.plan_id, fetched.fetched_at, fetched.sha256)
                return _Settled(found.plan_id, fetched.ids.count, is_of_it=is_of_it)
            if is_of_it and (again := self._plans.again(session, provider, fetched.fetched_at, actor)):
                return _Settled(again.id, again.diff.listed, again, is_of_it=True)
        if fetched.listing is None:
            return None
        text = fetched.entries.text()  # before the catalogue is loaded: the entries are large
        plan = self._planned(session, adapter, fetched, fetched.listing, actor)
        last = store.latest_plan(session, provider) if keeps else None
        if last and says_the_same(last, plan):
            store.refresh_plan(session, last.id, fetched.fetched_at, fetched.sha256)
            return _Settled(last.id, last.diff.listed)
        self._plans.add(session, plan, text)
        is_of_it = _PASSING.isdisjoint(warning.code for warning in plan.diff.warnings)
        return _Settled(plan.id, plan.diff.listed, plan, is_of_it)

    def sync_with_providers(
        self, provider_ids: Collection[str], *, actor: Actor, progress: Progress | None = None
    ) -> dict[str, ModelSyncDiff | ModelSyncError]:
        """Sync several providers, eight at once; a failure is a result and stops no other sync.

        Each has its own time budget, which begins with its first request.
        """
        actor.require_admin()
        certificates = Certificates()

        def sync(provider_id: str) -> ModelSyncDiff | ModelSyncError:
            try:
                return self._new(provider_id, certificates, actor, progress)
            except ModelSyncError as error:
                return error

        with ThreadPoolExecutor(max_workers=max(1, min(len(provider_ids), _AT_ONCE))) as pool:
            return dict(zip(provider_ids, pool.map(sync, provider_ids), strict=True))

    def compare_again(self, plan_id: str, *, actor: Actor) -> ModelSyncDiff:
        """A new plan from a waiting plan's listing, without the network; what people chose is kept.

        Raises NotFoundError, PlanClosedError, StoreError.
        """
        actor.require_admin()
        with waiting_plan(self._context, plan_id) as (session, old):
            return self.planned_again(session, old, actor)

    def planned_again(self, session: store.Session, old: Plan, actor: Actor) -> ModelSyncDiff:
        """A new plan from a waiting plan's listing, or its adopted rows, in a transaction that holds that plan."""
        if old.adopts:
            return adoption.planned_again(self._context, session, old, actor).diff
        adapter = self._context.adapter(old.provider)
        plan = self._plans.of_list(
            session,
            adapter,
            self._stored_listing(session, adapter, old),
            actor,
            fetched_at=old.fetched_at,
            sha256=old.digest,
            proofs={**old.context.proofs, **old.context.overdue},
        )
        self._plans.add_again(session, plan, old.id)
        return plan.diff

    def _stored_listing(self, session: store.Session, adapter: Adapter, plan: Plan) -> Listing:
        """The list of a stored plan, read. Raises StoreError."""
        try:
            return read_listing(adapter, store.plan_listing(session, plan.id))
        except StoreError:
            self._last_seen.forget(plan.provider)  # so that the next sync does not copy it
            raise

    def _planned(
        self, session: store.Session, adapter: Adapter, fetched: CompleteList, listing: Listing, actor: Actor
    ) -> Plan:
        """A plan from a list that was just fetched and read, not stored yet."""
        plan = self._plans.of_list(
            session,
            adapter,
            listing,
            actor,
            fetched_at=fetched.fetched_at,
            sha256=fetched.sha256,
            proofs=fetched.proofs,
        )
        return _with_superseded(plan, store.pending_adoption(session, adapter.provider))


def _with_superseded(plan: Plan, source: str | None) -> Plan:
    """The plan, with a warning where it replaces one that takes over another catalogue."""
    if source is None:
        return plan
    message = f"This sync replaced the plan that takes over {source}, which nobody committed: adopt it again."
    warnings = (*plan.diff.warnings, Notice(code="adoption-superseded", message=message))
    return replace(plan, diff=plan.diff.model_copy(update={"warnings": warnings}))
