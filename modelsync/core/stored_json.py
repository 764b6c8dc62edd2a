"""Reads values from JSON that this or another version stored. Pure; inputs from outside are never read with it.

A version knows some keys, an older or newer one others: unknown keys are ignored, missing ones get their defaults. The
classes themselves forbid unknown keys, so that API bodies and pricing files stay strict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from modelsync.errors import EditError, StoreError

Model = TypeVar("Model", bound=BaseModel)
Json = TypeVar("Json", dict[str, Any], list[Any])

_any = TypeAdapter[Any](Any)
_any_json = _any.validator.validate_json
_STORED = object()
"""The validation context that tells a stored value from an input."""
_MOST_SHARED = 1024


def read(kind: type[Model], stored: str | Mapping[str, Any], what: str, cure: str = "") -> Model:
    """The value in JSON text or in decoded JSON. Raises StoreError, which names ``what`` cannot be read and the ``cure``."""
    try:
        if isinstance(stored, str):
            return kind.model_validate_json(stored, extra="ignore", context=_STORED)
        return kind.model_validate(stored, extra="ignore", context=_STORED)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise _unreadable(what, f"{where}: {first['msg']}" if where else first["msg"], cure) from error
    except EditError as error:  # an edit in a review is checked by the rules of edits
        raise _unreadable(what, str(error), cure) from error


def read_json(kind: type[Json], text: str, what: str, cure: str = "") -> Json:
    """The decoded object or array in JSON text. Raises StoreError like ``read``."""
    found = decoded(text, what, cure)
    if not isinstance(found, kind):
        raise _unreadable(what, "It is JSON of another kind", cure)
    return found


def encoded(value: object) -> str:
    """JSON text of decoded JSON, without blanks."""
    try:
        return _any.dump_json(value).decode()
    except ValueError:  # half a character, which only an escape can write
        return json.dumps(value, separators=(",", ":"))


def decoded(text: str | bytes, what: str = "JSON in the database", cure: str = "") -> Any:
    """What JSON text holds. Raises StoreError like ``read``."""
    try:
        return _any_json(text)  # takes half the time
    except ValidationError:
        pass  # also for more than 200 levels and for halves of characters, which a listing may hold
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(what, "It is not well-formed", cure) from error


def word_known(*words: str, otherwise: str | None) -> BeforeValidator:
    """Reads a stored word that this version does not know as ``otherwise``; an input with one stays an error."""

    def known(value: object, info: ValidationInfo) -> object:
        return otherwise if info.context is _STORED and value not in words else value

    return BeforeValidator(known)


def shared_if_alike() -> WrapValidator:
    """Reads stored objects that are written alike as one value: the models of a provider share a few."""
    known: dict[str, object] = {}

    def read_once(value: object, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        if info.context is not _STORED or not isinstance(value, dict):
            return validate(value)
        written = repr(value)
        if (found := known.get(written)) is None:
            if len(known) >= _MOST_SHARED:
                known.clear()
            found = known[written] = validate(value)
        return found

    return WrapValidator(read_once)


def _unreadable(what: str, why: str, cure: str = "") -> StoreError:
    cured = cure or "Use the version that wrote it, or restore a backup."
    return StoreError(
        f"{what} cannot be read ({why.rstrip('.')}): it is damaged, or another version of Model Sync wrote it. {cured}"
    )
