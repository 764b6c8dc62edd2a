"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.ui import commit, leftout, messages, providers, review, undoing
from modelsync.ui.proposals import proposals
from modelsync.ui.session import label, open_service
from modelsync.ui.syncing import run_sync

service = open_service()

latest = service.latest_plans()
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Review changes", anchor=False, width="stretch")
    wanted = providers.sync_all(service)
wanted = providers.cards(service, latest) or wanted
providers.missing_keys(service)
if wanted:
    messages.clear_messages()
    for name, result in run_sync(service, wanted).items():
        if isinstance(result, ModelSyncError):
            messages.say("error", str(result))
        elif result.is_empty:
            messages.say(
                "info", f"{label(name)} is up to date: {result.listed} models listed, nothing to do."
            )
    st.rerun()

waiting = {
    provider: plan for provider, plan in latest.items() if plan.state == "waiting" and not plan.diff.is_empty
}
rows = proposals(waiting.values())
messages.show_messages()
undoing.question(service, messages.say)
if rows:
    review.numbers(rows, service.tally())
review.warnings(latest.values())
approved = commit.approved_rows(rows, waiting)
commit.compare_again(service, approved, waiting)
commit.show_findings(service, approved, waiting)

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = review.filters()
        shown = [row for row in rows if row.matches(provider, words)]
        review.tick_buttons(service, shown, "Approve", "Of the changes that are shown", key="approve")
    for section in review.SECTIONS:
        review.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, approved, rows, waiting)
    leftout.left_out(service, latest, provider, words)
else:
    review.nothing_to_do(latest, service.tally())
    leftout.left_out(service, latest, None, "")
