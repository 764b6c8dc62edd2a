"""Routes of the price check: findings, which of them are ignored, and suggestions for models without a price."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from modelsync.api.answers import FindingsAnswer, SuggestionsAnswer
from modelsync.api.documented import answers
from modelsync.api.plans import Provider
from modelsync.api.request_bodies import IgnoreRequest
from modelsync.api.requests import FindingsQuery, ModelPath, RecallQuery, Service, StrictRoute, WhoActs
from modelsync.errors import PricingError
from modelsync.prices.health import PriceFinding

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

_REFUSALS = answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


@router.get("/prices/findings", responses=answers(400, 401, 403, 404, 422, 429, 503))
def list_findings(service: Service, asked: Annotated[FindingsQuery, Query()]) -> FindingsAnswer:
    """Gaps and doubtful figures of the prices, as `modelsync prices check` finds them."""
    found: list[PriceFinding] = []
    broken: list[str] = []
    for provider in [asked.provider] if asked.provider else service.providers:
        try:
            found += service.price_findings(provider)
        except PricingError as error:
            broken.append(str(error))
    return FindingsAnswer(items=tuple(found), broken=tuple(broken))


@router.put("/prices/findings/{model:path}/ignored", responses=_REFUSALS)
def ignore_findings(
    service: Service, actor: WhoActs, model: ModelPath, asked: IgnoreRequest
) -> FindingsAnswer:
    """Ignore the findings on a model until what was found changes. The id may hold slashes, plain or as %2F."""
    found = service.findings_of(model, asked.code, ignored=False)
    service.ignore_findings(found, actor=actor, reason=asked.reason)
    return FindingsAnswer(items=tuple(service.findings_of(model, asked.code, ignored=True)), broken=())


@router.delete("/prices/findings/{model:path}/ignored", responses=_REFUSALS)
def recall_findings(
    service: Service, actor: WhoActs, model: ModelPath, asked: Annotated[RecallQuery, Query()]
) -> FindingsAnswer:
    """Take back that the findings on a model are ignored. The id may hold slashes, plain or as %2F."""
    found = service.findings_of(model, asked.code, ignored=True)
    service.recall_findings(found, actor=actor)
    return FindingsAnswer(items=tuple(service.findings_of(model, asked.code, ignored=False)), broken=())


@router.get("/prices/{provider}/suggestions", responses=answers(400, 401, 403, 404, 422, 429, 503))
def list_suggestions(service: Service, provider: Provider) -> SuggestionsAnswer:
    """Entries of the pricing file for active models without a price, to review and paste."""
    found = service.price_suggestions(provider)
    return SuggestionsAnswer(entries=tuple(entry.to_json() for entry in found.entries), left=found.left)
