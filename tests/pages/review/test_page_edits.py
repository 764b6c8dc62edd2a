"""Edits in the Catalogue without a browser: counted, set back, undone, saved, refused."""

from __future__ import annotations

from modelsync.core.actors import Actor
from modelsync.core.edits import Edit
from tests.support.app_pages import edit, everything, opened, texts


def test_an_empty_catalogue_says_where_models_come_from(app):
    page = opened("catalogue")
    assert "The catalogue is empty. Sync a provider on the Review page" in everything(page)
    assert not page.exception


def test_edits_wait_until_they_are_saved_together(stocked, rows):
    page = opened("catalogue")
    edit(page, "catalogue_active", "gpt-5.4", display_name="Our flagship", enabled=True)
    edit(page, "catalogue_active", "gemini-3-pro", enabled=True)
    assert "**2** unsaved edits" in everything(page)
    assert not any(row["enabled"] for row in rows())
    page.button(key="save").click().run()
    models = rows.by_id()
    assert models["gpt-5.4"]["display_name"] == "Our flagship"
    assert [id_ for id_, row in models.items() if row["enabled"]] == ["gemini-3-pro", "gpt-5.4"]
    assert "Saved: 2 models changed." in everything(page)
    assert not page.exception


def test_an_edit_that_is_set_back_is_none(stocked):
    page = opened("catalogue")
    edit(page, "catalogue_active", "gpt-5.4", enabled=True)
    edit(page, "catalogue_active", "gpt-5.4", enabled=False)
    assert "No unsaved edits" in everything(page)
    assert page.button(key="save").disabled


def test_undo_edits_forgets_them(stocked, rows):
    page = opened("catalogue")
    edit(page, "catalogue_active", "gpt-5.4", enabled=True)
    page.button(key="undo_edits").click().run()
    assert "No unsaved edits" in everything(page)
    edit(page, "catalogue_active", "gemini-3-pro", enabled=True)
    page.button(key="save").click().run()
    assert [id_ for id_, row in rows.by_id().items() if row["enabled"]] == ["gemini-3-pro"]


def test_a_blank_name_is_refused_in_the_catalogue_with_a_sentence(stocked):
    page = opened("catalogue")
    edit(page, "catalogue_active", "gpt-5.4", display_name="  ")
    assert texts(*page.error).startswith("gpt-5.4: A display name cannot be blank.")
    assert "No unsaved edits" in everything(page)


def test_an_edit_of_a_model_that_somebody_changed_meanwhile_is_refused(stocked, service, rows):
    page = opened("catalogue")
    service.edit({"gpt-5.4": Edit(display_name="First")}, actor=Actor("local:colleague", "admin"))
    edit(page, "catalogue_active", "gpt-5.4", display_name="Second")
    page.button(key="save").click().run()
    assert "Somebody changed this since you looked: gpt-5.4 is now “First”" in texts(*page.error)
    assert rows.by_id()["gpt-5.4"]["display_name"] == "First"


def test_a_name_that_another_model_has_or_would_get_is_taken_with_a_warning(stocked):
    page = opened("catalogue")
    edit(page, "catalogue_active", "gpt-5.4", display_name="Our flagship")
    assert not page.warning
    edit(page, "catalogue_active", "gemini-3-pro", display_name="our flagship")
    assert "“our flagship” is the name of gpt-5.4 too" in texts(*page.warning)
    assert "**2** unsaved edits" in everything(page)
    edit(page, "catalogue_active", "gemini-3-pro", display_name="Gemini")
    assert not page.warning
