"""The built-in providers, one line each, in the order in which they are shown. `configured` adds those of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from modelsync.adapters import anthropic, google, openai
from modelsync.adapters.base import Adapter

REGISTRY: dict[str, Adapter] = {
    adapter.provider: adapter
    for adapter in (
        openai.ADAPTER,
        google.ADAPTER,
        anthropic.ADAPTER,
    )
}

BUILT_IN = dict(REGISTRY)
"""Those of this package, which are kinds for further accounts too."""


@contextmanager
def registered(adapter: Adapter) -> Iterator[None]:
    """Add a provider to the registry for the length of the block, as the tests of a new one do."""
    if adapter.provider in REGISTRY:
        raise ValueError(f"There is a provider {adapter.provider!r} already.")
    REGISTRY[adapter.provider] = adapter
    try:
        yield
    finally:
        del REGISTRY[adapter.provider]
