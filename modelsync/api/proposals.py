"""Routes of the proposals: what the references would add or change, and making it so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from modelsync.api.answers import ProposalsPage, following
from modelsync.api.documented import answers
from modelsync.api.request_bodies import AcceptRequest
from modelsync.api.requests import ProposalsQuery, Service, StrictRoute, WhoActs
from modelsync.core.runs import Run

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)


@router.get("/proposals", responses=answers(400, 401, 403, 422, 429, 503))
def list_proposals(
    service: Service, request: Request, asked: Annotated[ProposalsQuery, Query()]
) -> ProposalsPage:
    """What the references would add or change, by provider and id; what a person rejected is not among it."""
    found = service.proposals(asked.provider)
    end = asked.offset + asked.limit
    further = following(request, offset=end) if end < len(found) else None
    return ProposalsPage(items=tuple(found[asked.offset : end]), total=len(found), next=further)


@router.post(
    "/proposals/{model:path}/accept", responses=answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
)
def accept_proposals(service: Service, actor: WhoActs, model: str, asked: AcceptRequest | None = None) -> Run:
    """Make the proposals for a model facts of the catalogue, of all kinds or of one. The id may hold slashes, plain or as %2F."""
    wanted = asked or AcceptRequest()
    return service.accept(
        model,
        kind=wanted.kind,
        source=wanted.source,
        actor=actor,
        reason=wanted.reason,
        force=wanted.force,
    )
