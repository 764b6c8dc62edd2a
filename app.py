"""The server: `streamlit run app.py` and `uvicorn app:app` both serve this App. Importing it runs no page."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parent / "modelsync" / "ui" / "dashboard.py")
