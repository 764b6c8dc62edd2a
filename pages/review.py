"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.ui import commit, leftout, messages, review
from modelsync.ui.proposals import proposals
from modelsync.ui.session import label, open_service
from modelsync.ui.syncing import run_sync

service = open_service()

left, right = st.columns([2, 3], vertical_alignment="bottom")
left.title("Review changes", anchor=False)
with right:
    wanted = review.sync_buttons(service)
review.missing_keys(service)
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

latest = service.latest_plans()
waiting = {
    provider: plan for provider, plan in latest.items() if plan.state == "waiting" and not plan.diff.is_empty
}
rows = proposals(waiting.values())
st.caption(review.sync_times(latest))
messages.show_messages()
review.numbers(rows, enabled=len(service.models(enabled=True)))
review.warnings(latest.values())
approved = commit.approved_rows(rows, waiting)
commit.compare_again(service, approved, waiting)
commit.show_findings(service, approved, waiting)

if rows:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provider, words = review.filters()
        shown = [row for row in rows if row.matches(provider, words)]
        review.tick_buttons(service, shown)
    for section in review.SECTIONS:
        review.section(service, section, [row for row in shown if row.section == section], waiting)
    commit.bar(service, approved, rows, waiting)
    leftout.left_out(service, latest, provider, words)
else:
    review.nothing_to_do(latest)
    leftout.left_out(service, latest, None, "")
