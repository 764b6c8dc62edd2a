"""Review's tables: one editor per section, and the buttons that approve what is shown. The page is `pages/review.py`.

Ticks and edits are stored as they are made: they survive a reload and a restart, and colleagues see them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from modelsync.core.plans import Plan, Review
from modelsync.core.review import ReviewState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.catalogue import namesakes
from modelsync.ui.review import (
    bulk,
    concurrent_reviews,
    folding,
    layout,
    options,
    row_actions,
    row_details,
    section_frames,
)
from modelsync.ui.review.rows import Proposal, Section, reviewed_together
from modelsync.ui.shell import cached_models, cell_text, editors, frames, page_runs
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import adapters, may_change

if TYPE_CHECKING:
    import pandas as pd

_FITTED = "review_fitted"
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


def show(
    service: AiModelSyncService, view: str, shown: Sequence[Proposal], plans: Mapping[str, Plan]
) -> None:
    """Draw the table of the chosen section, or all of them one below the other."""
    here = [row for row in shown if view in {"all", row.section}]
    if options.chosen().fold:
        here = folding.folded(here, {plan.id: plan.review for plan in plans.values()})
    if not here:
        st.caption(":material/search_off: No change of this section matches the filter.")
    elif view == "all":
        for name, (title, icon, colour, _) in SECTIONS.items():
            if rows := [row for row in here if row.section == name]:
                st.badge(f"{title} {len(rows):,}", icon=icon, color=colour)
                section(service, name, rows, plans, height=frames.whole_height(len(rows)))
    else:
        layout.no_longer_than(len(here))
        with st.container(key=layout.TABLE):
            section(service, here[0].section, here, plans, height="stretch")


def section(
    service: AiModelSyncService,
    name: Section,
    rows: Sequence[Proposal],
    plans: Mapping[str, Plan],
    *,
    height: int | Literal["stretch"],
) -> None:
    """Draw the editor of one section."""
    reviews = {plan.id: plan.review for plan in plans.values()}
    can = options.chosen().columns
    key, frame = editors.frozen_frame(
        bulk.EDITORS[name],
        (*map(_identity, rows), can),
        lambda: section_frames.review_frame(name, rows, reviews, can),
    )
    columns, fitted = _fitted(name, key, frame, rows)
    shown = section_frames.shown(name, fitted, columns, rows, reviews)
    look: dict[str, Any] = {
        "hide_index": True,
        "height": height,
        "column_config": columns | {"details": _details(name, rows)},
        "placeholder": "–",
        "alt": f"{SECTIONS[name][0]} models",
    }
    if may_change():
        st.data_editor(
            shown,
            key=key,
            num_rows="fixed",
            disabled=_locked(name, frame.columns),
            on_change=_keep,
            args=(service, rows, name, reviews, columns["display_name"]["width"]),
            **look,
        )
    else:
        st.dataframe(shown, **look)
    row_actions.for_the_one_shown(len(rows), {"Details": (row_details.ask, (rows[0].plan_id, rows[0].id))})


def _fitted(
    name: Section, key: str, frame: pd.DataFrame, rows: Sequence[Proposal]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """The frame's column settings, and its texts fitted to them; made once, as ten thousand rows take a while."""
    made: dict[str, tuple[str, dict[str, Any], pd.DataFrame]] = st.session_state.setdefault(_FITTED, {})
    if name not in made or made[name][0] != key:
        columns = section_frames.review_columns(name, frame)
        made[name] = (key, columns, section_frames.fitted(frame, columns, rows))
    return made[name][1:]


def _identity(row: Proposal) -> tuple[object, ...]:
    """What another frame is built for when it differs."""
    model = row.model
    return (row.plan_id, row.id, model.display_name, model.enabled, *(one.id for one in row.folded))


def _details(name: Section, rows: Sequence[Proposal]) -> Any:
    return row_actions.column(
        "Info",
        f"{bulk.EDITORS[name]}_details",
        lambda row: row_details.ask(rows[row].plan_id, rows[row].id),
        len(rows),
        width=section_frames.DETAILS_WIDTH,
        meaning="Everything about this row, and what can be done with it",
        pinned=True,
    )


def _locked(name: Section, columns: Collection[str]) -> list[str]:
    """Read-only columns. Cosmetic: the service and `reviewed` check again."""
    free = {"approve"} if name == "archived" else {"approve", "enabled", "display_name"}
    return [column for column in columns if column not in free]


def _keep(
    service: AiModelSyncService,
    rows: Sequence[Proposal],
    name: Section,
    drawn: Mapping[str, Review],
    wide: int,
) -> None:
    """Store edited cells in the plans' reviews; the column of names is so ``wide``."""
    page_runs.alone()
    by_key = {row.key: row for row in rows}
    for row_key, sent in editors.take_edits(bulk.EDITORS[name]).items():
        row = by_key[row_key]
        cells = frames.with_whole_name(sent, row.name(drawn[row.plan_id]), wide)
        REVIEW.clear()
        try:
            review = concurrent_reviews.change(
                service,
                row.plan_id,
                [row.id, *(one.id for one in row.folded)],
                partial(reviewed_together, proposal=row, changed=cells),
            )
        except ModelSyncError as error:
            editors.forget(bulk.EDITORS[name])
            REVIEW.say("error", str(error))
        else:
            if row.approved(review) and not row.approved(drawn[row.plan_id]) and "approve" not in cells:
                editors.forget(bulk.EDITORS[name])  # Enabled has ticked Approve
            if "display_name" in cells:
                if cell_text.width(str(cells["display_name"])) > wide:
                    editors.forget(bulk.EDITORS[name])  # The grid would cut it without a mark
                namesakes.warn(REVIEW, row.id, _names(service, rows, review))


def _names(service: AiModelSyncService, rows: Sequence[Proposal], review: Review) -> dict[str, str]:
    """Names by id: active models, proposed models and edits."""
    now = {
        m.universal_model_id: m.display_name for m in cached_models.models(service) if m.status == "active"
    }
    brought = {row.id: row.model.display_name for row in rows}
    typed = {id_: edit.display_name for id_, edit in review.edits.items() if edit.display_name}
    return now | brought | typed


def bulk_buttons(service: AiModelSyncService, rows: Sequence[Proposal]) -> None:
    """Buttons that approve all or none of these rows, or enable them."""
    able = [row for row in rows if row.can_be_enabled]
    with st.container(key="review_ticks", horizontal=True, width="content"):
        for word, icon, ticked in (("all", "done_all", True), ("none", "remove_done", False)):
            st.button(
                f"Approve {word}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=_tick,
                args=(service, rows),
                kwargs={"ticked": ticked},
                disabled=not (rows and may_change()),
                help=f"Approve {word} of the {len(rows):,} shown",
                key=f"approve_{word}",
            )
        st.button(
            "Enable shown",
            icon=":material/toggle_on:",
            type="tertiary",
            on_click=_enable,
            args=(service, able),
            disabled=not (able and may_change()),
            help=f"Enable the {len(able):,} shown, which approves them",
            key="enable_shown",
        )


def _tick(service: AiModelSyncService, rows: Sequence[Proposal], *, ticked: bool) -> None:
    page_runs.alone()
    bulk.tick(service, rows, ticked=ticked)


def _enable(service: AiModelSyncService, rows: Sequence[Proposal]) -> None:
    page_runs.alone()
    bulk.enable(service, rows)


def no_pending_changes(state: ReviewState) -> None:
    """The same on one line, above a section that has something to do."""
    if state.plans:
        tally = state.tally
        st.caption(
            f":material/task_alt: **No pending changes.** The catalogue holds {tally.active:,} active models, "
            f"{tally.enabled:,} of them enabled."
        )


def nothing_to_do(state: ReviewState) -> None:
    """Placeholder without pending changes.

    It does not claim that the catalogue equals the lists: changes may have been unticked, discarded or undone.
    """
    _load_table_early()
    with st.container(border=True, horizontal_alignment="center"):
        if state.plans:
            tally = state.tally
            st.header(":material/task_alt: No pending changes", anchor=False, text_alignment="center")
            st.markdown(
                "Nothing needs your approval. The catalogue holds "
                f"**{tally.active:,}** active models, **{tally.enabled:,}** of them enabled.",
                text_alignment="center",
            )
        else:
            st.header(":material/sync: Not synced yet", anchor=False, text_alignment="center")
            ready = len(state.missing_keys) < len(adapters())
            todo = (
                "Press a Sync button above" if ready else "Set a provider's key, start again and press Sync"
            )
            st.markdown(f"{todo}: you see what is new before anything is saved.", text_alignment="center")


def _load_table_early() -> None:
    """Preload the browser's table code: the first table after a sync appears half a second earlier.

    Loaded on demand, React delays the drawing by another 0.3 s after each pending import.
    """
    with st.container(key="loaded_early"):  # Hidden by the dashboard's style sheet.
        st.dataframe([])
