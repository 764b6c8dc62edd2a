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

    ``families`` is a regular expression for the first word of a text model's id; without one, what the list declares decides
    (`declared_trade`). ``word_rules`` come after the shared ones.
    A model whose list of methods lacks ``text_method`` is judged by ``method_rules``, whose words are method names.
    ``foreign_trades`` names the word rules whose trade the provider has never offered (``*``: all of them): such a word
    in the id of a text family is more likely a name. ``doubts_new_words``: a new text model whose id has a word that no
    accepted one has is in doubt.
    """

    families: str = ""
    word_rules: tuple[TradeRule, ...] = ()
    text_method: str | None = None
    method_rules: tuple[TradeRule, ...] = ()
    foreign_trades: str = ""
    doubts_new_words: bool = False


@dataclass(frozen=True, kw_only=True)
class ProviderTraits:
    """One provider. ``date_is_final``: a ``retires_at`` that has passed means archived, not only overdue.

    ``id_prefix`` stands before the provider's own ids in the catalogue; ``include`` and ``exclude`` are globs over those
    own ids, which decide before anything else. All three belong to configured providers. ``also_called`` are names that other
    programs have for it.
    """

    name: str
    label: str
    date_is_final: bool
    filter: FilterTraits
    id_prefix: str = ""
    also_called: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def own_id(self, universal_model_id: str) -> str:
        """The id that the provider's API takes."""
        return universal_model_id.removeprefix(self.id_prefix)
