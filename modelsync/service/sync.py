"""Sync: fetch a provider's list, compare it with the catalogue, store the plan. Never writes the catalogue."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from modelsync import store
from modelsync.adapters import Adapter, Certificates, Limits, ProviderAccess, read_listing
from modelsync.core.actors import Actor
from modelsync.core.models import Listing, ModelSyncDiff, Notice
from modelsync.errors import (
    ModelSyncError,
    PricingError,
)
from modelsync.prices.book import PriceList, load_pricing
from modelsync.service.plan_making import Source, make_plan
from modelsync.service.plans import Planning

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


class Syncing(Planning):
    """Makes plans."""

    def sync_with_provider(
        self, provider_id: str, *, actor: Actor, progress: Progress | None = None
    ) -> ModelSyncDiff:
        """Fetch the provider's complete listing, compare, and store the plan; the catalogue is not written.

        Ticks and edits of the review before that still fit are kept.

        The network comes first: a listing that fails leaves the database untouched. Raises NotFoundError, FetchError,
        StoreError.
        """
        actor.require_admin()
        return self._sync(provider_id, Certificates(), actor, progress)

    def _sync(
        self, provider_id: str, certificates: Certificates, actor: Actor, progress: Progress | None
    ) -> ModelSyncDiff:
        from modelsync.adapters.http.fetch import fetch_items  # noqa: PLC0415 - the HTTP client is slow to import
        from modelsync.adapters.second_proof import second_proofs  # noqa: PLC0415 - the same

        adapter = self.adapter(provider_id)
        on_page = (lambda page, items: progress(provider_id, page, items)) if progress else None
        limits = Limits(seconds=self.settings.fetch_timeout, backoff_seconds=self.settings.retry_backoff)
        access = self._access(adapter, certificates)
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
            return make_plan(
                connection, source, now=now, actor=actor.name, keep=self.settings.keep_plans
            ).diff

    def _absent(self, adapter: Adapter, listing: Listing) -> list[str]:
        """Active models that the listing lacks; none when an entry without a readable id may be any of them."""
        if not all(entry.universal_model_id for entry in listing.unreadable):
            return []
        named = {model.universal_model_id for model in listing.models}
        named |= {entry.universal_model_id for entry in listing.unreadable if entry.universal_model_id}
        with self.database.reading() as connection:
            return sorted(store.active_ids(connection, adapter.provider) - named)

    def sync_with_providers(
        self, provider_ids: Collection[str], *, actor: Actor, progress: Progress | None = None
    ) -> dict[str, ModelSyncDiff | ModelSyncError]:
        """Sync several providers side by side; one that fails gives its error and does not stop the others."""
        actor.require_admin()
        certificates = Certificates()

        def sync(provider_id: str) -> ModelSyncDiff | ModelSyncError:
            try:
                return self._sync(provider_id, certificates, actor, progress)
            except ModelSyncError as error:
                return error

        with ThreadPoolExecutor(max_workers=max(1, len(provider_ids))) as pool:
            return dict(zip(provider_ids, pool.map(sync, provider_ids), strict=True))

    def _access(self, adapter: Adapter, certificates: Certificates) -> ProviderAccess:
        read = self.settings.variable
        return ProviderAccess(
            base_url=read(adapter.base_url_variable) or adapter.default_base_url,
            key=self.settings.secret(*adapter.key_variables),
            options={name: read(name) or default for name, default in adapter.options.items()},
            certificates=certificates,
        )

    def _prices(self, provider_id: str) -> tuple[PriceList | None, list[Notice]]:
        try:
            return load_pricing(self.settings.pricing_dir, provider_id), []
        except PricingError as error:
            return None, [Notice(code="pricing-unusable", message=f"{error} Known prices stay as they are.")]

    def compare_again(self, plan_id: str, *, actor: Actor) -> ModelSyncDiff:
        """A new plan from a waiting plan's listing, without the network; ticks and edits that still fit are kept.

        Raises NotFoundError, PlanClosedError, StoreError.
        """
        actor.require_admin()
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
            return make_plan(connection, source, now=self._clock(), actor=actor.name, keep=keep).diff
