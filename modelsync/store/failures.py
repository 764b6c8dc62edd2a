"""One sentence for each way in which a database can fail, and its cure. Raises nothing itself, never shows a password."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_SQLITE_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is locked by another program. Try again when that has finished.",
    sqlite3.SQLITE_LOCKED: "is locked by another program. Try again when that has finished.",
    sqlite3.SQLITE_READONLY: "is read-only for this user. Correct the permissions of the file and its folder.",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full. Free some space and try again.",
    sqlite3.SQLITE_IOERR: "could not be read or written: the disk reported an error. Check the disk and its free space.",
    sqlite3.SQLITE_CORRUPT: "is damaged. Restore it from a backup.",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database. Check DATABASE_URL.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that the folder exists and may be written to.",
}


_MET_ANOTHER = "met another admin's work on the same rows. Try again, on what is there now."
_POSTGRESQL_SENTENCES = {
    "23505": _MET_ANOTHER,  # unique_violation: both inserted one id
    "40001": _MET_ANOTHER,  # serialization_failure
    "40P01": _MET_ANOTHER,  # deadlock_detected
    "25006": "is read-only. Use the primary server, or wait until it accepts changes again.",
    "42501": "does not allow this user to do that. Grant the user of DATABASE_URL the rights on its tables.",
    "53100": "cannot grow: the disk is full. Free some space and try again.",
    "53300": "has no connection left. Try again when others have finished.",
}


_SERVER_WORDS = re.compile(r"FATAL:\s+(.+)")
_QUOTE_LENGTH = 200
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_REFUSED_CONNECTIONS = (
    (
        r"database \"\" does not exist|no such database",
        "does not exist on that server. Create it, or correct its name in DATABASE_URL.",
    ),
    (
        r"pg_hba\.conf",
        "lets this user not in from here (pg_hba.conf). Ask its administrator; if it wants TLS, add ?sslmode=require to DATABASE_URL.",
    ),
    (
        r"invalid .*(?:value|option)|unsupported startup parameter|method requirement|unrecognized configuration",
        "refuses an option of the connection. Check what follows the question mark in DATABASE_URL.",
    ),
    (
        r"password|no such user|SASL|authentication failed|role \"\" (?:does not exist|is not permitted)",
        "refuses the user or the password. Check both in DATABASE_URL, with @ : / in a password as %40 %3A %2F.",
    ),
    (
        r"SSL|TLS|certificate|channel binding",
        "gets no secure connection (TLS). Check sslmode and sslrootcert in DATABASE_URL, and the server's certificate.",
    ),
    (
        r"too many|connection slots|no more connections|query_wait_timeout",
        "has no connection left. Try again when others have finished.",
    ),
    (r"starting up|shutting down|not yet accepting|recovery", "is starting or stopping. Try again soon."),
)
"""What PostgreSQL, its client library and PgBouncer say before there is a connection; they give no code for it."""


def sentence(error: SQLAlchemyError, label: str) -> str:
    """What happened to the database that people know as ``label``."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        code = (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF
        if known := _SQLITE_SENTENCES.get(code):
            return f"The database {label} {known} Nothing was changed."
    if known := _POSTGRESQL_SENTENCES.get(getattr(cause, "sqlstate", None) or ""):
        return f"The database {label} {known} Nothing was changed."
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_unreachable(cause)):
        return f"The database {label} {_unreachable(str(cause))} Nothing was changed."
    first = str(cause or error).strip().splitlines()[0][:_QUOTE_LENGTH]
    return f"The database {label} refused the work ({first}). Nothing was changed."


def _unreachable(said: str) -> str:
    bare = _QUOTED.sub('""', said)  # names may hold any word
    for pattern, words in _REFUSED_CONNECTIONS:
        if re.search(pattern, bare):
            return words
    if found := _SERVER_WORDS.search(said):  # in the language of the server
        return f"refuses the connection: “{found[1].strip()[:_QUOTE_LENGTH]}”. Check DATABASE_URL."
    return "cannot be reached. Check that it runs and that DATABASE_URL is right."


def _is_unreachable(cause: BaseException | None) -> bool:
    return type(cause).__name__ in {"OperationalError", "InterfaceError"} and not isinstance(
        cause, sqlite3.Error
    )
