"""What the environment may say, and that a mistake in it is one sentence at the start and never a surprise later."""

from __future__ import annotations

import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from modelsync.errors import SettingsError
from modelsync.settings import Settings, local_actor

OIDC = {
    "MODELSYNC_OIDC_CLIENT_ID": "models",
    "MODELSYNC_OIDC_CLIENT_SECRET": "s" * 40,
    "MODELSYNC_OIDC_COOKIE_SECRET": "c" * 40,
    "MODELSYNC_OIDC_SERVER_METADATA_URL": "https://login.example.com/.well-known/openid-configuration",
    "MODELSYNC_OIDC_REDIRECT_URI": "https://models.example.com/oauth2callback",
}


@pytest.fixture
def says(environment, monkeypatch):
    """The sentence about these variables, which every command and the server end with; None when they are fine."""

    def read(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        try:
            Settings.read().oidc()
        except SettingsError as error:
            return str(error)
        return None

    return read


@pytest.mark.parametrize(
    "host", ["models.example.com:8443", "https://models.example.com", "*", "münchen.example", "a b"]
)
def test_an_allowed_host_that_no_request_could_ever_name_is_refused(says, host):
    assert says(MODELSYNC_ALLOWED_HOSTS=f"good.example, {host}").startswith(
        "MODELSYNC_ALLOWED_HOSTS is not usable"
    )


def test_names_patterns_and_addresses_may_be_allowed(says):
    assert (
        says(MODELSYNC_ALLOWED_HOSTS="models, model_sync, *.intern.example, 10.0.0.7, [2001:db8::1]") is None
    )
    assert Settings.read().allowed_hosts[-1] == "2001:db8::1"


def test_an_age_that_no_calendar_holds_is_refused(says):
    assert says(MODELSYNC_PLAN_MAX_AGE="999999999999").startswith("MODELSYNC_PLAN_MAX_AGE is not usable")


@pytest.mark.parametrize(
    "address", ["https://[m/oauth2callback", "models.example.com", "ftp://x/y", "https://"]
)
def test_a_redirect_address_that_is_none_is_refused(says, address):
    assert says(**OIDC) is None
    assert says(**{**OIDC, "MODELSYNC_OIDC_REDIRECT_URI": address}).startswith(
        "MODELSYNC_OIDC_REDIRECT_URI is no web address."
    )


def test_an_empty_variable_counts_as_unset_and_hides_nothing_of_the_file(environment, monkeypatch):
    Path(".env").write_text("OPENAI_API_KEY=sk-of-the-file\nMODELSYNC_KEEP_PLANS=7\n", encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("MODELSYNC_KEEP_PLANS", "")
    settings = Settings.read()
    assert settings.secret("OPENAI_API_KEY").get_secret_value() == "sk-of-the-file"
    assert settings.keep_plans == 7


def test_an_address_of_a_provider_that_cannot_be_decoded_is_one_sentence(provider_server, run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://xn--/")
    code, out, err = run("plan", "openai")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "OPENAI_BASE_URL" in err


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("ada", "local:ada"),
        ("x\x1b]0;y\x07z", "local:x ]0;y z"),
        ("\u202e", "local"),
        ("n" * 400, "local:" + "n" * 200),
    ],
)
def test_who_acts_is_named_as_the_system_names_them_in_characters_that_do_no_harm(monkeypatch, name, actor):
    monkeypatch.setenv("LOGNAME", "ceo")
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name=name))
    assert local_actor().name == actor


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
