"""What cannot be read in an entry, or is too much to be kept, is unknown with a warning, and takes nothing else with it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from modelsync.adapters import REGISTRY, read_listing
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ListedModel
from tests.support.adapter_fetch import PROVIDERS, entry, parse, read_among_others


@pytest.mark.parametrize(
    ("provider", "field", "value", "expected"),
    [
        ("openai", "created", True, "created is not a time in seconds"),
        ("openai", "created", "yesterday", "created is not a time in seconds"),
        ("openai", "shutdown_date", "soon", "shutdown_date is not a day"),
        ("openai", "shutdown_date", 1687882411, "shutdown_date is not a day"),
        ("openai", "shutdown_date", "0001-01-01T00:00:00+14:00", "shutdown_date is not a day"),
        ("openai", "active", "false", "active is not true or false"),
        ("openai", "active", 0, "active is not true or false"),
        ("google", "inputTokenLimit", True, "inputTokenLimit is not a whole number"),
        ("google", "inputTokenLimit", 1.5, "inputTokenLimit is not a whole number"),
        ("google", "inputTokenLimit", "many", "inputTokenLimit is not a whole number"),
        ("google", "outputTokenLimit", -1, "outputTokenLimit is not a possible number of tokens"),
        ("google", "outputTokenLimit", 10**13, "outputTokenLimit is not a possible number of tokens"),
        ("google", "displayName", 5, "displayName is not text"),
        (
            "google",
            "supportedGenerationMethods",
            "generateContent",
            "supportedGenerationMethods is not a list of words",
        ),
        ("google", "thinking", 1, "thinking is not true or false"),
        ("anthropic", "created_at", 1687882411, "created_at is not a time"),
        ("anthropic", "max_tokens", True, "max_tokens is not a whole number"),
        ("anthropic", "lifecycle", {}, "lifecycle is not text"),
        ("anthropic", "retires_at", "2026-13-01", "retires_at is not a day"),
        ("openai", "created", "who knows", "created is not a time in seconds"),
        ("openai", "created", {"seconds": 1}, "created is not a time in seconds"),
        ("openai", "created", -1, "created is not a possible time in seconds"),
        ("openai", "created", 1_700_000_000_000, "created is not a possible time in seconds"),
        ("openai", "created", 1e300, "created is not a possible time in seconds"),
        ("openai", "shutdown_date", "tbd", "shutdown_date is not a day"),
        ("openai", "deprecation_date", ["2026-10-23"], "deprecation_date is not a day"),
        ("google", "inputTokenLimit", "unlimited", "inputTokenLimit is not a whole number"),
        ("google", "thinking", "true", "thinking is not true or false"),
        ("google", "description", 7, "description is not text"),
        ("anthropic", "max_input_tokens", -1, "max_input_tokens is not a possible number of tokens"),
        ("anthropic", "display_name", 5, "display_name is not text"),
        ("anthropic", "capabilities", "all", "capabilities is not an object"),
        ("anthropic", "deprecated_at", False, "deprecated_at is not a day"),
    ],
)  # fmt: skip - one case a line
def test_a_field_that_cannot_be_read_is_unknown_with_a_warning_in_plain_words(
    provider, field, value, expected
):
    listing = read_among_others(provider, **{field: value})
    assert (len(listing.models), listing.unreadable) == (21, ())
    assert listing.models[-1].model_copy(update={"unreadable": ()}) == parse(provider)
    assert listing.models[-1].lifecycle.model_fields_set == set()
    [warning] = listing.notices
    assert (warning.code, warning.universal_model_id) == ("unreadable-field", "one")
    assert expected in warning.message


def test_a_field_that_cannot_be_read_takes_no_other_with_it():
    model = parse(
        "anthropic", display_name="Claude", max_tokens=-1, created_at="long ago", retires_at="2027-01-15"
    )
    assert model.display_name == "Claude"
    assert model.lifecycle == Lifecycle(retires_at=date(2027, 1, 15))
    assert model.unreadable == ("created_at is not a time", "max_tokens is not a possible number of tokens")


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
def test_empty_text_reads_as_null(empty):
    fields = {"created": empty, "shutdown_date": empty, "active": empty}
    nulls = parse("openai", **dict.fromkeys(fields))
    assert parse("openai", **fields) == nulls
    assert (
        parse("openai", **fields).lifecycle.model_fields_set
        == nulls.lifecycle.model_fields_set
        == {"retires_at", "state"}
    )
    google = dict.fromkeys(
        ("displayName", "description", "inputTokenLimit", "thinking", "supportedGenerationMethods"), empty
    )
    assert parse("google", **google) == parse("google")
    assert parse("anthropic", lifecycle=empty).lifecycle.model_fields_set == {"state"}


LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("provider", "fields"),
    [
        ("anthropic", {"capabilities": {LONG: True}}),
        ("anthropic", {"capabilities": {"a" * 60: {"b" * 60: {"supported": True}}}}),
        ("anthropic", {"capabilities": {f"c{n}": True for n in range(201)}}),
        ("anthropic", {"capabilities": LONG}),
        ("anthropic", {"lifecycle": LONG}),
        ("anthropic", {"created_at": LONG}),
        ("google", {"supportedGenerationMethods": [LONG]}),
        ("google", {"supportedGenerationMethods": [str(n) for n in range(201)]}),
        ("openai", {"shutdown_date": LONG}),
    ],
)  # fmt: skip - one case a line
def test_what_is_too_long_to_be_kept_is_unknown_with_a_short_warning(provider, fields):
    listing = read_among_others(provider, **fields)
    assert listing.models[-1].model_copy(update={"unreadable": ()}) == parse(provider)
    assert [notice.code for notice in listing.notices] == ["unreadable-field"]
    assert len(listing.notices[0].message) < 400


@pytest.mark.parametrize(
    "fields",
    [
        {"display_name": LONG},
        {"description": LONG},
        {"capabilities": {LONG: True}},
        {"capabilities": {"a": [LONG]}},
        {"capabilities": {"a": ["b"] * 201}},
        {"capabilities": {f"c{n}": True for n in range(201)}},
        {"lifecycle": Lifecycle(replacement=LONG)},
    ],
)
def test_no_adapter_hands_on_a_text_without_a_bound(fields):
    with pytest.raises(ValidationError):
        ListedModel(universal_model_id="one", **fields)


texts = st.text(st.characters(), max_size=300) | st.sampled_from(
    ["active", "retired", "2026-10-23", "12", LONG]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([0, 1, 1.0, 1e300, 200_000]) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts | st.just("supported"), inner, max_size=3)
    ),
    max_leaves=8,
)
SENT = {
    "openai": ("created", "shutdown_date", "deprecation_date", "active"),
    "google": (
        "displayName",
        "description",
        "inputTokenLimit",
        "outputTokenLimit",
        "supportedGenerationMethods",
        "thinking",
    ),
    "anthropic": (
        "display_name",
        "created_at",
        "max_input_tokens",
        "max_tokens",
        "capabilities",
        "lifecycle",
        "deprecated_at",
        "retires_at",
    ),
}  # fmt: skip - one provider a line


@pytest.mark.parametrize("provider", PROVIDERS)
@given(st.data())
def test_an_entry_is_the_model_that_its_validation_gives_whatever_was_sent(provider, data):
    model = parse(
        provider, **data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(SENT[provider], values)))
    )
    validated = ListedModel(**{name: getattr(model, name) for name in model.model_fields_set})
    assert model == validated
    assert model.model_fields_set == validated.model_fields_set
    assert model.model_dump_json() == validated.model_dump_json()


def test_an_entry_without_an_id_says_so():
    items = [entry("openai", f"good-{n}") for n in range(10)]
    assert (
        read_listing(REGISTRY["openai"], [*items, {"object": "model"}]).unreadable[0].problem
        == "id is missing"
    )
