"""Opens the database: schema version, transactions, and a sentence for each way it can fail. Knows no table.

SQLite transactions that write begin with BEGIN IMMEDIATE, so a second writer waits at the door and not in the middle;
on PostgreSQL a writer takes an advisory lock by name.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RootTransaction, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from modelsync.errors import StoreError
from modelsync.store.engines import BUSY_SECONDS, WRITES, is_read_only, label, new_engine
from modelsync.store.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_REVISION = "0002"
MIGRATIONS = Path(__file__).parent / "migrations"
_NOTE_MILLISECONDS = 200

# Of an error in the middle of many rows the driver also logs that it gave up the rest. The error itself says enough.
logging.getLogger("psycopg").setLevel(logging.ERROR)


class Database:
    """One database, SQLite or PostgreSQL, by its URL.

    The schema is looked at once, at the first transaction: on SQLite a missing or old one is upgraded, on PostgreSQL it
    is an error that names the command. ``called`` is what people know the URL as. Raises StoreError.
    """

    def __init__(self, url: str, *, called: str = "DATABASE_URL") -> None:
        self.engine = new_engine(url, called)
        self._checked = False

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def label(self) -> str:
        """The address for people: without password, and without options, which may hold one too."""
        return label(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state and writes nothing."""
        self._check_schema()
        # One statement sees one state anyway; PostgreSQL wants to be asked for the same over several.
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self._translated(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A read that neither creates nor upgrades anything, whatever schema is there. Raises StoreError."""
        if self.is_sqlite and self.engine.url.database and not Path(self.engine.url.database).is_file():
            raise StoreError(
                f"The database {self.label} does not exist yet. The first page or command makes it."
            )
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, lock: str) -> Iterator[Connection]:
        """A transaction that commits when the block ends and leaves nothing behind when it raises.

        Writers with the same ``lock`` follow one another.
        """
        self._check_schema()
        with self._translated(), self._write(lock) as connection:
            yield connection

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """A transaction for a small note beside a read, which fails soon rather than wait for other writers. Raises StoreError."""
        self._refuse_to_write()
        with (
            self._translated(),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            self._impatient(connection),
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_NOTE_MILLISECONDS}")
            yield connection

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
        with self._translated(), self._write("schema") as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self._checked = True

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of a transaction: an error in it names it."""
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(f"The step {name} failed: {sentence(error, self.label)}") from error

    @contextmanager
    def _write(self, lock: str) -> Iterator[Connection]:
        self._refuse_to_write()
        with (
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin() as transaction,
        ):
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"modelsync:{lock}"}
                )
            yield connection
            self._commit(transaction)

    @contextmanager
    def _impatient(self, connection: Connection) -> Iterator[None]:
        """SQLite waits only shortly for others in the block; asked of the driver, since SQLAlchemy would begin at once."""
        if not self.is_sqlite:
            yield
            return
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - the connection is open, for the type checker
        driver.execute(f"PRAGMA busy_timeout = {_NOTE_MILLISECONDS}")
        try:
            yield
        finally:
            driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

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
        found = self.revision()
        if found == SCHEMA_REVISION:
            self._checked = True
        elif is_read_only(self.engine):
            self.refuse_newer(found)
            raise StoreError(
                f"The database {self.label} has {'an old schema' if found else 'no tables yet'}, and mode=ro keeps it so. "
                "Open it once without mode=ro in DATABASE_URL."
            )
        elif self.is_sqlite:
            self.upgrade()
        else:
            self.refuse_newer(found)
            raise StoreError(
                f"The database {self.label} has {'an old schema' if found else 'no tables yet'}. "
                "Run `modelsync db upgrade`."
            )

    def _refuse_to_write(self) -> None:
        if is_read_only(self.engine):
            raise StoreError(
                f"The database {self.label} is read-only, as mode=ro in DATABASE_URL says. "
                "Remove mode=ro to change it. Nothing was changed."
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
