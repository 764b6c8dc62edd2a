"""Reads for the Review page: plans, conflicts and safety findings. Read-only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from modelsync.core.plans import Plan
from modelsync.core.review import ReviewState
from modelsync.core.safety import Finding
from modelsync.report.packet import Reviewed, packet
from modelsync.service import approvals
from modelsync.service.approvals import CurrentCatalogue
from modelsync.service.context import ServiceContext
from modelsync.service.former_providers import former_providers
from modelsync.service.schedule import schedule_status
from modelsync.store import subjects as store

_Conflicts = dict[str, tuple[str, ...]]
_Findings = dict[str, tuple[Finding, ...]]
_T = TypeVar("_T")


class Reviews:
    """Reads for the review of plans."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def review(self) -> ReviewState:
        """The read model of Review, in one transaction.

        Conflicts and findings are those of what the stored reviews approve.
        """
        with self._context.database.reading() as session:
            stored = store.latest_plans(session)
            plans = {name: stored[name] for name in self._context.providers if name in stored}
            current = CurrentCatalogue.read(session, _approved(plans))
            tally, state = store.tally(session), store.catalogue_state(session)
            facts_state = store.facts_state(session)
            failed = store.last_failures(session)
            last_attempt = store.last_attempt(session)
            schedule = schedule_status(self._context, session)
            dismissed = store.dismissals(session)
        context = self._context
        moved, unsafe = self._judged(plans, current)
        missing = {name: key for name in context.providers if (key := context.missing_key(name))}
        return ReviewState(
            plans=plans,
            tally=tally,
            catalogue_state=state,
            facts_state=facts_state,
            decisions=current.decisions,
            conflicts=moved,
            findings=unsafe,
            too_old=self._too_old(plans, moved),
            missing_keys=missing,
            former=former_providers(context, stored),
            failed={
                name: failed[name] for name in context.providers if name in failed and name not in missing
            },
            last_attempt=last_attempt,
            schedule=schedule,
            dismissed=dismissed,
        )

    def judged_again(self, state: ReviewState, changed: Mapping[str, Plan]) -> ReviewState:
        """The state with these plans, whose reviews changed: what is approved of them is judged in one transaction.

        Reads the rows of these plans and no stored plan.
        """
        with self._context.database.reading() as session:
            current = CurrentCatalogue.read(session, _approved(changed))
        moved, unsafe = self._judged(changed, current)
        plans = {**state.plans, **changed}
        return replace(
            state,
            plans=plans,
            conflicts=_with(state.conflicts, changed, moved, plans),
            findings=_with(state.findings, changed, unsafe, plans),
            too_old=state.too_old - changed.keys() | self._too_old(plans, moved),
        )

    def findings(self, plan: Plan, approved: Collection[str]) -> tuple[Finding, ...]:
        """The safety findings of applying these changes of a plan."""
        ids = frozenset(approved)
        with self._context.database.reading() as session:
            current = CurrentCatalogue.read(session, [(plan, ids)])
        return approvals.findings(self._context.settings, plan, ids, current)

    def checksum(self, plan: Plan) -> str:
        """The checksum of what is approved of a plan, with its edits: `apply_sync` refuses another one."""
        return approvals.checksum(self._context.settings, plan, plan.approved, plan.review.edits)

    def packet(self, plans: Sequence[Plan], *, checksum: bool = True) -> str:
        """The review packet of these plans, in Markdown; with the checksum of each approval."""
        return packet([self._reviewed(plan, checksum=checksum) for plan in plans])

    def _reviewed(self, plan: Plan, *, checksum: bool) -> Reviewed:
        ids = plan.approved if plan.waits else frozenset()
        return Reviewed(
            plan=plan,
            label=self._context.adapter(plan.provider).label,
            findings=self.findings(plan, ids) if ids else (),
            conflicts=self.moved(plan, ids),
            checksum=self.checksum(plan) if checksum else None,
        )

    def moved(self, plan: Plan, approved: Collection[str]) -> tuple[str, ...]:
        """Conflicts: each row and field that changed since the plan was made."""
        ids = frozenset(approved)
        if not ids:
            return ()
        if expired := self.too_old(plan):
            return (expired,)
        with self._context.database.reading() as session:
            current = CurrentCatalogue.read(session, [(plan, ids)])
        return approvals.conflicts(self._context, plan, ids, current)

    def _judged(self, plans: Mapping[str, Plan], current: CurrentCatalogue) -> tuple[_Conflicts, _Findings]:
        """Conflicts and findings of what is approved; a plan with conflicts has no findings."""
        moved: _Conflicts = {}
        unsafe: _Findings = {}
        for plan, ids in _approved(plans):
            if found := approvals.conflicts(self._context, plan, ids, current):
                moved[plan.provider] = found
            elif doubts := approvals.findings(self._context.settings, plan, ids, current):
                unsafe[plan.provider] = doubts
        return moved, unsafe

    def _too_old(self, plans: Mapping[str, Plan], moved: Collection[str]) -> frozenset[str]:
        return frozenset(name for name in moved if self.too_old(plans[name]))

    def too_old(self, plan: Plan) -> str | None:
        """Why a plan is too old to apply; None while it is not."""
        return approvals.too_old(plan, self._context.settings, self._context.clock())


def _approved(plans: Mapping[str, Plan]) -> list[tuple[Plan, frozenset[str]]]:
    """The pending plans with what a commit would apply of each, if anything."""
    return [(plan, plan.approved) for plan in plans.values() if plan.waits and plan.approved]


def _with(
    before: Mapping[str, _T], changed: Collection[str], found: Mapping[str, _T], order: Iterable[str]
) -> dict[str, _T]:
    known = {name: value for name, value in before.items() if name not in changed} | dict(found)
    return {name: known[name] for name in order if name in known}
