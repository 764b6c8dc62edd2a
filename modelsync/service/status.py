"""State of the installation: database, providers, pricing files, settings. Read-only; creates nothing, shows no key."""

from __future__ import annotations

import platform
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from modelsync.adapters.plugins import problems
from modelsync.core.intervals import in_words
from modelsync.core.system_status import (
    DatabaseStatus,
    LastSync,
    PricesStatus,
    ProviderStatus,
    Setting,
    Status,
    failure,
)
from modelsync.errors import PricingError, SettingsError, StoreError
from modelsync.report import words
from modelsync.service.context import ServiceContext, without_secrets
from modelsync.service.former_providers import former_providers
from modelsync.service.unattended import Unattended
from modelsync.settings import Settings
from modelsync.store import subjects as store
from modelsync.store.database import SCHEMA_REVISION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelsync.adapters import Adapter
    from modelsync.core.attempts import Attempt
    from modelsync.core.former_provider import FormerProvider
    from modelsync.core.plans import Plan

_ELSEWHERE = {
    "database_url",
    "pricing_dir",
    "oidc_client_id",
    "oidc_server_metadata_url",
    "oidc_redirect_uri",
    "webhook_url",
}
"""Settings shown elsewhere on the page, or owned by the identity provider."""

_STATES = {"waiting": "pending"}
"""What people call the state of a plan, where that is not the stored word."""


class System:
    """Reads about the installation itself."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def catalogue_state(self) -> str:
        """A token that changes with every commit to the catalogue; use it as a cache key. Raises StoreError."""
        with self._context.database.reading() as session:
            return store.catalogue_state(session)

    def status(self) -> Status:
        """The status. Raises nothing: errors are part of it."""
        database = self._database_status()
        last, failed, former = self._last_syncs(database)
        providers = tuple(
            self._provider_status(a, last.get(a.provider), failed.get(a.provider))
            for a in self._context.providers.values()
        )
        prices = tuple(
            self._prices_status(a.provider) for a in self._context.providers.values() if self._has_file(a)
        )
        unattended = Unattended(self._context, database)
        problems = [
            database.problem,
            *unattended.problems,
            *(p.problem for p in providers),
            *(p.problem for p in prices),
            *(last_sync.problem for last_sync in last.values()),
            *map(_failure, providers),
            self._login_problem(),
        ]
        return Status(
            version=_version(),
            python=platform.python_version(),
            database=database,
            providers=providers,
            former=former,
            pricing_dir=str(self._context.settings.pricing_dir),
            prices=prices,
            schedule=unattended.schedule,
            receivers=unattended.receivers,
            references=unattended.references,
            deadlines=unattended.deadlines,
            settings=tuple(_settings(self._context.settings)),
            problems=tuple(problem for problem in problems if problem),
        )

    def _login_problem(self) -> str | None:
        """Why the server would admit nobody; knows nothing of a login in secrets.toml."""
        try:
            login = self._context.settings.oidc()
        except SettingsError as error:
            return str(error)
        if (
            self._context.settings.require_login
            and not login
            and not Path(".streamlit/secrets.toml").is_file()
        ):
            return "MODELSYNC_REQUIRE_LOGIN is set, but no login is: the server serves nobody. Set MODELSYNC_OIDC_…."
        return None

    def _database_status(self) -> DatabaseStatus:
        url = self._context.database.engine.url
        path = Path(url.database) if self._context.database.is_sqlite and url.database else None
        known = DatabaseStatus(
            kind="SQLite" if self._context.database.is_sqlite else "PostgreSQL",
            address=self._context.database.label,
            problem=None,
            exists=path is None or path.is_file(),
            program_revision=SCHEMA_REVISION,
        )
        if not known.exists and path and path.parent.is_dir():
            return known.model_copy(update={"migrations_pending": True})
        try:
            with self._context.database.looking() as session:
                counts = store.row_counts(session)
                server = session.connection().dialect.server_version_info or ()
            revision = self._context.database.revision()
        except StoreError as error:
            return known.model_copy(update={"problem": str(error)})
        return known.model_copy(
            update={
                "server_version": ".".join(map(str, server)),
                "size_bytes": path.stat().st_size if path else None,
                "revision": revision,
                "migrations_pending": revision != SCHEMA_REVISION,
                "problem": self._schema_problem(revision),
                "models": counts.models,
                "plans": counts.plans,
                "runs": counts.runs,
            }
        )

    def _schema_problem(self, revision: str | None) -> str | None:
        """Why the schema is unusable; an older SQLite file is upgraded at first use."""
        try:
            self._context.database.refuse_newer(revision)
        except StoreError as error:
            return str(error)
        if revision == SCHEMA_REVISION or self._context.database.is_sqlite:
            return None
        return "The database has an old schema or no tables yet. Run `modelsync db upgrade`."

    def plugin_problems(self) -> list[str]:
        """The sentence of each installed kind of providers that cannot be used."""
        return problems()

    def _last_syncs(
        self, database: DatabaseStatus
    ) -> tuple[Mapping[str, LastSync], Mapping[str, Attempt], tuple[FormerProvider, ...]]:
        """Of each provider the newest plan, and the last attempt where that failed; and the former providers."""
        if database.problem or database.migrations_pending:
            return {}, {}, ()
        try:
            with self._context.database.looking() as session:
                plans = store.latest_plans(session)
                undone = store.undone_plans(session, [plan.id for plan in plans.values()])
                failed = store.last_failures(session)
        except StoreError:
            return {}, {}, ()
        syncs = {name: _last_sync(plan, undone.get(plan.id)) for name, plan in plans.items()}
        return syncs, failed, former_providers(self._context, plans)

    def _provider_status(
        self, adapter: Adapter, last_sync: LastSync | None, last_failure: Attempt | None
    ) -> ProviderStatus:
        key_from = self._context.settings.secret_from(*adapter.key_variables)
        problem = adapter.problem
        try:
            self._context.settings.secret(*adapter.key_variables)
        except SettingsError as error:
            problem = str(error)
        variable = adapter.base_url_variable
        base_url_from = variable if variable and self._context.settings.variable(variable) else None
        return ProviderStatus(
            provider=adapter.provider,
            kind=adapter.kind or adapter.provider,
            label=adapter.label,
            id_prefix=adapter.traits.id_prefix,
            key_from=key_from,
            needs_key=bool(adapter.key_variables),
            missing_key=self._context.missing_key(adapter.provider),
            problem=problem,
            base_url=without_secrets(self._context.base_url(adapter)),
            base_url_from=base_url_from or (adapter.configured_in or None),
            last_sync=last_sync,
            last_failure=last_failure,
        )

    def _has_file(self, adapter: Adapter) -> bool:
        """Whether the provider has a pricing file, which only the built-in ones need."""
        file = self._context.settings.pricing_dir / f"{adapter.provider}-pricing.json"
        return not adapter.is_configured or file.exists()

    def _prices_status(self, provider: str) -> PricesStatus:
        file = f"{provider}-pricing.json"
        try:
            prices = self._context.price_list(provider)
        except PricingError as error:
            return PricesStatus(provider=provider, file=file, problem=str(error))
        days = [period.begins for entry in prices.entries for period in entry.prices]
        return PricesStatus(
            provider=provider,
            file=file,
            problem=None,
            models=len(prices.entries),
            periods=len(days),
            oldest=min(days, default=None),
            newest=max(days, default=None),
        )


def _version() -> str:
    try:
        return version("modelsync")
    except PackageNotFoundError:
        return "unknown: not installed as a package"


def _last_sync(plan: Plan, undone_by: str | None) -> LastSync:
    listed = f"adopted from {plan.context.adopted_from}" if plan.adopts else "listed"
    counts = "up to date" if plan.diff.is_empty else words.counts(plan.diff)
    closed = f" by {plan.closed_by}" if plan.closed_by else ""
    undone = f", undone by run {undone_by}" if undone_by else ""
    became = (
        ""
        if plan.state == "waiting" and plan.diff.is_empty
        else f"; {_STATES.get(plan.state, plan.state)}{closed}{undone}"
    )
    return LastSync(
        at=plan.fetched_at,
        actor=plan.actor,
        plan_id=plan.id,
        state=plan.state,
        outcome="cannot be read" if plan.problem else f"{plan.diff.listed:,} {listed}: {counts}{became}",
        problem=plan.problem,
    )


def _failure(provider: ProviderStatus) -> str | None:
    failed = provider.last_failure
    return failure(provider, f"{failed.at:%Y-%m-%d %H:%M} UTC") if failed else None


def _settings(settings: Settings) -> list[Setting]:
    return [
        Setting(
            variable=f"MODELSYNC_{name.upper()}",
            value=_in_words(value := getattr(settings, name)),
            is_default=value == field.default,
            meaning=field.description,
        )
        for name, field in Settings.model_fields.items()
        if name not in _ELSEWHERE
    ]


def _in_words(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return f"{len(value)} entr{'y' if len(value) == 1 else 'ies'}" if value else "none"
        case float():
            return f"{value:g}"
        case timedelta():
            return in_words(value)
        case None:
            return "not set"
        case _:
            text = str(value)
            return without_secrets(text) if "://" in text else text
