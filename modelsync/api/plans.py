"""Routes of sync, plan and apply."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from modelsync.api.answers import PlanAnswer, SyncsPage, following, plan_answer
from modelsync.api.documented import answers
from modelsync.api.request_bodies import ApplyRequest
from modelsync.api.requests import Service, StrictRoute, SyncsQuery, WhoActs
from modelsync.core.models import ModelSyncDiff
from modelsync.core.runs import Run

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

Provider = Annotated[str, Path(description="A provider's name, such as openai.")]

_AGAIN_SECONDS = 5
_running: dict[str, Lock] = {}
"""By provider; made at its first sync."""


@router.post(
    "/providers/{provider}/sync", responses=answers(400, 401, 403, 404, 413, 415, 422, 429, 502, 503)
)
def sync(service: Service, actor: WhoActs, provider: Provider) -> ModelSyncDiff:
    """Fetch the provider's complete list, compare it with the catalogue and store the plan; the catalogue stays unchanged."""
    service.adapter(provider)
    with _alone(provider):
        return service.sync_with_provider(provider, actor=actor)


@router.get("/syncs", responses=answers(400, 401, 403, 404, 422, 429, 503))
def list_syncs(service: Service, request: Request, asked: Annotated[SyncsQuery, Query()]) -> SyncsPage:
    """Every attempt to sync, newest first."""
    found, total = service.syncs_page(provider=asked.provider, limit=asked.limit + 1, before=asked.before)
    shown, more = found[: asked.limit], found[asked.limit :]
    further = following(request, before=shown[-1][0]) if more else None
    return SyncsPage(items=tuple(attempt for _number, attempt in shown), total=total, next=further)


@router.get("/plans/{planId}", responses=answers(400, 401, 403, 404, 422, 429, 503))
def get_plan(service: Service, plan_id: Annotated[str, Path(alias="planId")]) -> PlanAnswer:
    """A stored plan with its review, and the obstacles to applying what is ticked."""
    plan = service.plan(plan_id)
    ticked = plan.approved if plan.state == "waiting" else frozenset()
    findings = service.findings(plan, ticked) if ticked else ()
    return plan_answer(plan, findings, service.moved(plan, ticked), service.checksum(plan))


@router.delete(
    "/plans/{planId}",
    status_code=204,
    responses={204: {"description": "It is discarded."}, **answers(400, 401, 403, 404, 409, 422, 429, 503)},
)
def discard(service: Service, actor: WhoActs, plan_id: Annotated[str, Path(alias="planId")]) -> Response:
    """Discard a pending plan with its names, switches and approvals; what was rejected stays so in later plans."""
    service.discard(plan_id, actor=actor)
    return Response(status_code=204)


@router.post("/plans/{planId}/compare", responses=answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503))
def compare_again(
    service: Service, actor: WhoActs, plan_id: Annotated[str, Path(alias="planId")]
) -> ModelSyncDiff:
    """Compare the list of a pending plan with the catalogue again, without the network: a new plan in its place."""
    return service.compare_again(plan_id, actor=actor)


@router.post(
    "/plans/{planId}/apply",
    response_model=Run,
    responses={
        204: {"description": "Nothing was to be done: the plan holds no change, or none that is approved."},
        **answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
)
def apply(
    service: Service, actor: WhoActs, plan_id: Annotated[str, Path(alias="planId")], asked: ApplyRequest
) -> Run | Response:
    """Commit the approved part of a plan with its edits: one transaction, all or nothing."""
    edits = asked.edits if "edits" in asked.model_fields_set else None
    run = service.apply_sync(
        plan_id,
        asked.approved,
        edits,
        actor=actor,
        reason=asked.reason,
        force=asked.force,
        checksum=asked.checksum,
    )
    return Response(status_code=204) if run is None else run


@contextmanager
def _alone(provider: str) -> Iterator[None]:
    """Serialise syncs of one provider; a second one gets 429."""
    lock = _running.setdefault(provider, Lock())
    if not lock.acquire(blocking=False):
        raise HTTPException(
            429,
            f"A sync of {provider} is running. Ask again when it has finished.",
            {"Retry-After": str(_AGAIN_SECONDS)},
        )
    try:
        yield
    finally:
        lock.release()
