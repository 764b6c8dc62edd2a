"""Review announces a known rise of a price before its day, and nothing of one that falls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from modelsync.core.actors import LOCAL
from modelsync.core.facts import Fact
from modelsync.core.pricing import Price
from tests.support.app_pages import attention, opened


def price(id_, input_, day=None):
    value = Price(input=Decimal(input_), output=Decimal(10))
    return Fact(
        provider="openai", universal_model_id=id_, kind="price", begins=day, value=value, source="page"
    )


def test_a_known_rise_stands_in_the_attention_line(stocked, service):
    soon = datetime.now(UTC).date() + timedelta(days=6)
    later = [price("gpt-5.4", 4, soon), price("gpt-5.4-mini", 1, soon)]
    service.set_facts([price("gpt-5.4", 2), price("gpt-5.4-mini", 2)], actor=LOCAL)
    assert not opened("review").expander[:-1]
    service.set_facts(later, actor=LOCAL)
    line = attention(opened("review"))
    assert "Needs attention (1)" in line
    assert f"OpenAI: price rises** · gpt-5.4: input $2 → $4 from {soon}, in 6 days" in line
