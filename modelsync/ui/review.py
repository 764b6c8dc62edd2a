"""The parts of the Review page: provider buttons, numbers, sections with editors, the bar, the confirmation.

The page itself is `pages/review.py`. Ticks and edits go into the stored review as they are made, so that a reload, a restart
or a colleague finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from modelsync import exports
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.store import Plan, Review
from modelsync.ui import editing, frames
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
_MESSAGES = "review_messages"
_OPEN = "review_open"


def say(kind: str, text: str) -> None:
    """Keep a message for the top of the page, until the next sync or commit."""
    st.session_state.setdefault(_MESSAGES, []).append((kind, text))


def clear_messages() -> None:
    """Forget the messages of the last act."""
    st.session_state[_MESSAGES] = []


def show_messages() -> None:
    """The outcome of the last sync or commit."""
    for kind, text in st.session_state.get(_MESSAGES, []):
        match kind:
            case "error":
                st.error(text, icon=":material/error:")
            case "success":
                st.success(text, icon=":material/check_circle:")
            case _:
                st.info(text, icon=":material/info:")


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


def left_out(plans: Collection[Plan], provider: str | None, words: str) -> None:
    """What the provider lists and the catalogue does not take, with the rule that decided it."""
    rows = [
        {"id": e.universal_model_id, "provider": plan.provider, "rule": e.rule, "reason": e.reason}
        for plan in plans
        for e in plan.diff.excluded
        if provider in {None, plan.provider}
        and all(word in e.universal_model_id.lower() for word in words.lower().split())
    ]
    with st.expander(
        f"Left out: {len(rows)} listed ids stay out of the catalogue", icon=":material/filter_alt_off:"
    ):
        st.dataframe(
            rows,
            hide_index=True,
            height=frames.height(len(rows)),
            column_config={
                "id": st.column_config.TextColumn("Model", width=240),
                "provider": st.column_config.TextColumn("Provider", width=90),
                "rule": st.column_config.TextColumn("Rule", width=140),
                "reason": st.column_config.TextColumn("Reason"),
            },
            alt="Ids that are left out",
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


def approved_rows(rows: Sequence[Proposal], plans: Mapping[str, Plan]) -> list[Proposal]:
    """The rows that a commit would apply, hidden ones too."""
    reviews = {plan.id: plan.review for plan in plans.values()}
    return [row for row in rows if row.approved(reviews[row.plan_id])]


def bar(service: AiModelSyncService, rows: Sequence[Proposal], plans: Mapping[str, Plan]) -> None:
    """The bar at the bottom: how many changes are approved, export, discard, commit."""
    approved = approved_rows(rows, plans)
    providers = "-".join(sorted(plans))
    stamp = max(plan.fetched_at for plan in plans.values()).strftime("%Y%m%dT%H%MZ")
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(approved)} of {len(rows)}** changes approved", width="stretch")
        st.download_button(
            "Export CSV",
            exports.diff_csv(plan.diff for plan in plans.values()),
            file_name=f"modelsync-diff-{providers}-{stamp}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button("Discard", icon=":material/close:", on_click=_ask, args=("discard",), key="discard")
        word = "change" if len(approved) == 1 else "changes"
        st.button(
            f"Commit {len(approved)} {word}",
            icon=":material/check:",
            type="primary",
            disabled=not approved,
            on_click=_ask,
            args=("commit",),
            key="commit",
        )
    wanted = st.session_state.pop(_OPEN, None)
    if wanted == "commit" and approved:
        _confirm_commit(service, approved, len(rows), plans)
    elif wanted == "discard":
        _confirm_discard(service, plans)


def _ask(what: str) -> None:
    st.session_state[_OPEN] = what


@st.dialog("Commit these changes?", icon=":material/check:")
def _confirm_commit(
    service: AiModelSyncService, approved: Sequence[Proposal], total: int, plans: Mapping[str, Plan]
) -> None:
    for provider, plan in plans.items():
        mine = [row for row in approved if row.plan_id == plan.id]
        if mine:
            st.markdown(f"**{label(provider)}**: {_in_words(mine, plan.review)}.")
    if total > len(approved):
        st.caption(f"{total - len(approved)} not approved: the next sync proposes them again.")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="commit_cancel"):
            st.rerun()
        if st.button("Commit", type="primary", key="commit_confirm"):
            _commit(service, approved, plans)
            st.rerun()


def _in_words(rows: Sequence[Proposal], review: Review) -> str:
    counts = {name: sum(row.section == name for row in rows) for name in SECTIONS}
    words = {"new": "add {}", "updated": "update {}", "archived": "archive {}"}
    parts = [words[name].format(count) for name, count in counts.items() if count]
    ids = {row.id for row in rows}
    enabled = sum(bool(edit.enabled) for id_, edit in review.edits.items() if id_ in ids)
    renamed = sum(edit.display_name is not None for id_, edit in review.edits.items() if id_ in ids)
    parts += [f"enable {enabled}"] if enabled else []
    parts += [f"rename {renamed}"] if renamed else []
    return ", ".join(parts)


def _commit(service: AiModelSyncService, approved: Sequence[Proposal], plans: Mapping[str, Plan]) -> None:
    clear_messages()
    for provider, plan in plans.items():
        ids = {row.id for row in approved if row.plan_id == plan.id}
        if not ids:
            continue
        edits = {id_: edit for id_, edit in plan.review.edits.items() if id_ in ids}
        try:
            run = service.apply_sync(plan.id, ids, edits, actor=actor())
        except ModelSyncError as error:
            say("error", f"{label(provider)}: {error}")
        else:
            if run:
                c = run.counts
                say(
                    "success",
                    f"{label(provider)}: {c.inserted} added, {c.updated} updated, {c.archived} archived (run {run.run_id}).",
                )


@st.dialog("Discard the waiting changes?", icon=":material/close:")
def _confirm_discard(service: AiModelSyncService, plans: Mapping[str, Plan]) -> None:
    names = ", ".join(label(provider) for provider in plans)
    st.markdown(
        f"The plans of {names} are dropped with their ticks and edits. The catalogue stays as it is; the next sync proposes the changes again."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep", key="discard_cancel"):
            st.rerun()
        if st.button("Discard", type="primary", key="discard_confirm"):
            clear_messages()
            for plan in plans.values():
                try:
                    service.discard(plan.id, actor=actor())
                except ModelSyncError as error:
                    say("error", str(error))
            st.rerun()
