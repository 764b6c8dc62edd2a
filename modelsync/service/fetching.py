"""Fetches a provider's whole list for a sync, with a second proof of each model that it lacks. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from modelsync.adapters import Adapter, Certificates, Limits, ProviderAccess, listing_sha256
from modelsync.core.models import Listing
from modelsync.core.retirement import is_overdue
from modelsync.core.safety import Proof
from modelsync.service.context import ServiceContext
from modelsync.service.last_seen import LastSeen, ListedIds, Seen
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.adapters.http.fetched_list import FetchedList, PageMark


@dataclass(frozen=True)
class CompleteList:
    """A provider's whole list from the network.

    ``listing`` is None where it was not read, as it says what it said when it was ``seen``; where it ``is_known``, its
    ``pages`` are those of then byte for byte.
    """

    entries: FetchedList
    listing: Listing | None
    ids: ListedIds
    sha256: str
    fetched_at: datetime
    proofs: Mapping[str, Proof]
    pages: Sequence[PageMark]
    is_known: bool
    seen: Seen | None

    def read(self) -> CompleteList:
        """The same list, read."""
        return replace(self, listing=self.entries.listing())


class Fetching:
    """Fetches lists, and looks first whether this process has seen them."""

    def __init__(self, context: ServiceContext, last_seen: LastSeen) -> None:
        self._context = context
        self._last_seen = last_seen

    async def fetched(
        self,
        adapter: Adapter,
        certificates: Certificates,
        on_page: Callable[[int, int], None] | None,
        *,
        keeps: bool,
    ) -> CompleteList:
        """The list, and a second proof of each model that it lacks, on one HTTP client.

        It is not read where it was seen before and nothing else has changed either. The same list in another order is read
        for a new plan, which has that order.
        """
        from modelsync.adapters.http.fetch import provider_session  # noqa: PLC0415 - the HTTP client is slow to import
        from modelsync.adapters.second_proof import second_proofs  # noqa: PLC0415 - the same

        settings, seen = self._context.settings, self._last_seen.of(adapter.provider)
        limits = Limits(seconds=settings.fetch_timeout, backoff_seconds=settings.retry_backoff)
        async with provider_session(
            adapter, self._access(adapter, certificates), transport=self._context.transport, limits=limits
        ) as session:
            pages = await session.pages(on_page, seen.pages if seen else ())
            digest = seen.sha256 if seen and pages.is_known else listing_sha256(adapter, pages.items())
            is_same = seen and (pages.is_known or (keeps and digest == seen.sha256))
            if seen and is_same and self._last_seen.holds(adapter, seen):
                listing, ids, asked = None, seen.ids, [*seen.proofs]
            else:
                listing = pages.listing(session.check_time)
                ids = ListedIds.of(listing)
                asked = self._doubtful(adapter, ids)
            proofs = await second_proofs(session, asked, ids.read.difference(asked))
        now = self._context.clock()
        return CompleteList(
            pages, listing, ids, digest, now, proofs, pages.marks, is_known=pages.is_known, seen=seen
        )

    def _doubtful(self, adapter: Adapter, ids: ListedIds) -> list[str]:
        """Active models that the listing lacks or whose last day has passed.

        No model counts as absent when an entry without a readable id may be any of them.
        """
        with self._context.database.reading() as session:
            active = store.active_ids(session, adapter.provider)
            dated = store.dated_models(session, adapter.provider)
        absent = active - ids.read - ids.undecided if ids.is_whole else set()
        today = self._context.today()
        overdue = {row.universal_model_id for row in dated if is_overdue(row, today)} & ids.read
        return [*sorted(absent), *sorted(overdue)]

    def _access(self, adapter: Adapter, certificates: Certificates) -> ProviderAccess:
        return ProviderAccess(
            base_url=self._context.base_url(adapter),
            key=self._context.settings.secret(*adapter.key_variables),
            key_from=self._context.settings.secret_from(*adapter.key_variables),
            options=self._context.options(adapter),
            certificates=certificates,
        )
