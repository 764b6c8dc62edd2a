"""Turns the raw entries of a complete listing into a Listing. Pure; never drops an entry in silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from modelsync.adapters.base import Adapter, Item
from modelsync.adapters.fields import problems_of
from modelsync.adapters.repeats import differences
from modelsync.core.kinds import is_model_id, is_visible, shown_id
from modelsync.core.models import Exclusion, ListedModel, Listing, Notice, UnreadableEntry
from modelsync.errors import FetchError


def read_listing(
    adapter: Adapter, items: Sequence[Item], *, check_time: Callable[[], None] = lambda: None
) -> Listing:
    """Read every entry; raises FetchError at the first one after which the listing as a whole cannot be trusted.

    ``check_time`` is called before each entry and raises when there is no time left.
    """
    if not items:
        raise empty_list(adapter)
    reading = _Reading(adapter, len(items))
    for position, item in enumerate(items, start=1):
        check_time()
        reading.add(item, position)
    return reading.listing()


def empty_list(adapter: Adapter) -> FetchError:
    """An empty list would archive everything, so it counts as a failure."""
    key = f"what the key in {adapter.key_names} may see, and " if adapter.key_variables else ""
    return FetchError(
        f"{adapter.label} sent an empty list, which is taken as a failure: check {key}{adapter.address_name}."
    )


@dataclass
class _Reading:
    """Collects what the entries of one list are, in their order; ``first`` is the raw entry behind each id."""

    adapter: Adapter
    total: int
    models: dict[str, ListedModel] = field(default_factory=dict)
    first: dict[str, Item] = field(default_factory=dict)
    unreadable: list[UnreadableEntry] = field(default_factory=list)
    unusual: dict[str, Exclusion] = field(default_factory=dict)
    repeated: dict[str, Notice] = field(default_factory=dict)
    contradictions: dict[str, set[str]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def add(self, item: Item, position: int) -> None:
        id_ = _universal_id(self.adapter, self.adapter.bare_id(item))
        if id_ is not None and not is_model_id(id_) and is_visible(id_):
            self._add_unusual(id_)
            return
        try:
            model = _parsed(self.adapter, item)
        except _UnreadableError as error:
            self._add_unreadable(id_ if id_ and is_model_id(id_) else None, str(error), position)
            return
        if model.universal_model_id in self.first:
            self._add_repeat(model, item)
            return
        _own_its_values(model)
        self.models[model.universal_model_id], self.first[model.universal_model_id] = model, item
        self.notices += (*_unreadable_fields(self.adapter, model), *self.adapter.remarks(item))

    def listing(self) -> Listing:
        """What was collected; a contradictory or partly unreadable id is no model."""
        broken = {entry.universal_model_id for entry in self.unreadable} | self.contradictions.keys()
        contradictory = [_contradictory(id_, names) for id_, names in self.contradictions.items()]
        repeated = (notice for id_, notice in self.repeated.items() if id_ not in broken)
        return Listing(
            models=tuple(model for id_, model in self.models.items() if id_ not in broken),
            unreadable=tuple(self.unreadable),
            left_out=(*contradictory, *self.unusual.values()),
            notices=(*self.notices, *repeated, *(_warning(self.adapter, out) for out in contradictory)),
        )

    def _add_unusual(self, id_: str) -> None:
        shown = shown_id(id_)
        reason = "Not 1 to 255 visible ASCII characters without spaces, so no call could use it"
        self.unusual[shown] = Exclusion(universal_model_id=shown, rule="unusual-id", reason=reason)

    def _add_unreadable(self, id_: str | None, problem: str, position: int) -> None:
        entry = UnreadableEntry(universal_model_id=id_, problem=problem)
        if id_ and any(known.universal_model_id == id_ for known in self.unreadable):
            return
        self.unreadable.append(entry)
        self.notices.append(_unreadable_notice(self.adapter, entry, position))
        if len(self.unreadable) * 10 > self.total:
            raise _too_many_unreadable(self.adapter, self.unreadable[0].problem, self.total)

    def _add_repeat(self, model: ListedModel, item: Item) -> None:
        id_ = model.universal_model_id
        if id_ in self.contradictions:
            return
        if names := differences(self.adapter, self.first[id_], item):
            self.contradictions[id_] = names
        else:
            self.repeated[id_] = _repeat_notice(self.adapter, id_)


def _universal_id(adapter: Adapter, own_id: str | None) -> str | None:
    return f"{adapter.traits.id_prefix}{own_id}" if own_id else own_id


def _with_prefix(adapter: Adapter, model: ListedModel) -> ListedModel:
    """The model under the id that tells it from those of all other providers."""
    if not adapter.traits.id_prefix:
        return model
    own = model.universal_model_id
    ids = {"universal_model_id": f"{adapter.traits.id_prefix}{own}", "provider_model_id": own}
    return model.model_copy(update=ids)


class _UnreadableError(Exception):
    """``str(error)`` is the problem in plain words."""


def _parsed(adapter: Adapter, item: Item) -> ListedModel:
    if not isinstance(item, dict):
        raise _UnreadableError("it is not an object")
    try:
        return _with_prefix(adapter, adapter.parse(item))
    except ValidationError as error:
        raise _UnreadableError(next(iter(problems_of(error).values()))) from error


def _own_its_values(model: ListedModel) -> None:
    """Replace what is still the entry's by copies: one text or number of it holds a block of memory with hundreds of entries."""
    values = vars(model)
    for name, value in values.items():
        if type(value) is str:
            values[name] = f"{value} "[:-1]
        elif type(value) is int:
            values[name] = int(str(value))


def _unreadable_fields(adapter: Adapter, model: ListedModel) -> list[Notice]:
    if not model.unreadable:
        return []
    id_ = model.universal_model_id
    message = f"{adapter.label} sends a value for {id_} that cannot be read and counts as unknown: {', '.join(model.unreadable)}."
    return [Notice(code="unreadable-field", message=message, universal_model_id=id_)]


def _repeat_notice(adapter: Adapter, id_: str) -> Notice:
    message = f"{adapter.label} lists {id_} more than once with the same values; it was read once."
    return Notice(code="repeated-id", message=message, universal_model_id=id_)


def _contradictory(id_: str, names: set[str]) -> Exclusion:
    reason = f"Listed more than once with different values of {', '.join(sorted(names))}"
    return Exclusion(universal_model_id=id_, rule="contradictory", reason=reason)


def _warning(adapter: Adapter, out: Exclusion) -> Notice:
    message = (
        f"{adapter.label} contradicts itself about {out.universal_model_id} ({out.reason[0].lower()}{out.reason[1:]}):"
        " it is excluded, and its row stays as it is."
    )
    return Notice(code=out.rule, message=message, universal_model_id=out.universal_model_id)


def _unreadable_notice(adapter: Adapter, entry: UnreadableEntry, position: int) -> Notice:
    name = entry.universal_model_id or f"entry number {position}"
    return Notice(
        code="unreadable-entry",
        message=f"{adapter.label}'s list holds {name}, which cannot be read: {entry.problem}.",
        universal_model_id=entry.universal_model_id,
    )


def _too_many_unreadable(adapter: Adapter, problem: str, total: int) -> FetchError:
    return FetchError(
        f"More than a tenth of {adapter.label}'s {total:,} entries cannot be read (first problem: {problem}): check"
        f" {adapter.address_name}, or update Model Sync if {adapter.label} changed its list."
    )
