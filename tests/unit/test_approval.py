"""Approved changes become rows; what moved since the plan was made stops exactly the changes that it concerns. Pure values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from modelsync.core.approval import Approval, value_at, with_fields
from modelsync.core.diff import archived, changed_fields
from modelsync.core.edits import Edit, checked_name, edited
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import ModelSyncDiff, ModelUpdate
from modelsync.core.pricing import Pricing
from modelsync.core.row_changes import image
from modelsync.errors import EditError
from tests.support.models import normalised, stored

THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 1, 13, tzinfo=UTC)
PRICE = Pricing(input=Decimal("2.50"), output=Decimal(10))


def row(id_="gpt-a", **fields):
    usual = {"display_name": "A", "provider_display_name": "A", "pricing": PRICE, "id": 7, "version": 3}
    return stored(id_, **usual | fields)


def update(before, **fields):
    after = before.normalized().model_copy(update=fields)
    return ModelUpdate(
        existing=before.normalized(), updated=after, changed_fields=changed_fields(before.normalized(), after)
    )


def approval(*rows, new=(), updated=(), gone=(), edits=None, owners=None, archived_enabled=(), **more):
    diff = ModelSyncDiff(
        plan_id="p",
        provider="openai",
        fetched_at=THEN,
        listing_sha256="0",
        listed=1,
        new_models=tuple(new),
        updated_models=tuple(updated),
        archived_models=tuple(archived(model.normalized()) for model in gone),
    )
    return Approval(
        diff=diff,
        archived_enabled=frozenset(archived_enabled),
        ids=frozenset(diff.ids()),
        edits=edits or {},
        rows={r.universal_model_id: r for r in rows},
        owners=owners or {},
        now=NOW,
        **more,
    )


def moved(conflicts):
    """The field, or what happened to the row, of each conflict."""
    return [conflict.split(" ")[1] for conflict in conflicts]


def new(id_="gpt-a", **fields):
    return normalised(id_, **{"display_name": "A"} | fields)


def test_the_changes_come_in_the_order_archive_update_insert():
    a, b = row("gpt-a"), row("gpt-b")
    ready = approval(a, b, new=[new("gpt-c")], updated=[update(b, context_window=5, enabled=False)], gone=[a])
    assert [(c.action, c.model.universal_model_id) for c in ready.changes()] == [
        ("archive", "gpt-a"),
        ("update", "gpt-b"),
        ("insert", "gpt-c"),
    ]


def test_an_update_by_the_providers_flag_counts_as_an_archival():
    before = row(enabled=True)
    [change] = approval(before, updated=[update(before, status="archived", enabled=False)]).changes()
    assert change.action == "archive"
    assert (change.after.status, change.after.enabled) == ("archived", False)


def test_a_changed_row_has_the_next_version_and_the_time_of_the_change():
    before = row()
    [change] = approval(before, updated=[update(before, context_window=5)]).changes()
    assert (change.after.id, change.after.version, change.after.updated_at) == (7, 4, NOW)
    assert change.after.created_at == THEN


def test_a_field_that_the_change_does_not_write_keeps_what_somebody_set_since():
    seen = row()
    now = row(display_name="Ours", display_name_by="admin", enabled=True, version=4)
    ready = approval(now, updated=[update(seen, pricing=Pricing(input=Decimal(2), output=Decimal(10)))])
    assert ready.conflicts() == ()
    [change] = ready.changes()
    assert (change.after.display_name, change.after.enabled) == ("Ours", True)
    assert change.after.pricing.input == 2


def test_a_field_that_the_change_writes_and_somebody_changed_is_a_conflict():
    seen = row()
    now = row(display_name="Ours", display_name_by="admin")
    ready = approval(now, updated=[update(seen, display_name="B", provider_display_name="B")])
    assert ready.conflicts() == ("gpt-a: displayName was A, is Ours",)


def test_one_price_that_moved_is_no_conflict_for_another():
    seen = row()
    now = row(pricing=Pricing(input=Decimal("2.50"), output=Decimal(9)))
    ready = approval(now, updated=[update(seen, pricing=Pricing(input=Decimal(2), output=Decimal(10)))])
    assert ready.conflicts() == ()
    [change] = ready.changes()
    assert (change.after.pricing.input, change.after.pricing.output) == (2, 9)


def test_the_same_number_written_otherwise_is_no_conflict():
    seen = row()
    now = row(pricing=Pricing(input=Decimal("2.5"), output=Decimal(10)))
    assert (
        approval(
            now, updated=[update(seen, pricing=Pricing(input=Decimal(2), output=Decimal(10)))]
        ).conflicts()
        == ()
    )


def test_a_row_that_is_gone_or_came_in_between_is_a_conflict():
    seen = row()
    assert moved(approval(updated=[update(seen, context_window=5)]).conflicts()) == ["is"]
    assert moved(approval(gone=[seen]).conflicts()) == ["is"]
    assert moved(approval(new=[new()], owners={"gpt-a": "google"}).conflicts()) == ["is"]


@pytest.mark.parametrize("was", [True, False])
def test_archiving_by_absence_reads_enabled_too(was):
    seen, now = row(enabled=was), row(enabled=not was)
    ready = approval(now, gone=[seen], archived_enabled=["gpt-a"] if was else [])
    assert moved(ready.conflicts()) == ["enabled"]


@pytest.mark.parametrize("was", [True, False])
def test_archiving_by_the_providers_flag_reads_enabled_too(was):
    seen, now = row(enabled=was), row(enabled=not was)
    ready = approval(now, updated=[update(seen, status="archived", enabled=False)])
    assert moved(ready.conflicts()) == ["enabled"]


def test_somebody_else_archived_it_in_between_is_a_conflict():
    seen, now = row(), row(status="archived")
    assert moved(approval(now, gone=[seen]).conflicts()) == ["status"]


def test_new_models_are_disabled_unless_the_setting_says_otherwise():
    assert [c.after.enabled for c in approval(new=[new()]).changes()] == [False]
    assert [c.after.enabled for c in approval(new=[new()], enable_new=True).changes()] == [True]


def test_an_edit_during_review_is_part_of_the_change():
    edits = {"gpt-a": Edit(display_name="Ours", enabled=True)}
    [change] = approval(new=[new()], edits=edits).changes()
    assert (change.after.display_name, change.after.display_name_by, change.after.enabled) == (
        "Ours",
        "admin",
        True,
    )
    assert change.after.provider_display_name == "A"


def test_an_archival_cannot_be_enabled_in_the_same_breath():
    seen = row()
    with pytest.raises(EditError, match=r"gpt-a is archived and cannot be enabled"):
        approval(seen, gone=[seen], edits={"gpt-a": Edit(enabled=True)}).changes()
    flagged = update(seen, status="archived", enabled=False)
    with pytest.raises(EditError, match="archived"):
        approval(seen, updated=[flagged], edits={"gpt-a": Edit(enabled=True)}).changes()


def test_a_reactivation_may_be_enabled_by_an_edit():
    seen = row(status="archived")
    back = update(seen, status="active")
    assert [c.after.enabled for c in approval(seen, updated=[back]).changes()] == [False]
    [change] = approval(seen, updated=[back], edits={"gpt-a": Edit(enabled=True)}).changes()
    assert (change.action, change.after.status, change.after.enabled) == ("update", "active", True)


def test_an_edit_knows_only_a_name_and_enabled():
    with pytest.raises(ValueError, match="status"):
        Edit.model_validate({"status": "active"})


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "\u200b", "\u3164", "\u2800 \u200d", "x" * 256])
def test_a_blank_or_too_long_name_is_refused(name):
    with pytest.raises(EditError):
        Edit(display_name=name)
    with pytest.raises(EditError):
        checked_name(name)


def test_a_name_is_stored_on_one_line_without_characters_that_cannot_be_seen():
    assert checked_name("  GPT\n5 \u202emini ") == "GPT 5 mini"
    assert len(checked_name("x" * 255)) == 255


def test_the_providers_own_name_typed_again_stays_the_providers():
    assert edited(row(), Edit(display_name="A")) == row()


def test_enabling_an_archived_row_is_refused_and_disabling_it_changes_nothing():
    gone = row(status="archived")
    with pytest.raises(EditError, match="archived"):
        edited(gone, Edit(enabled=True))
    assert edited(gone, Edit(enabled=False)) == gone


def test_a_price_can_come_and_go():
    bare = row(pricing=None)
    assert with_fields(bare, new(pricing=PRICE), ["pricing.input", "pricing.output"]).pricing == PRICE
    assert with_fields(row(), new(pricing=None), ["pricing.input", "pricing.output"]).pricing is None


def test_a_lifecycle_field_can_be_cleared_alone():
    known = row(lifecycle=Lifecycle(retires_at=date(2027, 1, 1), replacement="gpt-b"))
    after = with_fields(known, new(lifecycle=Lifecycle(replacement="gpt-b")), ["lifecycle.retiresAt"])
    assert after.lifecycle == Lifecycle(replacement="gpt-b")


def test_a_capability_with_dots_in_its_name_is_one_field():
    known = row(capabilities={"thinking.types.adaptive": True, "batch": True})
    path = "capabilities.thinking.types.adaptive"
    assert value_at(known, path) is True
    assert with_fields(known, new(capabilities={}), [path]).capabilities == {"batch": True}


def test_the_image_for_the_history_holds_the_row_but_not_when_it_changed():
    kept = image(row())
    assert (kept["id"], kept["displayNameBy"], kept["universalModelId"]) == (7, "provider", "gpt-a")
    assert "updatedAt" not in kept
