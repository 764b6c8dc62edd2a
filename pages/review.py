"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.ui.review import commit, concurrent_reviews, excluded, findings, provider_cards, tables
from modelsync.ui.review.rows import proposals
from modelsync.ui.review.sync_progress import run_sync
from modelsync.ui.shell import cached_models, messages, retirements, undo_dialog
from modelsync.ui.shell.session import open_service

service = open_service()

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Review changes", anchor=False, width="stretch")
    wanted = provider_cards.sync_all(service)
states, one = provider_cards.cards(service)
provider_cards.missing_keys(service)
if wanted := one or wanted:
    results = run_sync(service, wanted, states)
    messages.tell_outcome(results)
    provider_cards.remember(results)
latest = service.latest_plans()
provider_cards.show_states(service, states, latest)

waiting = {
    provider: plan for provider, plan in latest.items() if plan.state == "waiting" and not plan.diff.is_empty
}
if is_new := concurrent_reviews.look(waiting.values()):
    tables.forget_frames()
commit.hold(service, waiting, is_new=is_new)
models = cached_models.models(service)
rows = proposals(
    waiting.values(),
    {model.universal_model_id: model for model in models},
    enable_new=service.settings.enable_new_models,
)
messages.REVIEW.show()
undo_dialog.question(service, messages.REVIEW)
if rows:
    tables.numbers(rows, service.tally())
tables.warnings(latest.values())
retirements.upcoming(models, service.today(), chart=True)
approved = commit.approved_rows(rows, waiting)
moved = findings.compare_again(service, approved, waiting)
findings.show_findings(service, approved, {name: plan for name, plan in waiting.items() if name not in moved})

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = tables.filters()
        reviews = {plan.id: plan.review for plan in waiting.values()}
        shown = [row for row in rows if row.matches(provider, words, reviews[row.plan_id])]
        tables.tick_buttons(service, shown, "Approve", "Of the changes that are shown", key="approve")
    for section in tables.SECTIONS:
        if any(row.section == section for row in rows):
            tables.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, approved, rows, waiting, moved)
    excluded.left_out(service, latest, provider, words)
else:
    tables.nothing_to_do(service, latest)
    if latest:
        excluded.left_out(service, latest, None, "")
