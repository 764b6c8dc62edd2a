"""What a model can do, in one word for all providers: each sends it under a name of its own, or not at all. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelsync.core.models import Capability, NormalizedModel

_FLAGS = {
    "image_input": "Reads images",
    "vision": "Reads images",
    "pdf_input": "Reads files",
    "function_calling": "Tools",
    "tools": "Tools",
    "tool_calls": "Tools",
    "thinking": "Thinking",
    "reasoning": "Thinking",
    "structured_outputs": "Structured output",
    "batch": "Batch",
    "code_execution": "Runs code",
    "citations": "Citations",
}
_LISTED = {
    "inputModalities": {
        "image": "Reads images",
        "file": "Reads files",
        "audio": "Reads audio",
        "video": "Reads video",
    },
    "features": {
        "tools": "Tools",
        "function_calling": "Tools",
        "reasoning": "Thinking",
        "structured_outputs": "Structured output",
        "json_mode": "JSON mode",
    },
    "generationMethods": {"batchGenerateContent": "Batch", "createCachedContent": "Caches"},
}
"""Lists that a provider sends whole: what they lack the model cannot do."""

ABILITIES = tuple(
    dict.fromkeys([*_FLAGS.values(), *(word for words in _LISTED.values() for word in words.values())])
)


def abilities(capabilities: Mapping[str, Capability]) -> dict[str, bool]:
    """What the model can do and what it cannot; a word that is missing is unknown."""
    found: dict[str, bool] = {}
    for name, value in capabilities.items():
        if isinstance(value, bool) and name in _FLAGS:
            found[_FLAGS[name]] = found.get(_FLAGS[name], False) or value
        elif isinstance(value, list):
            for listed, word in _LISTED.get(name, {}).items():
                found[word] = found.get(word, False) or listed in value
    return found


def known_abilities(models: Iterable[NormalizedModel]) -> list[str]:
    """The abilities that one of these models has."""
    flags: set[str] = set()
    had: set[str] = set()
    for model in models:
        for name, value in model.capabilities.items():
            if value is True:
                flags.add(name)
            elif isinstance(value, list):
                had.update(word for listed, word in _LISTED.get(name, {}).items() if listed in value)
    had.update(word for name, word in _FLAGS.items() if name in flags)
    return [word for word in ABILITIES if word in had]
