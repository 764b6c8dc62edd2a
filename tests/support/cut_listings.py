"""Writes the cut in `tests/listings` from a folder of recorded bodies: `python -m tests.support.cut_listings FOLDER`.

Keeps what adapters read, and what those of compatible servers will, as sent: an absent key stays absent, a null stays
null. Of neighbours that read the same it keeps two.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.support.recorded_lists import CUT, Recording, item_id, list_key, recordings

KEPT = {
    "openai": "id created shutdown_date deprecation_date active",
    "google": "name displayName inputTokenLimit outputTokenLimit supportedGenerationMethods thinking",
    "anthropic": (
        "id display_name created_at max_input_tokens max_tokens lifecycle deprecated_at retires_at capabilities"
    ),
    "compatible": (
        "id name display_name aliases type active created deprecation deprecation_replacement_model expiration_date "
        "context_length context_window max_context_length max_completion_tokens max_output_length top_provider "
        "architecture input_modalities output_modalities capabilities supported_features pricing"
    ),
}
KEPT_WITHIN = {
    "top_provider": "context_length max_completion_tokens",
    "architecture": "input_modalities output_modalities",
}


def fold(lists: Iterable[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Iterator[dict[str, Any]]:
    """Give the lines of a file from each list's first line and entries; the inverse of `recorded_lists.unfold`."""
    before: dict[str, list[dict[str, Any]]] = {}
    for header, items in lists:
        now: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            now.setdefault(item_id(item), []).append(item)
        gone = [id_ for id_ in before if id_ not in now]
        yield {**header, "gone": gone} if gone else header
        for id_, entries in now.items():
            if json.dumps(entries) != json.dumps(before.get(id_)):  # 1, 1.0 and true are equal to Python
                yield from entries
        before = now


def cut(folder: Path, provider: str) -> Iterator[dict[str, Any]]:
    """Give the lines of a provider's file."""
    kept = KEPT[provider.partition("/")[0]]
    lists = [
        (_header(found), [_only(item, kept) for item in found.items])
        for found in recordings(folder, provider)
    ]
    neighbours = groupby(lists, key=lambda entry: sorted(json.dumps(item) for item in entry[1]))
    return fold(one for _, equal in neighbours for one in list(equal)[:2])


def _header(recording: Recording) -> dict[str, Any]:
    body = json.loads(recording.body)
    header = {
        "recorded": recording.day.isoformat(),
        "list": None if isinstance(body, list) else list_key(body),
    }
    return {**header, "beside": {"has_more": body["has_more"]}} if "has_more" in body else header


def _only(values: dict[str, Any], keys: str) -> dict[str, Any]:
    return {
        key: _only(values[key], KEPT_WITHIN[key]) if key in KEPT_WITHIN else values[key]
        for key in keys.split()
        if key in values
    }


if __name__ == "__main__":
    source = Path(sys.argv[1])
    servers = sorted(f"compatible/{path.name}" for path in (source / "compatible").iterdir())
    for provider in ("openai", "google", "anthropic", *servers):
        path = CUT / f"{provider}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in cut(source, provider)), "utf-8"
        )
