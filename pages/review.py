"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.ui import commit, leftout, messages, providers, retirements, review, reviewers, stored, undoing
from modelsync.ui.proposals import proposals
from modelsync.ui.session import open_service
from modelsync.ui.syncing import run_sync

service = open_service()

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Review changes", anchor=False, width="stretch")
    wanted = providers.sync_all(service)
states, one = providers.cards(service)
providers.missing_keys(service)
progress = st.empty()
if wanted := one or wanted:
    messages.tell_outcome(run_sync(service, wanted, progress))
latest = service.latest_plans()
providers.show_states(service, states, latest)

waiting = {
    provider: plan for provider, plan in latest.items() if plan.state == "waiting" and not plan.diff.is_empty
}
if reviewers.look(waiting.values()):
    review.forget_frames()
    commit.hold()
rows = proposals(waiting.values())
messages.show_messages()
undoing.question(service, messages.say)
if rows:
    review.numbers(rows, service.tally())
review.warnings(latest.values())
retirements.upcoming(stored.models(service), service.today(), chart=True)
approved = commit.approved_rows(rows, waiting)
commit.compare_again(service, approved, waiting)
commit.show_findings(service, approved, waiting)

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = review.filters()
        shown = [row for row in rows if row.matches(provider, words)]
        review.tick_buttons(service, shown, "Approve", "Of the changes that are shown", key="approve")
    for section in review.SECTIONS:
        if any(row.section == section for row in rows):
            review.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, approved, rows, waiting)
    leftout.left_out(service, latest, provider, words)
else:
    review.nothing_to_do(service, latest)
    if latest:
        leftout.left_out(service, latest, None, "")
