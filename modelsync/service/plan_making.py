"""Makes and stores plans on an open transaction: from a complete listing, or anew from a stored one."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from modelsync import store
from modelsync.adapters import Adapter, listing_sha256
from modelsync.core.models import Listing, Notice
from modelsync.core.plans import Plan, kept_review
from modelsync.core.safety import PlanContext, Proof
from modelsync.prices.book import PriceList
from modelsync.service.diff_making import Catalogue, make_diff

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """What a plan is made from: a complete listing as fetched and as read, prices, second proofs."""

    adapter: Adapter
    items: Sequence[Any]
    listing: Listing
    fetched_at: datetime
    prices: PriceList | None
    warnings: Sequence[Notice] = ()
    proofs: Mapping[str, Proof] = field(default_factory=dict)


def make_plan(connection: Connection, source: Source, *, now: datetime, actor: str, keep: int) -> Plan:
    """Compare the listing with the catalogue as it is, and store the plan in place of the provider's waiting one.

    Ticks and edits of the last review that still fit are kept.
    """
    provider = source.adapter.provider
    rows = {row.universal_model_id: row for row in store.models(connection, provider=provider)}
    decisions = store.decisions(connection, provider)
    listed = [model.universal_model_id for model in source.listing.models]
    diff = make_diff(
        source.adapter,
        source.listing,
        Catalogue(rows=rows, owners=store.owners(connection, listed), decisions=decisions),
        source.prices,
        plan_id=secrets.token_hex(6),
        fetched_at=source.fetched_at,
        today=now.date(),
        sha256=listing_sha256(source.adapter, source.items),
        warnings=source.warnings,
    )
    absent = [model.universal_model_id for model in diff.archived_models]
    proofs = {id_: source.proofs[id_] for id_ in absent if id_ in source.proofs}
    diff = diff.model_copy(update={"warnings": (*diff.warnings, *_still_answering(proofs))})
    context = PlanContext(
        active=sum(row.status == "active" for row in rows.values()),
        listed=diff.listed,
        previously_listed=store.listing_length(connection, provider),
        archived_enabled=frozenset(id_ for id_ in absent if rows[id_].enabled),
        included=frozenset(
            w.universal_model_id for w in diff.warnings if w.code == "included" and w.universal_model_id
        ),
        proofs=proofs,
    )
    plan = Plan(
        id=diff.plan_id,
        provider=provider,
        actor=actor,
        fetched_at=source.fetched_at,
        digest=diff.listing_sha256,
        diff=diff,
        context=context,
    )
    old = store.reviewed_plan(connection, provider)
    if old and not store.undone_plans(
        connection, [old.id]
    ):  # who took it back did not want its switches again
        plan = replace(plan, review=kept_review(old, plan))
    store.add_plan(connection, plan, source.items, now=now, keep=keep)
    logger.info(
        "%s: plan %s: %d new, %d updated, %d archived, %d left out",
        provider,
        plan.id,
        len(diff.new_models),
        len(diff.updated_models),
        len(diff.archived_models),
        len(diff.excluded),
    )
    return plan


def _still_answering(proofs: Mapping[str, Proof]) -> list[Notice]:
    return [
        Notice(
            code="still-answers",
            message=f"{id_} is absent from the list, but the provider still answers for it: its archiving is not ticked.",
            universal_model_id=id_,
        )
        for id_, proof in proofs.items()
        if proof == "answers"
    ]
