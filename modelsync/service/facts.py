"""Use cases of facts: set, take back, list, export. Each change is one transaction and one run of kind `facts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.core.amendments import Amendment, FactChange, amended
from modelsync.core.edits import checked_reason
from modelsync.core.models import ModelUpdate, StoredModel
from modelsync.core.safety import price_findings
from modelsync.errors import (
    EditError,
    NotFoundError,
    PricingError,
    StalePlanError,
    UnsafePlanError,
)
from modelsync.prices.amended import folded, is_said
from modelsync.prices.export import exported
from modelsync.prices.file_format import PricingFile
from modelsync.prices.mistakes import file_mistakes, in_words
from modelsync.service import fact_checks
from modelsync.service.announcements import announce_runs
from modelsync.service.approvals import thresholds
from modelsync.service.fact_rows import rows_of_facts
from modelsync.service.replanning import locked_plans, plan_again
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from modelsync.core.actors import Actor
    from modelsync.core.facts import Fact
    from modelsync.core.plans import Plan
    from modelsync.core.row_changes import RowChange
    from modelsync.core.runs import Run
    from modelsync.prices.book import PriceList
    from modelsync.service.context import ServiceContext
    from modelsync.service.sync import Sync


class Facts:
    """Facts that an admin sets or accepts, over the pricing files."""

    def __init__(self, context: ServiceContext, sync: Sync) -> None:
        self._context = context
        self._sync = sync

    def amendments(self, provider: str | None = None) -> list[Amendment]:
        """The amendments in force, by key: those that the pricing file does not say by now. Raises NotFoundError."""
        if provider is not None:
            self._context.adapter(provider)
        with self._context.database.reading() as session:
            stored = store.amendments(session, provider)
        files: dict[str, PriceList | None] = {}
        for amendment in stored.values():
            if amendment.provider not in files:
                files[amendment.provider] = self._file(amendment.provider)
        return [
            one for one in stored.values() if (file := files[one.provider]) is None or not is_said(file, one)
        ]

    def set_facts(
        self,
        facts: Iterable[Fact],
        *,
        actor: Actor,
        reason: str | None = None,
        seen: Mapping[str, int | None] | None = None,
        force: bool = False,
    ) -> Run | None:
        """Make these facts amendments, all or none, and merge them into the catalogue; None when they change nothing.

        A price is whole and begins today without a day; of another fact the keys that are not said stay. ``seen`` holds
        the version of each amendment that the admin looked at, None where there was none: one that somebody changed
        since is refused with what they did. Safety findings need ``force`` and a ``reason``. Raises NotFoundError,
        EditError, StalePlanError, UnsafePlanError, PricingError, StoreError.
        """
        actor.require_admin()
        with self._context.database.writing("catalogue") as session:
            return self.set_in(session, facts, actor=actor, reason=reason, seen=seen, force=force)

    def set_in(
        self,
        session: store.Session,
        facts: Iterable[Fact],
        *,
        actor: Actor,
        reason: str | None,
        seen: Mapping[str, int | None] | None = None,
        force: bool,
    ) -> Run | None:
        """As `set_facts`, in an open transaction that serialises changes of the catalogue."""
        facts, reason = list(facts), checked_reason(reason)
        providers = {fact.provider for fact in facts}
        for fact in facts:
            fact_checks.refuse_badly_said(fact)
        for provider in providers:
            self._context.adapter(provider)
        plans = locked_plans(session, providers)
        fact_checks.refuse_strangers(session, facts, plans)
        stored = store.amendments(session)
        self._refuse_moved(session, stored, seen or {})
        now = self._context.clock()
        changes = amended(stored, facts, by=actor.name, at=now, today=now.date(), reason=reason)
        return self._write(session, stored, changes, plans, actor, reason=reason, force=force)

    def unset_facts(
        self,
        keys: Collection[str],
        *,
        actor: Actor,
        reason: str | None = None,
        seen: Mapping[str, int | None] | None = None,
        force: bool = False,
    ) -> Run:
        """Take amendments back, all or none: the pricing file holds again. Raises as `set_facts`."""
        actor.require_admin()
        reason = checked_reason(reason)
        with self._context.database.writing("catalogue") as session:
            stored = store.amendments(session)
            for key in sorted(set(keys) - stored.keys()):
                raise NotFoundError(f"There is no amendment {key!r}. Look at the amendments again.")
            plans = locked_plans(session, {stored[key].provider for key in keys})
            self._refuse_moved(session, stored, seen or {})
            changes = [FactChange(key, stored[key], None) for key in sorted(set(keys))]
            run = self._write(session, stored, changes, plans, actor, reason=reason, force=force)
            if run is None:
                raise EditError("Name an amendment to take back.")
            return run

    def exported_prices(self, provider: str) -> str:
        """The provider's pricing file with the amendments folded in; untouched entries byte for byte as they were.

        Raises NotFoundError, PricingError.
        """
        file = self._context.price_list(provider)
        path = self._context.settings.pricing_dir / f"{provider}-pricing.json"
        text = path.read_bytes().decode("utf-8") if file.has_file else None
        with self._context.database.reading() as session:
            after = folded(file, store.amendments(session, provider).values())
        whole = PricingFile(provider=provider, currency="USD", models=after.entries)
        for mistake in file_mistakes(whole, provider):
            sentence = in_words(whole.model_dump(mode="json"), mistake)
            raise PricingError(f"The amendments do not fit into {path.name}: {sentence}.")
        return exported(text, file, after)

    def _file(self, provider: str) -> PriceList | None:
        try:
            return self._context.price_list(provider)
        except (PricingError, NotFoundError):
            return None

    def _refuse_moved(
        self,
        session: store.Session,
        stored: Mapping[str, Amendment],
        seen: Mapping[str, int | None],
    ) -> None:
        moved = []
        for key, version in seen.items():
            now = stored.get(key)
            if (now.version if now else 0) != (version or 0):
                moved.append(fact_checks.what_happened(session, key, now))
        if moved:
            raise StalePlanError(
                f"Somebody changed this since you looked: {'; '.join(moved)}. Nothing was saved. "
                "Look at it again and repeat your change.",
                tuple(moved),
            )

    def _write(
        self,
        session: store.Session,
        stored: Mapping[str, Amendment],
        changes: Sequence[FactChange],
        plans: Mapping[str, Plan],
        actor: Actor,
        *,
        reason: str | None,
        force: bool,
    ) -> Run | None:
        if not changes:
            return None
        providers = sorted({change.amendment.provider for change in changes})
        rows = rows_of_facts(self._context, session, stored, changes)
        if not (force and reason):
            self._refuse_unsafe(rows)
        written = store.write_changes(session, rows)
        run = store.add_run(
            session,
            written,
            kind="facts",
            provider=providers[0] if len(providers) == 1 else None,
            actor=actor.name,
            at=self._context.clock(),
            reason=reason,
        )
        store.write_facts(session, run.run_id, changes)
        announce_runs(self._context, session, [run])
        touched = {change.amendment.universal_model_id for change in changes}
        touched |= {row.model.universal_model_id for row in rows}
        plan_again(self._sync, session, plans, touched, actor)
        return run

    def _refuse_unsafe(self, rows: Sequence[RowChange]) -> None:
        limits = thresholds(self._context.settings)
        found = [
            finding.message
            for row in rows
            if isinstance(row.before, StoredModel) and row.after
            for finding in price_findings(_update(row.before, row.after), limits)
        ]
        if found:
            raise UnsafePlanError(
                f"Safety check failed: {'; '.join(found)}. Nothing was saved. Look at it, then confirm it with a "
                "reason (--force --reason TEXT).",
                tuple(found),
            )


def _update(before: StoredModel, after: StoredModel) -> ModelUpdate:
    return ModelUpdate(existing=before.normalized(), updated=after.normalized(), changed_fields=())
