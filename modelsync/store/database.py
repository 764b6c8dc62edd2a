"""Opens the database: engine, schema version, transactions, and one sentence for each way it can fail. Knows no table.

Writing transactions on SQLite start with BEGIN IMMEDIATE, so that a second writer waits at the start; on PostgreSQL
they take an advisory lock by name.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Engine,
    Function,
    RootTransaction,
    SQLColumnExpression,
    create_engine,
    event,
    func,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlmodel import Session

from modelsync.core.stored_json import decoded
from modelsync.errors import StoreError
from modelsync.store.failures import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_REVISION = "0004"
MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 15
_NOTE_MILLISECONDS = 200
_WRITES = "modelsync_writes"
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


class Database:
    """One database, SQLite or PostgreSQL, by its URL.

    The schema is looked at once, at the first transaction: on SQLite a missing or old one is upgraded, on PostgreSQL it
    is an error that names the command. ``called`` is what people know the URL as. Raises StoreError.
    """

    def __init__(self, url: str, *, called: str = "DATABASE_URL") -> None:
        self.engine = _engine(url, called)
        self._checked = False

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def label(self) -> str:
        """The address for people: without password, and without options, which may hold one too."""
        return _label(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state and writes nothing."""
        self._check_schema()
        # PostgreSQL's default isolation takes a new snapshot per statement.
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self._translated(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A read that accepts any schema, and neither creates nor upgrades one. Raises StoreError."""
        if self.is_sqlite and self.engine.url.database and not Path(self.engine.url.database).is_file():
            raise StoreError(
                f"The database {self.label} does not exist yet. The first page or command makes it."
            )
        with (
            self._translated(),
            self.engine.connect() as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            yield session

    @contextmanager
    def writing(self, lock: str | None = None) -> Iterator[Session]:
        """A transaction that commits when the block ends and leaves nothing behind when it raises.

        Writers with the same ``lock`` are serialised; without one the block takes what it needs (``locked_plan``).
        """
        self._check_schema()
        with self._translated(), self._write(lock) as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def noting(self) -> Iterator[Session]:
        """A best-effort write with a short lock timeout. Raises StoreError."""
        with (
            self._translated(),
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            self._pragma(connection, "busy_timeout", _NOTE_MILLISECONDS, _BUSY_SECONDS * 1000),
            connection.begin(),
            Session(connection) as session,
        ):
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_NOTE_MILLISECONDS}")
            yield session
            session.flush()

    def revision(self) -> str | None:
        """The schema's revision in the database; None in an empty one."""
        with self._translated(), self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found) if found else None

    def upgrade(self) -> None:
        """Bring the schema to this program's revision, in one transaction."""
        self.refuse_newer(self.revision())
        from alembic import command  # noqa: PLC0415 - heavy, needed only to migrate
        from alembic.config import Config  # noqa: PLC0415 - the same

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._translated(), self._write("schema", foreign_keys=False) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self._checked = True

    @contextmanager
    def _write(self, lock: str | None, *, foreign_keys: bool = True) -> Iterator[Connection]:
        """``foreign_keys`` False: SQLite checks none in the block, so that a table can be rebuilt."""
        with (
            self.engine.connect().execution_options(**{_WRITES: True}) as connection,
            nullcontext() if foreign_keys else self._pragma(connection, "foreign_keys", "OFF", "ON"),
            connection.begin() as transaction,
        ):
            if lock and not self.is_sqlite:
                connection.execute(select(advisory_lock(literal(lock))))
            yield connection
            self._commit(transaction)

    @contextmanager
    def _pragma(
        self, connection: Connection, name: str, value: str | int, usual: str | int
    ) -> Iterator[None]:
        """A setting of an SQLite connection for the block; asked of the driver, since SQLAlchemy would begin at once."""
        if not self.is_sqlite:
            yield
            return
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - the connection is open, for the type checker
        driver.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            driver.execute(f"PRAGMA {name} = {usual}")

    def _commit(self, transaction: RootTransaction) -> None:
        try:
            transaction.commit()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise StoreError(
                f"The connection to the database {self.label} broke while the work was committed: all of it is there, "
                "or nothing. Look at `modelsync history` before you try again."
            ) from error

    def _check_schema(self) -> None:
        if self._checked:
            return
        found = self.revision()
        if found == SCHEMA_REVISION:
            self._checked = True
        elif self.is_sqlite:
            self.upgrade()
        else:
            self.refuse_newer(found)
            raise StoreError(
                f"The database {self.label} has {'an old schema' if found else 'no tables yet'}. "
                "Run `modelsync db upgrade`."
            )

    def refuse_newer(self, found: str | None) -> None:
        """Raise StoreError when the schema is one that this program does not know yet."""
        known = {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
        if found is not None and found not in known:
            raise StoreError(
                f"The database {self.label} has schema {found}, newer than this program knows "
                f"({SCHEMA_REVISION}). Install the newer Model Sync; nothing was changed."
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(sentence(error, self.label)) from error


@contextmanager
def step(session: Session, name: str) -> Iterator[None]:
    """One step of a transaction: an error in it names it. Raises StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        label = _label(session.connection().engine)
        raise StoreError(f"The step {name} failed: {sentence(error, label)}") from error


def _label(engine: Engine) -> str:
    return engine.url.set(query={}).render_as_string(hide_password=True)


def advisory_lock(name: SQLColumnExpression[str]) -> Function[Any]:
    """What takes PostgreSQL's lock of this name until the transaction ends."""
    return func.pg_advisory_xact_lock(func.hashtext(literal("modelsync:") + name))


def _json(value: object) -> str:
    """JSON values and the domain's own, which are written without a detour over dicts."""
    return _ANY.dump_json(value, by_alias=True).decode()


def _engine(url: str, called: str) -> Engine:
    """The engine of an address; nothing of an address that cannot be read is shown, as any part may be of the password."""
    try:
        parsed = make_url(url)
        if not set(parsed.host or "").isdisjoint("@[]"):
            raise ArgumentError  # noqa: TRY301 - what follows an @ in a password was taken for the host
        if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
            return _sqlite(url)
        if parsed.drivername == "postgresql+psycopg":
            return create_engine(
                url,
                json_serializer=_json,
                json_deserializer=decoded,
                pool_pre_ping=True,
                connect_args={"connect_timeout": 10},
            )
    except (ArgumentError, TypeError, ValueError):
        raise StoreError(
            f"{called} is not a database address. Write it like sqlite:///modelsync.db or "
            "postgresql://user:password@host/database, with @ : / in a password as %40 %3A %2F."
        ) from None
    raise StoreError(
        f"{called} names {parsed.drivername}, which is not supported. Use sqlite:///… or postgresql://…."
    )


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, json_serializer=_json, json_deserializer=decoded, connect_args={"timeout": _BUSY_SECONDS}
    )

    @event.listens_for(engine, "do_connect")
    def _make_private(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
        file, _, options = str(arguments[0]).removeprefix("file:").partition("?")
        if file != ":memory:" and "mode=" not in options:
            with suppress(OSError):  # it is there already, or SQLite says what is wrong with its place
                os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows A to Z only

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
