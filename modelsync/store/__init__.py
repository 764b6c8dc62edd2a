"""Reads and writes the catalogue, plans, runs, decisions and tokens: set-based SQL on an open transaction. Decides nothing.

Functions take a connection from `Database.reading` or `Database.writing` and never commit. Values in and out are the
domain's own; no row object leaves this package. `schema` has the tables, each other module one subject.
"""

from modelsync.store.decisions import decisions, remove_decision, set_decision
from modelsync.store.models import (
    active_count,
    active_ids,
    models,
    models_by_id,
    models_page,
    owners,
    tally,
    write_inserts,
    write_removals,
    write_updates,
)
from modelsync.store.overview import catalogue_state, row_counts
from modelsync.store.plans import (
    add_plan,
    close_plan,
    latest_plans,
    listing_length,
    plan_by_id,
    plan_listing,
    plan_provider,
    reviewed_plan,
    save_review,
)
from modelsync.store.runs import (
    add_run,
    mark_undone,
    model_history,
    run_by_id,
    run_changes,
    runs,
    runs_page,
    undone_plans,
)
from modelsync.store.schema import CHANGES, DECISIONS, MODELS, PLANS, RUNS, TOKENS
from modelsync.store.tokens import (
    add_token,
    mark_revoked,
    mark_used,
    token_by_hash,
    token_by_name,
    tokens,
)

__all__ = [
    "CHANGES",
    "DECISIONS",
    "MODELS",
    "PLANS",
    "RUNS",
    "TOKENS",
    "active_count",
    "active_ids",
    "add_plan",
    "add_run",
    "add_token",
    "catalogue_state",
    "close_plan",
    "decisions",
    "latest_plans",
    "listing_length",
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
    "plan_provider",
    "remove_decision",
    "reviewed_plan",
    "row_counts",
    "run_by_id",
    "run_changes",
    "runs",
    "runs_page",
    "save_review",
    "set_decision",
    "tally",
    "token_by_hash",
    "token_by_name",
    "tokens",
    "undone_plans",
    "write_inserts",
    "write_removals",
    "write_updates",
]
