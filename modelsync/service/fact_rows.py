"""What changed facts change of the catalogue's rows, in an open transaction. Writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.core.remerge import remerged
from modelsync.core.row_changes import RowChange
from modelsync.prices.amended import folded
from modelsync.service import fact_checks
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelsync.core.amendments import Amendment, FactChange
    from modelsync.service.context import ServiceContext


def rows_of_facts(
    context: ServiceContext,
    session: store.Session,
    stored: Mapping[str, Amendment],
    changes: Sequence[FactChange],
) -> list[RowChange]:
    """The rows that change with the amendments, locked. Raises EditError for a value that no file could hold."""
    providers = sorted({change.amendment.provider for change in changes})
    return [row for name in providers for row in _of_provider(context, session, name, stored, changes)]


def _of_provider(
    context: ServiceContext,
    session: store.Session,
    provider: str,
    stored: Mapping[str, Amendment],
    changes: Sequence[FactChange],
) -> list[RowChange]:
    file = context.price_list(provider)
    kept = {key: one for key, one in stored.items() if one.provider == provider}
    after = {**kept, **{c.key: c.after for c in changes if c.amendment.provider == provider}}
    before = folded(file, kept.values())
    prices = fact_checks.checked_prices(file, [one for one in after.values() if one], changes)
    now, today = context.clock(), context.today()
    found = [
        row.universal_model_id
        for row in store.models(session, provider=provider)
        if before.terms(row.universal_model_id, today) != prices.terms(row.universal_model_id, today)
    ]
    return [
        RowChange("update", row, merged.model_copy(update={"version": row.version + 1, "updated_at": now}))
        for id_, row in store.models_by_id(session, found, for_update=True).items()
        if (merged := remerged(row, before.terms(id_, today), prices.terms(id_, today))) != row
    ]
