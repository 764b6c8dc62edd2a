"""The end of a model's life: days, their kind, the successor, and whose word it is."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from modelsync.core.declared import InConfig
from modelsync.core.kinds import Day
from modelsync.core.stored_json import word_known
from modelsync.core.values import SPARSE, Kept

LifecycleState = Literal["active", "deprecated", "retired"]
RetiresKind = Literal["announced", "earliest"]
Source = Literal["provider", "file", "admin"]


class Lifecycle(Kept):
    """The end of life as the provider, the pricing file or an admin says it.

    In a ListedModel the fields that were set are the keys that the provider sent: the others keep what is known.
    ``retires_kind`` is None for the provider's own date, which is an announced one. ``source`` says whose the date is, or
    the successor where there is no date. ``state`` is the provider's explicit flag (OpenAI ``active``, Anthropic
    ``lifecycle``); JSON leaves it out while unknown.
    """

    marker = "source"

    deprecated_at: Annotated[Day | None, InConfig("deprecated", csv="deprecated_at")] = None
    retires_at: Annotated[Day | None, InConfig("retires", csv="retires_at")] = None
    retires_kind: Annotated[
        RetiresKind | None,
        word_known(*get_args(RetiresKind), otherwise=None),
        InConfig("retirement", csv="retires_kind"),
        SPARSE,
    ] = None
    replacement: Annotated[str | None, InConfig("replacement", csv="replacement")] = None
    replacement_note: Annotated[str | None, InConfig("replacement note", csv="replacement_note"), SPARSE] = (
        None
    )
    source: Annotated[
        Source | None,
        word_known(*get_args(Source), otherwise=None),
        InConfig("lifecycle source", csv="lifecycle_source", provenance=True, silent=True),
    ] = None
    source_url: Annotated[str | None, InConfig("lifecycle page", provenance=True, silent=True), SPARSE] = None
    state: Annotated[
        LifecycleState | None,
        word_known(*get_args(LifecycleState), otherwise=None),
        InConfig("lifecycle"),
    ] = Field(default=None, exclude_if=lambda state: state is None)

    @property
    def is_providers(self) -> bool:
        """Whether the date is the provider's own; an older version knew no other."""
        return self.source in {None, "provider"}
