"""Makes a plan: screen the listing, merge and price it, compare it with the catalogue, keep the review. Pure.

The service reads a ``Catalogue`` in one transaction, calls ``make_diff`` and ``make_plan``, and stores what they give.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modelsync.core.choices import chosen_again
from modelsync.core.diff import compare
from modelsync.core.doubt import in_doubt
from modelsync.core.models import Exclusion, ModelSyncDiff, Notice
from modelsync.core.normalise import normalise
from modelsync.core.plans import Plan
from modelsync.core.retirement import deadline, is_overdue
from modelsync.core.safety import PlanContext
from modelsync.core.screening import Screening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from modelsync.core.choices import Choice
    from modelsync.core.decisions import Decision
    from modelsync.core.models import Listing, StoredModel, UnreadableEntry
    from modelsync.core.normalise import Terms
    from modelsync.core.providers import ProviderTraits
    from modelsync.core.safety import Proof
    from modelsync.core.screening import Witness


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """A snapshot of what the database holds that a plan for one provider depends on.

    ``rows`` are the provider's by id, ``owners`` the providers of the other listed ids. ``previously_listed`` is the
    baseline of the shrink check; ``choices`` is what people chose in earlier reviews.
    """

    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    previously_listed: int | None = None
    choices: Mapping[str, Choice] = field(default_factory=dict)


def make_diff(
    provider: ProviderTraits,
    listing: Listing,
    catalogue: Catalogue,
    terms: Callable[[str, date], Terms | None] | None,
    *,
    plan_id: str,
    fetched_at: datetime,
    sha256: str,
    today: date,
    warnings: Sequence[Notice] = (),
    witness: Witness | None = None,
) -> ModelSyncDiff:
    """The diff of a complete listing against the catalogue, as of ``today`` (UTC).

    ``terms`` looks a model up in the pricing file; None: the file cannot be used, known prices stay. ``witness`` gives what
    references say that a model is for, by the provider's own id: words beside a doubt, which decide nothing.
    """
    screening = Screening(provider, catalogue.rows, catalogue.owners, catalogue.decisions, witness)
    models = (  # one by one, so that one without a change is not kept
        normalise(
            provider.name,
            model,
            catalogue.rows.get(model.universal_model_id),
            terms(model.universal_model_id, today) if terms else None,
            today,
            date_is_final=provider.date_is_final,
            prices_readable=terms is not None,
        )
        for model in listing.models
        if screening.passes(model)
    )
    unscreened = ModelSyncDiff(
        plan_id=plan_id,
        provider=provider.name,
        fetched_at=fetched_at,
        listing_sha256=sha256,
        listed=len(listing),
    )
    diff = compare(
        unscreened, models, catalogue.rows, undecided=listing.undecided_ids, complete=listing.is_whole
    )
    excluded = (*screening.excluded, *_unreadable(listing.unreadable), *listing.left_out, *diff.excluded)
    notices = (
        *warnings,
        *_unreadable_values(catalogue.rows.values()),
        *listing.notices,
        *screening.warnings,
        *diff.warnings,
        *screening.note(diff.new_models),
    )
    return diff.model_copy(update={"excluded": excluded, "warnings": notices})


def make_plan(
    diff: ModelSyncDiff,
    catalogue: Catalogue,
    *,
    actor: str,
    proofs: Mapping[str, Proof] | None = None,
    base_url: str | None = None,
) -> Plan:
    """The plan of a diff, with the ticks and edits that people chose in earlier reviews.

    ``proofs`` says of absent ids, and of listed ones that are overdue, whether the provider still serves them.
    """
    absent = [model.universal_model_id for model in diff.archived_models]
    asked = {id_: proofs[id_] for id_ in absent if id_ in proofs} if proofs else {}
    overdue = {id_: proof for id_, proof in (proofs or {}).items() if _is_overdue(id_, catalogue, diff)}
    notices = (*_still_answering(asked), *_overdue(overdue, catalogue))
    diff = diff.model_copy(update={"warnings": (*diff.warnings, *notices)})
    plan = Plan(
        id=diff.plan_id,
        provider=diff.provider,
        actor=actor,
        fetched_at=diff.fetched_at,
        digest=diff.listing_sha256,
        diff=diff,
        context=PlanContext(
            active=sum(row.status == "active" for row in catalogue.rows.values()),
            listed=diff.listed,
            previously_listed=catalogue.previously_listed,
            archived_enabled=frozenset(id_ for id_ in absent if catalogue.rows[id_].enabled),
            included=frozenset(
                w.universal_model_id for w in diff.warnings if w.code == "included" and w.universal_model_id
            ),
            in_doubt=in_doubt(diff),
            proofs=asked,
            base_url=base_url,
            overdue=overdue,
        ),
    )
    return replace(plan, review=chosen_again(plan, catalogue.choices))


def repeated(
    plan: Plan,
    *,
    plan_id: str,
    fetched_at: datetime,
    actor: str,
    previously_listed: int | None,
    choices: Mapping[str, Choice],
) -> Plan:
    """The plan that ``make_diff`` and ``make_plan`` would give once more when nothing changed but what people chose since."""
    again = Plan(
        id=plan_id,
        provider=plan.provider,
        actor=actor,
        fetched_at=fetched_at,
        digest=plan.diff.listing_sha256,
        diff=plan.diff.model_copy(update={"plan_id": plan_id, "fetched_at": fetched_at}),
        context=plan.context.model_copy(update={"previously_listed": previously_listed}),
    )
    return replace(again, review=chosen_again(again, choices))


def _unreadable(entries: Sequence[UnreadableEntry]) -> list[Exclusion]:
    return [
        Exclusion(universal_model_id=e.universal_model_id, rule="unreadable", reason=e.problem)
        for e in entries
        if e.universal_model_id
    ]


def _unreadable_values(rows: Iterable[StoredModel]) -> list[Notice]:
    return [
        Notice(
            code="unreadable-value",
            message=f"What is stored of {row.universal_model_id} cannot be read ({', '.join(row.unreadable)}) "
            "and counts as unknown.",
            universal_model_id=row.universal_model_id,
        )
        for row in rows
        if row.unreadable
    ]


def _still_answering(proofs: Mapping[str, Proof]) -> list[Notice]:
    return [
        Notice(
            code="still-answers",
            message=f"{id_} is no longer listed, but the provider still answers for it: its archiving is not approved.",
            universal_model_id=id_,
        )
        for id_, proof in proofs.items()
        if proof == "answers"
    ]


def _is_overdue(id_: str, catalogue: Catalogue, diff: ModelSyncDiff) -> bool:
    row = catalogue.rows.get(id_)
    return row is not None and is_overdue(row, diff.fetched_at.date()) and id_ not in _archived(diff)


def _archived(diff: ModelSyncDiff) -> set[str]:
    return {model.universal_model_id for model in diff.archived_models}


_ANSWERED: dict[Proof, str] = {
    "answers": "the provider still answers for it",
    "gone": "the provider says that there is no such model: exclude it to archive it",
    "unproven": "whether it still answers could not be told",
}


def _overdue(proofs: Mapping[str, Proof], catalogue: Catalogue) -> list[Notice]:
    return [
        Notice(
            code="overdue",
            message=f"{id_} is listed after its last day, {deadline(catalogue.rows[id_].lifecycle)}; {_ANSWERED[proof]}.",
            universal_model_id=id_,
        )
        for id_, proof in proofs.items()
    ]
