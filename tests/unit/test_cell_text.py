"""What fits a table's cell, which the grid would cut without a mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelsync.ui.shell import cell_text, frames
from tests.support.recorded_lists import CUT, item_id, recordings

TEXTS = st.text(max_size=80)


@given(TEXTS, st.integers(40, 400))
def test_what_fits_stays_and_what_does_not_ends_in_an_ellipsis_that_fits(text, pixels):
    fitted = cell_text.fitted(text, pixels)
    assert cell_text.width(fitted) <= pixels
    assert fitted == text or (fitted.endswith("…") and text.startswith(fitted[:-1]))


@given(TEXTS, st.text(max_size=9), st.text(max_size=9), st.integers(40, 200))
def test_a_typed_ellipsis_of_ours_stands_for_the_rest(whole, before, after, pixels):
    shown = cell_text.fitted(whole, pixels)
    if shown != whole and "…" not in after:
        assert cell_text.restored(f"{before}{shown}{after}", whole, pixels) == f"{before}{whole}{after}"
    assert cell_text.restored(whole, whole, pixels) == whole


@pytest.mark.parametrize(
    "provider",
    [
        "openai",
        "google",
        "anthropic",
        *(f"compatible/{file.stem}" for file in (CUT / "compatible").glob("*")),
    ],
)
def test_the_widest_column_shows_every_recorded_id(provider):
    prefix = f"{provider.partition('/')[2]}/" if "/" in provider else ""
    ids = {prefix + item_id(item) for one in recordings(CUT, provider) for item in one.items}
    assert max(map(cell_text.width, ids)) <= frames.LONGEST_ID
