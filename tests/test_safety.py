"""What must not be applied without a second thought is not: thresholds, flaky lists, and models that still answer."""

from __future__ import annotations

import asyncio
import json
import re
import time
from decimal import Decimal

import httpx
import pytest
from conftest import Providers, price_file
from hypothesis import given
from hypothesis import strategies as st
from provider_server import anthropic_item, google_item, openai_item
from worker import modelsync

from modelsync.actors import LOCAL
from modelsync.errors import FetchError, UnsafePlanError
from modelsync.models import ModelSyncDiff, ModelUpdate, NormalizedModel, Pricing
from modelsync.safety import Facts, Thresholds, findings

# --- thresholds ------------------------------------------------------------------------------------------------------


def model(id_, **fields):
    return NormalizedModel(
        provider="google", universal_model_id=id_, display_name=id_, provider_display_name=id_, **fields
    )


def diff(*, archived=(), updated=()):
    return ModelSyncDiff(
        plan_id="p",
        provider="google",
        fetched_at="2026-11-01T12:00:00Z",
        listing_sha256="0",
        listed=0,
        archived_models=tuple(model(id_, status="archived", enabled=False) for id_ in archived),
        updated_models=tuple(updated),
    )


def flagged(id_, *, enabled=False):
    """An update by which the provider archives the model."""
    return ModelUpdate(
        existing=model(id_, enabled=enabled),
        updated=model(id_, status="archived", enabled=False),
        changed_fields=("status",),
    )


def priced(before, after, kind="input"):
    prices = [None if p is None else Pricing(**{kind: Decimal(p)}) for p in (before, after)]
    return ModelUpdate(
        existing=model("m", pricing=prices[0]),
        updated=model("m", pricing=prices[1]),
        changed_fields=(f"pricing.{kind}",),
    )


def codes(found):
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    ("active", "archived", "unsafe"),
    [
        (100, 0, False),
        (100, 30, False),  # 30 % is still ordinary
        (100, 31, True),
        (10, 3, False),
        (10, 4, True),
        (9, 4, False),  # fewer than ten: up to half
        (9, 5, True),
        (4, 2, False),
        (2, 1, False),
        (1, 1, True),
    ],
)
@pytest.mark.parametrize("by_flag", [False, True])
def test_archiving_a_large_share_is_a_finding(active, archived, unsafe, by_flag):
    ids = [f"m{number}" for number in range(archived)]
    plan = diff(updated=map(flagged, ids)) if by_flag else diff(archived=ids)
    found = findings(plan, Facts(active=active), Thresholds())
    assert codes(found) == ["many-archived"] * unsafe
    for finding in found:
        assert f"{archived} of {active} active models" in finding.message


@given(st.integers(1, 400), st.data())
def test_the_share_is_exact_at_every_size(active, data):
    archived = data.draw(st.integers(0, active))
    found = findings(diff(archived=[f"m{n}" for n in range(archived)]), Facts(active=active), Thresholds())
    limit = 3 * active if active >= 10 else 5 * active
    assert bool(found) == (10 * archived > limit)


def test_archiving_an_enabled_model_is_a_finding_however_many_there_are():
    facts = Facts(active=1000, archived_enabled=frozenset({"a", "elsewhere"}))
    found = findings(diff(archived=["a", "b"], updated=[flagged("c", enabled=True)]), facts, Thresholds())
    assert [(f.code, f.universal_model_id) for f in found] == [
        ("enabled-archived", "a"),
        ("enabled-archived", "c"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("1", "3", None),
        ("3", "1", None),
        ("1", "3.01", "price-jump"),
        ("3.01", "1", "price-jump"),
        ("1", "600", "price-jump"),
        ("1", "1000", "price-unit"),
        ("0.0025", "2.5", "price-unit"),
        ("2.5", "0.0000025", "price-unit"),
        ("1", "1400", "price-unit"),
        ("1", "1600", "price-jump"),
        ("2", "0", "price-jump"),
        ("0", "2", "price-jump"),
        ("0", "0.00", None),
        (None, "5", None),  # a first price and a price that went have nothing to compare with
        ("5", None, None),
    ],
)
@pytest.mark.parametrize("kind", ["input", "cached_input", "output"])
def test_a_price_that_jumps_is_a_finding_with_both_prices(before, after, code, kind):
    found = findings(diff(updated=[priced(before, after, kind)]), Facts(active=100), Thresholds())
    assert codes(found) == ([code] if code else [])
    for finding in found:
        assert f"from ${before} to ${after}" in finding.message
        assert finding.universal_model_id == "m"


@pytest.mark.parametrize(
    ("before", "listed", "unsafe"),
    [(None, 0, False), (9, 1, False), (10, 7, False), (10, 6, True), (130, 91, False), (130, 90, True)],
)
def test_a_listing_that_lost_much_is_a_finding_even_if_nothing_of_it_is_approved(before, listed, unsafe):
    facts = Facts(active=100, listed=listed, previously_listed=before)
    found = findings(diff(), facts, Thresholds())
    assert codes(found) == ["short-listing"] * unsafe


def test_every_threshold_is_a_setting():
    lax = Thresholds(archive_share=1, archive_share_of_few=1, price_factor=Decimal(10), listing_shrink=1)
    facts = Facts(active=20, listed=1, previously_listed=130)
    plan = diff(archived=[f"m{n}" for n in range(20)], updated=[priced("1", "9")])
    assert findings(plan, facts, lax) == ()
    assert codes(findings(plan, facts, Thresholds())) == ["short-listing", "many-archived", "price-jump"]


# --- flaky lists, on the command line --------------------------------------------------------------------------------

ITEM = {"openai": openai_item, "google": google_item, "anthropic": anthropic_item}
MANY = {
    "openai": [f"gpt-{number}" for number in range(1, 131)],
    "google": [f"gemini-{number}-pro" for number in range(1, 131)],
    "anthropic": [f"claude-{number}" for number in range(1, 131)],
}


@pytest.fixture(params=list(ITEM))
def provider(request):
    return request.param


@pytest.fixture
def server(provider_server, environment, monkeypatch, provider):
    """A provider on a socket, whose 130 models are in the catalogue."""
    for name, value in provider_server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    provider_server.page_size = {"google": 50, "anthropic": 50}
    provider_server.set(provider, [ITEM[provider](id_) for id_ in MANY[provider]])
    assert modelsync("plan", provider).code == 2
    assert modelsync("apply", "--latest", provider, "--all").code == 0
    return provider_server


SHORT = {"page one only": slice(50), "three": slice(3)}


@pytest.mark.parametrize(
    ("provider", "part"),
    [("openai", "three"), ("anthropic", "three"), *(("google", part) for part in (*SHORT, "other ids"))],
)
def test_a_list_that_would_archive_much_is_not_applied_without_a_word(server, provider, rows, part):
    if part == "other ids":
        listed = [f"{id_}-latest" for id_ in MANY[provider]]
    else:
        listed = MANY[provider][SHORT[part]]
    server.set(provider, [ITEM[provider](id_) for id_ in listed])
    before = rows()
    assert modelsync("plan", provider).code == 2
    for how in ([], ["--force", "--reason", " "]):
        refused = modelsync("apply", "--latest", provider, "--all", *how)
        assert (refused.code, refused.out) == (4, "")
        assert refused.err.startswith("Error: This needs a second thought: ")
        assert refused.err.count("\n") == 1
        assert "of 130 active models would be archived" in refused.err
        assert rows() == before
    done = modelsync("apply", "--latest", provider, "--all", "--force", "--reason", "they told us so")
    assert done.code == 0
    assert json.loads(done.out)["reason"] == "they told us so"
    assert rows("SELECT reason FROM sync_run ORDER BY id DESC LIMIT 1") == [{"reason": "they told us so"}]
    active = [row["universal_model_id"] for row in rows() if row["status"] == "active"]
    assert sorted(active) == sorted(listed)


def test_an_empty_list_is_an_error_and_no_plan(server, provider, rows):
    before, plans = rows(), rows("SELECT id, state FROM sync_plan")
    server.set(provider, [])
    refused = modelsync("plan", provider)
    assert (refused.code, refused.out) == (1, "")
    assert rows() == before
    assert rows("SELECT id, state FROM sync_plan") == plans


# --- flaky pages -----------------------------------------------------------------------------------------------------


class Flaky(Providers):
    """Providers whose second page, or whose answer for one model, is what a test says."""

    def __init__(self):
        super().__init__(page=10)
        self.second_page = None
        self.alone = {}

    async def handle_async_request(self, request):
        asked = request.url.params
        if self.second_page and ("pageToken" in asked or "after_id" in asked):
            return await self.second_page(self, request)
        how = self.alone.get(request.url.path.rpartition("/")[2])
        if how is None:
            return await super().handle_async_request(request)
        if how == "hang":
            await asyncio.sleep(60)
        if how == "refuse":
            raise httpx.ConnectError("no", request=request)
        if isinstance(how, int):
            return httpx.Response(how, json={"error": {"message": "as the test says"}}, request=request)
        return httpx.Response(200, json=how, request=request)


async def fails(providers, request):
    return httpx.Response(500, json={}, request=request)


async def is_page_one_again(providers, request):
    first = httpx.Request("GET", request.url.copy_remove_param("pageToken").copy_remove_param("after_id"))
    first.headers.update(request.headers)
    return await Providers.handle_async_request(providers, first)


async def is_empty_without_an_end(providers, request):
    body = {"data": [], "has_more": True, "last_id": None} if "after_id" in request.url.params else {}
    return httpx.Response(200, json=body or {"models": [], "nextPageToken": "x"}, request=request)


@pytest.fixture
def providers():
    return Flaky()


@pytest.fixture
def service(new_service):
    return new_service(retry_backoff=0)


@pytest.mark.parametrize("second", [fails, is_page_one_again, is_empty_without_an_end])
@pytest.mark.parametrize("name", ["google", "anthropic"])
def test_a_second_page_that_does_not_come_is_an_error_and_no_plan(service, providers, rows, name, second):
    providers.set(name, *[ITEM[name](id_) for id_ in MANY[name][:25]])
    service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
    before = rows.path.read_bytes()
    providers.second_page = second
    with pytest.raises(FetchError):
        service.sync_with_provider(name, actor=LOCAL)
    assert rows.path.read_bytes() == before


# --- the measure of a list -------------------------------------------------------------------------------------------


def test_a_short_list_does_not_become_the_measure_however_often_it_is_fetched(new_service, providers):
    service = new_service(keep_plans=2, max_archive_share=1)
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"]])
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"][:80]])
    for _ in range(5):
        plan_id = service.sync_with_provider("openai", actor=LOCAL).plan_id
        with pytest.raises(UnsafePlanError, match=r"The list has 80 models, the last one .+ had 130"):
            service.apply_sync(plan_id, "all", actor=LOCAL)
    service.apply_sync(plan_id, "all", force=True, reason="they cleaned up", actor=LOCAL)
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"][:79]])
    assert (
        service.apply_sync(
            service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL
        ).counts.archived
        == 1
    )


def test_findings_are_about_what_is_approved(service, providers, pricing_dir):
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"][:6]])
    price_file(pricing_dir, "openai", {"id": "gpt-1", "input": "2"})
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    price_file(pricing_dir, "openai", {"id": "gpt-1", "input": "2000"})
    providers.set("openai", *[openai_item(id_) for id_ in (*MANY["openai"][:2], "gpt-900")])
    plan = service.plan(service.sync_with_provider("openai", actor=LOCAL).plan_id)
    assert codes(service.findings(plan, plan.ticked_by_default)) == ["many-archived", "price-unit"]
    assert service.findings(plan, ["gpt-900", "gpt-3"]) == ()
    with pytest.raises(UnsafePlanError) as raised:
        service.apply_sync(plan.id, ["gpt-1"], actor=LOCAL)
    assert len(raised.value.findings) == 1
    run = service.apply_sync(plan.id, ["gpt-900", "gpt-3"], force=True, reason="not needed", actor=LOCAL)
    assert run.counts.model_dump() == {"inserted": 1, "updated": 0, "archived": 1}


# --- the second proof ------------------------------------------------------------------------------------------------


@pytest.fixture
def stocked(service, providers, provider):
    return stock(service, providers, provider)


def stock(service, providers, name):
    """Twenty models in the catalogue; then the list lacks the first one."""
    make = ITEM[name]
    providers.set(name, *[make(id_) for id_ in MANY[name][:20]])
    service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set(name, *[make(id_) for id_ in MANY[name][1:20]])
    return service


@pytest.mark.parametrize(
    ("answer", "proof"),
    [
        (404, "gone"),
        (500, "unproven"),
        (429, "unproven"),
        (401, "unproven"),
        (403, "unproven"),
        (301, "unproven"),
        ({"surprise": 1}, "unproven"),
        ([], "unproven"),
        ("refuse", "unproven"),
    ],
    ids=str,
)
def test_a_model_that_does_not_answer_is_ticked_and_its_proof_is_shown(
    stocked, providers, provider, answer, proof
):
    [gone] = MANY[provider][:1]
    providers.alone[gone] = answer
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.facts.proofs == {gone: proof}
    assert [m.universal_model_id for m in plan.diff.archived_models] == [gone]
    assert plan.ticked_by_default == {gone}
    assert plan.diff.warnings == ()
    assert stocked.apply_sync(plan.id, "all", actor=LOCAL).counts.archived == 1


def test_a_model_that_still_answers_is_shown_and_not_ticked(stocked, providers, provider):
    [there] = MANY[provider][:1]
    providers.alone[there] = ITEM[provider](there)
    plan = stocked.plan(stocked.sync_with_provider(provider, actor=LOCAL).plan_id)
    assert plan.facts.proofs == {there: "answers"}
    assert [m.universal_model_id for m in plan.diff.archived_models] == [there]
    assert plan.ticked_by_default == frozenset()
    assert [(w.code, w.universal_model_id) for w in plan.diff.warnings] == [("still-answers", there)]
    assert stocked.apply_sync(plan.id, "all", actor=LOCAL) is None
    assert stocked.plan(plan.id).state == "waiting"
    again = stocked.plan(stocked.compare_again(plan.id, actor=LOCAL).plan_id)
    assert (again.facts.proofs, again.ticked_by_default) == ({there: "answers"}, frozenset())
    assert stocked.apply_sync(again.id, [there], actor=LOCAL).counts.archived == 1


def test_the_command_line_says_what_the_second_proof_found(server, provider):
    make, ids = ITEM[provider], MANY[provider]
    server.set(provider, [make(id_) for id_ in ids[1:]], unlisted=[make(ids[0])])
    still = modelsync("plan", provider)
    assert still.code == 0  # nothing is ticked
    assert re.search(rf"- {ids[0]}  absent.*still answers", still.out)
    assert modelsync("apply", "--latest", provider, "--all").code == 0
    server.set(provider, [make(id_) for id_ in ids[2:]], unlisted=[make(ids[0])])
    both = modelsync("plan", provider)
    assert both.code == 2
    assert re.search(rf"- {ids[0]}  absent.*still answers", both.out)
    assert re.search(rf"- {ids[1]}  absent.*gone", both.out)
    done = modelsync("apply", "--latest", provider, "--all")
    assert json.loads(done.out)["counts"]["archived"] == 1


def test_probes_that_hang_delay_a_plan_only_so_long(new_service, providers):
    service = stock(new_service(fetch_timeout=1.5), providers, "google")
    providers.set("google", google_item(MANY["google"][19]))
    providers.alone = dict.fromkeys(MANY["google"][1:19], "hang") | {MANY["google"][0]: 404}
    started = time.monotonic()
    plan = service.plan(service.sync_with_provider("google", actor=LOCAL).plan_id)
    assert time.monotonic() - started < 10
    assert len(plan.diff.archived_models) == 19
    assert set(plan.facts.proofs) == set(MANY["google"][:19])
    assert set(plan.facts.proofs.values()) <= {"gone", "unproven"}


def test_only_so_many_are_asked_for_and_the_rest_is_unproven(service, providers):
    providers.set("openai", *[openai_item(id_) for id_ in MANY["openai"]])
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", openai_item("gpt-1"))
    plan = service.plan(service.sync_with_provider("openai", actor=LOCAL).plan_id)
    assert sorted(plan.facts.proofs.values()) == ["gone"] * 50 + ["unproven"] * 79
