"""Pending plans as table rows: section, what changed, approval. Knows no widget and no database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from modelsync.core.edits import Edit, checked_name
from modelsync.core.model_fields import FIGURE_PATHS
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import archived_ids
from modelsync.errors import EditError
from modelsync.report import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date

    from modelsync.core.models import ModelUpdate, NormalizedModel, StoredModel

Section = Literal["new", "updated", "archived"]
_COLUMNS: dict[str, type] = {"approve": bool, "enabled": bool, "display_name": str}


@dataclass(frozen=True)
class Proposal:
    """One proposed change, as a reviewer sees it.

    ``notes`` say what changed since a person reviewed it, and why it is in doubt. ``folded`` are the snapshots that stand in
    the row of their alias. Each tick asks all rows for their ids: these are worked out once.
    """

    plan_id: str
    section: Section
    model: NormalizedModel
    what: str
    ticked: bool = True
    was_enabled: bool = False
    changes_price: bool = False
    in_doubt: bool = False
    notes: tuple[str, ...] = ()
    update: ModelUpdate | None = None
    folded: tuple[Proposal, ...] = ()

    @cached_property
    def id(self) -> str:
        return self.model.universal_model_id

    @cached_property
    def key(self) -> str:
        """The row's place in a table, whatever is shown of it."""
        return f"{self.model.provider}/{self.id}"

    @property
    def can_be_enabled(self) -> bool:
        return self.section != "archived" and self.model.status == "active"

    def approved(self, review: Review) -> bool:
        """The reviewer's tick, else the plan's default."""
        return review.ticks.get(self.id, self.ticked)

    def has_marks(self, review: Review) -> bool:
        """Whether the review, or what is folded into the row, may have something to say of it."""
        return bool(self.folded) or self.id in review.edits or self.id in review.ticks

    def marked(self, review: Review) -> str:
        """What changed, after what the reviewer made of it: ``✗ rejected``, ``✎ renamed, enabled``."""
        ticked, edit = review.ticks.get(self.id), review.edits.get(self.id)
        edits = _edits(self, edit) if edit and self.section != "archived" else ""
        no = "✗ rejected" if ticked is False else ""
        return " · ".join(filter(None, (no, edits, _snapshots(self), self.what)))

    def listed(self, review: Review) -> str:
        """The change in one line: ``gpt-9 “Our flagship” · ✎ renamed · input $2 → $3``."""
        edit = review.edits.get(self.id, Edit())
        is_renamed = edit.display_name not in {None, self.model.display_name} and self.section != "archived"
        name = f" “{edit.display_name}”" if is_renamed else ""
        return " · ".join(filter(None, (f"{self.id}{name}", self.marked(review))))

    def name(self, review: Review) -> str:
        """The reviewer's name, else the model's; a row that is archived takes none."""
        edit = None if self.section == "archived" else review.edits.get(self.id)
        return (edit and edit.display_name) or self.model.display_name

    def enabled(self, review: Review) -> bool:
        """The reviewer's switch, else the model's; of a row that is archived, the switch that it had."""
        if self.section == "archived":
            return self.was_enabled
        edit = review.edits.get(self.id)
        return bool(self.model.enabled if edit is None or edit.enabled is None else edit.enabled)

    def as_edited(self, review: Review) -> NormalizedModel:
        """The model with the reviewer's name and switch; of one that is archived, the switch that it had."""
        return self.model.model_copy(
            update={"display_name": self.name(review), "enabled": self.enabled(review)}
        )

    def matches(self, provider: str | None, words: str, review: Review) -> bool:
        """Whether the filter shows this row; every word must occur in the id or a name, stored or edited."""
        edit = review.edits.get(self.id, Edit())
        text = f"{self.id} {self.model.display_name} {edit.display_name or ''}".lower()
        return provider in {None, self.model.provider} and all(word in text for word in words.lower().split())


def proposals(
    plans: Iterable[Plan], stored: Mapping[str, StoredModel], *, enable_new: bool, today: date
) -> list[Proposal]:
    """Every change of these plans, new models first, the newest of them leading, else by provider and id. Archiving changes form their own section, whatever the cause.

    Names and switches come from the catalogue (``stored``, by id), but for those that an adoption changes. ``enable_new`` is
    the initial switch of new models; past its last day at ``today``, a model is overdue.
    """
    rows = [
        row
        for plan in plans
        for row in sorted(_of_plan(plan, stored, enable_new, today), key=lambda row: row.id)
    ]
    new = sorted((row for row in rows if row.section == "new"), key=_age)
    return [*new, *(row for row in rows if row.section != "new")]


def _age(row: Proposal) -> float:
    """Sorts the newest first; what has no release time comes last."""
    return -row.model.released_at.timestamp() if row.model.released_at else 0.0


def _snapshots(row: Proposal) -> str:
    """What stands in the alias' row beside it: ``+2 snapshots, other prices``."""
    if not row.folded:
        return ""
    count = f"+{len(row.folded):,} snapshot{'' if len(row.folded) == 1 else 's'}"
    prices = {words.price(one.model) for one in (row, *row.folded)}
    return count if len(prices) == 1 else f"{count}, other prices"


def _edits(row: Proposal, edit: Edit) -> str:
    """The edit in words, as far as it makes a difference."""
    words = [] if edit.display_name in {None, row.model.display_name} else ["renamed"]
    if edit.enabled not in {None, bool(row.model.enabled)}:
        words.append("enabled" if edit.enabled else "disabled")
    return f"✎ {', '.join(words)}" if words else ""


def _of_plan(
    plan: Plan, stored: Mapping[str, StoredModel], enable_new: bool, today: date
) -> Iterator[Proposal]:
    row = _maker(plan)
    for model in plan.diff.new_models:
        arrives = (
            model.model_copy(update={"enabled": True}) if enable_new and model.enabled is None else model
        )
        what = words.features(model, brief=True, today=today)
        yield row("new", arrives, f"archived · {what}" if model.status == "archived" else what)
    archived = set(archived_ids(plan.diff))
    for update in plan.diff.updated_models:
        was = stored.get(update.updated.universal_model_id)
        yield row(
            "archived" if update.updated.universal_model_id in archived else "updated",
            _as_now(update.updated, was, update.changed_fields),
            words.changes(update, brief=True, today=today),
            was_enabled=bool(was and was.enabled),
            changes_price=any(path in FIGURE_PATHS for path in update.changed_fields),
            update=update,
        )
    for model, why in words.archivals(plan.diff, plan.context.proofs):
        was = stored.get(model.universal_model_id)
        yield row(
            "archived",
            _as_now(model, was),
            f"{'enabled now · ' if was and was.enabled else ''}{why}",
            was_enabled=bool(was and was.enabled),
        )


def _maker(plan: Plan) -> Callable[..., Proposal]:
    """Makes rows of the plan, each with what changed since a person reviewed it, and with why it is in doubt."""
    doubt, since = words.doubts(plan), words.since_review(plan)
    ticked, in_doubt = plan.ticked_by_default, plan.context.in_doubt

    def row(section: Section, model: NormalizedModel, what: str, **more: Any) -> Proposal:
        id_ = model.universal_model_id
        notes = tuple(said[id_] for said in (since, doubt) if id_ in said)
        return Proposal(
            plan.id,
            section,
            model,
            " · ".join((*notes, what)),
            ticked=id_ in ticked,
            in_doubt=id_ in in_doubt,
            notes=notes,
            **more,
        )

    return row


def _as_now(
    model: NormalizedModel, was: StoredModel | None, changed: Collection[str] = ()
) -> NormalizedModel:
    if was is None:
        return model
    is_kept = was.display_name_by == "admin" and "displayName" not in changed
    enabled = model.enabled if "enabled" in changed else was.enabled and model.status == "active"
    name = was.display_name if is_kept else model.display_name
    return model.model_copy(update={"display_name": name, "enabled": enabled})


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


def reviewed_together(review: Review, proposal: Proposal, changed: Mapping[str, object]) -> Review:
    """The same for a row with its snapshots: ticks and switches are those of all, a name is the alias' own."""
    review = reviewed(review, proposal, changed)
    shared = {name: value for name, value in changed.items() if name != "display_name"}
    for one in proposal.folded if shared else ():
        review = reviewed(review, one, shared)
    return review


def _name(proposal: Proposal, typed: object) -> str:
    try:
        return checked_name(typed if isinstance(typed, str) else "")
    except EditError as error:
        raise EditError(f"{proposal.id}: {error}") from None
