"""No secret is in what a server that works by itself sends, logs, shows, stores, or starts processes with.

Keys and the signing secret come as files, the addresses of receivers too; each holds words of its own that nothing else has.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.dashboard import Tab
from tests.support.providers import KEYS, VARIABLES, openai_item
from tests.support.server_process import Served, until

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WORDS = ("hunter2-of-the-hook", "hunter3-of-the-people", "hunter4-of-the-reference", SIGNING, *KEYS.values())


@pytest.fixture
def served(tmp_path, provider_server, hooks):
    """A server that syncs, fetches a reference that fails, and tells two receivers, one of which is down."""
    secrets = {VARIABLES[provider][0]: key for provider, key in KEYS.items()}
    secrets["MODELSYNC_WEBHOOK_SECRET"] = SIGNING
    secrets["MODELSYNC_NOTIFY"] = f"json://ada:{WORDS[1]}@127.0.0.1:9/x"
    for name, value in secrets.items():
        (tmp_path / name).write_text(value)
    variables = {f"{name}_FILE": str(tmp_path / name) for name in secrets}
    variables |= {name: value for name, value in provider_server.env().items() if name.endswith("URL")}
    server = Served(tmp_path / "served", **variables, MODELSYNC_SYNC_EVERY="1m", MODELSYNC_RETRY_BACKOFF="0")
    # There is no file for these, but .env is in no process list either.
    del server.environment["MODELSYNC_LITELLM_PRICES"]
    (server.folder / ".env").write_text(
        f"MODELSYNC_WEBHOOK_URL={hooks.url}?token={WORDS[0]}\n"
        f"MODELSYNC_LITELLM_PRICES=http://ada:{WORDS[2]}@127.0.0.1:9/map.json\n"
    )
    server.command = ["modelsync", "serve", "--port", str(server.port)]
    provider_server.set("openai", [openai_item("gpt-5")])
    server.run("models")
    server.write(
        "INSERT INTO scheduled_sync VALUES ('openai', '2026-01-01T00:00:00.000000Z', 0);"
        "INSERT INTO scheduled_sync VALUES ('google', '2026-01-01T00:00:00.000000Z', 0);"
        "INSERT INTO reference_check VALUES ('litellm', '2026-01-01T00:00:00.000000Z', 0, NULL, NULL);"
    )
    with server:
        yield server


def descendants(process_id):
    """The process and all that it started, as /proc has them."""
    found = [process_id]
    for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split():
        found += descendants(int(child))
    return found


def test_no_secret_is_sent_logged_shown_stored_or_in_the_process_list(served, hooks, browser):
    assert until(lambda: {"plan.waiting", "sync.failed"} <= set(hooks.taken), 60), served.log()
    assert until(lambda: served.rows("SELECT * FROM reference_check WHERE error IS NOT NULL"), 60)
    assert until(lambda: served.rows("SELECT * FROM receiver WHERE last_error IS NOT NULL"), 60)
    listed = subprocess.run(["ps", "-ef", "ww"], capture_output=True, text=True, check=True).stdout
    processes = descendants(served.process_id)
    started = [
        Path(f"/proc/{process}/{kind}").read_bytes().decode(errors="replace")
        for process in processes
        for kind in ("cmdline", "environ")
    ]
    tab = Tab(browser, served)
    shown = [tab.open(path).page.content() for path in ("review", "status")]
    assert tab.says("127.0.0.1:9")
    tab.page.close()
    stored = [file.read_bytes().decode(errors="replace") for file in served.folder.glob("modelsync.db*")]
    said = [served.log(), served.run("status", code=1), served.run("status", "--format", "json", code=1)]
    sent = [f"{body}{headers}" for headers, body in hooks.got]
    everything = "\n".join([listed, *started, *shown, *stored, *said, *sent])
    assert [word for word in WORDS if word in everything] == []
    # The look was at the right things.
    assert "serve" in started[0]
    assert "MODELSYNC_WEBHOOK_SECRET_FILE" in started[1]
    assert "did not take the message" in said[0]
    assert "1 pending" in shown[0]
    assert any("gpt-5" in content for content in stored)
