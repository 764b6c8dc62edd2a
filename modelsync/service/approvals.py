"""Checks approved changes against the current catalogue: conflicts and safety findings. Read-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from modelsync.core.approval import Approval, decided_otherwise
from modelsync.core.checksum import approval_checksum
from modelsync.core.kinds import iso_utc
from modelsync.core.safety import Finding, Thresholds
from modelsync.core.safety import findings as safety_findings
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelsync.core.decisions import Decision
    from modelsync.core.edits import Edit
    from modelsync.core.models import StoredModel
    from modelsync.core.plans import Plan
    from modelsync.service.context import ServiceContext
    from modelsync.settings import Settings


@dataclass(frozen=True)
class CurrentCatalogue:
    """The catalogue's current rows, owners and decisions for the approved changes of any number of plans."""

    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    decisions: Mapping[str, Mapping[str, Decision]]
    active: Mapping[str, int]

    @classmethod
    def read(
        cls, session: store.Session, approved: Iterable[tuple[Plan, frozenset[str]]], *, lock: bool = False
    ) -> CurrentCatalogue:
        """Read it; with ``lock`` nobody else changes the rows before the transaction ends."""
        known: set[str] = set()
        new: set[str] = set()
        for plan, ids in approved:
            arriving = ids & {model.universal_model_id for model in plan.diff.new_models}
            new |= arriving
            known |= ids - arriving
        return cls(
            rows=store.models_by_id(session, known, for_update=lock),
            owners=store.owners(session, new),
            decisions=store.all_decisions(session),
            active=store.active_counts(session),
        )


def approval(
    context: ServiceContext,
    plan: Plan,
    ids: frozenset[str],
    current: CurrentCatalogue,
    edits: Mapping[str, Edit] | None = None,
) -> Approval:
    """The approval of a plan with the current catalogue."""
    return Approval(
        diff=plan.diff,
        archived_enabled=plan.context.archived_enabled,
        ids=ids,
        edits=edits or {},
        rows=current.rows,
        owners=current.owners,
        now=context.clock(),
        enable_new=context.settings.enable_new_models,
        refused=decided_otherwise(plan, current.decisions.get(plan.provider, {})),
    )


def conflicts(
    context: ServiceContext, plan: Plan, ids: frozenset[str], current: CurrentCatalogue
) -> tuple[str, ...]:
    """Conflicts of these changes with the catalogue; a plan that is too old is one conflict."""
    if not ids:
        return ()
    if expired := too_old(plan, context.settings, context.clock()):
        return (expired,)
    return approval(context, plan, ids, current).conflicts()


def findings(
    settings: Settings, plan: Plan, ids: frozenset[str], current: CurrentCatalogue
) -> tuple[Finding, ...]:
    """The safety findings of these changes, and those about the listing as a whole."""
    now = plan.context.model_copy(update={"active": current.active.get(plan.provider, 0)})
    return safety_findings(plan.diff.restricted_to(ids), now, thresholds(settings))


def checksum(settings: Settings, plan: Plan, ids: frozenset[str], edits: Mapping[str, Edit]) -> str:
    """The checksum of these changes and edits of a plan."""
    return approval_checksum(plan, ids, edits, enable_new=settings.enable_new_models)


def thresholds(settings: Settings) -> Thresholds:
    """From where on a change needs a confirmation."""
    return Thresholds(
        archive_share=settings.max_archive_share,
        archive_share_of_few=settings.max_archive_share_of_few,
        price_factor=Decimal(str(settings.max_price_factor)),
        listing_shrink=settings.max_listing_shrink,
    )


def renewed(plan: Plan) -> str:
    """How a new plan in place of this one is made."""
    return f"adopt {plan.context.adopted_from} again" if plan.adopts else f"sync {plan.provider} again"


def too_old(plan: Plan, settings: Settings, now: datetime) -> str | None:
    """Why a plan is too old to apply; None while it is not."""
    hours = settings.plan_max_age
    if now - plan.fetched_at <= timedelta(hours=hours):
        return None
    return f"Plan {plan.id} was fetched at {iso_utc(plan.fetched_at)}, more than {hours} hours ago"
