"""Review's section of excluded ids: the rule behind each, and the admin's decisions that overrule it.

A decision is stored with reason and actor. It applies to the next plan; a pending plan is compared again at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from modelsync.core.decisions import FIXED_RULES
from modelsync.core.review import ReviewState
from modelsync.service import AiModelSyncService
from modelsync.ui.review import decision_dialog, layout, row_actions, sections
from modelsync.ui.review.decision_dialog import Choice
from modelsync.ui.shell import cell_text, frames
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import label, may_change

CHOICES: dict[Choice, str] = {"include": "Include anyway", "exclude": "Exclude always"}
_OPEN = "excluded_open"
ID_WIDTH, RULE_WIDTH, BUTTON_WIDTH = 200, 120, 118


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
    rows = list(_rows(state, provider, words))
    if rows:
        name = f"{'-'.join(plan.id for plan in state.plans.values())}_{provider}_{words}"
        _table(rows, key=f"excluded_{name}", fill=fill)
    else:
        st.caption(":material/search_off: No excluded id matches the filter.")
    _decisions(service, state)


def _rows(state: ReviewState, provider: str | None, words: str) -> Iterator[dict[str, Any]]:
    for plan in state.plans.values():
        if provider not in {None, plan.provider}:
            continue
        for one in plan.diff.excluded:
            if all(word in one.universal_model_id.lower() for word in words.lower().split()):
                free = may_change() and one.rule not in FIXED_RULES
                yield {
                    "id": one.universal_model_id,
                    "provider": label(plan.provider),
                    "rule": one.rule,
                    "reason": one.reason,
                    "owner": plan.provider,
                    "include": CHOICES["include"] if free else None,
                    "exclude": CHOICES["exclude"] if free and one.rule != "decision" else None,
                }


def _table(rows: list[dict[str, Any]], *, key: str, fill: bool) -> None:
    frame = pd.DataFrame(rows)
    asked = [(row["owner"], row["id"]) for row in rows]
    config: dict[str, Any] = {
        "id": st.column_config.TextColumn("Model", width=frames.id_width(frame["id"], ID_WIDTH)),
        "provider": frames.provider_column(frame["provider"]),
        "rule": st.column_config.TextColumn(
            "Rule", width=max(RULE_WIDTH, *map(cell_text.width, frame["rule"]))
        ),
    }
    left = frames.INSIDE - 2 * BUTTON_WIDTH - sum(column["width"] for column in config.values())
    config["reason"] = st.column_config.TextColumn("Reason", width=max(180, left))
    layout.no_longer_than(len(rows))
    with st.container(key=layout.TABLE if fill else None):
        st.dataframe(
            frames.fitted(frame, config),
            hide_index=True,
            height="stretch" if fill else frames.height(len(rows)),
            column_order=[*config, *CHOICES],
            key=key,
            column_config=config
            | {choice: _button(choice, word, asked, key) for choice, word in CHOICES.items()},
            placeholder="–",
            alt="Excluded ids",
        )
    row_actions.for_the_one_shown(
        len(rows),
        {
            CHOICES[choice]: (decision_dialog.ask, (*asked[0], choice))
            for choice in CHOICES
            if rows[0][choice]
        },
    )


def _button(choice: Choice, word: str, asked: list[tuple[str, str]], key: str) -> Any:
    return row_actions.column(
        word,
        f"{key}_{choice}",
        lambda row: decision_dialog.ask(*asked[row], choice),
        len(asked),
        width=BUTTON_WIDTH,
        meaning="No decision can change a rule without a button",
    )


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
                    on_click=decision_dialog.reset,
                    args=(service, provider, id_),
                )
