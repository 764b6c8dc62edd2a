"""What a model can do, in one word whatever its provider calls it."""

from __future__ import annotations

import pytest

from modelsync.core.abilities import abilities, known_abilities
from tests.support.models import normalised


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"image_input": True, "thinking": False}, {"Reads images": True, "Thinking": False}),
        ({"vision": False, "function_calling": True}, {"Reads images": False, "Tools": True}),
        (
            {"inputModalities": ["text", "image"]},
            {"Reads images": True, "Reads files": False, "Reads audio": False, "Reads video": False},
        ),
        ({"generationMethods": ["generateContent"]}, {"Batch": False, "Caches": False}),
        (
            {"tools": True, "features": ["json_mode"]},
            {"Tools": True, "Thinking": False, "Structured output": False, "JSON mode": True},
        ),
        ({"effort.low": True}, {}),
        ({}, {}),
    ],
)
def test_what_is_sent_is_yes_or_no_and_what_is_not_sent_is_unknown(sent, found):
    assert abilities(sent) == found


def test_known_are_those_that_one_of_the_models_has():
    models = [
        normalised("a", capabilities={"thinking": True, "vision": False}),
        normalised("b", capabilities={"tools": True}),
        normalised("c"),
    ]
    assert known_abilities(models) == ["Tools", "Thinking"]
