"""Strict parsing of queries and bodies: no unknown parameters, repeated keys or invalid JSON. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path
from fastapi import Request as BaseRequest
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from starlette.responses import Response

from modelsync.core.actors import Actor
from modelsync.core.field_changes import ChangeFilter, Position, first_moment, is_field, last_moment
from modelsync.core.kinds import ModelId
from modelsync.core.models import Status
from modelsync.core.values import Value
from modelsync.prices.health import Code
from modelsync.server.shared import shared_service
from modelsync.service import AiModelSyncService

Service = Annotated[AiModelSyncService, Depends(shared_service)]
Search = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]
Reason = Annotated[str, Field(max_length=2000, description="Why; kept in the history.")]


def _known(provider: str) -> str:
    service = shared_service()
    if not service.knows(provider):
        raise _refused_names(["provider"], f"Input should be one of {', '.join(service.providers)}")
    return provider


def _name_providers(schema: dict[str, Any]) -> None:
    """Document those that this server knows when the document is asked for."""
    schema["enum"] = list(shared_service().providers)


KnownProvider = Annotated[str, AfterValidator(_known), Field(json_schema_extra=_name_providers)]


def _actor(request: BaseRequest) -> Actor:
    actor: Actor = request.state.actor
    return actor


WhoActs = Annotated[Actor, Depends(_actor)]


ModelPath = Annotated[str, Path(description="The id of a model.", examples=["gpt-5.4"])]


_A_MOMENT = WithJsonSchema({"type": "string"})
"""A date is documented too, which a format `date-time` would exclude."""
Since = Annotated[datetime, BeforeValidator(first_moment), _A_MOMENT]
Until = Annotated[datetime, BeforeValidator(last_moment), _A_MOMENT]


class ModelsQuery(Value):
    """Filter and page of the catalogue."""

    provider: KnownProvider | None = None
    status: Status | None = None
    enabled: bool | None = None
    search: Annotated[Search | None, Field(description="A part of the id or of the name, in any case.")] = (
        None
    )
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0


class RunsQuery(Value):
    """Page of the history."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    before: Annotated[int | None, Field(ge=1, le=10**9, description="Only runs older than this one.")] = None


class SyncsQuery(Value):
    """Filter and page of the attempts to sync."""

    provider: Search | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    before: Annotated[int | None, Field(ge=1, le=10**9, description="A number, as `next` has it.")] = None


def _field(path: str) -> str:
    if not is_field(path):
        raise ValueError("there is no such field")
    return path


class ChangesQuery(Value):
    """Filter and page of the changes by model and field."""

    since: Annotated[Since | None, Field(description="From this date or time on, in UTC.")] = None
    until: Annotated[
        Until | None, Field(description="Up to this time, or to the end of this date, in UTC.")
    ] = None
    provider: Search | None = None
    model: Annotated[ModelId | None, Field(description="The id of a model.")] = None
    actor: Search | None = None
    field: Annotated[
        Annotated[Search, AfterValidator(_field)] | None,
        Field(description="A path in a model's JSON, an object there such as `pricing`, or `model`."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    before: Annotated[
        str | None,
        Field(
            pattern=r"^[1-9][0-9]{0,8}\.[0-9]{1,4}$",
            description="Only what comes after this place; `next` has it.",
        ),
    ] = None

    def wanted(self) -> ChangeFilter:
        """The filter."""
        return ChangeFilter(**self.model_dump(exclude={"limit", "before"}))

    def after(self) -> Position | None:
        """Where the page begins."""
        return Position(*map(int, self.before.split("."))) if self.before else None


class RetirementsQuery(Value):
    """Which models, and the page."""

    days: Annotated[
        int, Field(ge=0, le=36_500, description="How far ahead; those that are overdue come first.")
    ] = 90
    provider: KnownProvider | None = None
    enabled: bool | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0


class FindingsQuery(Value):
    """Whose prices."""

    provider: KnownProvider | None = None


class RecallQuery(Value):
    """Which findings of a model."""

    code: Annotated[Code | None, Field(description="Only findings with this code.")] = None


class ProposalsQuery(Value):
    """Filter and page of the proposals."""

    provider: KnownProvider | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0


class StrictRoute(APIRoute):
    """A route that refuses undeclared query parameters and malformed JSON; below ``/v1`` OpenAI's clients may add their own."""

    def get_route_handler(self) -> Callable[[BaseRequest], Coroutine[Any, Any, Response]]:
        """The handler behind strict parsing."""
        handle, openai = super().get_route_handler(), self.path.startswith("/v1/")

        async def strictly(request: BaseRequest) -> Response:
            names = [] if openai else [name for name, _ in request.query_params.multi_items()]
            if names and not self.dependant.query_params:
                raise _refused_names(names, "there is no such parameter")
            if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
                raise _refused_names(repeated, "it may be given once")
            return await handle(_Request(request.scope, request.receive))

        return strictly


class _Request(BaseRequest):
    """A request whose JSON has no repeated keys, no NaN, and nothing too large or deep for Python."""

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
