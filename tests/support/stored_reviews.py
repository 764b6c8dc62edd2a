"""What tests of the Review page read from the database."""

from __future__ import annotations

import json

from tests.support.providers import KEYS, anthropic_item, google_item, openai_item

LISTINGS = {
    "openai": [openai_item("gpt-5.4"), openai_item("gpt-5.4-mini"), openai_item("tts-1")],
    "google": [google_item("gemini-3-pro"), google_item("gemini-3-flash")],
    "anthropic": [anthropic_item("claude-opus-5"), anthropic_item("claude-haiku-5")],
}


def watched(dashboard):
    """Give the dashboard with an empty database; afterwards it must be well and must not have logged an error."""
    dashboard.empty()
    before = len(dashboard.log())
    yield dashboard
    assert dashboard.healthy()
    assert "Traceback" not in dashboard.log()[before:], dashboard.log()[before:]
    assert not any(key in dashboard.log() for key in KEYS.values())


def reviews(dashboard):
    """Ticks and edits of the waiting plans, as they are stored."""
    stored = dashboard.rows("SELECT review FROM sync_plan WHERE state = 'waiting'")
    ticks, edits = {}, {}
    for row in stored:
        review = json.loads(row["review"])
        ticks |= review["ticks"]
        edits |= review["edits"]
    return ticks, edits


def enabled(dashboard):
    """The ids that users may use."""
    return sorted(id_ for id_, row in dashboard.models().items() if row["enabled"])
