"""Routes that hand the catalogue to other programs. Read-only."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from modelsync.api.answers import tagged_text
from modelsync.api.documented import answers
from modelsync.api.requests import Service, StrictRoute

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

YAML = "application/yaml"


class _Yaml(Response):
    media_type = YAML


_MODEL_LIST = {"schema": {"type": "object", "required": ["model_list"]}}


@router.get(
    "/export/litellm",
    response_class=_Yaml,
    responses={200: {"content": {YAML: _MODEL_LIST}}, **answers(304, 400, 401, 403, 422, 429, 503)},
)
def export_litellm(service: Service, request: Request) -> Response:
    """The enabled models as LiteLLM's `model_list`, in YAML. Send the ETag as If-None-Match to get 304 until something changes."""
    return tagged_text(request, service.litellm_config().text, YAML)
