"""Opens the database: engine, schema version, transactions, and one sentence for each way it can fail. Knows no table.

Writing transactions on SQLite start with BEGIN IMMEDIATE, so that a second writer waits at the start; on PostgreSQL
they take an advisory lock by name.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Function,
    RootTransaction,
    SQLColumnExpression,
    func,
    inspect,
    literal,
    select,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.schema import CreateSchema
from sqlmodel import Session

from modelsync.errors import StoreError
from modelsync.store.engines import BUSY_SECONDS, WRITES, is_read_only, label, new_engine
from modelsync.store.failures import sentence
from modelsync.store.schemas import found, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA_REVISION = "0014"
MIGRATIONS = Path(__file__).parent / "migrations"
_NOTE_MILLISECONDS = 200


class Database:
    """One database, SQLite or PostgreSQL, by its URL.

    The schema is looked at once, at the first transaction: on SQLite a missing or old one is upgraded, on PostgreSQL it
    is an error that names the command; tables of our names that are another program's are refused. ``called`` is what
    people know the URL as, ``schema`` the one of PostgreSQL that holds our tables. Raises StoreError.
    """

    def __init__(self, url: str, *, called: str = "DATABASE_URL", schema: str | None = None) -> None:
        self.engine = new_engine(url, called, schema)
        self._checked = False

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def label(self) -> str:
        """The address for people: without password, and without options, which may hold one too."""
        return label(self.engine)

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
    def writing(self, *locks: str) -> Iterator[Session]:
        """A transaction that commits when the block ends and leaves nothing behind when it raises.

        Writers with one of the ``locks`` are serialised; without any the block takes what it needs (``locked_plan``).
        """
        self._check_schema()
        with self._translated(), self._write(*locks) as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def noting(self, *, milliseconds: int = _NOTE_MILLISECONDS) -> Iterator[Session]:
        """A best-effort write with a short lock timeout. Raises StoreError."""
        self._check_schema()
        self._refuse_to_write()
        with (
            self._translated(),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            self._pragma(connection, "busy_timeout", milliseconds, BUSY_SECONDS * 1000),
            connection.begin(),
            Session(connection) as session,
        ):
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
            yield session
            session.flush()

    def revision(self) -> str | None:
        """The schema's revision in the database; None in an empty one. Raises StoreError for another program's tables."""
        with self._translated(), self.engine.connect() as connection:
            there = found(connection)
        if there.foreign:
            raise StoreError(self._foreign(there.foreign))
        return there.revision

    def _foreign(self, tables: Sequence[str]) -> str:
        ways = "Give Model Sync a database of its own (DATABASE_URL)"
        if not self.is_sqlite:
            ways += " or a schema of its own (MODELSYNC_DATABASE_SCHEMA)"
        whose = "a table" if len(tables) == 1 else "tables"
        return (
            f"The database {self.label} has {whose} {', '.join(tables)} of another program. {ways}, and take the models "
            "over with `modelsync adopt`. Nothing was changed."
        )

    def upgrade(self) -> None:
        """Bring the schema to this program's revision, in one transaction."""
        self.refuse_newer(self.revision())
        from alembic import command  # noqa: PLC0415 - heavy, needed only to migrate
        from alembic.config import Config  # noqa: PLC0415 - the same

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._translated(), self._write("schema", foreign_keys=False) as connection:
            if schema := schema_of(connection):
                if not inspect(connection).has_schema(schema):
                    connection.execute(CreateSchema(schema))
                # Until the transaction ends: migrations are text in part, and must meet no table beside ours.
                connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self._checked = True

    @contextmanager
    def _write(self, *locks: str, foreign_keys: bool = True) -> Iterator[Connection]:
        """``foreign_keys`` False: SQLite checks none in the block, so that a table can be rebuilt."""
        self._refuse_to_write()
        with (
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            nullcontext() if foreign_keys else self._pragma(connection, "foreign_keys", "OFF", "ON"),
            connection.begin() as transaction,
        ):
            for lock in [] if self.is_sqlite else sorted(locks):
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
        if is_read_only(self.engine) and not Path(self.engine.url.database or "").is_file():
            raise StoreError(
                f"The database {self.label} does not exist, and mode=ro makes none. Check DATABASE_URL."
            )
        revision = self.revision()
        if revision == SCHEMA_REVISION:
            self._checked = True
        elif is_read_only(self.engine):
            self.refuse_newer(revision)
            raise StoreError(
                f"The database {self.label} has {'an old schema' if revision else 'no tables yet'}, and mode=ro keeps it so. "
                "Open it once without mode=ro in DATABASE_URL."
            )
        elif self.is_sqlite:
            self.upgrade()
        else:
            self.refuse_newer(revision)
            raise StoreError(
                f"The database {self.label} has {'an old schema' if revision else 'no tables yet'}. "
                "Run `modelsync db upgrade`."
            )

    def _refuse_to_write(self) -> None:
        if is_read_only(self.engine):
            raise StoreError(
                f"The database {self.label} is read-only, as mode=ro in DATABASE_URL says. "
                "Remove mode=ro to change it. Nothing was changed."
            )

    def refuse_newer(self, revision: str | None) -> None:
        """Raise StoreError when the schema is one that this program does not know yet."""
        known = {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
        if revision is not None and revision not in known:
            raise StoreError(
                f"The database {self.label} has schema {revision}, newer than this program knows "
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
        failure = sentence(error, label(session.connection().engine))
        raise StoreError(f"The step {name} failed: {failure}") from error


def advisory_lock(name: SQLColumnExpression[str]) -> Function[Any]:
    """What takes PostgreSQL's lock of this name until the transaction ends."""
    return func.pg_advisory_xact_lock(func.hashtext(literal("modelsync:") + name))
