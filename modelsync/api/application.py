"""Assembles the API: routes, error handlers, OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi import APIRouter, FastAPI, Security
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException

from modelsync.api import (
    adopt,
    catalogue,
    edits,
    exports,
    facts,
    installation,
    metrics,
    openai_models,
    plans,
    prices,
    problems,
    proposals,
    runs,
)
from modelsync.api.answers import Health
from modelsync.api.documented import SCHEMAS, answers
from modelsync.api.guard import BODY_BYTES, Guard
from modelsync.api.requests import Service, StrictRoute
from modelsync.errors import ModelSyncError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, ExceptionHandler

_TITLE = "Model Sync"
_VERSION = "1"
_TOKEN = Security(HTTPBearer(auto_error=False, description="Made by `modelsync token create`."))
"""Documentation only: the guard checks the token."""

MODULES = (
    adopt,
    catalogue,
    openai_models,
    edits,
    exports,
    prices,
    facts,
    plans,
    proposals,
    runs,
    installation,
    metrics,
)
"""With the routes; `prices` has addresses that `facts` would take for a provider's."""

health_router = APIRouter(route_class=StrictRoute)


@health_router.get("/api/v1/health", responses=answers(400, 401, 403, 422, 429, 503))
def health(service: Service) -> Health:
    """Whether requests can be served."""
    with service.database.reading():
        return Health()


def application() -> ASGIApp:
    """The API application behind its guard."""
    api = FastAPI(
        title=_TITLE,
        version=_VERSION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=BODY_BYTES,
        generate_unique_id_function=_operation_id,
    )
    api.include_router(health_router)
    for module in MODULES:
        api.include_router(module.router, dependencies=[_TOKEN])
    handlers = {
        ModelSyncError: problems.of_domain,
        RequestValidationError: problems.of_validation,
        HTTPException: problems.of_http,
        Exception: problems.of_surprise,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, cast("ExceptionHandler", handler))
    api.openapi = lambda: _document(api)  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
    return Guard(api)


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)


def _document(api: FastAPI) -> dict[str, Any]:
    if api.openapi_schema is None:
        document = get_openapi(title=api.title, version=api.version, routes=api.routes)
        for name, shape in SCHEMAS.items():
            schema = shape.model_json_schema(
                mode="serialization", by_alias=True, ref_template="#/components/schemas/{model}"
            )
            document["components"]["schemas"] |= {**schema.pop("$defs", {}), name: schema}
        api.openapi_schema = document
    return api.openapi_schema
