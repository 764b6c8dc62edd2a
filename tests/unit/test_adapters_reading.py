"""A listing is read whole: repeats and unreadable entries are reported, and what cannot be trusted is refused."""

from __future__ import annotations

import hashlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("bad", [3, None, "text", [], {}, {"id": 5}, {"id": ""}, {"id": " \u200b"}])
def test_an_entry_without_an_id_is_named_by_its_position(bad):
    listing = read_listing(OPENAI, [*good("openai", 10), bad])
    assert listing.unreadable[0].universal_model_id is None
    assert not listing.is_whole
    assert "entry number 11" in listing.notices[0].message
    assert "pydantic" not in listing.notices[0].message


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("my model", "my model"),
        ("gpt-5 ", "gpt-5 "),
        (" gpt-5", " gpt-5"),
        ("gémini", "gémini"),
        ("模型", "模型"),
        ("tab\t", r"tab\t"),
        ("line\n", r"line\n"),
        ("turned\u202eround", r"turned\u202eround"),
        ("nul\0", r"nul\x00"),
        ("half\ud800", r"half\ud800"),
        ("x" * 256, "x" * 254 + "…"),
        ("ü" * 100_000, "ü" * 254 + "…"),
    ],
)
def test_an_unusual_id_is_left_out_with_its_text_and_leaves_the_listing_whole(provider, name, shown):
    listing = read_listing(
        REGISTRY[provider], [*good(provider, 3), entry(provider, name), entry(provider, name)]
    )
    assert [(out.universal_model_id, out.rule) for out in listing.left_out] == [(shown, "unusual-id")]
    assert (len(listing.models), len(listing), listing.unreadable, listing.is_whole) == (3, 4, (), True)
    assert len(listing.left_out[0].universal_model_id) <= 255


def test_many_unusual_ids_are_no_unreadable_list():
    listing = read_listing(OPENAI, [*good("openai", 1), *(entry("openai", f"model {n}") for n in range(9))])
    assert (len(listing.models), len(listing.left_out)) == (1, 9)


def test_more_than_a_tenth_of_unreadable_entries_is_a_failure():
    listing = read_listing(OPENAI, [*good("openai", 9), {}])
    assert len(listing.unreadable) == 1
    with pytest.raises(FetchError) as raised:
        read_listing(OPENAI, [*good("openai", 8), {}])
    assert "More than a tenth of OpenAI's 9 entries" in str(raised.value)
    assert "id is missing" in str(raised.value)
    assert "OPENAI_BASE_URL" in str(raised.value)


def test_reading_stops_at_the_first_entry_over_the_tenth_and_when_the_time_is_up():
    asked = []
    with pytest.raises(FetchError):
        read_listing(OPENAI, [{}] * 1000, check_time=lambda: asked.append(1))
    assert len(asked) == 101

    def over():
        raise FetchError("No time left.")

    with pytest.raises(FetchError, match="No time left"):
        read_listing(OPENAI, good("openai", 5), check_time=over)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_identical_repeat_is_read_once_with_one_notice(provider):
    first, second = entry(provider, a=1, b=[1]), {"b": [1.0], "a": 1, **entry(provider)}
    listing = read_listing(REGISTRY[provider], [first, second, first])
    assert len(listing.models) == 1
    assert [(n.code, n.universal_model_id) for n in listing.notices] == [("repeated-id", "one")]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("other", [{"x": 2}, {"x": True}, {"x": "1"}, {}, {"owned_by": "y"}])
def test_a_repeat_that_differs_in_nothing_that_is_read_is_read_once(provider, other):
    listing = read_listing(REGISTRY[provider], [entry(provider, x=1), entry(provider, **other)])
    assert (len(listing.models), listing.left_out) == (1, ())
    assert [(n.code, n.universal_model_id) for n in listing.notices] == [("repeated-id", "one")]


@pytest.mark.parametrize(
    ("provider", "first", "second", "named"),
    [
        ("openai", {"created": 1_700_000_000}, {"created": 1_700_000_001}, "created (releasedAt)"),
        ("openai", {"created": 1_700_000_000}, {"created": "soon"}, "created (releasedAt)"),
        ("openai", {"shutdown_date": None}, {}, "shutdown_date (lifecycle.retiresAt)"),
        ("openai", {"active": True}, {"active": False, "owned_by": "y"}, "active (lifecycle.state)"),
        ("google", {"displayName": "A"}, {"displayName": "B"}, "displayName (displayName)"),
        ("google", {"inputTokenLimit": 1000}, {"inputTokenLimit": 2000}, "inputTokenLimit (contextWindow)"),
        ("google", {"thinking": True}, {}, "thinking (capabilities.thinking)"),
        ("anthropic", {"max_tokens": 9}, {"max_tokens": 8}, "max_tokens (maxOutputTokens)"),
        (
            "anthropic",
            {"capabilities": {"a": True}},
            {"capabilities": {"a": False}},
            "capabilities (capabilities.a)",
        ),
    ],
)  # fmt: skip - one case a line
def test_a_repeat_that_differs_in_a_value_that_is_read_costs_only_that_id(provider, first, second, named):
    items = [
        *good(provider, 3),
        entry(provider, **first),
        entry(provider, **second),
        entry(provider, **first),
    ]
    listing = read_listing(REGISTRY[provider], items)
    assert [model.universal_model_id for model in listing.models] == ["good-0", "good-1", "good-2"]
    assert [(out.universal_model_id, out.rule) for out in listing.left_out] == [("one", "contradictory")]
    assert listing.left_out[0].reason == f"Listed more than once with different values of {named}"
    warning = listing.notices[-1]
    assert (warning.code, warning.universal_model_id) == ("contradictory", "one")
    assert named in warning.message
    assert (len(listing), listing.undecided_ids, listing.is_whole) == (4, {"one"}, True)


@pytest.mark.parametrize(
    ("first", "second"),
    [("soon", "later"), (1_700_000_000, 1_700_000_000.0), ("1700000000", 1_700_000_000), (0, None)],
)
def test_values_that_read_the_same_are_no_contradiction(first, second):
    listing = read_listing(OPENAI, [entry("openai", created=first), entry("openai", created=second)])
    assert (len(listing.models), listing.left_out) == (1, ())


def test_many_keys_that_contradict_each_other_are_told_in_bounded_time():
    first = {f"k{n}": 1 for n in range(5000)}
    second = dict.fromkeys(first, 2)
    started = time.process_time()
    listing = read_listing(
        OPENAI, [entry("openai", **first), entry("openai", **second, created=1_700_000_000)]
    )
    assert time.process_time() - started < 5
    assert "releasedAt" in listing.left_out[0].reason


def test_the_digest_ignores_order_of_entries_and_keys():
    items = [entry("openai", "a", x=1, y=2.0), entry("openai", "b")]
    same = [entry("openai", "b"), {"y": 2, "x": 1.0, "id": "a"}]
    assert listing_sha256(OPENAI, items) == listing_sha256(OPENAI, same)


_texts = st.sampled_from(["", "a", "b", "2.0", "e+", "é", "\uffff", "\U00010000", "\ud800", '"\\\n'])
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=5,
)
_entries = st.dictionaries(_texts, _values, max_size=2) | st.builds(
    lambda id_, value: {"id": id_, "value": value}, _texts, _values
)


def canonical(value):
    """RFC 8785 word by word, a lone surrogate as it is."""
    match value:
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
        case list():
            return "[" + ",".join(map(canonical, value)) + "]"
        case float() if value.is_integer():
            return str(int(value))
    return json.dumps(value, ensure_ascii=False)


@given(st.lists(_entries, max_size=40), st.randoms())
def test_the_digest_is_of_the_canonical_json_of_each_entry(items, random):
    texts = ((item.get("id", ""), canonical(item).encode("utf-8", "surrogatepass")) for item in items)
    text = b"[" + b",".join(text for _, text in sorted(texts)) + b"]"
    assert listing_sha256(OPENAI, random.sample(items, len(items))) == hashlib.sha256(text).hexdigest()


def test_the_digest_is_of_canonical_json():
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
