"""The Catalogue page's bottom bar: the number of unsaved edits, export, discard, save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.report import csv_tables
from modelsync.service import AiModelSyncService
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.catalogue.view import View
from modelsync.ui.shell.session import may_change


def show(
    service: AiModelSyncService, models: Mapping[str, StoredModel], shown: Sequence[StoredModel], view: View
) -> None:
    """Draw the bottom bar."""
    count = len(unsaved_edits.edits())
    edits = f"{count:,} edit{'' if count == 1 else 's'}"
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        if count:
            with st.container(horizontal=True, vertical_alignment="center", width="stretch"):
                st.markdown(f"**{count:,}** unsaved edit{'' if count == 1 else 's'}", width="content")
                with st.popover("Show them", icon=":material/difference:"):
                    unsaved_edits.summary(models)
        else:
            st.markdown("No unsaved edits", width="stretch")
        _export(shown, view)
        if may_change():
            _undo_and_save(service, edits if count else "")
    unsaved_edits.question()


def _undo_and_save(service: AiModelSyncService, edits: str) -> None:
    st.button(
        "Undo edits",
        icon=":material/undo:",
        disabled=not edits,
        on_click=unsaved_edits.ask_to_drop,
        key="undo_edits",
    )
    st.button(
        f"Save {edits}".rstrip(),
        icon=":material/save:",
        type="primary",
        disabled=not edits,
        on_click=unsaved_edits.save,
        args=(service,),
        key="save",
    )


def _export(shown: Sequence[StoredModel], view: View) -> None:
    now = datetime.now(UTC)
    st.download_button(
        "Export CSV",
        lambda: csv_tables.file_of(csv_tables.models_csv(shown, now.date())),
        file_name=f"modelsync-catalogue-{view.provider or 'all'}-{now:%Y%m%dT%H%MZ}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        disabled=not shown,
        help=f"The {len(shown):,} models that are shown, with every column",
    )
