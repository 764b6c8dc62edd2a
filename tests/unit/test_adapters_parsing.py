"""Each provider's entry becomes one ListedModel that holds what was sent, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from modelsync.adapters import REGISTRY, read_listing
from modelsync.core.kinds import DESCRIPTION_LENGTH
from modelsync.core.lifecycle import Lifecycle
from tests.support.adapter_fetch import PROVIDERS, entry, parse, read_among_others
from tests.support.recorded_lists import every_source, recordings


def test_the_registry_holds_the_three_providers_in_order():
    assert tuple(REGISTRY) == PROVIDERS
    assert [adapter.label for adapter in REGISTRY.values()] == ["OpenAI", "Google", "Anthropic"]
    assert [adapter.traits.date_is_final for adapter in REGISTRY.values()] == [True, False, False]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_entry_with_only_an_id_is_read_and_invents_nothing(provider):
    model = parse(provider)
    assert model.universal_model_id == "one"
    assert (
        model.model_dump(exclude={"universal_model_id", "lifecycle", "capabilities"}, exclude_defaults=True)
        == {}
    )
    assert model.capabilities == {}
    assert model.lifecycle.model_fields_set == set()


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u3164", "\ud800", 7, None, [], {"id": "x"}])
def test_an_id_that_cannot_be_seen_or_is_no_text_makes_the_entry_unreadable(provider, name):
    key = REGISTRY[provider].id_key
    value = f"models/{name}" if provider == "google" and isinstance(name, str) else name
    [entry_] = read_among_others(provider, **{key: value}).unreadable
    assert entry_.universal_model_id is None
    assert entry_.problem in {
        f"{key} is not 1 to 255 visible ASCII characters without spaces",
        f"{key} is not text",
    }


@pytest.mark.parametrize("name", ["davinci:2020-05-03", "ft:gpt-4o:acme::Ab1:ckpt-step-100", "chat-latest"])
def test_odd_ids_are_kept_as_they_are(name):
    assert parse("openai", id=name).universal_model_id == name


@pytest.mark.parametrize("created", [0, -5, None, 1e300, 1687882411000, 10**400, 86400])
def test_an_openai_time_that_cannot_be_true_is_unknown(created):
    assert parse("openai", created=created).released_at is None


@pytest.mark.parametrize("created", [1687882411, 1687882411.0, "1687882411"])
def test_openai_says_when_a_model_was_made(created):
    assert parse("openai", created=created).released_at == datetime(2023, 6, 27, 16, 13, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({}, Lifecycle()),
        ({"shutdown_date": None}, Lifecycle(retires_at=None)),
        ({"shutdown_date": "2026-10-23"}, Lifecycle(retires_at=date(2026, 10, 23))),
        ({"shutdown_date": "2026-10-23T23:30:00-05:00"}, Lifecycle(retires_at=date(2026, 10, 24))),
        ({"deprecation_date": "2026-10-23"}, Lifecycle(retires_at=date(2026, 10, 23))),
        ({"deprecation_date": "2026-10-23", "shutdown_date": None}, Lifecycle(retires_at=None)),
        ({"active": True}, Lifecycle(state="active")),
        ({"active": False}, Lifecycle(state="retired")),
        ({"active": None}, Lifecycle(state=None)),
    ],
)
def test_openai_lifecycle_tells_a_sent_null_from_an_absent_key(fields, sent):
    lifecycle = parse("openai", **fields).lifecycle
    assert lifecycle == sent
    assert lifecycle.model_fields_set == sent.model_fields_set


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({}, Lifecycle()),
        ({"lifecycle": "deprecated"}, Lifecycle(state="deprecated")),
        ({"lifecycle": None}, Lifecycle(state=None)),
        ({"lifecycle": "hibernating"}, Lifecycle()),
        (
            {"deprecated_at": "2026-10-01T00:00:00Z", "retires_at": None},
            Lifecycle(deprecated_at=date(2026, 10, 1), retires_at=None),
        ),
        ({"retires_at": "2027-01-15"}, Lifecycle(retires_at=date(2027, 1, 15))),
        ({"line": "opus", "active": False}, Lifecycle()),
    ],
)  # fmt: skip - one case a line
def test_anthropic_lifecycle_tells_a_sent_null_from_an_absent_key(fields, sent):
    lifecycle = parse("anthropic", **fields).lifecycle
    assert lifecycle == sent
    assert lifecycle.model_fields_set == sent.model_fields_set


def test_an_unknown_lifecycle_word_is_reported():
    listing = read_listing(REGISTRY["anthropic"], [entry("anthropic", lifecycle="hibernating")])
    assert [(n.code, n.universal_model_id) for n in listing.notices] == [("unknown-lifecycle", "one")]
    assert "hibernating" in listing.notices[0].message


def test_google_sends_names_limits_and_methods():
    model = parse(
        "google",
        displayName="  Gemini\u202e Flash\n",
        description="Fast",
        inputTokenLimit=1048576,
        outputTokenLimit="65536",
        supportedGenerationMethods=["generateContent", "countTokens", "countTokens"],
        thinking=True,
        topP=1,
    )
    assert (model.display_name, model.description) == ("Gemini Flash", "Fast")
    assert (model.context_window, model.max_output_tokens) == (1048576, 65536)
    assert model.capabilities == {"generationMethods": ["countTokens", "generateContent"], "thinking": True}


@pytest.mark.parametrize("day", ["1970-01-01", "0001-01-01T00:00:00Z", "9999-12-31"])
def test_a_day_that_cannot_be_true_is_unknown_and_ends_no_model(day):
    for model in (parse("openai", shutdown_date=day), parse("anthropic", retires_at=day)):
        assert model.lifecycle.model_fields_set == set()
        assert "is not a day on which a model could end" in model.unreadable[0]


@pytest.mark.parametrize("name", ["\u200d", "\u2800", "\u3164", "  "])
def test_a_name_that_nobody_can_see_is_none(name):
    assert parse("google", displayName=name).display_name is None
    assert parse("anthropic", display_name=name).display_name is None


def test_google_nulls_and_zeros_are_unknown():
    model = parse("google", inputTokenLimit=0, outputTokenLimit=None, supportedGenerationMethods=None, displayName=" ", thinking=None)  # fmt: skip
    assert model == parse("google")


def test_an_empty_list_of_methods_is_kept_because_it_was_sent():
    assert parse("google", supportedGenerationMethods=[]).capabilities == {"generationMethods": []}


def test_long_texts_are_cut_with_an_ellipsis():
    model = parse("google", displayName="n" * 300, description="d" * 3000)
    assert model.display_name == "n" * 254 + "…"
    assert model.description == "d" * (DESCRIPTION_LENGTH - 1) + "…"


def test_anthropic_sends_names_limits_and_capabilities():
    model = parse(
        "anthropic",
        display_name="Claude Opus 5",
        created_at="2026-07-24T00:00:00Z",
        max_input_tokens=1_000_000,
        max_tokens=128_000,
        capabilities={
            "batch": {"supported": True},
            "effort": {"supported": True, "low": {"supported": False}},
            "thinking": {"types": {"adaptive": {"supported": True}}},
            "vision": False,
            "notes": "text",
            "many": [True],
            "odd": {"supported": "yes"},
        },
    )
    assert model.display_name == "Claude Opus 5"
    assert model.released_at == datetime(2026, 7, 24, tzinfo=UTC)
    assert (model.context_window, model.max_output_tokens) == (1_000_000, 128_000)
    assert model.capabilities == {
        "batch": True,
        "effort": True,
        "effort.low": False,
        "thinking.types.adaptive": True,
        "vision": False,
    }


@pytest.mark.parametrize("created", ["1970-01-01T00:00:00Z", "1999-12-31", None])
def test_an_anthropic_time_before_there_were_models_is_unknown(created):
    assert parse("anthropic", created_at=created).released_at is None


@pytest.mark.parametrize("other", [1, 1.0, "true", None])
def test_only_true_and_false_say_what_is_supported_whatever_was_read_before(other):
    for said, read in ((True, {"batch": True}), (other, {}), (False, {"batch": False})):
        assert parse("anthropic", capabilities={"batch": {"supported": said}}).capabilities == read


@pytest.mark.parametrize("capabilities", [None, "", [], "all", True, {"supported": True}])
def test_capabilities_of_another_shape_are_none(capabilities):
    assert parse("anthropic", capabilities=capabilities).capabilities == {}


@every_source
@pytest.mark.parametrize("provider", REGISTRY)
def test_every_recorded_listing_is_read_without_an_unreadable_entry(folder, provider):
    for recording in recordings(folder, provider):
        listing = read_listing(REGISTRY[provider], recording.items)
        assert (len(listing.models), listing.unreadable, listing.notices) == (len(recording.items), (), ()), (
            recording.name
        )
