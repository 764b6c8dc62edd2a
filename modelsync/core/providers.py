"""What the rules need to know of a provider: its names, what its dates mean, how its text models are told. Holds no rule itself.

Each adapter owns one ``ProviderTraits``; the core never sees an adapter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class TradeRule(NamedTuple):
    """Names a trade other than writing text by words that are separated by spaces; ``video*`` stands for every word that begins so."""

    name: str
    words: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FilterTraits:
    """How a provider's text models are told from the others, beside the words that are the same everywhere.

    ``families`` is a regular expression for the first word of a text model's id. ``word_rules`` come after the shared ones.
    A model whose list of methods lacks ``text_method`` is judged by ``method_rules``, whose words are method names.
    """

    families: str
    word_rules: tuple[TradeRule, ...] = ()
    text_method: str | None = None
    method_rules: tuple[TradeRule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProviderTraits:
    """One provider. ``date_is_final``: a ``retires_at`` that has passed means archived, not only overdue."""

    name: str
    label: str
    date_is_final: bool
    filter: FilterTraits
