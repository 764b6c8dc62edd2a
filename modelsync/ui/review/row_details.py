"""The dialog of one row of Review: all of its id, what changed, prices, days, abilities, its family, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st

from modelsync.core.abilities import abilities
from modelsync.core.figures import tokens
from modelsync.core.models import NormalizedModel
from modelsync.core.plans import Plan
from modelsync.core.retirement import on_day
from modelsync.report import words
from modelsync.service import AiModelSyncService
from modelsync.ui.catalogue import price_details
from modelsync.ui.review import bulk, decision_dialog, folding
from modelsync.ui.review.rows import Proposal
from modelsync.ui.shell import login, page_runs
from modelsync.ui.shell.fact_table import UNKNOWN, facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import label, may_change

_ASKED = "row_details_asked"
_SECTIONS = {"new": "New", "updated": "Updated", "archived": "Archived"}


def ask(plan_id: str, id_: str) -> None:
    """Open the dialog at the next rerun."""
    page_runs.page()
    st.session_state[_ASKED] = (plan_id, id_)


def question(service: AiModelSyncService, rows: Sequence[Proposal], plans: Mapping[str, Plan]) -> None:
    """Show the dialog that was asked for, if its row is still pending."""
    asked = st.session_state.pop(_ASKED, None)
    row = next((row for row in rows if (row.plan_id, row.id) == asked), None)
    if row is not None:
        name = row.name(plans[row.model.provider].review)
        login.dialog(plain(name), icon=":material/info:", width=640, position="right")(_content)(
            service, row, rows, plans
        )


def _content(
    service: AiModelSyncService, row: Proposal, rows: Sequence[Proposal], plans: Mapping[str, Plan]
) -> None:
    plan = plans[row.model.provider]
    _badges(row, plan)
    st.code(row.id, language=None, wrap_lines=True)
    st.header("What changed", anchor=False)
    st.markdown("\n".join(f"- {plain(line)}" for line in _changes(row, service.today())))
    _facts(row.model, service.today())
    family = folding.family_of(row, rows)
    if len(family) > 1:
        st.header("Family", anchor=False)
        review = plan.review
        st.markdown(
            "\n".join(
                f"- {plain(one.id)} · {plain(words.price(one.model))} · "
                f"{'approved' if one.approved(review) else 'not approved'}"
                for one in family
            )
        )
    _actions(service, row, family)


def _badges(row: Proposal, plan: Plan) -> None:
    ticked = plan.review.ticks.get(row.id)
    with st.container(horizontal=True, gap="small"):
        st.badge(label(row.model.provider), icon=":material/domain:", color="gray")
        st.badge(_SECTIONS[row.section], color="gray")
        if row.approved(plan.review):
            st.badge("Approved", icon=":material/check:", color="green")
        elif ticked is False:
            st.badge("Rejected", icon=":material/close:", color="red")
        else:
            st.badge("Undecided", icon=":material/question_mark:", color="orange")


def _changes(row: Proposal, today: date) -> list[str]:
    """Every change on a line of its own, nothing left out for want of room."""
    if row.update is not None:
        return [*row.notes, *words.change_list(row.update, today=today)]
    said = words.features(row.model, today=today).split(" · ") if row.section == "new" else [row.what]
    return [*row.notes, *said]


def _facts(model: NormalizedModel, today: date) -> None:
    can = abilities(model.capabilities)
    facts(
        ("Provider's name", escape(model.provider_display_name)),
        *(
            [("Provider's id", escape(model.provider_model_id))]
            if model.provider_model_id != model.universal_model_id
            else []
        ),
        ("Released", f"{model.released_at:%Y-%m-%d}" if model.released_at else UNKNOWN),
        ("Context", _tokens(model.context_window)),
        ("Max output", _tokens(model.max_output_tokens)),
        ("End of life", escape(on_day(model.lifecycle, today)) or UNKNOWN),
        ("Replacement", escape(model.lifecycle.replacement or "") or UNKNOWN),
        ("Can", escape(", ".join(word for word, has in can.items() if has)) or UNKNOWN),
        ("Description", escape(model.description or "") or UNKNOWN),
    )
    st.header("Prices", anchor=False)
    if model.pricing is None:
        st.caption("No price is known.")
    else:
        price_details.price_table(model.pricing)


def _tokens(count: int | None) -> str:
    short = tokens(count)
    return short if count is None or short == f"{count:,}" else f"{short} <small>{count:,} tokens</small>"


def _actions(service: AiModelSyncService, row: Proposal, family: Sequence[Proposal]) -> None:
    if not may_change():
        return
    able = [one for one in family if one.can_be_enabled]
    with st.container(horizontal=True, horizontal_alignment="right"):
        if len(able) > 1 and st.button(
            f"Enable family ({len(able):,})",
            icon=":material/toggle_on:",
            help="Approves and enables every pending model of this family; saved with the commit",
            key="enable_family",
        ):
            bulk.enable(service, able)
            st.rerun()
        if st.button(
            "Exclude for good",
            icon=":material/block:",
            help="No sync proposes it again until the filter decides about it again",
            key="exclude_row",
        ):
            decision_dialog.ask(row.model.provider, row.id, "exclude")
            st.rerun()
