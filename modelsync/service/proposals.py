"""Use cases of proposals: what the references would add or change, and what people choose of it. Reaches no network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from modelsync.core.edits import checked_reason
from modelsync.core.models import ModelUpdate, NormalizedModel
from modelsync.core.pricing import Price
from modelsync.core.proposal_choices import ProposalChoice, ProposalReview, ReviewedProposal
from modelsync.core.proposals import Candidate, Proposal, ProposalKey, candidates, priced
from modelsync.core.safety import Finding, price_findings
from modelsync.errors import EditError, PricingError, StalePlanError
from modelsync.service.amended import amended_prices
from modelsync.service.approvals import thresholds
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.prices.references.known import KnownReferences
    from modelsync.service.context import ServiceContext
    from modelsync.service.references import References

Chosen: TypeAlias = Mapping[tuple[str, ProposalKey], str]
"""The source whose value is taken where they differ, by provider and the proposal's key."""


@dataclass(frozen=True)
class Found:
    """A candidate with its model, and what a person chose of it as it is."""

    candidate: Candidate
    model: NormalizedModel
    reviewed: ReviewedProposal

    @property
    def proposal(self) -> Proposal:
        return self.candidate.proposal

    @property
    def place(self) -> tuple[str, ProposalKey]:
        return self.proposal.provider, self.proposal.key


class Proposals:
    """Proposals for the active models of the catalogue and for those that are new in pending plans."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def proposals(
        self, provider: str | None = None, *, model_id: str | None = None, rejected: bool = False
    ) -> list[Proposal]:
        """What the references would add or change, by provider and id; with ``rejected`` those that a person rejected instead.

        Raises NotFoundError, PricingError, StoreError.
        """
        with self._context.database.reading() as session:
            return [
                one.proposal
                for one in self.found(session, provider, None if model_id is None else {model_id})
                if one.reviewed.rejected == rejected
            ]

    def proposal_review(self) -> ProposalReview:
        """All that a review of the proposals shows, in one transaction; nothing of a provider whose pricing file is broken.

        Raises StoreError.
        """
        with self._context.database.reading() as session:
            found: list[Found] = []
            for name in self._context.providers:
                try:
                    found += self.found(session, name)
                except PricingError:
                    continue  # the plans and the Pricing page name it
            references = self._references.states(session)
        approved = [one for one in found if one.reviewed.approved]
        chosen = {one.place: one.reviewed.source for one in approved if one.reviewed.source}
        findings = {name: self.findings(group, chosen) for name, group in by_provider(approved)}
        return ProposalReview(
            rows=tuple(one.reviewed for one in found),
            findings={name: group for name, group in findings.items() if group},
            references=references,
        )

    def proposal_findings(self, proposals: Collection[Proposal]) -> tuple[Finding, ...]:
        """The safety findings of these proposals, judged as prices in a plan are."""
        wanted = {(proposal.provider, proposal.key) for proposal in proposals}
        with self._context.database.reading() as session:
            ids = {id_ for _, (id_, *_) in wanted}
            found = [one for one in self.found(session, None, ids) if one.place in wanted]
        return self.findings(found, {})

    def choose_proposals(
        self, rows: Sequence[ReviewedProposal], *, approved: bool, source: str | None = None, actor: Actor
    ) -> None:
        """Approve these proposals, of one source or of all, or reject them until their values change; all or none.

        Each must still be what the caller saw, with the same choice. Raises StalePlanError, EditError for a source that
        says nothing of it, or none where the sources differ.
        """
        actor.require_admin()
        for row in rows:
            _check_source(row.proposal, source, approved=approved)
        choice = ProposalChoice(approved=approved, source=source, by=actor.name, at=self._context.clock())
        with self._context.database.writing("catalogue") as session:
            self._refuse_moved(session, rows)
            back: list[Proposal] = []
            kept: list[Proposal] = []
            for row in rows:
                is_default = approved and source is None and row.proposal.ticked_by_default
                (back if is_default else kept).append(row.proposal)
            store.forget_proposal_choices(session, back)
            store.choose_proposals(session, kept, choice)

    def reject_proposals(
        self, proposals: Sequence[Proposal], *, actor: Actor, reason: str | None = None
    ) -> None:
        """Reject these proposals until their values change; each must still be what the caller saw. Raises StalePlanError."""
        actor.require_admin()
        text, now = checked_reason(reason or ""), self._context.clock()
        with self._context.database.writing("catalogue") as session:
            still = self.still(session, proposals)
            choice = ProposalChoice(approved=False, by=actor.name, at=now)
            store.choose_proposals(session, [one.proposal for one in still], choice, text)

    def unreject_proposals(self, proposals: Sequence[Proposal], *, actor: Actor) -> None:
        """Take the rejection of these proposals back."""
        actor.require_admin()
        with self._context.database.writing("catalogue") as session:
            store.forget_proposal_choices(session, proposals)

    def found(
        self, session: store.Session, provider: str | None, ids: Collection[str] | None = None
    ) -> Iterator[Found]:
        """The proposals as they are now, by provider and id; with ``ids`` those for these models."""
        wanted = [self._context.adapter(provider).provider] if provider else list(self._context.providers)
        known = self._references.known(session)
        for name in wanted:
            yield from self._of_provider(session, known, name, ids)

    def _of_provider(
        self, session: store.Session, known: KnownReferences, name: str, ids: Collection[str] | None
    ) -> Iterator[Found]:
        adapter, today = self._context.adapter(name), self._context.today()
        book, choices = (
            amended_prices(self._context, session, name),
            store.proposal_choices(session, name),
        )
        kind, traits = adapter.kind or adapter.provider, adapter.traits
        active = store.active_ids(session, name)
        new = [model for model in _new_models(session, name) if model.status == "active"]
        wanted = {
            id_
            for id_ in (*active, *(model.universal_model_id for model in new))
            if (ids is None or id_ in ids) and known.knows(kind, traits.own_id(id_))
        }
        rows = store.models_by_id(session, active & wanted).values()
        models = [*rows, *(model for model in new if model.universal_model_id in wanted)]
        for model in sorted(models, key=attrgetter("universal_model_id")):
            id_ = model.universal_model_id
            said = known.facts(kind, model.provider_model_id)
            for one in candidates(model, said, partial(book.terms, id_), today):
                choice = choices.get((one.proposal.key, store.seen_text(one.proposal)))
                yield Found(one, model, ReviewedProposal(one.proposal, id_ not in active, choice))

    def still(self, session: store.Session, proposals: Sequence[Proposal]) -> list[Found]:
        """The proposals as they are now; raises StalePlanError when one is no longer as it was seen."""
        providers = sorted({proposal.provider for proposal in proposals})
        ids = {proposal.universal_model_id for proposal in proposals}
        found = {one.place: one for name in providers for one in self.found(session, name, ids)}
        still = [found.get((proposal.provider, proposal.key)) for proposal in proposals]
        moved = tuple(
            f"{proposal.universal_model_id}: {proposal.kind}"
            for proposal, one in zip(proposals, still, strict=True)
            if one is None or one.proposal != proposal
        )
        if moved:
            raise StalePlanError(
                f"{len(moved)} of the proposals changed since they were shown ({moved[0]}). Look at them again.",
                moved,
            )
        return [one for one in still if one]

    def _refuse_moved(self, session: store.Session, rows: Sequence[ReviewedProposal]) -> None:
        for one, row in zip(self.still(session, [row.proposal for row in rows]), rows, strict=True):
            if one.reviewed.choice != row.choice:
                proposal = row.proposal
                raise StalePlanError(
                    f"The {proposal.kind} of {proposal.universal_model_id} was changed in another window meanwhile. "
                    "Look at it, then change it again.",
                    (proposal.universal_model_id,),
                )

    def findings(self, found: Iterable[Found], chosen: Chosen) -> tuple[Finding, ...]:
        """What is doubtful about the prices that these would set."""
        limits = thresholds(self._context.settings)
        updates = [update for one in found if (update := _update(one, chosen.get(one.place)))]
        return tuple(finding for update in updates for finding in price_findings(update, limits))


def _new_models(session: store.Session, provider: str) -> Sequence[NormalizedModel]:
    plan = store.latest_plan(session, provider)
    return plan.diff.new_models if plan and plan.waits else ()


def _check_source(proposal: Proposal, source: str | None, *, approved: bool) -> None:
    names = [said.source for said in proposal.sources]
    what = f"The {proposal.kind} of {proposal.universal_model_id}"
    if approved and source is None and proposal.agreement == "differ":
        raise EditError(f"{what} differs between {', '.join(names)}: choose whose value to take.")
    if source is not None and source not in names:
        raise EditError(f"{what} has nothing of {source}. Choose one of {', '.join(names)}.")


def _update(one: Found, source: str | None) -> ModelUpdate | None:
    """The change of a price; a disputed one is judged once a source is chosen."""
    if one.proposal.kind != "price" or (source is None and one.proposal.agreement == "differ"):
        return None
    value = one.candidate.value(source)
    return priced(one.model, value) if isinstance(value, Price) else None


def by_provider(found: Iterable[Found]) -> list[tuple[str, list[Found]]]:
    """The candidates of each provider, by its name."""
    ordered = sorted(found, key=lambda one: one.proposal.provider)
    return [(name, list(group)) for name, group in groupby(ordered, lambda one: one.proposal.provider)]
