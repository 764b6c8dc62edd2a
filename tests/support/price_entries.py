"""Pricing entries, models and another source of prices, as short as tests of the price check want them. Asserts nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from modelsync.prices.book import PriceList
from modelsync.prices.comparison import Quote
from modelsync.prices.file_format import ModelEntry, Period
from tests.support.models import stored

TODAY = date(2027, 3, 10)
RELEASED = datetime(2027, 1, 15, tzinfo=UTC)


class Elsewhere:
    """Another source, as a table."""

    def __init__(self, **quotes):
        self.told = {id_.replace("_", "-"): quote for id_, quote in quotes.items()}

    def quotes(self, model_id):
        found = self.told.get(model_id)
        return [found] if found else []


def period(begins="2027-01-15", **changed):
    checked = {"checked_on": "2027-03-01", "source": "by hand"}
    figures = {"input_usd_per_mtok": "2", "cached_input_usd_per_mtok": "0.2", "output_usd_per_mtok": "8"}
    return Period.model_validate({"from": begins, **figures, **checked, **changed})


def entry(id_, *periods, **more):
    return ModelEntry(id=id_, prices=periods, **more)


def model(id_="gpt-7", *, priced=True, **fields):
    return stored(id_, **{"released_at": RELEASED} | ({} if priced else {"pricing": None}) | fields)


def prices(*entries):
    return PriceList.of("openai", entries)


def quote(*periods, model_id="gpt-7", **more):
    return Quote(**{"source": "elsewhere 1.0", "model_id": model_id, "periods": periods} | more)


GOOD = entry("gpt-7", period())
TIER = {"above_input_tokens": 200_000, "input_usd_per_mtok": "4", "output_usd_per_mtok": "12"}
