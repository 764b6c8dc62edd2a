"""Another catalogue is taken over by upload: what waits, what stays behind, and the bounds."""

from __future__ import annotations

import pytest

from tests.support.api_calls import applied, refused

CSV = "model_id,name,enabled,provider\ngpt-5,=cmd|' /C calc'!A0,yes,openai\nx,X,yes,nobody\n"
FORM = {"file": ("models.csv", CSV)}


def test_a_file_becomes_plans_that_are_applied(server, writer):
    answer = writer.post("/api/v1/adopt", files=FORM)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["source"], told["rows"]) == ("models.csv", 2)
    assert told["left"][0] | {"reason": ""} == {
        "row": 2,
        "universalModelId": "x",
        "provider": None,
        "rule": "unknown-provider",
        "reason": "",
    }
    plan_id = told["plans"][0]["planId"]
    run = applied(writer, plan_id).json()
    assert (run["kind"], run["actor"], run["counts"]["inserted"]) == ("adopt", "token:write", 1)
    model = writer.get("/api/v1/models").json()["items"][0]
    assert (model["displayName"], model["enabled"]) == ("=cmd|' /C calc'!A0", True)
    assert writer.post("/api/v1/adopt", files=FORM).json()["plans"] == []


def test_a_map_and_row_ids_come_with_the_form(server, writer):
    files = {
        "file": ("m.json", '[{"nr": 70, "config": {"llm": "o5"}, "on": "ja"}]'),
        "map": (
            "map.toml",
            '[columns]\nuniversalModelId = "config.llm"\nenabled = "on"\nid = "nr"\n[values.enabled]\ntrue = ["ja"]',
        ),
    }
    told = writer.post("/api/v1/adopt", files=files, data={"keepIds": "true"}).json()
    assert applied(writer, told["plans"][0]["planId"]).status_code == 200
    assert server.rows("SELECT id, enabled FROM ai_model") == [{"id": 70, "enabled": 1}]


@pytest.mark.parametrize(
    ("status", "words", "sent"),
    [
        (422, "not UTF-8", {"files": {"file": ("m.csv", b"\xff\xfe")}}),
        (422, "none of .csv", {"files": {"file": ("sqlite:///models.db", b"x")}}),
        (422, "anchors and aliases", {"files": {"file": ("m.yaml", b"a: &a 1\nb: *a")}}),
        (422, "is not TOML", {"files": {**FORM, "map": ("map.toml", b"[[")}}),
        (422, "file", {"files": {"map": ("map.toml", b"")}}),
        (422, "keepIds", {"files": FORM, "data": {"keepIds": "perhaps"}}),
        (415, "multipart/form-data", {"json": {"file": "models.csv"}}),
        (415, "multipart/form-data", {"content": b"x", "headers": {"Content-Type": "text/csv"}}),
        (413, "too large", {"files": {"file": ("m.csv", b"x" * 5_300_000)}}),
        (422, "more than 5 MB", {"files": {"file": ("m.csv", b"x" * 5_000_001)}}),
    ],
)
def test_what_is_no_upload_changes_nothing(server, writer, status, words, sent):
    before = server.everything()
    assert words in refused(writer.post("/api/v1/adopt", **sent), status)["detail"]
    assert server.everything() == before


def test_a_reader_uploads_nothing(reader, stranger):
    refused(reader.post("/api/v1/adopt", files=FORM), 403)
    refused(stranger.post("/api/v1/adopt", files=FORM), 401)
