"""What compatible servers add to an entry, by the names that they use: one table. Never knows which server sent it.

The first path that holds a value decides; of two entries with one name the later one. ``a.b`` is the key ``b`` of the object ``a``.
"""
# ruff: noqa: TRY004 - a field that cannot be read is a ValueError, whatever is wrong with it

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from modelsync.adapters.fields import (
    day_of,
    description_of,
    flag_of,
    is_empty,
    model_id_of,
    moment_of,
    name_of,
    tokens_of,
    unix_time_of,
    word_of,
    words_of,
)
from modelsync.core.kinds import MOST_CAPABILITIES, WORD_LENGTH, clean_text
from modelsync.core.lifecycle import LifecycleState

ABSENT: Final = object()
"""What a path holds when the server does not send it."""


class Field(NamedTuple):
    """A value of the catalogue, how it is read, and where servers have it; ``null_clears``: null says that there is none."""

    name: str
    read: Callable[[Any], Any]
    paths: tuple[str, ...]
    null_clears: bool = False


def _time(value: object) -> datetime | None:
    return moment_of(value) if isinstance(value, str) and not value.strip().isdigit() else unix_time_of(value)


def _last_day(value: object) -> date | object | None:
    if isinstance(value, dict):  # Azure's, whose parts have paths of their own
        return ABSENT
    if isinstance(value, int | float) and not isinstance(value, bool):
        moment = unix_time_of(value)
        if moment is None:
            raise ValueError("is not a day on which a model could end")
        return moment.date()
    return day_of(value)


_STAGES: Final[dict[str, LifecycleState]] = {
    "active": "active",
    "preview": "active",
    "generally-available": "active",
    "deprecated": "deprecated",
    "deprecating": "deprecated",
    "retired": "retired",
}


def _active(value: object) -> LifecycleState | None:
    flag = flag_of(value)
    return None if flag is None else "active" if flag else "retired"


def _stage(value: object) -> LifecycleState | object | None:
    word = word_of(value)
    return None if word is None else _STAGES.get(word.lower().replace("_", "-"), ABSENT)


def _replacement(value: object) -> str | None:
    return None if is_empty(value) else model_id_of(value)


def _side_of_arrow(side: int) -> Callable[[Any], Any]:
    """Modalities in one word: ``text+image->text``."""

    def read(value: object) -> list[str] | None:
        sides = (word_of(value) or "").split("->")
        return sorted({*sides[side].split("+")} - {""}) or None if len(sides) == 2 else None

    return read


def _one_word(value: object) -> list[str] | None:
    word = word_of(value)
    return [word] if word else None


def _flags(value: object) -> dict[str, bool | list[str]] | None:
    """Capabilities as an object of flags, or as a list of words."""
    if is_empty(value):
        return None
    if isinstance(value, list):
        words = words_of(value)
        return {"capabilities": words} if words else None
    if not isinstance(value, dict):
        raise ValueError("is neither an object nor a list of words")
    flags = {
        clean_text(key): on for key, on in value.items() if isinstance(on, bool) and len(key) <= WORD_LENGTH
    }
    if len(flags) > MOST_CAPABILITIES:
        raise ValueError(f"holds more than {MOST_CAPABILITIES} names")
    return {key: on for key, on in flags.items() if key}


FIELDS: Final = (
    Field("display_name", name_of, ("display_name", "name")),
    Field("description", description_of, ("description", "summary", "metadata.description")),
    Field("released_at", _time, ("created", "created_at")),
    Field(
        "context_window",
        tokens_of,
        (
            "context_length",
            "context_window",
            "max_context_length",
            "max_model_len",
            "top_provider.context_length",
            "limits.max_input_tokens",
            "limits.max_total_tokens",
            "limits.max_prompt_tokens",
            "capabilities.limits.max_context_window_tokens",
            "metadata.context_length",
            "max_input_tokens",
            "meta.n_ctx_train",
        ),
    ),
    Field(
        "max_output_tokens",
        tokens_of,
        (
            "top_provider.max_completion_tokens",
            "max_completion_tokens",
            "max_output_length",
            "max_output_tokens",
            "limits.max_output_tokens",
            "limits.max_completion_tokens",
            "capabilities.limits.max_output_tokens",
            "metadata.max_tokens",
            "max_tokens",
        ),
    ),
    Field(
        "lifecycle.retires_at",
        _last_day,
        (
            "deprecation.inference",
            "deprecation",
            "expiration_date",
            "shutdown_date",
            "deprecation_date",
            "retires_at",
        ),
        null_clears=True,
    ),
    Field("lifecycle.deprecated_at", _last_day, ("deprecated_at",), null_clears=True),
    Field(
        "lifecycle.replacement",
        _replacement,
        ("deprecation_replacement_model", "replacement"),
        null_clears=True,
    ),
    Field("lifecycle.state", _stage, ("lifecycle_status", "lifecycle"), null_clears=True),
    Field("lifecycle.state", _active, ("active",), null_clears=True),
    Field("capabilities.inputModalities", _side_of_arrow(0), ("architecture.modality",)),
    Field("capabilities.outputModalities", _side_of_arrow(1), ("architecture.modality",)),
    Field(
        "capabilities.inputModalities",
        words_of,
        (
            "input_modalities",
            "architecture.input_modalities",
            "supported_input_modalities",
            "modalities.input",
        ),
    ),
    Field(
        "capabilities.outputModalities",
        words_of,
        (
            "output_modalities",
            "architecture.output_modalities",
            "supported_output_modalities",
            "modalities.output",
        ),
    ),
    Field("capabilities.type", _one_word, ("type", "capabilities.type")),
    Field("capabilities.features", words_of, ("supported_features",)),
    Field("capabilities.supports_chat", flag_of, ("supports_chat",)),
    Field("capabilities.free", flag_of, ("is_free", "free")),
    Field("capabilities.*", _flags, ("capabilities",)),
)


_FIRST_KEYS: Final = frozenset(path.partition(".")[0] for field in FIELDS for path in field.paths)


@lru_cache(maxsize=256)  # the entries of a list have the same few sets of keys
def _fields_of(keys: frozenset[str]) -> tuple[Field, ...]:
    """The fields that an entry with these keys may have, each with the paths that begin with one of them."""
    found = (
        field._replace(paths=tuple(path for path in field.paths if path.partition(".")[0] in keys))
        for field in FIELDS
    )
    return tuple(field for field in found if field.paths)


def value_at(item: dict[str, Any], path: str) -> object:
    """What the entry holds at a path; ABSENT when there is no such key."""
    found: object = item
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return ABSENT
        found = found[key]
    return found


def read_fields(item: dict[str, Any], untrusted: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """The values that were sent, by the field's name, and what cannot be read in plain words.

    ``untrusted`` are fields that this server sends without meaning them.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in _fields_of(_FIRST_KEYS.intersection(item)):
        if field.name not in untrusted:
            value = _first(field, item, problems)
            if value is not ABSENT:
                values[field.name] = value
    return values, problems


def _first(field: Field, item: dict[str, Any], problems: list[str]) -> Any:
    cleared: Any = ABSENT
    for path in field.paths:
        sent = value_at(item, path)
        if sent is ABSENT:
            continue
        try:
            value = field.read(sent)
        except ValueError as error:
            problems.append(f"{path} {error}")
            continue
        if value is None and field.null_clears:
            cleared = None
        elif value is not None and value is not ABSENT:
            return value
    return cleared
