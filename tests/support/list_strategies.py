"""What the stateful test draws from: lists of the providers as they change over time, ids, edits and people. Asserts nothing."""

from __future__ import annotations

from hypothesis import strategies as st

from modelsync.core.actors import Actor
from modelsync.core.edits import Edit
from tests.support.providers import anthropic_item, google_item, openai_item

SHARED = "chat-latest"  # an id that two providers may bring
ITEMS = {
    "openai": [
        openai_item(id_, **fields)
        for id_ in ("gpt-5", "gpt-5-mini", "o5", "gpt-audio", SHARED)
        for fields in (
            {},
            {"shutdown_date": "2026-11-03"},
            {"shutdown_date": "2026-10-01"},
            {"active": False},
        )
    ],
    "google": [
        google_item(id_, **fields)
        for id_ in ("gemini-1-pro", "gemini-2-pro", "gemini-3-pro", "gemini-3-image", SHARED)
        for fields in ({}, {"displayName": "Other"}, {"inputTokenLimit": 4096, "description": "Größe"})
    ],
    "anthropic": [
        anthropic_item(id_, **fields)
        for id_ in ("claude-a", "claude-b", "claude-c")
        for fields in (
            {},
            {"lifecycle": "deprecated", "retires_at": "2026-12-01T00:00:00Z"},
            {"lifecycle": "retired"},
        )
    ],
}
IDS = sorted(
    {item.get("id") or item["name"].removeprefix("models/") for items in ITEMS.values() for item in items}
)

providers = st.sampled_from(sorted(ITEMS))
actors = st.sampled_from([Actor("ann", "admin"), Actor("ben", "admin")])
ids = st.sampled_from(IDS)
edits = st.builds(
    Edit,
    display_name=st.none() | st.sampled_from(["Ours", "Other", "“Größe” 😀"]),
    enabled=st.none() | st.booleans(),
)
lists = providers.flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.sampled_from(ITEMS[name]), unique_by=lambda item: item.get("id") or item["name"], min_size=0
        ),
    )
)
