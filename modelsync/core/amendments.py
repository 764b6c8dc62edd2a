"""Amendments: facts that an admin set or accepted. They lie over the pricing file. Pure values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelsync.core.facts import Fact
from modelsync.core.kinds import UtcDatetime

if TYPE_CHECKING:
    from datetime import date, datetime


class Amendment(Fact):
    """A fact in the database; ``version`` rises by one at every change of it."""

    key: str
    reason: str | None = None
    by: str
    at: UtcDatetime
    version: int

    def in_words(self) -> str:
        """``the price of gpt-9 from 2026-11-25 (input 8, output 40)``, as a person reads a fact."""
        noun = {"limit": "the limits", "lifecycle": "the end of life", "replacement": "the replacement"}
        name = noun.get(self.kind, f"the {self.kind}")
        begins = f" from {self.begins}" if self.begins else ""
        values = ", ".join(f"{key} {_shown(value)}" for key, value in self.value.to_json().items())
        return f"{name} of {self.universal_model_id}{begins} ({values})"


@dataclass(frozen=True)
class FactChange:
    """One amendment of a run, before and after; None where there was none."""

    key: str
    before: Amendment | None
    after: Amendment | None

    @property
    def amendment(self) -> Amendment:
        """The side that exists, the later one if both do."""
        amendment = self.after or self.before
        assert amendment is not None  # noqa: S101 - one side always exists, for the type checker
        return amendment


def key_of(fact: Fact) -> str:
    """The amendment's name, the same for the same subject: ``price:openai:gpt-9:2026-11-25``, ``limit:openai:gpt-9``."""
    key = f"{fact.kind}:{fact.provider}:{fact.universal_model_id}"
    return f"{key}:{fact.begins}" if fact.begins else key


def amended(
    stored: Mapping[str, Amendment],
    facts: Iterable[Fact],
    *,
    by: str,
    at: datetime,
    today: date,
    reason: str | None = None,
) -> list[FactChange]:
    """What setting these facts changes: a price is whole, of any other fact the keys that are not said stay.

    A price that names no first day begins today.
    """
    changes: dict[str, FactChange] = {}
    for fact in facts:
        dated = fact.model_copy(update={"begins": (fact.begins or today) if fact.kind == "price" else None})
        key = key_of(dated)
        before = changes[key].after if key in changes else stored.get(key)
        value = _over(before, dated)
        if (
            before
            and before.value == value
            and (before.source, before.source_url)
            == (
                dated.source,
                dated.source_url,
            )
        ):
            continue
        said = {name: getattr(dated, name) for name in Fact.model_fields}
        after = Amendment(
            **said | {"value": value},
            key=key,
            reason=reason,
            by=by,
            at=at,
            version=(stored[key].version if key in stored else 0) + 1,
        )
        changes[key] = FactChange(key, stored.get(key), after)
    return list(changes.values())


def _over(before: Amendment | None, fact: Fact) -> Any:
    """The fact's value over what an earlier amendment said; a price replaces it."""
    if before is None or fact.kind == "price":
        return fact.value
    said = {name: value for name, value in fact.value if value is not None}
    return before.value.model_copy(update=said)


def same_amendment(one: Amendment | None, other: Amendment | None) -> bool:
    """Whether two say the same with the same source; the version does not count."""
    if one is None or other is None:
        return one is other
    return one.model_copy(update={"version": other.version}) == other


def undo_facts(
    changes: Iterable[FactChange], stored: Mapping[str, Amendment]
) -> tuple[list[FactChange], list[str]]:
    """The changes that take these back, and a phrase for each amendment that changed since."""
    back, left = [], []
    for change in changes:
        now = stored.get(change.key)
        if not same_amendment(now, change.after):
            left.append(
                f"{(now or change.amendment).in_words()} {'changed since' if now else 'is no longer set'}"
            )
            continue
        version = (now.version if now else change.before.version if change.before else 0) + 1
        before = change.before and change.before.model_copy(update={"version": version})
        back.append(FactChange(change.key, now, before))
    return back, left


def _shown(value: object) -> str:
    return f"{len(value)} of them" if isinstance(value, list) else str(value)
