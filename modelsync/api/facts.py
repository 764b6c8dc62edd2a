"""Routes of amendments, and of the pricing file with them folded in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StrictBool, ValidationError, model_validator

from modelsync.api.answers import AmendmentsList
from modelsync.api.documented import answers
from modelsync.api.plans import Provider
from modelsync.api.request_bodies import examples
from modelsync.api.requests import KnownProvider, Reason, Service, StrictRoute, WhoActs
from modelsync.core.amendments import key_of
from modelsync.core.facts import VALUES, Fact, FactKind
from modelsync.core.kinds import Day, ModelId
from modelsync.core.runs import Run
from modelsync.core.values import Value

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

_REFUSALS = answers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


class AmendmentsQuery(Value):
    """Which amendments."""

    provider: KnownProvider | None = None


class AmendmentRequest(Value):
    """A fact to set: ``value`` has the keys of ``config``, of a price the figures and tiers.

    ``version`` is that of the amendment that was looked at, 0 where there was none: one that changed since is refused.
    """

    model_config = examples(
        {
            "provider": "openai",
            "universalModelId": "gpt-5.4",
            "kind": "price",
            "from": "2026-12-01",
            "value": {"input": "8", "output": "40"},
            "sourceUrl": "https://example.com/prices",
        }
    )

    provider: str
    universal_model_id: ModelId
    kind: FactKind
    begins: Annotated[Day | None, Field(alias="from")] = None
    value: dict[str, Any]
    source: str | None = None
    source_url: str | None = None
    as_of: Day | None = None
    reason: Reason | None = None
    force: StrictBool = False
    version: int | None = None

    @model_validator(mode="after")
    def _has_a_value_of_its_kind(self) -> AmendmentRequest:
        try:
            VALUES[self.kind].model_validate(self.value)
        except ValidationError as error:
            first = error.errors()[0]
            raise ValueError(f"value.{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        return self

    def fact(self, actor: str) -> Fact:
        """The fact, from the actor where no source is named."""
        return Fact(
            **{
                **{
                    name: getattr(self, name) for name in Fact.model_fields if name not in {"value", "source"}
                },
                "value": VALUES[self.kind].model_validate(self.value),
                "source": self.source or f"set by {actor}",
            }
        )


@router.get("/amendments", responses=answers(400, 401, 403, 404, 422, 429, 503))
def list_amendments(service: Service, asked: Annotated[AmendmentsQuery, Query()]) -> AmendmentsList:
    """The facts that an admin set and that the pricing files do not say, by key."""
    return AmendmentsList(items=tuple(service.amendments(asked.provider)))


@router.post(
    "/amendments",
    response_model=Run,
    responses={204: {"description": "Nothing was to be done: it is set like that."}, **_REFUSALS},
)
def set_amendment(service: Service, actor: WhoActs, asked: AmendmentRequest) -> Run | Response:
    """Set a fact over the pricing file, in the catalogue at once."""
    fact = asked.fact(actor.name)
    if fact.kind == "price" and fact.begins is None:
        fact = fact.model_copy(update={"begins": service.today()})
    seen = None if asked.version is None else {key_of(fact): asked.version}
    run = service.set_facts([fact], actor=actor, reason=asked.reason, seen=seen, force=asked.force)
    return Response(status_code=204) if run is None else run


@router.delete("/amendments/{key:path}", responses=_REFUSALS)
def unset_amendment(
    service: Service,
    actor: WhoActs,
    key: Annotated[str, Path(description="The amendment's key, such as price:openai:gpt-9:2026-11-25.")],
    reason: Annotated[str | None, Query(max_length=2000, description="Why; kept in the history.")] = None,
) -> Run:
    """Take an amendment back: the pricing file holds again."""
    return service.unset_facts([key], actor=actor, reason=reason)


@router.get(
    "/prices/{provider}",
    response_class=Response,
    responses=answers(400, 401, 403, 404, 422, 429, 503),
)
def export_prices(service: Service, provider: Provider) -> Response:
    """The provider's pricing file with the amendments folded in; untouched entries byte for byte as they were."""
    return Response(service.exported_prices(provider), media_type="application/json")
