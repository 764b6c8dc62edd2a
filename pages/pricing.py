"""Pricing: what to look after in the prices, what active models cost, and how prices changed."""

import streamlit as st

from modelsync.ui import pricing, pricing_charts
from modelsync.ui.session import open_service

service = open_service()
models = service.models(status="active")

st.title("Pricing", anchor=False)
st.caption("All figures in USD per million tokens.")
with st.spinner("Checking the prices …"):
    health = pricing.check(service)
pricing.show_broken(health)
pricing.show_findings(health)
if models:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header("Prices of active models", anchor=False, width="stretch")
        shown = pricing.filtered(models)
    if shown:
        pricing.price_table(shown)
        left, right = st.columns(2, gap="large")
        with left:
            pricing_charts.scatter(shown)
        with right:
            pricing_charts.over_time(shown, health.lists, service.today())
    else:
        st.info("This provider has no active model.", icon=":material/search_off:")
else:
    st.info("The catalogue is empty. Sync a provider on the Review page and commit.", icon=":material/inbox:")
