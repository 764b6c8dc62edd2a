"""Catalogue: every model that the product may use; rename and switch them on and off."""

import streamlit as st

from modelsync.ui import catalogue
from modelsync.ui.session import open_service

service = open_service()
models = service.models()
active = [model for model in models if model.status == "active"]

st.title("Catalogue", anchor=False)
st.caption(
    f"{len(active)} active, {sum(bool(m.enabled) for m in active)} of them enabled · "
    f"{len(models) - len(active)} archived"
)
catalogue.show_message()
if models:
    shown = catalogue.filtered(models)
    shown_active = [model for model in shown if model.status == "active"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Active", anchor=False, width="content")
        st.badge(str(len(shown_active)), icon=":material/check:", color="green")
    if shown_active:
        catalogue.active_editor(shown_active)
    else:
        st.info(
            "No active model matches. Clear the search or choose another filter.",
            icon=":material/search_off:",
        )
    catalogue.archived_table([model for model in shown if model.status == "archived"])
    catalogue.bar(service, shown)
else:
    st.info("The catalogue is empty. Sync a provider on the Review page and commit.", icon=":material/inbox:")
