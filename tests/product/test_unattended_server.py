"""A server with no browser open keeps the schedule and delivers notifications, however it is started."""

from __future__ import annotations

import json

import pytest

from tests.support.checkout import ROOT
from tests.support.providers import openai_item
from tests.support.server_process import Served, until

COMMANDS = {
    "serve": ["modelsync", "serve", "--port"],
    "streamlit": ["streamlit", "run", str(ROOT / "app.py"), "--server.port"],
    "uvicorn": ["uvicorn", "app:app", f"--app-dir={ROOT}", "--port"],
}


@pytest.fixture
def server(request, tmp_path, provider_server, hooks):
    """A server whose database has a sync of OpenAI that is due."""
    provider_server.set("openai", [openai_item("gpt-5")])
    folder = tmp_path / "served"
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "config.toml").write_text('[server]\naddress = "127.0.0.1"\n')
    keys = {name: value for name, value in provider_server.env().items() if name.startswith("OPENAI_")}
    told = {"MODELSYNC_WEBHOOK_URL": hooks.url, "MODELSYNC_SYNC_EVERY": "1m"}
    server = Served(folder, **keys, **told)
    server.command = [*COMMANDS[request.param], str(server.port)]
    server.run("models")
    server.write("INSERT INTO scheduled_sync VALUES ('openai', '2026-01-01T00:00:00.000000Z', 0)")
    with server:
        yield server


@pytest.mark.parametrize("server", list(COMMANDS), indirect=True)
def test_the_schedule_runs_and_events_are_delivered(server, hooks):
    assert until(lambda: hooks.taken == ["plan.waiting"], 30), server.log()
    (attempt,) = server.rows("SELECT * FROM sync_attempt")
    assert (attempt["actor"], attempt["outcome"]) == ("schedule", "plan")
    schedule = json.loads(server.run("status", "--format", "json"))["schedule"]
    assert [host["everySeconds"] for host in schedule["hosts"]] == [60]
    assert list(schedule["nextAt"]) == ["openai"]
    # What another process makes known is delivered too.
    server.run("apply", "--latest", "openai", "--all")
    assert until(lambda: hooks.taken[1:] == ["run.applied"], 30), server.log()
    assert "Traceback" not in server.log()
