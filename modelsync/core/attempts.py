"""What became of an attempt to sync. Pure value."""

from __future__ import annotations

from typing import Final, Literal

from modelsync.core.kinds import UtcDatetime
from modelsync.core.values import Value

ERROR_LENGTH: Final = 2_000


class Attempt(Value):
    """One attempt to sync a provider (contract of the command line): who, when it ended, how long it took.

    ``error`` is the sentence of one that failed; ``plan_id`` and ``listed`` belong to the others.
    """

    provider: str
    at: UtcDatetime
    actor: str
    outcome: Literal["plan", "failed", "unchanged"]
    plan_id: str | None = None
    listed: int | None = None
    seconds: float
    error: str | None = None
