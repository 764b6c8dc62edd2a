"""What ids without a name of their own are called."""

import pytest

from modelsync.core.kinds import NAME_LENGTH
from modelsync.core.names import display_name
from tests.support.recorded_lists import every_source, recordings

NAMES = {
    "gpt-5.4-mini-2026-03-17": "GPT-5.4 mini (2026-03-17)",
    "gpt-5-2025-08-07": "GPT-5 (2025-08-07)",
    "gpt-4o": "GPT-4o",
    "gpt-4o-mini": "GPT-4o mini",
    "gpt-3.5-turbo-0125": "GPT-3.5 Turbo (0125)",
    "gpt-3.5-turbo-16k": "GPT-3.5 Turbo 16k",
    "gpt-4-0613": "GPT-4 (0613)",
    "gpt-4-1106-preview": "GPT-4 (1106) preview",
    "gpt-5-codex": "GPT-5-Codex",
    "gpt-5.1-codex-max": "GPT-5.1-Codex-Max",
    "gpt-5.1-codex-mini": "GPT-5.1-Codex-Mini",
    "gpt-5.3-codex-spark": "GPT-5.3-Codex Spark",
    "gpt-rosalind-research": "GPT Rosalind Research",
    "gpt-5.6-sol": "GPT-5.6 Sol",
    "gpt-6-astra": "GPT-6 Astra",
    "gpt-oss-120b": "gpt-oss-120B",
    "chatgpt-4o-latest": "ChatGPT-4o latest",
    "chat-latest": "Chat latest",
    "gpt-5-chat-latest": "GPT-5 Chat latest",
    "codex-mini-latest": "codex-mini-latest",
    "o3": "o3",
    "o3-pro": "o3-pro",
    "o4-mini-2025-04-16": "o4-mini (2025-04-16)",
    "o1-2024-12-17": "o1 (2024-12-17)",
    "claude-opus-5-5": "Claude Opus 5.5",
    "claude-opus-4-5-20251101": "Claude Opus 4.5 (20251101)",
    "claude-sonnet-5": "Claude Sonnet 5",
    "gemini-2.5-pro": "Gemini 2.5 Pro",
    "gemini-flash-latest": "Gemini Flash Latest",
    "gemma-4-26b-a4b-it": "Gemma 4 26B A4B IT",
}


@pytest.mark.parametrize(("model_id", "name"), NAMES.items())
def test_an_id_reads_like_the_name_on_the_provider_s_own_pages(model_id, name):
    assert display_name(model_id) == name


@pytest.mark.parametrize(
    "model_id", ["ft:gpt-4o:acme::1", "davinci:2020-05-03", "GPT-4O", "org/gpt-5", "gpt--5", "-", "("]
)
def test_an_id_of_another_make_is_its_own_name(model_id):
    assert display_name(model_id) == model_id


def test_four_digits_that_are_no_day_stay_as_they_are():
    assert display_name("gpt-4-2048") == "GPT-4 2048"
    assert display_name("gpt-4-0000-preview") == "GPT-4 0000 preview"


def test_the_longest_id_still_has_a_name_that_fits():
    longest = ("gpt-4-0613" + "-0613" * 60)[:NAME_LENGTH]
    assert 0 < len(display_name(longest)) <= NAME_LENGTH


@every_source
def test_no_two_ids_of_one_recorded_listing_share_a_name(folder):
    for recording in recordings(folder, "openai"):
        ids = {model["id"] for model in recording.items}
        assert len({display_name(model_id) for model_id in ids}) == len(ids), recording.name
