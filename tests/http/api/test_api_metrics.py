"""The metrics as Prometheus reads them: what they say after a sync, a failure and an enabled model that ends; nobody sees them without a token."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_families
from prometheus_client.parser import text_string_to_metric_families as families

from tests.support.api_calls import refused, synced
from tests.support.api_server import ApiServer
from tests.support.provider_server import ProviderServer
from tests.support.providers import openai_item


def scraped(client, read=families, **headers):
    """Each sample by its name without our prefix, and its labels' values."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == headers.get("Accept", "text/plain")
    return {
        (sample.name.removeprefix("modelsync_"), *sample.labels.values()): sample.value
        for family in read(answer.text)
        for sample in family.samples
    }


def test_the_metrics_follow_syncs_failures_and_ends(server, stocked, reader):
    soon = str(datetime.now(UTC).date() + timedelta(days=20))
    ends = {"o5": soon, "gpt-5-mini": soon, "gpt-5": "2099-01-01"}  # of these gpt-5 and o5 are enabled
    items = [openai_item(id_, shutdown_date=day) for id_, day in ends.items()]
    server.providers.set("openai", [*items, openai_item("gpt-6")])
    plan = synced(stocked)
    assert stocked.post("/api/v1/providers/google/sync").status_code == 502  # an empty list
    assert stocked.post("/api/v1/providers/google/sync").status_code == 502
    found = scraped(reader)
    assert time.time() - 300 < found["last_success_timestamp_seconds", "openai"] <= time.time()
    assert ("last_success_timestamp_seconds", "google") not in found
    assert (found["sync_failures", "openai"], found["sync_failures", "google"]) == (0, 2)
    pending = {
        section: found["pending_changes", "openai", section] for section in ("new", "updated", "archived")
    }
    assert pending == {"new": 1, "updated": 3, "archived": 1}
    stocked.post(f"/api/v1/plans/{plan}/apply", json={"approved": "all"})
    found = scraped(reader)
    assert found["enabled_models", "openai"] == 2
    assert found["enabled_models_retiring_in_30_days", "openai"] == 1
    assert found["pending_changes", "openai", "new"] == 0
    assert scraped(reader, open_families, Accept="application/openmetrics-text").keys() == found.keys()


def test_nobody_reads_them_without_a_token_and_streamlits_own_stay_closed(reader, stranger):
    refused(stranger.get("/metrics"), 401, "Authorization")
    refused(reader.get("/metrics?token=x"), 401)
    refused(reader.post("/metrics"), 403)
    assert reader.get("/_stcore/metrics").status_code == 404
    assert b"modelsync_" not in reader.get("/metrics/").content


def test_events_that_wait_for_a_receiver_are_counted(tmp_path):
    with ProviderServer() as providers:
        providers.set("openai", [openai_item("gpt-5")])
        variables = {
            **providers.env(),
            "MODELSYNC_WEBHOOK_URL": "http://127.0.0.1:9/hook",  # nobody listens there
            "MODELSYNC_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        }
        with (
            ApiServer(tmp_path / "work", **variables) as server,
            server.client(server.token("prometheus", "read")) as client,
        ):
            server.run("plan", "openai", code=2)
            waiting = {key: count for key, count in scraped(client).items() if key[0] == "outbox_events"}
            [receiver] = json.loads(server.run("status", "--format", "json", code=1))["receivers"]
            assert waiting == {("outbox_events", receiver["label"]): receiver["waiting"]}
            assert receiver["waiting"] >= 1
