"""Who may enter: people sign in at a real OpenID Connect provider on loopback, in a real browser."""

import json
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from tests.support.dashboard import Dashboard, Tab
from tests.support.identity_provider import identity_provider
from tests.support.provider_server import ProviderServer
from tests.support.providers import openai_item
from tests.support.server_process import free_port, until

_SOON = 15
"""Seconds after which a token expires that is meant to: enough to sign in, on a machine with much to do."""


@pytest.fixture(scope="module")
def providers():
    with ProviderServer() as running:
        running.set("openai", [openai_item("gpt-7")])
        yield running


@contextmanager
def guarded(folder, providers, issuer):
    """A dashboard that demands a login there."""
    port = free_port()
    variables = {
        "MODELSYNC_OIDC_CLIENT_ID": "model-sync",
        "MODELSYNC_OIDC_CLIENT_SECRET": "not-so-secret",
        "MODELSYNC_OIDC_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
        "MODELSYNC_OIDC_SERVER_METADATA_URL": f"{issuer}/.well-known/openid-configuration",
        "MODELSYNC_OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
        "MODELSYNC_ADMINS": "ada@example.com",
        "MODELSYNC_VIEWERS": "@viewers.example",
    }
    with Dashboard(folder, port=port, **providers.env(), **variables) as running:
        yield running


@pytest.fixture(scope="module")
def dashboard(browser, providers, tmp_path_factory):
    with (
        identity_provider() as issuer,
        guarded(tmp_path_factory.mktemp("guarded"), providers, issuer) as running,
    ):
        yield running


@pytest.fixture
def tab(browser, dashboard):
    """A window of somebody who never signed in."""
    browser.clear_cookies()
    opened = Tab(browser, dashboard).open()
    yield opened
    opened.page.close()


def sign_in(tab, name):
    tab.page.get_by_role("button", name="Sign in").click()
    tab.page.get_by_role("button", name=name, exact=True).click()
    tab.settle(500)


def test_an_admin_signs_in_changes_something_and_stands_in_the_history(tab, dashboard):
    assert tab.says("Sign in to manage your model catalogue.")
    assert tab.axe() == []
    assert not tab.page.get_by_role("button", name="Sync all").count()
    sign_in(tab, "ada")
    assert tab.says("Signed in as")
    assert tab.says("ada@example.com")
    tab.sync("Sync OpenAI")
    tab.commit()
    assert until(lambda: dashboard.rows("SELECT actor FROM sync_run")) == [{"actor": "ada@example.com"}]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("eve", "eve@elsewhere.example may not enter."),
        ("uma", "Nobody verified that uma@example.com is yours."),
        ("nobody", "The sign-in told no e-mail address."),
    ],
)
def test_who_is_on_no_list_or_not_verified_sees_nothing_but_why(tab, name, sentence):
    sign_in(tab, name)
    assert tab.says(sentence)
    for path in ("", "catalogue", "pricing", "history"):
        tab.open(path)
        assert tab.says(sentence)
        assert not tab.page.get_by_test_id("stDataFrame").count()
        assert not tab.page.get_by_test_id("stSidebarNav").count()


def test_a_viewer_sees_everything_and_every_button_that_changes_something_is_locked(tab, stocked, dashboard):
    sign_in(tab, "vera")
    assert tab.says("vera@viewers.example")
    assert tab.grid("New models").ids() == ["gpt-8"]
    for name in ("Sync all", "Sync OpenAI", "Approve all", "Approve none", "Discard", "Commit 1 change"):
        expect(tab.page.get_by_role("button", name=name).first).to_be_disabled()
    tab.grid("New models").click("gpt-8", "Approve")
    tab.grid("New models").click("gpt-8", "Info")
    assert tab.says("What changed")
    assert not tab.page.get_by_role("button", name="Exclude for good").count()
    tab.page.keyboard.press("Escape")
    tab.go_to("Catalogue")
    assert tab.grid("Active models").ids() == ["gpt-7"]
    tab.grid("Active models").click("gpt-7", "Enabled")
    tab.grid("Active models").click("gpt-7", "Info")
    assert tab.says("Max output")
    expect(tab.page.get_by_test_id("stDialog").get_by_role("button", name="Set")).to_have_count(0)
    tab.open("pricing")
    tab.page.get_by_text("No price · 1").click()
    assert tab.says("gpt-7 is active and")
    for name in ("Update the references", "Accept", "Set the price", "Ignore"):
        expect(tab.page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    (run,) = dashboard.rows("SELECT id FROM sync_run")
    tab.open(f"history?run={run['id']}")
    expect(tab.page.get_by_role("button", name="Undo this run")).to_be_disabled()
    assert dashboard.rows("SELECT enabled FROM ai_model") == [{"enabled": 0}]
    assert not json.loads(
        dashboard.rows("SELECT review FROM sync_plan WHERE state = 'waiting'")[0]["review"]
    )["ticks"]


def test_a_viewer_who_sends_a_message_that_no_page_would_changes_nothing(tab, stocked, dashboard):
    sign_in(tab, "vera")
    assert tab.grid("New models").ids() == ["gpt-8"]
    before = dashboard.everything()
    assert not tab.was_offered("review_new:"), "there is no editor to send anything to"
    for button in ("approve_none", "discard", "commit", "sync_openai"):
        tab.send_click(button)
    tab.go_to("Catalogue")
    assert tab.grid("Active models").ids() == ["gpt-7"]
    assert not tab.was_offered("catalogue_active:"), "there is no editor to send anything to"
    assert dashboard.everything() == before


def test_whoever_logs_out_is_a_stranger_again(tab):
    sign_in(tab, "ada")
    assert tab.says("Signed in as")
    with tab.page.expect_response(lambda response: "/auth/logout" in response.url):
        tab.page.get_by_role("button", name="Log out").click()
    tab.open()
    assert tab.says("Sign in to manage your model catalogue.")


def test_an_expired_token_ends_the_session_of_an_open_page_at_its_next_step(browser, providers, tmp_path):
    with identity_provider(seconds=_SOON) as issuer, guarded(tmp_path, providers, issuer) as running:
        browser.clear_cookies()
        tab = Tab(browser, running).open()
        sign_in(tab, "ada")
        assert tab.says("Signed in as")
        tab.page.wait_for_timeout(_SOON * 1000)
        with suppress(TooLate):  # what the page looks at by itself may come first
            tab.page.get_by_role("button", name="Sync OpenAI").click(timeout=3_000)
        assert tab.says("Your sign-in has expired. Sign in again.")
        expect(tab.page.get_by_role("button", name="Sync OpenAI")).to_have_count(0)
        assert running.rows("SELECT name FROM sqlite_master WHERE name = 'sync_plan'")
        assert running.rows("SELECT * FROM sync_plan") == []
        tab.page.close()


@pytest.fixture
def stocked(dashboard, providers):
    """One model in the catalogue, another one waiting."""
    dashboard.empty()
    providers.set("openai", [openai_item("gpt-7")])
    dashboard.run("plan", "openai", code=2)
    dashboard.run("apply", "--latest", "openai", "--all")
    providers.set("openai", [openai_item("gpt-7"), openai_item("gpt-8")])
    dashboard.run("plan", "openai", code=2)
    yield
    providers.set("openai", [openai_item("gpt-7")])
