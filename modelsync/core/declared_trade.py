"""Which models of a configured provider are text LLMs: globs, then what the list declares, then the words of the id. Pure.

A list that declares outputs, a type or capabilities is believed. One that declares nothing is judged by the words of each
id alone: without a word of another trade a model counts as text, by rule ``assumed``. The built-in providers' questions
about families, prefixes and accounts (`filters`) are not asked: any family may stand in such a list, behind any prefix.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from modelsync.core.filters import Verdict, by_words, judge, judge_words, words_of
from modelsync.core.models import ListedModel
from modelsync.core.providers import ProviderTraits, TradeRule

ASSUMED: Final = "assumed"

OPEN_MODEL_RULES: Final = (
    TradeRule("moderation", "*guard shieldgemma shieldlm", "Judges text, does not write any"),
    TradeRule("reward", "reward", "Rates answers, does not write any"),
    TradeRule("ranking", "colbert", "Ranks passages, does not write text"),
    TradeRule(
        "embedding",
        "bge *bert minilm mpnet gte e5 nomic voyage sentence-transformer *retriever* retrieval clip nvclip siglip",
        "Produces vectors, not text",
    ),
    TradeRule(
        "image",
        "flux sdxl diffusion kandinsky ideogram recraft midjourney hidream seedream dreamshaper juggernaut pixart kolors",
        "Produces images, not text",
    ),
    TradeRule(
        "video",
        "kling wan hailuo seedance pika vidu ltx pixverse mochi r2v cogvideo* hunyuanvideo",
        "Produces video, not text",
    ),
    TradeRule(
        "speech",
        "kokoro orpheus bark piper xtts *tts parler playai sonic cosyvoice chatterbox elevenlabs",
        "Produces speech, not text",
    ),
    TradeRule("transcription", "parakeet canary moonshine wav2vec", "Turns speech into its transcript"),
    TradeRule("translation", "nllb madlad seamless*", "Only translates; excluded by default"),
    TradeRule("music", "musicgen suno", "Produces music, not text"),
    TradeRule("ocr", "ocr", "Reads pages, does not chat"),
)
"""Words in the ids of models that anybody may serve."""

_TEXT: Final = "text"
_TEXT_TYPES: Final = frozenset(
    ["chat", "language", "code", "text", "llm", "vlm", "text-generation", "conversational"]
)
_TRADES: Final = {
    "embedding": ("embedding", "Produces vectors, not text"),
    "embeddings": ("embedding", "Produces vectors, not text"),
    "rerank": ("ranking", "Ranks passages, does not write text"),
    "reranker": ("ranking", "Ranks passages, does not write text"),
    "moderation": ("moderation", "Judges text, does not write any"),
    "classification": ("moderation", "Judges text, does not write any"),
    "image": ("image", "Produces images, not text"),
    "image_generation": ("image", "Produces images, not text"),
    "video": ("video", "Produces video, not text"),
    "audio": ("speech", "Produces sound, not text"),
    "speech": ("speech", "Produces speech, not text"),
    "tts": ("speech", "Produces speech, not text"),
    "audio_speech": ("speech", "Produces speech, not text"),
    "music": ("music", "Produces music, not text"),
    "transcribe": ("transcription", "Turns speech into its transcript"),
    "transcription": ("transcription", "Turns speech into its transcript"),
    "stt": ("transcription", "Turns speech into its transcript"),
    "audio_transcription": ("transcription", "Turns speech into its transcript"),
    "audio_transcription_realtime": ("transcription", "Turns speech into its transcript"),
    "ocr": ("ocr", "Reads pages, does not chat"),
    "completion": ("completion-only", "Completes text, does not chat; excluded by default"),
    "completion_fim": ("completion-only", "Completes text, does not chat; excluded by default"),
}
"""What lists call a trade other than chatting in text, with our name of its rule and the reason."""
_TRADE_FLAGS: Final = ("embedding", "embeddings", "rerank", "reranker", "moderation")
"""Capabilities that name the trade also where nothing is said of chats: ``audio`` or ``image`` may mean what a model reads."""
_CHAT_FLAGS: Final = ("completion_chat", "chat_completion", "supports_chat", "chat")
_CHAT_WORDS: Final = frozenset({*_CHAT_FLAGS, "completion", "text-generation"})


def judge_listed(provider: ProviderTraits, model: ListedModel) -> Verdict:
    """Judge a listed model of any provider: the file's globs first, then the rules of its kind."""
    if by_globs := _by_globs(provider, model.own_id):
        return by_globs
    if provider.filter.families:
        return judge(provider, model)
    return _by_declaration(provider, model)


def _by_globs(provider: ProviderTraits, own_id: str) -> Verdict | None:
    for glob in provider.exclude:
        if fnmatchcase(own_id, glob):
            return _not_text("exclude-glob", f"Matches {glob} in exclude")
    if provider.include and not any(fnmatchcase(own_id, glob) for glob in provider.include):
        return _not_text("not-included", "Matches no glob in include")
    return None


def _by_declaration(provider: ProviderTraits, model: ListedModel) -> Verdict:
    found = [verdict for ask in (_by_outputs, _by_type, _by_flags) if (verdict := ask(provider, model))]
    other = next((verdict for verdict in found if verdict.kind != "text"), None)
    return other or next(iter(found), None) or _by_id(provider, model)


def _by_outputs(_provider: ProviderTraits, model: ListedModel) -> Verdict | None:
    outputs = [word.lower() for word in _words(model, "outputModalities")]
    if not outputs:
        return None
    if set(outputs) == {_TEXT}:
        return _text("text-output", "Declares text as its only output")
    if _TEXT in outputs:
        beside = ", ".join(word for word in outputs if word != _TEXT)
        return _not_text("multi-output", f"Produces {beside} beside text; excluded by default")
    return _trade(outputs[0])


def _by_type(provider: ProviderTraits, model: ListedModel) -> Verdict | None:
    word = next(iter(_words(model, "type")), "").lower()
    if word in _TEXT_TYPES:
        return _text("text-type", f"Declares the type {word}")
    return _trade(word) if word in _TRADES else by_words(provider.filter, words_of(word))


def _by_flags(provider: ProviderTraits, model: ListedModel) -> Verdict | None:
    said = [model.capabilities[flag] for flag in _CHAT_FLAGS if flag in model.capabilities]
    words = {word.lower() for word in _words(model, "capabilities")}
    if True in said or words & _CHAT_WORDS:
        return _text("text-capability", "Declares that it chats")
    sure = _TRADES if False in said else _TRADE_FLAGS
    if other := next((name for name in sure if model.capabilities.get(name) is True or name in words), None):
        return _trade(other)
    if False not in said:
        return None
    return judge_words(provider, model) or _not_text("no-chat", "Declares that it does not chat")


def _by_id(provider: ProviderTraits, model: ListedModel) -> Verdict:
    if "*" in model.own_id:  # LiteLLM lists its routes for whole providers
        return _not_text("wildcard", "Stands for many models, not for one")
    return judge_words(provider, model) or _text(
        ASSUMED, "Declares no trade; no word of its id names another one"
    )


def _words(model: ListedModel, capability: str) -> list[str]:
    found = model.capabilities.get(capability)
    return found if isinstance(found, list) else []


def _trade(word: str) -> Verdict:
    rule, reason = _TRADES.get(word, (re.sub(r"[^a-z0-9]+", "-", word).strip("-") or "not-text", ""))
    return _not_text(rule, reason or f"Produces {word}, not text")


def _text(rule: str, reason: str) -> Verdict:
    return Verdict(kind="text", rule=rule, reason=reason)


def _not_text(rule: str, reason: str) -> Verdict:
    return Verdict(kind="not-text", rule=rule, reason=reason)
