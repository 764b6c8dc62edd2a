"""deprecations-rss: announced last days and successors, read from the providers' pages. Pure.

Format as of 2026-07: https://deprecations.info/v1/deprecations.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from modelsync.core.facts import EndOfLife, Fact, Successor
from modelsync.core.kinds import NAME_LENGTH, clean_text, is_model_id, shown_id
from modelsync.prices.references.base import ParsedReference, ReferenceSource, UnusableReferenceError
from modelsync.prices.references.making import Subject, facts_of
from modelsync.prices.references.reading import (
    Problems,
    UnreadableError,
    day,
    model_id,
    newest,
    read_json,
    web_address,
)

NAME: Final = "deprecations"

_PROVIDERS: Final = {
    "OpenAI": "openai",
    "Google": "google",
    "Anthropic": "anthropic",
    "Mistral": "mistral",
    "Groq": "groq",
    "DeepSeek": "deepseek",
    "xAI": "xai",
    "Together": "together",
}
"""The name of a provider there → our kind; ids are the provider's own."""


def parse(content: bytes, today: date) -> ParsedReference:
    """The newest announcement for each model. Raises UnusableReferenceError."""
    entries = read_json(content)
    if not isinstance(entries, list):
        raise UnusableReferenceError("has no list of announcements")
    problems = Problems()
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for entry in entries:
        if (known := _subject(entry, problems)) and _announced(entry) >= _announced(latest.get(known, {})):
            latest[known] = entry
    facts = [fact for known, entry in latest.items() for fact in _facts(*known, entry, problems, today)]
    as_of = newest((entry.get("last_observed") for entry in latest.values()), today)
    return ParsedReference(tuple(facts), as_of, problems=problems.listed())


def _subject(entry: object, problems: Problems) -> tuple[str, str] | None:
    if not isinstance(entry, dict):
        problems.add("An entry is no object")
        return None
    kind = _PROVIDERS.get(str(entry.get("provider")))
    if kind is None:
        return None
    try:
        return kind, model_id(entry.get("model_id"))
    except UnreadableError as error:
        problems.add(f"{shown_id(str(entry.get('model_id')))[:50]} {error}")
        return None


def _announced(entry: Mapping[str, Any]) -> str:
    return str(entry.get("announcement_date") or "")


def _facts(kind: str, name: str, entry: Mapping[str, Any], problems: Problems, today: date) -> Iterator[Fact]:
    as_of = newest(iter((entry.get("last_observed"),)), today)
    subject = Subject(kind, name, NAME, web_address(entry.get("url")), as_of)
    yield from facts_of(
        subject, problems, lifecycle=lambda: _end(entry), replacement=lambda: _successor(entry)
    )


def _end(entry: Mapping[str, Any]) -> EndOfLife:
    ends, began = day(entry.get("shutdown_date")), day(entry.get("deprecation_date"))
    # Google's page has no day of deprecation: there both are the last day.
    return EndOfLife(retires_at=ends, deprecated_at=began if ends and began and began < ends else None)


def _successor(entry: Mapping[str, Any]) -> Successor | None:
    named = entry.get("replacement_models")
    if not named:
        return None
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise UnreadableError("is no list of ids")
    first, *others = [one for one in named if is_model_id(one)] or [""]
    if not first:
        raise UnreadableError("names no model")
    notes = [
        *([f"or {', '.join(others)}"] if others else []),
        *(one for one in named if not is_model_id(one)),
    ]
    return Successor(replacement=first, replacement_note=clean_text("; ".join(notes))[:NAME_LENGTH] or None)


SOURCE: Final = ReferenceSource(
    name=NAME,
    label="The list of deprecations",
    setting="deprecations",
    address="https://deprecations.info/v1/deprecations.json",
    parse=parse,
)
