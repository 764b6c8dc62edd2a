"""Makes the engine of a database address: which driver options it may hold, and what each connection relies on. Opens none."""

from __future__ import annotations

import math
import os
import re
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import TypeAdapter
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from modelsync.core.stored_json import decoded
from modelsync.errors import StoreError
from modelsync.store.schemas import translation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

WRITES = "modelsync_writes"
"""The execution option of a transaction that writes."""
COPY = "COPY "
"""How a statement begins whose rows go to PostgreSQL by its COPY protocol."""
_READ_ONLY = "modelsync_read_only"
BUSY_SECONDS = 15
_CONNECT_SECONDS = 10
_ANY: TypeAdapter[Any] = TypeAdapter(Any)

_NUMBERS = {
    *("connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
    *("prepare_threshold", "tcp_user_timeout"),
}
_UP_TO_THE_HOST = re.compile(r"[^:/]+://(?:[^:/]*(?::[^@]*)?@)?")
_UTF8 = {"auto", "utf8", "utf-8", "unicode"}
_SQLITE_OPTIONS = {"mode", "timeout", "uri"}
_SQLITE_MODES = {"ro", "rw", "rwc"}


def new_engine(url: str, called: str, schema: str | None = None) -> Engine:
    """The engine of an address that people know as ``called``; ``schema`` holds our tables on PostgreSQL. Raises StoreError.

    Nothing of an address that cannot be read is shown, as any part may be of the password.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
            if schema:
                raise StoreError(
                    f"MODELSYNC_DATABASE_SCHEMA names a schema, and {called} an SQLite file, which has none. Unset one of them."
                )
            return _sqlite(parsed, called)
        if parsed.drivername == "postgresql+psycopg":
            if "@" in _UP_TO_THE_HOST.sub("", url) or not set(parsed.host or "").isdisjoint("[]"):
                raise ArgumentError  # noqa: TRY301 - what follows an @ in a password was taken for the host
            return _postgresql(parsed, called, schema)
    except (ArgumentError, TypeError, ValueError):
        raise StoreError(
            f"{called} is not a database address. Write it like sqlite:///modelsync.db or "
            "postgresql://user:password@host/database, with @ : / in a password as %40 %3A %2F."
        ) from None
    raise StoreError(
        f"{called} names {parsed.drivername}, which is not supported. Use sqlite:///… or postgresql://…."
    )


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _postgresql(url: URL, called: str, schema: str | None) -> Engine:
    from psycopg import pq  # noqa: PLC0415 - the driver, which SQLite does not need

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    options = _options(url, known | {"prepare_threshold"}, called)
    for name in _NUMBERS & options.keys():
        if not re.fullmatch(r"-?\d{1,9}", options[name]):
            raise StoreError(f"The option {name} of {called} is no whole number. Correct or remove it.")
    if options.get("client_encoding", "utf8").lower() not in _UTF8:
        raise StoreError(
            f"The option client_encoding of {called} is not UTF8. Remove it: Model Sync sets its own."
        )
    # libpq sends these when a connection starts, and has no other option for them that PgBouncer takes. PgBouncer
    # keeps them per client; a SET would stay on a connection that others get next.
    os.environ |= {"PGDATESTYLE": "ISO", "PGTZ": "UTC"}
    engine = create_engine(
        url.difference_update_query(["prepare_threshold", "connect_timeout", "client_encoding"]),
        json_serializer=_json,
        json_deserializer=decoded,
        pool_pre_ping=True,
        execution_options=translation(schema),
        connect_args={
            "connect_timeout": int(options.get("connect_timeout", _CONNECT_SECONDS)),
            "client_encoding": "UTF8",
            # Behind PgBouncer in transaction mode a prepared statement is another client's, with its rows.
            "prepare_threshold": None,
        },
    )

    @event.listens_for(engine, "connect")
    def _check_encoding(connection: Any, _record: object) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding not in {"UTF8", None}:
            connection.close()
            raise StoreError(
                f"The database {label(engine)} has the encoding {encoding}, which cannot hold every text. "
                "Create one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0. Nothing was changed."
            )

    event.listen(engine, "do_executemany", _copy_rows)
    event.listen(engine, "do_execute", _copy_row)
    return engine


def _copy_rows(cursor: Any, statement: str, rows: Sequence[Sequence[Any]], _context: object) -> bool:
    """Whether the statement was a COPY, and is done."""
    if not statement.startswith(COPY):
        return False
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return True


def _copy_row(cursor: Any, statement: str, row: Sequence[Any], context: object) -> bool:
    return _copy_rows(cursor, statement, [row], context)


def _options(url: URL, known: Collection[str], called: str) -> Mapping[str, str]:
    """The options of an address, each once and known; only ``host`` may come several times."""
    for name, value in url.query.items():
        if name not in known:
            raise StoreError(
                f"{called} has the option {name} after its question mark, which this kind of database does not know. "
                "Remove it."
            )
        if not isinstance(value, str) and name != "host":
            raise StoreError(f"{called} has the option {name} several times. Keep one.")
    return {name: value for name, value in url.query.items() if isinstance(value, str)}


def _json(value: object) -> str:
    """JSON values and the domain's own, which are written without a detour over dicts."""
    return _ANY.dump_json(value, by_alias=True).decode()


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _sqlite(url: URL, called: str) -> Engine:
    options = _options(url, _SQLITE_OPTIONS | {"cache"}, called)
    seconds = float(options.get("timeout", BUSY_SECONDS))
    if url.host or url.username or url.password or url.port or not math.isfinite(seconds):
        raise ArgumentError  # two slashes name a host
    path, mode = _sqlite_file(url.database or "", called), options.get("mode", "rwc")
    if mode == "memory" or not path:
        raise StoreError(
            f"{called} names a database in memory, which is gone when the command ends. "
            "Name a file, such as sqlite:///modelsync.db."
        )
    if mode not in _SQLITE_MODES:
        raise StoreError(f"The option mode of {called} is not one of ro, rw and rwc. Correct or remove it.")
    engine = create_engine(
        url.set(database=path, query={}),
        execution_options={_READ_ONLY: mode == "ro"},
        json_serializer=_json,
        json_deserializer=decoded,
        creator=partial(_connected, path, mode, seconds),
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows A to Z only

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _sqlite_file(database: str, called: str) -> str:
    """The file that an address names, plain or as SQLite's own ``file:`` address; empty for one in memory."""
    if database.startswith("file:"):
        database = database.removeprefix("file:")
        if database.startswith("//"):
            host, slash, path = database.removeprefix("//").partition("/")
            if host not in {"", "localhost"}:
                raise StoreError(f"{called} names a file on another machine. Name one of this machine.")
            database = slash + path
    return "" if database == ":memory:" else database


def _connected(path: str, mode: str, seconds: float) -> sqlite3.Connection:
    if mode == "rwc":
        with suppress(OSError):  # it is there already, or SQLite says what is wrong with its place
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    address = f"file:{quote(str(Path(path).absolute()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=seconds, check_same_thread=False)


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def is_read_only(engine: Engine) -> bool:
    """Whether the address opens an SQLite file for reading alone."""
    return bool(engine.get_execution_options().get(_READ_ONLY))


def label(engine: Engine) -> str:
    """The address for people: without password, and without options, which may hold one too."""
    return engine.url.set(query={}).render_as_string(hide_password=True)
