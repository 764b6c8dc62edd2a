"""The server: `modelsync serve`, `streamlit run app.py` and `uvicorn app:app` serve this App. Importing it runs no page."""

import streamlit as st
from starlette.middleware import Middleware

from modelsync import api
from modelsync.server import process
from modelsync.ui.adopt.route import Uploads
from modelsync.ui.shell import startup

process.prepare()

app = st.App(
    startup.SCRIPT,
    lifespan=startup.lifespan,
    routes=[*api.routes(), Uploads()],
    middleware=[
        Middleware(startup.Entrance, rules=startup.rules, answer=api.refused, sign_ins=startup.SignIns())
    ],
)

startup.prepare()
