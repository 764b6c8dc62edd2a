"""Pricing: what needs attention in the prices, what active models cost, and how prices changed."""

import streamlit as st

from modelsync.ui.pricing import charts, findings
from modelsync.ui.shell.session import open_service

service = open_service()
models = service.models(status="active")

st.title("Pricing", anchor=False)
st.caption("All figures in USD per million tokens.")
with st.spinner("Checking the prices …"):
    health = findings.check(service)
findings.show_broken(health)
findings.show_findings(health)
if models:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header("Prices of active models", anchor=False, width="stretch")
        shown = findings.filtered(models)
    if shown:
        findings.price_table(shown)
        left, right = st.columns(2, gap="large")
        with left:
            charts.scatter(shown)
        with right:
            charts.over_time(shown, health.lists, service.today())
    else:
        st.info("This provider has no active model.", icon=":material/search_off:")
else:
    st.info("The catalogue is empty. Sync a provider on the Review page and commit.", icon=":material/inbox:")
