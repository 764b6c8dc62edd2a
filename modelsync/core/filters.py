"""What is a text LLM, and why: one verdict and one named rule per listed id. Pure; never drops an id in silence.

Four questions, in this order; the first that answers wins:

1. Is it somebody's own fine-tune?
2. Does a word of the id name another trade than writing text (``_WORD_RULES``, top to bottom)?
3. Does the provider list methods without ``generateContent`` (Google, ``_METHOD_RULES``)?
4. Is it of a known text family? Then it is text, whatever else the id says. A known family behind a foreign prefix is
   an account's own model; everything else is unrecognised.

A model is judged by what it produces: one that reads pictures and answers in text is a text LLM. Models that do write
text, but only for one task or one account, stay out by default; their reason says so, and an admin can include them.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from modelsync.core.models import ListedModel, Value


class Verdict(Value):
    """What the filter thinks of an id: the rule's name for machines, the reason for people."""

    kind: Literal["text", "not-text", "unrecognised"]
    rule: str
    reason: str


class _Rule(NamedTuple):
    name: str
    words: str
    reason: str
    provider: str | None = None


# The first rule with a word of the id decides. ``video*`` stands for every word that begins so; a number at the end of
# a word (``veo3``) and a plural make no difference; ``deep-research`` is two words of the id in a row.
_WORD_RULES = (
    _Rule(
        "moderation", "moderat* guard guardian safeguard shield classif*", "Judges text, does not write any"
    ),
    _Rule(
        "embedding", "*embed* vec vector* similarity text-search code-search", "Produces vectors, not text"
    ),
    _Rule("ranking", "*rerank* ranker", "Ranks passages, does not write text"),
    _Rule("music", "lyria music* song melody", "Produces music, not text"),
    _Rule("video", "video* veo sora movie film animat* avatar t2v i2v v2v", "Produces video, not text"),
    _Rule(
        "image",
        "image* imagin* dall dalle banana picture photo* draw* *paint* upscal* illustrat* t2i img",
        "Produces images, not text",
    ),
    _Rule(
        "transcription",
        "transcri* whisper asr stt s2t speech-to-text diari* dictat* caption* subtitl*",
        "Turns speech into its transcript",
    ),
    _Rule("translation", "translat*", "Only translates; left out by default"),
    _Rule("robotics", "robot*", "Steers robots; left out by default"),
    _Rule("realtime", "realtime real-time", "Talks over a realtime connection, not in text requests"),
    _Rule(
        "live",
        "live bidi native-audio",
        "Talks live over a stream, not in text requests",
    ),
    _Rule(
        "speech",
        "tts s2s chirp speech* speak* voice* vocal* narrat* sing singer singing sfx dub dubbing podcast text-to-speech",
        "Produces speech, not text",
    ),
    _Rule("audio-chat", "audio* sound", "Chats in audio, also when it writes text"),
    _Rule("live", "dialog duplex stream streaming", "Talks live over a stream, not in text requests"),
    _Rule("omni", "omni", "Produces video or sound beside text; left out by default"),
    _Rule("deep-research", "deep-research deepresearch", "An agent for long research; left out by default"),
    _Rule("computer-use", "computer-use cua", "Operates a computer; left out by default"),
    _Rule("search", "search websearch", "Answers from a web search only; left out by default"),
    _Rule("agent", "agent antigravity", "An agent, not a bare model; left out by default"),
    _Rule("tuning-only", "tuning", "A base for tuning, not for chats; left out by default"),
    _Rule("answer-only", "aqa", "Answers from given passages only; left out by default"),
    _Rule("legacy-method", "bison palm", "Speaks an older method than generateContent; left out by default"),
    _Rule(
        "completion-only",
        "davinci babbage curie ada instruct",
        "Completes text, does not chat; left out by default",
        provider="openai",
    ),
)

# What the methods say of a Google model that does not offer generateContent; a rule's words are method names.
_METHOD_RULES = (
    _Rule("live", "bidiGenerateContent", "Talks live over a stream, not in text requests"),
    _Rule("embedding", "embedContent embedText", "Produces vectors, not text"),
    _Rule("video", "predictLongRunning", "Produces video, not text"),
    _Rule("image", "predict", "Produces images, not text"),
    _Rule("answer-only", "generateAnswer", "Answers from given passages only; left out by default"),
    _Rule("legacy-method", "generateMessage generateText", "Speaks an older method; left out by default"),
)

# The first words that begin the ids of text models, per provider.
_FAMILIES = {
    "openai": r"gpt\d*o?|chatgpt\d*|chat|codex|o\d+",
    "google": r"gemini\d*|gemma\d*|learnlm",
    "anthropic": r"claude\d*",
}

_FINE_TUNED = re.compile(r"^ft:|:ft-|\.ft-|:ckpt|^tunedmodels/")


def judge(provider: str, model: ListedModel) -> Verdict:
    """Judge one listed model by its id and, where the provider sends them, by its methods."""
    model_id = model.universal_model_id.lower()
    if _FINE_TUNED.search(model_id):
        return _not_text("fine-tuned", "Somebody's own fine-tune; left out by default")
    words = [word for word in re.split(r"[^a-z0-9]+", model_id) if word]
    return _by_words(provider, words) or _by_methods(model) or _by_family(provider, words)


def _not_text(rule: str, reason: str) -> Verdict:
    return Verdict(kind="not-text", rule=rule, reason=reason)


def _pattern(words: str) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace(r"\*", "[a-z]*") for word in words.split())
    return re.compile(rf"-(?:{either})s?\d*-")


_WORD_PATTERNS = tuple((rule, _pattern(rule.words)) for rule in _WORD_RULES)
_ANY_WORD = _pattern(" ".join(rule.words for rule in _WORD_RULES))


def _by_words(provider: str, words: list[str]) -> Verdict | None:
    text = f"-{'-'.join(words)}-"
    if not _ANY_WORD.search(text):
        return None
    for rule, pattern in _WORD_PATTERNS:
        if rule.provider in {None, provider} and pattern.search(text):
            return _not_text(rule.name, rule.reason)
    return None


def _by_methods(model: ListedModel) -> Verdict | None:
    methods = model.capabilities.get("generationMethods")
    if not isinstance(methods, list) or not methods or "generateContent" in methods:
        return None
    for rule in _METHOD_RULES:
        if not set(rule.words.split()).isdisjoint(methods):
            return _not_text(rule.name, rule.reason)
    return _not_text("no-generate-content", "Does not offer generateContent, the method that writes text")


def _by_family(provider: str, words: list[str]) -> Verdict:
    family = _FAMILIES.get(provider)
    if family is None or not words:
        return _unrecognised()
    if re.fullmatch(family, words[0]):
        return Verdict(kind="text", rule="text-family", reason=f"A text model of the {words[0]} family")
    if _has_family_behind_prefix(family, words):
        return _not_text("private", "An account's own copy of a known model; left out by default")
    return _unrecognised()


def _has_family_behind_prefix(family: str, words: list[str]) -> bool:
    return any(re.fullmatch(family, word) and word != "chat" for word in words[1:])


def _unrecognised() -> Verdict:
    return Verdict(
        kind="unrecognised",
        rule="unrecognised",
        reason="No rule knows this id; include it if it is a text model",
    )
