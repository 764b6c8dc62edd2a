"""Review's bottom bar: approved changes, commit and discard with their dialogs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

from modelsync.core.operations import Approved, undo_key
from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.core.runs import Run
from modelsync.core.safety import Finding
from modelsync.errors import ModelSyncError, PlanClosedError, StalePlanError
from modelsync.report import csv_tables, words
from modelsync.service import AiModelSyncService
from modelsync.ui.review import change_list, concurrent_reviews, keyboard, packet
from modelsync.ui.review.attention import as_list
from modelsync.ui.review.commit_words import bar_summary, dialog_sentence
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell import login, page_runs, undo_dialog
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_OPEN = "review_open"


def approved_rows(rows: Sequence[Proposal], plans: Mapping[str, Plan]) -> list[Proposal]:
    """The rows that a commit applies, including hidden ones."""
    reviews = {plan.id: plan.review for plan in plans.values()}
    return [row for row in rows if row.approved(reviews[row.plan_id])]


def _csv(plans: Sequence[Plan], rows: Sequence[Proposal]) -> str:
    reviews = {plan.id: plan.review for plan in plans}
    seen = (
        (row.approved(reviews[row.plan_id]), row.section, row.what, row.as_edited(reviews[row.plan_id]))
        for row in rows
    )
    return csv_tables.file_of(csv_tables.review_csv(seen, [plan.diff for plan in plans]))


def bar(
    state: ReviewState, approved: Sequence[Proposal], rows: Sequence[Proposal], shown: Sequence[Proposal]
) -> None:
    """Draw the bottom bar; stale plans are not committed."""
    plans, committable = state.waiting, _committable(state, approved)
    asked = tuple(plan.id for plan in plans.values())
    providers = "-".join(plans)
    stamp = max(plan.fetched_at for plan in plans.values()).strftime("%Y%m%dT%H%MZ")
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(bar_summary(state, approved, rows, shown), width="stretch")
        st.download_button(
            "Export CSV",
            partial(_csv, list(plans.values()), rows),
            file_name=f"modelsync-diff-{providers}-{stamp}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="export",
        )
        packet.download(plans.values(), f"modelsync-packet-{providers}-{stamp}.md")
        st.button(
            "Discard",
            icon=":material/close:",
            on_click=_ask,
            args=("discard", asked),
            key="discard",
            disabled=not may_change(),
        )
        word = "change" if len(committable) == 1 else "changes"
        st.button(
            f"Commit {len(committable):,} {word}",
            icon=":material/check:",
            type="primary",
            disabled=not (committable and may_change()),
            on_click=_ask,
            args=("commit", asked),
            key="commit",
            shortcut=keyboard.COMMIT,
            help=keyboard.HELP,
        )


def question(service: AiModelSyncService, state: ReviewState, rows: Sequence[Proposal]) -> None:
    """Show the dialog that was asked for, over the page as it is now."""
    wanted, _ = st.session_state.pop(_OPEN, ("", ()))
    if wanted == "commit":
        approved = approved_rows(rows, state.waiting)
        if committable := _committable(state, approved):
            _confirm_commit(service, state, committable, _not_approved(rows, approved, committable))
    elif wanted == "discard":
        _confirm_discard(service, state.waiting)


def _committable(state: ReviewState, approved: Sequence[Proposal]) -> list[Proposal]:
    return [row for row in approved if row.model.provider not in state.conflicts]


def _not_approved(
    rows: Sequence[Proposal], approved: Sequence[Proposal], committable: Sequence[Proposal]
) -> int:
    """Unapproved changes in the committed plans; plans without an approved change stay pending."""
    plans = {row.plan_id for row in committable}
    return sum(row.plan_id in plans for row in rows) - sum(row.plan_id in plans for row in approved)


def _ask(what: str, plan_ids: tuple[str, ...]) -> None:
    page_runs.page()
    REVIEW.clear()
    st.session_state[_OPEN] = (what, plan_ids)


def hold(service: AiModelSyncService, plans: Mapping[str, Plan], *, is_new: bool) -> None:
    """Cancel a pending dialog if the plans on screen are not those that the user clicked."""
    _, asked = st.session_state.get(_OPEN, ("", ()))
    gone = set(asked) - {plan.id for plan in plans.values()}
    if not asked or not (gone or is_new):
        return
    del st.session_state[_OPEN]
    for plan_id in gone:
        REVIEW.say("warning", f"{concurrent_reviews.closed(service, plan_id)} Nothing was done here.")
    if plans:
        REVIEW.say(
            "warning",
            "The pending changes are not the ones that you looked at. Look at them, then commit or discard.",
        )


@login.dialog("Commit these changes?", icon=":material/check:")
def _confirm_commit(
    service: AiModelSyncService, state: ReviewState, approved: Sequence[Proposal], not_approved: int
) -> None:
    plans, stale = state.waiting, state.conflicts.keys()
    found = state.findings
    confirmed = True
    for provider, plan in plans.items():
        mine = [row for row in approved if row.plan_id == plan.id]
        if mine:
            st.markdown(f"**{label(provider)}**: {dialog_sentence(mine, plan.review)}.")
    change_list.show(approved, {plan.id: plan.review for plan in plans.values()})
    for provider in (provider for provider in plans if provider in found):
        confirmed &= confirmed_by_name(provider, found[provider])
    untouched = [
        provider
        for provider, plan in plans.items()
        if provider not in stale and all(row.plan_id != plan.id for row in approved)
    ]
    _what_stays(untouched, stale, not_approved)
    reason = st.text_input(
        "Reason (these findings need one)" if found else "Reason (kept in the history)", key="commit_reason"
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="commit_cancel"):
            st.rerun()
        pressed = st.button("Commit", type="primary", key="commit_confirm", shortcut=keyboard.COMMIT)
    # Never disabled: Streamlit sends a text field on blur, and a disabled button would swallow that click.
    if pressed and found and not (confirmed and reason.strip()):
        st.error(
            "Type the provider's name and a reason first. Nothing was committed.", icon=":material/error:"
        )
    elif pressed:
        _commit(service, approved, plans, reason=reason.strip() or None, force=bool(found))
        st.rerun()


def _what_stays(untouched: Collection[str], stale: Collection[str], not_approved: int) -> None:
    for provider in untouched:
        st.caption(f"{label(provider)}: nothing is approved, so its changes stay pending.")
    for provider in stale:
        st.caption(f"{label(provider)} is not committed: its plan no longer fits. Compare it again, or sync.")
    if not_approved:
        them, they = ("it", "it was") if not_approved == 1 else ("them", "they were")
        st.caption(f"{not_approved:,} not approved: the next sync shows {them} again, as {they} left here.")


def confirmed_by_name(provider: str, findings: Sequence[Finding]) -> bool:
    """Show the findings and ask for the provider's name; whether it was typed."""
    st.warning(as_list(findings))
    typed = st.text_input(f"Type {provider} to confirm", key=f"confirm_{provider}")
    return typed.strip().lower() == provider


def _commit(
    service: AiModelSyncService,
    approved: Sequence[Proposal],
    plans: Mapping[str, Plan],
    *,
    reason: str | None,
    force: bool,
) -> None:
    REVIEW.clear()
    parts = [_part(plan, ids) for plan in plans.values() if (ids := _ids(approved, plan))]
    results = service.apply_plans(parts, actor=actor(), reason=reason, force=force)
    runs: list[Run] = []
    left = 0
    for plan in plans.values():
        match results.get(plan.id):
            case None:
                continue
            case Run() as run:
                runs.append(run)
                left += len(plan.rejected - _ids(approved, plan))
            case PlanClosedError():
                REVIEW.say(
                    "error",
                    f"{concurrent_reviews.closed(service, plan.id)} Nothing of it was committed here.",
                )
            case ModelSyncError() as error:
                REVIEW.say("error", f"{label(plan.provider)}: {_brief(error)}")
    if runs:
        _report(tuple(runs), left)


def _ids(approved: Sequence[Proposal], plan: Plan) -> frozenset[str]:
    return frozenset(row.id for row in approved if row.plan_id == plan.id)


def _part(plan: Plan, ids: frozenset[str]) -> Approved:
    edits = {id_: edit for id_, edit in plan.review.edits.items() if id_ in ids}
    return Approved(plan.id, ids, edits, plan.review)


def _report(runs: tuple[Run, ...], left: int) -> None:
    """One message for the whole commit, with one undo."""
    done = ". ".join(f"{label(run.provider or '')}: {undo_dialog.summary(run)}" for run in runs)
    REVIEW.say("success", f"{done}.{words.stay_rejected(left)}", run_id=undo_key(runs))


def _brief(error: ModelSyncError) -> str:
    """The error message; shortened for a stale plan, whose conflicts the page lists."""
    if isinstance(error, StalePlanError) and len(error.conflicts) > 1:
        return "the catalogue moved since this plan was made. Nothing was applied. Compare it again."
    return str(error)


@login.dialog("Discard the pending changes?", icon=":material/close:")
def _confirm_discard(service: AiModelSyncService, plans: Mapping[str, Plan]) -> None:
    chosen = st.pills(
        "Providers",
        list(plans),
        selection_mode="multi",
        default=list(plans),
        format_func=label,
        key="discard_of",
    )
    st.markdown(
        "Their pending changes are dropped, with names and switches. The catalogue stays as it is; the next sync "
        "proposes the changes again, and what you rejected stays rejected."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="discard_cancel"):
            st.rerun()
        if st.button("Discard", type="primary", key="discard_confirm", disabled=not chosen):
            REVIEW.clear()
            for provider in chosen:
                _discard(service, plans[provider])
            st.rerun()


def _discard(service: AiModelSyncService, plan: Plan) -> None:
    try:
        service.discard(plan.id, actor=actor())
    except PlanClosedError:
        REVIEW.say(
            "error", f"{concurrent_reviews.closed(service, plan.id)} Nothing of it was discarded here."
        )
    except ModelSyncError as error:
        REVIEW.say("error", str(error))
    else:
        REVIEW.say("success", f"{label(plan.provider)}: the pending changes are discarded.")
