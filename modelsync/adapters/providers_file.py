"""Reads `providers.toml`, the file of further providers, once and strictly. Knows no kind; reads no key, asks no provider.

What looks set and is silently ignored fails open, so every key, table and value in doubt is an error with file and line.
"""
# ruff: noqa: TRY004 - a value of the wrong type is a mistake in a file, not in a program

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from modelsync.adapters.toml_lines import line_of
from modelsync.errors import SettingsError
from modelsync.variables import PROVIDERS_FILE

VARIABLE: Final = "MODELSYNC_PROVIDERS"
_MOST_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PREFIX = re.compile(r"[!-~]{0,100}")
_LABEL = re.compile(r"[^\W_](?:[\w .,&+/()'’·-]{0,58}[\w.)])?")
_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


@dataclass(frozen=True)
class Entry:
    """One table of the file: a further provider, or a built-in one that is hidden. None is what it does not say."""

    name: str
    kind: str | None = None
    label: str | None = None
    base_url: str | None = None
    key_variable: str | None = None
    id_prefix: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    enabled: bool = True
    given: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProvidersFile:
    """The tables in their order; ``error`` makes the sentence about one, with file and line."""

    path: Path
    text: str = field(default="", repr=False)
    entries: tuple[Entry, ...] = ()

    def error(self, problem: str, name: str | None = None, key: str | None = None) -> SettingsError:
        """A sentence that begins with file and line."""
        return SettingsError(f"{self.path}, line {line_of(self.text, name, key)}: {problem}")


def read_file(named: Path | None) -> ProvidersFile | None:
    """The file that is named, or the usual one where there is one; None without. Raises SettingsError."""
    path = named or PROVIDERS_FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if named is None and not path.is_symlink():
            return None
        raise SettingsError(
            f"{VARIABLE} names {path}, which does not exist. Correct it, or unset it."
            if named
            else f"{path} leads to no file. Correct the link, or remove it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise SettingsError(f"{path} cannot be read: {reason}. Correct it.") from None
    return _parsed(path, content)


def _parsed(path: Path, content: bytes) -> ProvidersFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path}, line 1: this is not UTF-8 text. Save it as UTF-8.") from None
    file = ProvidersFile(path, text)
    if len(content) > _MOST_BYTES:
        raise file.error("this file is too large for a list of providers. Correct it.")
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _toml_error(path, text, str(error)) from None
    return ProvidersFile(path, text, tuple(_entries(file, tables)))


def _toml_error(path: Path, text: str, message: str) -> SettingsError:
    found = _TOML_LINE.search(message)
    last = max(1, len(text.splitlines()))
    line = found[1] if found and found[1] else last
    # The rest of the message may quote the line, and with it a key that does not belong there.
    what = re.sub(r": .*", "", _TOML_LINE.sub("", message))
    return SettingsError(f"{path}, line {line}: this is not TOML ({what}). Correct it.")


def _entries(file: ProvidersFile, tables: Mapping[str, Any]) -> Iterator[Entry]:
    for name in tables:
        if name != "providers":
            raise file.error(
                f"{_shown(name)} is unknown. Write each provider as [providers.NAME].", None, name
            )
    found = tables.get("providers", {})
    if not isinstance(found, dict):
        raise file.error("providers is no table. Write each provider as [providers.NAME].", None, "providers")
    seen: dict[str, str] = {}
    for name, table in found.items():
        if not _NAME.fullmatch(name):
            raise file.error(
                f"{_shown(name)} cannot be a provider's name. Begin with a letter, and use letters, digits, - and _"
                " (40 at most).",
                name,
            )
        if other := seen.setdefault(name.lower(), name) if name.lower() in seen else None:
            raise file.error(f"{name} and {other} differ in their letters' case alone. Rename one.", name)
        seen[name.lower()] = name
        if not isinstance(table, dict):
            raise file.error(f"providers.{name} is no table. Write [providers.{name}].", name)
        yield _entry(file, name, table)


def _entry(file: ProvidersFile, name: str, table: Mapping[str, Any]) -> Entry:
    values: dict[str, Any] = {}
    for key, value in table.items():
        read = _KEYS.get(key)
        if read is None:
            known = ", ".join(_KEYS)
            raise file.error(
                f"[providers.{name}] has the unknown key {_shown(key)}. It may have {known}.", name, key
            )
        try:
            values[key] = read(value)
        except ValueError as error:
            raise file.error(f"{key} of [providers.{name}] {error}.", name, key) from None
    return Entry(name=name, **values, given=frozenset(values))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is no text. Write it in quotes")
    return value.strip()


def _label(value: object) -> str:
    label = " ".join(_text(value).split())
    if not _LABEL.fullmatch(label):
        raise ValueError(
            "is no short name of letters, digits, spaces and .,&+-/() (60 at most). Shorten or correct it"
        )
    return label


def _address(value: object) -> str:
    address = _text(value)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or re.search(r"\s", address):
        raise ValueError("does not begin with https:// or http:// and a host name. Correct it")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name or a password, which is not supported. Remove it")
    if "?" in address or "#" in address:
        raise ValueError("holds a query, which is not supported. Remove it")
    return address


def _variable(value: object) -> str:
    # Its value is never shown: people paste the key itself.
    if value == "":
        return ""
    if not isinstance(value, str) or not _VARIABLE.fullmatch(value):
        raise ValueError(
            "is no name of an environment variable. Name the variable that holds the key, not the key"
        )
    return value


def _prefix(value: object) -> str:
    if not isinstance(value, str) or not _PREFIX.fullmatch(value):
        raise ValueError("is no text of at most 100 visible ASCII characters without spaces. Correct it")
    return value


def _globs(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(glob, str) and glob for glob in value):
        raise ValueError('is no list of globs. Write it as ["*-embed*"]')
    return tuple(value)


def _some_globs(value: object) -> tuple[str, ...]:
    globs = _globs(value)
    if not globs:
        raise ValueError("is empty, so no model would be listed. Leave it out to have all")
    return globs


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is neither true nor false. Write one of them without quotes")
    return value


_Reader: TypeAlias = Callable[[object], Any]
_KEYS: Final[dict[str, _Reader]] = {
    "kind": _text,
    "label": _label,
    "base_url": _address,
    "key_variable": _variable,
    "id_prefix": _prefix,
    "include": _some_globs,
    "exclude": _globs,
    "enabled": _flag,
}


def _shown(name: str) -> str:
    """A name of the file's for people, cut: it may be anything, a key in the wrong place among them."""
    plain = name if name.isprintable() else repr(name)
    return f'"{plain}"' if len(plain) <= 20 else f'"{plain[:12]}…"'
