"""Pages whose database or settings do not work say so in one sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from tests.support.app_pages import PAGES, edit, everything, opened, texts


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


def test_a_pricing_file_that_a_sync_could_not_read_is_the_worst_of_the_line(service, environment):
    (environment.parent / "prices" / "openai-pricing.json").write_text("{", encoding="utf-8")
    service.sync_with_providers(["google", "openai"], actor=LOCAL)
    page = opened("review")
    (attention,) = page.expander
    assert attention.label.startswith(":red[")
    assert "OpenAI: pricing file not usable" in attention.label
    assert "2 new models would come without prices" in attention.label
    for row in ("gpt-5.4", "gpt-5.4-mini"):
        page = edit(page, "review_new", row, approve=False)
    (attention,) = page.expander
    assert "OpenAI: pricing file not usable" in attention.label
    assert not page.exception


def test_a_sync_that_failed_elsewhere_is_told_until_one_succeeds(service, provider_server):
    provider_server.fail("google", 401, "no")
    results = service.sync_with_providers(["google", "openai"], actor=LOCAL)
    page = opened("review")
    assert not page.exception
    assert "Sync failed" in everything(page)
    (attention,) = page.expander
    assert str(results["google"]) in attention.label.replace("\\", "").replace("\u2060", "")
    provider_server.heal("google")
    service.sync_with_provider("google", actor=LOCAL)
    page.run()
    assert "Sync failed" not in everything(page)
    assert not page.expander
