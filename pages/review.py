"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.ui.review import (
    commit,
    concurrent_reviews,
    excluded,
    findings,
    provider_cards,
    reading,
    tables,
)
from modelsync.ui.review.rows import proposals
from modelsync.ui.review.sync_progress import run_sync
from modelsync.ui.shell import cached_models, messages, retirements, undo_dialog
from modelsync.ui.shell.session import open_service

service = open_service(reach=False)
state = reading.read(service)

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Review changes", anchor=False, width="stretch")
    wanted = provider_cards.sync_all(state)
states, one = provider_cards.cards(state)
provider_cards.missing_keys(state)
if wanted := one or wanted:
    results = run_sync(service, wanted, states)
    messages.tell_outcome(results)
    state = reading.read(service)
provider_cards.show_states(state, states)

waiting = state.waiting
if is_new := concurrent_reviews.look(waiting.values()):
    tables.forget_frames()
commit.hold(service, waiting, is_new=is_new)
models = cached_models.models(service, state.catalogue_state)
rows = proposals(
    waiting.values(),
    {model.universal_model_id: model for model in models},
    enable_new=service.settings.enable_new_models,
)
messages.REVIEW.show()
undo_dialog.question(service, messages.REVIEW)
if rows:
    tables.numbers(rows, state.tally)
tables.warnings(state.plans.values())
retirements.upcoming(models, service.today(), chart=True)
approved = commit.approved_rows(rows, waiting)
findings.compare_again(service, state)
findings.show_findings(state)

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = tables.filters()
        reviews = {plan.id: plan.review for plan in waiting.values()}
        shown = [row for row in rows if row.matches(provider, words, reviews[row.plan_id])]
        tables.tick_buttons(service, shown, "Approve", "Of the changes that are shown", key="approve")
    for section in tables.SECTIONS:
        if any(row.section == section for row in rows):
            tables.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, state, approved, rows)
    excluded.left_out(service, state, provider, words)
else:
    tables.nothing_to_do(state)
    if state.plans:
        excluded.left_out(service, state, None, "")
