"""Plans as the database holds them, without what tells one sync from another; and whether one copied its listing."""

from __future__ import annotations

import json
from contextlib import contextmanager

from sqlalchemy import event, text

_SETS = ("archivedEnabled", "included", "inDoubt")


def stored_plan(service, plan_id):
    """The row of a plan, its JSON as text, but for ids, times and state; what is a set has an order."""
    columns = "provider, actor, digest, listed, changes, listing"
    texts = ", ".join(f"CAST({name} AS TEXT) AS {name}" for name in ("diff", "facts", "review"))
    query = text(f"SELECT {columns}, {texts} FROM sync_plan WHERE id = :id")
    with service.database.reading() as session:
        row = dict(session.connection().execute(query, {"id": plan_id}).mappings().one())
    fetched_at = json.loads(row["diff"])["fetchedAt"]
    row["diff"] = row["diff"].replace(plan_id, "").replace(fetched_at, "")
    facts = json.loads(row["facts"])
    row["facts"] = facts | {name: sorted(facts[name]) for name in _SETS}
    row["review"] = json.loads(row["review"])
    return row


@contextmanager
def repeats(service):
    """Collects the statements that store a plan with another one's listing, while the block runs."""
    found = []

    def execute(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO sync_plan") and "SELECT" in statement:
            found.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", execute)
    try:
        yield found
    finally:
        event.remove(service.database.engine, "before_cursor_execute", execute)
