"""Review: sync, look at what would change, correct it, commit it."""

import streamlit as st

from modelsync.ui.adopt import form
from modelsync.ui.review import (
    attention,
    bulk,
    commit,
    concurrent_reviews,
    deadlines,
    decision_dialog,
    excluded,
    fact_commit,
    fact_reading,
    layout,
    news,
    provider_strip,
    reading,
    reference_line,
    row_details,
    start,
    tables,
    work_area,
)
from modelsync.ui.review.rows import proposals
from modelsync.ui.review.sync_progress import report_unstored, run_sync
from modelsync.ui.shell import cached_models, messages, page_runs, undo_dialog
from modelsync.ui.shell.session import open_service

service = open_service(reach=False)
page_runs.begin()
reading.forget()
news.watch(service)  # before the bar, which keeps its place
state = reading.read(service)
layout.style()

with st.container(key="review_strip", horizontal=True, vertical_alignment="center"):
    st.title("Review", anchor=False, width="content")
    states, one = provider_strip.providers(state)
    provider_strip.show_schedule(state.schedule)
    totals = st.empty()
    every = provider_strip.sync_all(state)
if wanted := one or every:
    results = run_sync(service, wanted, states)
    messages.REVIEW.clear()
    state = reading.read(service)
    report_unstored(results, state)

waiting = state.waiting
if is_new := concurrent_reviews.look(waiting.values()):
    bulk.forget_frames()
commit.hold(service, waiting, is_new=is_new)
models = cached_models.models(service, state.catalogue_state)
rows = proposals(
    waiting.values(),
    {model.universal_model_id: model for model in models},
    enable_new=service.settings.enable_new_models,
    today=service.today(),
)
fact_review = fact_reading.read(service, state)
fact_commit.hold(fact_review)
undo_dialog.question(service, messages.REVIEW)
if not decision_dialog.question(service):
    row_details.question(service, rows, waiting)
deadlines.question(service)
if rows:
    provider_strip.show_totals(totals, rows)
if rows or fact_review.rows:
    work_area.show(service, work_area.Work(state, rows, fact_review, models, states))
    commit.question(service, state, rows)
    fact_commit.question(service, fact_review)
else:
    provider_strip.show_states(state, states)
    messages.REVIEW.show()
    attention.line(service, state, models, fact_review.findings)
    if not start.ways_on(state):
        tables.nothing_to_do(state)
        provider_strip.without_schedule(state.schedule)
        reference_line.line(service, fact_review.references)
    form.offer(state)
    if state.plans:
        excluded.closed(service, state)
