"""Review without a browser: what it says and stores at each step from the first sync to the commit."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from tests.support.app_pages import (
    LISTINGS,
    attention,
    button,
    confirm_commit,
    edit,
    everything,
    opened,
    send,
    texts,
    waiting,
)
from tests.support.providers import KEYS, VARIABLES, openai_item


def test_review_before_any_sync_says_so_and_offers_every_provider(app):
    page = opened("review")
    assert "Not synced yet" in everything(page)
    assert [b.label for b in page.button if not b.disabled][:4] == [
        "Sync OpenAI",
        "Sync Google",
        "Sync Anthropic",
        "Sync all",
    ]


def test_review_without_a_key_names_the_variable_and_locks_only_that_provider(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    page = opened("review")
    assert "`OPENAI_API_KEY`" in everything(page)
    assert "GOOGLE_API_KEY" not in everything(page)
    assert button(page, "Sync OpenAI").disabled
    assert not button(page, "Sync Google").disabled
    assert not [b for b in page.button if b.label == "Try the demo"]


def test_review_without_any_key_names_the_lines_of_both_ways_on(monkeypatch):
    for key, _ in VARIABLES.values():
        monkeypatch.delenv(key)
    page = opened("review")
    assert [code.value.splitlines() for code in page.code] == [
        [*(f"export {key}=…" for key, _ in VARIABLES.values()), "uv run modelsync serve"],
        ["uv run modelsync demo"],
    ]


def test_review_without_any_key_offers_the_demo_on_a_file_of_its_own(monkeypatch, environment, rows):
    for key, _ in VARIABLES.values():
        monkeypatch.delenv(key)
    page = opened("review")
    button(page, "Try the demo").click().run()
    assert "Your own catalogue is not touched" in everything(page)
    button(page, "Sync all").click().run()
    assert "pending" in everything(page)
    assert rows("SELECT * FROM sync_plan") == []
    button(page, "Leave the demo").click().run()
    assert "Not synced yet" in everything(page)


def test_sync_shows_what_is_new_and_writes_no_model(service, rows):
    page = opened("review")
    button(page, "Sync all").click().run()
    assert page.button_group[0].options[::2] == ["New 5", "Excluded 0"]
    assert "+5" in everything(page)
    assert "**5 of 5** changes approved" in everything(page)
    assert sorted(waiting(service)) == sorted(LISTINGS)
    assert rows() == []
    assert not page.exception


def test_a_provider_that_fails_is_one_sentence_beside_the_others(provider_server, service):
    provider_server.fail("anthropic", 401, {"type": "error", "error": {"type": "authentication_error"}})
    page = opened("review")
    button(page, "Sync all").click().run()
    sentence = attention(page)
    assert "just now: Anthropic refuses the key" in sentence
    assert sentence.endswith(".")
    assert not any(key in everything(page) for key in KEYS.values())
    assert sorted(waiting(service)) == ["google", "openai"]
    assert not page.exception


def test_the_question_before_a_commit_counts_only_edits_that_change_something(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4-mini", display_name="Ours", enabled=True)
    name = waiting(service)["openai"].diff.new_models[1].display_name
    edit(page, "review_new", "gpt-5.4-mini", display_name=name, enabled=False)
    edit(page, "review_new", "gpt-5.4", enabled=True)
    button(page, "Commit 2 changes").click().run()
    assert "add 2 models, enable 1" in everything(page)
    assert "disable 1" not in everything(page)
    assert "rename 1" not in everything(page)


def test_ticks_and_edits_are_stored_as_they_are_made_and_commit_applies_them(service, rows):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4", display_name=" Our  flagship ", enabled=True)
    edit(page, "review_new", "gpt-5.4-mini", approve=False)
    review = waiting(service)["openai"].review
    assert review.ticks == {"gpt-5.4-mini": False}
    assert review.edits["gpt-5.4"].display_name == "Our flagship"
    assert review.edits["gpt-5.4"].enabled is True
    assert "**1 of 2** changes approved" in everything(page)

    button(page, "Commit 1 change").click().run()
    confirm_commit(page, service)
    (row,) = rows()
    assert (row["universal_model_id"], row["display_name"], row["enabled"]) == ("gpt-5.4", "Our flagship", 1)
    assert "1 added" in everything(page)
    assert "No pending changes" in everything(page)
    assert not page.exception


def test_a_new_session_finds_the_review_of_the_one_before(service):
    first = opened("review")
    button(first, "Sync OpenAI").click().run()
    edit(first, "review_new", "gpt-5.4", display_name="Our flagship", approve=False)
    frame = opened("review").session_state["editors"]["review_new"].frame
    assert frame.loc["openai/gpt-5.4", "display_name"] == "Our flagship"
    assert not frame.loc["openai/gpt-5.4", "approve"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"display_name": ""}, "gpt-5.4: A display name cannot be blank"),
        ({"display_name": None}, "gpt-5.4: A display name cannot be blank"),
        ({"display_name": "\u200b"}, "gpt-5.4: A display name cannot be blank"),
        ({"display_name": "x" * 256}, "at most 255 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence_and_not_stored(service, cells, sentence):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4", **cells)
    (error,) = page.error
    assert sentence in texts(error)
    assert waiting(service)["openai"].review.edits == {}
    assert not page.exception


def test_what_no_table_sends_is_left_out_and_does_no_harm(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    crafted = {"enabled": True, "approve": False, "status": "archived", "id": "gpt-4"}
    send(
        page, "review_new", {0: {"status": "x", "approve": 1}, 1: {"enabled": "yes"}, 9: crafted, -1: crafted}
    )
    review = waiting(service)["openai"].review
    assert (review.ticks, review.edits) == ({}, {})
    assert not page.exception


def test_a_plan_that_somebody_else_closed_is_told_and_not_edited(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    plan = waiting(service)["openai"]
    service.discard(plan.id, actor=Actor("local:colleague", "admin"))
    edit(page, "review_new", "gpt-5.4", approve=False)
    assert "was discarded by local:colleague" in texts(*page.error)
    assert "No pending changes" in everything(page)
    assert not page.exception


def test_a_name_that_another_model_has_is_taken_with_a_warning(stocked, service, provider_server):
    provider_server.set("openai", [*LISTINGS["openai"], openai_item("gpt-9")])
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-9", display_name="claude opus 5")
    assert "“claude opus 5” is the name of claude-opus-5 too" in texts(*page.warning)
    assert waiting(service)["openai"].review.edits["gpt-9"].display_name == "claude opus 5"
    edit(page, "review_new", "gpt-9", display_name="Nine")
    assert not page.warning


def test_models_that_arrive_enabled_are_shown_so_before_they_are_committed(service, rows, monkeypatch):
    monkeypatch.setenv("MODELSYNC_ENABLE_NEW_MODELS", "true")
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    assert list(page.session_state["editors"]["review_new"].frame["enabled"]) == [True, True]
    edit(page, "review_new", "gpt-5.4", enabled=False)
    page.button(key="commit").click().run()
    assert "OpenAI**: add 2 models, enable 1." in everything(page)
    confirm_commit(page, service)
    assert {row["universal_model_id"]: row["enabled"] for row in rows()} == {"gpt-5.4": 0, "gpt-5.4-mini": 1}


def test_another_date_of_an_archived_model_is_an_update(service, provider_server):
    provider_server.set("openai", [openai_item("gpt-5.4")])
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    for day in ("2026-10-24", "2026-10-23"):
        provider_server.set("openai", [openai_item("gpt-5.4", shutdown_date=day)])
        diff = service.sync_with_provider("openai", actor=LOCAL)
        if day == "2026-10-24":
            service.apply_sync(diff.plan_id, "all", actor=LOCAL, force=True, reason="gone")
    page = opened("review")
    assert page.button_group[0].options == ["Updated 1", "Facts 0", "Excluded 0"]
    edit(page, "review_updated", "gpt-5.4", enabled=True)
    assert "gpt-5.4 is archived, or about to be, and cannot be enabled or renamed." in texts(*page.error)


def test_a_plan_that_is_too_old_asks_for_a_sync_and_offers_no_commit(service, environment):
    service.sync_with_provider("openai", actor=LOCAL)
    with closing(sqlite3.connect(environment / "modelsync.db")) as connection, connection:
        connection.execute("UPDATE sync_plan SET fetched_at = '2026-01-01T00:00:00Z'")
    page = opened("review")
    assert "OpenAI: sync again" in attention(page)
    assert page.button(key="commit").disabled
    assert "compare_openai" not in {b.key for b in page.button}


def test_a_sync_by_somebody_else_is_told_and_the_change_is_made_on_the_new_list(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    service.sync_with_provider("openai", actor=Actor("local:colleague", "admin"))
    edit(page, "review_new", "gpt-5.4", approve=False)
    assert "OpenAI was synced or compared again by local:colleague at" in texts(*page.error)
    edit(page, "review_new", "gpt-5.4", approve=False)
    assert waiting(service)["openai"].review.ticks == {"gpt-5.4": False}


def test_an_unsafe_commit_without_its_reason_says_so_and_commits_nothing(
    stocked, service, provider_server, rows
):
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    provider_server.set("anthropic", LISTINGS["anthropic"][1:])
    service.sync_with_provider("anthropic", actor=LOCAL)
    page = opened("review")
    page.button(key="commit").click().run()
    confirm_commit(page, service)
    assert "Type the provider's name and a reason first. Nothing was committed." in texts(*page.error)
    assert rows.by_id()["claude-opus-5"]["status"] == "active"


def test_enabling_a_rejected_row_approves_it_and_the_bar_tells_what_a_commit_does(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4", approve=False)
    edit(page, "review_new", "gpt-5.4-mini", display_name="Ours")
    assert "**1 of 2** changes approved · renames 1 · 1 rejected" in everything(page)
    edit(page, "review_new", "gpt-5.4", enabled=True)
    assert waiting(service)["openai"].review.ticks == {"gpt-5.4": True}
    assert page.session_state["editors"]["review_new"].frame.loc["openai/gpt-5.4", "approve"]
    assert "**2 of 2** changes approved · enables 1 · renames 1" in everything(page)


def test_the_bar_names_what_the_filter_hides_and_a_commit_would_still_do(service):
    page = opened("review")
    button(page, "Sync all").click().run()
    page.selectbox(key="review_provider").select("google").run()
    assert "**5 of 5** changes approved · :orange[4 of the approved hidden by the filter]" in everything(page)
