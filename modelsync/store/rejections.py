"""Reads and writes the proposals of references that a person rejected."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from modelsync.core.proposals import Proposal, ProposalKey
from modelsync.store.tables import RejectedProposal

if TYPE_CHECKING:
    from collections.abc import Iterable


def rejections(session: Session, provider: str) -> dict[ProposalKey, str]:
    """What was rejected of one provider: the value that was seen, as JSON text, by the proposal's key."""
    rows = session.exec(select(RejectedProposal).where(col(RejectedProposal.provider) == provider))
    return {
        (row.universal_model_id, row.kind, date.fromisoformat(row.begins) if row.begins else None): row.seen  # type: ignore[misc]  # a CHECK knows the kinds
        for row in rows
    }


def reject(
    session: Session, proposals: Iterable[Proposal], *, actor: str, at: datetime, reason: str | None
) -> None:
    """Store the "no" to these proposals in place of earlier ones."""
    for proposal in proposals:
        session.merge(
            RejectedProposal(**_key(proposal), seen=seen_text(proposal), actor=actor, at=at, reason=reason)
        )


def forget_rejections(session: Session, proposals: Iterable[Proposal]) -> None:
    """Take the "no" to these proposals back."""
    for proposal in proposals:
        conditions = [col(getattr(RejectedProposal, name)) == value for name, value in _key(proposal).items()]
        session.connection().execute(delete(RejectedProposal).where(*conditions))


def seen_text(proposal: Proposal) -> str:
    """What a person sees of a proposal, as the text that a rejection keeps."""
    return json.dumps(proposal.seen, sort_keys=True, separators=(",", ":"))


def _key(proposal: Proposal) -> dict[str, Any]:
    return {
        "provider": proposal.provider,
        "universal_model_id": proposal.universal_model_id,
        "kind": proposal.kind,
        "begins": f"{proposal.begins or ''}",
    }
