"""A listing is read whole: repeats and unreadable entries are reported, and what cannot be trusted is refused."""

from __future__ import annotations

import json

import pytest

from modelsync.adapters import REGISTRY, listing_sha256, read_listing
from modelsync.errors import FetchError
from tests.support.adapter_fetch import PROVIDERS, entry

OPENAI = REGISTRY["openai"]


def good(provider, count):
    return [entry(provider, f"good-{n}") for n in range(count)]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_empty_list_is_a_failure(provider):
    with pytest.raises(FetchError) as raised:
        read_listing(REGISTRY[provider], [])
    assert "empty list" in str(raised.value)
    assert REGISTRY[provider].key_variables[0] in str(raised.value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unreadable_entry_is_listed_with_its_id_and_a_notice(provider):
    bad = entry(provider, "bad", created=True, thinking="yes", max_tokens="no")
    listing = read_listing(REGISTRY[provider], [*good(provider, 9), bad])
    assert len(listing.models) == 9
    assert [e.universal_model_id for e in listing.unreadable] == ["bad"]
    assert [(n.code, n.universal_model_id) for n in listing.notices] == [("unreadable-entry", "bad")]
    assert "bad" in listing.notices[0].message
    assert "pydantic" not in listing.notices[0].message


@pytest.mark.parametrize("bad", [3, None, "text", [], {}, {"id": 5}, {"id": "with space"}])
def test_an_entry_without_a_usable_id_is_named_by_its_position(bad):
    listing = read_listing(OPENAI, [*good("openai", 10), bad])
    assert listing.unreadable[0].universal_model_id is None
    assert "entry number 11" in listing.notices[0].message


def test_a_notice_stays_short_whatever_was_sent():
    bad = {"id": "x" * 100_000}
    assert len(read_listing(OPENAI, [*good("openai", 10), bad]).notices[0].message) < 400


def test_more_than_a_tenth_of_unreadable_entries_is_a_failure():
    listing = read_listing(OPENAI, [*good("openai", 9), entry("openai", "bad", created="x")])
    assert len(listing.unreadable) == 1
    with pytest.raises(FetchError) as raised:
        read_listing(OPENAI, [*good("openai", 8), entry("openai", "bad", created="x")])
    assert "1 of 9" in str(raised.value)
    assert "created is not a time in seconds" in str(raised.value)
    assert "OPENAI_BASE_URL" in str(raised.value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_identical_repeat_is_read_once_with_one_notice(provider):
    first, second = entry(provider, a=1, b=[1]), {"b": [1.0], "a": 1, **entry(provider)}
    listing = read_listing(REGISTRY[provider], [first, second, first])
    assert len(listing.models) == 1
    assert [(n.code, n.universal_model_id) for n in listing.notices] == [("repeated-id", "one")]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("other", [{"x": 2}, {"x": True}, {"x": "1"}, {}])
def test_one_id_with_two_contents_is_a_failure(provider, other):
    with pytest.raises(FetchError) as raised:
        read_listing(REGISTRY[provider], [entry(provider, x=1), entry(provider, **other)])
    assert "one twice with different content" in str(raised.value)
    assert REGISTRY[provider].label in str(raised.value)


def test_an_unreadable_repeat_with_other_content_is_a_failure_too():
    with pytest.raises(FetchError, match="twice"):
        read_listing(OPENAI, [*good("openai", 20), entry("openai", "good-1", created="x")])


def test_the_digest_ignores_order_of_entries_and_keys():
    items = [entry("openai", "a", x=1, y=2.0), entry("openai", "b")]
    same = [entry("openai", "b"), {"y": 2, "x": 1.0, "id": "a"}]
    assert listing_sha256(OPENAI, items) == listing_sha256(OPENAI, same)


def test_the_digest_is_of_canonical_json():
    import hashlib

    text = '[{"id":"a","n":3,"ü":"\\u0007é"},{"id":"b"}]'
    assert json.loads(text)[0]["n"] == 3
    items = [{"id": "b"}, {"ü": "\u0007é", "n": 3.0, "id": "a"}]
    assert listing_sha256(OPENAI, items) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("change", [{"x": 2}, {"x": True}, {"x": "1"}, {"x": None}, {}])
def test_the_digest_changes_with_any_content(change):
    assert listing_sha256(OPENAI, [entry("openai", x=1)]) != listing_sha256(
        OPENAI, [entry("openai", **change)]
    )


def test_the_digest_survives_lone_surrogates_and_entries_of_any_kind():
    items = [{"id": "\ud800", "\udfff": 1}, 3, None, [], "text", {}, {"id": 1}]
    assert listing_sha256(OPENAI, items) == listing_sha256(OPENAI, items[::-1])
