"""Decides which listed models go on into a plan, and says of each other one why it stays out. Pure.

A decision of an admin overrules the filter; an id that another provider owns stays out whatever they decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelsync.core.declared_trade import ASSUMED, judge_listed
from modelsync.core.models import Exclusion, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelsync.core.decisions import Decision
    from modelsync.core.filters import Verdict
    from modelsync.core.models import ListedModel, NormalizedModel, StoredModel
    from modelsync.core.providers import ProviderTraits


@dataclass
class Screening:
    """Collects what stays out and the warnings about it, in the order of the list."""

    provider: ProviderTraits
    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    decisions: Mapping[str, Decision]
    excluded: list[Exclusion] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    assumed: set[str] = field(default_factory=set)

    def note(self, new: Iterable[NormalizedModel]) -> list[Notice]:
        """How many of the new models were assumed to be text, if some were."""
        count = sum(model.universal_model_id in self.assumed for model in new)
        if not count:
            return []
        declare, their = ("model declares", "its id") if count == 1 else ("models declare", "their ids")
        message = (
            f"{count:,} new {declare} no trade and count{'s' if count == 1 else ''} as text by {their} alone"
            f" (rule {ASSUMED})."
        )
        return [Notice(code=ASSUMED, message=message)]

    def passes(self, model: ListedModel) -> bool:
        """Whether the model goes on into the plan."""
        id_ = model.universal_model_id
        owner = self.owners.get(id_, self.provider.name)
        if owner != self.provider.name:
            self._leave_out(id_, "foreign-id", f"{owner} already owns this id", warn=True)
            return False
        verdict = judge_listed(self.provider, model)
        if decision := self.decisions.get(id_):
            return self._by_decision(decision, verdict)
        if verdict.kind == "text":
            if verdict.rule == ASSUMED:
                self.assumed.add(id_)
            return True
        self._leave_out(id_, verdict.rule, verdict.reason, warn=verdict.warn)
        return False

    def _by_decision(self, decision: Decision, verdict: Verdict) -> bool:
        id_ = decision.universal_model_id
        match decision.decision:
            case "include":
                if verdict.kind != "text":
                    message = (
                        f"{id_} is in by a decision of {decision.actor}: {decision.reason} "
                        f"(the filter said: {verdict.rule}, {verdict.reason})."
                    )
                    self.warnings.append(Notice(code="included", message=message, universal_model_id=id_))
                return True
            case "exclude":
                reason = f"Excluded by {decision.actor}: {decision.reason} (the filter said: {verdict.rule})"
                self._leave_out(id_, "decision", reason)
                return False

    def _leave_out(self, id_: str, rule: str, reason: str, *, warn: bool = False) -> None:
        self.excluded.append(Exclusion(universal_model_id=id_, rule=rule, reason=reason))
        if warn:
            message = f"{id_} stays out: {reason}."
            self.warnings.append(Notice(code=rule, message=message, universal_model_id=id_))
        row = self.rows.get(id_)
        if row and row.status == "active":
            message = f"{id_} is in the catalogue, but the rule {rule} now excludes it: it is proposed for archiving."
            self.warnings.append(Notice(code="left-out-now", message=message, universal_model_id=id_))
