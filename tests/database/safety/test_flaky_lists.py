"""Lists that are short, empty, cut off or of other models never archive in silence."""

from __future__ import annotations

import json

import httpx
import pytest

from modelsync.core.actors import LOCAL
from modelsync.errors import FetchError, UnsafePlanError
from tests.support.command_process import modelsync
from tests.support.model_ids import MANY
from tests.support.pricing_files import price_file
from tests.support.provider_transport import Providers
from tests.support.providers import ITEM, openai_item

SHORT = {"page one only": slice(50), "three": slice(3)}


def codes(found):
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    ("provider", "part"),
    [("openai", "three"), ("anthropic", "three"), *(("google", part) for part in (*SHORT, "other ids"))],
)
def test_a_list_that_would_archive_much_is_not_applied_without_a_word(server, provider, rows, part):
    other = [f"{id_}-001" for id_ in MANY[provider]]
    listed = other if part == "other ids" else MANY[provider][SHORT[part]]
    server.set(provider, [ITEM[provider](id_) for id_ in listed])
    before = rows()
    assert modelsync("plan", provider).code == 2
    for how in ([], ["--force", "--reason", " "]):
        refused = modelsync("apply", "--latest", provider, "--all", *how)
        assert (refused.code, refused.out) == (4, "")
        assert refused.err.startswith("Error: Safety check failed: ")
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


async def fails(providers, request):
    return httpx.Response(500, json={}, request=request)


async def is_page_one_again(providers, request):
    first = httpx.Request("GET", request.url.copy_remove_param("pageToken").copy_remove_param("after_id"))
    first.headers.update(request.headers)
    return await Providers.handle_async_request(providers, first)


async def is_empty_without_an_end(providers, request):
    body = {"data": [], "has_more": True, "last_id": None} if "after_id" in request.url.params else {}
    return httpx.Response(200, json=body or {"models": [], "nextPageToken": "x"}, request=request)


@pytest.mark.parametrize("second", [fails, is_page_one_again, is_empty_without_an_end])
@pytest.mark.parametrize("name", ["google", "anthropic"])
def test_a_second_page_that_does_not_come_is_an_error_and_no_plan(service, providers, rows, name, second):
    providers.set(name, *[ITEM[name](id_) for id_ in MANY[name][:25]])
    service.apply_sync(service.sync_with_provider(name, actor=LOCAL).plan_id, "all", actor=LOCAL)
    before = rows.content()
    providers.second_page = second
    with pytest.raises(FetchError):
        service.sync_with_provider(name, actor=LOCAL)
    assert rows.content() == before


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
    assert run.counts.model_dump() == {"inserted": 1, "updated": 0, "archived": 1, "removed": 0}
