"""A readable name for an id whose provider sends none. Pure; never empty.

``gpt-5.4-mini-2026-03-17`` → "GPT-5.4 mini (2026-03-17)". Every part of the id stays visible, which keeps names apart: two
ids share one only if they differ in letters' case, or in ``-`` and ``.`` between numbers, alone. A name that is stored
is the provider's until it sends another: better rules here name new rows only.
"""

from __future__ import annotations

import re

from modelsync.core.kinds import NAME_LENGTH

_ACRONYMS = {"gpt": "GPT", "chatgpt": "ChatGPT", "oss": "OSS", "api": "API", "it": "IT"}
# Sizes and stages, which OpenAI writes small: "GPT-5 mini", but "GPT-5.6 Sol" and "Gemini 2.5 Pro".
_SMALL = {"high", "latest", "low", "max", "mini", "nano", "preview", "pro"}

# 2026-03-17, 20260317, or a month and a day as in 0125 and 1106.
_DATE = r"20\d\d-\d\d-\d\d|20\d{6}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SEPARATOR = re.compile(rf"-({_DATE})(?=-|$)|-")
_OPENAI = re.compile(r"gpt\d*o?|chatgpt\d*|chat|codex|o\d+")
# Families whose names are their ids: "o3-pro", "gpt-oss-120B", "codex-mini-latest".
_AS_ITS_ID = re.compile(r"(?:o\d+|gpt-oss|codex)(?=-|$)")


def display_name(model_id: str) -> str:
    """Build the name of a model from its id; an id of another make (``ft:…``, a path, capitals) is its own name."""
    if not re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", model_id):
        return model_id
    name = _name([part for part in _SEPARATOR.split(model_id) if part], model_id)
    return name if len(name) <= NAME_LENGTH else model_id


def _name(parts: list[str], model_id: str) -> str:
    first, *rest = parts
    if _AS_ITS_ID.match(model_id):
        return "-".join([first, *map(_sized, rest)]).replace("-(", " (").replace(")-", ") ")
    spelled = (_spelled(part, small=_OPENAI.fullmatch(first) is not None) for part in rest)
    name = " ".join((_capital(first), *spelled))
    if first == "claude":  # claude-opus-5-5
        return re.sub(r"(?<= )(\d{1,2}) (\d{1,2})(?= |$)", r"\1.\2", name)
    name = re.sub(r"^((?:Chat)?GPT) (?=\d)", r"\1-", name)
    return re.sub(r"^(GPT-\S+) Codex(?: (Max|max|Mini|mini))?(?= |$)", _codex, name)


def _codex(found: re.Match[str]) -> str:
    """OpenAI joins these by hyphens: "GPT-5.1-Codex-Max"."""
    size = found[2]
    return f"{found[1]}-Codex{f'-{size.capitalize()}' if size else ''}"


def _spelled(part: str, *, small: bool) -> str:
    return part if small and part in _SMALL else _capital(_sized(part))


def _sized(part: str) -> str:
    """A date in brackets, a number of parameters with a capital: ``120b`` → "120B", ``a4b`` → "A4B"."""
    if re.fullmatch(_DATE, part):
        return f"({part})"
    return part.upper() if re.fullmatch(r"[ae]?\d+(?:\.\d+)?b", part) else part


def _capital(part: str) -> str:
    return _ACRONYMS.get(part) or (part.capitalize() if part.isalpha() and len(part) > 2 else part)
