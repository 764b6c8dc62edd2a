"""Each value has an owner, and a value that nobody sent keeps what is known. Pure values in and out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.normalise import normalise, status_of
from modelsync.core.pricing import Pricing
from modelsync.prices.book import Terms
from tests.support.models import listed, stored
from tests.support.providers import anthropic_item, google_item, openai_item

TODAY = date(2026, 11, 1)
YESTERDAY, TOMORROW = date(2026, 10, 31), date(2026, 11, 2)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PRICE = Pricing(input=Decimal("2.50"), output=Decimal(10), source="by hand", as_of=date(2026, 1, 1))


def known(**fields):
    """A stored row, with all that can be known unless the fields say otherwise."""
    row = {
        "display_name": "GPT A",
        "enabled": True,
        "description": "Known words",
        "released_at": datetime(2026, 1, 1, tzinfo=UTC),
        "context_window": 128_000,
        "max_output_tokens": 16_000,
        "pricing": PRICE,
        "lifecycle": Lifecycle(
            deprecated_at=YESTERDAY, retires_at=TOMORROW, replacement="gpt-b", state="deprecated"
        ),
        "capabilities": {"thinking": True},
    }
    return stored(**row | fields)


def merged(listed, row=None, terms=None, *, today=TODAY, date_is_final=True, prices_readable=True):
    return normalise(
        "openai",
        listed,
        row,
        terms,
        today,
        date_is_final=date_is_final,
        prices_readable=prices_readable,
    )


def parsed(provider, item):
    return REGISTRY[provider].parse(item)


def test_what_is_not_sent_keeps_what_is_known():
    row = known()
    assert merged(listed(), row, Terms(pricing=PRICE)) == row.normalized()


@pytest.mark.parametrize("field", ["deprecated_at", "retires_at", "replacement", "state"])
def test_an_explicit_null_in_the_lifecycle_clears_that_field_alone(field):
    row = known()
    after = merged(listed(lifecycle=Lifecycle(**{field: None})), row)
    assert getattr(after.lifecycle, field) is None
    assert after.lifecycle == row.lifecycle.model_copy(update={field: None})


def test_a_null_outside_the_lifecycle_means_absent():
    nothing = {"display_name": None, "description": None, "released_at": None}
    nothing |= {"context_window": None, "max_output_tokens": None}
    assert merged(listed(**nothing), known(), Terms(pricing=PRICE)) == known().normalized()


def test_openais_null_shutdown_date_clears_and_a_missing_one_keeps():
    row = known(lifecycle=Lifecycle(retires_at=TOMORROW))
    sent = openai_item("gpt-a", shutdown_date=None)
    assert merged(parsed("openai", sent), row).lifecycle.retires_at is None
    del sent["shutdown_date"]
    assert merged(parsed("openai", sent), row).lifecycle.retires_at == TOMORROW


def test_anthropics_null_retirement_clears_and_a_missing_one_keeps():
    row = known(lifecycle=Lifecycle(retires_at=TOMORROW, state="deprecated"))
    sent = anthropic_item("gpt-a", retires_at=None, lifecycle="active")
    assert merged(parsed("anthropic", sent), row).lifecycle == Lifecycle(state="active")
    for key in ("retires_at", "deprecated_at", "lifecycle"):
        del sent[key]
    assert merged(parsed("anthropic", sent), row).lifecycle == row.lifecycle


@pytest.mark.parametrize(
    ("lifecycle", "final", "status"),
    [
        (Lifecycle(), True, "active"),
        (Lifecycle(state="active"), True, "active"),
        (Lifecycle(state="retired"), True, "archived"),
        (Lifecycle(state="retired"), False, "archived"),
        (Lifecycle(state="retired", retires_at=TOMORROW), True, "archived"),
        (Lifecycle(state="deprecated"), False, "active"),
        (Lifecycle(state="deprecated", retires_at=YESTERDAY), False, "active"),
        (Lifecycle(retires_at=YESTERDAY), False, "active"),
        (Lifecycle(retires_at=YESTERDAY), True, "archived"),
        (Lifecycle(retires_at=TODAY), True, "archived"),
        (Lifecycle(retires_at=TOMORROW), True, "active"),
        (Lifecycle(state="active", retires_at=YESTERDAY), True, "archived"),
        (Lifecycle(deprecated_at=YESTERDAY), True, "active"),
    ],
)
def test_the_status_follows_the_flag_and_a_date_where_the_date_is_final(lifecycle, final, status):
    assert status_of(lifecycle, TODAY, date_is_final=final) == status


@pytest.mark.parametrize(
    ("provider", "item", "status"),
    [
        ("openai", openai_item("gpt-a", active=False), "archived"),
        ("openai", openai_item("gpt-a", active=True), "active"),
        ("openai", openai_item("gpt-a", shutdown_date="2026-11-01"), "archived"),
        ("openai", openai_item("gpt-a", shutdown_date="2026-11-02"), "active"),
        ("anthropic", anthropic_item("claude-a", lifecycle="retired"), "archived"),
        ("anthropic", anthropic_item("claude-a", lifecycle="deprecated", retires_at="2026-10-01"), "active"),
        ("google", google_item("gemini-a"), "active"),
    ],
)
def test_each_providers_own_words_lead_to_the_status(provider, item, status):
    final = REGISTRY[provider].traits.date_is_final
    model = normalise(provider, parsed(provider, item), None, None, TODAY, date_is_final=final)
    assert model.status == status


def test_a_date_that_passes_archives_without_a_new_body():
    sent = parsed("openai", openai_item("gpt-a", shutdown_date="2026-11-02"))
    row = known(lifecycle=Lifecycle(retires_at=TOMORROW))
    assert merged(sent, row, today=TODAY).status == "active"
    after = merged(sent, row, today=TOMORROW)
    assert (after.status, after.enabled) == ("archived", False)


def test_a_known_date_that_passes_archives_even_when_the_date_is_no_longer_sent():
    row = known(lifecycle=Lifecycle(retires_at=YESTERDAY))
    assert merged(listed(), row).status == "archived"


def test_a_date_moved_into_the_future_makes_active_again_but_never_enables():
    row = known(status="archived", enabled=False, lifecycle=Lifecycle(retires_at=YESTERDAY))
    after = merged(listed(lifecycle=Lifecycle(retires_at=TOMORROW)), row)
    assert (after.status, after.enabled) == ("active", False)


def test_a_model_that_is_back_is_active_again_but_not_enabled():
    after = merged(listed(), known(status="archived", enabled=False, lifecycle=Lifecycle()))
    assert (after.status, after.enabled) == ("active", False)


def test_a_new_model_is_neither_enabled_nor_disabled_yet():
    assert merged(listed()).enabled is None


def test_a_new_name_of_the_provider_is_taken_over():
    after = merged(listed(display_name="GPT A 2"), known())
    assert (after.display_name, after.provider_display_name) == ("GPT A 2", "GPT A 2")


def test_the_admins_name_stays_and_the_providers_new_one_stands_beside_it():
    row = known(display_name="Our GPT", display_name_by="admin")
    after = merged(listed(display_name="GPT A 2"), row)
    assert (after.display_name, after.provider_display_name) == ("Our GPT", "GPT A 2")


def test_a_provider_without_names_gets_one_from_the_id():
    model = normalise(
        "openai",
        listed("gpt-5.4-mini-2026-03-17"),
        None,
        None,
        TODAY,
        date_is_final=True,
    )
    assert model.display_name == model.provider_display_name == "GPT-5.4 mini (2026-03-17)"


def test_the_pricing_file_gives_what_the_provider_does_not_send():
    terms = Terms(
        display_name="GPT A",
        context_window=400_000,
        max_output_tokens=128_000,
        replacement="gpt-c",
        pricing=PRICE,
    )
    after = merged(listed(), None, terms)
    assert after.display_name == "GPT A"
    assert (after.context_window, after.max_output_tokens) == (400_000, 128_000)
    assert after.lifecycle.replacement == "gpt-c"
    assert after.pricing == PRICE


def test_what_the_provider_sends_goes_before_the_pricing_file():
    terms = Terms(display_name="From the file", context_window=1, max_output_tokens=2, replacement="gpt-c")
    sent = listed(
        display_name="Sent",
        context_window=10,
        max_output_tokens=20,
        lifecycle=Lifecycle(replacement="gpt-d"),
    )
    after = merged(sent, known(), terms)
    assert after.display_name == "Sent"
    assert (after.context_window, after.max_output_tokens) == (10, 20)
    assert after.lifecycle.replacement == "gpt-d"


def test_known_limits_are_kept_when_neither_provider_nor_file_has_them():
    after = merged(listed(), known(), Terms(pricing=PRICE))
    assert (after.context_window, after.max_output_tokens) == (128_000, 16_000)


def test_a_model_that_left_the_pricing_file_has_no_price():
    assert merged(listed(), known(), None).pricing is None


def test_a_new_price_replaces_the_known_one_as_a_whole():
    price = Pricing(input=Decimal(3), output=Decimal(9))
    assert merged(listed(), known(), Terms(pricing=price)).pricing == price


def test_a_broken_pricing_file_keeps_the_known_price():
    assert merged(listed(), known(), None, prices_readable=False).pricing == PRICE
    assert merged(listed(), None, None, prices_readable=False).pricing is None


def test_a_capability_that_is_not_sent_keeps_what_is_known():
    after = merged(listed(capabilities={"batch": False}), known())
    assert after.capabilities == {"thinking": True, "batch": False}


@pytest.mark.parametrize("stored_name", ["o3 pro", "GPT-5.1 Codex max"])
def test_a_stored_name_is_not_replaced_by_a_better_one_that_only_our_rules_make(stored_name):
    row = known(universal_model_id="o3-pro", display_name=stored_name, provider_display_name=stored_name)
    again = merged(listed("o3-pro"), row)
    assert (again.provider_display_name, again.display_name) == (stored_name, stored_name)
    assert merged(listed("o3-pro")).display_name == "o3-pro"
