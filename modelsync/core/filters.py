"""What is a text LLM, and why: one verdict and one named rule per listed id. Pure; never drops an id in silence.

Six questions, in this order; the first that answers wins:

1. Is it somebody's own fine-tune?
2. Does a vendor or a path stand before the model, as in ``openai/gpt-4o``? Then the list is a gateway's, not the provider's.
3. Does a word of the id name another trade than writing text (``_WORD_RULES``, then the provider's own, top to bottom)?
   Where only a trade that the provider has never offered is named and the first word is a text family, the two
   contradict each other (``claude-song-6``): that is in doubt, for a person to decide.
4. Does the provider list methods without the one that writes text?
5. Does the provider say that it writes no text?
6. Is it of a known text family? Then it is text, whatever else the id says. A known family behind another word, such as
   an account's name, is private; everything else is unrecognised.

A model is judged by what it produces: one that reads pictures and answers in text is a text LLM. Models that do write
text, but only for one task or one account, stay out by default; their reason says so, and an admin can include them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from modelsync.core.models import ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits, TradeRule
from modelsync.core.values import Value


class Verdict(Value):
    """What the filter thinks of an id: the rule's name for machines, the reason for people."""

    kind: Literal["text", "in-doubt", "not-text", "unrecognised"]
    rule: str
    reason: str
    warn: bool = False


# The first rule with a word of the id decides. ``video*`` stands for every word that begins so; a number at the end of
# a word (``veo3``) and a plural make no difference; ``deep-research`` is two words of the id in a row.
_WORD_RULES = (
    TradeRule(
        "moderation", "moderat* guard guardian safeguard shield classif*", "Judges text, does not write any"
    ),
    TradeRule(
        "embedding", "*embed* vec vector* similarity text-search code-search", "Produces vectors, not text"
    ),
    TradeRule("ranking", "*rerank* ranker", "Ranks passages, does not write text"),
    TradeRule("music", "lyria music* song melody", "Produces music, not text"),
    TradeRule("video", "video* veo sora movie film animat* avatar t2v i2v v2v", "Produces video, not text"),
    TradeRule(
        "image",
        "image* imagin* dall dalle banana picture photo* draw* *paint* upscal* illustrat* t2i img",
        "Produces images, not text",
    ),
    TradeRule(
        "transcription",
        "transcri* whisper asr stt s2t speech-to-text diari* dictat* caption* subtitl*",
        "Turns speech into its transcript",
    ),
    TradeRule("translation", "translat*", "Only translates; excluded by default"),
    TradeRule("robotics", "robot*", "Steers robots; excluded by default"),
    TradeRule("realtime", "realtime real-time", "Talks over a realtime connection, not in text requests"),
    TradeRule(
        "live",
        "live bidi native-audio",
        "Talks live over a stream, not in text requests",
    ),
    TradeRule(
        "speech",
        "tts s2s chirp speech* speak* voice* vocal* narrat* sing singer singing sfx dub dubbing podcast text-to-speech",
        "Produces speech, not text",
    ),
    TradeRule("audio-chat", "audio* sound", "Chats in audio, also when it writes text"),
    TradeRule("live", "dialog duplex stream streaming", "Talks live over a stream, not in text requests"),
    TradeRule("omni", "omni", "Produces video or sound beside text; excluded by default"),
    TradeRule(
        "deep-research", "deep-research deepresearch", "An agent for long research; excluded by default"
    ),
    TradeRule("computer-use", "computer-use cua", "Operates a computer; excluded by default"),
    TradeRule("search", "search websearch", "Answers from a web search only; excluded by default"),
    TradeRule("agent", "agent antigravity", "An agent, not a bare model; excluded by default"),
    TradeRule("tuning-only", "tuning", "A base for tuning, not for chats; excluded by default"),
    TradeRule("answer-only", "aqa", "Answers from given passages only; excluded by default"),
    TradeRule(
        "legacy-method", "bison palm", "Speaks an older method than generateContent; excluded by default"
    ),
)

_WORD = re.compile(r"[a-z0-9]+")
_PARTS = re.compile(r"[/:@.|~]")
_VENDORS = re.compile("openai|anthropic|google|azure|bedrock|vertex|aws|amazon|databricks|openrouter|litellm")

_FINE_TUNED = re.compile(r"^ft:|:ft-|\.ft-|:ckpt|^tunedmodels/")


def judge(provider: ProviderTraits, model: ListedModel) -> Verdict:
    """Judge one listed model by its id and, where the provider sends them, by its methods."""
    methods = model.capabilities.get("generationMethods")
    sent = tuple(methods) if isinstance(methods, list) else ()
    return _judged(provider.filter, model.own_id.lower(), sent, model.writes_text)


@lru_cache(maxsize=16_384)  # the next list has nearly the same ids, and rules do not change within a process
def _judged(
    traits: FilterTraits, model_id: str, methods: tuple[str, ...], writes_text: bool | None
) -> Verdict:
    if fine_tuned := _by_tuning(model_id):
        return fine_tuned
    if _is_prefixed(traits.families, model_id):
        return _prefixed()
    words = words_of(model_id)
    return (
        _by_trade(traits, words)
        or _by_methods(traits, methods)
        or _by_output(writes_text)
        or _by_family(traits.families, words)
    )


def judge_words(provider: ProviderTraits, model: ListedModel) -> Verdict | None:
    """The part of the judgement that needs no text family: a fine-tune, or a word of another trade in the id."""
    model_id = model.own_id.lower()
    return _by_tuning(model_id) or by_words(provider.filter, words_of(model_id))


def _by_tuning(model_id: str) -> Verdict | None:
    if not _FINE_TUNED.search(model_id):
        return None
    return _not_text("fine-tuned", "Somebody's own fine-tune; excluded by default")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_prefixed(families: str, model_id: str) -> bool:
    """Whether a vendor, a region or a path stands before the model's own id."""
    first, *later = (_first_word(part) for part in _PARTS.split(model_id))
    if re.fullmatch(families, first):
        return False
    if "/" in model_id or _VENDORS.fullmatch(first):
        return True
    return any(re.fullmatch(families, word) for word in later)


def _first_word(text: str) -> str:
    found = _WORD.search(text)
    return found[0] if found else ""


def _not_text(rule: str, reason: str) -> Verdict:
    return Verdict(kind="not-text", rule=rule, reason=reason)


def _pattern(words: str) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace(r"\*", "[a-z]*") for word in words.split())
    return re.compile(rf"-(?:{either})s?\d*-")


@cache
def _patterns(
    own: tuple[TradeRule, ...],
) -> tuple[re.Pattern[str], tuple[tuple[TradeRule, re.Pattern[str]], ...]]:
    """Any word of any rule, to pass most ids quickly; then the rules, the provider's own last."""
    rules = (*_WORD_RULES, *own)
    return _pattern(" ".join(rule.words for rule in rules)), tuple(
        (rule, _pattern(rule.words)) for rule in rules
    )


def _trades(traits: FilterTraits, words: list[str]) -> list[TradeRule]:
    any_word, rules = _patterns(traits.word_rules)
    text = f"-{'-'.join(words)}-"
    return [rule for rule, pattern in rules if pattern.search(text)] if any_word.search(text) else []


def by_words(traits: FilterTraits, words: list[str]) -> Verdict | None:
    """The verdict of the first rule that has one of the words, which are lower case and in their order."""
    return next((_not_text(rule.name, rule.reason) for rule in _trades(traits, words)), None)


def _by_trade(traits: FilterTraits, words: list[str]) -> Verdict | None:
    """The same, where a text family may contradict it."""
    named = _trades(traits, words)
    if not named or not re.fullmatch(traits.families, words[0]):
        return by_words(traits, words) if named else None
    believed = [rule for rule in named if not _is_foreign(traits, rule)]
    return _not_text(believed[0].name, believed[0].reason) if believed else _contradiction(words[0], named[0])


def _is_foreign(traits: FilterTraits, rule: TradeRule) -> bool:
    foreign = traits.foreign_trades.split()
    return rule not in traits.word_rules and ("*" in foreign or rule.name in foreign)


def _by_methods(traits: FilterTraits, methods: tuple[str, ...]) -> Verdict | None:
    if traits.text_method is None or not methods or traits.text_method in methods:
        return None
    for rule in traits.method_rules:
        if not set(rule.words.split()).isdisjoint(methods):
            return _not_text(rule.name, rule.reason)
    return _not_text(
        "no-generate-content", f"Does not offer {traits.text_method}, the method that writes text"
    )


def _by_output(writes_text: bool | None) -> Verdict | None:
    if writes_text is not False:
        return None
    return _not_text(
        "no-text-output", "Writes no text: the provider lists an output limit of at most 1 token"
    )


def _by_family(family: str, words: list[str]) -> Verdict:
    if not words:
        return _unrecognised()
    if re.fullmatch(family, words[0]):
        return _of_family(words[0])
    if _has_family_behind_prefix(family, words):
        return _not_text(
            "private", "Names a known family behind another word, such as an account's; excluded by default"
        )
    return _unrecognised()


@lru_cache(maxsize=128)
def _of_family(word: str) -> Verdict:
    return Verdict(kind="text", rule="text-family", reason=f"A text model of the {word} family")


def _has_family_behind_prefix(family: str, words: list[str]) -> bool:
    return any(re.fullmatch(family, word) and word != "chat" for word in words[1:])


def _contradiction(family: str, rule: TradeRule) -> Verdict:
    return Verdict(
        kind="in-doubt",
        rule="contradiction",
        reason=f"{family} is a text family, but a word of the id names another trade ({rule.name})",
    )


def _prefixed() -> Verdict:
    return Verdict(
        kind="not-text",
        rule="prefixed",
        reason="Has a vendor's or a path's prefix, as a gateway's ids do; excluded by default",
        warn=True,
    )


def _unrecognised() -> Verdict:
    return Verdict(
        kind="unrecognised",
        rule="unrecognised",
        reason="No rule knows this id; include it if it is a text model",
        warn=True,
    )
