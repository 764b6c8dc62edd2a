"""Years of recorded listings, replayed in order through the real adapters, service and SQLite, end where the last one stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest

from modelsync.adapters import REGISTRY, listing_sha256
from modelsync.core.actors import LOCAL
from modelsync.core.filters import judge
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.checkout import PRICING
from tests.support.recorded_lists import every_source, recordings

PROVIDERS = list(REGISTRY)


class Recorded(httpx.AsyncBaseTransport):
    """Answers every list request with one recorded body, byte for byte; models on their own are gone."""

    body = b""

    async def handle_async_request(self, request):
        if request.url.path.endswith("/models"):
            return httpx.Response(200, content=self.body, request=request)
        return httpx.Response(404, json={"error": {"message": "no such model"}}, request=request)


class Replay:
    """One provider's series, and what was seen on the way."""

    def __init__(self, provider, clock):
        self.adapter = REGISTRY[provider]
        self.provider = provider
        self.clock = clock
        self.recorded = Recorded()
        self.service = AiModelSyncService(
            Settings.read(pricing_dir=PRICING), transport=self.recorded, clock=clock
        )

    def show(self, recording):
        """Let the provider show this body from now on; gives its items and the day of the recording."""
        self.recorded.body = recording.body
        day = recording.day
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self.clock.now = max(self.clock.now, noon)
        return recording.items, day

    def plan(self):
        return self.service.sync_with_provider(self.provider, actor=LOCAL)

    def apply(self, diff):
        # A person approves what is in doubt, too; half a year between two recordings may archive more than they would wave through.
        return self.service.apply_sync(diff.plan_id, diff.ids(), force=True, reason="replay", actor=LOCAL)

    def rows(self):
        return {row.universal_model_id: row for row in self.service.models(provider=self.provider)}

    def living(self, items, day):
        """The ids of a listing that should be active on its day, without the code that decides it."""
        return {
            self.adapter.bare_id(item)
            for item in items
            if judge(self.adapter.traits, self.adapter.parse(item)).kind == "text"
            and item.get("active") is not False
            and item.get("lifecycle") != "retired"
            and (item.get("shutdown_date") or item.get("deprecation_date") or "9999") > day.isoformat()
        }


@pytest.fixture
def replay(environment, clock):
    clock.now = datetime(2024, 1, 1, tzinfo=UTC)
    made = []

    def build(provider):
        made.append(Replay(provider, clock))
        return made[-1]

    yield build
    for one in made:
        one.service.database.engine.dispose()


@every_source
@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_series_ends_with_exactly_the_text_models_of_the_last_listing_active(folder, provider, replay):
    run = replay(provider)
    ever_living, keys, living = set(), {}, set()
    for recording in recordings(folder, provider):
        items, day = run.show(recording)
        living = run.living(items, day)
        ever_living |= living
        run.apply(run.plan())
        rows = run.rows()
        active = {id_ for id_, row in rows.items() if row.status == "active"}
        assert active == living, recording.name
        assert set(rows) == ever_living, f"{recording.name}: a model was lost, or came without being listed"
        assert not any(row.enabled for row in rows.values())
        found = {id_: row.id for id_, row in rows.items()}
        assert found | keys == found, f"{recording.name}: a row became another row"
        keys = found
    assert len(living) > 5
    archived = {id_ for id_, row in run.rows().items() if row.status == "archived"}
    assert archived == ever_living - living
    assert archived


@every_source
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_second_plan_of_each_recorded_listing_is_empty_in_any_order(folder, provider, replay):
    run = replay(provider)
    for recording in recordings(folder, provider):
        items, _ = run.show(recording)
        first = run.plan()
        run.apply(first)
        before = run.rows()
        shown = json.loads(run.recorded.body) | {run.adapter.list_key: items[::-1]}
        run.recorded.body = json.dumps(shown, sort_keys=True).encode()
        second = run.plan()
        assert second.is_empty, (recording.name, second.ids())
        assert second.listing_sha256 == first.listing_sha256
        assert run.rows() == before


@every_source
@pytest.mark.parametrize("provider", PROVIDERS)
def test_equal_bodies_make_no_update_between_them(folder, provider, replay):
    run = replay(provider)
    before = None
    pairs = 0
    for recording in recordings(folder, provider):
        items, day = run.show(recording)
        digest = listing_sha256(run.adapter, items)
        diff = run.plan()
        assert diff.listing_sha256 == digest
        if before and before[0] == digest:
            pairs += 1
            # On a later day a price may have another period, and nothing else may differ.
            changed = {field for update in diff.updated_models for field in update.changed_fields}
            allowed = () if before[1] == day else ("pricing.",)
            assert not diff.new_models + diff.archived_models, recording.name
            assert all(field.startswith(allowed) for field in changed) if allowed else not changed, (
                recording.name
            )
        run.apply(diff)
        before = (digest, day)
    assert pairs or provider != "openai", "OpenAI's recordings have equal neighbours"


@every_source
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_recorded_id_is_in_the_plan_or_has_its_rule(folder, provider, replay):
    run = replay(provider)
    for recording in recordings(folder, provider):
        items, _ = run.show(recording)
        diff = run.plan()
        listed = {run.adapter.bare_id(item) for item in items}
        left_out = {exclusion.universal_model_id for exclusion in diff.excluded}
        assert diff.listed == len(listed)
        known = {id_ for id_, row in run.rows().items() if row.status == "active"}
        assert listed <= set(diff.ids()) | left_out | known, recording.name
        assert not {w.code for w in diff.warnings} & {"unreadable-entry", "pricing-unusable"}, recording.name
        run.apply(diff)


_RAW_KEYS = {
    "openai": {
        "releasedAt": ["created"],
        "lifecycle.retiresAt": ["shutdown_date", "deprecation_date"],
        "lifecycle.retiresKind": ["shutdown_date", "deprecation_date"],
        "lifecycle.state": ["active"],
    },
    "google": {
        "displayName": ["displayName"],
        "providerDisplayName": ["displayName"],
        "description": ["description"],
        "contextWindow": ["inputTokenLimit"],
        "maxOutputTokens": ["outputTokenLimit"],
        "capabilities.generationMethods": ["supportedGenerationMethods"],
        "capabilities.thinking": ["thinking"],
    },
    "anthropic": {
        "displayName": ["display_name"],
        "providerDisplayName": ["display_name"],
        "releasedAt": ["created_at"],
        "contextWindow": ["max_input_tokens"],
        "maxOutputTokens": ["max_tokens"],
        "lifecycle.state": ["lifecycle"],
        "lifecycle.deprecatedAt": ["deprecated_at"],
        "lifecycle.retiresAt": ["retires_at"],
    },
}
"""The keys of a body that a field of ours stands for."""


@every_source
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_reported_change_is_really_in_the_bodies(folder, provider, replay):
    run = replay(provider)
    last, seen = {}, 0
    for recording in recordings(folder, provider):
        items, day = run.show(recording)
        now = {run.adapter.bare_id(item): item for item in items}
        diff = run.plan()
        for update in diff.updated_models:
            id_ = update.updated.universal_model_id
            for field in update.changed_fields:
                seen += 1
                if not field.startswith("pricing."):  # from our own files
                    assert _differs(provider, field, last[id_], now[id_], day), (recording.name, id_, field)
        run.apply(diff)
        gone = last.keys() - now.keys()
        last = {id_: {**last.get(id_, {}), **item} for id_, item in now.items()} | {
            id_: last[id_] | {"absent": True} for id_ in gone
        }
    assert seen > 20


def _differs(provider, field, before, after, day):
    """Whether the raw entries differ in what the field stands for, read without the adapters."""
    if field == "status":
        return "absent" in before or _ended(before, day) or _ended(after, day)
    keys = _RAW_KEYS[provider].get(field, ["capabilities"])
    return any(before.get(key) != after.get(key) for key in keys)


def _ended(item, day):
    date_ = item.get("shutdown_date") or item.get("deprecation_date") or "9999"
    return date_ <= day.isoformat() or item.get("active") is False or item.get("lifecycle") == "retired"
