"""Reads and writes what people chose of proposals: approved with a source, or rejected."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert
from sqlmodel import Session, col, select

from modelsync.core.proposal_choices import ProposalChoice
from modelsync.core.proposals import Proposal, ProposalKey
from modelsync.store.tables.facts import Reference, StoredProposalChoice

if TYPE_CHECKING:
    from collections.abc import Collection

_BOUND = "key_"


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
    session: Session, proposals: Collection[Proposal], choice: ProposalChoice, reason: str | None = None
) -> None:
    """Store the choice of these proposals in place of earlier ones."""
    forget_proposal_choices(session, proposals)
    said = {
        "approved": choice.approved,
        "source": choice.source,
        "actor": choice.by,
        "at": choice.at,
        "reason": reason,
    }
    rows = [_key(proposal) | {"seen": seen_text(proposal)} | said for proposal in proposals]
    if rows:
        session.connection().execute(insert(StoredProposalChoice), rows)


def forget_proposal_choices(session: Session, proposals: Collection[Proposal]) -> None:
    """Take the choice of these proposals back: the default holds."""
    keys = [{f"{_BOUND}{name}": value for name, value in _key(one).items()} for one in proposals]
    if keys:
        names = (name.removeprefix(_BOUND) for name in keys[0])
        conditions = [
            col(getattr(StoredProposalChoice, name)) == bindparam(f"{_BOUND}{name}") for name in names
        ]
        session.connection().execute(delete(StoredProposalChoice).where(*conditions), keys)


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
