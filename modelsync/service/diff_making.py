"""Makes a diff out of a listing: judge, merge, price, compare. Reads and writes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelsync.core.diff import compare
from modelsync.core.filters import judge
from modelsync.core.models import Exclusion, ModelSyncDiff, Notice
from modelsync.core.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from modelsync.adapters import Adapter
    from modelsync.core.decisions import Decision
    from modelsync.core.filters import Verdict
    from modelsync.core.models import ListedModel, Listing, NormalizedModel, StoredModel, UnreadableEntry
    from modelsync.core.providers import ProviderTraits
    from modelsync.prices.book import PriceList


@dataclass(frozen=True)
class Catalogue:
    """What the database knows that a plan for one provider needs."""

    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    decisions: Mapping[str, Decision]


@dataclass
class _Sieve:
    """Sorts listed models into those that go on and those that stay out, each with its reason."""

    traits: ProviderTraits
    catalogue: Catalogue
    excluded: list[Exclusion] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)

    def passes(self, model: ListedModel) -> bool:
        id_ = model.universal_model_id
        owner = self.catalogue.owners.get(id_, self.traits.name)
        if owner != self.traits.name:
            self._leave_out(id_, "foreign-id", f"{owner} already owns this id", warn=True)
            return False
        verdict = judge(self.traits, model)
        decision = self.catalogue.decisions.get(id_)
        if decision:
            if decision.decision == "include":
                self._overruled(decision, verdict)
                return True
            reason = f"Left out by {decision.actor}: {decision.reason} (the filter said: {verdict.rule})"
            self._leave_out(id_, "decision", reason)
            return False
        if verdict.kind == "text":
            return True
        self._leave_out(id_, verdict.rule, verdict.reason, warn=verdict.kind == "unrecognised")
        return False

    def _overruled(self, decision: Decision, verdict: Verdict) -> None:
        if verdict.kind == "text":
            return
        id_ = decision.universal_model_id
        message = (
            f"{id_} is in by a decision of {decision.actor}: {decision.reason} "
            f"(the filter said: {verdict.rule}, {verdict.reason})."
        )
        self.warnings.append(Notice(code="included", message=message, universal_model_id=id_))

    def _leave_out(self, id_: str, rule: str, reason: str, *, warn: bool = False) -> None:
        self.excluded.append(Exclusion(universal_model_id=id_, rule=rule, reason=reason))
        if warn:
            message = f"{id_} stays out: {reason}."
            self.warnings.append(Notice(code=rule, message=message, universal_model_id=id_))
        row = self.catalogue.rows.get(id_)
        if row and row.status == "active":
            message = f"{id_} is in the catalogue, but the rule {rule} now leaves it out: it is proposed for archiving."
            self.warnings.append(Notice(code="left-out-now", message=message, universal_model_id=id_))


def make_diff(
    adapter: Adapter,
    listing: Listing,
    catalogue: Catalogue,
    prices: PriceList | None,
    *,
    plan_id: str,
    fetched_at: datetime,
    today: date,
    sha256: str,
    warnings: Sequence[Notice] = (),
) -> ModelSyncDiff:
    """The diff of a complete listing against the catalogue, as of ``today`` (UTC).

    ``prices`` None: the pricing file cannot be used, known prices stay.
    """
    sieve = _Sieve(adapter.traits, catalogue)
    listed: list[NormalizedModel] = [
        normalise(
            adapter.provider,
            model,
            catalogue.rows.get(model.universal_model_id),
            prices.terms(model.universal_model_id, today) if prices else None,
            today,
            date_is_final=adapter.traits.date_is_final,
            prices_readable=prices is not None,
        )
        for model in listing.models
        if sieve.passes(model)
    ]
    comparison = compare(
        listed,
        catalogue.rows,
        unproven=[e.universal_model_id for e in listing.unreadable if e.universal_model_id],
        complete=all(e.universal_model_id for e in listing.unreadable),
    )
    return ModelSyncDiff(
        plan_id=plan_id,
        provider=adapter.provider,
        fetched_at=fetched_at,
        listing_sha256=sha256,
        listed=len(listing.models) + len(listing.unreadable),
        new_models=comparison.new,
        updated_models=comparison.updated,
        archived_models=comparison.archived,
        excluded=(*sieve.excluded, *comparison.excluded, *_unreadable(listing.unreadable)),
        warnings=(*warnings, *listing.notices, *sieve.warnings, *comparison.warnings),
    )


def _unreadable(entries: Sequence[UnreadableEntry]) -> list[Exclusion]:
    return [
        Exclusion(universal_model_id=e.universal_model_id, rule="unreadable", reason=e.problem)
        for e in entries
        if e.universal_model_id
    ]
