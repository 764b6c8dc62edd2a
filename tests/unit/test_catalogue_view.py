"""What the Catalogue shows and in which order, and the address that stands for it. Pure values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from modelsync.ui.catalogue.view import SORTS, View, from_address
from tests.support.models import price, retiring, stored

PROVIDERS = ["openai", "google", "anthropic"]

CATALOGUE = [
    stored("gpt-9-mini", enabled=True, pricing=price("0.25"), context_window=400_000),
    stored("gpt-9", pricing=price("2.5"), context_window=1_000_000),
    stored("gemini-9", "google", display_name="The Mini of Google", pricing=None, lifecycle=retiring(20)),
    stored("claude-9", "anthropic", pricing=price("15"), status="archived", lifecycle=retiring(-5)),
    stored("claude-10", "anthropic", pricing=price("5"), lifecycle=retiring(80), enabled=True),
]


def ids(view):
    return [m.universal_model_id for m in view.shown(CATALOGUE, datetime.now(UTC).date())]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), ["gpt-9", "gpt-9-mini", "gemini-9", "claude-10", "claude-9"]),
        (View(provider="openai"), ["gpt-9", "gpt-9-mini"]),
        (View(status="archived"), ["claude-9"]),
        (View(enabled=True), ["gpt-9-mini", "claude-10"]),
        (View(enabled=False, status="active"), ["gpt-9", "gemini-9"]),
        (View(priced=False), ["gemini-9"]),
        (View(retiring=30), ["gemini-9"]),
        (View(retiring=90), ["gemini-9", "claude-10"]),
        (View(words="mini 9"), ["gpt-9-mini", "gemini-9"]),
        (View(words="GOOGLE the"), ["gemini-9"]),
        (View(sort="input"), ["gpt-9-mini", "gpt-9", "claude-10", "claude-9", "gemini-9"]),
        (View(sort="-input"), ["claude-9", "claude-10", "gpt-9", "gpt-9-mini", "gemini-9"]),
        (View(sort="-context"), ["gpt-9", "gpt-9-mini", "claude-10", "claude-9", "gemini-9"]),
        (View(sort="retires", status="active"), ["gemini-9", "claude-10", "gpt-9", "gpt-9-mini"]),
    ],
)
def test_a_view_shows_what_its_filters_say_in_its_order_and_missing_values_last(view, expected):
    assert ids(view) == expected


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_every_model(sort):
    assert sorted(ids(View(sort=sort))) == sorted(ids(View()))


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View("google", "active", enabled=True, priced=False, retiring=60, words="a b", sort="-input"),
        View(enabled=False, priced=True),
        View(words="all"),
    ],
)
def test_an_address_gives_the_view_back(view):
    assert from_address(view.to_address(), PROVIDERS) == (view, ())


def test_what_an_address_asks_for_in_vain_is_named_and_the_rest_holds():
    sent = {"provider": "nobody", "enabled": "maybe", "retiring": "31", "q": " x   y ", "demo": "1"}
    view, unknown = from_address(sent, PROVIDERS)
    assert view == View(words="x y")
    assert unknown == ("provider=nobody", "enabled=maybe", "retiring=31")
