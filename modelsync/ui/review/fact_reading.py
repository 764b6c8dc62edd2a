"""Reads the proposals of the references for Review, cached until something of them changes; fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from modelsync.core.proposal_choices import ProposalReview, ReviewedProposal
from modelsync.core.review import ReviewState
from modelsync.service import AiModelSyncService

_SECONDS = 60
"""Seconds after which a changed pricing file is seen at the latest."""


def read(service: AiModelSyncService, state: ReviewState) -> ProposalReview:
    """Every proposal with what people chose of it; those for new models follow the pending plans of the state."""
    plans = tuple(plan.id for plan in state.waiting.values())
    key = f"{state.catalogue_state} {plans} {state.facts_state} {service.today()}"
    return _review(service, service.database.label, key)


@st.cache_resource(show_spinner=False, max_entries=4, ttl=_SECONDS)
def _review(_service: AiModelSyncService, address: str, state: str) -> ProposalReview:  # noqa: ARG001 - the cache's keys
    return _service.proposal_review()


def shown(
    review: ProposalReview, provider: str | None, words: str, *, rejected: bool
) -> list[ReviewedProposal]:
    """The rows that the filter leaves; without ``rejected`` those that wait for a decision alone."""
    wanted = words.lower().split()
    return [
        row
        for row in review.rows
        if (rejected or not row.rejected)
        and provider in {None, row.proposal.provider}
        and all(word in row.proposal.universal_model_id.lower() for word in wanted)
    ]


def key_of(row: ReviewedProposal) -> str:
    """The row's name in the table: ``price 2026-12-01/openai/gpt-9``."""
    proposal = row.proposal
    return f"{proposal.kind} {proposal.begins or ''}/{proposal.provider}/{proposal.universal_model_id}"


def by_provider(rows: Sequence[ReviewedProposal]) -> dict[str, list[ReviewedProposal]]:
    """The rows of each provider, in their order."""
    return {name: list(group) for name, group in groupby(rows, lambda row: row.proposal.provider)}
