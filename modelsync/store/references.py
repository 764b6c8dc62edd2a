"""Reads and writes the references as they were last fetched. Never parses what was published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from modelsync.core.references import ReferenceCheck, ReferenceContent, ReferenceState, StoredReference
from modelsync.core.stored_json import read
from modelsync.store.tables import facts
from modelsync.store.tables.facts import Reference

_CURE = "Update the references."


def reference_states(session: Session) -> dict[str, tuple[ReferenceState, str]]:
    """Each stored reference by its name, with the digest of what was published, without its facts."""
    columns = (
        Reference.source,
        Reference.origin,
        Reference.fetched_at,
        Reference.as_of,
        Reference.models,
        Reference.sha256,
    )
    rows = session.connection().execute(select(*columns)).mappings()  # type: ignore[call-overload]  # six columns are more than its overloads have
    return {
        row["source"]: (
            ReferenceState.model_validate({name: value for name, value in row.items() if name != "sha256"}),
            row["sha256"],
        )
        for row in rows
    }


def reference_content(session: Session, source: str) -> ReferenceContent:
    """What a stored reference says. Raises StoreError when it cannot be read."""
    row = session.get_one(Reference, source)
    return read(ReferenceContent, row.content, f"The reference {source}", _CURE)


def save_reference(session: Session, stored: StoredReference) -> None:
    """Keep a reference in place of what was fetched before."""
    session.merge(
        Reference(
            **stored.state.model_dump(exclude={"as_of"}),
            as_of=f"{stored.state.as_of}" if stored.state.as_of else None,
            sha256=stored.sha256,
            content=stored.content.model_dump_json(by_alias=True, exclude_defaults=True),
        )
    )


def reference_checks(session: Session) -> dict[str, ReferenceCheck]:
    """What is known of the fetches of each reference, by its name."""
    rows = session.exec(select(facts.ReferenceCheck))
    return {row.source: ReferenceCheck.model_validate(row.model_dump()) for row in rows}


def save_reference_check(session: Session, check: ReferenceCheck) -> None:
    """Keep what became of a fetch, and when the next one is."""
    session.merge(facts.ReferenceCheck(**check.model_dump()))
    session.flush()


def claim_reference(session: Session, check: ReferenceCheck, next_at: datetime) -> bool:
    """Take the fetch of a reference by moving its due time on; False when another process did so first."""
    due = facts.ReferenceCheck
    same = col(due.source) == check.source, col(due.next_at) == check.next_at
    return bool(session.connection().execute(update(due).where(*same).values(next_at=next_at)).rowcount)
