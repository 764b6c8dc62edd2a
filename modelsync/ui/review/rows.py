"""Pending plans as table rows: section, what changed, approval. Knows no widget and no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from modelsync.core.edits import Edit, checked_name
from modelsync.core.model_fields import FIGURE_PATHS
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import archived_ids
from modelsync.errors import EditError
from modelsync.report import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelsync.core.models import NormalizedModel, StoredModel

Section = Literal["new", "updated", "archived"]
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
        """The reviewer's tick, else the plan's default."""
        return review.ticks.get(self.id, self.ticked)

    def as_edited(self, review: Review) -> NormalizedModel:
        """The model with the reviewer's name and switch; of one that is archived, the switch that it had."""
        if self.section == "archived":
            return self.model.model_copy(update={"enabled": self.was_enabled})
        edit = review.edits.get(self.id, Edit())
        name = edit.display_name or self.model.display_name
        enabled = bool(self.model.enabled if edit.enabled is None else edit.enabled)
        return self.model.model_copy(update={"display_name": name, "enabled": enabled})

    def matches(self, provider: str | None, words: str, review: Review) -> bool:
        """Whether the filter shows this row; every word must occur in the id or a name, stored or edited."""
        edit = review.edits.get(self.id, Edit())
        text = f"{self.id} {self.model.display_name} {edit.display_name or ''}".lower()
        return provider in {None, self.model.provider} and all(word in text for word in words.lower().split())


def proposals(
    plans: Iterable[Plan], stored: Mapping[str, StoredModel], *, enable_new: bool
) -> list[Proposal]:
    """Every change of these plans, sorted by provider and id. Archiving changes form their own section, whatever the cause.

    Names and switches come from the catalogue (``stored``, by id): a plan never changes them. ``enable_new`` is the
    initial switch of new models.
    """
    return [
        row
        for plan in plans
        for row in sorted(_with_notes(plan, _of_plan(plan, stored, enable_new)), key=lambda row: row.id)
    ]


def _with_notes(plan: Plan, rows: Iterable[Proposal]) -> Iterator[Proposal]:
    """The rows, each with why it is in doubt and with what changed since a person reviewed it."""
    doubt, since, ticked = words.doubts(plan), words.since_review(plan), plan.ticked_by_default
    for row in rows:
        notes = [row.what, *(said[row.id] for said in (doubt, since) if row.id in said)]
        yield replace(row, what=" · ".join(notes), ticked=row.id in ticked)


def _of_plan(plan: Plan, stored: Mapping[str, StoredModel], enable_new: bool) -> Iterator[Proposal]:
    for model in plan.diff.new_models:
        arrives = model.model_copy(update={"enabled": True}) if enable_new else model
        yield Proposal(plan.id, "new", arrives, words.features(model, brief=True))
    archived = set(archived_ids(plan.diff))
    for update in plan.diff.updated_models:
        was = stored.get(update.updated.universal_model_id)
        yield Proposal(
            plan.id,
            "archived" if update.updated.universal_model_id in archived else "updated",
            _as_now(update.updated, was),
            words.changes(update, brief=True),
            was_enabled=bool(was and was.enabled),
            changes_price=any(path in FIGURE_PATHS for path in update.changed_fields),
        )
    for model, why in words.archivals(plan.diff, plan.context.proofs):
        was = stored.get(model.universal_model_id)
        yield Proposal(
            plan.id,
            "archived",
            _as_now(model, was),
            f"{'enabled now · ' if was and was.enabled else ''}{why}",
            was_enabled=bool(was and was.enabled),
        )


def _as_now(model: NormalizedModel, was: StoredModel | None) -> NormalizedModel:
    if was is None:
        return model
    name = was.display_name if was.display_name_by == "admin" else model.display_name
    return model.model_copy(
        update={"display_name": name, "enabled": was.enabled and model.status == "active"}
    )


def reviewed(review: Review, proposal: Proposal, changed: Mapping[str, object]) -> Review:
    """The review with edited cells of one row.

    Enabling a row approves it: nobody enables what shall not arrive. Ignores unknown columns and values of a wrong type.
    Raises EditError for a blank name, and for any edit of an archiving row but its tick.
    """
    known = {name: value for name, value in changed.items() if isinstance(value, _COLUMNS.get(name, ()))}
    ticks, edits = dict(review.ticks), dict(review.edits)
    if "approve" in known:
        ticks[proposal.id] = bool(known.pop("approve"))
    if "display_name" in changed:
        known["display_name"] = _name(proposal, changed["display_name"])
    if known:
        if proposal.section == "archived" or proposal.model.status == "archived":
            raise EditError(f"{proposal.id} is archived, or about to be, and cannot be enabled or renamed.")
        before = edits.get(proposal.id, Edit())
        edits[proposal.id] = before.model_copy(update=known)
        if known.get("enabled") and not proposal.approved(review):
            ticks[proposal.id] = True
    return review.model_copy(update={"ticks": ticks, "edits": edits})


def _name(proposal: Proposal, typed: object) -> str:
    try:
        return checked_name(typed if isinstance(typed, str) else "")
    except EditError as error:
        raise EditError(f"{proposal.id}: {error}") from None
