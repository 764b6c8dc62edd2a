"""What a rerun of Review and a tick ask the database: one read, and one write before it; a tick reads no plan again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.plans import Review
from modelsync.server import shared
from tests.support.app_pages import LISTINGS, edit, opened, waiting
from tests.support.providers import anthropic_item, google_item
from tests.support.statement_counts import counted


def test_a_rerun_is_one_transaction(service):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    page = opened("review")
    with counted(shared.shared_service()) as (begun, sent):
        page.run()
    assert (len(begun), set(sent)) == (1, {"SELECT"})


def test_a_tick_is_one_write_and_the_read_of_its_rerun(service):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    page = opened("review")
    with counted(shared.shared_service()) as (begun, sent):
        edit(page, "review_new", "gpt-5.4", approve=False)
    assert (len(begun), sent.count("UPDATE")) == (2, 1)
    assert waiting(service)["openai"].review.ticks == {"gpt-5.4": False}


def test_what_is_approved_after_a_tick_is_judged_without_reading_a_plan_again(service):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    state = service.review()
    ticked = replace(state.plans["openai"], review=Review(ticks={"gpt-5.4": False}))
    with counted(service) as (begun, sent):
        judged = service.judged_again(state, {"openai": ticked})
    assert (len(begun), sent) == (1, ["SELECT"] * 3)  # owners of the new ids, decisions, active models
    assert judged.rejected == {"openai": 1}
    assert list(judged.plans) == list(state.plans)


@pytest.mark.usefixtures("stocked")
def test_a_review_is_judged_again_as_a_new_read_would(service, provider_server):
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    provider_server.set("anthropic", [anthropic_item("claude-haiku-5")])
    provider_server.set("google", [google_item("gemini-3-pro", displayName="New")])
    service.sync_with_providers(["google", "anthropic"], actor=LOCAL)
    service.edit({"gemini-3-pro": Edit(display_name="A")}, actor=LOCAL)
    state = service.review()
    assert (set(state.conflicts), set(state.findings)) == ({"google"}, {"anthropic"})
    for ticked in (False, True):
        for provider, id_ in (("google", "gemini-3-pro"), ("anthropic", "claude-opus-5")):
            plan = state.plans[provider]
            written = service.change_review(plan.id, partial(_with_tick, id_, ticked), actor=LOCAL)
            state = service.judged_again(state, {provider: replace(plan, review=written)})
            assert state == service.review()
        assert bool(state.conflicts and state.findings) == ticked


def _with_tick(id_, ticked, review):
    return review.model_copy(update={"ticks": {**review.ticks, id_: ticked}})
