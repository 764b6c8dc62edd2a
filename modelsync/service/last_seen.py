"""What this process saw at the last sync of each provider: where all of it is the same, there is nothing to compare.

It is kept in memory alone, so that a new process, and with it a new version, compares once. Decides nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from modelsync.store import subjects as store

if TYPE_CHECKING:
    from datetime import datetime

    from modelsync.adapters import Adapter
    from modelsync.adapters.http.fetched_list import PageMark
    from modelsync.core.models import Listing
    from modelsync.core.safety import Proof
    from modelsync.service.context import ServiceContext

Basis: TypeAlias = tuple[object, ...]
"""All but the list that a plan comes of: the day, pricing file, amendments, decisions, references, the catalogue's state."""


@dataclass(frozen=True)
class ListedIds:
    """The ids of a list: those that were read, and those of which nothing reliable is known."""

    read: frozenset[str]
    undecided: frozenset[str]
    is_whole: bool
    count: int

    @classmethod
    def of(cls, listing: Listing) -> ListedIds:
        """The ids of this list."""
        read = frozenset(model.universal_model_id for model in listing.models)
        return cls(read, listing.undecided_ids, listing.is_whole, len(listing))


@dataclass(frozen=True)
class Seen:
    """One sync: its list by digests, as sent and as read, what else its plan came of, and that plan.

    ``values`` is None where nobody needed the digest. The plan ``is_of_it`` when it was made of exactly this list and
    basis, and was not only kept because it says the same.
    """

    pages: Sequence[PageMark]
    sha256: str
    values: str | None
    basis: Basis
    proofs: Mapping[str, Proof]
    plan_id: str
    ids: ListedIds
    is_of_it: bool = False

    def agrees(self, other: Seen) -> bool:
        """Whether all but the list is the same, and this one's plan still the provider's newest."""
        return (self.basis, self.proofs, self.plan_id) == (other.basis, other.proofs, other.plan_id)


class LastSeen:
    """Remembers one sync of each provider."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._seen: dict[str, Seen] = {}

    def of(self, provider: str) -> Seen | None:
        """The last sync, if its plan is still the provider's newest."""
        seen = self._seen.get(provider)
        if seen is None:
            return None
        with self._context.database.reading() as session:
            return seen if store.latest_plan_id(session, provider) == seen.plan_id else None

    def holds(self, adapter: Adapter, seen: Seen) -> bool:
        """Whether all but the list is as it was then."""
        with self._context.database.reading() as session:
            return self.basis(session, adapter, self._context.clock()) == seen.basis

    def keep(self, provider: str, seen: Seen) -> None:
        """Remember a sync in place of the one before."""
        self._seen[provider] = seen

    def forget(self, provider: str) -> None:
        """Compare again at the next sync."""
        self._seen.pop(provider, None)

    def basis(self, session: store.Session, adapter: Adapter, fetched_at: datetime) -> Basis:
        """What a plan comes of beside the list, cheap to compare."""
        provider = adapter.provider
        return (
            fetched_at.date(),
            self._context.today(),
            self._context.prices_digest(provider),
            tuple(store.amendments(session, provider).values()),
            tuple(store.decisions(session, provider).values()),
            sorted((name, digest) for name, (_state, digest) in store.reference_states(session).items()),
            store.catalogue_state(session),
        )


def values_digest(listing: Listing) -> str:
    """The digest of a list as read. Of a release time only whether there is one counts: some servers send the request's."""
    said = listing.model_dump_json(exclude={"models": {"__all__": {"released_at"}}}, exclude_unset=True)
    known = bytes(model.released_at is not None for model in listing.models)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass") + known).hexdigest()
