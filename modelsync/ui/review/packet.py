"""The download of the review packet: the pending changes for a pull request or a mail, as their reviews are at the click."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from modelsync.core.plans import Plan
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.session import quiet_service


def download(plans: Iterable[Plan], file_name: str) -> None:
    """Draw the button."""
    st.download_button(
        "Packet",
        partial(_packet, quiet_service(), [plan.id for plan in plans]),
        file_name=file_name,
        mime="text/markdown",
        icon=":material/description:",
        help="The pending changes as Markdown, for a pull request or a mail",
        on_click="ignore",
        key="packet",
    )


def _packet(service: AiModelSyncService, plan_ids: Iterable[str]) -> str:
    return service.packet([service.plan(id_) for id_ in plan_ids])
