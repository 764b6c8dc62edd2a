"""Every function of the store under one name, each imported with the module of its subject at its first use.

A start loads the tables and values that it needs, and no others: each table costs more than a query of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from sqlmodel import Session

if TYPE_CHECKING:
    from modelsync.store.amendments import amendments, fact_changes, last_fact_change, write_facts
    from modelsync.store.attempts import (
        add_attempt,
        attempts_page,
        attempts_since,
        failures_in_a_row,
        has_attempts_of,
        last_attempt,
        last_failures,
        last_successes,
    )
    from modelsync.store.changes import changes, has_changes_of, row_id_owners
    from modelsync.store.choices import choices, forget_choices, save_choices
    from modelsync.store.deadlines import dismiss, dismissals, milestones_seen, recall, see_milestones
    from modelsync.store.decisions import (
        all_decisions,
        decisions,
        remove_decision,
        remove_decisions_of,
        set_decision,
    )
    from modelsync.store.ignored_findings import ignore_findings, ignored_findings, recall_findings
    from modelsync.store.models import (
        active_counts,
        active_ids,
        dated_models,
        has_models_of,
        models,
        models_by_id,
        models_page,
        owners,
        rows_by_id,
        tally,
        write_changes,
    )
    from modelsync.store.outbox import (
        add_events,
        announce,
        announced,
        claim_receiver,
        enlist,
        events_after,
        has_receivers,
        receivers,
        save_receiver,
    )
    from modelsync.store.overview import catalogue_state, row_counts
    from modelsync.store.plans import (
        add_plan,
        adopted_from,
        close_plan,
        latest_plan,
        latest_plan_id,
        latest_plans,
        listing_length,
        locked_plan,
        pending_adoption,
        pending_counts,
        plan_by_id,
        plan_listing,
        refresh_plan,
        repeat_newest,
        repeat_plan,
        save_review,
    )
    from modelsync.store.proposal_choices import (
        choose_proposals,
        facts_state,
        forget_proposal_choices,
        proposal_choices,
        seen_text,
    )
    from modelsync.store.references import (
        claim_reference,
        reference_checks,
        reference_content,
        reference_states,
        save_reference,
        save_reference_check,
    )
    from modelsync.store.runs import (
        add_run,
        mark_undone,
        model_history,
        run_by_id,
        run_changes,
        run_images,
        runs,
        runs_of_operation,
        runs_page,
        undone_plans,
    )
    from modelsync.store.schedule import (
        claim_tick,
        database_now,
        enter_schedule,
        hosts,
        leave_host,
        leave_schedule,
        note_tick,
        schedule,
        see_host,
    )
    from modelsync.store.sign_outs import add_sign_out, forget_sign_outs, is_signed_out
    from modelsync.store.tokens import (
        add_token,
        mark_revoked,
        mark_used,
        token_by_hash,
        token_by_name,
        tokens,
        valid_token_hashes,
    )

_SUBJECTS: Final = {
    "amendments": "amendments fact_changes last_fact_change write_facts",
    "attempts": "add_attempt attempts_page attempts_since failures_in_a_row has_attempts_of last_attempt last_failures last_successes",
    "changes": "changes has_changes_of row_id_owners",
    "choices": "choices forget_choices save_choices",
    "deadlines": "dismiss dismissals milestones_seen recall see_milestones",
    "decisions": "all_decisions decisions remove_decision remove_decisions_of set_decision",
    "ignored_findings": "ignore_findings ignored_findings recall_findings",
    "models": "active_counts active_ids dated_models has_models_of models models_by_id models_page owners rows_by_id tally write_changes",
    "outbox": "add_events announce announced claim_receiver enlist events_after has_receivers receivers save_receiver",
    "overview": "catalogue_state row_counts",
    "plans": "add_plan adopted_from close_plan latest_plan latest_plan_id latest_plans listing_length locked_plan pending_adoption pending_counts plan_by_id plan_listing refresh_plan repeat_newest repeat_plan save_review",
    "proposal_choices": "choose_proposals facts_state forget_proposal_choices proposal_choices seen_text",
    "references": "claim_reference reference_checks reference_content reference_states save_reference save_reference_check",
    "runs": "add_run mark_undone model_history run_by_id run_changes run_images runs runs_of_operation runs_page undone_plans",
    "schedule": "claim_tick database_now enter_schedule hosts leave_host leave_schedule note_tick schedule see_host",
    "sign_outs": "add_sign_out forget_sign_outs is_signed_out",
    "tokens": "add_token mark_revoked mark_used token_by_hash token_by_name tokens valid_token_hashes",
}
_SUBJECT_OF: Final = {name: subject for subject, names in _SUBJECTS.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _SUBJECT_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"modelsync.store.{_SUBJECT_OF[name]}"), name)
    globals()[name] = value
    return value
