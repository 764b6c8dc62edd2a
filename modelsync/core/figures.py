"""Writes figures for people: tokens as 200k, prices as $2.50. Pure."""

from __future__ import annotations

from decimal import Decimal


def tokens(count: int | None) -> str:
    """A number of tokens as people say it: 200k, 1M; from a million on, two decimals are enough."""
    if count is None:
        return "—"
    for size, unit in ((1_000_000, "M"), (1_048_576, "M"), (1_000, "k"), (1_024, "k")):
        if count >= size and count % size == 0:
            return f"{count // size}{unit}"
        if unit == "M" and count >= size and count % (size // 100) == 0:
            return f"{count / size:.2f}".rstrip("0") + unit
    return f"{count / 1_000_000:.2f}".rstrip("0").rstrip(".") + "M" if count >= 1_000_000 else f"{count:,}"


def usd(amount: Decimal | None) -> str:
    """A price as people write it, with no digit lost: $30, $2.50, $0.075."""
    if amount is None:
        return "—"
    plain = f"{amount:f}"
    whole, _, decimals = plain.partition(".")
    cents = decimals.rstrip("0")
    return f"${int(whole):,}.{cents.ljust(2, '0')}" if cents else f"${int(whole):,}"
