"""What people chose in reviews, by id: kept beside the plans, so that a "no" outlives the plan it was said in. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modelsync.core.diff import changed_fields
from modelsync.core.edits import Edit
from modelsync.core.model_fields import PROVENANCE
from modelsync.core.models import ModelSyncDiff, ModelUpdate, NormalizedModel
from modelsync.core.plans import Plan, Proposed, Review
from modelsync.core.safety import archived_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_NOT_PROPOSED = frozenset({"displayName", "enabled", *PROVENANCE})
"""What an admin sets, or what comes along with a real change."""


@dataclass(frozen=True)
class Choice:
    """A person's tick and edit of one row, with the change that they saw; ``seen`` is None when it cannot be read."""

    universal_model_id: str
    ticked: bool | None
    edit: Edit | None
    by: str
    at: datetime
    seen: Proposed | None


def proposed(diff: ModelSyncDiff) -> dict[str, Proposed]:
    """Each change of a diff as a reviewer sees it, by id."""
    flagged = set(archived_ids(diff))
    changes = [Proposed.model_construct(section="new", model=model) for model in diff.new_models]
    for update in diff.updated_models:
        gone = update.updated.universal_model_id in flagged
        changes.append(
            Proposed.model_construct(section="archived" if gone else "updated", model=update.updated)
        )
    changes += [Proposed.model_construct(section="archived", model=model) for model in diff.archived_models]
    return {change.model.universal_model_id: change for change in changes}


def chosen_again(plan: Plan, choices: Mapping[str, Choice]) -> Review:
    """The review that a new plan starts with.

    A "no", a name and a switch stay, whatever else of the row changed. A "yes" to what is not ticked by default holds for
    the change that was seen. An archived model takes no edit.
    """
    ticks: dict[str, bool] = {}
    edits: dict[str, Edit] = {}
    since: dict[str, Proposed] = {}
    for id_, now in proposed(plan.diff).items() if choices else ():
        if (choice := choices.get(id_)) is None:
            continue
        changed = choice.seen is None or _differs(choice.seen, now)
        if choice.ticked is False or (choice.ticked and not changed):
            ticks[id_] = choice.ticked
        if choice.edit and now.model.status == "active":
            edits[id_] = choice.edit
        if changed and choice.seen and (id_ in edits or id_ in ticks):
            since[id_] = choice.seen
    if not (ticks or edits):
        return Review()
    last = max((choices[id_] for id_ in {*ticks, *edits}), key=lambda choice: choice.at)
    return Review(ticks=ticks, edits=edits, changed_since=since, by=last.by, at=last.at)


def answered(before: Review, after: Review) -> frozenset[str]:
    """The ids whose tick or edit differs between two reviews."""
    ids = {*before.ticks, *after.ticks, *before.edits, *after.edits}
    return frozenset(id_ for id_ in ids if _row(before, id_) != _row(after, id_))


def choices_made(plan: Plan, ids: Iterable[str], review: Review, by: str, at: datetime) -> list[Choice]:
    """What the review says of these rows of the plan; with neither tick nor edit the row is as if never reviewed."""
    changes = proposed(plan.diff.restricted_to(frozenset(ids)))
    return [
        Choice(id_, _beside_default(plan, id_, review), _edit(review, id_), by, at, changes[id_])
        for id_ in sorted(changes)
    ]


def only_noes(choices: Iterable[Choice]) -> list[Choice]:
    """The choices without names, switches and approvals."""
    return [
        replace(choice, ticked=False if choice.ticked is False else None, edit=None) for choice in choices
    ]


@dataclass(frozen=True)
class Since:
    """What changed of a row since a person reviewed it: the change that was seen, and the present one."""

    seen: Proposed
    now: Proposed

    @property
    def update(self) -> ModelUpdate:
        """The difference of the two, without what an admin sets and without the act that the section says."""
        paths = _changed(self.seen, self.now)
        return ModelUpdate(existing=self.seen.model, updated=self.now.model, changed_fields=paths)


def changed_since(plan: Plan) -> dict[str, Since]:
    """The rows of a plan that changed since a person reviewed them, by id."""
    if not plan.review.changed_since:
        return {}
    now = proposed(plan.diff)
    return {id_: Since(seen, now[id_]) for id_, seen in plan.review.changed_since.items() if id_ in now}


def _differs(seen: Proposed, now: Proposed) -> bool:
    return seen.section != now.section or bool(_changed(seen, now))


def _changed(seen: Proposed, now: Proposed) -> tuple[str, ...]:
    paths = changed_fields(seen.model, now.model)
    said = {"status"} if seen.section != now.section else set()
    return tuple(path for path in paths if path not in _NOT_PROPOSED | said)


def _beside_default(plan: Plan, id_: str, review: Review) -> bool | None:
    ticked = review.ticks.get(id_)
    return None if ticked and id_ in plan.ticked_by_default else ticked


def _edit(review: Review, id_: str) -> Edit | None:
    edit = review.edits.get(id_)
    return None if edit == Edit() else edit


def _row(review: Review, id_: str) -> tuple[bool | None, Edit | None]:
    return review.ticks.get(id_), review.edits.get(id_)


def pending_digest(plan: Plan) -> str | None:
    """A token of the changes that wait for a person: equal for the same changes in another plan; None without any."""
    changes = proposed(plan.diff)
    pending = sorted(changes.keys() - plan.rejected)
    if not pending:
        return None
    said = [[changes[id_].section, _said(changes[id_].model)] for id_ in pending]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _said(model: NormalizedModel) -> dict[str, Any]:
    """The model without what an admin sets and where its figures are from."""
    said = model.to_json()
    del said["displayName"], said["enabled"]
    for path in PROVENANCE:
        outer, _dot, key = path.rpartition(".")
        if isinstance(part := said.get(outer), dict):
            part.pop(key, None)
    return said
