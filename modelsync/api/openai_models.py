"""Routes of the enabled models in OpenAI's shape, with the fields of OpenRouter beside it. Read-only.

The end of a model is in the headers too: Deprecation (RFC 9745), Sunset (RFC 8594), and the successor as a link (RFC 5829).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from email.utils import format_datetime
from functools import partial
from operator import is_
from typing import Annotated, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from modelsync.adapters.list_prices import CALLS, SHARES
from modelsync.api.answers import tagged
from modelsync.api.documented import answers
from modelsync.api.problems import problem
from modelsync.api.requests import ModelPath, Service, StrictRoute
from modelsync.core.kinds import Day, clean_text
from modelsync.core.model_fields import FIGURES
from modelsync.core.models import StoredModel
from modelsync.core.pricing import Pricing
from modelsync.core.retirement import deadline
from modelsync.errors import NotFoundError

router = APIRouter(prefix="/v1", route_class=StrictRoute)

_SPARSE: Final = Field(exclude_if=partial(is_, None))
_NAMES: Final = {figure: (names[0], 6) for figure, names in SHARES.items()} | {
    figure: (names[0], 3) for figure, names in CALLS.items()
}
"""OpenRouter's name of a figure, and by how many digits its unit is smaller: one token, one call."""

_HEADERS: Final = {
    "Deprecation": {"description": "Since or from when it is deprecated.", "schema": {"type": "string"}},
    "Sunset": {"description": "Its announced end.", "schema": {"type": "string"}},
    "Link": {"description": "The successor, as `successor-version`.", "schema": {"type": "string"}},
}


class OpenAiModel(BaseModel):
    """A model in the shape of OpenAI's list; what comes after ``owned_by`` is left out where it is not known.

    ``pricing`` has OpenRouter's keys: USD per token, per search for ``web_search``, as text.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "gpt-5.4",
                    "object": "model",
                    "created": 1772668800,
                    "owned_by": "openai",
                    "name": "GPT-5.4",
                    "context_length": 1050000,
                    "max_completion_tokens": 128000,
                    "pricing": {"prompt": "0.0000025", "completion": "0.000015"},
                    "shutdown_date": "2027-03-05",
                }
            ]
        }
    )

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str
    name: str
    context_length: Annotated[int | None, _SPARSE] = None
    max_completion_tokens: Annotated[int | None, _SPARSE] = None
    pricing: Annotated[dict[str, str] | None, _SPARSE] = None
    shutdown_date: Annotated[Day | None, _SPARSE] = None


class OpenAiList(BaseModel):
    """OpenAI's list of models."""

    object: Literal["list"] = "list"
    data: list[OpenAiModel]


@router.get(
    "/models",
    response_model=OpenAiList,
    responses=answers(304, 400, 401, 403, 422, 429, 503, openai=True),
)
def list_enabled_models(service: Service, request: Request) -> Response:
    """The enabled models in the shape of OpenAI's list."""
    return tagged(request, OpenAiList(data=[_openai(model) for model in service.models(enabled=True)]))


@router.get(
    "/models/{model:path}",
    response_model=OpenAiModel,
    responses={
        200: {"headers": _HEADERS},
        **answers(304, 400, 401, 403, 404, 410, 422, 429, 503, openai=True),
    },
)
def get_enabled_model(service: Service, request: Request, model: ModelPath) -> Response:
    """One enabled model, in OpenAI's shape. An archived one is 410, with its successor."""
    found = service.model(model)
    if found.status == "archived":
        return _archived(request, found)
    if not found.enabled:
        raise NotFoundError(f"The model {model!r} is not enabled. GET /v1/models lists those that are.")
    return tagged(request, _openai(found), dict(_ending(found)))


def _archived(request: Request, model: StoredModel) -> Response:
    successor = model.lifecycle.replacement
    instead = f"Use {successor!r}." if successor else "GET /v1/models lists those that can be used."
    return problem(
        request.url.path,
        410,
        clean_text(f"The model {model.universal_model_id!r} is archived: its provider retired it. {instead}"),
        headers=dict(_ending(model)),
        successor=successor,
    )


def _openai(model: StoredModel) -> OpenAiModel:
    since = model.released_at or model.created_at
    return OpenAiModel(
        id=model.universal_model_id,
        created=int(since.timestamp()),
        owned_by=model.provider,
        name=model.display_name,
        context_length=model.context_window,
        max_completion_tokens=model.max_output_tokens,
        pricing=dict(_prices(model.pricing)) if model.pricing else None,
        shutdown_date=deadline(model.lifecycle),
    )


def _prices(pricing: Pricing) -> Iterator[tuple[str, str]]:
    for figure in FIGURES:
        amount = pricing.amount(figure)
        if amount is not None and figure.key in _NAMES:
            name, digits = _NAMES[figure.key]
            yield name, _plain(amount.scaleb(-digits))


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _ending(model: StoredModel) -> Iterator[tuple[str, str]]:
    """The headers that tell of a model's end; the days begin at midnight UTC."""
    end, since = deadline(model.lifecycle), model.lifecycle.deprecated_at
    if since:
        # A sunset before the deprecation would be none: RFC 9745, section 4.
        yield "Deprecation", f"@{int(_midnight(min(since, end or since)).timestamp())}"
    if end:
        yield "Sunset", format_datetime(_midnight(end), usegmt=True)
    if model.lifecycle.replacement:
        address = quote(f"/v1/models/{model.lifecycle.replacement}", safe="/:@")
        yield "Link", f'<{address}>; rel="successor-version"'


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
