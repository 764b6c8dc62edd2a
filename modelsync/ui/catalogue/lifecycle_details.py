"""The end of life and the successor in the drawer of one model."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from modelsync.core.models import StoredModel
from modelsync.core.retirement import deadline, distance
from modelsync.core.succession import Succession
from modelsync.service.fact_sheets import FactSheet
from modelsync.ui.amendments import setting
from modelsync.ui.shell.fact_table import UNKNOWN, facts

if TYPE_CHECKING:
    from datetime import date


def lifecycle(found: Succession, sheet: FactSheet | None, today: date) -> None:
    """Days, kind of the last day, successor, who says so; and the button that sets them."""
    model, life = found.retiring, found.retiring.lifecycle
    setting.header("Lifecycle", sheet, "lifecycle")
    facts(
        ("State", escape(life.state or "") or UNKNOWN),
        ("Released", f"{model.released_at:%Y-%m-%d}" if model.released_at else UNKNOWN),
        ("Deprecated", str(life.deprecated_at or UNKNOWN)),
        ("Retires", _retires(model, today)),
        ("Replacement", _replacement(found)),
        *([("What else", escape(life.replacement_note))] if life.replacement_note else []),
        *([("Said by", _SAID_BY[life.source])] if life.source else []),
        *([("Page", escape(life.source_url))] if life.source_url else []),
    )


_SAID_BY = {"provider": "the provider's list", "file": "the pricing file", "admin": "an admin"}


def _retires(model: StoredModel, today: date) -> str:
    life = model.lifecycle
    day = deadline(life)
    if day is None:
        return f"not before {life.retires_at}" if life.retires_at else UNKNOWN
    is_past = model.status == "archived" and day < today
    days = (today - day).days
    when = f"{days} day{'' if days == 1 else 's'} ago" if is_past else distance(day, today)
    return f"{day} <small>{when}</small>"


def _replacement(found: Succession) -> str:
    id_ = found.retiring.lifecycle.replacement
    return UNKNOWN if id_ is None else f"{escape(id_)} <small>{found.state}</small>"
