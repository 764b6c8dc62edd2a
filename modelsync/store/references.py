"""Reads and writes the references as they were last fetched. Never parses what was published."""

from __future__ import annotations

from sqlmodel import Session, select

from modelsync.core.references import ReferenceContent, ReferenceState, StoredReference
from modelsync.core.stored_json import read
from modelsync.store.tables import Reference

_CURE = "Run `modelsync references update`."


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
