"""Every bad answer of every provider has its own sentence with the cure, and nothing ever shows the key."""

from __future__ import annotations

import gzip
import json
import socket
import ssl

import httpx
import pytest

from modelsync.adapters import REGISTRY, Limits
from tests.support.adapter_fetch import (
    BASE_VARIABLES,
    KEY,
    KEY_VARIABLES,
    LIST_URL,
    PROVIDERS,
    access,
    body,
    entry,
    failure,
    fetched,
)

ECHO = f"Incorrect API key provided: {KEY}. Bearer {KEY} AIzaSyMadeUpMadeUpMadeUpMadeUp sk-proj-****wxyz"
BAD_KEY = {
    "openai": (401, {"error": {"message": ECHO, "type": "invalid_request_error", "code": "invalid_api_key"}}),
    "google": (
        400,
        {
            "error": {
                "code": 400,
                "message": ECHO,
                "status": "INVALID_ARGUMENT",
                "details": [{"reason": "API_KEY_INVALID"}],
            }
        },
    ),
    "anthropic": (401, {"type": "error", "error": {"type": "authentication_error", "message": ECHO}}),
}  # fmt: skip - one provider a line


def error_body(message):
    return {"error": {"message": message, "type": "some_error", "code": 1}}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_refused_key_names_the_variable_and_quotes_nothing(respx_mock, caplog, provider):
    status, answer = BAD_KEY[provider]
    respx_mock.get(LIST_URL[provider]).respond(status, json=answer)
    sentence = failure(caplog, provider)
    assert sentence == f"{REGISTRY[provider].label} refuses the key: check {KEY_VARIABLES[provider]}."


def test_google_refuses_a_key_with_its_message_alone_or_with_401(respx_mock, caplog):
    respx_mock.get(LIST_URL["google"]).mock(
        side_effect=[
            httpx.Response(400, json=error_body("API key not valid. Please pass a valid API key.")),
            httpx.Response(401),
        ]
    )
    assert "refuses the key" in failure(caplog, "google")
    assert "refuses the key" in failure(caplog, "google")


STATUS = [
    (403, "HTTP 403", "key"),
    (404, "HTTP 404", "base"),
    (400, "returned 400", "base"),
    (418, "returned 418", "base"),
    (408, "returned 408", "base"),
    (409, "returned 409", "base"),
    (429, "returned 429", "key"),
    (500, "returned 500", "later"),
    (503, "returned 503", "later"),
    (529, "returned 529", "later"),
    (407, "proxy", "HTTPS_PROXY"),
    (304, "returned 304", "base"),
    (204, "status 204", "base"),
]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("status", "what", "cure"), STATUS)
def test_every_status_has_a_sentence_with_a_cure(  # noqa: PLR0917 - pytest passes by name
    respx_mock, caplog, provider, status, what, cure
):
    respx_mock.get(LIST_URL[provider]).respond(status, json=error_body(ECHO))
    sentence = failure(caplog, provider)
    assert what in sentence
    assert {"key": KEY_VARIABLES[provider], "base": BASE_VARIABLES[provider], "later": "try again later"}.get(
        cure, cure
    ) in sentence
    assert "AIza" not in sentence
    assert "wxyz" not in sentence


def test_a_404_says_the_usual_mistake_with_the_base_url(respx_mock, caplog):
    respx_mock.get(url__regex=".*").respond(404)
    assert "ends in /v1" in failure(caplog, "openai", access("openai", base_url="https://api.openai.com"))
    assert "does not end in /v1" in failure(
        caplog, "anthropic", access("anthropic", base_url="https://api.anthropic.com/v1")
    )
    assert "GOOGLE_GENAI_API_VERSION" in failure(caplog, "google")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_message_is_quoted_cleaned_and_cut(respx_mock, caplog, provider):
    message = f"Quota\u202e of\nproject is used up {KEY} {'very ' * 100}"
    respx_mock.get(LIST_URL[provider]).respond(429, json=error_body(message))
    sentence = failure(caplog, provider)
    assert 'returned 429 "Quota of project is used up [hidden] very' in sentence
    assert len(sentence) < 500


@pytest.mark.parametrize(
    "answer", [b"", b"[1]", b"\xff\xfe\x00", b'{"error": {"message": 5}}', b"[" * 50_000]
)
def test_an_error_without_a_readable_message_still_has_a_sentence(respx_mock, caplog, answer):
    respx_mock.get(LIST_URL["openai"]).respond(500, content=answer)
    assert "returned 500" in failure(caplog, "openai")


@pytest.mark.parametrize(
    ("content", "encoding"), [(b"x" * 1_000_000, "identity"), (b"junk", "gzip"), (b"junk", "br")]
)
def test_a_huge_or_broken_error_body_does_not_hide_the_status(caplog, content, encoding):
    def answer(request):
        headers = {"content-encoding": encoding}
        return httpx.Response(401, headers=headers, stream=httpx.ByteStream(content))

    assert "refuses the key" in failure(caplog, "openai", transport=httpx.MockTransport(answer))


BODIES = [
    (b"<html><body>Log in</body></html>", "web page"),
    ("\ufeff <!DOCTYPE html>".encode("utf-16"), "web page"),
    (b"", "not valid JSON"),
    (b'{"data": [', "not valid JSON"),
    (b"\xff\xff\xff", "not valid JSON"),
    (b'{"data": [NaN], "models": [NaN]}', "not valid JSON"),
    (b'{"data": [-Infinity], "models": []}', "not valid JSON"),
    (b'{"data": [1e999], "models": []}', "not valid JSON"),
    (b'{"data": [' + b"9" * 5000 + b"]}", "not valid JSON"),
    (b"[" * 100_000, "not valid JSON"),
    (b"[" * 100 + b"]" * 100, "nested too deeply"),
    (b"[]", "not an object"),
    (b"null", "not an object"),
    (b'"text"', "not an object"),
    (b'{"data": {}, "models": {}, "has_more": false}', "has no list"),
    (b'{"data": null, "models": null}', "has no list"),
    (b'{"other": []}', "has no list"),
    (b'{"error": {"message": "no"}, "data": [], "models": []}', "error message"),
]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("content", "what"), BODIES)
def test_a_body_that_is_no_list_has_its_own_sentence(respx_mock, caplog, provider, content, what):
    respx_mock.get(LIST_URL[provider]).respond(content=content)
    sentence = failure(caplog, provider)
    assert what in sentence
    assert BASE_VARIABLES[provider] in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_page_that_calls_itself_html_is_a_web_page(respx_mock, caplog, provider):
    respx_mock.get(LIST_URL[provider]).respond(content=b"hello", content_type="text/html; charset=utf-8")
    assert "web page" in failure(caplog, provider)


@pytest.mark.parametrize(
    ("provider", "answer", "what"),
    [
        ("openai", body("openai", entry("openai"), has_more=True), "only a part"),
        ("anthropic", {"data": [{"id": "a"}]}, '"has_more"'),
        ("anthropic", {"data": [{"id": "a"}], "has_more": "no"}, '"has_more"'),
        ("anthropic", {"data": [{"id": "a"}], "has_more": None}, '"has_more"'),
        ("anthropic", {"data": [{"id": "a"}], "has_more": True}, '"last_id"'),
        ("anthropic", {"data": [{"id": "a"}], "has_more": True, "last_id": ""}, '"last_id"'),
        ("google", {"models": [], "nextPageToken": 7}, '"nextPageToken"'),
        ("google", {"next": "t"}, "has no list"),
        ("google", {"error": "", "nextPageToken": "t"}, "has no list"),
    ],
)
def test_a_list_that_does_not_say_how_it_goes_on_is_refused(respx_mock, caplog, provider, answer, what):
    respx_mock.get(LIST_URL[provider]).respond(json=answer)
    assert what in failure(caplog, provider)


@pytest.mark.parametrize(("provider", "answer"), [*((p, body(p)) for p in PROVIDERS), ("google", {})])
def test_an_empty_list_is_a_failure_and_never_a_listing(respx_mock, caplog, provider, answer):
    respx_mock.get(LIST_URL[provider]).respond(json=answer)
    sentence = failure(caplog, provider)
    assert "empty list" in sentence
    assert KEY_VARIABLES[provider] in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_above_the_limit_is_refused(respx_mock, caplog, provider):
    respx_mock.get(LIST_URL[provider]).respond(json=body(provider, entry(provider, text="x" * 2000)))
    sentence = failure(caplog, provider, limits=Limits(body_bytes=1000))
    assert "body of more than 1,000 bytes" in sentence
    assert BASE_VARIABLES[provider] in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "x-thing", "gzip"])
def test_a_body_that_cannot_be_unpacked_is_refused(caplog, provider, encoding):
    def answer(request):
        packed = httpx.ByteStream(b"junk")
        return httpx.Response(200, headers={"content-encoding": encoding}, stream=packed)

    assert "cannot be unpacked" in failure(caplog, provider, transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_packed_body_is_unpacked(respx_mock, provider):
    packed = gzip.compress(json.dumps(body(provider, entry(provider))).encode())
    respx_mock.get(LIST_URL[provider]).respond(content=packed, headers={"content-encoding": "gzip"})
    assert fetched(provider) == [entry(provider)]


def caused_by(cause, kind=httpx.ConnectError):
    error = kind("made up")
    error.__cause__ = cause
    return error


NETWORK = [
    (httpx.ConnectTimeout("x"), "within 10 seconds", "base"),
    (httpx.ReadTimeout("x"), "nothing for 20 seconds", "try again"),
    (httpx.WriteTimeout("x"), "nothing for 20 seconds", "try again"),
    (caused_by(socket.gaierror(-2, "x")), "could not be found", "base"),
    (caused_by(OSError("x")), "cannot be reached", "base"),
    (caused_by(ExceptionGroup("x", [ConnectionRefusedError(111, "x")])), "refused the connection", "base"),
    (caused_by(ssl.SSLCertVerificationError("x")), "certificate", "SSL_CERT_FILE"),
    (caused_by(ssl.SSLError("x")), "TLS", "base"),
    (httpx.ProxyError("x"), "proxy", "HTTPS_PROXY"),
    (httpx.RemoteProtocolError("x"), "closed the connection", "base"),
    (httpx.ReadError("x"), "closed the connection", "base"),
    (UnicodeError("x"), "could not be found", "base"),
    (httpx.UnsupportedProtocol("x"), "cannot be reached", "base"),
]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("error", "what", "cure"), NETWORK)
def test_every_trouble_on_the_way_has_a_sentence(caplog, provider, error, what, cure):
    def broken(request):
        raise error

    sentence = failure(caplog, provider, transport=httpx.MockTransport(broken))
    assert what in sentence
    assert (BASE_VARIABLES[provider] if cure == "base" else cure) in sentence


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_error_whose_text_holds_the_key_is_not_chained(caplog, provider):
    def leaking(request):
        raise httpx.RemoteProtocolError(f"illegal header {KEY}")

    assert "closed the connection" in failure(caplog, provider, transport=httpx.MockTransport(leaking))
