"""Status: how this installation is. Opens also when the database cannot be reached, and says why."""

import streamlit as st

from modelsync.ui import status
from modelsync.ui.session import open_service

st.title("Status", anchor=False)
service = open_service(reach=False)
with st.spinner("Looking …"):
    found = service.status()
status.headline(found)
left, right = st.columns([3, 2], gap="medium")
with left:
    status.database(found)
with right:
    status.program(found)
status.providers(found)
status.prices(found)
status.settings(found)
