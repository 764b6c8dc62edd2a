"""The bottom bar of the section "Facts": commits the approved proposals in one transaction, as one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from modelsync.core.proposal_choices import ProposalReview, ReviewedProposal
from modelsync.errors import ModelSyncError
from modelsync.report import csv_tables, proposal_words
from modelsync.service import AiModelSyncService
from modelsync.ui.review import commit, fact_reading
from modelsync.ui.shell import editors, login, page_runs, undo_dialog
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_ASKED = "facts_asked"


def hold(review: ProposalReview) -> None:
    """Cancel a pending question if the approved facts are not those that the user looked at."""
    asked = st.session_state.get(_ASKED)
    if asked is not None and asked != _fingerprint(_approved(review)):
        del st.session_state[_ASKED]
        REVIEW.say(
            "warning",
            "The facts are not the ones that you looked at: somebody changed them meanwhile. "
            "Look at them, then commit.",
        )


def bar(review: ProposalReview, shown: Sequence[ReviewedProposal]) -> None:
    """Draw the bottom bar."""
    approved = _approved(review)
    word = "fact" if len(approved) == 1 else "facts"
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_summary(review, approved, shown), width="stretch")
        st.download_button(
            "Export CSV",
            lambda: csv_tables.file_of(csv_tables.proposals_csv(row.proposal for row in review.rows)),
            file_name=f"modelsync-facts-{datetime.now(UTC):%Y%m%dT%H%MZ}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="export",
        )
        st.button(
            f"Commit {len(approved):,} {word}",
            icon=":material/check:",
            type="primary",
            disabled=not (approved and may_change()),
            on_click=_ask,
            args=(_fingerprint(approved),),
            key="commit_facts",
        )


def question(service: AiModelSyncService, review: ProposalReview) -> None:
    """Show the dialog that was asked for, over the page as it is now."""
    asked, approved = st.session_state.pop(_ASKED, None), _approved(review)
    if asked is not None and approved:
        _confirm(service, review, approved)


def _approved(review: ProposalReview) -> list[ReviewedProposal]:
    return [row for row in review.rows if row.approved]


def _fingerprint(approved: Sequence[ReviewedProposal]) -> str:
    return editors.fingerprint(
        (fact_reading.key_of(row), row.proposal.to_json(), row.source) for row in approved
    )


def _ask(fingerprint: str) -> None:
    page_runs.page()
    REVIEW.clear()
    st.session_state[_ASKED] = fingerprint


def _summary(
    review: ProposalReview, approved: Sequence[ReviewedProposal], shown: Sequence[ReviewedProposal]
) -> str:
    """``**3 of 26** facts approved · 2 rejected · 21 undecided``."""
    rejected = sum(row.rejected for row in review.rows)
    parts = [f"**{len(approved):,} of {len(review.rows):,}** facts approved"]
    open_ = len(review.rows) - rejected - len(approved)
    parts += [f"{count:,} {word}" for count, word in ((rejected, "rejected"), (open_, "undecided")) if count]
    here = {fact_reading.key_of(row) for row in shown}
    if hidden := sum(fact_reading.key_of(row) not in here for row in approved):
        parts.append(f":orange[{hidden:,} of the approved hidden by the filter]")
    return " · ".join(parts)


@login.dialog("Commit these facts?", icon=":material/check:")
def _confirm(
    service: AiModelSyncService, review: ProposalReview, approved: Sequence[ReviewedProposal]
) -> None:
    confirmed = True
    for provider, rows in fact_reading.by_provider(approved).items():
        st.markdown(f"**{label(provider)}**: {_sentence(rows)}.")
        if found := review.findings.get(provider):
            confirmed &= commit.confirmed_by_name(provider, found)
    reason = st.text_input(
        "Reason (these findings need one)" if review.findings else "Reason (kept in the history)",
        key="facts_reason",
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="facts_cancel"):
            st.rerun()
        pressed = st.button("Commit", type="primary", key="facts_confirm")
    # Never disabled: Streamlit sends a text field on blur, and a disabled button would swallow that click.
    if pressed and review.findings and not (confirmed and reason.strip()):
        st.error(
            "Type the provider's name and a reason first. Nothing was committed.", icon=":material/error:"
        )
    elif pressed:
        _commit(service, approved, reason.strip() or None, force=bool(review.findings))
        st.rerun()


def _sentence(rows: Sequence[ReviewedProposal]) -> str:
    """``2 prices, 1 successor for 3 models, 1 of them new``."""
    kinds = Counter(row.proposal.kind for row in rows)
    said = ", ".join(proposal_words.counted(kind, count) for kind, count in kinds.items())
    models = {row.proposal.universal_model_id: row.is_new for row in rows}
    new = f", {sum(models.values()):,} of them not in the catalogue yet" if any(models.values()) else ""
    return f"{said} for {len(models):,} model{'' if len(models) == 1 else 's'}{new}"


def _commit(
    service: AiModelSyncService, approved: Sequence[ReviewedProposal], reason: str | None, *, force: bool
) -> None:
    REVIEW.clear()
    sources = {(row.proposal.provider, row.proposal.key): row.source for row in approved if row.source}
    try:
        run = service.accept_proposals(
            [row.proposal for row in approved], sources=sources, actor=actor(), reason=reason, force=force
        )
    except ModelSyncError as error:
        REVIEW.say("error", f"{error} Nothing was committed.")
        return
    said = "; ".join(
        f"{label(name)}: {_sentence(rows)}" for name, rows in fact_reading.by_provider(approved).items()
    )
    REVIEW.say("success", f"{said}. {undo_dialog.summary(run).capitalize()}.", run_id=run.run_id)
