"""Makes the registry of a service: the built-in providers, without those that the file hides, and the configured ones.

What comes out is one kind of thing: an ``Adapter`` by its provider's name. Asks no provider, reads no key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Final

from modelsync.adapters import compatible, plugins
from modelsync.adapters.base import Adapter
from modelsync.adapters.presets import ANY, PRESETS
from modelsync.adapters.providers_file import Entry, ProvidersFile, read_file
from modelsync.adapters.registry import BUILT_IN, REGISTRY
from modelsync.errors import SettingsError

_COLOURS: Final = (
    "#a855f7",
    "#db2777",
    "#6d8a1e",
    "#0891b2",
    "#b7791f",
    "#7c6bf0",
    "#e0475b",
    "#2f9e5b",
    "#8a7563",
    "#c0529e",
)
"""At least three to one against the background of either theme; none is a built-in provider's."""


def providers_of(named: Path | None) -> Mapping[str, Adapter]:
    """Every provider by its name: the built-in ones, then the file's in its order. Raises SettingsError."""
    file = read_file(named)
    if file is None:
        return REGISTRY
    hidden = {entry.name for entry in file.entries if not entry.enabled}
    built_in = {name: adapter for name, adapter in REGISTRY.items() if name not in hidden}
    further = list(_further(file))
    _check_prefixes(file, further)
    shown = [adapter for entry, adapter in further if entry.enabled]
    if not built_in and not shown:
        raise file.error("every provider is hidden. Leave one of them enabled.")
    return built_in | {one.provider: one for one in _told_apart([*built_in.values(), *shown], built_in)}


def _further(file: ProvidersFile) -> Iterator[tuple[Entry, Adapter]]:
    colours = cycle(_COLOURS)
    for entry in file.entries:
        if entry.name in REGISTRY:
            _check_built_in(file, entry)
        else:
            yield entry, _configured(file, entry, next(colours))


def _check_built_in(file: ProvidersFile, entry: Entry) -> None:
    for key in sorted(entry.given - {"enabled"}):
        raise file.error(
            f"{entry.name} is built in, so [providers.{entry.name}] may only have enabled = false. For a second account"
            f' choose another name, with kind = "{entry.name}".',
            entry.name,
            key,
        )


def _configured(file: ProvidersFile, entry: Entry, colour: str) -> Adapter:
    table = f"[providers.{entry.name}] in {file.path}"
    if entry.kind is None:
        raise file.error(
            f'[providers.{entry.name}] has no kind. Write one, such as kind = "{ANY}".', entry.name
        )
    base = _kind(file, entry)
    address = entry.base_url or base.default_base_url
    if not address:
        raise file.error(
            f'[providers.{entry.name}] has no base_url, and the kind {entry.kind} has no public address. Write base_url = "https://…".',
            entry.name,
        )
    owns_variables = base.provider in BUILT_IN
    return replace(
        base,
        traits=replace(
            base.traits,
            name=entry.name,
            label=entry.label or base.label,
            id_prefix=f"{entry.name}/" if entry.id_prefix is None else entry.id_prefix,
            include=entry.include,
            exclude=entry.exclude,
        ),
        kind=entry.kind,
        configured_in=table,
        colour=colour,
        key_variables=_key_variables(entry, base, owns_variables=owns_variables),
        base_url_variable=None if entry.base_url or owns_variables else base.base_url_variable,
        default_base_url=address,
        # The environment's variables of a built-in kind belong to the built-in provider.
        fixed_options=owns_variables or base.fixed_options,
    )


def _key_variables(entry: Entry, base: Adapter, *, owns_variables: bool) -> tuple[str, ...]:
    if entry.key_variable is not None:
        return (entry.key_variable,) if entry.key_variable else ()
    return () if owns_variables else base.key_variables


def _kind(file: ProvidersFile, entry: Entry) -> Adapter:
    kind = entry.kind or ""
    if kind in BUILT_IN:
        return BUILT_IN[kind]
    if preset := PRESETS.get(kind):
        return compatible.adapter(kind, preset)
    found = plugins.plugin_kinds()
    if kind not in found:
        known = ", ".join([*BUILT_IN, *PRESETS, *found])
        raise file.error(
            f"[providers.{entry.name}] has an unknown kind. Choose one of {known}.", entry.name, "kind"
        )
    try:
        return plugins.load(found[kind])
    except SettingsError as error:
        broken = compatible.adapter(kind, PRESETS[ANY])
        traits = replace(broken.traits, label=entry.name)
        return replace(broken, traits=traits, default_base_url="https://unknown.invalid", problem=str(error))


def _check_prefixes(file: ProvidersFile, further: Iterable[tuple[Entry, Adapter]]) -> None:
    """Also of those that are hidden: they come back, and their models are there."""
    seen: dict[str, str] = {}
    for entry, adapter in further:
        prefix = adapter.traits.id_prefix
        if prefix in seen:
            raise file.error(
                f'{seen[prefix]} and {entry.name} have the same id_prefix "{prefix}". Give one of them another.',
                entry.name,
                "id_prefix",
            )
        seen[prefix] = entry.name


def _told_apart(adapters: Iterable[Adapter], built_in: Mapping[str, Adapter]) -> Iterator[Adapter]:
    """The configured ones, each with a label that no other provider has."""
    adapters = list(adapters)
    counts = Counter(adapter.label.casefold() for adapter in adapters)
    for adapter in adapters:
        if adapter.provider in built_in:
            continue
        if counts[adapter.label.casefold()] > 1:
            label = f"{adapter.label} ({adapter.provider})"
            adapter = replace(adapter, traits=replace(adapter.traits, label=label))  # noqa: PLW2901 - the same, told apart
        yield adapter
