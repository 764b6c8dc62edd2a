"""The smallest bodies that the three providers may send, written by hand, and what the adapter tests need to ask for them."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest
from pydantic import SecretStr

from modelsync.adapters import REGISTRY, Limits, ProviderAccess, read_listing
from modelsync.adapters.http.fetch import fetch_items
from modelsync.errors import FetchError

PROVIDERS = ("openai", "google", "anthropic")
KEY = "sk-test/k3y+with~marks-0123456789"
LIST_URL = {
    "openai": "https://api.openai.com/v1/models",
    "google": "https://generativelanguage.googleapis.com/v1beta/models",
    "anthropic": "https://api.anthropic.com/v1/models",
}
QUICK = Limits(backoff_seconds=0)
BASE_VARIABLES = {name: adapter.base_url_variable for name, adapter in REGISTRY.items()}
KEY_VARIABLES = {name: adapter.key_names for name, adapter in REGISTRY.items()}


def entry(provider, name="one", /, **fields):
    """An entry with nothing but its id, and the fields given."""
    return {"name": f"models/{name}", **fields} if provider == "google" else {"id": name, **fields}


def parse(provider, **fields):
    """The model that an entry with these fields is read as."""
    return REGISTRY[provider].parse(entry(provider, **fields))


def read_among_others(provider, **fields):
    """The listing of an entry among twenty good ones."""
    others = [entry(provider, f"good-{n}") for n in range(20)]
    return read_listing(REGISTRY[provider], [*others, entry(provider, **fields)])


def body(provider, *items, after=None, **fields):
    """A page; ``after`` is the cursor of the next one."""
    if provider == "openai":
        return {"object": "list", "data": list(items), **fields}
    if provider == "google":
        return {"models": list(items), **({"nextPageToken": after} if after else {}), **fields}
    return {"data": list(items), "has_more": after is not None, "last_id": after, **fields}


def access(provider, *, key=KEY, base_url=None, **options):
    adapter = REGISTRY[provider]
    secret = None if key is None else SecretStr(key)
    return ProviderAccess(base_url or adapter.default_base_url, secret, {**adapter.options, **options})


def fetched(provider, how=None, **arguments):
    """The entries that a fetch gives; without retries' waits."""
    arguments.setdefault("limits", QUICK)
    return asyncio.run(fetch_items(REGISTRY[provider], how or access(provider), **arguments))


def failure(caplog, provider, how=None, *, key=KEY, **arguments):
    """The sentence with which a fetch fails, after checking that it names the provider and that nothing shows the key."""
    with caplog.at_level(logging.DEBUG, "modelsync"), pytest.raises(FetchError) as raised:
        fetched(provider, how, **arguments)
    sentence = str(raised.value)
    shown = "\n".join([sentence, "".join(traceback.format_exception(raised.value)), caplog.text])
    assert REGISTRY[provider].label in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert key.strip() not in shown
    return sentence
