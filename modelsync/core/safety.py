"""Safety check: findings that require a confirmation before an apply. Pure; judges the approved subset.

After octoDNS: a share from a minimum size upwards, a class that is always unsafe, and facts in every message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import not_
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from modelsync.core.model_fields import FIGURES
from modelsync.core.models import ModelSyncDiff, ModelUpdate
from modelsync.core.pricing import Pricing
from modelsync.core.stored_json import word_known
from modelsync.core.values import Value

Proof = Literal["gone", "answers", "unproven"]

PRICING_UNUSABLE: Final = "pricing-unusable"
"""The warning and the finding of a sync whose pricing file could not be read."""

_UNIT_FACTORS = (Decimal(1_000), Decimal(1_000_000))
_UNIT_TOLERANCE = Decimal("1.5")


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of the findings; shares from 0 to 1."""

    archive_share: float = 0.3
    archive_share_of_few: float = 0.5
    few: int = 10
    price_factor: Decimal = Decimal(3)
    listing_shrink: float = 0.3


class Finding(Value):
    """A safety finding: a stable code, one sentence with the facts, and the id, if it concerns one."""

    code: str
    message: str
    universal_model_id: str | None = None


class PlanContext(Value):
    """What the catalogue and the listing were like when the plan was made.

    ``previously_listed`` is the length of the last listing that the catalogue agreed with. ``included`` are ids that
    are in the plan by an admin's decision alone; ``proofs`` says of absent ones whether the provider still serves them.
    ``base_url`` is the provider's address, by which a renamed one is known again.
    """

    active: int = 0
    listed: int = 0
    previously_listed: int | None = None
    archived_enabled: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
    base_url: str | None = None
    adopted_from: Annotated[str | None, Field(exclude_if=not_)] = None
    """The source of a plan that takes over another catalogue; None for a sync's."""
    in_doubt: frozenset[str] = frozenset()
    proofs: dict[str, Annotated[Proof, word_known(*get_args(Proof), otherwise="unproven")]] = Field(
        default_factory=dict
    )

    overdue: dict[str, Annotated[Proof, word_known(*get_args(Proof), otherwise="unproven")]] = Field(
        default_factory=dict, exclude_if=not_
    )
    """What the provider says of listed models whose last day has passed."""

    @property
    def still_answering(self) -> frozenset[str]:
        """Absent models that the provider still serves."""
        return frozenset(id_ for id_, proof in self.proofs.items() if proof == "answers")


def findings(approved: ModelSyncDiff, context: PlanContext, thresholds: Thresholds) -> tuple[Finding, ...]:
    """The findings of the approved part of a diff, and those about its listing as a whole."""
    return (
        *_broken_prices(approved),
        *_short_listing(context, thresholds),
        *_many_archived(approved, context, thresholds),
        *_enabled_archived(approved, context),
        *(f for update in approved.updated_models for f in price_findings(update, thresholds)),
    )


def _broken_prices(approved: ModelSyncDiff) -> Iterator[Finding]:
    new = len(approved.new_models)
    bare = (
        f" {new:,} new model{'' if new == 1 else 's'} would come without prices, limits and names of the file."
        if new
        else ""
    )
    for warning in approved.warnings:
        if warning.code == PRICING_UNUSABLE:
            yield Finding(code=PRICING_UNUSABLE, message=f"{warning.message}{bare}".removesuffix("."))


def archived_ids(diff: ModelSyncDiff) -> list[str]:
    """Every id that the diff archives, absent or flagged by the provider."""
    flagged = (u for u in diff.updated_models if u.updated.status == "archived" != u.existing.status)
    return [
        *(model.universal_model_id for model in diff.archived_models),
        *(update.updated.universal_model_id for update in flagged),
    ]


def _short_listing(context: PlanContext, thresholds: Thresholds) -> Iterator[Finding]:
    before = context.previously_listed
    if before is None or before < thresholds.few:
        return
    if context.listed < before * (1 - thresholds.listing_shrink):
        yield Finding(
            code="short-listing",
            message=f"The list has {context.listed:,} models, the last one that agreed with the catalogue had {before:,}: "
            "it may be incomplete",
        )


def _many_archived(
    approved: ModelSyncDiff, context: PlanContext, thresholds: Thresholds
) -> Iterator[Finding]:
    count = len(archived_ids(approved))
    limit = thresholds.archive_share if context.active >= thresholds.few else thresholds.archive_share_of_few
    if count and count > context.active * limit:
        yield Finding(
            code="many-archived",
            message=f"{count:,} of {context.active:,} active models would be archived, more than {limit:.0%}",
        )


def _enabled_archived(approved: ModelSyncDiff, context: PlanContext) -> Iterator[Finding]:
    switched_off = {u.updated.universal_model_id for u in approved.updated_models if u.existing.enabled}
    archived = (*approved.archived_models, *(update.updated for update in approved.updated_models))
    successors = {model.universal_model_id: model.lifecycle.replacement for model in archived}
    for id_ in archived_ids(approved):
        if id_ in context.archived_enabled or id_ in switched_off:
            yield Finding(
                code="enabled-archived",
                message=f"{id_} is enabled: it would be archived and switched off for users"
                + (f"; its successor is {successor}" if (successor := successors.get(id_)) else ""),
                universal_model_id=id_,
            )


def price_findings(update: ModelUpdate, thresholds: Thresholds) -> Iterator[Finding]:
    """What is doubtful about the new figures of a model's price."""
    before, after = update.existing.pricing or Pricing(), update.updated.pricing or Pricing()
    id_ = update.updated.universal_model_id
    for figure in FIGURES:
        old, new = getattr(before, figure.key), getattr(after, figure.key)
        if old is None or new is None or old == new:
            continue
        per = f"{figure.unit.per} {figure.unit.things}"
        shown = f"{id_}: the {figure.label} price goes from ${old:f} to ${new:f} {per}"
        if not old or not new:
            yield Finding(code="price-jump", message=shown, universal_model_id=id_)
            continue
        factor = max(old / new, new / old)
        if any(unit / _UNIT_TOLERANCE <= factor <= unit * _UNIT_TOLERANCE for unit in _UNIT_FACTORS):
            yield Finding(
                code="price-unit",
                message=f"{shown}, about {factor:,.0f} times: a mistake of units?",
                universal_model_id=id_,
            )
        elif factor > thresholds.price_factor:
            yield Finding(code="price-jump", message=f"{shown}, {factor:,.1f} times", universal_model_id=id_)
