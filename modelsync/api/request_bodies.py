"""The bodies that clients send, with the examples of the OpenAPI document. Decides nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool, model_validator

from modelsync.api.requests import Reason, RecallQuery, Search
from modelsync.core.decisions import DecisionKind
from modelsync.core.edits import Edit
from modelsync.core.facts import FactKind
from modelsync.core.kinds import ModelId
from modelsync.core.values import Value


def examples(*bodies: dict[str, Any]) -> ConfigDict:
    """Bodies that the document shows."""
    return ConfigDict(json_schema_extra={"examples": list(bodies)})


class ApplyRequest(Value):
    """What to apply of a plan: ids, or "all" that is ticked, by default or by a person; edits by id, without the key
    those of the stored review; ``force`` needs a ``reason``. A plan whose approval has another ``checksum`` is refused.
    """

    model_config = examples(
        {"approved": "all"},
        {
            "approved": ["gpt-5.4"],
            "edits": {"gpt-5.4": {"displayName": "GPT-5.4", "enabled": True}},
            "force": True,
            "reason": "Checked with the team",
        },
    )

    approved: Literal["all"] | list[ModelId]
    edits: dict[ModelId, Edit] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    force: StrictBool = False
    reason: Reason | None = None
    checksum: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class ModelPatch(Value):
    """The admin's edit of a model: ``displayName`` null is the provider's own name again.

    ``version`` is that of the row that was looked at: one that changed since is refused.
    """

    model_config = examples(
        {"enabled": True, "version": 3},
        {"displayName": "GPT-5.4", "reason": "Shorter"},
        {"displayName": None},
    )

    display_name: str | None = None
    enabled: StrictBool | None = None
    version: Annotated[int | None, Field(ge=1)] = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ModelPatch:
        if self.enabled is None and not self.names:
            raise ValueError("say displayName or enabled")
        return self

    @property
    def names(self) -> bool:
        """Whether the name changes."""
        return "display_name" in self.model_fields_set


class ModelsPatch(Value):
    """One switch for many models, all or none; ``versions`` holds those of the rows that were looked at, by id."""

    model_config = examples({"ids": ["gpt-5.4", "gpt-5.4-mini"], "enabled": False, "reason": "Too dear"})

    ids: Annotated[list[ModelId], Field(min_length=1, max_length=10_000)]
    enabled: StrictBool
    versions: Annotated[
        dict[ModelId, int], Field(default_factory=dict, json_schema_extra={"additionalProperties": False})
    ]
    reason: Reason | None = None


class DecisionRequest(Value):
    """Include or exclude an id in later plans, and why."""

    model_config = examples({"decision": "include", "reason": "A text model by another name"})

    decision: DecisionKind
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="Shown beside the rule.")]


class IgnoreRequest(RecallQuery):
    """Which findings of a model to ignore, and why."""

    model_config = examples({"code": "differs", "reason": "A contract of our own"})

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class AcceptRequest(Value):
    """Which proposals of a model, whose values where sources differ; ``force`` needs a ``reason``."""

    model_config = examples({"kind": "price", "source": "litellm", "reason": "Seen on the price page"})

    kind: FactKind | None = None
    source: Search | None = None
    force: StrictBool = False
    reason: Reason | None = None


class UndoRequest(Value):
    """Reason for an undo."""

    model_config = examples({"reason": "A mistake"})

    reason: Reason | None = None
