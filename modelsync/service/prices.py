"""Use cases of the pricing files: findings, which of them are ignored, and suggestions. Changes no price."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from modelsync.core.edits import checked_reason
from modelsync.core.ignored import Ignored
from modelsync.core.kinds import iso_utc
from modelsync.core.models import StoredModel
from modelsync.errors import EditError, NotFoundError, PricingError, StalePlanError
from modelsync.prices.book import PriceList
from modelsync.prices.health import PriceFinding, price_findings
from modelsync.prices.suggestions import Suggestions, suggestions
from modelsync.service.amended import amended_prices
from modelsync.service.context import ServiceContext
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.prices.references.known import KnownPrices
    from modelsync.service.references import References


class Prices:
    """The hand-kept prices."""

    def __init__(self, context: ServiceContext, references: References) -> None:
        self._context = context
        self._references = references

    def price_list(self, provider_id: str) -> PriceList:
        """The provider's pricing file with the amendments over it. Raises NotFoundError, PricingError."""
        with self._context.database.reading() as session:
            return amended_prices(self._context, session, provider_id)

    def price_findings(self, provider_id: str) -> list[PriceFinding]:
        """Findings on the provider's prices, compared with the references; ignored ones say who ignores them.

        Raises NotFoundError, PricingError, StoreError.
        """
        with self._context.database.reading() as session:
            return self._findings(session, provider_id)

    def findings_of(self, id_: str, code: str | None = None, *, ignored: bool) -> list[PriceFinding]:
        """The findings on a model, of all codes or of one, those that are ignored or the others. Raises NotFoundError."""
        every: list[PriceFinding] = []
        for name in self._context.providers:
            with suppress(PricingError):  # a broken file of another provider is no obstacle
                every += self.price_findings(name)
        found = [
            one
            for one in every
            if one.universal_model_id == id_
            and code in {None, one.code}
            and (one.ignored is not None) == ignored
        ]
        if not found:
            what = "ignored finding" if ignored else "finding"
            raise NotFoundError(
                f"{id_} has no such {what}. `modelsync prices check --format json` lists them."
            )
        return found

    def ignore_findings(self, findings: Collection[PriceFinding], *, actor: Actor, reason: str) -> None:
        """Ignore these findings until what they found changes; each must still be what the caller saw.

        Raises EditError without a reason, StalePlanError.
        """
        actor.require_admin()
        kept = checked_reason(reason)
        if not kept:
            raise EditError("To ignore a finding needs a reason. Say why; nothing was changed.")
        why = Ignored(by=actor.name, at=self._context.clock(), reason=kept)
        for provider, group in _by_provider(findings):
            with self._context.database.writing(provider) as session:
                now = {finding.key: finding for finding in self._findings(session, provider)}
                moved = [sentence for one in group if (sentence := _moved(one, now.get(one.key)))]
                if moved:
                    raise StalePlanError(
                        f"{moved[0]}. Nothing was changed; look at them again.", tuple(moved)
                    )
                store.ignore_findings(session, provider, [one.key for one in group], why)

    def recall_findings(self, findings: Collection[PriceFinding], *, actor: Actor) -> None:
        """Take back that these findings are ignored; who ignored them and why stays on record."""
        actor.require_admin()
        for provider, group in _by_provider(findings):
            with self._context.database.writing(provider) as session:
                keys = [one.key for one in group]
                store.recall_findings(session, provider, keys, actor=actor.name, at=self._context.clock())

    def price_suggestions(self, provider_id: str) -> Suggestions:
        """Entries of the references for active models without a price; writes nothing.

        Raises NotFoundError, PricingError, StoreError.
        """
        with self._context.database.reading() as session:
            prices = amended_prices(self._context, session, provider_id)
            models, reference = self._compared(session, provider_id)
        return suggestions(prices, models, self._context.today(), reference)

    def _findings(self, session: store.Session, provider_id: str) -> list[PriceFinding]:
        prices = amended_prices(self._context, session, provider_id)
        models, reference = self._compared(session, provider_id)
        ignored = store.ignored_findings(session, provider_id)
        found = price_findings(prices, models, self._context.today(), reference)
        return [
            one.model_copy(update={"ignored": ignored[one.key]}) if one.key in ignored else one
            for one in found
        ]

    def _compared(self, session: store.Session, provider_id: str) -> tuple[list[StoredModel], KnownPrices]:
        adapter = self._context.adapter(provider_id)
        known = self._references.known(session)
        kind, prefix = adapter.kind or adapter.provider, adapter.traits.id_prefix
        return store.models(session, provider=provider_id), known.of(kind, prefix)


def _by_provider(findings: Iterable[PriceFinding]) -> list[tuple[str, list[PriceFinding]]]:
    ordered = sorted(findings, key=attrgetter("provider"))
    return [(name, list(group)) for name, group in groupby(ordered, attrgetter("provider"))]


def _moved(seen: PriceFinding, now: PriceFinding | None) -> str | None:
    """What happened to a finding since it was shown."""
    if now is None:
        return f"{seen.universal_model_id} has changed since it was shown"
    if now.ignored:
        return f"{now.universal_model_id} was ignored by {now.ignored.by} at {iso_utc(now.ignored.at)}"
    return None
