"""Decides whose value holds where several may say it: limits and the end of life of a model. Pure.

The provider wins. For what it does not send, an amendment holds, else the pricing file; the terms have both merged. What
the file or an admin said is cleared when they no longer say it; what the provider said is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from modelsync.core.lifecycle import Lifecycle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from modelsync.core.lifecycle import RetiresKind
    from modelsync.core.models import ListedModel, NormalizedModel
    from modelsync.core.pricing import Pricing

LIMITS: Final = {"context_window": "contextWindow", "max_output_tokens": "maxOutputTokens"}
END_OF_LIFE: Final = {
    "retires_at": "lifecycle.retiresAt",
    "deprecated_at": "lifecycle.deprecatedAt",
    "replacement": "lifecycle.replacement",
}
"""The fields that several may say, by name, with their paths in JSON; the first that has a value says the source."""
_LIFECYCLE: Final = (*END_OF_LIFE, "retires_kind", "replacement_note", "source_url", "source", "state")
_UNKNOWN: Final = Lifecycle()
_limits, _end_of_life = attrgetter(*LIMITS), attrgetter(*END_OF_LIFE)
_NOTHING: Final = (None,) * len(END_OF_LIFE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the pricing file says of one model on one day, amendments included; None is what it does not say.

    ``amended`` names the fields that an admin's amendment says.
    """

    display_name: str | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None
    deprecated_at: date | None = None
    retires_at: date | None = None
    retires_kind: RetiresKind | None = None
    replacement: str | None = None
    replacement_note: str | None = None
    lifecycle_url: str | None = None
    pricing: Pricing | None = None
    amended: frozenset[str] = frozenset()

    def source_of(self, name: str) -> str:
        """Who says this field."""
        return "admin" if name in self.amended else "file"


class OwnedFacts(NamedTuple):
    """The values that hold; ``sources`` says whose they are, by path, where they are not the provider's."""

    context_window: int | None
    max_output_tokens: int | None
    lifecycle: Lifecycle
    sources: dict[str, str]


class _Merge:
    """Decides field by field, and notes whose each value is."""

    def __init__(self, known: NormalizedModel | None, terms: Terms | None, *, readable: bool) -> None:
        self.terms = terms
        self.readable = readable
        self.sources: dict[str, str] = {}
        self._known_sources = known.sources if known else {}

    def value(self, name: str, path: str, known: Any, *, cleared: bool = False) -> Any:
        """The value that holds where none was sent; ``cleared``: null was, which takes back what the provider said before."""
        if self.terms is not None and (said := getattr(self.terms, name)) is not None:
            self.sources[path] = self.terms.source_of(name)
            return said
        if known is None:
            return None
        # None for the provider's, and in rows of older versions, which did not keep it
        before = self._known_sources.get(path)
        if before is not None and not self.readable:
            self.sources[path] = before
            return known
        return None if before is not None or cleared else known


def owned_facts(
    listed: ListedModel, known: NormalizedModel | None, terms: Terms | None, *, readable: bool = True
) -> OwnedFacts:
    """The facts of a model after a listing. With ``readable`` False (a broken file) what the file said before stays."""
    merge = _Merge(known, terms, readable=readable)
    limits = _limits(listed)
    if None in limits:
        limits = tuple(
            merge.value(name, path, getattr(known, name, None)) if sent is None else sent
            for (name, path), sent in zip(LIMITS.items(), limits, strict=True)
        )
    lifecycle = _lifecycle(merge, listed.lifecycle, known.lifecycle if known else _UNKNOWN)
    context_window, max_output_tokens = limits
    return OwnedFacts(context_window, max_output_tokens, lifecycle, merge.sources)


def _lifecycle(merge: _Merge, sent: Lifecycle, known: Lifecycle) -> Lifecycle:
    keys, own = sent.model_fields_set, _end_of_life(sent)
    state = sent.state if "state" in keys else known.state
    values = own
    if not _says_nothing(known) or not (merge.terms is None or _says_nothing(merge.terms)):
        values = tuple(
            merge.value(name, path, getattr(known, name), cleared=name in keys) if value is None else value
            for (name, path), value in zip(END_OF_LIFE.items(), own, strict=True)
        )
    if values == _NOTHING:  # what belongs to a value is not known either
        return _lifecycle_of(*(None,) * (len(_LIFECYCLE) - 1), state)
    return _lifecycle_of(
        *values,
        *_companions(merge.terms, known, merge.sources, values[0]),
        _source(merge.sources, own, known, values),
        state,
    )


def _says_nothing(other: Lifecycle | Terms) -> bool:
    return _end_of_life(other) == _NOTHING


@lru_cache(maxsize=1024)
def _lifecycle_of(*values: Any) -> Lifecycle:
    """The lifecycle with these values; the models of a list share a few."""
    return Lifecycle.model_validate(dict(zip(_LIFECYCLE, values, strict=True)))


def _companions(
    terms: Terms | None, known: Lifecycle, sources: Mapping[str, str], retires_at: date | None
) -> tuple[RetiresKind | None, str | None, str | None]:
    """What belongs to a value and comes from where the value does: kind, note and page."""
    if not sources:
        return known.retires_kind if _stays_announced(known, retires_at, None) else None, None, None
    if terms is None:
        said = (known.retires_kind, known.replacement_note, known.source_url)
    else:
        said = (terms.retires_kind, terms.replacement_note, terms.lifecycle_url)
    kind = (said[0] or "announced") if END_OF_LIFE["retires_at"] in sources else None
    is_said = any(path in sources for path in END_OF_LIFE.values())
    return (
        known.retires_kind if _stays_announced(known, retires_at, kind) else kind,
        said[1] if END_OF_LIFE["replacement"] in sources else None,
        said[2] if is_said else None,
    )


def _stays_announced(known: Lifecycle, retires_at: date | None, kind: RetiresKind | None) -> bool:
    """Whether the known day stays an announced one: None says so of the provider's, and who says it makes no update."""
    is_the_same = retires_at is not None and retires_at == known.retires_at and not known.is_older
    return is_the_same and "earliest" not in {kind, known.retires_kind}


def _source(
    sources: Mapping[str, str], sent: Sequence[Any], known: Lifecycle, values: Sequence[Any]
) -> str | None:
    """Whose the first value is; None where an older version kept it without its source."""
    for path, own, value in zip(END_OF_LIFE.values(), sent, values, strict=True):
        if value is not None:
            is_known = own is not None or known.source is not None
            return sources.get(path, "provider" if is_known else None)
    return None
