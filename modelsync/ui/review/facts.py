"""Review's section "Facts": what the references propose, ticked row by row. Choices are stored as they are made.

The bar below it is `fact_commit`; nothing here changes the catalogue or fetches anything by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from modelsync.core.proposal_choices import ProposalReview, ReviewedProposal
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.review import fact_frames, fact_reading, layout, reference_line
from modelsync.ui.shell import editors
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, may_change

_EDITOR = "review_facts"
_REJECTED, _KEPT = "facts_rejected", "facts_kept"


def open_count(review: ProposalReview) -> int:
    """How many proposals nobody rejected."""
    return sum(not row.rejected for row in review.rows)


def filtered(review: ProposalReview, provider: str | None, words: str) -> list[ReviewedProposal]:
    """The rows that the filter leaves: rejected ones where they are asked for, or were rejected in this window."""
    asked, kept = st.session_state.get(_REJECTED, False), st.session_state.get(_KEPT, set())
    rows = fact_reading.shown(review, provider, words, rejected=True)
    return [row for row in rows if asked or not row.rejected or fact_reading.key_of(row) in kept]


def buttons(service: AiModelSyncService, review: ProposalReview, rows: Sequence[ReviewedProposal]) -> None:
    """Buttons that approve or reject all of these rows, and the switch that shows what was rejected."""
    able = [row for row in rows if row.source or row.proposal.agreement != "differ"]
    with st.container(key="review_ticks", horizontal=True, width="content"):
        for word, icon, mine in (("all", "done_all", able), ("none", "remove_done", rows)):
            st.button(
                f"Approve {word}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=_choose_all,
                args=(service, mine, word == "all"),
                disabled=not (mine and may_change()),
                help=f"Approve the {len(mine):,} shown whose value is clear"
                if word == "all"
                else f"Reject the {len(mine):,} shown until their values change",
                key=f"facts_{word}",
            )
    rejected = sum(row.rejected for row in review.rows)
    if rejected:
        st.toggle(f"{rejected:,} rejected", key=_REJECTED, help="Show what was rejected, too")


def show(service: AiModelSyncService, review: ProposalReview, rows: Sequence[ReviewedProposal]) -> None:
    """Draw the references' line and the table of these rows."""
    reference_line.line(service, review.references)
    if not rows:
        waits = open_count(review)
        st.caption(
            ":material/search_off: No fact matches the filter."
            if waits
            else ":material/task_alt: The references add nothing to the catalogue and contradict nothing in it."
        )
        return
    _forget_what_moved(rows)
    key, frame = editors.frozen_frame(
        _EDITOR,
        editors.fingerprint((fact_reading.key_of(row), row.proposal.to_json()) for row in rows),
        lambda: fact_frames.fact_frame(rows, service.today()),
    )
    columns = fact_frames.fact_columns(frame)
    layout.no_longer_than(len(rows))
    with st.container(key=layout.TABLE):
        st.data_editor(
            fact_frames.drawn(rows, frame, columns),
            key=key,
            hide_index=True,
            num_rows="fixed",
            disabled=[name for name in frame.columns if name not in {"approve", "take"}]
            if may_change()
            else True,
            height="stretch",
            column_config=columns,
            on_change=_keep,
            args=(service, rows),
            placeholder="–",
            alt="Facts",
        )


def _forget_what_moved(rows: Sequence[ReviewedProposal]) -> None:
    """Rebuild the table where a choice is no longer what it shows, such as after another window's."""
    drawn = editors.shown(_EDITOR)
    for row in rows:
        cells = drawn.get(fact_reading.key_of(row))
        if cells is not None and (cells["approve"], cells.get("take")) != (row.approved, row.source):
            editors.forget(_EDITOR)
            return


def _keep(service: AiModelSyncService, rows: Sequence[ReviewedProposal]) -> None:
    """Store edited cells as choices."""
    by_key = {fact_reading.key_of(row): row for row in rows}
    for row_key, cells in editors.take_edits(_EDITOR).items():
        REVIEW.clear()
        try:
            _choose(service, by_key[row_key], cells)
        except ModelSyncError as error:
            editors.forget(_EDITOR)
            REVIEW.say("error", str(error))
        else:
            _stay(by_key[row_key])


def _choose(service: AiModelSyncService, row: ReviewedProposal, cells: Mapping[str, object]) -> None:
    """Choosing a source approves; a tick keeps the source; taking the source away leaves the default."""
    if "take" in cells:
        source = str(cells["take"]) if cells["take"] else None
        if source is None:
            service.unreject_proposals([row.proposal], actor=actor())
        else:
            service.choose_proposals([row], approved=True, source=source, actor=actor())
    elif "approve" in cells:
        approved = bool(cells["approve"])
        source = row.source if approved else None
        service.choose_proposals([row], approved=approved, source=source, actor=actor())


def _choose_all(service: AiModelSyncService, rows: Sequence[ReviewedProposal], approved: bool) -> None:
    REVIEW.clear()
    try:
        for source in dict.fromkeys(row.source for row in rows):
            mine = [row for row in rows if row.source == source]
            service.choose_proposals(
                mine, approved=approved, source=source if approved else None, actor=actor()
            )
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    for row in rows:
        _stay(row)
    editors.forget(_EDITOR)


def _stay(row: ReviewedProposal) -> None:
    """Keep the row in sight until the page is left, also when it was rejected."""
    st.session_state.setdefault(_KEPT, set()).add(fact_reading.key_of(row))
