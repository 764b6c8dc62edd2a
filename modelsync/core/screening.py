"""Decides which listed models go on into a plan, and says of each other one why it stays out. Pure.

A decision of an admin overrules the filter; an id that another provider owns stays out whatever they decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from modelsync.core.declared_trade import ASSUMED, judge_listed
from modelsync.core.doubt import contradiction, new_word, new_words, words_of
from modelsync.core.models import Exclusion, ListedModel, Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from modelsync.core.decisions import Decision
    from modelsync.core.filters import Verdict
    from modelsync.core.models import NormalizedModel, StoredModel
    from modelsync.core.providers import ProviderTraits


Witness: TypeAlias = "Callable[[str], Sequence[str]]"
"""What references say that a model is for, by the provider's own id: a second witness of a doubt, never its judge."""


@dataclass
class Screening:
    """Collects what stays out and the warnings about it, in the order of the list."""

    provider: ProviderTraits
    rows: Mapping[str, StoredModel]
    owners: Mapping[str, str]
    decisions: Mapping[str, Decision]
    witness: Witness | None = None
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
        if verdict.kind in {"text", "in-doubt"}:
            if verdict.rule == ASSUMED:
                self.assumed.add(id_)
            self._doubt(model, verdict)
            return True
        reason = f"{verdict.reason}{self._said(model)}" if verdict.warn else verdict.reason
        self._leave_out(id_, verdict.rule, reason, warn=verdict.warn, ours=self._is_our_change(model))
        return False

    def _said(self, model: ListedModel) -> str:
        """What the references say of a model in doubt, behind a semicolon; empty where they say nothing."""
        said = self.witness(model.own_id) if self.witness else ()
        return f"; {', '.join(said)}" if said else ""

    @cached_property
    def _accepted_words(self) -> frozenset[str]:
        return words_of(row.provider_model_id or id_ for id_, row in self.rows.items())

    def _doubt(self, model: ListedModel, verdict: Verdict) -> None:
        id_ = model.universal_model_id
        if id_ in self.rows:
            return
        if verdict.kind == "in-doubt":
            self.warnings.append(contradiction(id_, verdict, self._said(model)))
        elif self.provider.filter.doubts_new_words and (new := new_words(model.own_id, self._accepted_words)):
            self.warnings.append(new_word(id_, new, self._said(model)))

    def _is_our_change(self, model: ListedModel) -> bool:
        """Whether a rule of this version excludes a stored model, and not an admin or what the provider says of it now."""
        row = self.rows.get(model.universal_model_id)
        if row is None:
            return False
        limit_moved = (row.max_output_tokens or 0) > 1
        as_stored = ListedModel(
            universal_model_id=row.universal_model_id,
            provider_model_id=row.provider_model_id,
            capabilities=row.capabilities,
            writes_text=None if limit_moved else model.writes_text,
        )
        verdict = judge_listed(replace(self.provider, include=(), exclude=()), as_stored)
        return verdict.kind in {"not-text", "unrecognised"}

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

    def _leave_out(self, id_: str, rule: str, reason: str, *, warn: bool = False, ours: bool = False) -> None:
        self.excluded.append(Exclusion(universal_model_id=id_, rule=rule, reason=reason))
        if warn:
            message = f"{id_} stays out: {reason}."
            self.warnings.append(Notice(code=rule, message=message, universal_model_id=id_))
        row = self.rows.get(id_)
        if row and row.status == "active":
            message = f"{id_} is in the catalogue, but the rule {rule} now excludes it: it is proposed for archiving"
            code, end = (
                ("rule-changed", ", not approved by default, as its provider still lists it unchanged.")
                if ours
                else ("left-out-now", ".")
            )
            self.warnings.append(Notice(code=code, message=f"{message}{end}", universal_model_id=id_))
