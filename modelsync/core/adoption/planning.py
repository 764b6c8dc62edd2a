"""Makes the plan that takes over the models of one provider: what is not here is new, what is here gets its name and switch. Pure.

The provider owns the status of a model that is here already, and no adoption changes it. A decision of an admin stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from pydantic.alias_generators import to_camel

from modelsync.core.adoption.remarks import few
from modelsync.core.declared_trade import judge_listed
from modelsync.core.models import Exclusion, ListedModel, ModelSyncDiff, ModelUpdate, Notice, StoredModel
from modelsync.core.normalise import normalise
from modelsync.core.planning import make_plan
from modelsync.core.pricing import Price

if TYPE_CHECKING:
    from modelsync.core.adoption.source import AdoptedModel, LeftRow
    from modelsync.core.models import NormalizedModel, StoredModel
    from modelsync.core.normalise import Terms
    from modelsync.core.planning import Catalogue
    from modelsync.core.plans import Plan
    from modelsync.core.providers import ProviderTraits

_BY_THE_CATALOGUE: Final = frozenset({"foreign-id", "archived-here", "decision", "row-id-taken"})
_ABOUT_THE_CATALOGUE: Final = frozenset(
    {"archived-there", "row-id-stays", "excluded-by-syncs", "price-stays"}
)


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What is taken over from one source for one provider, besides the models: rows that are left, and remarks."""

    source: str
    models: Sequence[AdoptedModel]
    left: Sequence[Exclusion] = ()
    notices: Sequence[Notice] = ()

    @classmethod
    def again(cls, plan: Plan, models: Sequence[AdoptedModel]) -> Adopted:
        """What a stored plan was made from, without what it said of the catalogue."""
        return cls(
            source=plan.context.adopted_from or "",
            models=models,
            left=[one for one in plan.diff.excluded if one.rule not in _BY_THE_CATALOGUE],
            notices=[one for one in plan.diff.warnings if one.code not in _ABOUT_THE_CATALOGUE],
        )


def left_as_excluded(left: Iterable[LeftRow], a_row: str) -> list[Exclusion]:
    """Rows that stay behind, as a plan shows them."""
    return [
        Exclusion(
            universal_model_id=one.universal_model_id or f"({a_row} {one.row})",
            rule=one.rule,
            reason=f"{a_row.capitalize()} {one.row}: {one.reason}",
        )
        for one in left
    ]


def digest_of(models: Iterable[AdoptedModel]) -> str:
    """The SHA-256 of what was read, sorted by id."""
    read = sorted((model.to_json() for model in models), key=lambda model: str(model["universalModelId"]))
    canonical = json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def plan_adoption(
    provider: ProviderTraits,
    adopted: Adopted,
    catalogue: Catalogue,
    terms: Callable[[str, date], Terms | None] | None,
    *,
    plan_id: str,
    at: datetime,
    today: date,
    actor: str,
    row_ids: Mapping[int, str],
) -> Plan:
    """The plan; ``row_ids`` says which model has, or had, the row ids that are to be kept."""
    comparison = _Comparison(provider, catalogue, terms, today, row_ids)
    for model in adopted.models:
        comparison.add(model)
    diff = ModelSyncDiff(
        plan_id=plan_id,
        provider=provider.name,
        fetched_at=at,
        listing_sha256=digest_of(adopted.models),
        listed=len(adopted.models) + len(adopted.left),
        new_models=tuple(comparison.new),
        updated_models=tuple(comparison.updated),
        excluded=(*adopted.left, *comparison.excluded),
        warnings=(*adopted.notices, *comparison.notices, *comparison.about_the_filter()),
    )
    plan = make_plan(diff, catalogue, actor=actor)
    return replace(plan, context=plan.context.model_copy(update={"adopted_from": adopted.source}))


def rule_against(provider: ProviderTraits, model: AdoptedModel | StoredModel) -> str | None:
    """The rule by which a sync would leave an active model out."""
    listed = ListedModel(
        universal_model_id=model.universal_model_id, provider_model_id=model.provider_model_id
    )
    verdict = judge_listed(provider, listed)
    return None if verdict.kind in {"text", "in-doubt"} or model.status == "archived" else verdict.rule


@dataclass
class _Comparison:
    """Holds each model against the catalogue."""

    provider: ProviderTraits
    catalogue: Catalogue
    terms: Callable[[str, date], Terms | None] | None
    today: date
    row_ids: Mapping[int, str]
    new: list[NormalizedModel] = field(default_factory=list)
    updated: list[ModelUpdate] = field(default_factory=list)
    excluded: list[Exclusion] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    against: dict[str, list[str]] = field(default_factory=dict)

    def add(self, model: AdoptedModel) -> None:
        """One model."""
        id_ = model.universal_model_id
        row, decision = self.catalogue.rows.get(id_), self.catalogue.decisions.get(id_)
        owner = self.catalogue.owners.get(id_, self.provider.name)
        if owner != self.provider.name:
            self._leave(id_, "foreign-id", f"{owner} already owns this id")
        elif decision and decision.decision == "exclude" and row is None:
            self._leave(id_, "decision", f"Excluded by {decision.actor}: {decision.reason}")
        elif row is None:
            self._arrive(model, included=decision is not None)
        else:
            self._meet(model, row)

    def _leave(self, id_: str, rule: str, reason: str) -> None:
        self.excluded.append(Exclusion(universal_model_id=id_, rule=rule, reason=reason))

    def _note(self, code: str, id_: str, message: str) -> None:
        self.notices.append(Notice(code=code, message=message, universal_model_id=id_))

    def _arrive(self, model: AdoptedModel, *, included: bool) -> None:
        id_ = model.universal_model_id
        if (other := self.row_ids.get(model.row_id or 0, id_)) != id_:
            reason = f"The row id {model.row_id} is {other}’s: adopt it without --keep-ids"
            self._leave(id_, "row-id-taken", reason)
            return
        merged = self._merged(model)
        arrives = {
            "display_name": model.display_name or merged.provider_display_name,
            "status": model.status or "active",
            "enabled": model.enabled,
        }
        self.new.append(merged.model_copy(update=arrives))
        self._judge(model, included=included)

    def _merged(self, model: AdoptedModel) -> NormalizedModel:
        """The model as a sync would first show it, if its provider said nothing but the id."""
        id_ = model.universal_model_id
        return normalise(
            self.provider.name,
            ListedModel(universal_model_id=id_, provider_model_id=model.provider_model_id),
            None,
            self.terms(id_, self.today) if self.terms else None,
            self.today,
            date_is_final=self.provider.date_is_final,
            prices_readable=self.terms is not None,
        )

    def _judge(self, model: AdoptedModel, *, included: bool) -> None:
        """Note which models a sync would leave out, whoever brought them in: they need a decision to stay."""
        if not included and (rule := rule_against(self.provider, model)):
            self.against.setdefault(rule, []).append(model.universal_model_id)

    def about_the_filter(self) -> list[Notice]:
        """What becomes of the models that a sync would leave out, in one sentence."""
        if not self.against:
            return []
        count = sum(map(len, self.against.values()))
        rules = ", ".join(f"{len(ids):,} {rule}: {few(ids)}" for rule, ids in sorted(self.against.items()))
        are = "model is" if count == 1 else "models are"
        message = (
            f"{count:,} {are} excluded by syncs, so that committing adds decisions to keep them ({rules})."
        )
        return [Notice(code="excluded-by-syncs", message=message)]

    def _meet(self, model: AdoptedModel, row: StoredModel) -> None:
        id_, changes = model.universal_model_id, _changes(model, row)
        if row.status == "archived" and changes:
            reason = "It is archived here, so that its name and switch cannot change: adopt again when a sync finds it active"
            self._leave(id_, "archived-here", reason)
            return
        if row.status == "active" and model.status == "archived":
            self._note("archived-there", id_, f"{id_} stays active here: its status belongs to its provider.")
        if model.row_id and model.row_id != row.id:
            self._note("row-id-stays", id_, f"{id_} is here already and keeps its row id {row.id}.")
        if model.price and model.price != _price(row):
            self._note(
                "price-stays",
                id_,
                f"{id_} is here already and keeps its price: `modelsync prices set` sets another.",
            )
        if changes:
            before = row.normalized()
            self.updated.append(
                ModelUpdate(
                    existing=before,
                    updated=before.model_copy(update=changes),
                    changed_fields=tuple(map(to_camel, changes)),
                )
            )


def _changes(model: AdoptedModel, row: StoredModel) -> dict[str, object]:
    """The name and the switch that the source has and the row has not, by field."""
    wanted = {"display_name": model.display_name, "enabled": model.enabled}
    return {name: value for name, value in wanted.items() if value not in {None, getattr(row, name)}}


def _price(row: StoredModel) -> Price | None:
    """What the row costs, without where that is from."""
    return row.pricing and Price(**{name: getattr(row.pricing, name) for name in Price.model_fields})
