"""The references, one line each, in the order in which they are shown. Never fetches."""

from __future__ import annotations

from datetime import date
from typing import Final

from modelsync.prices.references import deprecations, litellm, models_dev
from modelsync.prices.references.base import ParsedReference, ReferenceSource


def _packaged(today: date) -> tuple[str, ParsedReference]:
    from modelsync.prices.references import genai

    return genai.packaged(today)


def _parse(content: bytes, today: date) -> ParsedReference:
    from modelsync.prices.references import genai

    return genai.parse(content, today)


GENAI: Final = ReferenceSource(
    name="genai-prices",
    label="genai-prices",
    setting="genai_prices",
    address="https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json",
    parse=_parse,
    packaged=_packaged,
)

REFERENCES: Final[dict[str, ReferenceSource]] = {
    source.name: source for source in (GENAI, litellm.SOURCE, models_dev.SOURCE, deprecations.SOURCE)
}
