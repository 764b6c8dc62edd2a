"""Pages and commands over a database that an older version wrote, whole or with a plan that cannot be read."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.service.databases import upgrade_database
from tests.support.app_pages import attention
from tests.support.checkout import PAGES
from tests.support.older_version import ALL_RUNS, PRICES, documents, restore, write

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture
def in_use(environment, just_started, monkeypatch):
    """The SQLite file in its place, for commands and pages."""
    url = f"sqlite:///{environment / 'modelsync.db'}"
    restore(url)
    upgrade_database(url)  # as the first command or page does; the status alone upgrades nothing
    monkeypatch.setenv("MODELSYNC_PRICING_DIR", str(PRICES))


def test_commands_print_it(in_use, run):
    code, out, _ = run("status")
    assert (code, out.count("pending")) == (0, 3)
    code, out, _ = run("history", "--format", "json")
    assert (code, [row["runId"] for row in json.loads(out)]) == (0, ALL_RUNS)
    code, out, _ = run("models", "--format", "json")
    assert (code, len(json.loads(out))) == (0, 25)
    assert run("undo", "15")[0] == 0


@pytest.mark.parametrize("page", ["review", "catalogue", "pricing", "history", "status"])
def test_pages_show_it(in_use, page):
    shown = AppTest.from_file(PAGES / f"{page}.py", default_timeout=30)
    if page == "history":
        shown.query_params["period"] = "all"  # the last 30 days come first
    shown.run()
    assert not shown.exception
    assert not shown.error
    assert shown.dataframe


@pytest.fixture
def broken(in_use, environment):
    """OpenAI's plan cannot be read; gives its id."""
    file = environment / "modelsync.db"
    plan_id = next(d[1] for d in documents(file) if d[2] == "review" and "gpt-5.5" in d[3]["edits"])
    write(file, ("sync_plan", plan_id, "diff", "{}"))
    return plan_id


def test_review_shows_the_other_plans_beside_one_that_cannot_be_read(broken):
    shown = AppTest.from_file(PAGES / "review.py", default_timeout=30).run()
    assert not shown.exception
    assert f"Plan {broken} of openai cannot be read" in attention(shown)
    new = shown.session_state["editors"]["review_new"].frame.index
    assert sorted(new) == ["anthropic/claude-opus-5-5", "google/gemini-3.7-flash", "google/gemini-3.8-flash"]


def test_status_names_a_plan_that_cannot_be_read(broken):
    shown = AppTest.from_file(PAGES / "status.py", default_timeout=30).run()
    assert not shown.exception
    assert [error.value.split(" (")[0] for error in shown.error] == [
        f"Plan {broken} of openai cannot be read"
    ]


def test_commands_name_a_plan_that_cannot_be_read(broken, run):
    for command in (["apply", "--latest", "openai", "--all"], ["discard", broken], ["status"]):
        code, _, said = run(*command)
        assert code == 1
        assert f"Plan {broken} of openai cannot be read" in said
        assert "Traceback" not in said
    assert run("apply", "--latest", "anthropic", "--only", "claude-opus-5-5")[0] == 3  # too old by now
