"""A key, an address, an option, certificates or a proxy that cannot be used: refused before a request, by the variable's name."""

from __future__ import annotations

import pytest

from tests.support.adapter_fetch import BASE_VARIABLES, KEY, KEY_VARIABLES, PROVIDERS, access, failure


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("key", [None, "", "  \n"])
def test_a_missing_key_names_its_variables(caplog, provider, key):
    sentence = failure(caplog, provider, access(provider, key=key))
    assert "no key" in sentence
    assert KEY_VARIABLES[provider] in sentence


def test_google_has_two_key_variables():
    assert KEY_VARIABLES["google"] == "GOOGLE_API_KEY or GEMINI_API_KEY"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("mark", [" ", "\n", "\x00", "ü", "’", "\x7f", "\ud800"])
def test_an_illegal_key_is_refused_before_a_request_could_quote_it(caplog, provider, mark):
    sentence = failure(caplog, provider, access(provider, key=f"{KEY}{mark}{KEY}"))
    assert "copy it into" in sentence
    assert KEY_VARIABLES[provider] in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "does not begin with"),
        ("api.example.com", "does not begin with"),
        ("ftp://example.com", "does not begin with"),
        ("https://", "does not begin with"),
        ("https://[::1", "is not a valid address"),
        ("https://example.com:port", "is not a valid address"),
        ("https://example.com:99999", "port"),
        ("https://me:hunter2@example.com", "a user name or a password"),
        ("https://example.com/v1?key=hunter2", "a query"),
        ("https://example.com/v1?", "a query"),
        ("https://example.com/v1#hunter2", "a query"),
    ],
)
def test_an_unusable_base_url_is_named_but_not_shown(caplog, provider, url, problem):
    sentence = failure(caplog, provider, access(provider, base_url=url or " "))
    assert problem in sentence
    assert BASE_VARIABLES[provider] in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize(
    ("provider", "variable"),
    [("openai", "OPENAI_ORG_ID"), ("google", "GOOGLE_GENAI_API_VERSION"), ("anthropic", "ANTHROPIC_VERSION")],
)
def test_an_option_that_no_header_can_hold_is_named(caplog, provider, variable):
    assert variable in failure(caplog, provider, access(provider, **{variable: "a\nb"}))


def test_unreadable_certificates_are_named(caplog, monkeypatch, tmp_path):
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))
    assert "SSL_CERT_FILE" in failure(caplog, "openai")


@pytest.mark.parametrize("proxy", ["gopher://proxy.example:1", "http://proxy.example:port"])
def test_an_unusable_proxy_is_named(caplog, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert "HTTPS_PROXY" in failure(caplog, "openai")
