"""Routes of the history, by run and by field, and of undo, of a run or of an operation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from modelsync.api.answers import ChangesPage, RunsPage, UndoAnswer, following
from modelsync.api.documented import answers
from modelsync.api.request_bodies import UndoRequest
from modelsync.api.requests import ChangesQuery, RunsQuery, Service, StrictRoute, WhoActs
from modelsync.core.operations import OperationUndo

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)


@router.get("/runs", responses=answers(400, 401, 403, 422, 429, 503))
def list_runs(service: Service, request: Request, asked: Annotated[RunsQuery, Query()]) -> RunsPage:
    """The runs that changed the catalogue, newest first."""
    runs, total = service.runs_page(limit=asked.limit + 1, before=asked.before)
    shown, more = runs[: asked.limit], runs[asked.limit :]
    further = following(request, before=shown[-1].run_id) if more else None
    return RunsPage(items=tuple(shown), total=total, next=further)


@router.get("/changes", responses=answers(400, 401, 403, 404, 422, 429, 503))
def list_changes(service: Service, request: Request, asked: Annotated[ChangesQuery, Query()]) -> ChangesPage:
    """What changed, one item for each model and field, newest first."""
    shown, position = service.changes_page(asked.wanted(), limit=asked.limit, after=asked.after())
    further = following(request, before=f"{position.number}.{position.place}") if position else None
    return ChangesPage(items=tuple(shown), next=further)


@router.post("/runs/{runId}/undo", responses=answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503))
def undo(
    service: Service,
    actor: WhoActs,
    run_id: Annotated[str, Path(alias="runId")],
    asked: UndoRequest | None = None,
) -> UndoAnswer:
    """Undo a run; rows that changed since are skipped and named."""
    run, left = service.undo(run_id, actor=actor, reason=asked.reason if asked else None)
    return UndoAnswer(run=run, left=left)


@router.post(
    "/operations/{operationId}/undo", responses=answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
)
def undo_operation(
    service: Service,
    actor: WhoActs,
    operation_id: Annotated[str, Path(alias="operationId")],
    asked: UndoRequest | None = None,
) -> OperationUndo:
    """Undo every run of an operation; one that is refused is named and stops no other."""
    return service.undo_operation(operation_id, actor=actor, reason=asked.reason if asked else None)
