"""Apply: commit the approved part of a plan. Works from the stored plan and checks everything again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from modelsync.core.actors import Actor
from modelsync.core.checksum import is_checksum
from modelsync.core.edits import Edit, checked_reason
from modelsync.core.operations import Approved
from modelsync.core.plans import Plan, Review
from modelsync.core.runs import Run
from modelsync.errors import EditError, NotFoundError, StalePlanError, UnsafePlanError
from modelsync.service import adoption, approvals
from modelsync.service.announcements import announce_runs
from modelsync.service.approvals import CurrentCatalogue
from modelsync.service.context import ServiceContext
from modelsync.service.plans import waiting_plan
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.approval import Approval
    from modelsync.core.safety import Finding
    from modelsync.settings import Settings


class Apply:
    """Commits plans."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

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
        checksum: str | None = None,
    ) -> Run | None:
        """Commit the approved part of a plan with its edits: one transaction, all or nothing.

        ``approved`` "all" is what is ticked: the defaults as the stored review changes them. ``edits`` None are those of
        the stored review. Safety findings need ``force`` and a ``reason``, which is kept.
        With ``seen``, the review that the approval was made of, one that somebody changed since is refused; with
        ``checksum``, whatever is not what was approved.
        Gives the run, or None when there is nothing to apply. Raises NotFoundError, PlanClosedError, StalePlanError,
        UnsafePlanError, EditError, StoreError; after each the catalogue is as before.
        """
        part = Approved(plan_id, approved, edits, seen, checksum)
        return self.apply_part(part, actor=actor, reason=reason, force=force)

    def apply_part(
        self,
        part: Approved,
        *,
        actor: Actor,
        reason: str | None = None,
        force: bool = False,
        operation_id: str | None = None,
    ) -> Run | None:
        """As `apply_sync`; the run carries the operation's id."""
        actor.require_admin()
        reason = checked_reason(reason)
        with waiting_plan(self._context, part.plan_id) as (session, plan):
            ids = plan.approved if part.ids == "all" else frozenset(part.ids)
            edits = part.edits
            if edits is None:
                edits = {id_: edit for id_, edit in plan.review.edits.items() if id_ in ids}
            _refuse_another(self._context.settings, plan, ids, edits, part.checksum)
            if plan.diff.is_empty or (part.ids == "all" and not ids):
                return None
            if any(model.universal_model_id in ids for model in plan.diff.archived_models):
                self._context.adapter(plan.provider)  # of a provider that left the file nothing is archived
            self._check(plan, ids, edits, part.seen)
            current = CurrentCatalogue.read(session, [(plan, ids)], lock=True)
            adopted = {
                model.universal_model_id: model
                for model in adoption.adopted_models(session, plan)
                if model.universal_model_id in ids
            }
            wanted = replace(
                approvals.approval(self._context, plan, ids, current, edits),
                adopted=adopted,
                row_ids=adoption.kept_row_ids(session, list(adopted.values())),
            )
            _refuse_conflicts(plan, wanted.conflicts())
            if not (force and reason):
                _refuse_unsafe(approvals.findings(self._context.settings, plan, ids, current))
            return self._write(session, plan, wanted, actor=actor, reason=reason, operation_id=operation_id)

    def _check(self, plan: Plan, ids: frozenset[str], edits: Mapping[str, Edit], seen: Review | None) -> None:
        if seen is not None and plan.review != seen:
            raise EditError(
                f"The review of {plan.provider} was changed in another window meanwhile. Nothing was applied. "
                "Look at it, then commit."
            )
        if expired := approvals.too_old(plan, self._context.settings, self._context.clock()):
            again = approvals.renewed(plan)
            raise StalePlanError(f"{expired}. Nothing was applied. {again[0].upper()}{again[1:]}.")
        if not ids:
            raise EditError("Nothing is approved. Approve at least one change, or discard the plan.")
        for id_ in sorted(ids.difference(plan.diff.ids())):
            raise NotFoundError(f"Plan {plan.id} has no change for {id_!r}. Check the id against the plan.")
        for id_ in sorted(set(edits) - ids):
            raise EditError(f"{id_!r} is edited but not approved. Approve it, or take the edit back.")

    def _write(
        self,
        session: store.Session,
        plan: Plan,
        wanted: Approval,
        *,
        actor: Actor,
        reason: str | None,
        operation_id: str | None,
    ) -> Run:
        # SQLite holds the plan's whole row while it writes that: first, while there are no changes beside it.
        store.close_plan(session, plan.id, "applied", actor.name, wanted.now)
        if overruled := plan.rejected & wanted.ids:
            ticks = {**plan.review.ticks, **dict.fromkeys(overruled, True)}
            store.save_review(session, plan.id, plan.review.model_copy(update={"ticks": ticks}))
        store.forget_choices(session, plan.provider, wanted.ids)
        changes = store.write_changes(session, wanted.changes())
        run = store.add_run(
            session,
            changes,
            kind="adopt" if plan.adopts else "apply",
            provider=plan.provider,
            plan_id=plan.id,
            actor=actor.name,
            at=wanted.now,
            reason=reason,
            operation_id=operation_id,
        )
        adopted = list(wanted.adopted.values())
        facts = adoption.fact_changes(self._context, session, plan, adopted, actor=actor, reason=reason)
        store.write_facts(session, run.run_id, facts)
        if source := plan.context.adopted_from:
            arriving = {model.universal_model_id for model in plan.diff.new_models}
            arrived = [model for model in adopted if model.universal_model_id in arriving]
            adoption.include_others(
                self._context, session, plan.provider, arrived, source, actor=actor, at=wanted.now
            )
        announce_runs(self._context, session, [run])
        return run


def _refuse_another(
    settings: Settings, plan: Plan, ids: frozenset[str], edits: Mapping[str, Edit], checksum: str | None
) -> None:
    if checksum is None:
        return
    if not is_checksum(checksum):
        raise EditError(
            "A checksum has 64 hexadecimal digits. Copy it from `modelsync plan --checksum` or the packet."
        )
    if (found := approvals.checksum(settings, plan, ids, edits)) != checksum:
        raise StalePlanError(
            f"Plan {plan.id} is not what was approved: its checksum is {found}. Nothing was applied. "
            "Look at the plan, and approve it anew."
        )


def _refuse_conflicts(plan: Plan, conflicts: tuple[str, ...]) -> None:
    if conflicts:
        raise StalePlanError(
            f"The catalogue moved since plan {plan.id} was made: {'; '.join(conflicts)}. "
            f"Nothing was applied. Compare again, or {approvals.renewed(plan)}.",
            conflicts,
        )


def _refuse_unsafe(findings: tuple[Finding, ...]) -> None:
    if findings:
        messages = tuple(finding.message for finding in findings)
        raise UnsafePlanError(
            f"Safety check failed: {'; '.join(messages)}. Nothing was applied. Look at it, then confirm it "
            "with a reason (--force --reason TEXT), or approve less.",
            messages,
        )
