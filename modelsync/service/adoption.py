"""Use case of taking over a catalogue that exists: a plan per provider, which is reviewed and committed like a sync's. Never writes the catalogue."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from modelsync.adapters.adopted import files, map_file
from modelsync.core.adoption.bounds import MOST_ROWS
from modelsync.core.adoption.mapping import AdoptionMap
from modelsync.core.adoption.planning import Adopted, left_as_excluded, plan_adoption, rule_against
from modelsync.core.adoption.providers import KnownProvider, KnownProviders
from modelsync.core.adoption.reading import read_source
from modelsync.core.adoption.source import AdoptedModel, Adoption, LeftRow, Reading, Source
from modelsync.core.amendments import FactChange, amended
from modelsync.core.decisions import Decision
from modelsync.core.models import Exclusion, Notice, StoredModel
from modelsync.core.planning import Catalogue
from modelsync.core.plans import Plan
from modelsync.core.safety import PRICING_UNUSABLE
from modelsync.core.stored_json import encoded, read
from modelsync.errors import AdoptionError, PricingError
from modelsync.prices.amended import folded
from modelsync.service.adopted_prices import adopted_facts
from modelsync.service.amended import amended_prices
from modelsync.service.announcements import announce_plan
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.adapters import Adapter
    from modelsync.core.actors import Actor
    from modelsync.prices.book import PriceList
    from modelsync.service.context import ServiceContext

_NO_MAP = AdoptionMap()


class Adopting:
    """Makes plans of other catalogues."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def adopt_file(
        self,
        name: str,
        content: bytes,
        *,
        actor: Actor,
        map_name: str = "",
        map_content: bytes | None = None,
        keep_ids: bool = False,
    ) -> Adoption:
        """Plans of the models in a file; its name says of which form it is. The catalogue is not written.

        Raises AdoptionError for a file or a map that cannot be read, StoreError.
        """
        actor.require_admin()
        known = self._known()
        said = _map(map_name, map_content)
        return self._adopted(files.read_file(name, content, known), said, known, actor, keep_ids=keep_ids)

    def adopt_table(
        self,
        url: str,
        table: str | None = None,
        *,
        actor: Actor,
        map_name: str = "",
        map_content: bytes | None = None,
        keep_ids: bool = False,
    ) -> Adoption:
        """Plans of the models in a table of another database, which is read and not written. Raises as `adopt_file`."""
        from modelsync.store.foreign_tables import read_table  # noqa: PLC0415 - only adopting reads other tables

        actor.require_admin()
        said = _map(map_name, map_content)
        label, columns, rows = read_table(url, table, MOST_ROWS)
        if not rows or len(rows) > MOST_ROWS:
            count = f"more than {MOST_ROWS:,}" if rows else "no"
            raise AdoptionError(
                f"The table {label} has {count} rows. Name another table or a view with --table."
            )
        source = Source(label, columns, rows)
        return self._adopted(source, said, self._known(), actor, keep_ids=keep_ids)

    def _known(self) -> KnownProviders:
        return KnownProviders(self._as_known(adapter) for adapter in self._context.providers.values())

    def _as_known(self, adapter: Adapter) -> KnownProvider:
        return KnownProvider(
            traits=adapter.traits,
            kind=adapter.kind or adapter.provider,
            litellm=adapter.litellm_provider,
            base_url=self._context.base_url(adapter),
            is_configured=adapter.is_configured,
            path=adapter.id_prefix,
        )

    def _adopted(
        self, source: Source, said: AdoptionMap, known: KnownProviders, actor: Actor, *, keep_ids: bool
    ) -> Adoption:
        reading = read_source(source, said, known, now=self._context.clock(), keep_ids=keep_ids)
        by_provider = _by_provider(self._context.providers, reading, source)
        plans: list[Plan] = []
        with self._context.database.writing(*by_provider) as session:
            for provider, adopted in by_provider.items():
                plan = planned(self._context, session, provider, adopted, actor, at=self._context.clock())
                if not plan.diff.is_empty:
                    store_plan(self._context, session, plan, adopted.models)
                plans.append(plan)
        return _adoption(source, reading, plans)


def planned(
    context: ServiceContext,
    session: store.Session,
    provider: str,
    adopted: Adopted,
    actor: Actor,
    *,
    at: datetime,
) -> Plan:
    """A plan for one provider, not stored yet."""
    prices, notices = _prices(context, session, provider, adopted, at)
    rows = store.models(session, provider=provider)
    ids = [model.universal_model_id for model in adopted.models]
    catalogue = Catalogue(
        rows={row.universal_model_id: row for row in rows},
        owners=store.owners(session, ids),
        decisions=store.decisions(session, provider),
        choices=store.choices(session, provider),
    )
    with_notices = Adopted(
        source=adopted.source,
        models=adopted.models,
        left=adopted.left,
        notices=[*adopted.notices, *notices],
    )
    return plan_adoption(
        context.adapter(provider).traits,
        with_notices,
        catalogue,
        prices.terms if prices else None,
        plan_id=secrets.token_hex(6),
        at=at,
        today=context.today(),
        actor=actor.name,
        row_ids=kept_row_ids(session, adopted.models),
    )


def store_plan(
    context: ServiceContext, session: store.Session, plan: Plan, models: Sequence[AdoptedModel]
) -> None:
    """Store a plan in place of the provider's waiting one, with the rows that it was made from."""
    rows = encoded([model.to_json() for model in models])
    store.add_plan(session, plan, rows, now=context.clock(), keep=context.settings.keep_plans)
    announce_plan(context, session, plan)


def planned_again(context: ServiceContext, session: store.Session, old: Plan, actor: Actor) -> Plan:
    """A new plan of what a waiting one takes over, stored, in a transaction that holds that plan."""
    models = adopted_models(session, old)
    plan = planned(context, session, old.provider, Adopted.again(old, models), actor, at=old.fetched_at)
    store_plan(context, session, plan, models)
    return plan


def adopted_models(session: store.Session, plan: Plan) -> list[AdoptedModel]:
    """The rows that a plan takes over; none of a sync's plan."""
    if not plan.adopts:
        return []
    what, cure = f"Plan {plan.id} of {plan.provider}", "Adopt again for a new one."
    return [read(AdoptedModel, row, what, cure) for row in store.plan_listing(session, plan.id)]


def kept_row_ids(session: store.Session, models: Sequence[AdoptedModel]) -> Mapping[int, str]:
    """Which model has, or had, the row ids that are to be kept."""
    wanted = [model.row_id for model in models if model.row_id]
    return store.row_id_owners(session, wanted) if wanted else {}


def fact_changes(
    context: ServiceContext,
    session: store.Session,
    plan: Plan,
    models: Sequence[AdoptedModel],
    *,
    actor: Actor,
    reason: str | None,
) -> list[FactChange]:
    """The amendments that come with these models of a plan."""
    arriving = {model.universal_model_id for model in plan.diff.new_models}
    wanted = [model for model in models if model.price and model.universal_model_id in arriving]
    if not wanted:
        return []
    known, source = amended_prices(context, session, plan.provider), plan.context.adopted_from or ""
    facts, _ = adopted_facts(known, wanted, source=source, today=plan.fetched_at.date())
    stored = store.amendments(session, plan.provider)
    return amended(stored, facts, by=actor.name, at=context.clock(), today=context.today(), reason=reason)


def include_others(
    context: ServiceContext,
    session: store.Session,
    provider: str,
    models: Iterable[AdoptedModel | StoredModel],
    source: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Include what a rule of the filter would leave out, so that no sync proposes to archive what was just taken over.

    The decisions carry the time of the run, by which its undo finds them.
    """
    adapter = context.providers.get(provider)
    if adapter is None:  # nothing syncs it
        return
    decided = store.decisions(session, provider)
    for model in models:
        id_ = model.universal_model_id
        if id_ not in decided and rule_against(adapter.traits, model):
            decision = Decision(id_, "include", f"Taken over from {source}", actor.name, at)
            store.set_decision(session, provider, decision)


def _prices(
    context: ServiceContext, session: store.Session, provider: str, adopted: Adopted, at: datetime
) -> tuple[PriceList | None, list[Notice]]:
    """The prices with what the source adds to them; None where the pricing file cannot be used."""
    try:
        known = amended_prices(context, session, provider)
        facts, notices = adopted_facts(known, adopted.models, source=adopted.source, today=at.date())
    except PricingError as error:
        return None, [Notice(code=PRICING_UNUSABLE, message=f"{error} Correct the file, then adopt again.")]
    return folded(known, facts) if facts else known, notices


def _map(name: str, content: bytes | None) -> AdoptionMap:
    if content is None:
        return _NO_MAP
    return map_file.read_map(files.label_of(name or "the map"), content)


def _by_provider(providers: Mapping[str, Any], reading: Reading, source: Source) -> dict[str, Adopted]:
    """What each provider gets; rows and remarks of no provider are told in the plan of the first."""
    models: dict[str, list[AdoptedModel]] = {}
    for model in reading.models:
        models.setdefault(model.provider, []).append(model)
    names = [name for name in providers if name in models]
    notices = [*_stays_behind(reading, source), *reading.notices]
    return {
        name: Adopted(
            source=source.label,
            models=models[name],
            left=left_as_excluded(
                (
                    one
                    for one in reading.left
                    if one.provider == name or (one.provider not in models and name == names[0])
                ),
                source.a_row,
            ),
            notices=notices if name == names[0] else (),
        )
        for name in names
    }


def _stays_behind(reading: Reading, source: Source) -> list[Notice]:
    if not reading.left:
        return []
    count, rows = len(reading.left), len(source.rows)
    stay = "1 stays" if count == 1 else f"{count:,} stay"
    return [
        Notice(
            code="rows-left", message=f"Of {rows:,} rows of {source.label} {stay} behind; Excluded says why."
        )
    ]


def _adoption(source: Source, reading: Reading, plans: Sequence[Plan]) -> Adoption:
    """What came of it: the plans that wait, and what is in none of them."""
    told = set(reading.notices)
    rows = {model.universal_model_id: model.row for model in reading.models}
    left = [*reading.left]
    for plan in plans:
        left += [
            LeftRow(
                row=rows[one.universal_model_id],
                universal_model_id=one.universal_model_id,
                provider=plan.provider,
                rule=one.rule,
                reason=one.reason,
            )
            for one in _of_the_catalogue(plan, reading, source)
        ]
    others = [notice for plan in plans for notice in plan.diff.warnings if notice not in told]
    return Adoption(
        source=source.label,
        rows=len(source.rows),
        plans=tuple(plan.diff for plan in plans if not plan.diff.is_empty),
        left=tuple(sorted(left, key=lambda one: one.row)),
        warnings=(*reading.notices, *others),
    )


def _of_the_catalogue(plan: Plan, reading: Reading, source: Source) -> list[Exclusion]:
    """What the catalogue itself keeps out."""
    already = set(left_as_excluded(reading.left, source.a_row))
    return [one for one in plan.diff.excluded if one not in already]
