"""What is known of a reference, as people and scripts see it, and as it is kept. Pure values."""

from __future__ import annotations

from datetime import datetime

from modelsync.core.facts import Fact
from modelsync.core.kinds import Day, UtcDatetime
from modelsync.core.values import Value


class ReferenceState(Value):
    """One reference (contract): where it comes from, when it was fetched, the day that it speaks of, how many models it has.

    ``fetched_at`` is null for one that was never fetched; then ``origin`` is where it would be fetched from, a package, or
    ``off``.
    """

    source: str
    origin: str
    fetched_at: UtcDatetime | None = None
    as_of: Day | None = None
    models: int = 0

    @property
    def known_on(self) -> Day | None:
        """The day of which its figures are, for people: its own, else that of the fetch."""
        return self.as_of or (self.fetched_at.date() if self.fetched_at else None)


class ReferenceCheck(Value):
    """When the schedule fetches a reference next, and what became of the last fetch where that failed."""

    source: str
    next_at: UtcDatetime | None = None
    failures: int = 0
    failed_at: UtcDatetime | None = None
    error: str | None = None

    def failed(self, error: str, at: datetime) -> ReferenceCheck:
        """One more failure in a row."""
        changed = {"failures": self.failures + 1, "failed_at": at, "error": error}
        return self.model_copy(update=changed)

    def worked(self) -> ReferenceCheck:
        """The failures are over."""
        return ReferenceCheck(source=self.source, next_at=self.next_at)


class ReferenceContent(Value):
    """What a reference says; ``families`` are kinds and forms of snapshots that it speaks of too.

    ``trades`` has the source's own word for what a model is for, text or not: kind, id, word.
    """

    facts: tuple[Fact, ...] = ()
    families: tuple[tuple[str, str], ...] = ()
    trades: tuple[tuple[str, str, str], ...] = ()


class StoredReference(Value):
    """A reference as it was last fetched; ``sha256`` is that of what was published."""

    state: ReferenceState
    sha256: str
    content: ReferenceContent
