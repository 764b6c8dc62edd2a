"""Decides whose value holds where several may say it: limits and the end of life of a model. Pure.

The provider wins. For what it does not send, an amendment holds, else the pricing file; the terms have both merged. What
the file or an admin said is cleared when they no longer say it; what the provider said is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from modelsync.core.lifecycle import Lifecycle

if TYPE_CHECKING:
    from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class OwnedFacts:
    """The values that hold; ``sources`` says whose they are, by path, where they are not the provider's."""

    context_window: int | None
    max_output_tokens: int | None
    lifecycle: Lifecycle
    sources: dict[str, str]


@dataclass(slots=True)
class _Merge:
    """Decides field by field, and notes whose each value is."""

    known: NormalizedModel | None
    terms: Terms | None
    readable: bool
    sources: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, path: str, sent: Any, known: Any, *, cleared: bool = False) -> Any:
        """The value that holds; ``cleared``: the provider sent null, which takes back what it said before."""
        said = getattr(self.terms, name, None)
        before = self._known_source(path)
        if sent is not None:
            return sent
        if said is not None and self.terms is not None:
            self.sources[path] = self.terms.source_of(name)
            return said
        if before is not None and known is not None and not self.readable:
            self.sources[path] = before
            return known
        return None if before is not None or cleared else known

    def _known_source(self, path: str) -> str | None:
        """Whose the known value is; None for the provider's, and in rows of older versions, which did not keep it."""
        return self.known.sources.get(path) if self.known else None


def owned_facts(
    listed: ListedModel, known: NormalizedModel | None, terms: Terms | None, *, readable: bool = True
) -> OwnedFacts:
    """The facts of a model after a listing. With ``readable`` False (a broken file) what the file said before stays."""
    merge = _Merge(known, terms, readable)
    limits = {
        name: merge.value(name, path, getattr(listed, name), known and getattr(known, name))
        for name, path in LIMITS.items()
    }
    lifecycle = _lifecycle(merge, listed.lifecycle, known.lifecycle if known else Lifecycle())
    return OwnedFacts(**limits, lifecycle=lifecycle, sources=merge.sources)


def _lifecycle(merge: _Merge, sent: Lifecycle, known: Lifecycle) -> Lifecycle:
    values = {
        name: merge.value(
            name, path, getattr(sent, name), getattr(known, name), cleared=name in sent.model_fields_set
        )
        for name, path in END_OF_LIFE.items()
    }
    state = sent.state if "state" in sent.model_fields_set else known.state
    return Lifecycle.model_validate(
        {
            **values,
            **_companions(merge.terms, known, merge.sources, values["retires_at"]),
            "source": _source(merge.sources, sent, known, values),
            "state": state,
        }
    )


def _companions(
    terms: Terms | None, known: Lifecycle, sources: Mapping[str, str], retires_at: date | None
) -> dict[str, str | None]:
    """What belongs to a value and comes from where the value does: kind, note and page."""
    said = terms or Terms(
        retires_kind=known.retires_kind,
        replacement_note=known.replacement_note,
        lifecycle_url=known.source_url,
    )
    is_dated, is_succeeded = (END_OF_LIFE[name] in sources for name in ("retires_at", "replacement"))
    is_said = any(path in sources for path in END_OF_LIFE.values())
    kind = (said.retires_kind or "announced") if is_dated else None
    return {
        "retires_kind": known.retires_kind if _stays_announced(known, retires_at, kind) else kind,
        "replacement_note": said.replacement_note if is_succeeded else None,
        "source_url": said.lifecycle_url if is_said else None,
    }


def _stays_announced(known: Lifecycle, retires_at: date | None, kind: RetiresKind | None) -> bool:
    """Whether the known day stays an announced one: None says so of the provider's, and who says it makes no update."""
    is_the_same = retires_at is not None and retires_at == known.retires_at and not known.is_older
    return is_the_same and "earliest" not in {kind, known.retires_kind}


def _source(
    sources: Mapping[str, str], sent: Lifecycle, known: Lifecycle, values: Mapping[str, Any]
) -> str | None:
    """Whose the first value is; None where an older version kept it without its source."""
    for name, path in END_OF_LIFE.items():
        if values[name] is not None:
            is_known = getattr(sent, name) is not None or known.source is not None
            return sources.get(path, "provider" if is_known else None)
    return None
