"""Ids of text models, few and many, for listings whose other facts do not matter."""

from __future__ import annotations

OPENAI = ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "o4-mini", "o5"]
GOOGLE = ["gemini-3-flash", "gemini-3-pro", "gemini-2.5-pro", "gemma-4-27b", "gemini-2.5-flash"]
FIVE_MODELS = [f"gemini-{number}-pro" for number in range(1, 6)]
MANY = {
    "openai": [f"gpt-{number}" for number in range(1, 131)],
    "google": [f"gemini-{number}-pro" for number in range(1, 131)],
    "anthropic": [f"claude-{number}" for number in range(1, 131)],
}
"""More than a safety check lets pass in silence."""
