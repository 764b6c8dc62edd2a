"""What the environment may say, and that a mistake in it is one sentence at the start and never a surprise later."""

from __future__ import annotations

import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from modelsync.errors import SettingsError
from modelsync.settings import Settings, local_actor
from tests.support.sign_in_variables import OIDC


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
