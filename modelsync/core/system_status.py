"""State of an installation: database, providers, pricing files, settings. Pure values; hold no key."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field

from modelsync.core.attempts import Attempt
from modelsync.core.events import Receiver
from modelsync.core.former_provider import FormerProvider
from modelsync.core.kinds import UtcDatetime
from modelsync.core.values import Value


class LastSync(Value):
    """A provider's newest plan: when it was fetched, by whom, what it held and what became of it."""

    at: UtcDatetime
    actor: str
    plan_id: str
    state: str
    outcome: str
    problem: str | None = None


class ProviderStatus(Value):
    """Access to a provider; ``key_from`` is the variable that holds the key, never the key.

    ``last_failure`` is the last attempt to sync, where it failed. ``base_url_from`` is the variable or the table of the
    file that sets the address.
    """

    provider: str
    kind: str
    label: str
    id_prefix: str
    needs_key: bool
    key_from: str | None
    missing_key: str | None
    problem: str | None
    base_url: str
    base_url_from: str | None
    last_sync: LastSync | None
    last_failure: Attempt | None


class Key(Value):
    """The variable that holds a provider's key, None where none is sent; never the key."""

    variable: str | None
    present: bool


class KnownProvider(Value):
    """A provider, built in or configured, as `modelsync providers` prints it."""

    provider: str
    kind: str
    label: str
    base_url: str
    id_prefix: str
    key: Key
    last_sync: LastSync | None

    @classmethod
    def of(cls, found: ProviderStatus) -> Self:
        """The part of its status that tells it from others."""
        return cls(
            provider=found.provider,
            kind=found.kind,
            label=found.label,
            base_url=found.base_url,
            id_prefix=found.id_prefix,
            key=Key(variable=found.key_from or found.missing_key, present=found.key_from is not None),
            last_sync=found.last_sync,
        )


def failure(provider: ProviderStatus, at: str) -> str | None:
    """The sentence of a sync that failed last, ``at`` a time in words; of a provider without a key nobody expects one."""
    failed = provider.last_failure
    if failed is None or provider.missing_key:
        return None
    return f"The last sync of {provider.label} failed at {at}: {failed.error}"


class PricesStatus(Value):
    """One pricing file: its error, or its size and dates."""

    provider: str
    file: str
    problem: str | None
    models: int | None = None
    periods: int | None = None
    oldest: date | None = None
    newest: date | None = None


class DatabaseStatus(Value):
    """The database; unknown values are null, ``problem`` is its error."""

    kind: Literal["SQLite", "PostgreSQL"]
    address: str
    problem: str | None
    exists: bool
    server_version: str | None = None
    size_bytes: int | None = None
    revision: str | None = None
    program_revision: str
    migrations_pending: bool = False
    models: int | None = None
    plans: int | None = None
    runs: int | None = None

    @property
    def without_sync(self) -> str:
        """What a provider's last sync is where none was read: not known while the database cannot be asked."""
        return "not known" if self.problem or (self.exists and self.migrations_pending) else "never"


class ScheduleHost(Value):
    """A process that keeps the schedule, and how often it syncs, in seconds."""

    host: str
    every_seconds: int


class ScheduleStatus(Value):
    """Who keeps the schedule, and when each provider is synced next; ``wanted`` is what this process's settings ask for."""

    hosts: tuple[ScheduleHost, ...] = ()
    next_at: dict[str, UtcDatetime] = Field(default_factory=dict)
    wanted_seconds: int | None = None

    @property
    def cure(self) -> str:
        """What to do where no process keeps the schedule."""
        if self.wanted_seconds:
            return "MODELSYNC_SYNC_EVERY is set, but no running server or modelsync watch keeps the schedule."
        return "Nobody syncs by itself. Set MODELSYNC_SYNC_EVERY=6h for the server, or run modelsync watch --every 6h."


class ReferenceStatus(Value):
    """A reference in use: when it was fetched and is fetched next, and why the last fetch failed, where it did."""

    source: str
    origin: str
    fetched_at: UtcDatetime | None
    next_at: UtcDatetime | None
    failed_at: UtcDatetime | None
    error: str | None


class DeadlineCounts(Value):
    """How many enabled models are past their last day, or within thirty days of it; ``dismissed`` are some of these."""

    overdue: int = 0
    soon: int = 0
    dismissed: int = 0


class Setting(Value):
    """A setting in effect, by its variable."""

    variable: str
    value: str
    is_default: bool
    meaning: str | None


class Status(Value):
    """The whole status; ``problems`` holds every error."""

    version: str
    python: str
    database: DatabaseStatus
    providers: tuple[ProviderStatus, ...]
    former: tuple[FormerProvider, ...]
    pricing_dir: str
    prices: tuple[PricesStatus, ...]
    schedule: ScheduleStatus = ScheduleStatus()
    receivers: tuple[Receiver, ...] = ()
    references: tuple[ReferenceStatus, ...] = ()
    deadlines: DeadlineCounts = DeadlineCounts()
    settings: tuple[Setting, ...]
    problems: tuple[str, ...]
