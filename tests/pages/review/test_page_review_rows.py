"""What Review's tables show of a row, and what they do with what a person makes of it, without a browser."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.ui.review import section_frames
from modelsync.ui.shell import cell_text, frames
from tests.support.app_pages import (
    LISTINGS,
    button,
    drawn,
    edit,
    opened,
    waiting,
)
from tests.support.providers import google_item, openai_item


def test_an_archived_row_says_whether_it_was_enabled(stocked, service, provider_server):
    service.edit({"claude-opus-5": Edit(enabled=True)}, actor=LOCAL)
    provider_server.set("anthropic", LISTINGS["anthropic"][1:])
    service.sync_with_provider("anthropic", actor=LOCAL)
    page = opened("review")
    frame = page.session_state["editors"]["review_archived"].frame
    assert frame.loc["anthropic/claude-opus-5", "enabled"]


@pytest.mark.parametrize("id_", ["gpt-9", "gpt-9.5-flash-preview-2026-04-17-thinks"])
def test_a_long_id_is_whole_and_takes_its_room_from_what_changed(service, provider_server, id_):
    provider_server.set("openai", [openai_item(id_)])
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    columns = section_frames.review_columns("new", page.session_state["editors"]["review_new"].frame)
    assert columns["id"]["width"] >= cell_text.width(id_)
    assert sum(column["width"] for column in columns.values()) == frames.INSIDE - section_frames.DETAILS_WIDTH


def test_what_a_person_made_of_a_row_stands_before_what_changed_and_the_editor_stays(
    service, provider_server
):
    provider_server.set("openai", [openai_item("gpt-9"), openai_item("gpt-9-mini")])
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    key = page.session_state["editors"]["review_new"].key
    edit(page, "review_new", "gpt-9", display_name="Ours", enabled=True)
    edit(page, "review_new", "gpt-9-mini", approve=False)
    what = drawn(page, "review_new")["what"]
    assert what["gpt-9"].startswith("✎ renamed, enabled · ")
    assert what["gpt-9-mini"].startswith("✗ rejected · ")
    edit(page, "review_new", "gpt-9-mini", approve=True)
    assert not drawn(page, "review_new")["what"]["gpt-9-mini"].startswith("✗")
    assert page.session_state["editors"]["review_new"].key == key


def test_what_is_shown_is_enabled_and_approved_at_once_and_what_a_filter_hides_is_not(
    service, provider_server
):
    provider_server.set("openai", [openai_item(id_) for id_ in ("gpt-9", "gpt-9-mini", "gpt-8")])
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-9", approve=False, display_name="Ours")
    page.text_input(key="review_search").set_value("gpt-9").run()
    page.button(key="enable_shown").click().run()
    review = waiting(service)["openai"].review
    assert review.edits == {
        "gpt-9": Edit(display_name="Ours", enabled=True),
        "gpt-9-mini": Edit(enabled=True),
    }
    assert review.ticks == {"gpt-9": True}
    assert drawn(page, "review_new")["enabled"].all()


def test_a_long_table_has_a_sign_where_a_short_one_has_a_tint(service, provider_server):
    provider_server.set("openai", [openai_item(f"gpt-9-{number}") for number in range(1_001)])
    service.sync_with_provider("openai", actor=LOCAL)
    page = opened("review")
    assert drawn(page, "review_new")["what"].str.startswith("✓ ").all()
    edit(page, "review_new", "gpt-9-7", approve=False)
    edit(page, "review_new", "gpt-9-8", enabled=True)
    what = drawn(page, "review_new")["what"]
    assert what["gpt-9-7"].startswith("✗ rejected · ")
    assert what["gpt-9-8"].startswith("✓ ✎ enabled · ")


def test_a_name_too_long_for_its_cell_ends_in_an_ellipsis_that_stands_for_the_rest(service, provider_server):
    name = "Gemini of the longest name that anybody gave"
    provider_server.set("google", [google_item("gemini-9", displayName=name)])
    page = opened("review")
    button(page, "Sync Google").click().run()
    shown = drawn(page, "review_new")["display_name"]["gemini-9"]
    assert shown.endswith("…")
    edit(page, "review_new", "gemini-9", display_name=f"Our {shown}")
    assert waiting(service)["google"].review.edits["gemini-9"].display_name == f"Our {name}"
    assert drawn(page, "review_new")["display_name"]["gemini-9"].startswith("Our Gemini")


def test_an_id_longer_than_any_recorded_one_ends_in_an_ellipsis_and_is_edited_as_a_whole(
    service, provider_server
):
    id_ = f"gpt-9-{'long-' * 20}"
    provider_server.set("openai", [openai_item(id_)])
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    (shown,) = drawn(page, "review_new")["id"]
    assert shown.endswith("…")
    assert id_.startswith(shown[:-1])
    edit(page, "review_new", id_, approve=False)
    assert waiting(service)["openai"].review.ticks == {id_: False}
