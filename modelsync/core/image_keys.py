"""Which keys an image of the history has as this version writes it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modelsync.core.model_fields import OUTER, STORED_FIELDS
from modelsync.core.models import StoredModel

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Keys(NamedTuple):
    always: frozenset[str]
    known: frozenset[str]

    def are_those_of(self, held: object) -> bool:
        return isinstance(held, dict) and self.always <= held.keys() <= self.known


def _keys_of_an_image() -> _Keys:
    infos = {field.key: StoredModel.model_fields[field.name] for field in STORED_FIELDS}
    known = infos.keys() - {"updatedAt", "unreadable"}
    return _Keys(frozenset(key for key in known if not infos[key].exclude_if), frozenset(known))


_IMAGE = _keys_of_an_image()
_OBJECTS = {
    field.key: _Keys(
        always=frozenset(part.key for part in field.parts if part.name == field.kind.marker),
        known=frozenset(part.key for part in field.parts),
    )
    for field in OUTER
}


def has_our_keys(image: Mapping[str, Any]) -> bool:
    """Whether an image has all keys that this version writes and no others, in its objects too."""
    return _IMAGE.are_those_of(image) and all(
        (held := image[key]) is None or keys.are_those_of(held) for key, keys in _OBJECTS.items()
    )
