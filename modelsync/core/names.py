"""A readable name for an id whose provider sends none (OpenAI). Pure; never empty; two ids share a name only if they differ in letters' case alone.

``gpt-5.4-mini-2026-03-17`` → "GPT-5.4 mini (2026-03-17)". Every part of the id stays visible, which keeps names apart.
"""

from __future__ import annotations

import re

from modelsync.core.kinds import NAME_LENGTH

_ACRONYMS = {"gpt": "GPT", "chatgpt": "ChatGPT", "oss": "OSS", "api": "API"}
# Sizes and stages, which OpenAI writes small: "GPT-5 mini", but "GPT-5.1 Codex" and "GPT-5.6 Sol".
_SMALL = {"chat", "high", "latest", "low", "max", "mini", "nano", "preview", "pro"}

# 2026-03-17, 20260317, or a month and a day as in 0125 and 1106.
_DATE = r"20\d\d-\d\d-\d\d|20\d{6}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SEPARATOR = re.compile(rf"-({_DATE})(?=-|$)|-")


def display_name(model_id: str) -> str:
    """Build the name of a model from its id; an id of another make (``ft:…``, a path, capitals) is its own name."""
    if not re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", model_id):
        return model_id
    first, *rest = [part for part in _SEPARATOR.split(model_id) if part]
    name = " ".join((_capital(first), *(_spelled(part) for part in rest)))
    name = re.sub(r"^((?:Chat)?GPT) (?=\d)", r"\1-", name)
    return name if len(name) <= NAME_LENGTH else model_id


def _spelled(part: str) -> str:
    if re.fullmatch(_DATE, part):
        return f"({part})"
    return part if part in _SMALL else _capital(part)


def _capital(part: str) -> str:
    return _ACRONYMS.get(part) or (part.capitalize() if part.isalpha() and len(part) > 2 else part)
