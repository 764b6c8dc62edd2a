"""Sync: fetch a provider's list, compare it with the catalogue, store the plan. Never writes the catalogue."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from modelsync.adapters import Adapter, Certificates, Limits, ProviderAccess, listing_sha256, read_listing
from modelsync.core.actors import Actor
from modelsync.core.models import Listing, ModelSyncDiff, Notice
from modelsync.core.planning import Catalogue, make_diff, make_plan
from modelsync.core.plans import Plan
from modelsync.core.retirement import is_overdue
from modelsync.core.safety import PRICING_UNUSABLE, Proof
from modelsync.core.unchanged import says_the_same
from modelsync.errors import (
    ModelSyncError,
    PricingError,
)
from modelsync.prices.book import PriceList
from modelsync.service import adoption
from modelsync.service.amended import amended_prices
from modelsync.service.announcements import announce_plan
from modelsync.service.approvals import too_old
from modelsync.service.attempts import Succeed, attempted
from modelsync.service.context import ServiceContext, without_secrets
from modelsync.service.last_seen import LastSeen, ListedIds, Seen, values_digest
from modelsync.service.plans import waiting_plan
from modelsync.service.references import References
from modelsync.service.running import run
from modelsync.store import subjects as store

logger = logging.getLogger(__name__)

_AT_ONCE = 8
"""Syncs that run at the same time."""

Progress = Callable[[str, int, int], None]
"""Called with provider, page number and items so far, from the thread that fetches."""


@dataclass(frozen=True)
class _CompleteList:
    """A provider's whole list as sent, from the network or from a stored plan, and as read; not read where it was seen before."""

    items: Sequence[Any]
    listing: Listing | None
    ids: ListedIds
    sha256: str
    fetched_at: datetime
    proofs: Mapping[str, Proof]

    def read(self) -> Listing:
        """The list as read."""
        if self.listing is None:
            raise ValueError("The list was not read, as it is the one that was seen before.")
        return self.listing


class Sync:
    """Makes plans."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references
        self._last_seen = LastSeen(context)

    def sync_with_provider(
        self, provider_id: str, *, actor: Actor, progress: Progress | None = None
    ) -> ModelSyncDiff:
        """Fetch the provider's complete listing, compare, and store the plan; the catalogue is not written.

        What people chose in earlier reviews is kept: every "no", name and switch, a "yes" to the same change.

        The network comes first: a listing that fails leaves nothing but the attempt in the database. Raises
        NotFoundError, FetchError, StoreError.
        """
        actor.require_admin()
        return self._sync(provider_id, Certificates(), actor, progress)

    def sync_unattended(self, provider_id: str, *, actor: Actor) -> None:
        """The same for the schedule: where nothing changed since the last plan, that plan stays with its review.

        Its fetched time moves on, so that it does not grow too old. Raises as `sync_with_provider`. A plan that takes over
        another catalogue stays too, until it is too old.
        """
        actor.require_admin()
        adapter = self._context.adapter(provider_id)
        if self._last_seen.of(provider_id) is None and self._lets_wait(provider_id):
            return
        with attempted(self._context, provider_id, actor) as succeed:
            while not self._compared(adapter, actor, succeed):
                self._last_seen.forget(provider_id)

    def _lets_wait(self, provider_id: str) -> bool:
        """Whether the pending plan takes over another catalogue and is not too old."""
        with self._context.database.reading() as session:
            last = store.latest_plan(session, provider_id)
        adopts = last is not None and last.waits and last.adopts
        return bool(last and adopts and not too_old(last, self._context.settings, self._context.clock()))

    def _compared(self, adapter: Adapter, actor: Actor, succeed: Succeed) -> bool:
        """Fetch, and keep the last plan or store a new one; False where what was not read again has changed meanwhile."""
        provider, seen = adapter.provider, self._last_seen.of(adapter.provider)
        fetched = run(self._fetched(adapter, self._access(adapter, Certificates()), None, seen))
        values = seen.values if seen and fetched.listing is None else values_digest(fetched.read())
        with self._context.database.writing(provider) as session:
            newest = store.latest_plan_id(session, provider) or ""
            basis = self._last_seen.basis(session, adapter)
            found = Seen(fetched.sha256, values, basis, fetched.proofs, newest, fetched.ids)
            if seen and seen.says_the_same(found):
                store.refresh_plan(session, newest, fetched.fetched_at, fetched.sha256)
                succeed(session, "unchanged", newest, fetched.ids.count)
            elif fetched.listing is None:
                return False
            else:
                outcome, kept, listed = self._kept_or_stored(session, adapter, fetched, actor)
                succeed(session, outcome, kept, listed)
                found = replace(found, plan_id=kept)
        self._last_seen.keep(provider, found)
        return True

    def _kept_or_stored(
        self, session: store.Session, adapter: Adapter, fetched: _CompleteList, actor: Actor
    ) -> tuple[Literal["plan", "unchanged"], str, int]:
        """Keep the last plan, where a new one would say the same, else store that; gives its id and how many were listed."""
        last = store.latest_plan(session, adapter.provider)
        plan = self._planned(session, adapter, fetched, actor)
        if last and says_the_same(last, plan):
            store.refresh_plan(session, last.id, fetched.fetched_at, fetched.sha256)
            return "unchanged", last.id, last.diff.listed
        self._store(session, plan, fetched.items)
        return "plan", plan.id, plan.diff.listed

    def _sync(
        self, provider_id: str, certificates: Certificates, actor: Actor, progress: Progress | None
    ) -> ModelSyncDiff:
        adapter = self._context.adapter(provider_id)
        on_page = (lambda page, items: progress(provider_id, page, items)) if progress else None
        with attempted(self._context, provider_id, actor) as succeed:
            access = self._access(adapter, certificates)
            fetched = run(self._fetched(adapter, access, on_page))
            with self._context.database.writing(provider_id) as session:
                plan = self._planned(session, adapter, fetched, actor)
                self._store(session, plan, fetched.items)
                succeed(session, "plan", plan.id, plan.diff.listed)
        return plan.diff

    async def _fetched(
        self,
        adapter: Adapter,
        access: ProviderAccess,
        on_page: Callable[[int, int], None] | None,
        seen: Seen | None = None,
    ) -> _CompleteList:
        """The list, and a second proof of each model that it lacks, on one HTTP client.

        One that was ``seen`` is not read again where nothing else has changed either.
        """
        from modelsync.adapters.http.fetch import provider_session  # noqa: PLC0415 - the HTTP client is slow to import
        from modelsync.adapters.second_proof import second_proofs  # noqa: PLC0415 - the same

        read = self._context.settings
        limits = Limits(seconds=read.fetch_timeout, backoff_seconds=read.retry_backoff)
        async with provider_session(
            adapter, access, transport=self._context.transport, limits=limits
        ) as session:
            items = await session.items(on_page)
            digest = listing_sha256(adapter, items)
            if seen and seen.sha256 == digest and self._last_seen.holds(adapter, seen):
                listing, ids = None, seen.ids
            else:
                listing = session.listing(items)
                ids = ListedIds.of(listing)
            asked, listed = self._doubtful(adapter, ids)
            proofs = await second_proofs(session, asked, listed)
        return _CompleteList(items, listing, ids, digest, self._context.clock(), proofs)

    def _doubtful(self, adapter: Adapter, ids: ListedIds) -> tuple[list[str], list[str]]:
        """Active models that the listing lacks or whose last day has passed, and the listed ids that are neither.

        No model counts as absent when an entry without a readable id may be any of them.
        """
        with self._context.database.reading() as session:
            active = store.active_ids(session, adapter.provider)
            dated = store.dated_models(session, adapter.provider)
        absent = active - ids.read - ids.undecided if ids.is_whole else set()
        today = self._context.today()
        overdue = {row.universal_model_id for row in dated if is_overdue(row, today)} & ids.read
        return [*sorted(absent), *sorted(overdue)], sorted(ids.read - overdue)

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
                return self._sync(provider_id, certificates, actor, progress)
            except ModelSyncError as error:
                return error

        with ThreadPoolExecutor(max_workers=max(1, min(len(provider_ids), _AT_ONCE))) as pool:
            return dict(zip(provider_ids, pool.map(sync, provider_ids), strict=True))

    def _access(self, adapter: Adapter, certificates: Certificates) -> ProviderAccess:
        return ProviderAccess(
            base_url=self._context.base_url(adapter),
            key=self._context.settings.secret(*adapter.key_variables),
            key_from=self._context.settings.secret_from(*adapter.key_variables),
            options=self._context.options(adapter),
            certificates=certificates,
        )

    def _prices(self, session: store.Session, provider_id: str) -> tuple[PriceList | None, list[Notice]]:
        try:
            return amended_prices(self._context, session, provider_id), []
        except PricingError as error:
            kept = "Known prices, limits and names stay as they are. Correct the file, then sync again."
            return None, [Notice(code=PRICING_UNUSABLE, message=f"{error} {kept}")]

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
        items = store.plan_listing(session, old.id)
        proofs = {**old.context.proofs, **old.context.overdue}
        listing = read_listing(adapter, items)
        stored = _CompleteList(items, listing, ListedIds.of(listing), old.digest, old.fetched_at, proofs)
        return self._store(session, self._made(session, adapter, stored, actor), items)

    def _planned(
        self, session: store.Session, adapter: Adapter, fetched: _CompleteList, actor: Actor
    ) -> Plan:
        """A plan from a list that was just fetched, not stored yet."""
        plan = self._made(session, adapter, fetched, actor)
        return _with_superseded(plan, store.pending_adoption(session, adapter.provider))

    def _made(self, session: store.Session, adapter: Adapter, complete: _CompleteList, actor: Actor) -> Plan:
        """A plan from a complete list, not stored yet."""
        prices, warnings = self._prices(session, adapter.provider)
        listing = complete.read()
        catalogue = _catalogue(session, adapter.provider, listing)
        diff = make_diff(
            adapter.traits,
            listing,
            catalogue,
            prices.terms if prices else None,
            plan_id=secrets.token_hex(6),
            fetched_at=complete.fetched_at,
            sha256=complete.sha256,
            today=self._context.today(),
            warnings=warnings,
            witness=self._references.witness(session, adapter.kind or adapter.provider),
        )
        return make_plan(
            diff,
            catalogue,
            actor=actor.name,
            proofs=complete.proofs,
            base_url=without_secrets(self._context.base_url(adapter)),
        )

    def _store(self, session: store.Session, plan: Plan, items: Sequence[Any]) -> ModelSyncDiff:
        """Store a plan in place of the provider's waiting one."""
        now, keep = self._context.clock(), self._context.settings.keep_plans
        store.add_plan(session, plan, items, now=now, keep=keep)
        announce_plan(self._context, session, plan)
        _log(plan.diff)
        return plan.diff


def _with_superseded(plan: Plan, source: str | None) -> Plan:
    """The plan, with a warning where it replaces one that takes over another catalogue."""
    if source is None:
        return plan
    message = f"This sync replaced the plan that takes over {source}, which nobody committed: adopt it again."
    warnings = (*plan.diff.warnings, Notice(code="adoption-superseded", message=message))
    return replace(plan, diff=plan.diff.model_copy(update={"warnings": warnings}))


def _catalogue(session: store.Session, provider: str, listing: Listing) -> Catalogue:
    return Catalogue(
        rows={row.universal_model_id: row for row in store.models(session, provider=provider)},
        owners=store.owners(session, [model.universal_model_id for model in listing.models]),
        decisions=store.decisions(session, provider),
        previously_listed=store.listing_length(session, provider),
        choices=store.choices(session, provider),
    )


def _log(diff: ModelSyncDiff) -> None:
    logger.info(
        "%s: plan %s: %d new, %d updated, %d archived, %d excluded",
        diff.provider,
        diff.plan_id,
        len(diff.new_models),
        len(diff.updated_models),
        len(diff.archived_models),
        len(diff.excluded),
    )
