"""Waiting plans as rows of one table: which section, what changed, what is ticked. Knows no widget and no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from modelsync import describe
from modelsync.changes import Edit, checked_name
from modelsync.errors import EditError
from modelsync.store import Plan, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelsync.models import NormalizedModel

Section = Literal["new", "updated", "archived"]
_FIGURES = {"pricing.input", "pricing.cachedInput", "pricing.output"}
_COLUMNS: dict[str, type] = {"approve": bool, "enabled": bool, "display_name": str}


@dataclass(frozen=True)
class Proposal:
    """One proposed change, as a reviewer sees it."""

    plan_id: str
    section: Section
    model: NormalizedModel
    what: str
    ticked: bool = True
    was_enabled: bool = False
    changes_price: bool = False

    @property
    def id(self) -> str:
        return self.model.universal_model_id

    def approved(self, review: Review) -> bool:
        """The reviewer's tick, else the default's: all but the archiving of a model that still answers."""
        return review.ticks.get(self.id, self.ticked)

    def matches(self, provider: str | None, words: str) -> bool:
        """Whether a filter shows it: all words must be in its id or name."""
        text = f"{self.id} {self.model.display_name}".lower()
        return provider in {None, self.model.provider} and all(word in text for word in words.lower().split())


def proposals(plans: Iterable[Plan]) -> list[Proposal]:
    """Every change of these plans; one that archives stands in the archived section, whatever its cause."""
    rows = []
    for plan in plans:
        diff = plan.diff
        rows += [Proposal(plan.id, "new", m, describe.features(m, brief=True)) for m in diff.new_models]
        for update in diff.updated_models:
            section: Section = "archived" if _archives(update.updated) else "updated"
            rows.append(
                Proposal(
                    plan.id,
                    section,
                    update.updated,
                    describe.changes(update, brief=True),
                    was_enabled=bool(update.existing.enabled),
                    changes_price=any(path in _FIGURES for path in update.changed_fields),
                )
            )
        rows += [
            Proposal(
                plan.id,
                "archived",
                m,
                f"{'enabled now · ' if m.universal_model_id in plan.facts.archived_enabled else ''}{why}",
                ticked=m.universal_model_id in plan.ticked_by_default,
                was_enabled=m.universal_model_id in plan.facts.archived_enabled,
            )
            for m, why in describe.archivals(diff, plan.facts.proofs)
        ]
    return rows


def _archives(model: NormalizedModel) -> bool:
    return model.status == "archived"


def reviewed(review: Review, proposal: Proposal, changed: Mapping[str, object]) -> Review:
    """The review after a reviewer changed cells of one row.

    Only known columns with values of their type are taken, whatever the browser sent. Raises EditError for a blank name
    and for any edit but the tick of a row that archives.
    """
    known = {name: value for name, value in changed.items() if isinstance(value, _COLUMNS.get(name, ()))}
    ticks, edits = dict(review.ticks), dict(review.edits)
    if "approve" in known:
        ticks[proposal.id] = bool(known.pop("approve"))
    if "display_name" in changed and not known.get("display_name"):
        raise EditError(f"{proposal.id}: a display name cannot be blank. Type a name.")
    if known:
        if proposal.section == "archived":
            raise EditError(f"{proposal.id} is being archived and cannot be enabled or renamed.")
        before = edits.get(proposal.id, Edit())
        edits[proposal.id] = before.model_copy(update=_values(known))
    return review.model_copy(update={"ticks": ticks, "edits": edits})


def _values(known: Mapping[str, object]) -> dict[str, object]:
    values = dict(known)
    if "display_name" in values:
        values["display_name"] = checked_name(str(values["display_name"]))
    return values
