"""The read model of the Review page, from one snapshot of the database. Pure value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelsync.core.attempts import Attempt
from modelsync.core.deadlines import Dismissal
from modelsync.core.decisions import Decision
from modelsync.core.former_provider import FormerProvider
from modelsync.core.plans import Plan
from modelsync.core.safety import Finding
from modelsync.core.system_status import ScheduleStatus
from modelsync.core.tally import Tally


@dataclass(frozen=True, kw_only=True)
class ReviewState:
    """Everything by provider, in the order of the registry.

    ``plans`` are the newest ones, whatever became of them. ``conflicts`` and ``findings`` are those of what each waiting
    plan's stored review approves; a plan with conflicts has no findings, as it cannot be applied. ``too_old`` of them
    need a sync, the others a new comparison. ``missing_keys`` are the variables to set.
    ``last_attempt`` is the number of the newest attempt to sync, 0 before the first. ``former`` are providers with a plan that are not configured any more.
    ``failed`` are the last attempts to sync, where they failed and the key is there. ``catalogue_state`` changes with
    every commit to the catalogue; use it as a cache key. ``schedule`` says who syncs by itself, and when next.
    ``dismissed`` are the deadlines that an admin dismissed until a day, by model id.
    """

    plans: Mapping[str, Plan]
    tally: Tally
    catalogue_state: str
    facts_state: str
    decisions: Mapping[str, Mapping[str, Decision]]
    conflicts: Mapping[str, tuple[str, ...]]
    findings: Mapping[str, tuple[Finding, ...]]
    too_old: frozenset[str]
    missing_keys: Mapping[str, str]
    failed: Mapping[str, Attempt]
    last_attempt: int
    schedule: ScheduleStatus
    dismissed: Mapping[str, Dismissal]
    former: tuple[FormerProvider, ...] = ()

    @property
    def waiting(self) -> dict[str, Plan]:
        """The pending plans."""
        return {name: plan for name, plan in self.plans.items() if plan.waits}

    @property
    def rejected(self) -> dict[str, int]:
        """How many changes of each pending or committed plan a person unticked; none of a discarded one."""
        open_ = {name: plan for name, plan in self.plans.items() if plan.state in {"waiting", "applied"}}
        return {name: len(plan.rejected) for name, plan in open_.items() if plan.rejected}
