"""Builds models: an entry of a list, a model as a sync proposes it, a row of the catalogue. A test says what matters to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ListedModel, NormalizedModel, StoredModel
from modelsync.core.pricing import Pricing
from tests.support.clock import NOON


def listed(id_="gpt-a", **fields):
    """An entry with nothing but its id, and these fields."""
    return ListedModel(universal_model_id=id_, **fields)


def normalised(id_="gpt-a", provider="openai", **fields):
    """An active model; without ``display_name`` it is called like its id, in capitals."""
    return NormalizedModel(**_named(id_, provider, fields))


def stored(id_="gpt-a", provider="openai", **fields):
    """A row in its first version: active, disabled, with a price; ``pricing=None`` is without one."""
    row = {"id": 1, "version": 1, "enabled": False, "created_at": NOON, "updated_at": NOON}
    return StoredModel(**row | {"pricing": price()} | _named(id_, provider, fields))


def price(input_="1.25", output="10", **fields):
    """USD per million tokens."""
    usual = {"source": "by hand", "as_of": date(2026, 1, 1)}
    return Pricing(input=Decimal(input_), output=Decimal(output), **usual | fields)


def retiring(days, replacement=None):
    """The end of life, this many days after today."""
    return Lifecycle(retires_at=datetime.now(UTC).date() + timedelta(days=days), replacement=replacement)


def _named(id_, provider, fields):
    name = fields.get("display_name", id_.upper())
    names = {"display_name": name, "provider_display_name": name}
    return {"provider": provider, "universal_model_id": id_, **names} | fields
