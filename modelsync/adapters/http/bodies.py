"""Reads the body of an answer as JSON within bounds of time and memory. Never says what the JSON means."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from modelsync.adapters.http.fetch_errors import FetchErrors

_LEAST_SECRET = 16

_DEEPEST = 64
_CONTAINERS = {dict, list}
_INVISIBLE = re.compile(r"[^ -~]+")


def read_json(response: httpx.Response, errors: FetchErrors) -> object:
    """The body as JSON in any Unicode encoding; raises FetchError for everything that JSON does not allow, and for more.

    A repeated key has two values, of which parsers take either; a body that holds the key that was sent would store and
    show it.
    """
    try:
        text = _text_of(response.content)
        if response.headers.get("content-type", "").lower().startswith("text/html") or text.startswith("<"):
            raise errors.web_page()
        if _separators(text) > errors.limits.values:
            raise errors.too_many_values()
        body: object = json.loads(
            text, parse_float=_finite, parse_constant=_no_number, object_pairs_hook=_without_repeats
        )
    except _RepeatedKeyError as error:
        raise errors.repeated_key(error.key) from None
    except (ValueError, RecursionError) as error:
        raise errors.not_json() from errors.cause(error)
    _check_depth(body, errors)
    if errors.key and not is_short(errors.key) and _may_hold(text, errors.key) and holds(body, errors.key):
        raise errors.repeats_the_key()
    return body


def is_short(key: SecretStr) -> bool:
    """Whether the key may be a word of the list by chance, such as ``ollama``."""
    return len(key.get_secret_value().strip()) < _LEAST_SECRET


def holds(body: object, key: SecretStr) -> bool:
    """Whether a text or a name in the JSON holds the key, also between characters that are dropped before it is stored."""
    secret = key.get_secret_value().strip()
    forms = {secret, quote(secret, safe="")}
    return any(
        form in text or (not (text.isascii() and text.isprintable()) and form in _INVISIBLE.sub("", text))
        for text in _texts(body)
        if len(text) >= len(secret)
        for form in forms
    )


def _may_hold(text: str, key: SecretStr) -> bool:
    """Whether it is worth looking at every text of the body: in plain JSON text the key would stand as it is."""
    return not text.isascii() or "\\" in text or "\x7f" in text or holds([text], key)


class _RepeatedKeyError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__("A key is repeated")
        self.key = key


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKeyError(next(name for name in found if names.count(name) > 1))
    return found


def _separators(text: str) -> int:
    """About the number of values in JSON text, never far below it, and found without building one."""
    return text.count(",") + text.count("[") + text.count("{")


def _texts(body: object) -> Iterator[str]:
    """Every text in the JSON, the names of an object's keys among them."""
    for level in _levels(body):
        for parent in level:
            if isinstance(parent, dict):
                yield from parent
            yield from (child for child in _children(parent) if isinstance(child, str))


def _levels(body: object) -> Iterator[list[Any]]:
    """The objects and arrays by depth, from the outermost."""
    level: list[Any] = [body] if type(body) in _CONTAINERS else []
    while level:
        yield level
        level = [child for parent in level for child in _children(parent) if type(child) in _CONTAINERS]


def _children(parent: dict[str, Any] | list[Any]) -> Collection[Any]:
    return parent.values() if isinstance(parent, dict) else parent


def _check_depth(body: object, errors: FetchErrors) -> None:
    if any(depth >= _DEEPEST for depth, _ in enumerate(_levels(body))):
        raise errors.wrong_shape("it is nested too deeply")


def _text_of(content: bytes) -> str:
    return content.decode(json.detect_encoding(content), "surrogatepass").lstrip("\ufeff \t\r\n")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(_text: str) -> NoReturn:
    raise ValueError("A number is not finite")
