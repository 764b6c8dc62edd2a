"""Reads queries and bodies strictly: unknown parameters, repeated keys and what is no JSON are refused. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import Depends, HTTPException
from fastapi import Request as BaseRequest
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field, StrictBool, StringConstraints
from starlette.responses import Response

from modelsync.core.actors import Actor
from modelsync.core.edits import Edit
from modelsync.core.models import ModelId, Status, Value
from modelsync.server.shared import shared_service
from modelsync.service import AiModelSyncService

Service = Annotated[AiModelSyncService, Depends(shared_service)]
Search = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]
Reason = Annotated[str, Field(max_length=2000, description="Why; kept in the history.")]


def _actor(request: BaseRequest) -> Actor:
    actor: Actor = request.state.actor
    return actor


WhoActs = Annotated[Actor, Depends(_actor)]


class ModelsQuery(Value):
    """Which models, and which part of them."""

    provider: Literal["openai", "google", "anthropic"] | None = None
    status: Status | None = None
    enabled: bool | None = None
    search: Annotated[Search | None, Field(description="A part of the id or of the name, in any case.")] = (
        None
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0


class RunsQuery(Value):
    """Which part of the history."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    before: Annotated[int | None, Field(ge=1, le=10**9, description="Only runs older than this one.")] = None


class ApplyRequest(Value):
    """What to apply of a plan: ids, or "all" that is ticked by default; edits by id; ``force`` needs a ``reason``."""

    approved: Literal["all"] | list[ModelId]
    edits: dict[ModelId, Edit] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    force: StrictBool = False
    reason: Reason | None = None


class UndoRequest(Value):
    """Why a run is taken back."""

    reason: Reason | None = None


class StrictRoute(APIRoute):
    """A route that takes only the query parameters that it declares, and only well-formed JSON."""

    def get_route_handler(self) -> Callable[[BaseRequest], Coroutine[Any, Any, Response]]:
        """The handler, behind the strict reading."""
        handle = super().get_route_handler()

        async def strictly(request: BaseRequest) -> Response:
            names = [name for name, _ in request.query_params.multi_items()]
            if names and not self.dependant.query_params:
                raise _refused_names(names, "there is no such parameter")
            if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
                raise _refused_names(repeated, "it may be given once")
            return await handle(_Request(request.scope, request.receive))

        return strictly


class _Request(BaseRequest):
    """A request whose JSON has no repeated keys, no NaN, no number or nesting that Python gives up on."""

    async def json(self) -> Any:
        try:
            return json.loads(await self.body(), object_pairs_hook=_without_repeats, parse_constant=_refused)
        except (ValueError, RecursionError):
            raise HTTPException(
                422, "The body is not well-formed JSON, in which no key comes twice."
            ) from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refused(_constant: str) -> None:
    raise ValueError


def _refused_names(names: list[str], why: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("query", name), "msg": why} for name in names])
