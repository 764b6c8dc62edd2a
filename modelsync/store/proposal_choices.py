"""Reads and writes what people chose of proposals: approved with a source, or rejected."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from modelsync.core.proposal_choices import ProposalChoice
from modelsync.core.proposals import Proposal, ProposalKey
from modelsync.store.tables import Reference, StoredProposalChoice

if TYPE_CHECKING:
    from collections.abc import Iterable


def proposal_choices(session: Session, provider: str) -> dict[tuple[ProposalKey, str], ProposalChoice]:
    """What was chosen of one provider's proposals, by the proposal's key and what was seen of it, as JSON text."""
    rows = session.exec(select(StoredProposalChoice).where(col(StoredProposalChoice.provider) == provider))
    return {
        (
            (row.universal_model_id, row.kind, date.fromisoformat(row.begins) if row.begins else None),  # type: ignore[misc]  # a CHECK knows the kinds
            row.seen,
        ): ProposalChoice(approved=row.approved, source=row.source, by=row.actor, at=row.at)
        for row in rows
    }


def facts_state(session: Session) -> str:
    """A token that changes with the references and with every choice; use it as a cache key."""
    tables = ((StoredProposalChoice, StoredProposalChoice.at), (Reference, Reference.fetched_at))
    queries = (select(func.count(), func.max(col(at))).select_from(table) for table, at in tables)
    return " ".join(f"{part}" for query in queries for part in session.connection().execute(query).one())


def choose_proposals(
    session: Session, proposals: Iterable[Proposal], choice: ProposalChoice, reason: str | None = None
) -> None:
    """Store the choice of these proposals in place of earlier ones."""
    for proposal in proposals:
        session.merge(
            StoredProposalChoice(
                **_key(proposal),
                seen=seen_text(proposal),
                approved=choice.approved,
                source=choice.source,
                actor=choice.by,
                at=choice.at,
                reason=reason,
            )
        )


def forget_proposal_choices(session: Session, proposals: Iterable[Proposal]) -> None:
    """Take the choice of these proposals back: the default holds."""
    for proposal in proposals:
        conditions = [
            col(getattr(StoredProposalChoice, name)) == value for name, value in _key(proposal).items()
        ]
        session.connection().execute(delete(StoredProposalChoice).where(*conditions))


def seen_text(proposal: Proposal) -> str:
    """What a person sees of a proposal, as the text that a choice keeps."""
    return json.dumps(proposal.seen, sort_keys=True, separators=(",", ":"))


def _key(proposal: Proposal) -> dict[str, Any]:
    return {
        "provider": proposal.provider,
        "universal_model_id": proposal.universal_model_id,
        "kind": proposal.kind,
        "begins": f"{proposal.begins or ''}",
    }
