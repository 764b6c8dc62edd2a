"""The checksum of an approval: the same wherever an equal catalogue meets an equal list. Pure.

It holds what would be written, and nothing that differs between two machines: no plan's id, no time.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from modelsync.core.kinds import UtcDatetime
from modelsync.core.model_fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelsync.core.edits import Edit
    from modelsync.core.models import ModelSyncDiff, NormalizedModel
    from modelsync.core.plans import Plan

_TIMES: Final = {field.name for field in FIELDS if field.kind == UtcDatetime}
"""Some servers send the time of the request as a release time."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def is_checksum(text: str) -> bool:
    """Whether this can be a checksum: 64 small hexadecimal digits."""
    return _SHA256.fullmatch(text) is not None


def approval_checksum(plan: Plan, ids: frozenset[str], edits: Mapping[str, Edit], *, enable_new: bool) -> str:
    """The SHA-256 over provider, approved ids with their values afterwards, and edits. ``enable_new``: new models arrive enabled."""
    content = {
        "provider": plan.provider,
        "after": {
            model.universal_model_id: model.model_dump(mode="json", by_alias=True, exclude=_TIMES)
            for model in _afterwards(plan.diff.restricted_to(ids), enable_new)
        },
        "edits": {id_: said for id_ in ids & edits.keys() if (said := _said(edits[id_]))},
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _afterwards(approved: ModelSyncDiff, enable_new: bool) -> Iterator[NormalizedModel]:
    for model in approved.new_models:
        yield model.model_copy(update={"enabled": enable_new})
    for update in approved.updated_models:
        after = update.updated
        yield _off(after) if after.status == "archived" else after
    for model in approved.archived_models:
        yield _off(model)


def _off(model: NormalizedModel) -> NormalizedModel:
    return model.model_copy(update={"status": "archived", "enabled": False})


def _said(edit: Edit) -> dict[str, Any]:
    return edit.model_dump(mode="json", by_alias=True, exclude_none=True)
