"""Pricing: what needs attention in the prices, what was set by hand, what active models cost, and how prices changed."""

import streamlit as st

from modelsync.ui.amendments import dialog, taking_back
from modelsync.ui.pricing import amendment_table, charts, health, ignoring, price_table, sources, todo
from modelsync.ui.shell import cached_models, undo_dialog
from modelsync.ui.shell.messages import PRICING
from modelsync.ui.shell.session import open_service

service = open_service()
models = {
    model.universal_model_id: model for model in cached_models.models(service) if model.status == "active"
}
with st.spinner("Checking the prices …"):
    checked = health.check(service)

with st.container(horizontal=True, vertical_alignment="center"):
    st.title("Pricing", anchor=False, width="stretch")
    sources.update_button(service)
    sources.downloads(service, checked.findings)
PRICING.show()
sources.show(service)
todo.show_broken(checked)
todo.show(service, checked, models)
amendment_table.show(service.amendments())
if models:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header("Prices of active models", anchor=False, width="stretch")
        shown = price_table.filtered(list(models.values()))
    if shown:
        price_table.show(shown)
        left, right = st.columns(2, gap="large")
        with left:
            charts.scatter(shown)
        with right:
            charts.over_time(shown, checked.lists, service.today())
    else:
        st.info("This provider has no active model.", icon=":material/search_off:")
else:
    st.info("The catalogue is empty. Sync a provider on the Review page and commit.", icon=":material/inbox:")
undo_dialog.question(service, PRICING)
if not (dialog.question(service, PRICING) or taking_back.question(service, PRICING)):
    ignoring.question(service)
