"""Marks by which a body says that it is only a part of a list. Pure; never follows one.

The names are those of common APIs, without case, ``_``, ``-``, ``@`` and ``.``: ``nextPageToken``, ``next_page_token``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_NEXT = re.compile(
    r"(odata)?next(page)?(token|cursor|link|ur[li]|href|offset|id|start|marker|after|key|batch)?"
    r"|continuation(token|key)?|resumetoken|lastevaluatedkey|scrollid|cursor|pagetoken"
)
"""Leads on where it holds anything."""
_MORE = re.compile(
    r"(has)?more(results|items|pages|data|available)?|hasnext(page)?|(is)?(truncated|partial|incomplete)|incompleteresults"
    r"|remaining(items?|pages?)?(count)?"
)
"""Says that there is more where it is true or above 0."""
_END = re.compile(r"(is)?(complete|last|lastpage|end|final)")
"""Says that there is more where it is false."""
_PAGES = re.compile(r"(current)?page(number|no|index)?|(total|num|max|last)?pages?(count|total)?")
"""Counts pages, or is the number of this one."""
_TOTAL = re.compile(
    r"total(count|items|elements|results|records|size|entries|models|hits)?|(items?|models?|results?)?count|recordstotal"
    r"|num(items|models|results|found)"
)
"""Counts entries."""
_DEEPEST = 4


def part_mark(body: Mapping[str, Any], *, without: Collection[str], pages: int, entries: int) -> str | None:
    """The name of a mark that says that more was to come after so many pages and entries; None when there is none.

    ``without`` are keys that are no marks: the entries, and those that the fetch itself follows.
    """
    rest = {name: value for name, value in body.items() if name not in without}
    return next((name for name, value in _named(rest) if _is_mark(name, value, pages, entries)), None)


def _is_mark(name: str, value: object, pages: int, entries: int) -> bool:
    plain = re.sub(r"[_\-@. ]", "", name).lower()
    number = _number(value)
    return bool(
        (_NEXT.fullmatch(plain) and _leads_on(value))
        or (_MORE.fullmatch(plain) and (value is True or _says(value, "true") or number > 0))
        or (_END.fullmatch(plain) and (value is False or _says(value, "false")))
        or (_PAGES.fullmatch(plain) and number > pages)
        or (_TOTAL.fullmatch(plain) and number > entries)
    )


def _named(found: object, depth: int = 0) -> Iterator[tuple[str, object]]:
    """The names and values of an object and of those within it, and the links of a list of links by their relation."""
    if isinstance(found, dict) and depth < _DEEPEST:
        for name, value in found.items():
            yield name, value
            yield from _named(value, depth + 1)
    elif isinstance(found, list):
        for link in found:
            if isinstance(link, dict) and isinstance(link.get("rel"), str):
                yield link["rel"], link.get("href")


def _leads_on(value: object) -> bool:
    if isinstance(value, dict):
        return any(_leads_on(inner) for inner in value.values())
    return bool(value) and not _says(value, "false")


def _says(value: object, word: str) -> bool:
    return isinstance(value, str) and value.strip().lower() == word


def _number(value: object) -> float:
    """The number, 0 when it is none."""
    if isinstance(value, str) and re.fullmatch(r" *[0-9]{1,15} *", value):
        return int(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
