"""Status: how this installation is. Opens also when the database cannot be reached, and says why."""

import streamlit as st

from modelsync.ui.adopt import form
from modelsync.ui.shell.session import open_service
from modelsync.ui.status import overview, unattended

st.title("Status", anchor=False)
service = open_service(reach=False)
with st.spinner("Looking …"):
    found = service.status()
overview.headline(found)
left, right = st.columns([3, 2], gap="medium")
with left:
    overview.database(found)
with right:
    overview.program(found)
overview.providers(found)
unattended.show(service, found)
form.section()
overview.prices(found)
overview.settings(found)
