"""Facts that an admin sets over the pricing file: in the catalogue at once, in the history, taken back, exported, undone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.edits import Edit
from modelsync.core.facts import EndOfLife, Fact, Limits, Successor
from modelsync.core.pricing import Price, Tier
from modelsync.errors import (
    EditError,
    ForbiddenError,
    NotFoundError,
    StalePlanError,
    UnsafePlanError,
)
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item

ANN, BOB = Actor.admin("ann"), Actor.admin("bob")
PAGE = "https://example.com/prices"


@pytest.fixture
def stocked(service, providers, pricing_dir):
    """One model with a price of the file, one without."""
    price_file(pricing_dir, "openai", {"id": "gpt-8"})
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service


def price(id_="gpt-9", input_="8", output="40", begins=date(2026, 1, 1), **said):
    value = Price(input=Decimal(input_), output=Decimal(output), **said)
    return fact(id_, "price", value, begins=begins)


def fact(id_, kind, value, **said):
    return Fact(
        provider="openai",
        universal_model_id=id_,
        kind=kind,
        value=value,
        source="by hand",
        source_url=PAGE,
        **said,
    )


def pricing(service, id_="gpt-9"):
    found = service.model(id_).pricing
    return found and (str(found.input), str(found.output), found.source, found.source_url)


def synced(service):
    """What the next sync proposes."""
    return service.sync_with_provider("openai", actor=LOCAL).ids()


def test_a_price_is_in_the_catalogue_at_once_and_stays_there(stocked):
    run = stocked.set_facts(
        [price(tiers=(Tier(above_tokens=200_000, input=16, output=60),))], actor=ANN, reason="why"
    )
    assert (run.kind, run.provider, run.actor, run.reason, run.counts.updated) == (
        "facts",
        "openai",
        "ann",
        "why",
        1,
    )
    assert pricing(stocked) == ("8", "40", "by hand", PAGE)
    assert stocked.model("gpt-9").pricing.tiers[0].above_tokens == 200_000
    assert synced(stocked) == ()
    [amendment] = stocked.amendments("openai")
    assert (amendment.key, amendment.by, amendment.reason, amendment.version) == (
        "price:openai:gpt-9:2026-01-01",
        "ann",
        "why",
        1,
    )
    assert (
        stocked.set_facts([price(tiers=(Tier(above_tokens=200_000, input=16, output=60),))], actor=BOB)
        is None
    )


def test_it_is_undone_and_done_again_with_its_row(stocked):
    run = stocked.set_facts([price()], actor=ANN)
    undo, left = stocked.undo(run.run_id, actor=BOB)
    assert (left, pricing(stocked), stocked.amendments()) == ((), None, [])
    assert synced(stocked) == ()
    _, left = stocked.undo(undo.run_id, actor=BOB)
    assert (left, pricing(stocked)[0], len(stocked.amendments())) == ((), "8", 1)


def test_an_undo_leaves_an_amendment_that_changed_since_and_names_it(stocked):
    run = stocked.set_facts([price()], actor=ANN)
    stocked.set_facts([price(input_="9")], actor=BOB)
    undo, left = stocked.undo(run.run_id, actor=ANN)
    assert undo is None
    assert any("gpt-9 from 2026-01-01 (input 9, output 40) changed since" in phrase for phrase in left)
    assert pricing(stocked)[0] == "9"


def test_a_price_to_come_is_announced_in_the_row(stocked, clock):
    begins = stocked.today() + timedelta(days=6)
    stocked.set_facts([price("gpt-8", "2", "4", begins=begins)], actor=ANN)
    found = stocked.model("gpt-8").pricing
    assert (str(found.input), [(u.begins, str(u.input)) for u in found.upcoming]) == ("1", [(begins, "2")])


def test_limits_ends_and_successors_are_the_admins_where_the_provider_says_nothing(stocked):
    day = stocked.today() - timedelta(days=1)
    stocked.set_facts([fact("gpt-9", "limit", Limits(context_window=5))], actor=ANN)
    stocked.set_facts(
        [
            fact("gpt-9", "limit", Limits(max_output_tokens=4)),
            fact("gpt-9", "lifecycle", EndOfLife(retires_at=day)),
            fact("gpt-9", "replacement", Successor(replacement="gpt-8")),
        ],
        actor=ANN,
    )
    row = stocked.model("gpt-9")
    assert (row.context_window, row.max_output_tokens, row.status) == (5, 4, "active")
    life = row.lifecycle
    assert (life.retires_at, life.retires_kind, life.replacement, life.source, life.source_url) == (
        day,
        "announced",
        "gpt-8",
        "admin",
        PAGE,
    )
    assert synced(stocked) == ()
    stocked.unset_facts(["limit:openai:gpt-9", "lifecycle:openai:gpt-9"], actor=BOB)
    row = stocked.model("gpt-9")
    assert (row.context_window, row.lifecycle.retires_at, row.lifecycle.replacement) == (None, None, "gpt-8")
    assert synced(stocked) == ()


def test_a_limit_that_the_provider_sends_wins(service, providers, pricing_dir):
    from tests.support.providers import anthropic_item

    price_file(pricing_dir, "anthropic", {"id": "claude-a"})
    providers.set("anthropic", anthropic_item("claude-a", max_input_tokens=200_000))
    service.apply_sync(service.sync_with_provider("anthropic", actor=LOCAL).plan_id, "all", actor=LOCAL)
    said = fact("claude-a", "limit", Limits(context_window=5)).model_copy(update={"provider": "anthropic"})
    service.set_facts([said], actor=ANN)
    assert service.model("claude-a").context_window == 200_000


def test_the_second_of_two_admins_is_refused_with_what_the_first_did(stocked):
    seen = {"price:openai:gpt-9:2026-01-01": None}
    stocked.set_facts([price()], actor=ANN, seen=seen)
    with pytest.raises(
        StalePlanError, match=r"the price of gpt-9 from 2026-01-01 \(input 8, output 40\) was set by ann at"
    ):
        stocked.set_facts([price(input_="9")], actor=BOB, seen=seen)
    assert pricing(stocked)[0] == "8"
    stocked.unset_facts(list(seen), actor=ANN, seen={next(iter(seen)): 1})
    with pytest.raises(StalePlanError, match="was taken back by ann"):
        stocked.set_facts([price(input_="9")], actor=BOB, seen={next(iter(seen)): 1})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (price(input_="0.000008"), "gpt-9: .*input_usd_per_mtok looks like a price per token"),
        (price(cached_input=Decimal(9)), "cached_input_usd_per_mtok is above the price of uncached input"),
        (price(input_="1E-13"), "input_usd_per_mtok"),
        (fact("gpt-9", "limit", Limits()), "has no value"),
        (fact("gpt-9", "replacement", Successor(replacement="gpt-9")), "is the model itself"),
        (price().model_copy(update={"source_url": "javascript:alert(1)"}), "is no web address"),
    ],
)
def test_what_no_file_could_hold_is_refused_and_nothing_is_kept(stocked, rows, wrong, sentence):
    before = rows.path.read_bytes()
    with pytest.raises(EditError, match=sentence):
        stocked.set_facts([price("gpt-8", "2", "3"), wrong], actor=ANN)
    assert rows.path.read_bytes() == before


def test_an_unknown_model_and_a_viewer_are_refused(stocked):
    with pytest.raises(NotFoundError, match="gpt-99"):
        stocked.set_facts([price("gpt-99")], actor=ANN)
    with pytest.raises(NotFoundError, match="no amendment"):
        stocked.unset_facts(["price:openai:gpt-9:2026-01-01"], actor=ANN)
    with pytest.raises(ForbiddenError):
        stocked.set_facts([price()], actor=Actor("eve", "viewer"))


def test_a_jump_of_the_price_needs_a_confirmation_with_a_reason(stocked):
    jump = price("gpt-8", "1000", "2000", begins=date(2026, 6, 1))
    with pytest.raises(UnsafePlanError, match="a mistake of units"):
        stocked.set_facts([jump], actor=ANN)
    with pytest.raises(UnsafePlanError):
        stocked.set_facts([jump], actor=ANN, force=True)
    stocked.set_facts([jump], actor=ANN, force=True, reason="It is so")
    assert pricing(stocked, "gpt-8")[0] == "1000"


def test_a_waiting_plan_that_proposes_the_model_is_compared_again_and_keeps_the_review(
    stocked, providers, rows
):
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"), openai_item("gpt-10"))
    first = stocked.sync_with_provider("openai", actor=LOCAL).plan_id
    edit = Edit(display_name="Ten")
    stocked.change_review(
        first, lambda review: review.model_copy(update={"edits": {"gpt-10": edit}}), actor=BOB
    )
    stocked.set_facts([price("gpt-10")], actor=ANN)
    plan = stocked.latest_plans()["openai"]
    assert (plan.id != first, plan.review.edits) == (True, {"gpt-10": edit})
    stocked.apply_sync(plan.id, "all", actor=LOCAL)
    assert pricing(stocked, "gpt-10")[0] == "8"


def test_a_waiting_plan_of_other_models_stays(stocked, providers):
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"), openai_item("gpt-10"))
    first = stocked.sync_with_provider("openai", actor=LOCAL).plan_id
    stocked.set_facts([price()], actor=ANN)
    assert stocked.latest_plans()["openai"].id == first
    assert stocked.apply_sync(first, "all", actor=LOCAL).counts.inserted == 1


def test_the_export_has_the_amendment_folded_in_and_the_rest_byte_for_byte(stocked, pricing_dir):
    path = pricing_dir / "openai-pricing.json"
    before = path.read_text(encoding="utf-8")
    assert stocked.exported_prices("openai") == before
    stocked.set_facts([price(), fact("gpt-9", "limit", Limits(context_window=5))], actor=ANN)
    exported = stocked.exported_prices("openai")
    untouched = before[before.index('{"id": "gpt-8"') : before.index("]}", before.index('"by hand"')) + 2]
    assert untouched in exported
    path.write_text(exported, encoding="utf-8")
    assert [entry["id"] for entry in json.loads(exported)["models"]] == ["gpt-8", "gpt-9"]
    assert stocked.amendments() == []
    assert stocked.exported_prices("openai") == exported
    assert pricing(stocked)[0] == "8"
    assert synced(stocked) == ()
