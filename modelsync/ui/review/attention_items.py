"""What needs attention, the worst first: failures, findings, stale plans, deadlines, warnings, known rises. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from modelsync.core.decisions import FIXED_RULES
from modelsync.core.declared_trade import ASSUMED
from modelsync.core.models import NormalizedModel, Notice, StoredModel
from modelsync.core.plans import Plan
from modelsync.core.price_changes import price_changes
from modelsync.core.review import ReviewState
from modelsync.core.safety import PRICING_UNUSABLE, Finding
from modelsync.ui.review import deadlines
from modelsync.ui.shell import times
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import label

Colour = Literal["red", "orange", "blue"]


@dataclass(frozen=True)
class Item:
    """One line of Markdown.

    ``compare`` is a stale plan that a button compares again, ``include`` provider and id that one lets in,
    ``deadlines`` are models that each have a line below it.
    """

    colour: Colour
    text: str
    compare: Plan | None = None
    include: tuple[str, str] | None = None
    deadlines: Sequence[StoredModel] = ()


def items(
    state: ReviewState,
    near: Sequence[StoredModel],
    today: date,
    of_facts: Mapping[str, Sequence[Finding]],
) -> Iterator[Item]:
    """Everything, red before orange before blue.

    ``near`` are enabled models that retire soon, ``of_facts`` the findings of the approved facts by provider.
    """
    yield from _failures(state)
    yield from _stale(state)
    for provider, found in [*state.findings.items(), *of_facts.items()]:
        for finding in found:
            if finding.code != PRICING_UNUSABLE:  # among the failures
                yield Item(
                    "orange", f"**{label(provider)}: confirmation required** · {plain(finding.message)}"
                )
    if near:
        yield Item("orange", deadlines.in_a_line(near, today), deadlines=near)
    for plan in state.plans.values():
        yield from _warnings(plan)


def _failures(state: ReviewState) -> Iterator[Item]:
    for attempt in state.failed.values():
        yield Item("red", f"{times.ago(attempt.at)}: {plain(attempt.error or '')}")
    for provider, plan in state.plans.items():
        if plan.problem:
            yield Item("red", plain(plan.problem))
        # Nothing is approved where there are only the warnings: then there is no finding.
        told: list[Finding | Notice] = [*state.findings.get(provider, ()), *plan.diff.warnings]
        if broken := next((one for one in told if one.code == PRICING_UNUSABLE), None):
            yield Item("red", f"**{label(provider)}: pricing file not usable** · {plain(broken.message)}")


def _stale(state: ReviewState) -> Iterator[Item]:
    for provider, moved in state.conflicts.items():
        old = provider in state.too_old
        again = "adopt it again" if state.plans[provider].adopts else "sync again"
        what = again if old else "the catalogue moved since this plan was made"
        lines = "; ".join(first(moved, 2))
        yield Item(
            "orange", f"**{label(provider)}: {what}** · {lines}", None if old else state.plans[provider]
        )


def _warnings(plan: Plan) -> Iterator[Item]:
    rules = {out.universal_model_id: out.rule for out in plan.diff.excluded}
    for warning in plan.diff.warnings:
        if warning.code == PRICING_UNUSABLE or (warning.code == ASSUMED and not plan.waits):
            continue
        id_ = warning.universal_model_id
        can_be_in = id_ is not None and warning.code == rules.get(id_) and warning.code not in FIXED_RULES
        yield Item(
            "blue",
            f"**{label(plan.provider)}** · {plain(warning.message)}",
            include=(plan.provider, id_) if id_ and can_be_in else None,
        )


def rises(models: Iterable[NormalizedModel], today: date) -> Iterator[Item]:
    """The known rises of prices, before their first day."""
    for change in price_changes(models, today):
        if change.is_rise:
            yield Item("blue", f"**{label(change.provider)}: price rises** · {plain(change.in_words(today))}")


def first(lines: Sequence[str], most: int) -> list[str]:
    """The first lines as Markdown, with the number of further ones."""
    more = len(lines) - most
    return [*map(plain, lines[:most]), *([f"and {more:,} more"] if more > 0 else [])]
