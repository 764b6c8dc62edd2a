"""The switch from a retiring model to the successor that is named for it: both rows in one edit, or why it cannot be made. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelsync.core.edits import Edit
from modelsync.core.models import StoredModel


@dataclass(frozen=True)
class Succession:
    """A retiring model and its successor, where the catalogue has it."""

    retiring: StoredModel
    successor: StoredModel | None

    @property
    def state(self) -> str:
        """What the catalogue holds of the successor: ``not enabled``, ``not in the catalogue``."""
        if self.retiring.lifecycle.replacement is None:
            return "none named"
        if self.successor is None:
            return "not in the catalogue"
        if self.successor.status == "archived":
            return "archived"
        return "enabled" if self.successor.enabled else "not enabled"

    @property
    def problem(self) -> str | None:
        """Why the successor cannot be enabled in its place; None when it can."""
        if not self.retiring.enabled:
            return f"{self.retiring.universal_model_id} is not enabled"
        if self.retiring.lifecycle.replacement is None:
            return "no successor is named"
        if self.state == "not enabled":
            return None
        return f"its successor {self.retiring.lifecycle.replacement} is {self.state}"

    def edits(self) -> dict[str, Edit]:
        """The successor on, the retiring model off; nothing where there is a problem."""
        if self.successor is None or self.problem:
            return {}
        return {
            self.successor.universal_model_id: Edit(enabled=True),
            self.retiring.universal_model_id: Edit(enabled=False),
        }

    def seen(self) -> dict[str, int]:
        """The versions of both rows that this was judged by."""
        rows = (self.retiring, self.successor)
        return {row.universal_model_id: row.version for row in rows if row}


def succession(retiring: StoredModel, models: Mapping[str, StoredModel]) -> Succession:
    """The switch away from a model, in the catalogue of these models by id.

    The list of a configured provider names the successor by its own id, which the catalogue has with the provider's prefix.
    """
    named = retiring.lifecycle.replacement or ""
    prefix = retiring.universal_model_id.removesuffix(retiring.provider_model_id)
    return Succession(retiring, models.get(f"{prefix}{named}") or models.get(named))
