"""In the browser: no click and no crafted message enables or renames an archived model."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from tests.support.providers import anthropic_item, openai_item
from tests.support.stored_reviews import enabled, reviews

HACKED = {"enabled": True, "display_name": "Hacked", "status": "active", "id": "gpt-5.4"}


@pytest.fixture
def archiving(stocked, service, providers):
    """Two archivals wait: one model is absent, one is flagged as retired."""
    providers.set("openai", [openai_item("gpt-5.4"), openai_item("tts-1")])
    retired = anthropic_item("claude-haiku-5", lifecycle="retired", retires_at="2026-02-01T00:00:00Z")
    providers.set("anthropic", [anthropic_item("claude-opus-5"), retired])
    return service.sync_with_providers(["openai", "anthropic"], actor=LOCAL).values()


@pytest.fixture
def archived(archiving, service):
    """The two are archived."""
    for diff in archiving:
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)


def assert_both_are_archived_and_untouched(dashboard):
    models = dashboard.models()
    for id_, name in (("gpt-5.4-mini", "GPT-5.4 mini"), ("claude-haiku-5", "Claude Haiku 5")):
        row = models[id_]
        assert (row["status"], row["enabled"], row["display_name"]) == ("archived", 0, name)


def test_clicks_cannot_enable_or_rename_a_row_that_archives(archiving, tab, dashboard):
    table = tab.grid("Archived models")
    assert sorted(table.ids()) == ["claude-haiku-5", "gpt-5.4-mini"]
    table.click("gpt-5.4-mini", "Was enabled")
    table.type_over("gpt-5.4-mini", "Display name", "Hacked")
    tab.commit()
    assert tab.says("No pending changes")
    assert dashboard.rows("SELECT id FROM sync_plan WHERE review LIKE '%Hacked%'") == []
    assert_both_are_archived_and_untouched(dashboard)


def test_a_crafted_message_cannot_enable_or_rename_a_row_that_archives(archiving, tab, dashboard):
    assert tab.says("2 of 2 changes approved")
    rows = {str(row): HACKED for row in (0, 1, 7, -1)}
    tab.send_edits("review_archived", {"edited_rows": rows, "added_rows": [HACKED]})
    assert tab.says("cannot be enabled or renamed")
    assert reviews(dashboard) == ({}, {})
    tab.commit()
    assert tab.says("No pending changes")
    assert_both_are_archived_and_untouched(dashboard)


def test_a_crafted_message_to_the_catalogue_reaches_no_archived_model_and_no_other_column(
    archived, dashboard, open_tab
):
    tab = open_tab(dashboard, "catalogue")
    assert tab.says("4 active, 0 of them enabled · 2 archived")
    before = {id_: row["status"] for id_, row in dashboard.models().items()}
    crafted = HACKED | {"universal_model_id": "gpt-5.4-mini", "display_name_by": "provider", "version": 99}
    rows = {str(row): crafted for row in (0, 4, 5, 99, -1)}
    message = {"edited_rows": rows, "added_rows": [crafted], "deleted_rows": [1]}
    tab.send_edits("catalogue_active", message)
    tab.press("Save 1 edit")
    assert tab.says("Saved: 1 model changed.")
    assert_both_are_archived_and_untouched(dashboard)
    assert {id_: row["status"] for id_, row in dashboard.models().items()} == before
    assert enabled(dashboard) == ["gpt-5.4"]


def test_a_window_that_still_shows_a_model_as_active_cannot_enable_it(
    archiving, catalogue, service, dashboard
):
    for diff in archiving:
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    catalogue.grid("Active models").click("gpt-5.4-mini", "Enabled")
    catalogue.press("Save 1 edit")
    assert catalogue.says("Somebody changed this since you looked: gpt-5.4-mini is now")
    assert_both_are_archived_and_untouched(dashboard)
