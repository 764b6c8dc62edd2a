"""Says which new text models are in doubt: proposed, but not ticked, until a person decides. Pure.

A list of words can never be complete. A word that no accepted id of the provider had before may name a trade that the
filter does not know, or just the next model: only a person can tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelsync.core.models import Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from modelsync.core.filters import Verdict
    from modelsync.core.models import ModelSyncDiff

_WORD = re.compile(r"[a-z]{2,}")

REASONS = {
    "new-word": "in doubt: a new word",
    "contradiction": "in doubt: its family and a word contradict each other",
    "rule-changed": "in doubt: only a rule of this version excludes it",
}
"""The warnings about changes that are not approved by default because only a person can decide, with a few words for a row."""


def words_of(ids: Iterable[str]) -> frozenset[str]:
    """The words of ids: runs of two letters or more, so that numbers, dates and sizes (``120b``, ``4o``) are none."""
    return frozenset(word for id_ in ids for word in _WORD.findall(id_.lower()))


def new_words(id_: str, accepted: Collection[str]) -> list[str]:
    """The words of an id that are not ``accepted``; none while nothing was accepted yet."""
    return sorted(words_of([id_]) - frozenset(accepted)) if accepted else []


def new_word(id_: str, new: Collection[str], witnesses: str = "") -> Notice:
    """The warning about a new id with new words; ``witnesses`` is what references say, behind a semicolon."""
    said = ", ".join(f"“{word}”" for word in new)
    noun = "word" if len(new) == 1 else "words"
    message = f"{id_} is new and not approved by default: no accepted id has the {noun} {said}{witnesses}. Approve it if it writes text."
    return Notice(code="new-word", message=message, universal_model_id=id_)


def contradiction(id_: str, verdict: Verdict, witnesses: str = "") -> Notice:
    """The warning about a new id whose family and words say different things; ``witnesses`` as above."""
    message = f"{id_} is new and not approved by default: {verdict.reason}{witnesses}. Approve it if it writes text."
    return Notice(code="contradiction", message=message, universal_model_id=id_)


def in_doubt(diff: ModelSyncDiff) -> frozenset[str]:
    """The ids of a diff that wait for a person's decision, by its warnings."""
    warned = {notice.universal_model_id for notice in diff.warnings if notice.code in REASONS}
    return frozenset(id_ for id_ in diff.ids() if id_ in warned)
