"""Writes figures for people: tokens as 200k, prices as $2.50. Pure; no digit is lost."""

from __future__ import annotations

from decimal import Decimal


def tokens(count: int | None) -> str:
    """A number of tokens as people say it: 200k, 1M; exact where rounding would hide something."""
    if count is None:
        return "—"
    for size, unit in ((1_000_000, "M"), (1_048_576, "M"), (1_000, "k"), (1_024, "k")):
        if count >= size and count % size == 0:
            return f"{count // size}{unit}"
        if unit == "M" and count >= size and count % (size // 100) == 0:
            return f"{count / size:.2f}".rstrip("0") + unit
    return f"{count:,}"


def usd(amount: Decimal | None) -> str:
    """A price with at least two decimals and no digit lost: $2.50, $0.075."""
    if amount is None:
        return "—"
    plain = f"{amount:f}"
    whole, _, decimals = plain.partition(".")
    return f"${int(whole):,}.{decimals.rstrip('0').ljust(2, '0')}"
