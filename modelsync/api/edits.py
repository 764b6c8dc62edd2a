"""Routes of the admin's edits: names and switches of models, and decisions that overrule the filter."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from modelsync.api.answers import DecisionAnswer
from modelsync.api.documented import answers
from modelsync.api.plans import Provider
from modelsync.api.request_bodies import DecisionRequest, ModelPatch, ModelsPatch
from modelsync.api.requests import ModelPath, Service, StrictRoute, WhoActs
from modelsync.core.edits import Edit
from modelsync.core.runs import Run

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

_REFUSALS = answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
_NO_CHANGE: dict[int | str, dict[str, Any]] = {
    204: {"description": "Nothing was to be done: it is like that."}
}


@router.patch("/models", response_model=Run, responses={**_NO_CHANGE, **_REFUSALS})
def edit_models(service: Service, actor: WhoActs, asked: ModelsPatch) -> Run | Response:
    """Enable or disable models, all or none."""
    edits = dict.fromkeys(asked.ids, Edit(enabled=asked.enabled))
    return _answer(service.edit(edits, actor=actor, seen=asked.versions, reason=asked.reason))


@router.patch("/models/{model:path}", response_model=Run, responses={**_NO_CHANGE, **_REFUSALS})
def edit_model(service: Service, actor: WhoActs, model: ModelPath, asked: ModelPatch) -> Run | Response:
    """Rename a model, enable or disable it. The id may hold slashes, plain or as %2F."""
    seen = {model: asked.version} if asked.version else {}
    if asked.names and asked.display_name is None:
        run = service.reset_name(model, enabled=asked.enabled, actor=actor, seen=seen, reason=asked.reason)
    else:
        edit = Edit(display_name=asked.display_name, enabled=asked.enabled)
        run = service.edit({model: edit}, actor=actor, seen=seen, reason=asked.reason)
    return _answer(run)


@router.put("/decisions/{provider}/{model:path}", responses=_REFUSALS)
def decide(
    service: Service, actor: WhoActs, provider: Provider, model: ModelPath, asked: DecisionRequest
) -> DecisionAnswer:
    """Overrule the filter for an id, from the next plan on. The id may hold slashes, plain or as %2F."""
    service.decide(provider, model, asked.decision, reason=asked.reason, actor=actor)
    own = model.removeprefix(service.adapter(provider).id_prefix)
    return DecisionAnswer(provider=provider, **vars(service.decisions(provider)[own]))


@router.delete(
    "/decisions/{provider}/{model:path}",
    status_code=204,
    responses={204: {"description": "The filter decides from the next plan on."}, **_REFUSALS},
)
def reset_decision(service: Service, actor: WhoActs, provider: Provider, model: ModelPath) -> Response:
    """Let the filter decide about an id again, from the next plan on."""
    service.reset_decision(provider, model, actor=actor)
    return Response(status_code=204)


def _answer(run: Run | None) -> Run | Response:
    return Response(status_code=204) if run is None else run
