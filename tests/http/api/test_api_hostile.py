"""Hostile ids and names on one way through everything: a provider's list, Markdown, CSV, YAML and HTTP hand on the letters and nothing acts."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import yaml

from tests.support.api_server import ApiServer
from tests.support.compatible_server import serving
from tests.support.configured_lists import entry
from tests.support.markdown_tables import tables

IDS = [
    *("=1+1", "+1", "-1", "@sum", "a;=1", "1e3", "null", "~", "0x1F", "2027-01-01", "a:b", "!!python/x"),
    *("a|b", "a\\|b", "a`b", "``", "<b>x</b>", "&lt;", "[x](y)", "__x__", "#1", "$x$", "{{x}}", "'", '"'),
    *("a/b?c=d#e", "%41", "a%2Fb", "https://evil.example/x", "--force"),
]
NAMES = [
    *("=1+1", "a|b", "`x`", "<img src=x onerror=alert(1)>", "[x](https://evil.example)", "@everyone #1"),
    *("&amp; &#124;", "a: b # c", "- x", "'; DROP TABLE ai_model; #", "{{7*7}}", "École 😀", "\\|", '"""'),
]
NAMED = {id_: NAMES[at % len(NAMES)] for at, id_ in enumerate(IDS)}
FILE = '[providers.shop]\nkind = "openai-compatible"\nid_prefix = ""\nbase_url = "{}"\n'


def rows(text):
    """The names of a CSV by id; no cell begins a formula."""
    found = list(csv.DictReader(io.StringIO(text)))
    assert not any(cell and cell[0] in "=+-@" for row in found for cell in row.values())
    return {row["universal_model_id"]: row["display_name"] for row in found}


def test_letters_pass_through_markdown_csv_yaml_and_http_unharmed(tmp_path):
    with serving() as lists:
        lists.set("shop", *(entry(id_, name=name) for id_, name in NAMED.items()))
        (tmp_path / "work").mkdir()
        (tmp_path / "work" / "providers.toml").write_text(FILE.format(lists.url("shop")), "utf-8")
        with ApiServer(tmp_path / "work") as server:
            server.empty()
            packet = server.run("plan", "shop", "--format", "markdown", code=2)
            found, acting = tables(packet)
            assert acting == []
            assert {cells[1]: cells[2] for cells in found[f"New ({len(IDS)})"]} == NAMED
            with server.client(server.token("shop", "write")) as client:
                diff = client.post("/api/v1/providers/shop/sync").json()
                assert {one["universalModelId"]: one["displayName"] for one in diff["newModels"]} == NAMED
                everything = {"approved": "all", "edits": {id_: {"enabled": True} for id_ in IDS}}
                assert (
                    client.post(f"/api/v1/plans/{diff['planId']}/apply", json=everything).status_code == 200
                )
                other = dict(zip(IDS, reversed(NAMED.values()), strict=True))
                for id_, name in other.items():
                    address = quote(id_, safe="")
                    told = client.patch(f"/api/v1/models/{address}", json={"displayName": name})
                    assert told.status_code in {200, 204}, (id_, told.text)
                    assert client.get(f"/v1/models/{address}").json()["name"] == name
                assert {one["id"]: one["name"] for one in client.get("/v1/models").json()["data"]} == other
                exported = client.get("/api/v1/export/litellm")
            entries = yaml.safe_load(exported.text)["model_list"]
            assert {one["model_name"]: one["model_info"]["display_name"] for one in entries} == other
            assert {one["litellm_params"]["model"] for one in entries} == {f"openai/{id_}" for id_ in IDS}
            text = server.run("models", "--format", "csv")
            assert rows(text) == {kept_text(id_): kept_text(name) for id_, name in other.items()}


def kept_text(text):
    """The cell: with an apostrophe where a spreadsheet would begin a formula."""
    quoted = "'" if text[0] in "=+-@" else ""
    return f"{quoted}{text}".replace(";=", ";'=")
