"""`modelsync references`: what is known of each source, and an update that a broken source leaves everything as it was."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.support.reference_files import (
    deprecation,
    genai,
    genai_model,
    litellm,
    litellm_model,
    models_dev,
    models_dev_model,
)

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

NAMES = ["genai-prices", "litellm", "models.dev", "deprecations"]


@pytest.fixture
def published(reference_server):
    """All four, each with one model."""
    reference_server.publish("genai-prices", genai(genai_model("gpt-9")))
    reference_server.publish("litellm", litellm(**{"gpt-9": litellm_model()}))
    reference_server.publish("models.dev", models_dev(**{"gpt-9": models_dev_model()}))
    reference_server.publish("deprecations", [deprecation("gpt-9")])
    return reference_server


def known(run):
    code, out, err = run("references", "--format", "json")
    assert (code, err) == (0, "")
    return {one["source"]: one for one in json.loads(out)}


def test_nothing_is_fetched_without_update(published, run):
    found = known(run)
    assert list(found) == NAMES
    assert list(found["litellm"]) == ["source", "origin", "fetchedAt", "asOf", "models"]
    assert found["litellm"] == {
        "source": "litellm",
        "origin": published.url("litellm"),
        "fetchedAt": None,
        "asOf": None,
        "models": 0,
    }
    assert found["genai-prices"]["origin"].startswith("genai-prices 0.")
    assert found["genai-prices"]["models"] > 300
    assert published.headers == []


def test_update_fetches_all_and_keeps_them_with_their_day(published, run):
    assert run("references", "update")[0] == 0
    found = known(run)
    assert {name: one["models"] for name, one in found.items() if name != "genai-prices"} == {
        "litellm": 1,
        "models.dev": 1,
        "deprecations": 1,
    }
    assert all(one["fetchedAt"].endswith("Z") for name, one in found.items() if name != "genai-prices")
    assert (found["models.dev"]["asOf"], found["deprecations"]["asOf"]) == ("2026-11-20", "2026-11-01")


def test_no_key_and_no_cookie_is_ever_sent(published, run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-them-0123456789")
    assert run("references", "update")[0] == 0
    assert len(published.headers) == 4
    for headers in published.headers:
        assert headers.keys() == {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_one_source_can_be_updated_alone_from_a_file(published, run, monkeypatch, tmp_path):
    file = tmp_path / "map.json"
    file.write_text(json.dumps(litellm(a=litellm_model(), b=litellm_model())), encoding="utf-8")
    for origin in (str(file), file.as_uri()):
        monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", origin)
        code, out, err = run("references", "update", "litellm", "--format", "json")
        assert (code, err) == (0, "")
        (one,) = json.loads(out)
        assert (one["models"], one["origin"]) == (2, origin)
    assert published.headers == []


def test_a_source_that_is_off_is_neither_fetched_nor_used(published, run, monkeypatch):
    assert run("references", "update")[0] == 0
    before = len(published.headers)
    for name in ("LITELLM_PRICES", "MODELS_DEV", "DEPRECATIONS", "GENAI_PRICES"):
        monkeypatch.setenv(f"MODELSYNC_{name}", "OFF")
    assert run("references", "update")[0] == 0
    assert len(published.headers) == before
    found = known(run)
    assert {name: one["origin"] for name, one in found.items() if not one["models"]} == dict.fromkeys(
        NAMES[1:], "off"
    )
    code, _, err = run("references", "update", "litellm")
    assert (code, err) == (
        1,
        "Error: litellm is off. Set MODELSYNC_LITELLM_PRICES to an address or a file, or unset it.\n",
    )


BROKEN = {
    "500": ({"content": b"no", "status": 500}, "has a problem of its own (HTTP 500)"),
    "404": ({"content": b"no", "status": 404}, "is not at http"),
    "a web page": ({"content": b"<!doctype html><h1>Sign in"}, "is a web page instead of JSON"),
    "half a JSON": ({"content": b'{"gpt-9": {"mode": "ch'}, "is not valid JSON, or only a part of it"),
    "another JSON": ({"content": {"error": "gone"}}, "holds no fact of a known provider"),
    "300 MB": ({"content": b"{}", "padding": 300_000_000}, "sent a body of more than 20,000,000 bytes"),
    "broken off": (
        {"content": b"{}", "headers": {"Content-Length": "9000"}},
        "broke off in the middle of its answer",
    ),
    "moved": (
        {"content": b"", "status": 301, "headers": {"Location": "https://elsewhere.example/map.json"}},
        "has moved",
    ),
    "another scheme": (
        {"content": b"", "status": 302, "headers": {"Location": "file:///etc/passwd"}},
        "has moved",
    ),
    "late": ({"content": b"{}", "after": 30.0}, "within 1 seconds"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_source_leaves_what_was_known_with_one_sentence(kind, published, run, rows, monkeypatch):
    assert run("references", "update")[0] == 0
    with sqlite3.connect(rows.path) as connection:
        before = connection.execute("SELECT * FROM reference WHERE source = 'litellm'").fetchall()
    answer, says = BROKEN[kind]
    published.publish("litellm", **answer)
    monkeypatch.setenv("MODELSYNC_FETCH_TIMEOUT", "1" if kind == "late" else "20")

    code, out, err = run("references", "update")

    assert code == 1
    assert err.startswith("Error: LiteLLM's price map")
    assert err.endswith(" What was known before stays.\n")
    assert says in err
    assert "MODELSYNC_LITELLM_PRICES" in err or "try again later" in err
    assert err.count("\n") == 1
    assert "litellm" in out
    with sqlite3.connect(rows.path) as connection:
        assert connection.execute("SELECT * FROM reference WHERE source = 'litellm'").fetchall() == before
        assert connection.execute("SELECT count(*) FROM reference").fetchone() == (4,)
        assert connection.execute("SELECT count(*) FROM ai_model").fetchone() == (0,)


def test_a_redirect_on_the_same_server_is_followed(published, run):
    there = published.url("moved-map")
    published.publish("moved-map", litellm(a=litellm_model(), b=litellm_model()))
    published.publish("litellm", b"", status=302, headers={"Location": there})
    assert run("references", "update", "litellm")[0] == 0
    assert known(run)["litellm"]["models"] == 2


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        ("nowhere.json", "cannot be read: No such file or directory"),
        (".", "which is no file"),
        ("/dev/zero", "which is no file"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(origin, says, run, monkeypatch):
    monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", origin)
    code, _, err = run("references", "update", "litellm")
    assert code == 1
    assert says in err
    assert "MODELSYNC_LITELLM_PRICES" in err


def test_a_large_file_is_not_read_whole(run, monkeypatch, tmp_path):
    file = tmp_path / "map.json"
    with file.open("wb") as large:
        large.truncate(5_000_000_000)
    monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", str(file))
    code, _, err = run("references", "update", "litellm")
    assert code == 1
    assert "more than 20,000,000 bytes" in err


@pytest.mark.parametrize("origin", ["ftp://example.com/map.json", "https://", "javascript://x"])
def test_an_origin_that_is_none_stops_the_start(origin, run, monkeypatch):
    monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", origin)
    code, out, err = run("references")
    assert (code, out) == (1, "")
    assert err.startswith("Error: MODELSYNC_LITELLM_PRICES is not usable")


def test_a_password_in_an_address_is_refused_and_a_query_never_shown(reference_server, run, monkeypatch):
    reference_server.publish("litellm", litellm(a=litellm_model()))
    secret = "hunter2hunter2"
    monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", f"http://ada:{secret}@127.0.0.1:9/map.json")
    code, out, err = run("references", "update", "litellm")
    assert code == 1
    assert "holds a user name or a password" in err
    assert secret not in out + err
    monkeypatch.setenv("MODELSYNC_LITELLM_PRICES", f"{reference_server.url('nothing')}?token={secret}")
    code, out, err = run("references", "update", "litellm")
    assert code == 1
    assert "HTTP 404" in err
    assert secret not in out + err


def test_words_that_are_none_are_refused(run):
    assert run("references", "fetch")[0] == 1
    code, _, err = run("references", "update", "genai")
    assert (code, "Choose one of genai-prices, litellm, models.dev, deprecations." in err) == (1, True)


CHILD = """
import sys
from pathlib import Path
from modelsync import cli
try:
    sys.argv = ["modelsync", "references", "update", "litellm"]
    cli.main()
except SystemExit as end:
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(end.code, int(peak.split()[1]) // 1000, file=sys.stderr)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from /proc")
@pytest.mark.parametrize("kind", ["300 MB", "19 MB of objects"])
def test_a_large_answer_does_not_fill_the_memory(kind, environment, reference_server):
    if kind == "300 MB":
        reference_server.publish("litellm", b"{}", padding=300_000_000)
    else:
        reference_server.publish("litellm", b"[" + b"{}," * 6_300_000 + b"{}]")
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=False)
    code, megabytes = done.stderr.splitlines()[-1].split()
    assert code == "1"
    assert int(megabytes) < 400, done.stderr
