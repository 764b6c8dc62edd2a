"""Another catalogue is uploaded in a real browser, reviewed, corrected and committed; what cannot be read says why."""

from __future__ import annotations

import csv

import pytest
import yaml
from playwright.sync_api import expect

from modelsync.core.actors import LOCAL
from tests.support.other_catalogues import MAP, litellm_config, their_rows
from tests.support.server_process import until


@pytest.fixture
def their_file(tmp_path):
    """The 200 rows as a spreadsheet, one row of an unknown provider behind them, and the map."""
    rows = [row.columns() for row in their_rows()]
    with (tmp_path / "models.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(
            [*rows, rows[0] | {"id": 999, "provider": "Nobody", "displayName": "<b>Stranger</b>"}]
        )
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return tmp_path / "models.csv"


def upload(tab, file, map_=None):
    form = tab.page.locator("form.adopt-form")
    form.get_by_label("File", exact=True).set_input_files(file)
    if map_:
        form.get_by_label("Map, if needed").set_input_files(map_)
        form.get_by_label("Keep row ids").check()
    form.get_by_role("button", name="Adopt").click()


def test_a_table_is_uploaded_reviewed_and_committed_whole(tab, dashboard, service, their_file, tmp_path):
    expect(tab.page.get_by_text("Do you keep a list of models already?")).to_be_visible()
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(b"model_id\ncaf\xe9\n")
    upload(tab, wrong)
    expect(tab.page.locator("main")).to_contain_text(
        "wrong.csv, line 2: this is not UTF-8 text. Save it as UTF-8."
    )
    tab.page.get_by_role("link", name="Back to Status").click()
    tab.settle()

    upload(tab, their_file, their_file.parent / "map.toml")
    tab.page.wait_for_url(f"{dashboard.url}/")
    tab.settle()
    assert tab.says("200 of 200 changes approved · enables 62")
    assert tab.says("Of 201 rows of models.csv 1 stays behind; Excluded says why.")
    tab.choose("Excluded 1")
    assert tab.grid("Excluded ids").ids() == [their_rows()[0].model_id]
    tab.choose("New 200")
    tab.page.get_by_placeholder("Search id or name").fill("gpt-4.1-nano")
    tab.page.keyboard.press("Enter")
    tab.settle()
    table = tab.grid("New models")
    corrected = table.ids()[0]
    table.type(corrected, "Display name", "Corrected here")
    tab.commit()
    assert tab.says("added")

    found = dashboard.models()
    assert len(found) == 200
    for row in their_rows():
        stored = found[row.model_id]
        name = "Corrected here" if row.model_id == corrected else row.name
        assert (stored["display_name"], stored["display_name_by"]) == (name, "admin")
        assert (stored["id"], bool(stored["enabled"])) == (row.id, row.enabled)
    kinds = {row["kind"] for row in dashboard.rows("SELECT kind FROM sync_run")}
    assert kinds == {"adopt"}

    tab.open("status")
    assert [finding for finding in tab.axe() if "adopt" in finding[1]] == []
    upload(tab, their_file, their_file.parent / "map.toml")
    tab.page.wait_for_url(f"{dashboard.url}/")  # the corrected name is proposed once more
    for run in service.history():
        service.undo(run.run_id, actor=LOCAL)
    assert dashboard.models() == {}


def test_a_litellm_config_is_uploaded_reviewed_committed_and_taken_back(tab, dashboard, service, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(litellm_config(), encoding="utf-8")
    names = {
        entry["litellm_params"]["model"].partition("/")[2]: entry["model_name"]
        for entry in yaml.safe_load(config.read_text("utf-8"))["model_list"]
    }
    upload(tab, config)
    tab.page.wait_for_url(f"{dashboard.url}/")
    tab.settle()
    assert tab.says("80 of 80 changes approved · enables 80")
    tab.commit()
    assert tab.says("added")
    assert {id_: row["display_name"] for id_, row in dashboard.models().items()} == names
    assert all(row["enabled"] for row in dashboard.models().values())
    tab.press("Undo")
    tab.confirm("Undo")
    assert until(lambda: dashboard.models() == {})
