"""The server: `streamlit run app.py` and `uvicorn app:app` both serve this App. Importing it runs no page."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from modelsync import api
from modelsync.server import garbage
from modelsync.ui.shell import startup

garbage.collect_seldom()

app = st.App(
    Path(__file__).parent / "modelsync" / "ui" / "shell" / "dashboard.py",
    routes=api.routes(),
    middleware=[
        Middleware(startup.Entrance, rules=startup.rules, answer=api.refused, sign_ins=startup.SignIns())
    ],
    secrets=startup.secrets(),
)

startup.prepare()
