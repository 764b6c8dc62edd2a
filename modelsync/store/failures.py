"""One sentence for each way in which a database can fail, and its cure. Raises nothing itself."""

from __future__ import annotations

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


def sentence(error: SQLAlchemyError, label: str) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        code = (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF
        if known := _SQLITE_SENTENCES.get(code):
            return f"The database {label} {known} Nothing was changed."
    if known := _POSTGRESQL_SENTENCES.get(getattr(cause, "sqlstate", None) or ""):
        return f"The database {label} {known} Nothing was changed."
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_unreachable(cause)):
        return (
            f"The database {label} cannot be reached. Check that it runs and that DATABASE_URL is right. "
            "Nothing was changed."
        )
    first = str(cause or error).strip().splitlines()[0][:200]
    return f"The database {label} refused the work ({first}). Nothing was changed."


def _is_unreachable(cause: BaseException | None) -> bool:
    return type(cause).__name__ in {"OperationalError", "InterfaceError"} and not isinstance(
        cause, sqlite3.Error
    )
