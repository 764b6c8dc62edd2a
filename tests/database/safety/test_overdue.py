"""A listed model past the last day that a file or an admin said: kept, asked for at each sync, and named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modelsync.core.actors import LOCAL
from tests.support.pricing_files import price_file
from tests.support.providers import google_item


@pytest.fixture
def overdue(service, providers, pricing_dir):
    yesterday = service.today() - timedelta(days=1)
    price_file(
        pricing_dir,
        "google",
        {"id": "gemini-4-pro", "retires_on": f"{yesterday}"},
        {"id": "gemini-5-pro", "retires_on": f"{yesterday}", "retires_kind": "earliest"},
    )
    providers.set("google", google_item("gemini-4-pro"), google_item("gemini-5-pro"))
    service.apply_sync(service.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service


@pytest.mark.parametrize(
    ("answer", "proof", "words"),
    [
        ("model", "answers", "still answers for it"),
        (404, "gone", "there is no such model"),
        (500, "unproven", "could not be told"),
    ],
)
def test_each_sync_asks_for_it_and_says_what_the_provider_answered(overdue, providers, answer, proof, words):
    providers.alone["gemini-4-pro"] = google_item("gemini-4-pro") if answer == "model" else answer
    for _ in range(2):
        plan = overdue.plan(overdue.sync_with_provider("google", actor=LOCAL).plan_id)
        assert plan.diff.is_empty
        assert plan.context.overdue == {"gemini-4-pro": proof}
        [notice] = plan.diff.warnings
        assert (notice.code, notice.universal_model_id, words in notice.message) == (
            "overdue",
            "gemini-4-pro",
            True,
        )
    assert overdue.model("gemini-4-pro").status == "active"
