"""Finds the line of a provider's table or key in TOML text, which the parser does not tell. Pure; for error messages alone."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[\s*providers\s*\.\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*\]")


def line_of(text: str, name: str | None, key: str | None) -> int:
    """The line of a key in a provider's table, else of the table, else of the key, else the first."""
    table, of_table, of_key = None, None, None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            found = _TABLE.match(line)
            table = next((part for part in found.groups() if part is not None), "") if found else ""
        of_table = of_table or (number if name is not None and _is_about(line, table, name) else None)
        begins = bool(key) and re.match(rf"\s*\[?\s*[\"']?{re.escape(key or '')}[\"']?\s*[=.\]]", line)
        if begins and (name is None or table == name):
            return number
        inside = bool(key) and bool(name) and _is_about(line, table, name or "") and _has_key(line, key or "")
        of_key = of_key or (number if inside else None)
    return of_key or of_table or 1


def _is_about(line: str, table: str | None, name: str) -> bool:
    """Whether the line begins a provider's table, or sets one of its keys from outside."""
    quoted = rf"(?:\"{re.escape(name)}\"|'{re.escape(name)}'|{re.escape(name)})"
    dotted = re.match(rf"\s*\[?\s*providers\s*\.\s*{quoted}\s*[\].=]", line)
    return bool(dotted) or (table == "" and bool(re.match(rf"\s*{quoted}\s*[.=]", line)))


def _has_key(line: str, key: str) -> bool:
    return bool(re.search(rf"[.{{,]\s*[\"']?{re.escape(key)}[\"']?\s*=", line))
