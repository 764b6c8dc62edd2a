"""In the browser: the section "Facts" of Review, from an unpriced model to its price in the catalogue and back."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL
from tests.support.dashboard import Dashboard
from tests.support.editor_grid import EDIT_MS
from tests.support.providers import openai_item
from tests.support.reference_files import litellm, litellm_model, models_dev, models_dev_model
from tests.support.stored_reviews import watched

# No pricing file and no package of prices knows these.
PRICED, DISPUTED, NEW = "gpt-99", "gpt-99-mini", "gpt-99-pro"
BARE = {"context": None, "longest": None}


@pytest.fixture(scope="module")
def running_dashboard(browser, running_providers, tmp_path_factory):
    """The dashboard with two references: they agree on two models, and differ on a third."""
    folder = tmp_path_factory.mktemp("facts")
    one = litellm(**{PRICED: litellm_model(), NEW: litellm_model(), DISPUTED: litellm_model(3e-06)})
    two = {id_: models_dev_model(**BARE) for id_ in (PRICED, NEW)}
    two[DISPUTED] = models_dev_model(4, **BARE)
    files = {"MODELSYNC_LITELLM_PRICES": one, "MODELSYNC_MODELS_DEV": models_dev(**two)}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    paths = {name: str(folder / f"{name}.json") for name in files}
    with Dashboard(folder, **running_providers.env(), MODELSYNC_RETRY_BACKOFF="0", **paths) as running:
        yield running


@pytest.fixture
def dashboard(running_dashboard, providers):
    yield from watched(running_dashboard)


@pytest.fixture
def pending(service, providers):
    """Two models without a price in the catalogue, and a third one that is new in a pending plan."""
    known = [openai_item(PRICED), openai_item(DISPUTED)]
    providers.set("openai", known)
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", [*known, openai_item(NEW)])
    service.sync_with_provider("openai", actor=LOCAL)


def price(service, id_):
    found = service.model(id_).pricing
    return found and f"{found.input}"


@pytest.mark.usefixtures("pending")
def test_from_unpriced_to_a_price_in_three_clicks_and_back(service, dashboard, open_tab, screenshots):
    tab = open_tab(dashboard)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    tab.choose("Facts 0")
    assert tab.says("never fetched: litellm, models.dev")
    tab.press("Update references")
    assert tab.says("The references are updated: litellm (3 models), models.dev (3 models).")
    assert tab.says("2 of 3 facts approved · 1 undecided")
    for width, height in ((1280, 800), (390, 844)):
        tab.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme)
            tab.settle(200)
            tab.page.screenshot(path=screenshots / f"facts-{scheme}-{width}.png")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.axe() == []
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    other = open_tab(dashboard)
    other.choose("Facts 3")

    # The three clicks, from the page as it opens.
    tab.reload()
    tab.choose("Facts 3")
    tab.press("Commit 2 facts")
    assert tab.says("OpenAI: 2 prices for 2 models, 1 of them not in the catalogue yet.")
    tab.confirm("Commit")

    assert price(service, PRICED) == "2"
    assert tab.says("Undo")
    other.press("Commit 2 facts")
    assert other.says("The facts are not the ones that you looked at: somebody changed them meanwhile.")
    assert other.says("0 of 1 facts approved")

    tab.press("Undo")
    tab.confirm("Undo")
    assert price(service, PRICED) is None
    assert tab.says("2 of 3 facts approved · 1 undecided")

    approve = {"x": 44, "y": 35 * 2.5}  # of the second row
    tab.grid("Facts").element.click(position=approve)
    tab.settle(EDIT_MS)
    assert tab.says(
        f"The price of {DISPUTED} differs between litellm, models.dev: choose whose value to take."
    )
