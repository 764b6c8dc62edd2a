"""Makes a plan of a complete list and stores it, in the caller's transaction. Sends no request."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime

from modelsync.adapters import Adapter
from modelsync.core.actors import Actor
from modelsync.core.models import Listing, ModelSyncDiff, Notice
from modelsync.core.planning import Catalogue, make_diff, make_plan, repeated
from modelsync.core.plans import Plan
from modelsync.core.safety import PRICING_UNUSABLE, Proof
from modelsync.errors import PricingError
from modelsync.prices.book import PriceList
from modelsync.service.amended import amended_prices
from modelsync.service.announcements import announce_plan
from modelsync.service.context import ServiceContext, without_secrets
from modelsync.service.references import References
from modelsync.store import subjects as store

logger = logging.getLogger(__name__)


class PlanMaking:
    """Makes and stores plans."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def of_list(
        self,
        session: store.Session,
        adapter: Adapter,
        listing: Listing,
        actor: Actor,
        *,
        fetched_at: datetime,
        sha256: str,
        proofs: Mapping[str, Proof],
    ) -> Plan:
        """A plan of a complete list, not stored yet."""
        prices, warnings = self._prices(session, adapter.provider)
        catalogue = _catalogue(session, adapter.provider, listing)
        diff = make_diff(
            adapter.traits,
            listing,
            catalogue,
            prices.terms if prices else None,
            plan_id=secrets.token_hex(6),
            fetched_at=fetched_at,
            sha256=sha256,
            today=self._context.today(),
            warnings=warnings,
            witness=self._references.witness(session, adapter.kind or adapter.provider),
        )
        return make_plan(
            diff,
            catalogue,
            actor=actor.name,
            proofs=proofs,
            base_url=without_secrets(self._context.base_url(adapter)),
        )

    def again(self, session: store.Session, provider: str, fetched_at: datetime, actor: Actor) -> Plan | None:
        """The provider's newest plan, stored once more for a list that is the same; None where it cannot be read."""

        def repeat(last: Plan) -> Plan:
            return repeated(
                last,
                plan_id=secrets.token_hex(6),
                fetched_at=fetched_at,
                actor=actor.name,
                previously_listed=store.listing_length(session, provider),
                choices=store.choices(session, provider),
            )

        now, keep = self._context.clock(), self._context.settings.keep_plans
        plan = store.repeat_newest(session, provider, repeat, now=now, keep=keep)
        if plan:
            self._announce(session, plan)
        return plan

    def add(self, session: store.Session, plan: Plan, listing: str) -> None:
        """Store a plan in place of the provider's waiting one."""
        now, keep = self._context.clock(), self._context.settings.keep_plans
        store.add_plan(session, plan, listing, now=now, keep=keep)
        self._announce(session, plan)

    def add_again(self, session: store.Session, plan: Plan, plan_id: str) -> None:
        """The same with the listing of a stored plan."""
        now, keep = self._context.clock(), self._context.settings.keep_plans
        store.repeat_plan(session, plan, plan_id, now=now, keep=keep)
        self._announce(session, plan)

    def _announce(self, session: store.Session, plan: Plan) -> None:
        announce_plan(self._context, session, plan)
        _log(plan.diff)

    def _prices(self, session: store.Session, provider_id: str) -> tuple[PriceList | None, list[Notice]]:
        try:
            return amended_prices(self._context, session, provider_id), []
        except PricingError as error:
            kept = "Known prices, limits and names stay as they are. Correct the file, then sync again."
            return None, [Notice(code=PRICING_UNUSABLE, message=f"{error} {kept}")]


def _catalogue(session: store.Session, provider: str, listing: Listing) -> Catalogue:
    rows = {row.universal_model_id: row for row in store.models(session, provider=provider)}
    return Catalogue(
        rows=rows,
        owners=store.owners(session, {model.universal_model_id for model in listing.models} - rows.keys()),
        decisions=store.decisions(session, provider),
        previously_listed=store.listing_length(session, provider),
        choices=store.choices(session, provider),
    )


def _log(diff: ModelSyncDiff) -> None:
    logger.info(
        "%s: plan %s: %d new, %d updated, %d archived, %d excluded",
        diff.provider,
        diff.plan_id,
        len(diff.new_models),
        len(diff.updated_models),
        len(diff.archived_models),
        len(diff.excluded),
    )
