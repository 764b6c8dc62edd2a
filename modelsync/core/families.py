"""Which ids name one model: an alias and its dated snapshots, ``gpt-4.1`` and ``gpt-4.1-2025-04-14``. Pure.

Only the end of an id is read: a day, a month, Google's number of a version, or ``latest``. What else differs, a size, a stage or
a generation, is another family: ``gpt-4.1-mini``, ``gemini-2.5-flash-preview-05-20`` and ``claude-sonnet-4-5`` stand alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_SNAPSHOT = re.compile(
    rf"""[-@](?:
        20\d\d-?{_MONTH}-?{_DAY}    # 2025-04-14, 20250929
      | {_MONTH}-20\d\d             # 09-2025
      | {_MONTH}-?{_DAY}            # 0613, 05-20
      | 2\d{_MONTH}                 # 2411
      | 00\d                        # Google's 001
      | latest
    )(?=:|$)""",
    re.VERBOSE,
)
_LATEST = re.compile(r"-latest(?=:|$)")


def family(id_: str) -> str:
    """The id without the snapshot at its end; equal for an alias and its snapshots."""
    return _SNAPSHOT.sub("", id_, count=1)


def alias(ids: Iterable[str]) -> str | None:
    """The alias among the ids of one family: the id without a snapshot, else ``-latest``; None among snapshots alone."""
    plain = [id_ for id_ in ids if family(id_) == id_ or _LATEST.search(id_)]
    return min(plain, key=lambda id_: (family(id_) != id_, id_), default=None)
