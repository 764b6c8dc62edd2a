"""Limits and prices in the drawer of one model: every figure, tiers, prices to come, and where they are from."""

from __future__ import annotations

from html import escape

import streamlit as st

from modelsync.core.declared import PER_MTOK, ModelField
from modelsync.core.figures import tokens, usd
from modelsync.core.kinds import Tokens
from modelsync.core.model_fields import FIELDS, FIGURES
from modelsync.core.models import StoredModel
from modelsync.core.pricing import Figures, Price, Pricing
from modelsync.prices.file_format import Period
from modelsync.service.fact_sheets import FactSheet
from modelsync.ui.amendments import setting
from modelsync.ui.shell.fact_table import UNKNOWN, facts

_LIMITS = tuple(field for field in FIELDS if field.within == "limits")
_STYLE = """<style>
.prices-wide{overflow-x:auto}
.prices{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
.prices th{font-weight:400;opacity:.8;text-align:right;padding:.2rem 0 .3rem .75rem}
.prices td{text-align:right;padding:.3rem 0 .3rem .75rem;border-top:1px solid rgba(128,136,152,.3);font-variant-numeric:tabular-nums}
.prices th:first-child,.prices td:first-child{text-align:left;padding-left:0}
</style>"""


def limits(model: StoredModel, sheet: FactSheet | None) -> None:
    """The limits, and the button that sets them."""
    setting.header("Limits", sheet, "limit")
    facts(*((field.declared.word.capitalize(), _limit(field, model)) for field in _LIMITS))


def prices(model: StoredModel, sheet: FactSheet | None) -> None:
    """The price of today and those to come, and the button that sets one."""
    setting.header("Prices", sheet, "price")
    price = model.pricing
    if price is None:
        st.caption("No price is known.")
        return
    period = _period(model, sheet)
    price_table(_with_tiers(price, period))
    checked = period.checked_on if period else None
    facts(
        ("Source", escape(price.source or "") or UNKNOWN),
        ("Effective from", str(price.as_of or UNKNOWN)),
        *(
            (figure.label.capitalize(), f"{usd(amount)} {figure.unit.per} {figure.unit.things}")
            for figure in FIGURES
            if figure.unit != PER_MTOK and (amount := getattr(price, figure.key)) is not None
        ),
        *([("Checked", f"{checked}, against the provider's page")] if checked else []),
    )


def _with_tiers(price: Pricing, period: Period | None) -> Pricing:
    """The price with the file's tiers where the catalogue has none: an older version did not store them."""
    if price.tiers or period is None or period.price().input != price.input:
        return price
    return price.model_copy(update={"tiers": period.price().tiers})


def _lines(price: Price, when: str) -> list[tuple[str, Figures]]:
    """The price's line in words, and one for each tier; a figure that a tier does not have is that of the price."""
    first = f"Up to {price.tiers[0].above_tokens:,} input tokens" if price.tiers else "Every request"
    tiers = [(f"{when}above {tier.above_tokens:,} input tokens".capitalize(), tier) for tier in price.tiers]
    return [(f"{when}{first}", price), *tiers]


def price_table(price: Pricing) -> None:
    """The usual and the known figures: a line for all requests, or one for each tier, and the prices to come."""
    st.html(
        f'{_STYLE}<div class="prices-wide" tabindex="0" role="region" aria-label="Prices">{_price_table(price)}</div>'
    )


def _price_table(price: Pricing) -> str:
    rows = [*_lines(price, "")]
    for later in price.upcoming:
        rows += _lines(later, f"From {later.begins}: ")
    shown = [
        f
        for f in FIGURES
        if f.unit == PER_MTOK and (f.usual or any(figures.amount(f) is not None for _, figures in rows))
    ]
    heads = "".join(f'<th scope="col">{figure.label.capitalize()}</th>' for figure in shown)
    body = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td>{usd(figures.amount(figure))}</td>' for figure in shown)}</tr>"
        for name, figures in rows
    )
    return (
        f'<table class="prices"><thead><tr><th scope="col">USD {PER_MTOK.per} {PER_MTOK.things}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _period(model: StoredModel, sheet: FactSheet | None) -> Period | None:
    """The period of the file or of an amendment behind this price, for details that the catalogue does not store."""
    begins = model.pricing.as_of if model.pricing else None
    periods = sheet.entry.prices if sheet else ()
    return next((period for period in periods if period.begins == begins), None)


def _limit(field: ModelField, model: StoredModel) -> str:
    value = field.of(model)
    if field.kind == Tokens:
        return _tokens(value)
    return UNKNOWN if value is None else escape(str(value))


def _tokens(count: int | None) -> str:
    if count is None:
        return UNKNOWN
    short = tokens(count)
    return f"{count:,} tokens" + (f" <small>{short}</small>" if short != f"{count:,}" else "")
