"""What the references would add to or change of the known facts of a model, source beside source. Pure; sets no fact.

The provider's own value is never proposed against, and what is known already is not proposed. A source is independent when it
is another project; whether one copies from another is not looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field

from modelsync.core.fact_fields import Fields, fields_of_value, merged, same
from modelsync.core.facts import VALUES, Fact, FactKind, FactValue
from modelsync.core.kinds import Day
from modelsync.core.models import ModelUpdate, NormalizedModel, StoredModel
from modelsync.core.ownership import END_OF_LIFE, LIMITS, Terms
from modelsync.core.pricing import Price, Pricing
from modelsync.core.values import Value

Agreement = Literal["agree", "single", "differ"]
ProposalKey: TypeAlias = tuple[str, FactKind, date | None]
"""A model's id, the kind of the fact, and the first day of a price where a source names one."""

_LEADING: Final = {"lifecycle": "retires_at", "replacement": "replacement"}
"""The field without which the others of its kind are not worth a proposal: a day of deprecation, a note."""

_PATHS: Final = {**LIMITS, **END_OF_LIFE}


class Saying(Value):
    """What one source says of the fields that would change, and the day on which it said so."""

    source: str
    value: dict[str, Any]
    as_of: Day | None = None


class Proposal(Value):
    """A fact that the references would add or change (contract).

    The objects hold the fields that change, in the words of `config`; ``proposed`` has those that no source contradicts.
    ``begins`` is the first day of a price where one is known, else it holds from the day of its acceptance.
    """

    provider: str
    universal_model_id: str
    kind: FactKind
    begins: Annotated[Day | None, Field(alias="from")] = None
    current: dict[str, Any]
    proposed: dict[str, Any]
    sources: tuple[Saying, ...]
    agreement: Agreement

    @property
    def key(self) -> ProposalKey:
        """What tells it from the others of its provider."""
        return self.universal_model_id, self.kind, self.begins

    @property
    def ticked_by_default(self) -> bool:
        """Whether two independent sources say the same and none contradicts."""
        return self.agreement == "agree"

    @property
    def seen(self) -> dict[str, Any]:
        """What a person rejects: it stays rejected as long as this stays the same."""
        if self.agreement != "differ":
            return self.proposed
        return {saying.source: saying.value for saying in self.sources}


@dataclass(frozen=True)
class Candidate:
    """A proposal with the typed values behind it: those of each source, and what an acceptance keeps of the known ones."""

    proposal: Proposal
    said: Mapping[str, Fields]
    kept: Fields
    source_url: str | None

    def value(self, source: str | None = None) -> FactValue:
        """The whole value to set: what was known and set before, with what one source or all say."""
        said = [self.said[source]] if source else list(self.said.values())
        kind = VALUES[self.proposal.kind]
        return kind.model_validate({**self.kept, **merged(said)})  # type: ignore[return-value]  # VALUES has the values' types


def priced(row: NormalizedModel, price: Price) -> ModelUpdate:
    """The change of a model's price, for the safety check to judge as it judges one of a plan."""
    now = row.normalized() if isinstance(row, StoredModel) else row
    figures = {name: getattr(price, name) for name in Price.model_fields}
    return ModelUpdate(
        existing=now,
        updated=now.model_copy(update={"pricing": Pricing(**figures)}),
        changed_fields=("pricing",),
    )


def candidates(
    row: NormalizedModel, said: Iterable[Fact], terms: Callable[[date], Terms | None], today: date
) -> Iterator[Candidate]:
    """The proposals for one active model, of the catalogue or new in a plan: by kind, prices of today before those to come."""
    facts = list(said)
    days = {fact.begins for fact in facts if fact.kind == "price" and fact.begins and fact.begins > today}
    for on in (today, *sorted(days)):
        spoken = _prices_on(facts, on, dated=on > today)
        if found := _candidate(
            row, "price", spoken, _known_price(row, terms(on)), on if on > today else None
        ):
            yield found
    now = terms(today)
    for kind in ("limit", "lifecycle", "replacement"):
        spoken = {fact.source: fact for fact in facts if fact.kind == kind}
        if found := _candidate(row, kind, spoken, _known(row, kind, now)):
            yield found


@dataclass(frozen=True)
class _Known:
    """What holds of one kind: ``own`` fields are the provider's, ``kept`` is what an acceptance sets again."""

    fields: Fields
    kept: Fields
    own: frozenset[str] = frozenset()
    since: date | None = None


def _known_price(row: NormalizedModel, terms: Terms | None) -> _Known | None:
    """The price of a file or an amendment; None where only the list itself has one, which is the provider's own."""
    price = terms.pricing if terms else None
    if price is None:
        return None if row.pricing else _Known({}, {})
    fields = fields_of_value(price, Price.model_fields)
    return _Known(fields, fields, since=price.as_of)


def _known(row: NormalizedModel, kind: FactKind, terms: Terms | None) -> _Known:
    fields: dict[str, Any] = {}
    own = set()
    for name in VALUES[kind].model_fields:
        holds = getattr(row, name, None) if kind == "limit" else getattr(row.lifecycle, name, None)
        said = getattr(terms, name, None)
        if holds is not None and _PATHS.get(name) not in row.sources and said != holds:
            own.add(name)
        value = said if said is not None and name not in own else holds
        if value is not None:
            fields[name] = value
    amended = terms.amended if terms else frozenset()
    return _Known(fields, {name: fields[name] for name in fields if name in amended}, frozenset(own))


def _prices_on(facts: Sequence[Fact], on: date, *, dated: bool) -> dict[str, Fact]:
    """Each source's price of a day; ``dated``: only sources that name that day themselves."""
    found: dict[str, Fact] = {}
    for fact in facts:
        begins = fact.begins or date.min
        if fact.kind != "price" or begins > on or (dated and fact.begins != on):
            continue
        before = found.get(fact.source)
        if before is None or begins >= (before.begins or date.min):
            found[fact.source] = fact
    return found


def _candidate(
    row: NormalizedModel,
    kind: FactKind,
    spoken: Mapping[str, Fact],
    known: _Known | None,
    begins: date | None = None,
) -> Candidate | None:
    if known is None:
        return None
    said = {source: fields_of_value(fact.value) for source, fact in spoken.items()}
    changed = _changed(kind, said, known)
    if not changed:
        return None
    said = {
        source: {name: value for name, value in fields.items() if name in changed}
        for source, fields in said.items()
    }
    said = {source: fields for source, fields in said.items() if fields}
    disputed = {
        name
        for name in changed
        for one, other in combinations([fields[name] for fields in said.values() if name in fields], 2)
        if not same(one, other)
    }
    agreed = {name: value for name, value in merged(list(said.values())).items() if name not in disputed}
    confirmed = any(sum(name in fields for fields in said.values()) > 1 for name in changed)
    proposal = Proposal(
        provider=row.provider,
        universal_model_id=row.universal_model_id,
        kind=kind,
        begins=begins or (_first_day(changed, spoken, said, known) if kind == "price" else None),
        current=_json(kind, {name: known.fields[name] for name in changed if name in known.fields}),
        proposed=_json(kind, agreed),
        sources=tuple(
            Saying(source=source, value=_json(kind, fields), as_of=spoken[source].as_of)
            for source, fields in said.items()
        ),
        agreement="differ" if disputed else "agree" if confirmed else "single",
    )
    url = next((spoken[source].source_url for source in said if spoken[source].source_url), None)
    return Candidate(proposal, said, dict(known.kept), url)


def _changed(kind: FactKind, said: Mapping[str, Fields], known: _Known) -> list[str]:
    """The fields of which some source says something that is not known, in their order.

    A known value that more sources confirm than contradict is settled.
    """
    found = []
    for name in VALUES[kind].model_fields:
        values = [fields[name] for fields in said.values() if name in fields]
        confirmed = sum(name in known.fields and same(known.fields[name], value) for value in values)
        if name not in known.own and confirmed <= len(values) - confirmed > 0:
            found.append(name)
    leading = _LEADING.get(kind)
    return found if leading is None or leading in found else []


def _first_day(
    changed: Sequence[str], spoken: Mapping[str, Fact], said: Mapping[str, Fields], known: _Known
) -> date | None:
    """The first day of a price of today: that of the known price where figures are only added, else the one that a source names.

    A source's day before that of the price which it would change says nothing.
    """
    if known.since and not any(name in known.fields for name in changed):
        return known.since
    first = max((day for source in said if (day := spoken[source].begins)), default=None)
    return None if first and known.since and first <= known.since else first


def _json(kind: FactKind, fields: Fields) -> dict[str, Any]:
    """The fields in the words of `config`."""
    value = VALUES[kind].model_validate(dict(fields)).to_json()
    return {key: found for key, found in value.items() if found is not None}
