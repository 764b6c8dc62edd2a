"""Which ids are text LLMs, by which rule: the verdict table over every recorded id, and invented ids of every kind."""

import re

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.doubt import new_words, words_of
from modelsync.core.filters import judge
from modelsync.core.providers import FilterTraits, ProviderTraits, TradeRule
from tests.support.models import listed
from tests.support.providers import google_item
from tests.support.recorded_lists import every_source, item_id, recordings

# Written by hand: each recorded id under the rule that has to decide it; "text-family" is text, all others are not.
RECORDED = {
    "openai": {
        "audio-chat": """
            gpt-4o-audio-preview gpt-4o-audio-preview-2024-10-01 gpt-4o-audio-preview-2024-12-17
            gpt-4o-audio-preview-2025-06-03 gpt-4o-mini-audio-preview gpt-4o-mini-audio-preview-2024-12-17
            gpt-audio gpt-audio-1.5 gpt-audio-2025-08-28 gpt-audio-mini gpt-audio-mini-2025-10-06
            gpt-audio-mini-2025-12-15
        """,
        "completion-only": "babbage-002 davinci-002 gpt-3.5-turbo-instruct gpt-3.5-turbo-instruct-0914",
        "deep-research": """
            o3-deep-research o3-deep-research-2025-06-26 o4-mini-deep-research
            o4-mini-deep-research-2025-06-26
        """,
        "embedding": "text-embedding-3-large text-embedding-3-small text-embedding-ada-002",
        "image": """
            chatgpt-image-latest dall-e-2 dall-e-3 gpt-image-1 gpt-image-1-mini gpt-image-1.5 gpt-image-2
            gpt-image-2-2026-04-21
        """,
        "moderation": "omni-moderation-2024-09-26 omni-moderation-latest",
        "realtime": """
            gpt-4o-mini-realtime-preview gpt-4o-mini-realtime-preview-2024-12-17 gpt-4o-realtime-preview
            gpt-4o-realtime-preview-2024-10-01 gpt-4o-realtime-preview-2024-12-17
            gpt-4o-realtime-preview-2025-06-03 gpt-realtime gpt-realtime-1.5 gpt-realtime-2 gpt-realtime-2.1
            gpt-realtime-2.1-mini gpt-realtime-2025-08-28 gpt-realtime-mini gpt-realtime-mini-2025-10-06
            gpt-realtime-mini-2025-12-15
        """,
        "search": """
            gpt-4o-mini-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-4o-search-preview
            gpt-4o-search-preview-2025-03-11 gpt-5-search-api gpt-5-search-api-2025-10-14
        """,
        "speech": """
            gpt-4o-mini-tts gpt-4o-mini-tts-2025-03-20 gpt-4o-mini-tts-2025-12-15 tts-1 tts-1-1106 tts-1-hd
            tts-1-hd-1106
        """,
        "text-family": """
            chat-latest chatgpt-4o-latest codex-mini-latest gpt-3.5-turbo gpt-3.5-turbo-0125
            gpt-3.5-turbo-1106 gpt-3.5-turbo-16k gpt-4 gpt-4-0125-preview gpt-4-0613 gpt-4-1106-preview
            gpt-4-turbo gpt-4-turbo-2024-04-09 gpt-4-turbo-preview gpt-4.1 gpt-4.1-2025-04-14 gpt-4.1-mini
            gpt-4.1-mini-2025-04-14 gpt-4.1-nano gpt-4.1-nano-2025-04-14 gpt-4.5-preview
            gpt-4.5-preview-2025-02-27 gpt-4o gpt-4o-2024-05-13 gpt-4o-2024-08-06 gpt-4o-2024-11-20
            gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-5 gpt-5-2025-08-07 gpt-5-chat-latest gpt-5-codex
            gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-pro gpt-5-pro-2025-10-06
            gpt-5.1 gpt-5.1-2025-11-13 gpt-5.1-chat-latest gpt-5.1-codex gpt-5.1-codex-max
            gpt-5.1-codex-mini gpt-5.2 gpt-5.2-2025-12-11 gpt-5.2-chat-latest gpt-5.2-codex gpt-5.2-pro
            gpt-5.2-pro-2025-12-11 gpt-5.3-chat-latest gpt-5.3-codex gpt-5.4 gpt-5.4-2026-03-05 gpt-5.4-mini
            gpt-5.4-mini-2026-03-17 gpt-5.4-nano gpt-5.4-nano-2026-03-17 gpt-5.4-pro gpt-5.4-pro-2026-03-05
            gpt-5.5 gpt-5.5-2026-04-23 gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5.6-luna gpt-5.6-sol
            gpt-5.6-terra o1 o1-2024-12-17 o1-mini o1-mini-2024-09-12 o1-preview o1-preview-2024-09-12
            o1-pro o1-pro-2025-03-19 o3 o3-2025-04-16 o3-mini o3-mini-2025-01-31 o3-pro o3-pro-2025-06-10
            o4-mini o4-mini-2025-04-16
        """,
        "transcription": """
            gpt-4o-mini-transcribe gpt-4o-mini-transcribe-2025-03-20 gpt-4o-mini-transcribe-2025-12-15
            gpt-4o-transcribe gpt-4o-transcribe-diarize gpt-live-transcribe gpt-realtime-whisper
            gpt-transcribe whisper-1
        """,
        "translation": "gpt-realtime-translate",
        "video": "sora-2 sora-2-pro",
    },
    "google": {
        "agent": "antigravity-preview-05-2026",
        "answer-only": "aqa",
        "computer-use": "gemini-2.5-computer-use-preview-10-2025",
        "deep-research": """
            deep-research-max-preview-04-2026 deep-research-preview-04-2026
            deep-research-pro-preview-12-2025
        """,
        "embedding": """
            embedding-001 embedding-gecko-001 gemini-embedding-001 gemini-embedding-2
            gemini-embedding-2-preview gemini-embedding-exp gemini-embedding-exp-03-07 text-embedding-004
        """,
        "image": """
            gemini-2.0-flash-exp-image-generation gemini-2.0-flash-preview-image-generation
            gemini-2.5-flash-image gemini-2.5-flash-image-preview gemini-3-pro-image
            gemini-3-pro-image-preview gemini-3.1-flash-image gemini-3.1-flash-image-preview
            gemini-3.1-flash-lite-image imagen-3.0-generate-002 imagen-4.0-fast-generate-001
            imagen-4.0-generate-001 imagen-4.0-generate-preview-06-06 imagen-4.0-ultra-generate-001
            imagen-4.0-ultra-generate-preview-06-06 nano-banana-pro-preview
        """,
        "legacy-method": "chat-bison-001 text-bison-001",
        "live": """
            gemini-2.0-flash-live-001 gemini-2.5-flash-exp-native-audio-thinking-dialog
            gemini-2.5-flash-live-preview gemini-2.5-flash-native-audio-latest
            gemini-2.5-flash-native-audio-preview-09-2025 gemini-2.5-flash-native-audio-preview-12-2025
            gemini-2.5-flash-preview-native-audio-dialog gemini-2.5-flash-preview-native-audio-dialog-rai-v3
            gemini-3.1-flash-live-preview gemini-live-2.5-flash-preview
        """,
        "music": "lyria-3-clip-preview lyria-3-pro-preview",
        "omni": "gemini-omni-flash-preview",
        "robotics": """
            gemini-robotics-er-1.5-preview gemini-robotics-er-1.6-preview gemini-robotics-er-2-preview
            gemini-robotics-er-2-streaming-preview
        """,
        "speech": """
            gemini-2.5-flash-preview-tts gemini-2.5-pro-preview-tts gemini-3.1-flash-tts-preview
        """,
        "text-family": """
            gemini-1.0-pro-vision-latest gemini-1.5-flash gemini-1.5-flash-001 gemini-1.5-flash-002
            gemini-1.5-flash-8b gemini-1.5-flash-8b-001 gemini-1.5-flash-8b-exp-0827
            gemini-1.5-flash-8b-exp-0924 gemini-1.5-flash-8b-latest gemini-1.5-flash-latest gemini-1.5-pro
            gemini-1.5-pro-001 gemini-1.5-pro-002 gemini-1.5-pro-latest gemini-2.0-flash
            gemini-2.0-flash-001 gemini-2.0-flash-exp gemini-2.0-flash-lite gemini-2.0-flash-lite-001
            gemini-2.0-flash-lite-preview gemini-2.0-flash-lite-preview-02-05 gemini-2.0-flash-thinking-exp
            gemini-2.0-flash-thinking-exp-01-21 gemini-2.0-flash-thinking-exp-1219 gemini-2.0-pro-exp
            gemini-2.0-pro-exp-02-05 gemini-2.5-flash gemini-2.5-flash-lite
            gemini-2.5-flash-lite-preview-06-17 gemini-2.5-flash-lite-preview-09-2025
            gemini-2.5-flash-preview-04-17 gemini-2.5-flash-preview-04-17-thinking
            gemini-2.5-flash-preview-05-20 gemini-2.5-flash-preview-09-2025 gemini-2.5-pro
            gemini-2.5-pro-exp-03-25 gemini-2.5-pro-preview-03-25 gemini-2.5-pro-preview-05-06
            gemini-2.5-pro-preview-06-05 gemini-3-flash-preview gemini-3-pro-preview gemini-3.1-flash-lite
            gemini-3.1-flash-lite-preview gemini-3.1-pro-preview gemini-3.1-pro-preview-customtools
            gemini-3.5-flash gemini-3.5-flash-lite gemini-3.6-flash gemini-3.7-flash gemini-exp-1206
            gemini-flash-latest gemini-flash-lite-latest gemini-pro-latest gemini-pro-vision gemma-3-12b-it
            gemma-3-1b-it gemma-3-27b-it gemma-3-4b-it gemma-3n-e2b-it gemma-3n-e4b-it gemma-4-26b-a4b-it
            gemma-4-31b-it learnlm-1.5-pro-experimental learnlm-2.0-flash-experimental
        """,
        "translation": "gemini-3.5-live-translate-preview",
        "tuning-only": "gemini-1.5-flash-001-tuning",
        "video": """
            veo-2.0-generate-001 veo-3.0-fast-generate-001 veo-3.0-fast-generate-preview
            veo-3.0-generate-001 veo-3.0-generate-preview veo-3.1-fast-generate-preview
            veo-3.1-generate-preview veo-3.1-lite-generate-preview
        """,
    },
    "anthropic": {
        "text-family": """
            claude-2.0 claude-2.1 claude-3-5-haiku-20241022 claude-3-5-sonnet-20240620
            claude-3-5-sonnet-20241022 claude-3-7-sonnet-20250219 claude-3-haiku-20240307
            claude-3-opus-20240229 claude-3-sonnet-20240229 claude-fable-5 claude-haiku-4-5-20251001
            claude-opus-4-1-20250805 claude-opus-4-20250514 claude-opus-4-5-20251101 claude-opus-4-6
            claude-opus-4-7 claude-opus-4-8 claude-opus-5 claude-sonnet-4-20250514
            claude-sonnet-4-5-20250929 claude-sonnet-4-6 claude-sonnet-5
        """,
    },
}

# Ids that no listing holds yet, or that were only heard of.
INVENTED = {
    "openai": {
        "text-family": """
            gpt-6-astra gpt-6.1-sol gpt-7 gpt-7-2027-01-15 gpt-7-mini gpt-oss-120b gpt4-turbo o5 o5-mini o9-pro-max
            chatgpt-6-latest chat-latest codex-2 gpt-7-codex gpt-rosalind-research gpt-9-instruct gpt-4-vision-preview GPT-7-PRO
        """,
        "speech": "gpt-9-s2s gpt-9-singing gpt-9-dubbing gpt-9-podcast gpt-6-tts tts-2 gpt-7-voice gpt-7-speech canary-tts gpt-6-text-to-speech gpt-7-voices TTS-3",
        "transcription": "gpt-6-dictation gpt-6-captions gpt-6-subtitles whisper-3 gpt-7-transcribe gpt-7-transcription gpt-7-speech-to-text gpt-6-asr",
        "image": "gpt-6-inpainting gpt-6-upscaler gpt-6-illustrator gpt-6-t2i gpt-image-3 dall-e-4 gpt-7-images chatgpt-image-2 gpt-7-imagegen gpt-image2",
        "video": "sora-9 sora3 gpt-7-video gpt-6-t2v gpt-6-avatar",
        "contradiction": "gpt-7-music gpt-7-reranker gpt-song-6 gpt-robotics-1",
        "embedding": "text-embedding-4 gpt-7-embedding gpt-7-embed text-search-ada-doc-001 text-similarity-babbage-001",
        "moderation": "gpt-6-classifier omni-moderation-2 text-moderation-latest gpt-oss-safeguard-20b",
        "realtime": "gpt-realtime-3 gpt-7-realtime-mini",
        "live": "gpt-live-1 gpt-live-2-mini",
        "audio-chat": "gpt-audio-2 gpt-7-audio-preview gpt-7-sound",
        "omni": "gpt-7-omni",
        "translation": "gpt-7-translate",
        "search": "gpt-7-websearch gpt-7-search-preview gpt-7-search-api",
        "deep-research": "o5-deep-research",
        "computer-use": "computer-use-preview-2025-03-11 gpt-7-computer-use",
        "agent": "gpt-7-agent",
        "completion-only": "text-davinci-003 davinci:2020-05-03 curie gpt-5-turbo-instruct",
        "fine-tuned": "ft:gpt-4o-2024-08-06:acme::x1 ft:gpt-4.1:acme:bot:x:ckpt-step-100 davinci:ft-acme-2022",
        "prefixed": """
            openai/gpt-4o openai/whisper-1 azure/gpt-4o azure:gpt-4o openai.gpt-oss-120b-1:0 us.openai.gpt-oss-20b
            models/gpt-4o accounts/acme/models/gpt-4o openrouter/openai/o3 ~openai/gpt-latest meta-llama/llama-3
            azure-gpt-4o openai-gpt-5 databricks-gpt-5 OpenAI/GPT-4o openai/gpt-4o:free my-proxy@o3 vertex_ai/gpt-9
        """,
        "private": "ra-gpt-5.6-sol adamtart-gpt-4.1-mini-2025-04-14 acme-o3-mini",
        "unrecognised": "claude-opus-9 gemini-9 llama-9 orion-1 daybreak-red-latest --- o",
    },
    "google": {
        "text-family": "gemini-4-flash gemini-4-argon gemini-9-pro-preview-01-2028 gemma-9-9b-it gemini-diffusion learnlm-3",
        "speech": "gemini-3.8-flash-lite-tts gemini-9-voice",
        "image": "gemini-4-flash-image imagen-9 imagen5-fast gemini-nano-banana-2.1 gemini-9-photo-editor",
        "video": "veo-5 veo4-fast gemini-9-video",
        "music": "lyria-9 lyria-realtime-exp",
        "embedding": "gemini-embedding-9 multimodalembedding text-multilingual-embedding-002",
        "live": "gemini-9-flash-affective-dialog gemini-9-streaming-preview gemini-9-flash-native-audio gemini-3.8-live gemini-9-live-preview",
        "audio-chat": "gemini-9-audio-dialog",
        "omni": "gemini-omni-1.1-flash",
        "robotics": "gemini-robotics-9 gemini-9-robot",
        "computer-use": "gemini-9-computer-use",
        "deep-research": "deep-research-ultra-2028",
        "agent": "antigravity-2",
        "tuning-only": "gemini-9-flash-001-tuning",
        "fine-tuned": "tunedModels/my-model-1 tunedmodels/other",
        "private": "acme-gemini-9-pro",
        "prefixed": "google/gemini-2.5-pro publishers/google/models/gemini-9 vertex_ai/gemini-9 google.gemma-3-27b-it",
        "unrecognised": "gpt-7 bard-2 davinci-002",
    },
    "anthropic": {
        "text-family": "claude-next-9 claude-opus-5-5 claude-mythos-6-preview claude-instant-1.2 claude-v1 claude-code-2",
        "prefixed": """
            us.anthropic.claude-sonnet-4-20250514-v1:0 anthropic.claude-v2 global.anthropic.claude-opus-9
            anthropic/claude-opus-9 apac.anthropic.claude-9 bedrock/anthropic.claude-v2 eu-west.claude-9
            arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2
        """,
        "contradiction": """
            claude-song-6 claude-voice-6 claude-narrative-6 claude-guardian-6 claude-tts-2 claude-image-1
            claude-realtime-1 claude-embed-1
        """,
        "speech": "tts-claude",
        "private": "acme-claude-opus-5",
        "unrecognised": "gpt-7 sonnet-9",
    },
}

ALWAYS = "generateContent countTokens"


def flat(table):
    return [
        (provider, model_id, rule)
        for provider, rules in table.items()
        for rule, ids in rules.items()
        for model_id in ids.split()
    ]


def verdict(provider, model_id, *, methods=None):
    capabilities = {} if methods is None else {"generationMethods": methods.split()}
    return judge(REGISTRY[provider].traits, listed(model_id, capabilities=capabilities))


def kind_of(rule):
    kinds = {"text-family": "text", "unrecognised": "unrecognised", "contradiction": "in-doubt"}
    return kinds.get(rule, "not-text")


@pytest.mark.parametrize(("provider", "model_id", "rule"), flat(RECORDED) + flat(INVENTED))
def test_an_id_gets_the_verdict_of_the_rule_that_a_person_wrote_beside_it(provider, model_id, rule):
    found = verdict(provider, model_id)
    assert (found.rule, found.kind) == (rule, kind_of(rule))
    assert found.reason


@pytest.mark.parametrize(
    ("provider", "model_id", "rule"), [row for row in flat(RECORDED) if row[2] == "text-family"]
)
def test_capitals_change_no_verdict(provider, model_id, rule):
    assert verdict(provider, model_id.upper()) == verdict(provider, model_id)


@pytest.mark.parametrize(
    ("methods", "rule"),
    [
        ("generateContent countTokens", "text-family"),
        ("bidiGenerateContent generateContent", "text-family"),
        ("bidiGenerateContent countTokens", "live"),
        ("embedContent countTextTokens", "embedding"),
        ("predict", "image"),
        ("predictLongRunning", "video"),
        ("generateAnswer", "answer-only"),
        ("generateMessage countMessageTokens", "legacy-method"),
        ("generateText", "legacy-method"),
        ("countTokens", "no-generate-content"),
        ("sculptMarble", "no-generate-content"),
        ("", "text-family"),
    ],
)
def test_a_google_model_without_generate_content_is_judged_by_the_methods_it_has(methods, rule):
    found = verdict("google", "gemini-9-orchid", methods=methods)
    assert (found.rule, found.kind) == (rule, kind_of(rule))


@pytest.mark.parametrize(
    ("limit", "rule"),
    [
        (0, "no-text-output"),
        (1, "no-text-output"),
        ("0", "no-text-output"),
        (2, "text-family"),
        (None, "text-family"),
        (-1, "text-family"),
    ],
)
def test_a_google_model_without_room_for_an_answer_writes_no_text(limit, rule):
    google = REGISTRY["google"]
    model = google.parse(google_item("gemini-9-verdict", outputTokenLimit=limit))
    found = judge(google.traits, model)
    assert (found.rule, found.kind) == (rule, kind_of(rule))
    assert model.max_output_tokens == (2 if limit == 2 else None if limit != 1 else 1)


@pytest.mark.parametrize(
    ("model_id", "rule"),
    [
        ("gemini-9-flash-image", "image"),
        ("lyria-9", "music"),
        ("gemini-9-tts", "speech"),
        ("orchid-9", "unrecognised"),
    ],
)
def test_generate_content_alone_makes_no_text_model(model_id, rule):
    assert verdict("google", model_id, methods=ALWAYS).rule == rule


ORCHID = ProviderTraits(
    name="orchid",
    label="Orchid",
    date_is_final=False,
    filter=FilterTraits(
        families="orchid", word_rules=(TradeRule("pollination", "bee*", "Pollinates, does not write"),)
    ),
)


@pytest.mark.parametrize(
    ("model_id", "rule"),
    [
        ("orchid-9", "text-family"),
        ("orchid-9-bees", "pollination"),
        ("orchid-9-instruct", "text-family"),
        ("orchid-9-tts", "speech"),
        ("acme-orchid-9", "private"),
        ("gpt-7", "unrecognised"),
        ("claude-opus-9", "unrecognised"),
    ],
)
def test_each_provider_brings_its_own_families_and_words_beside_the_shared_ones(model_id, rule):
    model = listed(model_id, capabilities={"generationMethods": ["bloom"]})
    assert judge(ORCHID, model).rule == rule


def test_a_model_that_is_left_out_by_default_says_so():
    for model_id in (
        "gpt-7-search-preview",
        "o5-deep-research",
        "gpt-7-computer-use",
        "davinci-002",
        "ft:gpt-7:a::b",
    ):
        assert "excluded by default" in verdict("openai", model_id).reason


@every_source
def test_the_verdict_table_covers_every_recorded_id_with_its_recorded_methods(folder):
    expected = {(provider, model_id): rule for provider, model_id, rule in flat(RECORDED)}
    seen = {}
    for provider in RECORDED:
        for recording in recordings(folder, provider):
            for entry in recording.items:
                model_id = item_id(entry).removeprefix("models/")
                methods = entry.get("supportedGenerationMethods")
                found = verdict(provider, model_id, methods=methods and " ".join(methods))
                seen[provider, model_id] = found.rule
    assert seen == expected


@every_source
def test_a_year_of_lists_raises_few_doubts_and_each_of_them_names_its_word(folder):
    doubts, fresh_later = {}, 0
    for provider in RECORDED:
        traits, parse = REGISTRY[provider].traits, REGISTRY[provider].parse
        accepted = set()
        for recording in recordings(folder, provider):
            models = [parse(entry) for entry in recording.items]
            text = {m.universal_model_id for m in models if judge(traits, m).kind in {"text", "in-doubt"}}
            words = words_of(accepted)
            doubts |= {id_: found for id_ in text - accepted if (found := new_words(id_, words))}
            fresh_later += len(text - accepted) if accepted else 0
            accepted |= text
    assert {word for words in doubts.values() for word in words} == {
        *["nano", "codex", "chat", "max", "sol", "terra", "luna", "customtools", "fable"]
    }
    assert (len(doubts), fresh_later) == (9, 101)


def test_without_the_word_lists_every_recorded_model_of_another_trade_would_be_in_doubt():
    """The words of accepted ids alone raise the question: what a word list lacks is asked about."""
    asked = {}
    for provider in ("openai", "google"):
        accepted = words_of(RECORDED[provider]["text-family"].split())
        others = [
            id_ for rule, ids in RECORDED[provider].items() if rule != "text-family" for id_ in ids.split()
        ]
        of_a_family = [id_ for id_ in others if re.match(r"gpt|chatgpt|o\d|gemini", id_)]
        asked |= {id_: new_words(id_, accepted) for id_ in of_a_family}
    assert len(asked) == 92
    assert [id_ for id_, new in asked.items() if not new] == []
