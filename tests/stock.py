"""A catalogue of any models, written straight into the store as one run. Asserts nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from modelsync import store
from modelsync.core.models import Lifecycle, Pricing, StoredModel
from modelsync.core.row_changes import RowChange

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def model(id_, provider="openai", *, input_usd="1.25", retires_in=None, replacement=None, **values):
    """A stored model; ``retires_in`` counts days from today, ``input_usd=None`` is without a price."""
    name = values.pop("name", id_.upper())
    retires = None if retires_in is None else datetime.now(UTC).date() + timedelta(days=retires_in)
    price = input_usd and Pricing(
        input=Decimal(input_usd), output=Decimal(10), source="by hand", as_of=date(2026, 1, 1)
    )
    usual = {
        "id": 0,
        "provider": provider,
        "universal_model_id": id_,
        "display_name": name,
        "provider_display_name": values.pop("provider_name", name),
        "enabled": False,
        "pricing": price or None,
        "lifecycle": Lifecycle(retires_at=retires, replacement=replacement),
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return StoredModel(**usual | values)


def fill(database, *models, reason=None):
    """Write these models as one run by ``local:ada``."""
    with database.writing("catalogue") as session:
        changes = store.write_changes(session, [RowChange("insert", None, m) for m in models])
        return store.add_run(
            session, changes, kind="apply", provider=None, actor="local:ada", at=NOW, reason=reason
        )
