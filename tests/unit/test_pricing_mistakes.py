"""Each mistake in a pricing file is told to a colleague in one sentence, with the cure."""

from __future__ import annotations

import json

import pytest

from modelsync.errors import PricingError
from modelsync.prices.book import load_pricing
from tests.support.pricing_files import GOOD, load
from tests.support.pricing_mistakes import MISTAKES


def sentence(folder, content):
    with pytest.raises(PricingError) as caught:
        load(folder, content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "parts"), [(row[0], row[1:]) for row in MISTAKES.values()], ids=list(MISTAKES)
)
def test_a_mistake_is_one_sentence_with_file_model_key_and_cure(tmp_path, content, parts):
    text = sentence(tmp_path, content)
    assert text.startswith("openai-pricing.json: ")
    assert text.endswith(".")
    assert all(part in text for part in parts), text
    assert not any(
        jargon in text for jargon in ("validation", "Value error", "pydantic", "models.0", "Extra inputs")
    ), text


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b'{"provider": "openai",\n', ("is not JSON in line 2", "missing quote, comma or bracket")),
        (b"", ("is not JSON in line 1",)),
        (b"[" * 100_000, ("is not JSON",)),
        (json.dumps(GOOD).replace('"2.50"', "NaN").encode(), ("is not JSON",)),
        (json.dumps(GOOD).encode("utf-16"), ("is not UTF-8", "save it as UTF-8")),
    ],
    ids=["cut off", "empty", "endless brackets", "a bare NaN", "UTF-16"],
)
def test_a_file_that_is_no_json_says_how_to_mend_it(tmp_path, content, parts):
    text = sentence(tmp_path, content)
    assert text.startswith("openai-pricing.json ")
    assert all(part in text for part in parts), text


def test_a_key_that_stands_twice_is_named_with_its_model(tmp_path):
    text = json.dumps(GOOD).replace('"source": "price page"', '"source": "price page", "source": "other"')
    assert sentence(tmp_path, text.encode()) == (
        "openai-pricing.json: model gpt-7, prices 1, source is there twice; remove one of the two."
    )


def test_a_missing_file_says_where_it_belongs(tmp_path):
    with pytest.raises(PricingError, match=r"google-pricing\.json cannot be read in .*MODELSYNC_PRICING_DIR"):
        load_pricing(tmp_path, "google")
