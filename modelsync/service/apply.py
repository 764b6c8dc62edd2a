"""Apply: commit the approved part of a plan, and say before what speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from modelsync import store
from modelsync.core.actors import Actor
from modelsync.core.approval import Approval, Edit, checked_reason
from modelsync.core.kinds import iso_utc
from modelsync.core.safety import Finding, Thresholds, archived_ids
from modelsync.core.safety import findings as safety_findings
from modelsync.errors import (
    EditError,
    NotFoundError,
    StalePlanError,
    UnsafePlanError,
)
from modelsync.service.plans import Planning
from modelsync.store import Decision, Plan, Review, Run
from modelsync.store.row_changes import write_changes

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Applying(Planning):
    """Commits plans."""

    def apply_sync(
        self,
        plan_id: str,
        approved: Collection[str] | Literal["all"],
        edits: Mapping[str, Edit] | None = None,
        *,
        actor: Actor,
        reason: str | None = None,
        force: bool = False,
        seen: Review | None = None,
    ) -> Run | None:
        """Commit the approved part of a plan with its edits: one transaction, all or nothing.

        ``approved`` "all" is what is ticked by default. Safety findings need ``force`` and a ``reason``, which is kept.
        With ``seen``, the review that the approval was made of, one that somebody changed since is refused.
        Gives the run, or None when there is nothing to apply. Raises NotFoundError, PlanClosedError, StalePlanError,
        UnsafePlanError, EditError, StoreError; after each the catalogue is as before.
        """
        actor.require_admin()
        reason = checked_reason(reason)
        with self._waiting(plan_id) as (connection, plan):
            ids = plan.ticked_by_default if approved == "all" else frozenset(approved)
            if plan.diff.is_empty or (approved == "all" and not ids):
                return None
            if seen is not None and plan.review != seen:
                raise EditError(
                    f"The review of {plan.provider} was changed in another window meanwhile. Nothing was applied. "
                    "Look at it, then commit."
                )
            self._refuse_old(plan)
            approval = self._approval(connection, plan, ids, edits or {})
            if conflicts := approval.conflicts():
                raise StalePlanError(
                    f"The catalogue moved since plan {plan_id} was made: {'; '.join(conflicts)}. "
                    f"Nothing was applied. Compare again, or sync {plan.provider} again.",
                    conflicts,
                )
            if not (force and reason):
                self._refuse_unsafe(self._findings(connection, plan, ids))
            changes = write_changes(self.database, connection, approval.changes())
            now = self._clock()
            store.close_plan(connection, plan.id, "applied", actor.name, now)
            return store.add_run(
                connection,
                changes,
                kind="apply",
                provider=plan.provider,
                plan_id=plan.id,
                actor=actor.name,
                at=now,
                reason=reason,
            )

    def findings(self, plan: Plan, approved: Collection[str]) -> tuple[Finding, ...]:
        """What speaks against applying these changes of a plan without a second thought."""
        with self.database.reading() as connection:
            return self._findings(connection, plan, frozenset(approved))

    def moved(self, plan: Plan, approved: Collection[str]) -> tuple[str, ...]:
        """What of these changes no longer fits the catalogue: each row and field that moved since the plan was made."""
        if not approved:
            return ()
        if old := self.too_old(plan):
            return (old,)
        with self.database.reading() as connection:
            return self._approval(connection, plan, frozenset(approved), {}, lock=False).conflicts()

    def _findings(self, connection: Connection, plan: Plan, ids: frozenset[str]) -> tuple[Finding, ...]:
        read = self.settings
        thresholds = Thresholds(
            archive_share=read.max_archive_share,
            archive_share_of_few=read.max_archive_share_of_few,
            price_factor=Decimal(str(read.max_price_factor)),
            listing_shrink=read.max_listing_shrink,
        )
        active = store.active_count(connection, plan.provider)
        facts = plan.facts.model_copy(update={"active": active})
        return safety_findings(plan.diff.restricted_to(ids), facts, thresholds)

    @staticmethod
    def _refuse_unsafe(findings: tuple[Finding, ...]) -> None:
        if findings:
            messages = tuple(finding.message for finding in findings)
            raise UnsafePlanError(
                f"This needs a second thought: {'; '.join(messages)}. Nothing was applied. Look at it, then confirm it "
                "with a reason (--force --reason TEXT), or approve less.",
                messages,
            )

    def too_old(self, plan: Plan) -> str | None:
        """Why a plan cannot be applied any more, whatever the catalogue says; None while it can."""
        hours = self.settings.plan_max_age
        if self._clock() - plan.fetched_at <= timedelta(hours=hours):
            return None
        return f"Plan {plan.id} was fetched at {iso_utc(plan.fetched_at)}, more than {hours} hours ago"

    def _refuse_old(self, plan: Plan) -> None:
        if old := self.too_old(plan):
            raise StalePlanError(f"{old}. Nothing was applied. Sync {plan.provider} again.")

    def _approval(
        self,
        connection: Connection,
        plan: Plan,
        ids: frozenset[str],
        edits: Mapping[str, Edit],
        *,
        lock: bool = True,
    ) -> Approval:
        known = frozenset(plan.diff.ids())
        if not ids:
            raise EditError("Nothing is approved. Approve at least one change, or discard the plan.")
        for id_ in sorted(ids - known):
            raise NotFoundError(f"Plan {plan.id} has no change for {id_!r}. Check the id against the plan.")
        for id_ in sorted(set(edits) - ids):
            raise EditError(f"{id_!r} is edited but not approved. Approve it, or take the edit back.")
        new = {model.universal_model_id for model in plan.diff.new_models}
        return Approval(
            diff=plan.diff,
            archived_enabled=plan.facts.archived_enabled,
            ids=ids,
            edits=edits,
            rows=store.models_by_id(connection, ids - new, for_update=lock),
            owners=store.owners(connection, ids & new),
            now=self._clock(),
            enable_new=self.settings.enable_new_models,
            refused=_decided_otherwise(plan, store.decisions(connection, plan.provider)),
        )


def _decided_otherwise(plan: Plan, decisions: Mapping[str, Decision]) -> dict[str, str]:
    """The ids of a plan about which an admin has decided otherwise since, and what speaks against their change."""
    excluded = {id_ for id_, decision in decisions.items() if decision.decision == "exclude"}
    archived = set(archived_ids(plan.diff))
    left_out = {e.universal_model_id for e in plan.diff.excluded if e.rule == "decision"} & archived
    return (
        dict.fromkeys(left_out - excluded, "the decision that left it out was taken back")
        | dict.fromkeys(plan.facts.included - decisions.keys(), "the decision that let it in was taken back")
        | dict.fromkeys(excluded - archived, "a decision leaves it out now")
    )
