"""What people ticked, named and switched in reviews, beside the plans; those of each provider's newest plan are taken over."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"


def _length(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND 255", name=f"{column}_length")


def upgrade() -> None:
    """Create the table of choices and fill it from the reviews that the next sync would have kept."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    time = sa.String(32) if sqlite else sa.DateTime(timezone=True)
    booleans = ("ticked", "enabled") if sqlite else ()
    table = op.create_table(
        "review_choice",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("universal_model_id", sa.Text, primary_key=True),
        sa.Column("ticked", sa.Boolean),
        sa.Column("display_name", sa.Text),
        sa.Column("enabled", sa.Boolean),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("seen", sa.JSON(none_as_null=True) if sqlite else JSONB(none_as_null=True)),
        _length("universal_model_id"),
        _length("display_name"),
        _length("actor"),
        *(sa.CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_boolean") for name in booleans),
    )
    rows = [row for plan in _newest_plans() for row in _choices(plan)]
    for row in rows:
        row["at"] = _text(row["at"]) if sqlite else row["at"]
    if rows:
        op.bulk_insert(table, rows)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _newest_plans() -> list[dict[str, Any]]:
    """Each provider's pending plan, else its newest one, if that was applied."""
    columns = "provider, actor, state, fetched_at, CAST(diff AS TEXT) AS diff, CAST(review AS TEXT) AS review"
    query = (
        f"SELECT {columns} FROM sync_plan ORDER BY state <> 'waiting', fetched_at DESC, closed_at DESC, id"  # noqa: S608 - the columns above
    )
    newest: dict[str, dict[str, Any]] = {}
    for row in op.get_bind().execute(sa.text(query)).mappings():
        newest.setdefault(row["provider"], dict(row))
    return [plan for plan in newest.values() if plan["state"] in {"waiting", "applied"}]


def _choices(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices in one plan's review; none when it is damaged. Of an applied plan only what was not applied."""
    try:
        review, seen = json.loads(plan["review"]), _proposed(json.loads(plan["diff"]))
        ticks, edits = review.get("ticks") or {}, review.get("edits") or {}
        by, at = review.get("by") or plan["actor"], _time(review.get("at") or plan["fetched_at"])
        rejected = {id_ for id_, tick in ticks.items() if tick is False}
        ids = (ticks.keys() | edits.keys()) if plan["state"] == "waiting" else rejected
        chosen = [
            {
                "provider": plan["provider"],
                "universal_model_id": id_,
                "ticked": ticks.get(id_),
                "display_name": (edits.get(id_) or {}).get("displayName"),
                "enabled": (edits.get(id_) or {}).get("enabled"),
                "actor": by,
                "at": at,
                "seen": seen[id_],
            }
            for id_ in sorted(ids & seen.keys())
        ]
    except (ValueError, TypeError, AttributeError, KeyError):
        return []
    return [row for row in chosen if _fits(row)]


def _proposed(diff: dict[str, Any]) -> dict[str, Any]:
    changes = [("new", model) for model in diff["newModels"]]
    for update in diff["updatedModels"]:
        was, now = (update[side].get("status", "active") for side in ("existing", "updated"))
        changes.append(("archived" if now == "archived" != was else "updated", update["updated"]))
    changes += [("archived", model) for model in diff["archivedModels"]]
    return {model["universalModelId"]: {"section": section, "model": model} for section, model in changes}


def _time(stored: str | datetime) -> datetime:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _fits(row: dict[str, Any]) -> bool:
    """Whether the table's rules allow it: a damaged value must not stop the migration."""
    name = row["display_name"]
    kinds = all(isinstance(row[column], bool | None) for column in ("ticked", "enabled"))
    named = name is None or (isinstance(name, str) and name.strip() and len(name) <= 255)
    return bool(
        kinds and named and any(row[column] is not None for column in ("ticked", "display_name", "enabled"))
    )
