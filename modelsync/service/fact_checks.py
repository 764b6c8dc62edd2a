"""Refuses facts that no pricing file could hold, that name a stranger, or that somebody changed meanwhile. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from modelsync.core.amendments import Amendment, FactChange
from modelsync.core.kinds import iso_utc
from modelsync.errors import EditError, NotFoundError
from modelsync.prices.amended import folded
from modelsync.prices.file_format import FileText, FileUrl
from modelsync.prices.mistakes import entry_mistakes, in_words, parser_mistake
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelsync.core.facts import Fact
    from modelsync.core.plans import Plan
    from modelsync.prices.book import PriceList

_URL, _TEXT = TypeAdapter[str](FileUrl), TypeAdapter[str](FileText)


def checked_prices(file: PriceList, facts: Sequence[Amendment], changes: Sequence[FactChange]) -> PriceList:
    """The file with the facts folded in, judged like a file."""
    try:
        prices = folded(file, facts)
    except ValidationError as error:
        ids = ", ".join(sorted({change.amendment.universal_model_id for change in changes}))
        raise EditError(f"{ids}: {in_words({}, parser_mistake(error))}. Nothing was saved.") from error
    changed = {change.amendment.universal_model_id for change in changes}
    for id_ in sorted(changed):
        entry = prices.entry(id_)
        for mistake in entry_mistakes(entry) if entry else ():
            raise EditError(f"{id_}: {in_words({}, mistake)}. Nothing was saved.")
    return prices


def refuse_badly_said(fact: Fact) -> None:
    """Refuse a fact without a value, or with a source that no file could hold."""
    if not fact.value.to_json():
        raise EditError(
            f"{fact.universal_model_id}: the {fact.kind} has no value. Give one, or take the fact back."
        )
    for name, value, kind in (("source", fact.source, _TEXT), ("source_url", fact.source_url, _URL)):
        try:
            if value is not None:
                kind.validate_python(value)
        except ValidationError as error:
            sentence = parser_mistake(error)[1]
            raise EditError(f"{fact.universal_model_id}: {name} {sentence}. Nothing was saved.") from error


def refuse_strangers(session: store.Session, facts: Sequence[Fact], plans: Mapping[str, Plan]) -> None:
    """Refuse ids that the provider has neither in the catalogue nor in its waiting plan."""
    owners = store.owners(session, {fact.universal_model_id for fact in facts})
    new = {(name, model.universal_model_id) for name, plan in plans.items() for model in plan.diff.new_models}
    for fact in facts:
        id_ = fact.universal_model_id
        if owners.get(id_) != fact.provider and (fact.provider, id_) not in new:
            raise NotFoundError(
                f"{fact.provider} has no model {id_!r}. The Catalogue lists the ids; sync first if it is new."
            )


def what_happened(session: store.Session, key: str, now: Amendment | None) -> str:
    """What somebody did to an amendment: who, when, and what it says now."""
    run_id = store.last_fact_change(session, [key]).get(key)
    run = store.run_by_id(session, str(run_id)) if run_id else None
    who = f" by {run.actor} at {iso_utc(run.at)}" if run else ""
    return f"{now.in_words()} was set{who}" if now else f"{key} was taken back{who}"
