"""Reads and writes the catalogue, plans, runs, decisions and tokens: set-based SQL on an open transaction. Decides nothing.

Functions take a connection from `Database.reading` or `Database.writing` and never commit. Values in and out are the
domain's own; no row object leaves this package. `schema` has the tables, each other module one subject.
"""

from modelsync.store.catalogue import (
    Tally,
    active_ids,
    models,
    models_by_id,
    owners,
    tally,
    write_inserts,
    write_removals,
    write_updates,
)
from modelsync.store.filter_decisions import Decision, decisions, remove_decision, set_decision
from modelsync.store.history import Run, RunCounts, add_run, mark_undone, run_by_id, run_changes, runs
from modelsync.store.plans import (
    Plan,
    Review,
    add_plan,
    close_plan,
    latest_plans,
    listing_length,
    plan_by_id,
    plan_listing,
    save_review,
)
from modelsync.store.schema import CHANGES, DECISIONS, MODELS, PLANS, RUNS, TOKENS
from modelsync.store.tokens import (
    Token,
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
    "Decision",
    "Plan",
    "Review",
    "Run",
    "RunCounts",
    "Tally",
    "Token",
    "active_ids",
    "add_plan",
    "add_run",
    "add_token",
    "close_plan",
    "decisions",
    "latest_plans",
    "listing_length",
    "mark_revoked",
    "mark_undone",
    "mark_used",
    "models",
    "models_by_id",
    "owners",
    "plan_by_id",
    "plan_listing",
    "remove_decision",
    "run_by_id",
    "run_changes",
    "runs",
    "save_review",
    "set_decision",
    "tally",
    "token_by_hash",
    "token_by_name",
    "tokens",
    "write_inserts",
    "write_removals",
    "write_updates",
]
