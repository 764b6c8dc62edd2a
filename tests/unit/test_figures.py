"""Figures as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from modelsync.core.figures import tokens, usd


@pytest.mark.parametrize(
    ("amount", "written"),
    [("30.000", "$30"), ("2.5", "$2.50"), ("0.075", "$0.075"), ("0", "$0"), ("1200", "$1,200"), (None, "—")],
)
def test_a_price_has_the_decimals_that_it_needs(amount, written):
    assert usd(amount and Decimal(amount)) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (8_192, "8k"),
        (128_000, "128k"),
        (131_072, "128k"),
        (65_535, "65,535"),
        (1_000_000, "1M"),
        (1_047_576, "1.05M"),
        (1_048_576, "1M"),
        (1_050_000, "1.05M"),
        (None, "—"),
    ],
)
def test_tokens_have_one_form(count, written):
    assert tokens(count) == written
