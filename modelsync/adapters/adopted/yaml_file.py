"""Reads YAML that a person hands over, by a safe loader: no aliases (a few lines of them make a billion values), no tags. Pure.

Depth and number of values are bounded on the stream of events, before anything is built.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from modelsync.errors import AdoptionError

_DEEPEST: Final = 30
_MOST_VALUES: Final = 2_000_000
_SafeLoader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]  # libyaml's loader where there is one
    """Plain values, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                problem = f"the key {str(key)[:60]!r} comes twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


def read(label: str, text: str) -> Any:
    """What the text holds. Raises AdoptionError."""
    try:
        _bound(label, text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{label}, line {mark.line + 1}" if mark else label
        raise AdoptionError(
            f"{where}: this is no YAML that is read here ({error.problem}). Correct it."
        ) from None
    except yaml.YAMLError:
        raise AdoptionError(
            f"{label} is no YAML: it holds characters that YAML does not allow. Remove them."
        ) from None
    except (ValueError, TypeError, RecursionError):
        raise AdoptionError(
            f"{label} holds a date, number or key that cannot be read. Put it in quotes."
        ) from None


def _bound(label: str, text: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = f", line {event.start_mark.line + 1}" if event.start_mark else ""
            raise AdoptionError(
                f"{label}{line}: anchors and aliases (& and *) are not read. Write the value out."
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or number > _MOST_VALUES:
            raise AdoptionError(
                f"{label} is nested too deeply, or has too many values, for a list of models. Flatten it."
            )
