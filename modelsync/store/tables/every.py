"""All tables at once, for what needs every one of them: their names, and the copy of a database."""

from modelsync.store.tables.access import ApiToken, SignedOut
from modelsync.store.tables.catalogue import AiModel
from modelsync.store.tables.facts import (
    IgnoredFinding,
    Reference,
    ReferenceCheck,
    StoredAmendment,
    StoredFactChange,
    StoredProposalChoice,
)
from modelsync.store.tables.history import ModelChange, SyncRun
from modelsync.store.tables.reviews import FilterDecision, ReviewChoice, SyncPlan
from modelsync.store.tables.unattended import (
    Announced,
    DismissedDeadline,
    MilestoneSeen,
    OutboxEvent,
    ReceiverState,
    ScheduledSync,
    ScheduleHost,
    SyncAttempt,
)

__all__ = [
    "AiModel",
    "Announced",
    "ApiToken",
    "DismissedDeadline",
    "FilterDecision",
    "IgnoredFinding",
    "MilestoneSeen",
    "ModelChange",
    "OutboxEvent",
    "ReceiverState",
    "Reference",
    "ReferenceCheck",
    "ReviewChoice",
    "ScheduleHost",
    "ScheduledSync",
    "SignedOut",
    "StoredAmendment",
    "StoredFactChange",
    "StoredProposalChoice",
    "SyncAttempt",
    "SyncPlan",
    "SyncRun",
]
