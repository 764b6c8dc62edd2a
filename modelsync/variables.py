"""Reads variables from the environment and `.env`, and keys from files; refuses what it cannot read. Knows no setting.

What looks set and is silently ignored fails open, so a line, a name or a quote in doubt is an error with its line.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv.parser import parse_stream
from dotenv.variables import Variable, parse_variables

from modelsync.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dotenv.parser import Binding

ENV_FILE = Path(".env")
PROVIDERS_FILE = Path("providers.toml")
_KEY_FILE_BYTES = 64_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LINE_INSIDE = re.compile(r"[\r\n]\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*[^=\s]")
_KEY_WITH_ITS_NAME = re.compile(r"(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*[^=\s]")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_NEWER = "it may belong to a newer version"
_OF_OTHERS = re.compile(
    r"MODELSYNC_(?:SERVICE_.*|PORT.*|TEST_.*|LISTINGS"
    r"|\w+_SERVICE_(?:HOST|PORT.*)|\w+_PORT_\d+_(?:TCP|UDP|SCTP).*)"
)
"""Kubernetes' variables for services named modelsync and modelsync-…, and those of tests and tools."""
_ADDRESS_OF_A_SERVICE = re.compile(r"(?:tcp|udp|sctp)://")


@dataclass(frozen=True)
class Found:
    """A variable that is set; ``where`` names file and line for people and is empty for the environment."""

    value: str
    where: str = ""


def read_variables() -> dict[str, Found]:
    """Every variable that is not empty, from `.env` and the environment, which wins. Raises SettingsError.

    Our own names are read in any case of their letters.
    """
    found = _of_file()
    # Upper case last: it wins over another spelling of the same name.
    for name, value in sorted(os.environ.items(), key=lambda item: item[0].isupper()):
        found[_own_name(name)] = (
            Found(stripped(value)) if stripped(value) else found.get(_own_name(name), Found(""))
        )
    return {name: one for name, one in found.items() if one.value}


def refuse_unknown(found: Mapping[str, Found], known: Collection[str]) -> None:
    """Raise SettingsError for a name that looks like one of ours and is none of the ``known``."""
    for name, one in found.items():
        if name in known or not name.upper().startswith("M") or _is_of_others(name, one.value):
            continue
        near = get_close_matches(name.upper(), known, n=1, cutoff=0.9)
        if near or _is_own(name):
            hint = f"; {near[0]} is" if near else ""
            raise SettingsError(
                f"{name} in {one.where or 'the environment'} is no setting of this version{hint}. "
                f"Correct or remove it; {_NEWER}."
            )


def _is_of_others(name: str, value: str) -> bool:
    return bool(_OF_OTHERS.fullmatch(name) or (name.endswith("_PORT") and _ADDRESS_OF_A_SERVICE.match(value)))


def stripped(text: str) -> str:
    """The text without white space and one pair of quotes round it, as `docker --env-file` and copied lines have."""
    text = _without_white_space(text)
    quote = text[:1]
    if quote and quote in "'\"" and text.endswith(quote) and quote not in text[1:-1] and len(text) > 1:
        text = _without_white_space(text[1:-1])
    return text


def key_in_file(variable: str, path: Path) -> str:
    """The text in a file that holds a key and nothing else; ``variable`` names the file. Raises SettingsError."""
    try:
        with path.open("rb") as file:
            content = file.read(_KEY_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise SettingsError(f"{variable} names {path}, which cannot be read: {reason}. Correct it.") from None
    try:
        text = stripped(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = ""
    if not text or len(content) > _KEY_FILE_BYTES or not text.isprintable():
        raise SettingsError(
            f"{variable} names {path}, which is empty, too large or no text. Put the key into it, and nothing else."
        )
    if holds_its_name(text):
        raise SettingsError(
            f"{variable} names {path}, which holds NAME=value. Put the key alone into it, without a name."
        )
    return text


def holds_its_name(key: str) -> bool:
    """Whether a key has the name of a variable in front, as in a line of `.env`."""
    return bool(_KEY_WITH_ITS_NAME.match(key))


def _without_white_space(text: str) -> str:
    # Copied text also brings the byte order mark and spaces of no width, which are no white space to Python.
    return text.strip().strip("\ufeff\u200b\u200c\u200d\u2060").strip()


def _own_name(name: str) -> str:
    return name.upper() if _is_own(name.upper()) else name


def _of_file() -> dict[str, Found]:
    found: dict[str, Found] = {}
    for binding in parse_stream(io.StringIO(_text_of_file())):
        if binding.key is None and not binding.error:
            continue  # a comment or an empty line
        where = f"{ENV_FILE}, line {_line(binding)}"
        name = _own_name(_checked_name(binding, where))
        value = stripped(_interpolated(binding.value or "", {k: f.value for k, f in found.items()}, where))
        if _is_own(name) and name in found and found[name].value != value:
            raise SettingsError(f"{where} sets {name} again, to another value. Keep one of the lines.")
        found[name] = Found(value, where)
    return found


def _is_own(name: str) -> bool:
    return name.startswith("MODELSYNC_") or name == "DATABASE_URL"


def _text_of_file() -> str:
    """What `.env` holds; empty without one, and where `.env` is the folder of a Python environment."""
    try:
        # Not asked whether it is a file first: a named pipe is not, and password managers make `.env` one.
        return ENV_FILE.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{ENV_FILE} is not UTF-8 text. Save it as UTF-8.") from error
    except FileNotFoundError as error:
        if not ENV_FILE.is_symlink():
            return ""
        raise _unreadable(error) from error
    except OSError as error:
        if (ENV_FILE / "pyvenv.cfg").is_file():
            return ""
        raise _unreadable(error) from error


def _unreadable(error: OSError) -> SettingsError:
    return SettingsError(
        f"{ENV_FILE} cannot be read: {error.strerror}. Correct its permissions, or remove it."
    )


def _line(binding: Binding) -> int:
    """The line on which a binding begins; the parser counts from the empty lines in front of it."""
    text = binding.original.string
    return binding.original.line + len(_LINE_BREAK.findall(text[: len(text) - len(text.lstrip())]))


def _checked_name(binding: Binding, where: str) -> str:
    if binding.error or binding.value is None or not _NAME.fullmatch(binding.key or ""):
        raise SettingsError(
            f"{where} cannot be read. Write it as NAME=value with every quote closed, or remove it; {_NEWER}."
        )
    if _LINE_INSIDE.search(binding.original.string.strip()):
        raise SettingsError(f"{where} has a quote that takes in the lines below it. Close the quote.")
    return str(binding.key)


def _interpolated(value: str, known: Mapping[str, str], where: str) -> str:
    """The value with each ``${NAME}`` replaced; a name that is not set would make it empty, and so unset."""
    atoms = list(parse_variables(value))
    environment = {**os.environ, **known}
    if any(isinstance(a, Variable) and a.default is None and not environment.get(a.name) for a in atoms):
        raise SettingsError(
            f"{where} holds ${{…}} with a name that is not set. Set it, or write the value itself."
        )
    return "".join(atom.resolve(environment) for atom in atoms)
