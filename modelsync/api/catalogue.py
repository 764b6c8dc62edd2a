"""Routes of the catalogue: all models, one, and those that retire. Read-only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from modelsync.api.answers import ModelsPage, following, tagged
from modelsync.api.documented import answers
from modelsync.api.requests import ModelPath, ModelsQuery, RetirementsQuery, Service, StrictRoute
from modelsync.core.models import StoredModel
from modelsync.core.retirement import retiring_within

router = APIRouter(route_class=StrictRoute)


@router.get("/api/v1/models", response_model=ModelsPage, responses=answers(304, 400, 401, 403, 422, 429, 503))
def list_models(service: Service, request: Request, asked: Annotated[ModelsQuery, Query()]) -> Response:
    """The catalogue, ordered by provider and id. Send the ETag as If-None-Match to get 304 until something changes."""
    models, total = service.models_page(**dict(asked))
    end = asked.offset + asked.limit
    further = following(request, offset=end) if end < total else None
    return tagged(request, ModelsPage(items=tuple(models), total=total, next=further))


@router.get(
    "/api/v1/models/{model:path}",
    response_model=StoredModel,
    responses=answers(304, 400, 401, 403, 404, 422, 429, 503),
)
def get_model(service: Service, request: Request, model: ModelPath) -> Response:
    """One model. The id may hold slashes, plain or as %2F."""
    return tagged(request, service.model(model))


@router.get("/api/v1/retirements", responses=answers(400, 401, 403, 422, 429, 503))
def list_retirements(
    service: Service, request: Request, asked: Annotated[RetirementsQuery, Query()]
) -> ModelsPage:
    """The active models that retire soon, or should have, soonest first."""
    active = service.models(provider=asked.provider, status="active", enabled=asked.enabled)
    models = retiring_within(asked.days, active, service.today())
    end = asked.offset + asked.limit
    further = following(request, offset=end) if end < len(models) else None
    return ModelsPage(items=tuple(models[asked.offset : end]), total=len(models), next=further)
