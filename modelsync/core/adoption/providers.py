"""Whose a row of another catalogue is: by the provider's name there, else by the id; and the id that this catalogue has. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelsync.core.providers import ProviderTraits

_ADDRESS: Final = re.compile(r"(https?)://(?:[^@/?#]*@)?([^/?#]+)([^?#]*)", re.IGNORECASE)
_VERSION: Final = re.compile(r"/v[0-9]+(?:alpha|beta)?$")
"""The end of an address that some programs write and others add by themselves."""

_COMMON: Final = "openai"
"""What LiteLLM calls every server that speaks OpenAI's protocol: no name of its own."""


@dataclass(frozen=True)
class KnownProvider:
    """A provider as others know it; ``litellm`` is what LiteLLM calls it, ``path`` what its list writes before its ids."""

    traits: ProviderTraits
    kind: str
    litellm: str
    base_url: str
    is_configured: bool
    path: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """What others call this provider and no other one."""
        own = {self.traits.name, self.traits.label}
        return frozenset(
            map(spelled, own if self.is_configured else own | {self.litellm, *self.traits.also_called})
        )

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What others call every provider of its kind."""
        return frozenset(map(spelled, {self.kind, self.litellm} - {_COMMON, ""}))


class Owner(NamedTuple):
    """The provider of a row, the id in this catalogue, and the id that the provider's API takes."""

    provider: str
    universal_model_id: str
    own_id: str


class KnownProviders:
    """All providers, to tell whose a row is."""

    def __init__(self, known: Iterable[KnownProvider]) -> None:
        self.all = tuple(known)

    @property
    def listed(self) -> str:
        """Their names, for a sentence."""
        return ", ".join(one.traits.name for one in self.all)

    def named(self, name: str) -> KnownProvider | None:
        """The provider of this name in any spelling, else the only one of this kind."""
        word = spelled(name)
        return _only(one for one in self.all if word in one.names) or _only(
            one for one in self.all if word in one.kinds
        )

    def at(self, litellm: str, address: str, alias: str = "") -> KnownProvider | None:
        """The provider at an address; of several, the one that LiteLLM calls so, or whose prefix the alias begins with."""
        there = [one for one in self.all if _is_at(address, one.base_url)]
        called = [one for one in there if spelled(one.litellm) == spelled(litellm)] or there
        prefixed = (one for one in called if one.traits.id_prefix and alias.startswith(one.traits.id_prefix))
        return _only(called) or _only(there) or _only(prefixed)

    def by_id(self, id_: str) -> KnownProvider | None:
        """The provider whose prefix, name or text family an id begins with."""
        prefixed = [one for one in self.all if one.traits.id_prefix and id_.startswith(one.traits.id_prefix)]
        if prefixed:
            return max(prefixed, key=lambda one: len(one.traits.id_prefix))
        of_path = _only(one for one in self.all if one.path and id_.startswith(one.path))
        head, slash, _rest = id_.partition("/")
        if of_path or slash:
            return of_path or self.named(head)
        word = next(iter(re.findall(r"[a-z0-9]+", id_.lower())), "")
        built_in = (one for one in self.all if not one.is_configured)
        return _only(one for one in built_in if re.fullmatch(one.traits.filter.families, word))


def owner(known: KnownProvider, id_: str) -> Owner:
    """The id without what other programs write before it."""
    prefix = known.traits.id_prefix
    own = id_.removeprefix(prefix)
    head, _, rest = own.partition("/")
    if own == id_ and rest and spelled(head) in known.names | known.kinds:
        own = rest
    own = own.removeprefix(known.path)
    return Owner(known.traits.name, f"{prefix}{own}", own)


def spelled(name: str) -> str:
    """A name in one spelling: ``Together AI`` and ``together_ai`` are the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def shown_address(address: str) -> str:
    """An address without user, password and query, any of which may hold a secret."""
    found = _ADDRESS.match(address)
    return f"{found[1].lower()}://{found[2]}{found[3]}" if found else "an address that cannot be read"


def _is_at(address: str, base_url: str) -> bool:
    one, other = (shown_address(url).rstrip("/").lower() for url in (address, base_url))
    return _VERSION.sub("", one) == _VERSION.sub("", other)


def _only(found: Iterable[KnownProvider]) -> KnownProvider | None:
    """The only one; two of them say nothing."""
    several = list(found)
    return several[0] if len(several) == 1 else None
