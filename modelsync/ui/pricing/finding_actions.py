"""What an admin does about the selected findings: accept what references say, set the fact, ignore. The service checks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import streamlit as st

from modelsync.core.figures import usd
from modelsync.core.model_fields import FIGURE_PATHS, LEAVES
from modelsync.errors import ModelSyncError, UnsafePlanError
from modelsync.prices.health import Code, PriceFinding
from modelsync.service import AiModelSyncService
from modelsync.ui.amendments import dialog
from modelsync.ui.pricing import ignoring
from modelsync.ui.shell import links
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import PRICING
from modelsync.ui.shell.session import actor, may_change

if TYPE_CHECKING:
    from modelsync.core.models import StoredModel
    from modelsync.core.proposals import Proposal

_DONE: Final = "finding_done"
_PROPOSED: Final[set[Code]] = {"unit", "unpriced", "differs"}
"""Rules about which references may propose something."""
_FIGURES: Final = {LEAVES[path].key: LEAVES[path].declared.word for path in FIGURE_PATHS}
"""The words of the figures by their keys in JSON."""


def is_done() -> bool:
    """Whether something was done since the page was drawn; forgets it."""
    return bool(st.session_state.pop(_DONE, False))


def done() -> None:
    """Let the page be drawn anew."""
    st.session_state[_DONE] = True


def show(
    service: AiModelSyncService, chosen: Sequence[PriceFinding], models: Mapping[str, StoredModel]
) -> None:
    """The sentence and the actions of one finding, or the actions for several."""
    if not chosen:
        st.caption("Select a finding to act on it, or several at once.")
    elif len(chosen) == 1:
        _one(service, chosen[0], models)
    else:
        _several(service, chosen)


def _one(service: AiModelSyncService, finding: PriceFinding, models: Mapping[str, StoredModel]) -> None:
    id_ = finding.universal_model_id
    st.markdown(plain(finding.message))
    if may_change() and finding.code in _PROPOSED and id_ in models:
        _offers(service, finding)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if may_change():
            if id_ in models and st.button("Set the price", icon=":material/edit_note:", key=f"set_{id_}"):
                dialog.ask(id_)
                st.rerun()
            if st.button("Ignore", icon=":material/visibility_off:", key=f"ignore_{id_}"):
                ignoring.ask([finding])
                st.rerun()
        if id_ in models:
            links.model(id_)
        if finding.code == "not-synced":
            links.review()


def _offers(service: AiModelSyncService, finding: PriceFinding) -> None:
    """What references propose, in a line for each price, and the button that accepts it."""
    id_ = finding.universal_model_id
    proposed = [one for one in service.proposals(finding.provider, model_id=id_) if one.kind == "price"]
    for number, one in enumerate(proposed):
        for source in [None] if one.agreement != "differ" else [said.source for said in one.sources]:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.button(
                    "Accept",
                    icon=":material/check:",
                    type="primary" if one.ticked_by_default else "secondary",
                    key=f"accept_{id_}_{number}_{source or 'all'}",
                    on_click=_accept,
                    args=(service, [one], source),
                )
                st.markdown(_offer(one, source), width="stretch")


def _offer(proposal: Proposal, source: str | None) -> str:
    """Who says it, and what would be set: ``litellm 2026-11-25: input $2, output $10``."""
    said = [one for one in proposal.sources if source in {None, one.source}]
    value = said[0].value if source else proposal.proposed
    words = [f"{_FIGURES[key]} {usd(Decimal(amount))}" for key, amount in value.items() if key in _FIGURES]
    tiers = len(value.get("tiers", ()))
    words += [f"{tiers} tier{'' if tiers == 1 else 's'}"] if tiers else []
    begins = f" from {proposal.begins}" if proposal.begins else ""
    names = ", ".join(f"{one.source} {one.as_of}" if one.as_of else one.source for one in said)
    return f"**{plain(names)}**: {plain(', '.join(words) + begins)}"


def _several(service: AiModelSyncService, chosen: Sequence[PriceFinding]) -> None:
    st.markdown(f"**{len(chosen):,} findings** are selected.")
    if not may_change():
        return
    with st.container(horizontal=True, gap="small"):
        if chosen[0].code in _PROPOSED:
            st.button(
                "Accept where two references agree",
                icon=":material/check:",
                key="accept_selected",
                on_click=_accept_agreed,
                args=(service, chosen),
            )
        if st.button(
            f"Ignore these {len(chosen):,}", icon=":material/visibility_off:", key="ignore_selected"
        ):
            ignoring.ask(chosen)
            st.rerun()


def _accept_agreed(service: AiModelSyncService, chosen: Sequence[PriceFinding]) -> None:
    wanted = {(one.provider, one.universal_model_id) for one in chosen}
    found = [
        one
        for provider in sorted({provider for provider, _ in wanted})
        for one in service.proposals(provider)
        if (provider, one.universal_model_id) in wanted and one.kind == "price" and one.ticked_by_default
    ]
    if found:
        _accept(service, found, None)
    else:
        PRICING.clear()
        PRICING.say("info", "Of none of these do two references say the same price.")
        done()


def _accept(service: AiModelSyncService, proposals: Sequence[Proposal], source: str | None) -> None:
    PRICING.clear()
    done()
    sources = {(one.provider, one.key): source for one in proposals} if source else None
    try:
        run = service.accept_proposals(proposals, sources=sources, actor=actor())
    except UnsafePlanError as error:
        rows = (*error.findings, "Set the price by hand to confirm it with a reason.")
        PRICING.say("warning", "Nothing was set, please look twice:", rows=rows)
        return
    except ModelSyncError as error:
        PRICING.say("error", str(error))
        return
    ids = sorted({one.universal_model_id for one in proposals})
    named = ", ".join(ids[:3]) + (f" and {len(ids) - 3:,} more" if len(ids) > 3 else "")
    PRICING.say("success", f"The price is in the catalogue: {named}.", run_id=run.run_id)
