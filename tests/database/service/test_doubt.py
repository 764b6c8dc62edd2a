"""New text models in doubt are proposed without approval, and a person's decision about them lasts."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from modelsync.ui.review.rows import proposals
from tests.support.model_ids import GOOGLE, OPENAI
from tests.support.providers import ITEM
from tests.support.reference_files import litellm, litellm_model
from tests.support.service_calls import plan

IDS = {"openai": OPENAI, "google": GOOGLE, "anthropic": ["claude-opus-5", "claude-haiku-4-5-20251001"]}


@pytest.fixture
def accepted(service, providers):
    """A catalogue with accepted models of a provider."""

    def accept(provider):
        known = [ITEM[provider](id_) for id_ in IDS[provider]]
        providers.set(provider, *known)
        service.apply_sync(plan(service, provider).plan_id, "all", actor=LOCAL)

        def listed_too(*ids, **extra):
            providers.set(provider, *known, *(ITEM[provider](id_, **extra) for id_ in ids))
            return service.plan(plan(service, provider).plan_id)

        return listed_too

    return accept


def warned(plan):
    return {(w.code, w.universal_model_id) for w in plan.diff.warnings}


@pytest.mark.parametrize(
    ("provider", "model_id", "code"),
    [
        ("google", "gemini-decision-1", "new-word"),
        ("google", "gemini-nanobanana-3", "new-word"),
        ("openai", "gpt-canvas-1", "new-word"),
        ("openai", "gpt-rank-1", "new-word"),
        ("openai", "gpt-text2image-1", "new-word"),
        ("openai", "gpt-song-6", "contradiction"),
        ("anthropic", "claude-song-6", "contradiction"),
        ("anthropic", "claude-voice-6", "contradiction"),
        ("anthropic", "claude-narrative-6", "contradiction"),
        ("anthropic", "claude-guardian-6", "contradiction"),
    ],
)
def test_a_new_model_in_doubt_is_proposed_unticked_with_its_warning(accepted, provider, model_id, code):
    found = accepted(provider)(model_id)
    assert [model.universal_model_id for model in found.diff.new_models] == [model_id]
    assert warned(found) == {(code, model_id)}
    assert (found.approved, found.undecided, found.rejected) == (set(), {model_id}, set())


def test_a_reference_is_a_second_witness_in_the_words_and_decides_nothing(
    accepted, new_service, environment, providers
):
    file = environment / "map.json"
    said = {"litellm_provider": "openai", "mode": "image_generation"}
    file.write_text(json.dumps(litellm(**{"gpt-canvas-1": said, "lumen-1": said, "gpt-9": litellm_model()})))
    new_service(litellm_prices=str(file)).update_references("litellm", actor=LOCAL)
    found = accepted("openai")("gpt-canvas-1", "gpt-song-6", "lumen-1")
    message = {w.universal_model_id: w.message for w in found.diff.warnings}
    assert (
        "no accepted id has the word “canvas”; litellm says image_generation. Approve"
        in message["gpt-canvas-1"]
    )
    assert "litellm" not in message["gpt-song-6"]
    assert message["lumen-1"].endswith("; litellm says image_generation.")
    assert [(e.rule, e.reason.endswith("; litellm says image_generation")) for e in found.diff.excluded] == [
        ("unrecognised", True)
    ]
    assert found.undecided == {"gpt-canvas-1", "gpt-song-6"}


def test_numbers_dates_sizes_and_known_words_raise_no_doubt(accepted):
    ids = ["gpt-7-mini-2027-01-15", "gpt-7-16k", "gpt-7o-nano", "o9", "GPT-8-Mini"]
    found = accepted("openai")(*ids)
    assert (found.approved, found.diff.warnings) == (set(ids), ())
    found = accepted("google")("gemma-9-26b-a4b", "gemini-3.9-flash-05-2027")
    assert (len(found.approved), found.diff.warnings) == (2, ())


def test_no_word_is_new_while_nothing_is_accepted_but_a_contradiction_is_one(service, providers):
    providers.set("anthropic", ITEM["anthropic"]("claude-opus-5"), ITEM["anthropic"]("claude-song-6"))
    found = service.plan(plan(service, "anthropic").plan_id)
    assert warned(found) == {("contradiction", "claude-song-6")}
    assert found.approved == {"claude-opus-5"}


def test_a_decision_ends_the_doubt_and_an_accepted_word_is_known(accepted, service):
    listed_too = accepted("openai")
    service.decide("openai", "gpt-song-6", "include", reason="writes text", actor=LOCAL)
    found = listed_too("gpt-song-6", "gpt-canvas-1")
    assert found.approved == {"gpt-song-6"}
    assert ("contradiction", "gpt-song-6") not in warned(found)
    service.apply_sync(found.id, ["gpt-canvas-1"], actor=LOCAL)
    found = listed_too("gpt-canvas-1", "gpt-canvas-2")
    assert (found.approved, found.undecided) == ({"gpt-canvas-2"}, set())


@pytest.mark.parametrize("ticked", [True, False])
def test_what_a_person_says_of_a_doubt_lasts_over_later_plans(accepted, service, ticked):
    listed_too = accepted("google")
    first = listed_too("gemini-verdict-1")
    service.change_review(
        first.id,
        lambda review: review.model_copy(update={"ticks": {"gemini-verdict-1": ticked}}),
        actor=LOCAL,
    )
    later = listed_too("gemini-verdict-1", "gemini-9-pro")
    assert ("gemini-verdict-1" in later.approved) is ticked
    assert later.undecided == frozenset()
    assert later.rejected == (set() if ticked else {"gemini-verdict-1"})


def test_a_stored_model_that_only_a_rule_excludes_is_proposed_for_archiving_unticked(accepted, service):
    listed_too = accepted("openai")
    service.decide("openai", "gpt-audio-7", "include", reason="an older version's rule", actor=LOCAL)
    service.apply_sync(listed_too("gpt-audio-7").id, "all", actor=LOCAL)
    service.reset_decision("openai", "gpt-audio-7", actor=LOCAL)
    found = listed_too("gpt-audio-7")
    assert [model.universal_model_id for model in found.diff.archived_models] == ["gpt-audio-7"]
    assert warned(found) == {("rule-changed", "gpt-audio-7")}
    assert (found.approved, found.undecided) == (set(), {"gpt-audio-7"})
    service.decide("openai", "gpt-audio-7", "exclude", reason="not any more", actor=LOCAL)
    found = listed_too("gpt-audio-7")
    assert (found.approved, found.undecided) == ({"gpt-audio-7"}, set())


@pytest.mark.parametrize(
    ("before", "after", "ticked"),
    [
        ({"outputTokenLimit": None}, {"outputTokenLimit": 0}, False),
        ({"outputTokenLimit": 8192}, {"outputTokenLimit": 1}, True),
        ({}, {"supportedGenerationMethods": ["predict"]}, True),
    ],
)
def test_what_the_provider_changed_is_ticked_and_what_a_rule_changed_is_not(
    accepted, service, before, after, ticked
):
    listed_too = accepted("google")
    service.apply_sync(listed_too("gemini-9-pro", **before).id, "all", actor=LOCAL)
    found = listed_too("gemini-9-pro", **after)
    assert [model.universal_model_id for model in found.diff.archived_models] == ["gemini-9-pro"]
    assert ("gemini-9-pro" in found.approved) is ticked


def test_a_row_in_doubt_says_why_and_is_not_ticked(accepted, service):
    found = accepted("anthropic")("claude-song-6", "claude-canvas-6")
    rows = {row.id: row for row in proposals([found], {}, enable_new=False, today=found.fetched_at.date())}
    assert not any(row.ticked for row in rows.values())
    assert rows["claude-song-6"].what.startswith("in doubt: its family and a word contradict each other")
    assert rows["claude-canvas-6"].what.startswith("in doubt: a new word")
