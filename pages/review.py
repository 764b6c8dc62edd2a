"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.ui import (
    commit,
    leftout,
    messages,
    objections,
    providers,
    retirements,
    review,
    reviewers,
    stored,
    undoing,
)
from modelsync.ui.proposals import proposals
from modelsync.ui.session import open_service
from modelsync.ui.syncing import run_sync

service = open_service()

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Review changes", anchor=False, width="stretch")
    wanted = providers.sync_all(service)
states, one = providers.cards(service)
providers.missing_keys(service)
if wanted := one or wanted:
    results = run_sync(service, wanted, states)
    messages.tell_outcome(results)
    providers.remember(results)
latest = service.latest_plans()
providers.show_states(service, states, latest)

waiting = {
    provider: plan for provider, plan in latest.items() if plan.state == "waiting" and not plan.diff.is_empty
}
if is_new := reviewers.look(waiting.values()):
    review.forget_frames()
commit.hold(service, waiting, is_new=is_new)
models = stored.models(service)
rows = proposals(
    waiting.values(),
    {model.universal_model_id: model for model in models},
    enable_new=service.settings.enable_new_models,
)
messages.REVIEW.show()
undoing.question(service, messages.REVIEW)
if rows:
    review.numbers(rows, service.tally())
review.warnings(latest.values())
retirements.upcoming(models, service.today(), chart=True)
approved = commit.approved_rows(rows, waiting)
moved = objections.compare_again(service, approved, waiting)
objections.show_findings(
    service, approved, {name: plan for name, plan in waiting.items() if name not in moved}
)

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = review.filters()
        reviews = {plan.id: plan.review for plan in waiting.values()}
        shown = [row for row in rows if row.matches(provider, words, reviews[row.plan_id])]
        review.tick_buttons(service, shown, "Approve", "Of the changes that are shown", key="approve")
    for section in review.SECTIONS:
        if any(row.section == section for row in rows):
            review.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, approved, rows, waiting, moved)
    leftout.left_out(service, latest, provider, words)
else:
    review.nothing_to_do(service, latest)
    if latest:
        leftout.left_out(service, latest, None, "")
