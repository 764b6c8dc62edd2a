"""The admin's edits and decisions, and what is read back."""

from __future__ import annotations

import sqlite3

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.errors import (
    EditError,
    NotFoundError,
    StalePlanError,
)
from tests.support.model_ids import GOOGLE, OPENAI
from tests.support.providers import google_item, openai_item, openai_items
from tests.support.service_calls import models, plan


def test_an_edit_is_a_run_and_moves_only_its_own_row(stocked, rows):
    before = rows.by_id()
    run = stocked.edit(
        {"o5": Edit(display_name="Ours", enabled=True)}, actor=Actor("ann", "admin"), reason="why not"
    )
    assert (run.kind, run.provider, run.plan_id, run.actor, run.reason) == (
        "edit",
        "openai",
        None,
        "ann",
        "why not",
    )
    assert run.counts.model_dump() == {"inserted": 0, "updated": 1, "archived": 0, "removed": 0}
    after = rows.by_id()
    assert [id_ for id_ in after if after[id_] != before[id_]] == ["o5"]
    assert after["o5"]["version"] == 2
    assert after["o5"]["updated_at"] > before["o5"]["updated_at"]


def test_an_edit_that_changes_nothing_is_no_run(stocked, rows):
    before = rows.path.read_bytes()
    assert stocked.edit({"o5": Edit(enabled=False)}, actor=LOCAL) is None
    assert stocked.edit({}, actor=LOCAL) is None
    assert rows.path.read_bytes() == before


def test_edits_are_made_all_or_none(stocked, rows):
    before = rows.path.read_bytes()
    with pytest.raises(NotFoundError, match="o99"):
        stocked.edit({"o5": Edit(enabled=True), "o99": Edit(enabled=True)}, actor=LOCAL)
    assert rows.path.read_bytes() == before


def test_enabling_an_archived_model_is_refused_here_and_by_the_database(stocked, providers, rows):
    providers.set("openai", *openai_items(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    before = rows.path.read_bytes()
    with pytest.raises(EditError, match="archived"):
        stocked.edit({"gpt-5.4": Edit(enabled=True), "o5": Edit(enabled=True)}, actor=LOCAL)
    with pytest.raises(sqlite3.IntegrityError):
        rows.run("UPDATE ai_model SET enabled = 1 WHERE universal_model_id = 'o5'")
    assert rows.path.read_bytes() == before


def test_an_edit_of_a_row_that_somebody_changed_since_is_refused(stocked):
    seen = {"o5": models(stocked)["o5"].version}
    stocked.edit({"o5": Edit(display_name="Theirs")}, actor=Actor("ben", "admin"))
    with pytest.raises(StalePlanError, match="Theirs"):
        stocked.edit({"o5": Edit(display_name="Ours")}, seen=seen, actor=LOCAL)
    assert models(stocked)["o5"].display_name == "Theirs"


def test_a_decision_lets_in_what_the_filter_leaves_out(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI), openai_item("gpt-audio"))
    assert plan(stocked).is_empty
    stocked.decide("openai", "gpt-audio", "include", reason="needed", actor=Actor("ann", "admin"))
    diff = plan(stocked)
    assert [m.universal_model_id for m in diff.new_models] == ["gpt-audio"]
    assert diff.excluded == ()
    [told] = diff.warnings
    assert (told.code, told.universal_model_id) == ("included", "gpt-audio")
    assert told.message == (
        "gpt-audio is in by a decision of ann: needed "
        "(the filter said: audio-chat, Chats in audio, also when it writes text)."
    )


def test_a_decision_for_what_is_text_anyway_needs_no_word(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    stocked.decide("openai", "o6", "include", reason="sure is sure", actor=LOCAL)
    assert plan(stocked).warnings == ()


def test_a_decision_about_an_id_that_another_provider_owns_is_refused(stocked):
    with pytest.raises(EditError, match=r"^o5 belongs to openai\. Decide about it there\.$"):
        stocked.decide("google", "o5", "include", reason="why not", actor=LOCAL)


def test_a_decision_takes_googles_resource_name_too(stocked, providers):
    providers.set("google", google_item("gemini-9-tts"))
    stocked.decide("google", "models/gemini-9-tts", "include", reason="needed", actor=LOCAL)
    assert [m.universal_model_id for m in plan(stocked, "google").new_models] == ["gemini-9-tts"]
    stocked.reset_decision("google", "models/gemini-9-tts", actor=LOCAL)
    assert [e.rule for e in plan(stocked, "google").excluded] == ["speech"]


def test_a_decision_keeps_out_what_the_filter_lets_in_and_says_who_and_why(stocked, providers):
    providers.set("openai", *openai_items(*OPENAI, "o6"))
    stocked.decide("openai", "o6", "exclude", reason="too dear", actor=Actor("ann", "admin"))
    diff = plan(stocked)
    assert diff.is_empty
    [left_out] = diff.excluded
    assert left_out.rule == "decision"
    assert "ann" in left_out.reason
    assert "too dear" in left_out.reason


def test_leaving_out_a_model_of_the_catalogue_proposes_its_archival_with_a_warning(stocked):
    stocked.decide("openai", "o5", "exclude", reason="too dear", actor=LOCAL)
    diff = plan(stocked)
    assert [m.universal_model_id for m in diff.archived_models] == ["o5"]
    assert [(w.code, w.universal_model_id) for w in diff.warnings] == [("left-out-now", "o5")]


def test_a_later_decision_replaces_an_earlier_one_and_a_reset_gives_the_word_back_to_the_filter(
    stocked, providers
):
    providers.set("openai", *openai_items(*OPENAI), openai_item("gpt-audio"))
    stocked.decide("openai", "gpt-audio", "include", reason="needed", actor=LOCAL)
    stocked.decide("openai", "gpt-audio", "exclude", reason="not any more", actor=LOCAL)
    assert [e.rule for e in plan(stocked).excluded] == ["decision"]
    stocked.reset_decision("openai", "gpt-audio", actor=LOCAL)
    assert [e.rule for e in plan(stocked).excluded] == ["audio-chat"]
    with pytest.raises(NotFoundError, match="gpt-audio"):
        stocked.reset_decision("openai", "gpt-audio", actor=LOCAL)


def test_a_decision_is_for_one_provider_and_needs_a_reason(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    stocked.decide("openai", "gemini-3-pro", "exclude", reason="not ours", actor=LOCAL)
    assert len(plan(stocked, "google").new_models) == 5
    with pytest.raises(EditError, match="reason"):
        stocked.decide("openai", "o5", "exclude", reason=" ", actor=LOCAL)
    with pytest.raises(NotFoundError):
        stocked.decide("mistral", "o5", "exclude", reason="why", actor=LOCAL)


def test_the_history_is_newest_first(stocked, providers):
    stocked.edit({"o5": Edit(enabled=True)}, actor=Actor("ann", "admin"))
    runs = stocked.history()
    assert [(run.kind, run.actor) for run in runs] == [("edit", "ann"), ("apply", "local")]
    assert runs[0].at > runs[1].at
    assert stocked.history(limit=1) == runs[:1]


def test_the_catalogue_can_be_narrowed(stocked, providers):
    providers.set("google", *[google_item(id_) for id_ in GOOGLE])
    stocked.apply_sync(plan(stocked, "google").plan_id, "all", actor=LOCAL)
    providers.set("openai", *openai_items(*OPENAI[:-1]))
    stocked.apply_sync(plan(stocked).plan_id, "all", actor=LOCAL)
    stocked.edit({"gemini-3-pro": Edit(enabled=True)}, actor=LOCAL)
    assert set(models(stocked, provider="google")) == set(GOOGLE)
    assert set(models(stocked, status="archived")) == {"o5"}
    assert set(models(stocked, enabled=True)) == {"gemini-3-pro"}
    assert len(models(stocked)) == 10
    with pytest.raises(NotFoundError):
        stocked.models(provider="mistral")


def test_no_key_is_ever_stored(stocked, rows):
    stocked.edit({"o5": Edit(enabled=True)}, actor=LOCAL)
    assert b"made-up" not in rows.path.read_bytes()
