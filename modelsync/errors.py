"""Every error that Model Sync raises on purpose: one sentence that says what failed and what to do. No logic.

ModelSyncError
├── SettingsError        a variable or an argument is wrong
├── PricingError         a pricing file cannot be used
├── FetchError           a provider gave no complete listing
├── AdoptionError        a catalogue to take over, or its map, cannot be read
├── StoreError           the database cannot be used
├── NotFoundError        no such provider, plan, run or model
├── EditError            an edit that is not allowed
├── ForbiddenError       the actor may not do that
├── PlanClosedError      the plan was applied, superseded or discarded before
├── StalePlanError       the catalogue moved since the plan was made
└── UnsafePlanError      the approved changes have safety findings

A message never holds a key.
"""

from __future__ import annotations


class ModelSyncError(Exception):
    """The root: ``str(error)`` is the sentence for the user."""


class SettingsError(ModelSyncError):
    """A variable, an option or an argument is wrong."""


class PricingError(ModelSyncError):
    """A pricing file cannot be used; names file, model, key and cure."""


class FetchError(ModelSyncError):
    """A provider gave no complete listing, so there is no plan; ``retry_after`` is how many seconds it asks to wait."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AdoptionError(ModelSyncError):
    """A catalogue to take over, or its map, cannot be read; names the place and the cure."""


class StoreError(ModelSyncError):
    """The database cannot be reached, read or written; nothing was changed."""


class NotFoundError(ModelSyncError):
    """There is no such provider, plan, run or model."""


class EditError(ModelSyncError):
    """An edit that is never allowed, such as enabling an archived model."""


class ForbiddenError(ModelSyncError):
    """The actor has no right to do that."""


class PlanClosedError(ModelSyncError):
    """The plan was applied, superseded or discarded before; says by whom and when."""


class StalePlanError(ModelSyncError):
    """The catalogue moved since the plan was made; ``conflicts`` names the rows and fields."""

    def __init__(self, message: str, conflicts: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.conflicts = conflicts


class UnsafePlanError(ModelSyncError):
    """The approved changes have safety findings and nobody confirmed them; ``findings`` names each."""

    def __init__(self, message: str, findings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.findings = findings
