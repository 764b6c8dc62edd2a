"""Whether a new plan says the same as the provider's last one: then the schedule keeps that plan with its review. Pure.

Two plans say the same when their changes, exclusions, warnings and proofs are equal. Raw entries count for nothing, and
neither does the release time of a new model, which some servers send as the time of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelsync.core.models import ModelSyncDiff
    from modelsync.core.plans import Plan

_OF_THE_FETCH = ("planId", "fetchedAt", "listingSha256")
_SAID = ("archived_enabled", "included", "in_doubt", "proofs", "overdue", "base_url")


def says_the_same(old: Plan, new: Plan) -> bool:
    """Whether a person who saw the old plan learns nothing from the new one; never of one whose content cannot be read."""
    if old.problem or old.diff.ids() != new.diff.ids():
        return False
    contexts_differ = any(getattr(old.context, name) != getattr(new.context, name) for name in _SAID)
    return not contexts_differ and _said(old.diff) == _said(new.diff)


def _said(diff: ModelSyncDiff) -> dict[str, Any]:
    said = diff.to_json()
    for name in _OF_THE_FETCH:
        del said[name]
    for model in said["newModels"]:
        model["releasedAt"] = model["releasedAt"] is not None
    return said
