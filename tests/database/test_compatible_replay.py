"""Recorded lists of compatible servers, replayed in date order through a configured provider: the catalogue follows them exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.configured_lists import HOST, Lists, toml
from tests.support.recorded_lists import every_source, recordings

KINDS = {
    "cerebras": "cerebras",
    "deepseek": "deepseek",
    "groq": "groq",
    "mistral": "mistral",
    "openrouter": "openrouter",
    "togetherai": "together",
}
TOGETHERS_TEXT = {"chat", "language", "code"}
MEANS_NOTHING = {
    "deepseek-chat",
    "deepseek-reasoner",
    "deepseek-v4-flash",
    "deepseek-v4-pro",
    "gpt-oss-120b",
    "zai-glm-4.7",
    "groq/compound",
    "groq/compound-mini",
    "llama-3.1-8b-instant",
    "llama-3.3-70b-versatile",
    "meta-llama/llama-4-scout-17b-16e-instruct",
    "meta-llama/llama-4-maverick-17b-128e-instruct",
    "allam-2-7b",
    "moonshotai/kimi-k2-instruct",
    "moonshotai/kimi-k2-instruct-0905",
    "qwen/qwen3-32b",
    "openai/gpt-oss-20b",
    "openai/gpt-oss-120b",
}
"""Text models whose lists declare nothing, looked at one by one."""


def declared_text(item):
    """Whether a body declares the entry a text model, read without the code that decides it; by name where it says nothing."""
    outputs = item.get("output_modalities") or item.get("architecture", {}).get("output_modalities")
    if outputs:
        return outputs == ["text"]
    if "capabilities" in item:
        return item["capabilities"]["completion_chat"]
    if "type" in item:
        return item["type"] in TOGETHERS_TEXT
    return item["id"] in MEANS_NOTHING


def price_of(server, item):
    """Input, output and cached input in USD per million tokens, as the body says them."""
    sent = item.get("pricing") or {}
    names = (
        ("input", "output", "cached_input")
        if server == "togetherai"
        else ("prompt", "completion", "input_cache_read")
    )
    factor = 1 if server == "togetherai" else 1_000_000
    amounts = [None if sent.get(name) is None else Decimal(str(sent[name])) * factor for name in names]
    fixed = None not in amounts[:2] and min(amounts[:2]) >= 0
    return amounts if fixed else None


def limits_of(item):
    top = item.get("top_provider") or {}
    window = item.get("context_length") or item.get("context_window") or item.get("max_context_length")
    return window or None, top.get("max_completion_tokens") or item.get("max_completion_tokens") or None


class Series:
    """One server's recordings, as a provider named ``further``."""

    def __init__(self, server, clock):
        toml(
            further={"kind": KINDS[server], "base_url": HOST.format("further"), "key_variable": "FURTHER_KEY"}
        )
        self.lists, self.clock, self.server = Lists(), clock, server
        self.service = AiModelSyncService(Settings.read(), transport=self.lists, clock=clock)

    def show(self, recording):
        day = recording.day
        self.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self.lists.set("further.example", recording.body)
        repeated = {}
        for item in recording.items:
            repeated.setdefault(item["id"], []).append(item)
        return repeated

    def plan(self):
        return self.service.sync_with_provider("further", actor=LOCAL)

    def apply(self, diff):
        self.service.apply_sync(diff.plan_id, "all", force=True, reason="replay", actor=LOCAL)

    def rows(self):
        return {row.provider_model_id: row for row in self.service.models(provider="further")}


@pytest.fixture
def series(environment, clock, monkeypatch):
    monkeypatch.setenv("FURTHER_KEY", "further-made-up-0123456789")
    made = []

    def build(server):
        made.append(Series(server, clock))
        return made[-1]

    yield build
    for one in made:
        one.service.database.engine.dispose()


@every_source
@pytest.mark.parametrize("server", KINDS)
def test_what_is_listed_and_text_is_active_and_what_left_is_archived(folder, server, series):
    run, ever = series(server), set()
    for recording in recordings(folder, f"compatible/{server}"):
        items = run.show(recording)
        diff = run.plan()
        run.apply(diff)
        contradictory = {
            e.universal_model_id.removeprefix("further/") for e in diff.excluded if e.rule == "contradictory"
        }
        text = {id_ for id_, entries in items.items() if declared_text(entries[0])} - contradictory
        rows = run.rows()
        assert {id_ for id_, row in rows.items() if row.status == "active"} - contradictory == text, (
            recording.name
        )
        ever |= text
        assert set(rows) == ever
        assert {row.universal_model_id for row in rows.values()} == {f"further/{id_}" for id_ in ever}
        assert len(diff.excluded) + len(text) == len(items), "an id is neither in the catalogue nor excluded"


@every_source
@pytest.mark.parametrize("server", KINDS)
def test_names_limits_and_prices_are_exactly_those_of_the_body(folder, server, series):
    run, priced, known = series(server), 0, {}
    for recording in recordings(folder, f"compatible/{server}"):
        items = run.show(recording)
        run.apply(run.plan())
        for id_, row in run.rows().items():
            if id_ not in items or row.status != "active" or len(items[id_]) > 1:
                continue
            item = items[id_][0]
            if name := item.get("display_name") or item.get("name"):
                assert row.display_name == " ".join(name.split())
            # A null says nothing, so what an earlier body said stays.
            limits = [
                now or before
                for now, before in zip(limits_of(item), known.get(id_, (None, None)), strict=True)
            ]
            assert [row.context_window, row.max_output_tokens] == limits
            known[id_] = limits
            assert (
                str(row.lifecycle.retires_at or "")
                == str(item.get("deprecation") or item.get("expiration_date") or "")[:10]
            )
            assert row.lifecycle.replacement == item.get("deprecation_replacement_model")
            expected = price_of(server, item)
            found = row.pricing and [row.pricing.input, row.pricing.output, row.pricing.cached_input]
            assert found == expected, (recording.name, id_)
            if found:
                assert row.pricing.source == "listing"
                priced += 1
    assert priced > 9 or server in {"cerebras", "deepseek", "mistral"}


@every_source
@pytest.mark.parametrize("server", KINDS)
def test_equal_bodies_make_no_update_in_any_order(folder, server, series):
    run = series(server)
    for recording in recordings(folder, f"compatible/{server}"):
        run.show(recording)
        run.apply(run.plan())
        before = run.rows()
        body = json.loads(recording.body)
        turned = body[::-1] if isinstance(body, list) else body | {"data": body["data"][::-1]}
        run.lists.set("further.example", json.dumps(turned).encode())
        again = run.plan()
        assert again.is_empty, (recording.name, again.ids())
        assert run.rows() == before


def test_a_date_of_mistrals_that_passed_is_overdue_not_archived(series):
    run = series("mistral")
    item = {
        "id": "mistral-old",
        "capabilities": {"completion_chat": True},
        "deprecation": "2026-01-01T12:00:00Z",
    }
    run.lists.set("further.example", [item])
    run.clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    run.apply(run.plan())
    row = run.rows()["mistral-old"]
    assert (row.status, str(row.lifecycle.retires_at)) == ("active", "2026-01-01")
    item["deprecation"] = None
    diff = run.plan()
    assert [update.changed_fields for update in diff.updated_models] == [("lifecycle.retiresAt",)]
