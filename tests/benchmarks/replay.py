"""The least that writing can take: what the program wrote, row for row, written again with the driver or row by row.

`Written` is the difference between two looks at a database: the catalogue's rows inserted, updated and removed, the
history's rows, the run. Raw and row-by-row writers write all of it in one transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import create_engine
from sqlmodel import Session

from modelsync.settings import Settings
from modelsync.store.tables.catalogue import AiModel
from modelsync.store.tables.history import ModelChange, SyncRun

MODEL = [
    "id",
    "provider",
    "universal_model_id",
    "display_name",
    "display_name_by",
    "status",
    "enabled",
    "config",
    "version",
    "created_at",
    "updated_at",
]
CHANGE = ["id", "run_id", "provider", "universal_model_id", "action", "before", "after"]
RUN = [
    "id",
    "kind",
    "provider",
    "plan_id",
    "actor",
    "at",
    "reason",
    "inserted",
    "updated",
    "archived",
    "removed",
    "undoes",
    "undone_by",
]
_JSON = {"config", "before", "after"}
_TIMES = {"created_at", "updated_at", "at"}


@dataclass(frozen=True)
class Look:
    """The catalogue by id and the last ids of the history, at one moment."""

    models: dict[int, tuple]
    last_run: int
    last_change: int


@dataclass(frozen=True)
class Written:
    """Rows as tuples in the order of the columns above, JSON as text."""

    inserted: list[tuple]
    updated: list[tuple]
    removed: list[tuple]
    changes: list[tuple]
    run: tuple

    @property
    def rows(self):
        return len(self.inserted) + len(self.updated) + len(self.removed)


def look(database, url):
    connection = database.connect(url)
    try:
        models = {row[0]: row for row in _rows(connection, database, "ai_model", MODEL)}
        run, change = (
            connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            for table in ("sync_run", "model_change")
        )
    finally:
        connection.close()
    return Look(models, run, change)


def written_since(database, url, before):
    """What came since the first look; refuses when nothing did, so that no empty write is ever measured."""
    after = look(database, url).models
    connection = database.connect(url)
    try:
        changes = _rows(connection, database, "model_change", CHANGE, f"WHERE id > {before.last_change}")
        [run] = _rows(connection, database, "sync_run", RUN, f"WHERE id > {before.last_run}")
    finally:
        connection.close()
    old = before.models
    written = Written(
        inserted=[row for id_, row in after.items() if id_ not in old],
        updated=[row for id_, row in after.items() if id_ in old and old[id_] != row],
        removed=[(id_,) for id_ in old if id_ not in after],
        changes=changes,
        run=run,
    )
    if not written.rows or written.rows != len(changes):
        raise RuntimeError(f"{written.rows} rows and {len(changes)} changes were written")
    return written


def write_raw(connection, mark, written):
    """All of it with the driver's `executemany`."""
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.executemany(_insert("sync_run", RUN, mark), [written.run])
    if written.removed:
        cursor.executemany(f"DELETE FROM ai_model WHERE id = {mark}", written.removed)
    if written.updated:
        sets = ", ".join(f"{name} = {mark}" for name in MODEL[1:])
        rows = [(*row[1:], row[0]) for row in written.updated]
        cursor.executemany(f"UPDATE ai_model SET {sets} WHERE id = {mark}", rows)
    if written.inserted:
        cursor.executemany(_insert("ai_model", MODEL, mark), written.inserted)
    cursor.executemany(_insert("model_change", CHANGE, mark), written.changes)
    cursor.execute("COMMIT")


class RowByRow:
    """The same with SQLModel: each row and its change are added or set and flushed, one after the other."""

    def __init__(self, url, written, most):
        """``most``: how many rows are written; the rest would only take longer."""
        self._engine = create_engine(Settings.read(database_url=url).database_url)
        self._run = _values(RUN, written.run)
        kinds = ((AiModel, written.inserted), (dict, written.updated), (None, written.removed))
        rows = [(kind, _values(MODEL, row)) for kind, some in kinds for row in some]
        changes = [_values(CHANGE, row) for row in written.changes]
        self._work = list(zip(rows, changes, strict=True))[:most]
        self.rows = len(self._work)

    def write(self):
        with Session(self._engine) as session:
            session.add(SyncRun(**self._run))
            session.flush()
            for (kind, values), change in self._work:
                _one_row(session, kind, values)
                session.flush()
                session.add(ModelChange(**change))
                session.flush()
            session.commit()

    def close(self):
        self._engine.dispose()


def _one_row(session, kind, values):
    if kind is AiModel:
        session.add(AiModel(**values))
        return
    row = session.get(AiModel, values["id"])
    if kind is None:
        session.delete(row)
        return
    for name, value in values.items():
        setattr(row, name, value)


def _rows(connection, database, table, columns, where=""):
    wanted = (f"{name}{database.as_text}" if name in _JSON else name for name in columns)
    return [
        tuple(row)
        for row in connection.execute(f"SELECT {', '.join(wanted)} FROM {table} {where} ORDER BY id")
    ]


def _insert(table, columns, mark):
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"


def _values(columns, row):
    return {name: _value(name, value) for name, value in zip(columns, row, strict=False)}


def _value(name, value):
    if not isinstance(value, str):
        return value
    if name in _JSON:
        return json.loads(value)
    return datetime.fromisoformat(value) if name in _TIMES else value
