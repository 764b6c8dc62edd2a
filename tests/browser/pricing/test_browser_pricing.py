"""From a finding on the prices to a price in the catalogue and back, in a browser; by two admins at once; with 10,000 models."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.support.catalogue import fill
from tests.support.models import stored
from tests.support.server_process import until


def unpriced(*ids):
    return [stored(id_, pricing=None) for id_ in ids]


def price(dashboard, id_):
    pricing = json.loads(dashboard.models()[id_]["config"])["pricing"]
    return pricing and (pricing["input"], pricing["output"], len(pricing.get("tiers", ())))


def rule(tab, name):
    return tab.page.get_by_test_id("stExpander").filter(has_text=name).locator("summary")


def test_from_a_finding_to_a_price_in_three_clicks_and_back_by_undo(
    service, dashboard, open_tab, screenshots
):
    fill(service.database, *unpriced("gpt-9", "gpt-no-reference"))
    tab = open_tab("pricing")
    assert tab.says("litellm not fetched yet")
    tab.press("Update the references")
    assert tab.says("Updated: litellm, models.dev.")
    rule(tab, "No price · 2").click()  # the first click
    table = tab.grid("No price: findings")
    assert table.ids() == ["gpt-9", "gpt-no-reference"]
    table.element.click(position={"x": 15, "y": 52})
    tab.settle()
    assert tab.says("input $2, output $10")
    tab.settle(500)
    assert tab.axe() == []
    tab.page.screenshot(path=screenshots / "pricing-finding.png")
    tab.press("Accept")  # the third
    assert tab.says("The price is in the catalogue: gpt-9.")
    assert price(dashboard, "gpt-9") == ("2", "10", 0)
    expect(rule(tab, "No price · 1")).to_be_visible()
    tab.press("Undo")
    tab.confirm("Undo")
    assert until(lambda: price(dashboard, "gpt-9") is None)
    expect(rule(tab, "No price · 2")).to_be_visible()


def test_a_price_is_set_by_hand_with_what_a_reference_says_edited_and_taken_back_in_the_details(
    service, dashboard, open_tab, screenshots
):
    fill(service.database, *unpriced("gpt-10"))
    tab = open_tab("pricing")
    tab.press("Update the references")
    tab.go_to("Catalogue")
    tab.grid("Active models").click("gpt-10", "Info")
    dialog = tab.page.get_by_test_id("stDialog")
    dialog.get_by_role("button", name="Set").nth(1).click()
    expect(dialog.get_by_role("heading", name="Set a fact of gpt-10")).to_be_visible()
    dialog.get_by_role("button", name="$2 · litellm").click()
    expect(dialog.get_by_role("textbox", name="Input", exact=True)).to_have_value("2")
    dialog.get_by_role("textbox", name="Output", exact=True).fill("ten")
    dialog.get_by_role("button", name="Save", exact=True).click()
    assert tab.says("Output is not a plain decimal; write it as 1.25.")
    tab.settle(500)
    for scheme in ("dark", "light"):
        tab.page.emulate_media(color_scheme=scheme)
        tab.settle(400)
        assert tab.axe() == []
        tab.page.screenshot(path=screenshots / f"pricing-dialog-{scheme}.png")
    dialog.get_by_role("button", name="litellm 20").first.click()  # all of it, with its tier
    expect(dialog.get_by_role("textbox", name="Output", exact=True)).to_have_value("10")
    dialog.get_by_role("button", name="Save", exact=True).click()
    assert tab.says("Price of gpt-10: set.")
    assert price(dashboard, "gpt-10") == ("2", "10", 1)
    drawer = tab.page.get_by_test_id("stDialog")
    drawer.get_by_role("button", name="Edit").click()
    expect(drawer.get_by_role("heading", name="Edit a fact of gpt-10")).to_be_visible()
    drawer.get_by_role("textbox", name="Output", exact=True).fill("11")
    drawer.get_by_role("button", name="Save", exact=True).click()
    assert until(lambda: price(dashboard, "gpt-10") == ("2", "11", 1))
    drawer.get_by_role("button", name="Take back").click()
    drawer.get_by_role("button", name="Take it back").click()
    assert until(lambda: price(dashboard, "gpt-10") is None)


def test_the_second_of_two_windows_is_told_what_the_first_did_and_keeps_what_was_typed(
    service, dashboard, open_tab
):
    fill(service.database, *unpriced("gpt-11"))
    one, other = open_tab("pricing"), open_tab("pricing")
    for tab, input_ in ((one, "3"), (other, "4")):
        rule(tab, "No price · 1").click()
        tab.press("Set the price")
        dialog = tab.page.get_by_test_id("stDialog")
        dialog.get_by_role("textbox", name="Input", exact=True).fill(input_)
        dialog.get_by_role("textbox", name="Output", exact=True).fill("20")
    one.confirm("Save")
    assert one.says("Price of gpt-11: set.")
    theirs = other.page.get_by_test_id("stDialog")
    theirs.get_by_role("button", name="Save", exact=True).click()
    assert other.says("(input 3, output 20) was set by")
    assert price(dashboard, "gpt-11")[0] == "3"
    expect(theirs.get_by_role("textbox", name="Input", exact=True)).to_have_value("4")
    other.confirm("Save mine over it")
    assert price(dashboard, "gpt-11") == ("4", "20", 0)


def test_ten_thousand_models_are_a_row_of_the_page_and_a_table_of_bounded_height(service, open_tab):
    fill(service.database, *unpriced(*(f"gpt-{number:05}" for number in range(10_000))))
    tab = open_tab("pricing")
    rule(tab, "No price · 10,000").click(timeout=60_000)
    table = tab.grid("No price: findings")
    expect(table.element).to_be_visible()
    assert table.element.bounding_box()["height"] < 400
    assert len(table.ids()) < 60
    assert tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") < 4000
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.settle(300)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
