"""What a model costs: figures, tiers, the price of today and those to come. Decimal, in USD; never reads a clock or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from modelsync.core.declared import PER_1K_CALLS, Figure, InConfig
from modelsync.core.kinds import Day, Tokens, Usd
from modelsync.core.values import SPARSE, UNLESS_EMPTY, Kept, Value

if TYPE_CHECKING:
    from decimal import Decimal


class Figures(Value):
    """Price figures in USD, each per its unit; one that the provider does not have is None, and left out of JSON."""

    input: Annotated[
        Usd | None, Figure("input", "input tokens", genai="input_mtok", required=True, usual=True), SPARSE
    ] = None
    cached_input: Annotated[
        Usd | None,
        Figure(
            "cached input",
            "input tokens that were read from the provider's cache",
            short="cached",
            genai="cache_read_mtok",
            usual=True,
        ),
        SPARSE,
    ] = None
    output: Annotated[
        Usd | None,
        Figure("output", "output tokens", genai="output_mtok", required=True, usual=True),
        SPARSE,
    ] = None
    cache_write: Annotated[
        Usd | None,
        Figure(
            "cache write", "input tokens that were written to the provider's cache", genai="cache_write_mtok"
        ),
        SPARSE,
    ] = None
    cache_write_long: Annotated[
        Usd | None,
        Figure(
            "long cache write",
            "input tokens that were written to the provider's cache for an hour or longer",
            short="long write",
        ),
        SPARSE,
    ] = None
    batch_input: Annotated[Usd | None, Figure("batch input", "input tokens of batch requests"), SPARSE] = None
    batch_output: Annotated[Usd | None, Figure("batch output", "output tokens of batch requests"), SPARSE] = (
        None
    )
    audio_input: Annotated[
        Usd | None, Figure("audio input", "input tokens of audio", genai="input_audio_mtok"), SPARSE
    ] = None
    web_search: Annotated[
        Usd | None, Figure("web search", "calls of the provider's web search", unit=PER_1K_CALLS), SPARSE
    ] = None

    def amount(self, figure: Figure) -> Decimal | None:
        """One of the figures."""
        amount: Decimal | None = getattr(self, figure.key)
        return amount


class Tier(Figures):
    """Other figures for requests with more than so many input tokens; a figure without another one holds on."""

    above_tokens: Tokens


class Price(Figures):
    """What a model costs at one time: figures, and tiers sorted by ``above_tokens``."""

    tiers: Annotated[tuple[Tier, ...], InConfig("tiers", csv="tiers"), UNLESS_EMPTY] = ()


class UpcomingPrice(Price):
    """A price that is known before its first day."""

    begins: Annotated[Day, Field(alias="from")]


class Pricing(Price, Kept):
    """The price of today, the known prices to come, and where they are from; ``as_of`` is the first day of the price."""

    marker = "source_url"

    upcoming: Annotated[
        tuple[UpcomingPrice, ...], InConfig("upcoming price", csv="upcoming"), UNLESS_EMPTY
    ] = ()
    source: Annotated[str | None, InConfig("price source", provenance=True)] = None
    source_url: Annotated[str | None, InConfig("price page", provenance=True)] = None
    as_of: Annotated[Day | None, InConfig("price as of", provenance=True)] = None
