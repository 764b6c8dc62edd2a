"""What a reference is: a published collection of prices, limits or retirements, and its ``parse``. Never fetches, never stores.

Adding one is one file beside this one that builds a ``ReferenceSource``, and one line in ``registry``. Facts name a provider
by its kind (``openai``, ``mistral``) and a model by the provider's own id, found by the source's own rule of prefixes alone.
OpenRouter is in none: its own list has its prices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from modelsync.core.facts import Fact
from modelsync.prices.book import family

OFF = "off"
"""The setting of a reference that is not used."""


def in_form(snapshot: str) -> str:
    """The id of a snapshot with ``#`` for each digit of its end: ``claude-haiku-4-5-########``."""
    head = family(snapshot)
    return head + re.sub(r"\d", "#", snapshot[len(head) :])


class UnusableReferenceError(Exception):
    """Nothing of it can be used; ``str(error)`` says why, as the rest of a sentence."""


@dataclass(frozen=True)
class ParsedReference:
    """What a reference says; ``as_of`` is the newest day that it names itself, None when it names none.

    ``families`` are kinds and forms of snapshots (``in_form``) that the source prices with their family. ``problems`` name what could not be
    read and is left out. ``trades`` says of models, text or not, what they are for in the source's own word: kind, id, word.
    """

    facts: tuple[Fact, ...]
    as_of: date | None = None
    families: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[str, ...] = ()
    trades: tuple[tuple[str, str, str], ...] = ()

    @property
    def models(self) -> int:
        """How many models it speaks of."""
        return len({(fact.provider, fact.universal_model_id) for fact in self.facts})


Parse: TypeAlias = Callable[[bytes, date], ParsedReference]


@dataclass(frozen=True)
class ReferenceSource:
    """One reference: its name, what people call it, the setting of its address, its public address, its ``parse``.

    ``parse`` takes the bytes as published and the day of today; it raises UnusableReferenceError and nothing else.
    ``packaged`` gives what is installed with Model Sync, which is known without a fetch.
    """

    name: str
    label: str
    setting: str
    address: str
    parse: Parse
    packaged: Callable[[date], tuple[str, ParsedReference]] | None = None

    @property
    def variable(self) -> str:
        """The variable that sets where it is fetched from."""
        return f"MODELSYNC_{self.setting.upper()}"
