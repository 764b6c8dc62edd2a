"""Merges what a provider sent, what the pricing file says and what is known into one normalised model. Pure.

Each value has an owner: the provider (metadata, status), the pricing file with the admin's amendments (prices, and what
the provider does not send, see `ownership`), the admin (`enabled`, an edited name). None overwrites another's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import Capability, ListedModel, NormalizedModel, Status, StoredModel
from modelsync.core.names import display_name
from modelsync.core.ownership import Terms, owned_facts
from modelsync.core.pricing import Pricing

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LISTING", "Terms", "normalise", "status_of"]

LISTING = "listing"
"""The source of a price that the provider's own list holds."""


def status_of(lifecycle: Lifecycle, today: date, *, date_is_final: bool) -> Status:
    """Active or archived, by the provider's flag and, where the provider means it so, by the date that passed.

    ``date_is_final``: OpenAI's ``shutdown_date`` ends a model on that day (UTC). Anthropic's ``retires_at`` does not:
    its ``lifecycle`` is the signal, a passed date means overdue. So does a date of the pricing file or an admin.
    """
    if lifecycle.state == "retired":
        return "archived"
    is_final = date_is_final and lifecycle.is_providers
    if is_final and lifecycle.retires_at is not None and lifecycle.retires_at <= today:
        return "archived"
    return "active"


def normalise(
    provider: str,
    listed: ListedModel,
    known: StoredModel | None,
    terms: Terms | None,
    today: date,
    *,
    date_is_final: bool,
    prices_readable: bool = True,
) -> NormalizedModel:
    """The model as the catalogue should hold it; a value that nobody sent keeps what is known.

    A known release time stays: llama.cpp and Mistral send the time of the request.
    With ``prices_readable`` False (a broken pricing file) the known price stays, and whatever else the file said.
    """
    facts = owned_facts(listed, known, terms, readable=prices_readable)
    status = status_of(facts.lifecycle, today, date_is_final=date_is_final)
    provider_name = (
        listed.display_name
        or (terms and terms.display_name)
        or (known and known.provider_display_name)
        or display_name(listed.own_id)
    )
    pricing = _price(listed, known, terms) if prices_readable else (known and known.pricing)
    return NormalizedModel.of_checked(
        {
            "provider": provider,
            "universal_model_id": listed.universal_model_id,
            "provider_model_id": listed.own_id,
            "display_name": known.display_name
            if known and known.display_name_by == "admin"
            else provider_name,
            "provider_display_name": provider_name,
            "status": status,
            "enabled": known.enabled and status == "active" if known else None,
            "description": listed.description or (known and known.description),
            "released_at": (known and known.released_at) or listed.released_at,
            "context_window": facts.context_window,
            "max_output_tokens": facts.max_output_tokens,
            "pricing": pricing,
            "lifecycle": facts.lifecycle,
            "capabilities": _capabilities(listed.capabilities, known.capabilities if known else {}),
            "sources": facts.sources,
        }
    )


def _capabilities(sent: dict[str, Capability], known: dict[str, Capability]) -> dict[str, Capability]:
    """What is known with what was sent over it; mostly they are the same, and one value serves both."""
    if not known:
        return sent
    return known if sent == known else {**known, **sent}


def _price(listed: ListedModel, known: StoredModel | None, terms: Terms | None) -> Pricing | None:
    """The pricing file's price, else the list's; a list that says nothing of the price keeps what it said before."""
    if terms and terms.pricing:
        return terms.pricing.whole()
    if "pricing" in listed.model_fields_set:
        return listed.pricing and listed.pricing.whole()
    before = known and known.pricing
    return before if before and before.source == LISTING else None
