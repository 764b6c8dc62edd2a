"""The Status page and `modelsync status`: what they say when all is well and when it is not; never a key, never a write."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.adapters import REGISTRY
from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.errors import FetchError, StoreError
from modelsync.store.database import SCHEMA_REVISION, Database
from tests.support.catalogue import fill
from tests.support.checkout import PAGES
from tests.support.models import stored
from tests.support.providers import KEYS, VARIABLES, openai_item

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

PAGE = PAGES / "status.py"
NOWHERE = "postgresql://ada:wachtwoord@127.0.0.1:1/catalogue?password=geheim&connect_timeout=2"


@pytest.fixture
def page(just_started):
    return AppTest.from_file(PAGE, default_timeout=30)


def said(page):
    kinds = (page.markdown, page.caption, page.error, page.success, page.info, page.warning)
    words = [element.value for kind in kinds for element in kind]
    return " ".join([*words, *(html.proto.body for html in page.get("html"))])


def test_all_is_well(page, service, providers):
    providers.set("openai", openai_item("gpt-5"), openai_item("tts-1"))
    service.sync_with_provider("openai", actor=LOCAL)
    page.run()
    assert not page.exception
    assert page.success[0].value == "Everything works."
    text = said(page)
    for words in (
        f"{SCHEMA_REVISION} <small>current, no migration is pending",
        "0 models · 1 plan · 0 runs",
        "sqlite:///modelsync.db",
        "from <code>OPENAI_API_KEY</code>",
        "https://api.openai.com/v1",
        "2 listed: 1 new, 0 updated, 0 archived, 1 excluded; pending",
    ):
        assert words in text, words
    assert not any(key in text for key in KEYS.values())
    files = page.dataframe[0].value
    assert list(files["state"]) == ["valid"] * len(REGISTRY)
    settings = page.dataframe[1].value.set_index("variable")
    assert settings.loc["MODELSYNC_MAX_ARCHIVE_SHARE", "value"] == "0.3"


def test_not_everything_works_while_a_sync_failed_last(page, service, providers):
    with pytest.raises(FetchError) as caught:
        service.sync_with_provider("openai", actor=LOCAL)
    page.run()
    assert not page.exception
    assert not page.success
    assert str(caught.value) in page.error[0].value.replace("\\", "")
    providers.set("openai", openai_item("gpt-5"))
    service.sync_with_provider("openai", actor=LOCAL)
    assert page.run().success[0].value == "Everything works."


def test_a_sync_that_was_applied_and_undone_says_so(page, service, providers):
    providers.set("openai", openai_item("gpt-5"))
    plan_id = service.sync_with_provider("openai", actor=LOCAL).plan_id
    service.apply_sync(plan_id, "all", actor=LOCAL)
    assert said(page.run()).count("; applied by local") == 1
    service.undo("1", actor=LOCAL)
    assert "; applied by local, undone by run 2" in said(page.run())


def test_the_page_opens_when_the_database_cannot_be_reached_and_says_why(page, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    page.run()
    assert not page.exception
    (error,) = page.error
    assert "cannot be reached. Check that it runs" in error.value
    assert "Not usable" in said(page)
    assert "Not known without the database" in said(page)
    assert "No enabled model retires" not in said(page)
    assert ("not known" in said(page), "never" in said(page)) == (True, False)
    assert "Key present" in said(page)
    assert not {"wachtwoord", "geheim"} & set(said(page).replace(":", " ").replace("@", " ").split())
    assert "geheim" not in said(page)


def test_a_broken_pricing_file_is_named_and_the_others_are_counted(page, pricing_dir):
    (pricing_dir / "google-pricing.json").write_text("{", encoding="utf-8")
    page.run()
    assert page.error[0].value.startswith("google-pricing.json is not JSON in line 1")
    states = dict(zip(REGISTRY, page.dataframe[0].value["state"], strict=True))
    assert states == dict.fromkeys(REGISTRY, "valid") | {"google": "not usable, see above"}


def test_looking_makes_no_database_and_upgrades_none(new_service, environment, page):
    page.run()
    assert "Not made yet" in said(page)
    assert list(environment.iterdir()) == []
    database = Database("sqlite:///modelsync.db")
    (environment / "modelsync.db").touch()
    status = new_service().status()
    assert status.database.revision is None
    assert status.database.migrations_pending
    assert status.problems == ()
    assert database.revision() is None
    database.engine.dispose()


def test_a_database_of_a_newer_program_is_a_problem(service, rows):
    fill(service.database, stored("gpt-1"))
    rows.run("UPDATE alembic_version SET version_num = '9999'")
    status = service.status()
    assert "Install the newer Model Sync" in status.problems[0]
    assert status.database.revision == "9999"


def test_the_variable_of_a_key_is_named_and_a_file_that_cannot_be_read_is_a_problem(new_service, monkeypatch):
    monkeypatch.delenv("GOOGLE_API_KEY")
    monkeypatch.setenv("GEMINI_API_KEY", KEYS["google"])
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", "/nowhere/key")
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://ada:wachtwoord@example.com:8443/v1?key=geheim")
    status = new_service().status()
    openai, google, anthropic = status.providers[:3]
    assert google.key_from == "GEMINI_API_KEY"
    assert openai.key_from == "OPENAI_API_KEY_FILE"
    assert openai.problem.startswith("OPENAI_API_KEY_FILE names /nowhere/key, which cannot be read")
    assert openai.base_url == "https://example.com:8443/v1"
    assert (anthropic.key_from, anthropic.missing_key) == (None, "ANTHROPIC_API_KEY")
    assert not any(key in json.dumps(status.to_json()) for key in (*KEYS.values(), "wachtwoord", "geheim"))


def test_the_catalogues_state_is_another_word_after_each_commit(service):
    fill(service.database, stored("gpt-1"))
    before = service.catalogue_state()
    assert service.catalogue_state() == before
    service.edit({"gpt-1": Edit(enabled=True)}, actor=LOCAL)
    after = service.catalogue_state()
    fill(service.database, stored("gpt-2"))
    assert len({before, after, service.catalogue_state()}) == 3


def test_the_command_says_the_same_and_exits_with_0(run, service):
    fill(service.database, stored("gpt-1"))
    code, out, err = run("status")
    assert (code, err) == (0, "")
    assert f"SQLite sqlite:///modelsync.db: schema {SCHEMA_REVISION}, 1 models, 0 plans, 1 runs" in out
    assert f"key from {VARIABLES['openai'][0]}" in out
    assert not any(key in out for key in KEYS.values())
    status = json.loads(run("status", "--format", "json")[1])
    assert status["database"]["migrationsPending"] is False
    assert status["prices"][0]["models"] == 0
    assert status["problems"] == []


def test_the_command_exits_with_1_and_a_sentence_for_each_thing_that_is_broken(run, pricing_dir, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    (pricing_dir / "google-pricing.json").unlink()
    code, out, err = run("status")
    assert code == 1
    assert [line.split(" ")[1] for line in err.splitlines()] == ["The", "google-pricing.json"]
    assert not {"wachtwoord", "geheim"} & set((out + err).replace("=", " ").replace(":", " ").split())


def test_looking_at_a_file_that_is_not_there_does_not_make_it(environment):
    database = Database("sqlite:///missing.db")
    with pytest.raises(StoreError, match="does not exist yet"), database.looking():
        pass
    assert not Path("missing.db").exists()
    database.engine.dispose()
