"""A database that an older version wrote opens, shows its plans, reviews and history, and its runs are undone.

The same with keys of a newer version in every stored object, as after a step back to this one.
"""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.core.row_changes import image
from modelsync.service.databases import upgrade_database
from modelsync.settings import Settings
from tests.support.older_version import (
    ALL_RUNS,
    LISTINGS,
    PRICES,
    UPGRADED,
    restore,
    serve,
    with_keys_of_a_newer_version,
)

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


REVIEWS = {
    "openai": (
        {"o3": True, "gpt-6-sol": False},
        {"gpt-5.5": Edit(display_name="GPT-5.5 (trial)", enabled=True)},
    ),
    "google": (
        {"gemini-3-flash-preview": False},
        {"gemini-3.8-flash": Edit(display_name="Gemini Flash, new")},
    ),
    "anthropic": ({"claude-sonnet-4-6": False}, {"claude-opus-5-5": Edit(enabled=True)}),
}


@pytest.fixture(params=["sqlite", "sqlite with newer keys", "postgresql"])
def older_url(request, environment):
    """The address of the database as the older version left it."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        restore(url)
        upgrade_database(Settings.read(database_url=url).database_url)
        return url
    file = environment / "modelsync.db"
    restore(f"sqlite:///{file}")
    if request.param == "sqlite with newer keys":
        with_keys_of_a_newer_version(file)
    return f"sqlite:///{file}"


@pytest.fixture
def older(older_url, new_service, providers, clock):
    """The service of this version over it, with the lists and prices that the older version saw last."""
    serve(providers)
    clock.now = UPGRADED
    service = new_service(database_url=older_url, pricing_dir=PRICES)
    if older_url.startswith("postgresql"):
        service.database.upgrade()  # as an operator does; an SQLite file is upgraded when it is opened
    return service


def changes(diff):
    """What a diff would do, whatever else a version says about it."""
    return (
        [model.universal_model_id for model in diff.new_models],
        [(update.updated.universal_model_id, update.changed_fields) for update in diff.updated_models],
        [model.universal_model_id for model in diff.archived_models],
    )


def approved(plan):
    """What a reviewer left ticked."""
    ticks = plan.review.ticks
    return {id_ for id_ in plan.diff.ids() if ticks.get(id_, id_ in plan.ticked_by_default)}


def test_its_catalogue_is_there(older):
    models = {model.universal_model_id: model for model in older.models()}
    assert len(models) == 25
    assert not any(model.unreadable for model in models.values())
    assert {id_ for id_, model in models.items() if model.display_name_by == "admin"} == {
        "gpt-4.1",
        "gemini-2.5-pro",
        "claude-haiku-4-5-20251001",
    }
    assert {id_ for id_, model in models.items() if model.status == "archived"} == {
        "gpt-4o",
        "gemini-2.0-flash",
        "claude-opus-4-20250514",
    }
    opus = models["claude-opus-4-1-20250805"]
    assert (opus.lifecycle.state, f"{opus.lifecycle.retires_at}") == ("deprecated", "2026-12-05")
    assert (f"{opus.pricing.output}", opus.context_window, opus.capabilities["batch"]) == (
        "75",
        200_000,
        True,
    )


def test_its_plans_and_reviews_are_there(older):
    plans = older.latest_plans()
    assert {plan.state for plan in plans.values()} == {"waiting"}
    assert not any(plan.problem for plan in plans.values())
    assert {name: (plan.review.ticks, plan.review.edits) for name, plan in plans.items()} == REVIEWS
    assert changes(plans["anthropic"].diff) == (
        ["claude-opus-5-5"],
        [
            ("claude-haiku-4-5-20251001", ("providerDisplayName",)),
            ("claude-sonnet-4-6", ("contextWindow", "maxOutputTokens", "capabilities.structured_outputs")),
        ],
        ["claude-sonnet-4-5-20250929"],
    )
    assert plans["openai"].context.proofs == {"o3": "answers"}


def test_its_history_decisions_and_tokens_are_there(older):
    runs = older.history()
    assert [run.run_id for run in runs] == ALL_RUNS
    assert {run.run_id: run.undone_by for run in runs if run.undone_by} == {"9": "10", "14": "15"}
    assert [len(older.run_changes(run.run_id)) for run in runs] == [run.counts.total for run in runs]
    events = older.model_history("gemini-3.7-flash")
    assert [(event.run.kind, event.change.action) for event in events] == [
        ("undo", "remove"),
        ("apply", "insert"),
    ]
    assert older.decisions("openai")["gpt-4o-search-preview"].decision == "include"
    assert [(token.name, bool(token.revoked_at)) for token in older.tokens()] == [
        ("ci", False),
        ("deploy", False),
        ("old-script", True),
    ]


def test_the_first_sync_after_the_upgrade_proposes_what_waits_and_keeps_the_review(older):
    before = older.latest_plans()
    diffs = older.sync_with_providers(LISTINGS, actor=LOCAL)
    after = older.latest_plans()
    assert {name: changes(diff) for name, diff in diffs.items()} == {
        name: changes(plan.diff) for name, plan in before.items()
    }
    assert {name: (plan.review.ticks, plan.review.edits) for name, plan in after.items()} == REVIEWS
    assert {name: approved(plan) for name, plan in after.items()} == {
        name: approved(plan) for name, plan in before.items()
    }


def test_its_waiting_plans_are_applied_and_the_next_sync_proposes_nothing_more(older):
    left = {}
    for provider, plan in older.latest_plans().items():
        ids = approved(plan)
        edits = {id_: edit for id_, edit in plan.review.edits.items() if id_ in ids}
        older.apply_sync(plan.id, ids, edits, actor=LOCAL, force=True, reason="As reviewed", seen=plan.review)
        left[provider] = set(plan.diff.ids()) - ids
    diffs = older.sync_with_providers(LISTINGS, actor=LOCAL)
    assert {provider: set(diff.ids()) for provider, diff in diffs.items()} == left


def test_all_its_runs_are_undone_the_newest_first(older):
    for run_id in ALL_RUNS:
        was = {model.universal_model_id: image(model) for model in older.models()}
        run, left = older.undo(run_id, actor=LOCAL)
        assert left == ()
        # As this version reads the rows, whatever keys the other one wrote.
        assert all(
            change.before == was.get(change.universal_model_id) for change in older.run_changes(run.run_id)
        )
    assert older.models() == []
