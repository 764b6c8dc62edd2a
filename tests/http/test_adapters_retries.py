"""What may pass is asked again, as patiently as the provider wants and the time allows."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from modelsync.adapters import Limits
from modelsync.adapters.http.transport import wanted_wait
from tests.support.adapter_fetch import LIST_URL, PROVIDERS, body, entry, failure, fetched

PASSING = [408, 409, 429, 500, 502, 503, 504, 529]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", PASSING)
def test_a_status_that_may_pass_is_retried_twice(respx_mock, provider, status):
    route = respx_mock.get(LIST_URL[provider]).mock(
        side_effect=[
            httpx.Response(status),
            httpx.Response(status),
            httpx.Response(200, json=body(provider, entry(provider))),
        ]
    )
    assert fetched(provider) == [entry(provider)]
    assert route.call_count == 3


@pytest.mark.parametrize("status", PASSING)
def test_after_two_retries_the_fetch_fails(respx_mock, caplog, status):
    route = respx_mock.get(LIST_URL["openai"]).respond(status)
    assert f"returned {status}" in failure(caplog, "openai")
    assert route.call_count == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418])
def test_a_status_that_will_not_pass_is_not_retried(respx_mock, caplog, status):
    route = respx_mock.get(LIST_URL["openai"]).respond(status)
    failure(caplog, "openai")
    assert route.call_count == 1


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ReadError])  # fmt: skip
def test_trouble_on_the_way_is_retried(respx_mock, kind):
    good = httpx.Response(200, json=body("openai", entry("openai")))
    respx_mock.get(LIST_URL["openai"]).mock(side_effect=[kind("x"), kind("x"), good])
    assert fetched("openai") == [entry("openai")]


def test_an_answer_that_breaks_off_is_asked_for_again():
    class BrokenOff(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield b'{"data": ['
            raise httpx.RemoteProtocolError("made up")

    answers = iter(
        [httpx.Response(200, stream=BrokenOff()), httpx.Response(200, json=body("openai", entry("openai")))]
    )
    assert fetched("openai", transport=httpx.MockTransport(lambda _: next(answers))) == [entry("openai")]


@pytest.mark.parametrize("headers", [{"retry-after": "0.3"}, {"retry-after-ms": "300", "retry-after": "50"}])
def test_the_wait_that_the_provider_asks_for_is_kept(respx_mock, headers):
    respx_mock.get(LIST_URL["anthropic"]).mock(
        side_effect=[
            httpx.Response(429, headers=headers),
            httpx.Response(200, json=body("anthropic", entry("anthropic"))),
        ]
    )
    start = time.monotonic()
    assert fetched("anthropic")
    assert 0.3 <= time.monotonic() - start < 20


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "words"),
    [("90", "90 seconds"), ("1800", "30 minutes"), ("1e6", "278 hours"), ("date", "2 hours")],
)
def test_a_wait_longer_than_the_time_left_fails_at_once_and_says_how_long(
    respx_mock, caplog, status, value, words
):
    if value == "date":
        value = format_datetime(datetime.now(UTC) + timedelta(hours=2, seconds=30), usegmt=True)
    route = respx_mock.get(LIST_URL["google"]).respond(status, headers={"retry-after": value})
    start = time.monotonic()
    sentence = failure(caplog, "google")
    assert time.monotonic() - start < 30
    assert route.call_count == 1
    assert f"asks to wait {words}" in sentence
    assert f"returned {status}" in sentence


def test_the_last_answer_still_says_how_long_to_wait(respx_mock, caplog):
    respx_mock.get(LIST_URL["openai"]).respond(429, headers={"retry-after-ms": "20"})
    assert "asks to wait 0.0 seconds" in failure(caplog, "openai")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "3"}, 3),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 -0000"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Wed, 99 Oct 99999 07:28:00 GMT"}, None),
    ],
)
def test_a_wait_is_read_in_every_form_that_providers_use(headers, expected):
    assert wanted_wait(httpx.Headers(headers)) == expected


def test_back_off_doubles_and_varies(respx_mock, caplog):
    respx_mock.get(LIST_URL["openai"]).respond(500)
    start = time.monotonic()
    failure(caplog, "openai", limits=Limits(backoff_seconds=0.2))
    assert 0.45 <= time.monotonic() - start < 20  # three quarters of 0.2 + 0.4, at least


def test_no_retries_means_one_attempt(respx_mock, caplog):
    route = respx_mock.get(LIST_URL["openai"]).respond(500)
    failure(caplog, "openai", limits=Limits(retries=0))
    assert route.call_count == 1
