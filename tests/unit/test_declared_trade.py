"""Which models of a configured provider are text: what the list declares, else the words of the id."""

from __future__ import annotations

import pytest

from modelsync.adapters import compatible
from modelsync.adapters.presets import PRESETS
from modelsync.core.declared_trade import judge_listed

DECLARED = [
    ({"output_modalities": ["text"]}, "text-output"),
    ({"output_modalities": ["text", "image"]}, "multi-output"),
    ({"output_modalities": ["image"]}, "image"),
    ({"output_modalities": ["speech"]}, "speech"),
    ({"output_modalities": ["transcription"]}, "transcription"),
    ({"output_modalities": ["embeddings"]}, "embedding"),
    ({"output_modalities": ["3D"]}, "3d"),
    ({"supported_output_modalities": ["text"]}, "text-output"),
    ({"modalities": {"input": ["text"], "output": ["text"]}}, "text-output"),
    ({"architecture": {"modality": "text+image->text"}}, "text-output"),
    ({"architecture": {"modality": "text->text+image"}}, "multi-output"),
    ({"type": "chat"}, "text-type"),
    ({"type": "language"}, "text-type"),
    ({"type": "code"}, "text-type"),
    ({"type": "embedding"}, "embedding"),
    ({"type": "moderation"}, "moderation"),
    ({"type": "rerank"}, "ranking"),
    ({"type": "transcribe"}, "transcription"),
    ({"type": "audio"}, "speech"),
    ({"type": "video"}, "video"),
    ({"type": "robotics"}, "robotics"),
    ({"type": "base"}, "assumed"),
    ({"type": "chat", "output_modalities": ["text", "audio"]}, "multi-output"),
    ({"type": "transcribe", "output_modalities": ["text"]}, "transcription"),
    ({"capabilities": {"completion_chat": True, "ocr": True}}, "text-capability"),
    ({"capabilities": {"completion_chat": False, "ocr": True}}, "ocr"),
    ({"capabilities": {"completion_chat": False, "completion_fim": True}}, "completion-only"),
    ({"capabilities": {"completion_chat": False}}, "no-chat"),
    ({"capabilities": {"chat_completion": True, "completion": True, "embeddings": False}}, "text-capability"),
    ({"capabilities": {"chat_completion": False, "embeddings": True}}, "embedding"),
    ({"capabilities": ["completion", "vision"]}, "text-capability"),
    ({"capabilities": ["embedding"]}, "embedding"),
    ({"capabilities": {"vision": True, "audio": True}}, "assumed"),
    ({"supports_chat": True}, "text-capability"),
    ({}, "assumed"),
]


def rule(model_id, **fields):
    adapter = compatible.adapter("openai-compatible", PRESETS["openai-compatible"])
    return judge_listed(adapter.traits, adapter.parse({"id": model_id, **fields})).rule


@pytest.mark.parametrize(("fields", "expected"), DECLARED)
def test_what_a_list_declares_decides(fields, expected):
    assert rule("some/model", **fields) == expected


def test_a_declaration_wins_over_the_words_of_the_id():
    assert rule("gpt-search-agent", output_modalities=["text"]) == "text-output"


def test_an_embedding_model_that_only_says_that_it_does_not_chat_is_named_by_its_id():
    assert rule("mistral-embed", capabilities={"completion_chat": False}) == "embedding"


ASSUMED = [
    "deepseek-chat",
    "deepseek-reasoner",
    "deepseek-v4-pro",
    "deepseek-v4-flash",
    "gpt-oss-120b",
    "zai-glm-4.7",
    "llama3.3:70b",
    "qwen3:8b",
    "qwen2.5-coder:32b",
    "gemma3:27b",
    "mistral:7b",
    "phi4:14b",
    "deepseek-r1:8b",
    "codellama:13b",
    "llava:7b",
    "command-r:35b",
    "granite3.3:8b",
    "smollm2:1.7b",
    "olmo2:13b",
    "gpt-oss:20b",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "grok-4",
    "grok-code-fast-1",
    "gpt-4o",
    "claude-sonnet-4-5",
    "gemini/gemini-2.5-pro",
    "bedrock/us.anthropic.claude-sonnet-4",
    "davinci-002",
    "gpt-3.5-turbo-instruct",
    "acme-gpt-4.1",
]

OF_ANOTHER_TRADE = {
    "nomic-embed-text:latest": "embedding",
    "mxbai-embed-large": "embedding",
    "bge-m3:567m": "embedding",
    "all-minilm:33m": "embedding",
    "snowflake-arctic-embed2": "embedding",
    "qwen3-embedding:8b": "embedding",
    "text-embedding-3-small": "embedding",
    "Qwen/Qwen3-Reranker-8B": "ranking",
    "llama-guard3:8b": "moderation",
    "shieldgemma:9b": "moderation",
    "whisper-large-v3": "transcription",
    "playai-tts": "speech",
    "grok-2-image-1212": "image",
    "dall-e-3": "image",
    "black-forest-labs/FLUX.1-dev": "image",
    "stabilityai/stable-diffusion-3": "image",
    "veo-3": "video",
    "deepseek-ocr:3b": "ocr",
    "nvidia/llama-3.1-nemoguard-8b-content-safety": "moderation",
    "nvidia/llama-3.1-nemotron-70b-reward": "reward",
    "nvidia/nvclip": "embedding",
    "intfloat/multilingual-e5-large": "embedding",
    "sentence-transformers/all-mpnet-base-v2": "embedding",
    "togethercomputer/m2-bert-80M-32k-retrieval": "embedding",
    "nvidia/parakeet-tdt-0.6b-v3": "transcription",
    "hexgrad/Kokoro-82M": "speech",
    "Wan-AI/Wan2.2-T2V-A14B": "video",
    "ft:gpt-4o:acme::abc": "fine-tuned",
    "openai/*": "wildcard",
}


@pytest.mark.parametrize("model_id", ASSUMED)
def test_an_id_without_a_word_of_another_trade_counts_as_text(model_id):
    assert rule(model_id) == "assumed"


@pytest.mark.parametrize(("model_id", "expected"), OF_ANOTHER_TRADE.items())
def test_a_word_of_another_trade_keeps_an_id_out(model_id, expected):
    assert rule(model_id) == expected
