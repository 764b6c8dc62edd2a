"""The upper parts of the Review page: provider buttons, numbers, filters, sections with editors.

The page itself is `pages/review.py`. Ticks and edits go into the stored review as they are made, so that a reload, a restart
or a colleague finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.store import Plan
from modelsync.ui import editing, frames
from modelsync.ui.messages import clear_messages, say
from modelsync.ui.proposals import Proposal, Section, reviewed
from modelsync.ui.session import actor, adapters, enter_demo, in_demo, label

SECTIONS: dict[Section, tuple[str, str, Literal["green", "orange", "gray"], str]] = {
    "new": ("New", ":material/add:", "green", "Arrive disabled unless you tick Enabled."),
    "updated": ("Updated", ":material/edit:", "orange", "Before → after; your own names and switches stay."),
    "archived": (
        "Archived",
        ":material/archive:",
        "gray",
        ":material/lock: Archived models can be approved for archiving, but never enabled or renamed.",
    ),
}


def sync_buttons(service: AiModelSyncService) -> list[str]:
    """A button per provider and one for all; gives the providers to sync now."""
    ready = [a.provider for a in adapters() if not service.missing_key(a.provider)]
    wanted: list[str] = []
    with st.container(horizontal=True, horizontal_alignment="right"):
        for adapter in adapters():
            missing = service.missing_key(adapter.provider)
            if st.button(
                f"Sync {adapter.label}",
                icon=":material/sync:",
                key=f"sync_{adapter.provider}",
                disabled=bool(missing),
                help=f"Set {missing} in the environment or in .env, then start again." if missing else None,
            ):
                wanted = [adapter.provider]
        if st.button("Sync all", icon=":material/sync:", type="primary", key="sync_all", disabled=not ready):
            wanted = ready
    return wanted


def missing_keys(service: AiModelSyncService) -> None:
    """Which variable is missing for which provider, and the way into the demo."""
    missing = {a.label: key for a in adapters() if (key := service.missing_key(a.provider))}
    if not missing or in_demo():
        return
    named = ", ".join(f"**{name}**: `{variable}`" for name, variable in missing.items())
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(
            f":material/key_off: No key for {named}. Set it in the environment or in `.env`.", width="stretch"
        )
        if len(missing) == len(adapters()):
            st.button("Try the demo", icon=":material/science:", on_click=enter_demo, key="enter_demo")


def ago(moment: datetime) -> str:
    """How long ago, roughly: ``just now``, ``5 min ago``, ``3 h ago``, ``2 days ago``."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def sync_times(plans: Mapping[str, Plan]) -> str:
    """When each provider was last synced, on one line."""
    parts = []
    for adapter in adapters():
        plan = plans.get(adapter.provider)
        if plan is None:
            parts.append(f"{adapter.label}: never synced")
        else:
            parts.append(f"{adapter.label}: {ago(plan.fetched_at)}, {plan.diff.listed} listed")
    return " · ".join(parts) + " · nothing is saved until you commit"


def numbers(rows: Sequence[Proposal], enabled: int) -> None:
    """The four figures at the top."""
    count = {section: sum(row.section == section for row in rows) for section in SECTIONS}
    for column, (title, value, icon) in zip(
        st.columns(4),
        [
            ("New", count["new"], ":material/add_circle:"),
            ("Updated", count["updated"], ":material/edit:"),
            ("Archived", count["archived"], ":material/archive:"),
            ("Enabled in catalogue", enabled, ":material/toggle_on:"),
        ],
        strict=True,
    ):
        column.metric(title, value, icon=icon, border=True)


def filters() -> tuple[str | None, str]:
    """Provider and search words that narrow what is shown; ticks and edits of hidden rows stay."""
    names = {adapter.label: adapter.provider for adapter in adapters()}
    chosen = st.segmented_control("Provider", ["All", *names], default="All", key="review_provider")
    words = st.text_input(
        "Search", placeholder="Model id or name", icon=":material/search:", key="review_search", width=280
    )
    return names.get(chosen or "All"), words


def section(
    service: AiModelSyncService, name: Section, rows: Sequence[Proposal], plans: Mapping[str, Plan]
) -> None:
    """One section with its editor; what was edited since the last run goes into the stored review."""
    title, icon, colour, note = SECTIONS[name]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="content")
        st.badge(str(len(rows)), icon=icon, color=colour)
        st.caption(note)
    if not rows:
        return
    reviews = {plan.id: plan.review for plan in plans.values()}
    key, frame = editing.frozen_frame(
        f"review_{name}",
        editing.fingerprint((row.plan_id, row.model.provider, row.id) for row in rows),
        lambda: frames.review_frame(rows, reviews),
    )
    locked = [c for c in frame.columns if c not in {"approve", "enabled", "display_name"}]
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[*locked, "enabled", "display_name"] if name == "archived" else locked,
        height=frames.height(len(frame)),
        column_config=frames.MODEL_COLUMNS
        | {
            "approve": frames.APPROVE_COLUMN,
            "enabled": frames.ENABLED_COLUMN,
            "display_name": frames.NAME_COLUMN,
        },
        on_change=_keep,
        args=(service, rows, name),
        placeholder="–",
        alt=f"{title} models",
    )


def _keep(service: AiModelSyncService, rows: Sequence[Proposal], name: Section) -> None:
    """Take the cells that changed into the stored review of each plan."""
    by_key = {f"{row.model.provider}/{row.id}": row for row in rows}
    for row_key, cells in editing.take_edits(f"review_{name}").items():
        row = by_key[row_key]
        clear_messages()
        try:
            review = reviewed(service.plan(row.plan_id).review, row, cells)
            service.save_review(row.plan_id, review, actor=actor())
        except ModelSyncError as error:
            editing.forget(f"review_{name}")
            say("error", str(error))


def tick_buttons(service: AiModelSyncService, rows: Sequence[Proposal]) -> None:
    """Approve all or none of the rows that are shown."""
    for text, icon, ticked in (("Approve all", "done_all", True), ("Approve none", "remove_done", False)):
        st.button(
            text,
            icon=f":material/{icon}:",
            type="tertiary",
            on_click=_tick,
            args=(service, rows),
            kwargs={"ticked": ticked},
            disabled=not rows,
            help="Of the changes that are shown",
        )


def _tick(service: AiModelSyncService, rows: Sequence[Proposal], *, ticked: bool) -> None:
    clear_messages()
    try:
        for plan_id in {row.plan_id for row in rows}:
            review = service.plan(plan_id).review
            ticks = review.ticks | {row.id: ticked for row in rows if row.plan_id == plan_id}
            service.save_review(plan_id, review.model_copy(update={"ticks": ticks}), actor=actor())
    except ModelSyncError as error:
        say("error", str(error))
    for name in SECTIONS:
        editing.forget(f"review_{name}")


def nothing_to_do(plans: Mapping[str, Plan]) -> None:
    """The pleasant page: everything is as the providers have it, or nothing was ever synced."""
    with st.container(border=True, horizontal_alignment="center"):
        if plans:
            st.markdown("### :material/task_alt: Nothing to do", text_alignment="center")
            st.markdown("The catalogue is as the providers had it at the last sync.", text_alignment="center")
        else:
            st.markdown("### :material/sync: Not synced yet", text_alignment="center")
            st.markdown(
                "Press a Sync button above: you see what is new before anything is saved.",
                text_alignment="center",
            )


def warnings(plans: Collection[Plan]) -> None:
    """The warnings of the plans, on top."""
    texts = [f"**{label(plan.provider)}** · {w.message}" for plan in plans for w in plan.diff.warnings]
    if texts:
        with st.expander(
            f"{len(texts)} warning{'s' if len(texts) > 1 else ''}",
            icon=":material/warning:",
        ):
            for text in texts:
                st.markdown(text)
