"""What is written as JSON text is read as it was, whatever a provider sends."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.stored_json import encoded

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(_values)
def test_decoded_json_is_the_same_after_it_was_written_and_read(value):
    assert repr(json.loads(encoded(value))) == repr(value)


def test_half_a_character_is_kept():
    assert json.loads(encoded([{"\ud800": "\udfff"}])) == [{"\ud800": "\udfff"}]
