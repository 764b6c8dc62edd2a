"""The pages' logic without a browser: what they say and store in each state."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from provider_server import KEYS, VARIABLES, anthropic_item, google_item, openai_item
from streamlit.testing.v1 import AppTest

from modelsync.actors import LOCAL, Actor
from modelsync.changes import Edit
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

PAGES = Path(__file__).parents[1] / "pages"
LISTINGS = {
    "openai": [openai_item("gpt-5.4"), openai_item("gpt-5.4-mini")],
    "google": [google_item("gemini-3-pro")],
    "anthropic": [anthropic_item("claude-opus-5"), anthropic_item("claude-haiku-5")],
}


@pytest.fixture(autouse=True)
def app(just_started, provider_server, monkeypatch):
    """The app as after a start: an empty database and three providers with a model or two."""
    for name, value in (provider_server.env() | {"MODELSYNC_RETRY_BACKOFF": "0"}).items():
        monkeypatch.setenv(name, value)
    for provider, items in LISTINGS.items():
        provider_server.set(provider, items)


@pytest.fixture
def service(app):
    """A service of the test's own on the same file."""
    return AiModelSyncService(Settings.read())


@pytest.fixture
def stocked(service):
    """Every model of the listings is in the catalogue."""
    for diff in service.sync_with_providers(LISTINGS, actor=LOCAL).values():
        service.apply_sync(diff.plan_id, "all", actor=LOCAL)


def opened(page):
    return AppTest.from_file(PAGES / f"{page}.py", default_timeout=30).run()


def button(page, label):
    """The button whose words begin so."""
    return next(b for b in page.button if b.label.startswith(label))


def texts(*elements):
    """What is read on the page: without the backslashes and joiners that keep Markdown from reading markup."""
    return re.sub(r"\\(.)", r"\1", " ".join(element.value for element in elements)).replace("\u2060", "")


def everything(page):
    """All that the page says outside its tables."""
    return texts(*page.markdown, *page.caption, *page.error, *page.success, *page.info, *page.warning)


def edit(page, name, id_, **cells):
    """Edit a row as the table with this name would: by position, on top of what it sent before."""
    editor = page.session_state["editors"][name]
    row = [str(key).rpartition("/")[2] for key in editor.frame.index].index(id_)
    before = editor.taken
    return send(page, name, before | {row: before.get(row, {}) | cells})


def send(page, name, rows):
    """Send these edited rows in a widget message; session state would not call what listens for changes."""
    key = page.session_state["editors"][name].key
    (id_,) = (table.proto.id for table in page.dataframe if table.proto.id.endswith(key))
    states = page._tree.get_widget_states()
    states.widgets.add(id=id_, string_value=json.dumps({"edited_rows": rows}))
    return page._run(states)


def waiting(service):
    return {provider: plan for provider, plan in service.latest_plans().items() if plan.state == "waiting"}


# --- Review ----------------------------------------------------------------------------------------------------------


def test_review_before_any_sync_says_so_and_offers_every_provider(app):
    page = opened("review")
    assert "Not synced yet" in everything(page)
    assert [b.label for b in page.button if not b.disabled][:4] == [
        "Sync all",
        "Sync OpenAI",
        "Sync Google",
        "Sync Anthropic",
    ]


def test_review_without_a_key_names_the_variable_and_locks_only_that_provider(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    page = opened("review")
    assert "`OPENAI_API_KEY`" in everything(page)
    assert "GOOGLE_API_KEY" not in everything(page)
    assert button(page, "Sync OpenAI").disabled
    assert not button(page, "Sync Google").disabled
    assert not [b for b in page.button if b.label == "Try the demo"]


def test_review_without_any_key_offers_the_demo_on_a_file_of_its_own(monkeypatch, environment, rows):
    for key, _ in VARIABLES.values():
        monkeypatch.delenv(key)
    page = opened("review")
    button(page, "Try the demo").click().run()
    assert "Your own catalogue is not touched" in everything(page)
    button(page, "Sync all").click().run()
    assert page.metric[0].value != "0"
    assert rows("SELECT * FROM sync_plan") == []
    button(page, "Leave the demo").click().run()
    assert "Not synced yet" in everything(page)


def test_sync_shows_what_is_new_and_writes_no_model(service, rows):
    page = opened("review")
    button(page, "Sync all").click().run()
    assert [(m.label, m.value) for m in page.metric][:3] == [
        ("New", "5"),
        ("Updated", "0"),
        ("Archived", "0"),
    ]
    assert "**5 of 5** changes approved" in everything(page)
    assert sorted(waiting(service)) == sorted(LISTINGS)
    assert rows() == []
    assert not page.exception


def test_a_provider_that_fails_is_one_sentence_beside_the_others(provider_server, service):
    provider_server.fail("anthropic", 401, {"type": "error", "error": {"type": "authentication_error"}})
    page = opened("review")
    button(page, "Sync all").click().run()
    (error,) = page.error
    assert texts(error).startswith("Anthropic ")
    assert texts(error).endswith(".")
    assert not any(key in everything(page) for key in KEYS.values())
    assert sorted(waiting(service)) == ["google", "openai"]
    assert not page.exception


def test_the_question_before_a_commit_counts_only_edits_that_change_something(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4-mini", display_name="Ours", enabled=True)
    name = waiting(service)["openai"].diff.new_models[1].display_name
    edit(page, "review_new", "gpt-5.4-mini", display_name=name, enabled=False)
    edit(page, "review_new", "gpt-5.4", enabled=True)
    button(page, "Commit 2 changes").click().run()
    assert "add 2 models, enable 1" in everything(page)
    assert "disable 1" not in everything(page)
    assert "rename 1" not in everything(page)


def test_ticks_and_edits_are_stored_as_they_are_made_and_commit_applies_them(service, rows):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4", display_name=" Our  flagship ", enabled=True)
    edit(page, "review_new", "gpt-5.4-mini", approve=False)
    review = waiting(service)["openai"].review
    assert review.ticks == {"gpt-5.4-mini": False}
    assert review.edits["gpt-5.4"].display_name == "Our flagship"
    assert review.edits["gpt-5.4"].enabled is True
    assert "**1 of 2** changes approved" in everything(page)

    button(page, "Commit 1 change").click().run()
    page.session_state["review_open"] = (
        "commit"  # AppTest runs the page and not the dialog alone, which would close it
    )
    page.button(key="commit_confirm").click().run()
    (row,) = rows()
    assert (row["universal_model_id"], row["display_name"], row["enabled"]) == ("gpt-5.4", "Our flagship", 1)
    assert "1 added" in everything(page)
    assert "Nothing to do" in everything(page)
    assert not page.exception


def test_a_new_session_finds_the_review_of_the_one_before(service):
    first = opened("review")
    button(first, "Sync OpenAI").click().run()
    edit(first, "review_new", "gpt-5.4", display_name="Our flagship", approve=False)
    frame = opened("review").session_state["editors"]["review_new"].frame
    assert frame.loc["openai/gpt-5.4", "display_name"] == "Our flagship"
    assert not frame.loc["openai/gpt-5.4", "approve"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"display_name": ""}, "a display name cannot be blank"),
        ({"display_name": None}, "a display name cannot be blank"),
        ({"display_name": "\u200b"}, "A display name cannot be blank"),
        ({"display_name": "x" * 256}, "at most 255 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence_and_not_stored(service, cells, sentence):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    edit(page, "review_new", "gpt-5.4", **cells)
    (error,) = page.error
    assert sentence in texts(error)
    assert waiting(service)["openai"].review.edits == {}
    assert not page.exception


def test_what_no_table_sends_is_left_out_and_does_no_harm(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    crafted = {"enabled": True, "approve": False, "status": "archived", "id": "gpt-4"}
    send(
        page, "review_new", {0: {"status": "x", "approve": 1}, 1: {"enabled": "yes"}, 9: crafted, -1: crafted}
    )
    review = waiting(service)["openai"].review
    assert (review.ticks, review.edits) == ({}, {})
    assert not page.exception


def test_a_plan_that_somebody_else_closed_is_told_and_not_edited(service):
    page = opened("review")
    button(page, "Sync OpenAI").click().run()
    plan = waiting(service)["openai"]
    service.discard(plan.id, actor=Actor("local:colleague", "admin"))
    edit(page, "review_new", "gpt-5.4", approve=False)
    assert "was discarded by local:colleague" in texts(*page.error)
    assert "Nothing to do" in everything(page)
    assert not page.exception


# --- Catalogue -------------------------------------------------------------------------------------------------------


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


# --- when nothing works ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["review", "catalogue"])
def test_a_database_that_is_none_is_one_sentence(page, environment):
    (environment / "modelsync.db").write_text("This is a text file, not a database. " * 100)
    shown = opened(page)
    (error,) = shown.error
    assert texts(error) == (
        "The database sqlite:///modelsync.db is not an SQLite database. Check DATABASE_URL. Nothing was changed."
    )
    assert not shown.exception
    assert not shown.title


@pytest.mark.parametrize("page", ["review", "catalogue"])
def test_a_setting_that_cannot_be_is_one_sentence_that_names_it(page, monkeypatch):
    monkeypatch.setenv("MODELSYNC_PLAN_MAX_AGE", "soon")
    shown = opened(page)
    (error,) = shown.error
    assert texts(error).startswith("MODELSYNC_PLAN_MAX_AGE is not usable: ")
    assert not shown.exception


def test_a_database_that_breaks_while_the_page_is_open_is_one_sentence(stocked, environment):
    page = AppTest.from_file(PAGES.parent / "modelsync" / "ui" / "dashboard.py", default_timeout=30).run()
    assert not page.error
    with closing(sqlite3.connect(environment / "modelsync.db")) as connection:
        connection.execute("DROP TABLE sync_plan")
    page.run()
    (error,) = page.error
    assert texts(error).startswith("The database sqlite:///modelsync.db ")
    assert not page.exception
