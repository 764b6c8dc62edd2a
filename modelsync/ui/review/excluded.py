"""Review's section of excluded ids: the rule behind each, and the admin's decisions that overrule it.

A decision is stored with reason and actor. It applies to the next plan; a pending plan is compared again at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from modelsync.core.decisions import FIXED_RULES
from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.review import layout, sections
from modelsync.ui.shell import frames, page_runs
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import REVIEW
from modelsync.ui.shell.session import actor, label, may_change

_Choice = Literal["include", "exclude"]
_CHOICES: dict[_Choice, str] = {"include": "Include anyway", "exclude": "Exclude always"}
_MESSAGE = "decision_message"
_OPEN = "excluded_open"


def listed_ids(service: AiModelSyncService, state: ReviewState) -> None:
    """Draw the excluded ids with their rules, as far as the filter shows them."""
    provider, words = sections.chosen_filter()
    _ids(service, state, provider, words, fill=True)


def closed(service: AiModelSyncService, state: ReviewState) -> None:
    """The same behind a title, for a page without pending changes."""
    count = sum(len(plan.diff.excluded) for plan in state.plans.values())
    panel = st.expander(
        f"Excluded ({count:,})",
        icon=":material/filter_alt_off:",
        expanded=st.session_state.get(_OPEN, False),  # The title changes with the counts; keep the state.
        on_change="rerun",
        key="excluded",
    )
    st.session_state[_OPEN] = panel.open
    if panel.open:
        with panel:
            _ids(service, state, None, "", fill=False)


def _ids(
    service: AiModelSyncService, state: ReviewState, provider: str | None, words: str, *, fill: bool
) -> None:
    """``fill`` gives the table what is left of the window."""
    plans = state.plans
    rows = [
        {"id": e.universal_model_id, "provider": label(plan.provider), "rule": e.rule, "reason": e.reason}
        | {"owner": plan.provider}
        for plan in plans.values()
        for e in plan.diff.excluded
        if provider in {None, plan.provider}
        and all(word in e.universal_model_id.lower() for word in words.lower().split())
    ]
    _show_message()
    _leave_out_new(service, plans, provider)
    if rows:
        st.caption("Select a row to decide otherwise.")
        event = _table(
            rows, key=f"excluded_{'-'.join(plan.id for plan in plans.values())}_{provider}_{words}", fill=fill
        )
        if event.selection.rows:
            row = rows[event.selection.rows[0]]
            _decide(
                service, row["owner"], row["id"], ("include", "exclude"), fixed=row["rule"] in FIXED_RULES
            )
    else:
        st.caption(":material/search_off: No excluded id matches the filter.")
    _decisions(service, state)


def _table(rows: Sequence[Mapping[str, str]], *, key: str, fill: bool) -> Any:
    layout.no_longer_than(len(rows))
    with st.container(key=layout.TABLE if fill else None):
        return st.dataframe(
            rows,
            hide_index=True,
            height="stretch" if fill else frames.height(len(rows)),
            on_select="rerun",
            selection_mode="single-row",
            column_order=["id", "provider", "rule", "reason"],
            key=key,
            column_config={
                "id": st.column_config.TextColumn("Model", width=240),
                "provider": st.column_config.TextColumn("Provider", width=90),
                "rule": st.column_config.TextColumn("Rule", width=130),
                "reason": st.column_config.TextColumn("Reason", width=420),
            },
            alt="Excluded ids",
        )


def _leave_out_new(service: AiModelSyncService, plans: Mapping[str, Plan], provider: str | None) -> None:
    """Exclude a new model for good; without a decision each sync proposes it again."""
    new = {
        model.universal_model_id: owner
        for owner, plan in plans.items()
        if plan.state == "waiting" and provider in {None, owner}
        for model in plan.diff.new_models
    }
    if not new:
        return
    id_ = st.selectbox(
        "Exclude a new model for good",
        sorted(new),
        index=None,
        placeholder=f"{len(new):,} new model{'' if len(new) == 1 else 's'} to choose from",
        key="leave_out_new",
        width=360,
        help="No sync proposes it again until the filter decides about it again",
    )
    if id_ in new:
        _decide(service, new[id_], id_, ("exclude",), key="new")


def _decide(
    service: AiModelSyncService,
    provider: str,
    id_: str,
    choices: Sequence[_Choice],
    *,
    fixed: bool = False,
    key: str = "listed",
) -> None:
    reason = f"decision_reason_{key}_{provider}_{id_}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Reason for {plain(id_)}",
            key=reason,
            placeholder="Why do you overrule the filter?",
            width=360,
        )
        for decision in choices:
            st.button(
                _CHOICES[decision],
                on_click=_set,
                args=(service, provider, id_, decision, reason),
                key=f"decide_{key}_{decision}",
                disabled=fixed or not may_change(),
                help="No decision can change this rule" if fixed else None,
            )


def _set(service: AiModelSyncService, provider: str, id_: str, decision: _Choice, reason_key: str) -> None:
    reason = st.session_state.get(reason_key, "")
    _act(
        service,
        provider,
        lambda: service.decide(provider, id_, decision, reason=reason, actor=actor()),
        f"{id_} is {'included' if decision == 'include' else 'excluded'} from now on.",
    )


def _act(service: AiModelSyncService, provider: str, act: Any, done: str) -> None:
    page_runs.page()
    REVIEW.clear()
    try:
        act()
        plan = service.latest_plans().get(provider)
        if plan and plan.state == "waiting":
            service.compare_again(plan.id, actor=actor())
        else:
            done += f" Sync {label(provider)} to see what that changes."
        st.session_state[_MESSAGE] = ("success", done)
    except ModelSyncError as error:
        st.session_state[_MESSAGE] = ("error", str(error))


def _show_message() -> None:
    """Show the result of the last decision beside its form."""
    if message := st.session_state.pop(_MESSAGE, None):
        kind, text = message
        (st.success if kind == "success" else st.error)(plain(text))


def _decisions(service: AiModelSyncService, state: ReviewState) -> None:
    for provider, plan in state.plans.items():
        overruled: dict[str, dict[str | None, str]] = {
            "include": {w.universal_model_id: w.message for w in plan.diff.warnings if w.code == "included"},
            "exclude": {
                e.universal_model_id: f"{e.universal_model_id}: {e.reason}."
                for e in plan.diff.excluded
                if e.rule == "decision"
            },
        }
        for id_, decision in state.decisions.get(provider, {}).items():
            with st.container(horizontal=True, vertical_alignment="center"):
                word = "included anyway" if decision.decision == "include" else "excluded always"
                since = f"{id_} is {word} by {decision.actor}: {decision.reason}."
                text = overruled[decision.decision].get(id_, since)
                st.markdown(f"**{label(provider)}** · {plain(text)}", width="stretch")
                st.button(
                    "Let the filter decide",
                    key=f"reset_{provider}_{id_}",
                    type="tertiary",
                    disabled=not may_change(),
                    on_click=_reset,
                    args=(service, provider, id_),
                )


def _reset(service: AiModelSyncService, provider: str, id_: str) -> None:
    _act(
        service,
        provider,
        lambda: service.reset_decision(provider, id_, actor=actor()),
        f"The filter decides about {id_} from now on.",
    )
