"""A fact is set by hand in the details of a model: filled with what holds, checked field by field, two admins, edited, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.core.facts import Fact, Limits
from modelsync.core.pricing import Price, Tier
from modelsync.ui.amendments.state import Asked
from tests.support.app_pages import everything
from tests.support.catalogue_page import open_page, press
from tests.support.pricing_files import price_file
from tests.support.providers import openai_item
from tests.support.reference_files import TIERED, as_bytes, litellm

BOB = Actor.admin("bob")
DAY = date(2026, 11, 1)


@pytest.fixture
def page(just_started):
    return open_page()


@pytest.fixture
def stocked(new_service, providers, pricing_dir, environment):
    """gpt-8 with a price of the file, gpt-9 with none; LiteLLM knows a price with a tier of gpt-9."""
    price_file(pricing_dir, "openai", {"id": "gpt-8", "context_window": 400_000})
    (environment / "map.json").write_bytes(as_bytes(litellm(**{"gpt-9": TIERED})))
    service = new_service(litellm_prices=str(environment / "map.json"))
    providers.set("openai", openai_item("gpt-8"), openai_item("gpt-9"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.update_references("litellm", actor=LOCAL)
    return service


@pytest.fixture
def dialog(page, stocked):
    """Opens the dialog of a fact, or draws it anew: AppTest runs the page and not the dialog alone, which would close it."""

    def opened(id_="gpt-9", kind="price", begins=None, **typed):
        page.session_state["asked_fact"] = Asked(id_, kind, begins)
        page.run()
        for key, text in typed.items():
            page.session_state[f"fact_{key}"] = text
        page.session_state["asked_fact"] = Asked(id_, kind, begins)
        return page

    yield opened
    assert not page.exception


def price(service, id_="gpt-9"):
    found = service.model(id_).pricing
    return found and (str(found.input), str(found.output), len(found.tiers))


def sentences(page):
    return [error.value.replace("\\", "") for error in page.error]


def test_a_price_is_typed_checked_field_by_field_and_in_the_catalogue_at_once(dialog, stocked):
    page = dialog(input_usd_per_mtok="2,5", output_usd_per_mtok="0.00001", source_url="example.com")
    press(page, "fact_save")
    assert [sentence.split(" ", 3)[:3] for sentence in sentences(page)] == [
        ["Input", "is", "not"],
        ["Address", "of", "the"],
    ]
    page = dialog(input_usd_per_mtok="2.5", source_url="https://example.com/prices")
    press(page, "fact_save")
    assert "Output looks like a price per token; multiply it by 1,000,000" in sentences(page)[0]
    row = {"above_input_tokens": "272,000", "input_usd_per_mtok": "5", "output_usd_per_mtok": None}
    tiers = {"edited_rows": {}, "added_rows": [row], "deleted_rows": []}
    page = dialog(output_usd_per_mtok="$10", tiers_1=tiers)
    press(page, "fact_save")
    assert "Tiers in row 1: output is missing; add it." in sentences(page)[0]
    tiers["added_rows"] = [row | {"output_usd_per_mtok": "20"}]
    page = dialog(tiers_1=tiers, web_search_usd_per_1k_calls="10", reason="their page")
    press(page, "fact_save")
    assert price(stocked) == ("2.5", "10", 1)
    assert stocked.model("gpt-9").pricing.source_url == "https://example.com/prices"
    assert "Price of gpt-9: set." in everything(page)
    (run,) = [run for run in stocked.history() if run.kind == "facts"]
    assert run.reason == "their page"


def test_the_figures_of_a_reference_are_taken_over_with_their_tiers_and_their_source(dialog, stocked):
    page = dialog()
    page.button(key="fact_take_all_0").click()
    page.session_state["asked_fact"] = Asked("gpt-9", "price")
    page.run()
    assert page.text_input(key="fact_cached_input_usd_per_mtok").value == "0.1"
    page.session_state["asked_fact"] = Asked("gpt-9", "price")
    press(page, "fact_save")
    assert price(stocked) == ("2", "10", 1)
    [amendment] = stocked.amendments()
    assert (amendment.source, amendment.source_url) == ("litellm 2026-11-01", TIERED["source"])


def test_what_was_not_changed_stays_the_files_and_a_fact_is_not_cleared_by_an_empty_field(dialog, stocked):
    page = dialog("gpt-8", "limit", max_output_tokens="128,000")
    press(page, "fact_save")
    [amendment] = stocked.amendments()
    assert amendment.value == Limits(max_output_tokens=128_000)
    page = dialog("gpt-8", "limit", context_window="", max_output_tokens="")
    press(page, "fact_save")
    assert "cannot be cleared here" in sentences(page)[0]
    assert "take the whole fact back" in sentences(page)[1]
    page = dialog("gpt-8", "replacement", replacement="gpt-9", replacement_note="mode low")
    press(page, "fact_save")
    page = dialog("gpt-8", "lifecycle", retires_on=date(2027, 1, 2), retires_kind="earliest")
    press(page, "fact_save")
    life = stocked.model("gpt-8").lifecycle
    assert (life.replacement, life.replacement_note, str(life.retires_at), life.retires_kind) == (
        "gpt-9",
        "mode low",
        "2027-01-02",
        "earliest",
    )


def test_the_second_of_two_admins_is_refused_with_what_the_first_did_and_keeps_what_was_typed(
    dialog, stocked
):
    page = dialog(input_usd_per_mtok="2", output_usd_per_mtok="10")
    theirs = Fact(
        provider="openai",
        universal_model_id="gpt-9",
        kind="price",
        begins=page.session_state["fact_from"],
        value=Price(input=3, output=12, tiers=(Tier(above_tokens=5, input=4, output=13),)),
        source="by hand",
    )
    stocked.set_facts([theirs], actor=BOB)
    press(page, "fact_save")
    (sentence,) = sentences(page)[:1]
    assert "input 3, output 12" in sentence
    assert "was set by bob" in sentence
    assert [str(one.value.input) for one in stocked.amendments()] == ["3"]
    page.session_state["asked_fact"] = Asked("gpt-9", "price")
    page.run()
    assert page.text_input(key="fact_input_usd_per_mtok").value == "2"
    assert page.button(key="fact_save").label == "Save mine over it"
    page.session_state["asked_fact"] = Asked("gpt-9", "price")
    press(page, "fact_save")
    [mine] = stocked.amendments()
    assert (str(mine.value.input), mine.value.tiers, mine.version) == ("2", (), 2)


def test_a_jump_of_a_price_needs_a_look_and_a_reason(dialog, stocked):
    page = dialog("gpt-8", input_usd_per_mtok="9", output_usd_per_mtok="20")
    press(page, "fact_save")
    assert "the input price goes from" in everything(page)
    page = dialog("gpt-8", despite=True)
    press(page, "fact_save")
    assert "Type a reason for it" in everything(page)
    assert price(stocked, "gpt-8") == ("1", "2", 0)
    page = dialog("gpt-8", despite=True, reason="it is so")
    press(page, "fact_save")
    assert price(stocked, "gpt-8") == ("9", "20", 0)


def test_an_amendment_is_edited_and_taken_back_in_the_details(dialog, stocked, page):
    said = Fact(
        provider="openai",
        universal_model_id="gpt-9",
        kind="price",
        begins=DAY,
        value=Price(input=3, output=12),
        source="by hand",
    )
    stocked.set_facts([said], actor=BOB, reason="why")
    page.query_params["model"] = "gpt-9"
    page.run()
    assert "Price from 2026-11-01" in everything(page)
    press(page, "edit_amendment_0")
    assert page.date_input(key="fact_from").disabled
    dialog("gpt-9", "price", DAY, output_usd_per_mtok="13")
    press(page, "fact_save")
    assert price(stocked) == ("3", "13", 0)
    press(page, "unset_amendment_0")
    (amendment,) = stocked.amendments()
    page.session_state["asked_back"] = amendment
    press(page, "fact_confirm")
    assert (price(stocked), stocked.amendments()) == (None, [])
    assert "taken back" in everything(page)
