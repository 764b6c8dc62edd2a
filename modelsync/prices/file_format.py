"""The format of ``pricing/*.json``: its keys, its kinds of values, its JSON Schema. Pure; knows no file, no day, no rule between entries.

All figures are USD per million tokens, written as text, so that none is rounded. Unknown keys are refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from modelsync.core.declared import Figure
from modelsync.core.kinds import (
    MOST_TOKENS,
    NAME_LENGTH,
    Day,
    DisplayName,
    ModelId,
    Tokens,
    Usd,
    clean_text,
    is_model_id,
    is_visible,
)
from modelsync.core.lifecycle import RetiresKind
from modelsync.core.model_fields import FIGURES
from modelsync.core.pricing import Price, Pricing, UpcomingPrice
from modelsync.core.pricing import Tier as CatalogueTier

if TYPE_CHECKING:
    from collections.abc import Sequence


def _usd(value: object) -> Decimal:
    match = re.fullmatch(r"(-?)\d{1,9}(?:\.\d{1,12})?", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        found = "a JSON number" if isinstance(value, int | float) else "not a plain decimal"
        raise ValueError(f'is {found}; write it as text such as "1.25"')
    if match[1]:
        raise ValueError("is negative; write 0 or more")
    return Decimal(match[0])


def _day(value: object) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError('is not a day of the calendar; write it as "2026-03-17"')


def _tokens(value: object) -> int:
    if type(value) is not int or not 0 < value <= MOST_TOKENS:
        raise ValueError("is not a whole number of tokens above 0; write it as 128000, without quotes")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > NAME_LENGTH:
        raise ValueError(
            f"is not a text of 1 to {NAME_LENGTH} characters; write one, or remove the key if it is optional"
        )
    if clean_text(value) != value or not is_visible(value):
        raise ValueError("has line breaks, needless spaces or invisible characters; type it again")
    return value


def _url(value: object) -> str:
    text = _text(value)
    if re.fullmatch(r"https?://[^\s/?#]\S*", text) is None:
        raise ValueError('is no web address; write one that begins with "https://"')
    return text


def _retires_kind(value: object) -> RetiresKind:
    if value == "announced":
        return "announced"
    if value == "earliest":
        return "earliest"
    raise ValueError('is neither "announced" nor "earliest"; write one of the two')


def _model_id(value: object) -> str:
    text = _text(value)
    if not is_model_id(text):
        raise ValueError("has a space or a character that no model id has; type it again, with plain hyphens")
    if text.startswith("models/"):
        raise ValueError(f'is Google\'s resource name; write "{text.removeprefix("models/")}"')
    return text


FileUsd: TypeAlias = Annotated[
    Usd,
    BeforeValidator(_usd),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,9}(\.\d{1,12})?$", "examples": ["1.25"]}),
]
FileDay: TypeAlias = Annotated[
    Day, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
FileTokens: TypeAlias = Annotated[
    Tokens,
    BeforeValidator(_tokens),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_TOKENS}),
]
FileText: TypeAlias = Annotated[
    DisplayName,
    BeforeValidator(_text),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": NAME_LENGTH, "pattern": r"\S"}),
]
FileUrl: TypeAlias = Annotated[
    str,
    BeforeValidator(_url),
    WithJsonSchema({"type": "string", "maxLength": NAME_LENGTH, "pattern": r"^https?://\S+$"}),
]
FileModelId: TypeAlias = Annotated[
    ModelId,
    BeforeValidator(_model_id),
    WithJsonSchema({"type": "string", "maxLength": NAME_LENGTH, "pattern": r"^(?!models/)[!-~]+$"}),
]


FileRetiresKind: TypeAlias = Annotated[
    RetiresKind,
    BeforeValidator(_retires_kind),
    WithJsonSchema({"type": "string", "enum": ["announced", "earliest"]}),
]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Entry = TypeVar("Entry", bound=_Entry)


def _with_figures(model: type[Entry]) -> type[Entry]:
    """The class with a key for each declared price figure, before the keys of its subclasses."""
    keys: dict[str, Any] = {}
    for figure in FIGURES:
        description = f"{figure.meaning}, as text."
        if figure.required:
            keys[figure.csv] = (FileUsd, Field(description=description))
        else:
            keys[figure.csv] = (FileUsd | None, Field(default=None, description=description))
    return create_model(model.__name__, __base__=model, __module__=model.__module__, **keys)


@_with_figures
class Rates(_Entry):
    """The price figures; one that is not required is missing where the provider has none."""

    def amount(self, figure: Figure) -> Decimal | None:
        """One of the figures."""
        amount: Decimal | None = getattr(self, figure.csv)
        return amount

    def amounts(self) -> dict[str, Decimal | None]:
        """All figures by the names of their fields in the catalogue."""
        return {figure.key: self.amount(figure) for figure in FIGURES}

    def figures(self) -> dict[Figure, Decimal | None]:
        """All figures, in the order in which people read them."""
        return {figure: self.amount(figure) for figure in FIGURES}


class Tier(Rates):
    """Other figures for requests with more input than that."""

    above_input_tokens: FileTokens = Field(
        description="The tier holds for requests with more input tokens than this."
    )


class Period(Rates):
    """The price from a day on, until the next period begins."""

    begins: FileDay = Field(
        alias="from",
        description="The first day of this price. Append a new period for a new price; never overwrite an old one.",
    )
    tiers: tuple[Tier, ...] = Field(
        default=(), description="Other figures for long requests, sorted by above_input_tokens."
    )
    source: FileText = Field(
        description="Where the figures are from, such as the name and version of a data set."
    )
    source_url: FileUrl | None = Field(default=None, description="The page that a person looked at.")
    checked_on: FileDay | None = Field(
        default=None, description="The day on which a person compared these figures with the provider's page."
    )

    def price(self) -> Price:
        """Give the figures the shape of the catalogue."""
        return Price.model_validate({**self.amounts(), "tiers": _tiers(self)})

    def pricing(self, remark: str = "", upcoming: Sequence[Period] = ()) -> Pricing:
        """Give the price the shape of the catalogue, with those to come; the remark goes to its source."""
        return Pricing.model_validate(
            {
                **self.amounts(),
                "tiers": _tiers(self),
                "upcoming": tuple(
                    UpcomingPrice.model_validate(
                        {**later.amounts(), "tiers": _tiers(later), "begins": later.begins}
                    )
                    for later in upcoming
                ),
                "source": self.source + remark,
                "source_url": self.source_url,
                "as_of": self.begins,
            }
        )


def _tiers(period: Period) -> tuple[CatalogueTier, ...]:
    return tuple(
        CatalogueTier.model_validate({**tier.amounts(), "above_tokens": tier.above_input_tokens})
        for tier in period.tiers
    )


class ModelEntry(_Entry):
    """One model; its aliases have its price and limits, but a name of their own."""

    id: FileModelId = Field(
        description="The id for API calls. A dated snapshot without an entry of its own takes its family's price."
    )
    aliases: tuple[FileModelId, ...] = Field(default=(), description="Other ids with the same price, sorted.")
    display_name: FileText | None = Field(
        default=None, description="The name that users see, where the provider has none."
    )
    context_window: FileTokens | None = Field(
        default=None, description="Tokens that fit into one request, where the provider's list does not say."
    )
    max_output_tokens: FileTokens | None = Field(
        default=None, description="Tokens of the longest answer, where the provider's list does not say."
    )
    deprecated_on: FileDay | None = Field(
        default=None, description="The day on which the provider deprecated the model."
    )
    retires_on: FileDay | None = Field(
        default=None,
        description="The last day of the model, where the provider's list does not say it. It never archives by itself.",
    )
    retires_kind: FileRetiresKind | None = Field(
        default=None,
        description='"announced" (the default), or "earliest" for a day before which the model does not retire.',
    )
    replacement: FileModelId | None = Field(
        default=None, description="The id that the provider recommends instead."
    )
    replacement_note: FileText | None = Field(
        default=None, description="What else to do when the model is replaced, such as a mode to set."
    )
    source_url: FileUrl | None = Field(
        default=None, description="The page that announces the end of the model."
    )
    prices: tuple[Period, ...] = Field(description="The prices by day, oldest first.")

    @property
    def names(self) -> tuple[str, ...]:
        """The id and the aliases."""
        return (self.id, *self.aliases)

    def to_json(self) -> dict[str, Any]:
        """The entry as it stands in a file: without keys that say nothing, periods and tiers led by what tells them apart."""
        entry = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        for period in entry["prices"]:
            if tiers := period.pop("tiers", None):
                period["tiers"] = [
                    {"above_input_tokens": tier["above_input_tokens"], **tier} for tier in tiers
                ]
        return {**entry, "prices": [{"from": period["from"], **period} for period in entry["prices"]]}

    def period(self, on: date) -> Period | None:
        """Find the period that holds on a day: None before the first."""
        return period_on(self.prices, on)

    def pricing(self, on: date, remark: str = "") -> Pricing | None:
        """Give the price that holds on a day, with those to come; None before the first."""
        period = self.period(on)
        if period is None:
            return None
        return period.pricing(remark, [later for later in self.prices if later.begins > on])


def period_on(periods: Sequence[Period], on: date) -> Period | None:
    """Find the period that holds on a day among periods sorted by day: None before the first."""
    return next((period for period in reversed(periods) if period.begins <= on), None)


class PricingFile(_Entry):
    """A pricing file of Model Sync, kept by hand: what the models of one provider cost."""

    schema_: FileText | None = Field(
        default=None,
        alias="$schema",
        description="Where editors find this schema; Model Sync does not read it.",
    )
    provider: FileText = Field(description="The provider that the file is named after.")
    currency: Literal["USD"]
    models: tuple[ModelEntry, ...] = Field(description="The models, sorted by id.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a pricing file, for editors that complete and check it while a person types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **PricingFile.model_json_schema()}
