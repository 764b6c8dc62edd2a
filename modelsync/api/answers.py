"""Response bodies that are no domain values, and how they are sent. Decides nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel

from modelsync.core.amendments import Amendment
from modelsync.core.attempts import Attempt
from modelsync.core.decisions import DecisionKind
from modelsync.core.field_changes import FieldChange
from modelsync.core.kinds import UtcDatetime
from modelsync.core.models import ModelSyncDiff, StoredModel
from modelsync.core.plans import Plan, Review
from modelsync.core.proposals import Proposal
from modelsync.core.references import ReferenceState
from modelsync.core.runs import Run
from modelsync.core.safety import Finding
from modelsync.core.system_status import KnownProvider
from modelsync.core.values import Value
from modelsync.prices.health import PriceFinding
from modelsync.report import words

Item = TypeVar("Item")


class Page(Value, Generic[Item]):
    """One page of a list: total number, and the URL of the next page or null."""

    items: tuple[Item, ...]
    total: int
    next: str | None


class ModelsPage(Page[StoredModel]):
    """One page of the catalogue, ordered by provider and id."""


class RunsPage(Page[Run]):
    """One page of the history, newest first."""


class SyncsPage(Page[Attempt]):
    """One page of the attempts to sync, newest first."""


class ChangesPage(Value):
    """One page of the changes by model and field, newest first. It has no total, which would read the whole history."""

    items: tuple[FieldChange, ...]
    next: str | None


class ProposalsPage(Page[Proposal]):
    """One page of what the references would add or change."""


class AmendmentsList(Value):
    """The amendments in force, by key."""

    items: tuple[Amendment, ...]


class DecisionAnswer(Value):
    """An admin's decision about an id, in force from the next plan on."""

    provider: str
    universal_model_id: str
    decision: DecisionKind
    reason: str
    actor: str
    at: UtcDatetime


class FindingsAnswer(Value):
    """The findings on the prices, and the sentence of each pricing file that cannot be used."""

    items: tuple[PriceFinding, ...]
    broken: tuple[str, ...]


class SuggestionsAnswer(Value):
    """Entries to paste into a pricing file, and a sentence for each model without a price that has none."""

    entries: tuple[dict[str, Any], ...]
    left: tuple[str, ...]


class ProvidersList(Value):
    """The providers, built in and configured."""

    items: tuple[KnownProvider, ...]


class ReferencesList(Value):
    """The references."""

    items: tuple[ReferenceState, ...]


class RejectedChange(Value):
    """A change that a person unticked; ``changed_since`` says what of it changed since then, null when nothing did."""

    universal_model_id: str
    changed_since: str | None


class PlanAnswer(Value):
    """A stored plan. ``findings`` and ``conflicts`` are obstacles to applying "all" now; empty once it is closed.

    ``checksum`` is that of what is approved.
    """

    plan_id: str
    provider: str
    state: Literal["waiting", "applied", "superseded", "discarded"]
    actor: str
    fetched_at: UtcDatetime
    closed_by: str | None
    closed_at: UtcDatetime | None
    diff: ModelSyncDiff
    ticked_by_default: tuple[str, ...]
    review: Review
    rejected: tuple[RejectedChange, ...]
    findings: tuple[Finding, ...]
    conflicts: tuple[str, ...]
    checksum: str


class UndoAnswer(Value):
    """The undo run, null if no row could be restored; ``left`` names the rows that changed since."""

    run: Run | None
    left: tuple[str, ...]


class Health(Value):
    """Whether requests can be served."""

    status: Literal["ok"] = "ok"


def plan_answer(
    plan: Plan, findings: Sequence[Finding], conflicts: Sequence[str], checksum: str
) -> PlanAnswer:
    """The plan as a response body."""
    return PlanAnswer.model_validate(
        {
            "plan_id": plan.id,
            "ticked_by_default": sorted(plan.ticked_by_default),
            "rejected": _rejected(plan),
            "findings": findings,
            "conflicts": conflicts,
            "checksum": checksum,
            **{
                name: getattr(plan, name)
                for name in (
                    "provider",
                    "state",
                    "actor",
                    "fetched_at",
                    "closed_by",
                    "closed_at",
                    "diff",
                    "review",
                )
            },
        }
    )


def _rejected(plan: Plan) -> list[RejectedChange]:
    since = words.since_review(plan)
    return [
        RejectedChange(universal_model_id=id_, changed_since=since.get(id_)) for id_ in sorted(plan.rejected)
    ]


def tagged(request: Request, answer: BaseModel, more: Mapping[str, str] | None = None) -> Response:
    """The response with an ETag and further headers, or 304 if the client's copy is current."""
    return tagged_text(request, answer.model_dump_json(by_alias=True), "application/json", more)


def tagged_text(
    request: Request, text: str, media_type: str, more: Mapping[str, str] | None = None
) -> Response:
    """The same of a text. A compressed body is another representation: the tag depends on Accept-Encoding."""
    body = text.encode()
    compressed = b"gzip" if "gzip" in request.headers.get("accept-encoding", "") else b""
    tag = f'"{hashlib.sha256(body + compressed).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization"}
    headers |= more or {}
    if _has(",".join(request.headers.getlist("if-none-match")), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def following(request: Request, **query: object) -> str:
    """The URL of the next page, on the same server."""
    url = request.url.include_query_params(**query)
    return f"{url.path}?{url.query}"


def _has(known: str, tag: str) -> bool:
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in known.split(","))
