"""A sentence without markup needs no backslash: it stays letter for letter."""

from __future__ import annotations

import pytest

from modelsync.ui.shell.markdown import plain


@pytest.mark.parametrize(
    "sentence", ["gpt-5.4 is now “First”, enabled", "Saved: 2 models changed.", "a (b) c+d"]
)
def test_a_plain_sentence_stays_as_it_is(sentence):
    assert plain(sentence) == sentence
