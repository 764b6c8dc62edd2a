"""The prices of models that are taken over: they become amendments where neither the pricing file nor an amendment has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from modelsync.core.facts import Fact
from modelsync.core.kinds import NAME_LENGTH
from modelsync.core.models import Notice
from modelsync.core.pricing import Price
from modelsync.prices.amended import own_entry, with_fact
from modelsync.prices.mistakes import entry_mistakes, in_words, parser_mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from modelsync.core.adoption.source import AdoptedModel
    from modelsync.prices.book import PriceList


def adopted_facts(
    prices: PriceList, models: Iterable[AdoptedModel], *, source: str, today: date
) -> tuple[list[Fact], list[Notice]]:
    """The facts that are new, and a remark on each price that is not taken over."""
    facts, notices = [], []
    for model in models:
        if model.price is None:
            continue
        terms = prices.terms(model.universal_model_id, today)
        if terms and terms.pricing:
            known = Price(**{name: getattr(terms.pricing, name) for name in Price.model_fields})
            if known != model.price:
                notices.append(_note(model, "its price here is another one, which stays"))
            continue
        fact = Fact(
            provider=model.provider,
            universal_model_id=model.universal_model_id,
            kind="price",
            begins=today,
            value=model.price,
            source=source[:NAME_LENGTH],
        )
        if problem := next(_mistakes(prices, fact), None):
            notices.append(_note(model, f"its price is not taken over: {problem}"))
        else:
            facts.append(fact)
    return facts, notices


def _mistakes(prices: PriceList, fact: Fact) -> Iterator[str]:
    try:
        entry = with_fact(own_entry(prices, fact.universal_model_id), fact)
    except ValidationError as error:
        yield in_words({}, parser_mistake(error))
    else:
        yield from (in_words({}, mistake) for mistake in entry_mistakes(entry))


def _note(model: AdoptedModel, what: str) -> Notice:
    id_ = model.universal_model_id
    return Notice(code="adopted-price", message=f"{id_}: {what}.", universal_model_id=id_)
