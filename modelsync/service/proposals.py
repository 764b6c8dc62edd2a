"""Use cases of proposals: what the references would add or change, accept it, reject it. Reaches no network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from modelsync import store
from modelsync.core.edits import checked_reason
from modelsync.core.models import ModelUpdate, Price, StoredModel
from modelsync.core.proposals import Candidate, Proposal, ProposalKey, candidates, priced
from modelsync.core.safety import Finding, price_findings
from modelsync.errors import StalePlanError
from modelsync.service.amended import amended_prices
from modelsync.service.approvals import thresholds

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.service.context import ServiceContext
    from modelsync.service.references import References

Chosen: TypeAlias = Mapping[tuple[str, ProposalKey], str]
"""The source whose value is taken where they differ, by provider and the proposal's key."""


@dataclass(frozen=True)
class Found:
    """A candidate with its row, and whether a person rejected it as it is."""

    candidate: Candidate
    row: StoredModel
    rejected: bool

    @property
    def proposal(self) -> Proposal:
        return self.candidate.proposal

    @property
    def place(self) -> tuple[str, ProposalKey]:
        return self.proposal.provider, self.proposal.key


class Proposals:
    """Proposals for the active models of the catalogue; those of a new model come once it is in the catalogue."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def proposals(self, provider: str | None = None, *, rejected: bool = False) -> list[Proposal]:
        """What the references would add or change, by provider and id; with ``rejected`` those that a person rejected instead.

        Raises NotFoundError, PricingError, StoreError.
        """
        return [found.proposal for found in self.found(provider) if found.rejected == rejected]

    def proposal_findings(self, proposals: Collection[Proposal]) -> tuple[Finding, ...]:
        """The safety findings of these proposals, judged as prices in a plan are."""
        wanted = {(proposal.provider, proposal.key) for proposal in proposals}
        return self.findings([found for found in self.found(None) if found.place in wanted], {})

    def reject_proposals(
        self, proposals: Sequence[Proposal], *, actor: Actor, reason: str | None = None
    ) -> None:
        """Reject these proposals until their values change; each must still be what the caller saw. Raises StalePlanError."""
        actor.require_admin()
        text, now = checked_reason(reason or ""), self._context.clock()
        for provider, group in by_provider(self.still(proposals)):
            with self._context.database.writing(provider) as session:
                store.reject(session, (one.proposal for one in group), actor=actor.name, at=now, reason=text)

    def unreject_proposals(self, proposals: Sequence[Proposal], *, actor: Actor) -> None:
        """Take the rejection of these proposals back."""
        actor.require_admin()
        for provider, group in groupby(proposals, attrgetter("provider")):
            with self._context.database.writing(provider) as session:
                store.forget_rejections(session, group)

    def found(self, provider: str | None) -> Iterator[Found]:
        today = self._context.today()
        wanted = [self._context.adapter(provider).provider] if provider else list(self._context.providers)
        with self._context.database.reading() as session:
            known = self._references.known(session)
            for name in wanted:
                adapter, book = self._context.adapter(name), amended_prices(self._context, session, name)
                noes = store.rejections(session, name)
                kind = adapter.kind or adapter.provider
                for row in store.models(session, provider=name, status="active"):
                    terms = partial(book.terms, row.universal_model_id)
                    for one in candidates(row, known.facts(kind, row.provider_model_id), terms, today):
                        rejected = noes.get(one.proposal.key) == store.seen_text(one.proposal)
                        yield Found(one, row, rejected)

    def still(self, proposals: Sequence[Proposal]) -> list[Found]:
        """The proposals as they are now; raises StalePlanError when one is no longer as it was seen."""
        found = {one.place: one for one in self.found(None)}
        still, moved = [], []
        for proposal in proposals:
            one = found.get((proposal.provider, proposal.key))
            if one is None or one.proposal != proposal:
                moved.append(f"{proposal.universal_model_id}: {proposal.kind}")
            else:
                still.append(one)
        if moved:
            raise StalePlanError(
                f"{len(moved)} of the proposals changed since they were shown ({moved[0]}). Look at them again.",
                tuple(moved),
            )
        return still

    def findings(self, found: Iterable[Found], chosen: Chosen) -> tuple[Finding, ...]:
        """What is doubtful about the prices that these would set."""
        limits = thresholds(self._context.settings)
        updates = [update for one in found if (update := _update(one, chosen.get(one.place)))]
        return tuple(finding for update in updates for finding in price_findings(update, limits))


def _update(one: Found, source: str | None) -> ModelUpdate | None:
    """The change of a price; a disputed one is judged once a source is chosen."""
    if one.proposal.kind != "price" or (source is None and one.proposal.agreement == "differ"):
        return None
    value = one.candidate.value(source)
    return priced(one.row, value) if isinstance(value, Price) else None


def by_provider(found: Iterable[Found]) -> list[tuple[str, list[Found]]]:
    ordered = sorted(found, key=lambda one: one.proposal.provider)
    return [(name, list(group)) for name, group in groupby(ordered, lambda one: one.proposal.provider)]
