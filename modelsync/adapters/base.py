"""What an adapter is: one provider's data and its ``parse``, and how it is reached. Never sends a request, never reads the environment.

Adding a provider is one file beside this one that builds an ``Adapter``, and one line in the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, TypeAlias

from pydantic import SecretStr

from modelsync.adapters.certificates import Certificates
from modelsync.core.models import ListedModel, Notice
from modelsync.core.providers import ProviderTraits

Item: TypeAlias = dict[str, Any] | Any
"""One entry of a list as JSON: an object when the provider keeps its contract."""


@dataclass(frozen=True)
class Limits:
    """How long a listing may take and how large it may be; times in seconds, sizes in bytes after unpacking.

    ``values`` bounds the JSON values of one body, nested ones among them: a small body may hold millions.
    """

    seconds: float = 60.0
    body_bytes: int = 20_000_000
    listing_bytes: int = 200_000_000
    pages: int = 200
    entries: int = 50_000
    values: int = 2_000_000
    retries: int = 2
    backoff_seconds: float = 0.5
    connect_seconds: float = 10
    read_seconds: float = 20


@dataclass(frozen=True)
class ProviderAccess:
    """How one provider is reached: where, with which key, with which values of the adapter's options and which certificates.

    ``key_from`` is the variable that gave the key.
    """

    base_url: str
    key: SecretStr | None
    options: Mapping[str, str | None] = field(default_factory=dict)
    key_from: str | None = None
    certificates: Certificates = field(default_factory=Certificates, repr=False, compare=False)


@dataclass(frozen=True)
class Paging:
    """How a list continues; without a parameter a list is one body.

    ``parameter`` is the query parameter that takes the cursor, ``cursor_key`` the key that holds the next one,
    ``more_key`` a boolean key that says whether there is one. ``omits_empty``: a body without entries has no list key.
    ``by_marks``: nobody knows beforehand how the list continues, so the known marks of a next page are followed.
    """

    parameter: str | None = None
    cursor_key: str = ""
    more_key: str | None = None
    omits_empty: bool = False
    by_marks: bool = False


@dataclass(frozen=True)
class NoSuchModel:
    """The provider's own 404 for one model: in its ``error`` object, ``key`` holds ``word``.

    ``names_the_id``: the word also stands in other 404s, so the message must name the id.
    """

    key: str
    word: str
    names_the_id: bool = False


def _nothing_to_remark(item: dict[str, Any]) -> tuple[Notice, ...]:  # noqa: ARG001 - the default of Adapter.remarks
    return ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Adapter:
    """One provider: what the rules know of it, how it looks, how its list is asked for and read.

    ``parse`` reads one entry and raises pydantic's ValidationError, for nothing but the id if it uses ``WireModel.read``;
    ``remarks`` says what a readable entry holds that
    this version does not know. ``path`` and the headers may hold options by the name of their variable.
    ``colour`` is its mark in charts: at least three to one against the background of either theme. ``samples`` is the
    folder of ``KIND-1.json`` and ``KIND-2.json``, two listings for the demo; without it they lie among the demo's own.
    ``samples_of`` is the kind whose samples it has, if not its own.

    A configured provider has its ``kind`` and what the file says of it: ``configured_in`` names its table there for people,
    ``problem`` is the sentence why it cannot be used. Without ``key_variables`` no key is sent; ``bare_list``: a body may be
    the list itself; with ``fixed_options`` the options keep their defaults, whatever the environment says.
    ``litellm_provider`` is what LiteLLM calls such a provider, the default one that speaks OpenAI's protocol;
    ``litellm_path`` follows the address that LiteLLM wants, with options as ``path``.
    """

    traits: ProviderTraits
    kind: str = ""
    configured_in: str = ""
    problem: str | None = None
    colour: str = ""
    key_variables: tuple[str, ...]
    key_header: str
    key_prefix: str = ""
    bad_key_marks: tuple[str, ...] = ()
    base_url_variable: str | None = None
    default_base_url: str = ""
    base_url_hint: str = "it is the address without the path of the list"
    options: Mapping[str, str | None] = field(default_factory=dict)
    fixed_options: bool = False
    option_headers: Mapping[str, str] = field(default_factory=dict)
    path: str
    query: tuple[tuple[str, str], ...] = ()
    paging: Paging = Paging()
    list_key: str
    bare_list: bool = False
    id_key: str = "id"
    id_prefix: str = ""
    no_such_model: NoSuchModel | None = None
    parse: Callable[[dict[str, Any]], ListedModel]
    remarks: Callable[[dict[str, Any]], tuple[Notice, ...]] = _nothing_to_remark
    samples: Traversable | None = None
    samples_of: str = ""
    litellm_provider: str = "openai"
    litellm_path: str = ""

    @property
    def provider(self) -> str:
        """The provider's name, as in ``ai_model.provider``."""
        return self.traits.name

    @property
    def label(self) -> str:
        """The provider's name for people."""
        return self.traits.label

    @property
    def sample_name(self) -> str:
        """How the files of its sample listings begin."""
        return self.samples_of or self.kind or self.provider

    @property
    def is_configured(self) -> bool:
        """Whether a person's file brings it, not this package."""
        return bool(self.configured_in)

    @property
    def key_names(self) -> str:
        """Where the key is set, in words."""
        return " or ".join(self.key_variables) or f"key_variable of {self.configured_in}"

    @property
    def address_name(self) -> str:
        """Where the address is set, in words."""
        return self.base_url_variable or f"base_url of {self.configured_in}"

    def bare_id(self, item: Item) -> str | None:
        """The id of an entry without the provider's prefix, unchecked; None when there is no text to be one."""
        found = item.get(self.id_key) if isinstance(item, dict) else None
        return found.removeprefix(self.id_prefix) if isinstance(found, str) else None
