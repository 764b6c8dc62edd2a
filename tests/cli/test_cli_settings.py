"""Settings that a command cannot use end it with one sentence, and `modelsync status` names those that nobody can sign in with."""

from __future__ import annotations

import pytest

from tests.support.sign_in_variables import OIDC


def test_a_database_address_that_cannot_be_used_ends_with_one_sentence(run, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:one@two:hunter2@127.0.0.1:5432/db")
    code, out, err = run("models")
    assert (code, out) == (1, "")
    assert err.startswith("Error: DATABASE_URL is not a database address.")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("source", "target", "called"), [("", "sqlite:///new.db", "FROM"), ("sqlite:///a.db", "mysql://x", "TO")]
)
def test_a_copy_names_the_address_that_cannot_be_used(run, source, target, called):
    code, out, err = run("db", "copy", source, target)
    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {called} ")


def test_an_address_of_a_provider_that_cannot_be_decoded_is_one_sentence(provider_server, run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://xn--/")
    code, out, err = run("plan", "openai")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "OPENAI_BASE_URL" in err


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"MODELSYNC_OIDC_CLIENT_ID": "x"}, "The login is set up in part"),
        ({"MODELSYNC_REQUIRE_LOGIN": "true"}, "the server serves nobody"),
    ],
)
def test_the_status_tells_of_a_login_with_which_nobody_gets_in(
    environment, run, monkeypatch, variables, words
):
    assert run("status")[0] == 0
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    code, _, err = run("status")
    assert code == 1
    assert words in err


def test_the_status_finds_nothing_wrong_with_a_whole_login(environment, run, monkeypatch):
    for name, value in {**OIDC, "MODELSYNC_REQUIRE_LOGIN": "true"}.items():
        monkeypatch.setenv(name, value)
    assert run("status")[0] == 0


def test_the_demo_needs_no_key_and_minds_no_file_of_one(environment, run, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    (environment / "key").write_text("made-up")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(environment / "key"))
    assert run("demo")[0] == 0
