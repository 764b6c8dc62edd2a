"""Mistakes in a pricing file, each with the words that its sentence must have."""

from __future__ import annotations

from copy import deepcopy

from tests.support.pricing_files import GOOD


def changed(*place, to):
    """GOOD with one value replaced, added or, for ``to=...``, taken away."""
    data = deepcopy(GOOD)
    spot = data
    for key in place[:-1]:
        spot = spot[key]
    if to is ...:
        del spot[place[-1]]
    else:
        spot[place[-1]] = to
    return data


GPT_7 = ("models", 0)
FIRST = (*GPT_7, "prices", 0)


MISTAKES = {
    "a price as a JSON number": (
        changed(*FIRST, "input_usd_per_mtok", to=2.5),
        "gpt-7",
        "input_usd_per_mtok",
        '"1.25"',
    ),
    "a price as a whole number": (
        changed(*FIRST, "input_usd_per_mtok", to=2),
        "gpt-7",
        "input_usd_per_mtok",
        '"1.25"',
    ),
    "a comma in a price": (
        changed(*FIRST, "output_usd_per_mtok", to="1,5"),
        "gpt-7",
        "output_usd_per_mtok",
        '"1.25"',
    ),
    "an exponent": (
        changed(*FIRST, "output_usd_per_mtok", to="1e3"),
        "gpt-7",
        "output_usd_per_mtok",
        '"1.25"',
    ),
    "not a number": (
        changed(*FIRST, "output_usd_per_mtok", to="NaN"),
        "gpt-7",
        "output_usd_per_mtok",
        '"1.25"',
    ),
    "a negative price": (
        changed(*FIRST, "input_usd_per_mtok", to="-1"),
        "gpt-7",
        "input_usd_per_mtok",
        "0 or more",
    ),
    "a price per token": (
        changed(*FIRST, "input_usd_per_mtok", to="0.0000025"),
        "gpt-7",
        "input_usd_per_mtok",
        "per token; multiply it by 1,000,000",
    ),
    "a price per thousand": (
        changed(*FIRST, "output_usd_per_mtok", to="0.015"),
        "gpt-7",
        "output_usd_per_mtok",
        "per thousand tokens; multiply it by 1,000",
    ),
    "a price per token in a tier": (
        changed(*FIRST, "tiers", 0, "input_usd_per_mtok", to="0.000005"),
        "gpt-7",
        "prices 1, tiers 1, input_usd_per_mtok",
        "multiply",
    ),
    "a price far too high": (
        changed(*FIRST, "output_usd_per_mtok", to="15000"),
        "gpt-7",
        "output_usd_per_mtok",
        "unit",
    ),
    "a cached price per token": (
        changed(*FIRST, "cached_input_usd_per_mtok", to="0.00000025"),
        "gpt-7",
        "cached_input_usd_per_mtok",
        "per token; multiply it by 1,000,000",
    ),
    "a cached price per thousand in a tier": (
        changed(*FIRST, "tiers", 0, "cached_input_usd_per_mtok", to="0.0005"),
        "gpt-7",
        "prices 1, tiers 1, cached_input_usd_per_mtok",
        "per thousand tokens; multiply it by 1,000",
    ),
    "cached dearer than uncached": (
        changed(*FIRST, "cached_input_usd_per_mtok", to="25"),
        "gpt-7",
        "cached_input_usd_per_mtok",
        "check both",
    ),
    "an unknown key": (
        changed(*FIRST, "input_price", to="1"),
        "gpt-7",
        "input_price",
        "correct its spelling",
    ),
    "an unknown key of a model": (
        changed(*GPT_7, "contextwindow", to=1),
        "gpt-7",
        "contextwindow",
        "correct its spelling",
    ),
    "a missing source": (changed(*FIRST, "source", to=...), "gpt-7", "source", "add it"),
    "a blank source": (changed(*FIRST, "source", to=" "), "gpt-7", "source", "write one"),
    "a missing day": (changed(*FIRST, "from", to=...), "gpt-7", "from", "add it"),
    "no such day": (changed(*FIRST, "from", to="2027-02-30"), "gpt-7", "from", '"2026-03-17"'),
    "a week for a day": (changed(*FIRST, "from", to="2027-W12-2"), "gpt-7", "from", '"2026-03-17"'),
    "half a character": (changed(*FIRST, "source", to="\ud800"), "gpt-7", "source", "type it again"),
    "a character that ends texts": (
        changed(*GPT_7, "display_name", to="a\0b"),
        "gpt-7",
        "display_name",
        "type it",
    ),
    "a name of two lines": (changed(*GPT_7, "display_name", to="GPT\n7"), "gpt-7", "display_name", "type it"),
    "a name that turns text round": (
        changed(*GPT_7, "display_name", to="\u202eGPT"),
        "gpt-7",
        "display_name",
        "type it",
    ),
    "an id with a space": (changed("models", 1, "id", to="gpt-7-free "), "gpt-7-free", "id", "type it again"),
    "an alias with a long hyphen": (
        changed(*GPT_7, "aliases", to=["gpt\u20117x"]),
        "gpt-7",
        "aliases",
        "plain hyphens",
    ),
    "a resource name": (
        changed(*GPT_7, "replacement", to="models/gpt-8"),
        "gpt-7",
        "replacement",
        'write "gpt-8"',
    ),
    "a day in another form": (
        changed(*FIRST, "checked_on", to="20270201"),
        "gpt-7",
        "checked_on",
        '"2026-03-17"',
    ),
    "two periods of one day": (
        changed(*GPT_7, "prices", 1, "from", to="2027-01-15"),
        "gpt-7",
        "prices 2, from",
        "overlap, keep one",
    ),
    "periods out of order": (
        changed(*GPT_7, "prices", 1, "from", to="2026-01-15"),
        "gpt-7",
        "prices 2, from",
        "sort",
    ),
    "periods as an object": (changed(*GPT_7, "prices", to={}), "gpt-7", "prices", "[ and ]"),
    "a period as a text": (changed(*FIRST, to="2.5"), "gpt-7", "prices 1", "{ and }"),
    "tiers out of order": (
        changed(*FIRST, "tiers", to=GOOD["models"][0]["prices"][0]["tiers"] * 2),
        "gpt-7",
        "tiers",
        "sort them",
    ),
    "a context window as text": (
        changed(*GPT_7, "context_window", to="400000"),
        "gpt-7",
        "context_window",
        "128000",
    ),
    "no output at all": (changed(*GPT_7, "max_output_tokens", to=0), "gpt-7", "max_output_tokens", "128000"),
    "one id twice": (changed("models", 1, "id", to="gpt-7"), "gpt-7", "id", "remove one"),
    "an alias that is an id": (
        changed("models", 1, "aliases", to=["gpt-7"]),
        "gpt-7-free",
        "aliases",
        "remove one",
    ),
    "one alias twice": (changed(*GPT_7, "aliases", to=["a", "a"]), "gpt-7", "aliases", "remove one"),
    "aliases out of order": (changed(*GPT_7, "aliases", to=["b", "a"]), "gpt-7", "aliases", "sort them"),
    "models out of order": (changed("models", 1, "id", to="gpt-5"), "gpt-5", "id", "sort the models"),
    "a model without an id": (changed("models", 1, "id", to=...), "number 2", "id", "add it"),
    "another provider": (changed("provider", to="google"), "provider", '"google"', 'write "openai"'),
    "another currency": (changed("currency", to="EUR"), "currency", "convert", '"USD"'),
    "an unknown key of the file": (changed("note", to="x"), "note", "not a known key", "remove it"),
    "models missing": (changed("models", to=...), "models", "is missing", "add it"),
    "a list as the file": ([], "the file", "not an object", "{ and }"),
}
