"""Reads and writes the catalogue, plans, runs, decisions and tokens on an open transaction. Decides nothing.

Functions take a session from `Database.reading` or `Database.writing` and never commit. Values in and out are the
domain's own; no row object leaves this package. A few objects go through the session, many rows through set-based
statements. `tables` has the tables, each other module one subject.
"""

from sqlmodel import Session

from modelsync.store.attempts import add_attempt, attempts_page, has_attempts_of, last_failures
from modelsync.store.changes import changes, has_changes_of
from modelsync.store.choices import choices, forget_choices, save_choices
from modelsync.store.decisions import all_decisions, decisions, remove_decision, set_decision
from modelsync.store.models import (
    active_counts,
    active_ids,
    dated_models,
    has_models_of,
    models,
    models_by_id,
    models_page,
    owners,
    tally,
    write_changes,
)
from modelsync.store.overview import catalogue_state, row_counts
from modelsync.store.plans import (
    add_plan,
    close_plan,
    latest_plans,
    listing_length,
    locked_plan,
    plan_by_id,
    plan_listing,
    save_review,
)
from modelsync.store.references import reference_content, reference_states, save_reference
from modelsync.store.runs import (
    add_run,
    mark_undone,
    model_history,
    run_by_id,
    run_changes,
    runs,
    runs_of_operation,
    runs_page,
    undone_plans,
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

__all__ = [
    "Session",
    "active_counts",
    "active_ids",
    "add_attempt",
    "add_plan",
    "add_run",
    "add_sign_out",
    "add_token",
    "all_decisions",
    "attempts_page",
    "catalogue_state",
    "changes",
    "choices",
    "close_plan",
    "dated_models",
    "decisions",
    "forget_choices",
    "forget_sign_outs",
    "has_attempts_of",
    "has_changes_of",
    "has_models_of",
    "is_signed_out",
    "last_failures",
    "latest_plans",
    "listing_length",
    "locked_plan",
    "mark_revoked",
    "mark_undone",
    "mark_used",
    "model_history",
    "models",
    "models_by_id",
    "models_page",
    "owners",
    "plan_by_id",
    "plan_listing",
    "reference_content",
    "reference_states",
    "remove_decision",
    "row_counts",
    "run_by_id",
    "run_changes",
    "runs",
    "runs_of_operation",
    "runs_page",
    "save_choices",
    "save_reference",
    "save_review",
    "set_decision",
    "tally",
    "token_by_hash",
    "token_by_name",
    "tokens",
    "undone_plans",
    "valid_token_hashes",
    "write_changes",
]
