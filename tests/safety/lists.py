"""Diffs and listings that tests of safety share."""

from __future__ import annotations

from provider_server import anthropic_item, google_item, openai_item


def codes(found):
    return [finding.code for finding in found]


ITEM = {"openai": openai_item, "google": google_item, "anthropic": anthropic_item}


MANY = {
    "openai": [f"gpt-{number}" for number in range(1, 131)],
    "google": [f"gemini-{number}-pro" for number in range(1, 131)],
    "anthropic": [f"claude-{number}" for number in range(1, 131)],
}
