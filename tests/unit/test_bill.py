"""The worked bill in the table's documentation is what a reader of `config.pricing` computes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

TABLE = (Path(__file__).parents[2] / "docs" / "table.md").read_text(encoding="utf-8")
SECTION = TABLE.partition("### A bill")[2].partition("`lifecycle`:")[0]


def bill(pricing, tokens, cached, output):
    """In USD, as the documentation tells a reader to compute it."""
    above = [tier for tier in pricing.get("tiers", []) if tier["aboveTokens"] < tokens]
    figures = pricing | above[-1] if above else pricing
    parts = (
        (tokens - cached, figures["input"]),
        (cached, figures.get("cachedInput", figures["input"])),
        (output, figures["output"]),
    )
    return [Decimal(count) * Decimal(amount) / 10**6 for count, amount in parts]


def test_the_bills_of_the_documentation_are_right():
    pricing = json.loads(re.search(r"```json\n(.*?)```", SECTION, re.DOTALL)[1])
    rows = re.findall(
        r"^\| (?:cached )?(?:in|out)put \| ([\d,]+) \| ([\d.]+) \| ([\d.]+) \|$", SECTION, re.MULTILINE
    )
    long = bill(pricing, 300_000, 100_000, 2_000)
    assert [Decimal(amount) for _, _, amount in rows] == long
    assert [int(count.replace(",", "")) for count, _, _ in rows] == [200_000, 100_000, 2_000]
    assert f"| **bill** | | | **{sum(long).normalize():f}** |" in SECTION
    short = bill(pricing, 200_000, 100_000, 2_000)
    assert f"{' + '.join(f'{part:.2f}' for part in short)} = **{sum(short):.2f}** USD" in SECTION
