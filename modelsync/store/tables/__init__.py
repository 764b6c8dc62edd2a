"""The database's tables, with their rules in the database itself. Holds no query and no transaction.

`ai_model` is a contract: other systems read it. The migrations in `migrations/` create exactly these tables; a test
compares the two. Whoever imports one has them all, so that the metadata is whole.
"""

from modelsync.store.tables.access import TOKEN_NAME_LENGTH, ApiToken, SignedOut
from modelsync.store.tables.catalogue import (
    AiModel,
    FilterDecision,
    ModelChange,
    ReviewChoice,
    SyncPlan,
    SyncRun,
)
from modelsync.store.tables.facts import (
    IgnoredFinding,
    Reference,
    ReferenceCheck,
    StoredAmendment,
    StoredFactChange,
    StoredProposalChoice,
)
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
    "TOKEN_NAME_LENGTH",
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
