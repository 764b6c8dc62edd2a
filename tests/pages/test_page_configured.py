"""Pages with many providers, and with one that is not configured any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from modelsync.core.actors import LOCAL
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.configured_lists import Lists, entry, house, toml


@pytest.fixture
def opened(just_started, pytestconfig):
    pages = pytestconfig.rootpath / "pages"
    return lambda page: AppTest.from_file(pages / f"{page}.py", default_timeout=60).run()


@pytest.fixture
def left(environment):
    """A provider whose model is in the catalogue and which is out of the file."""
    toml(house=house())
    lists = Lists()
    lists.set("house.example", [entry("qwen3")])
    service = AiModelSyncService(Settings.read(), transport=lists)
    service.apply_sync(service.sync_with_provider("house", actor=LOCAL).plan_id, "all", actor=LOCAL)
    service.database.engine.dispose()
    Path("providers.toml").unlink()


def texts(page):
    return [element.value for kind in (page.markdown, page.info) for element in kind]


def attention(page):
    """The lines that fold out, by their titles."""
    return " ".join(fold.label for fold in page.expander)


def test_the_card_and_the_status_say_that_a_provider_is_no_longer_configured(left, opened):
    review = opened("review")
    assert not review.exception
    assert any("No longer configured" in text for text in texts(review))
    assert "Sync house" not in [button.label for button in review.button]
    status = opened("status")
    assert any("house is no longer configured: its models stay" in text for text in texts(status))


def test_its_models_can_still_be_filtered(left, opened):
    catalogue = opened("catalogue")
    assert not catalogue.exception
    catalogue.segmented_control(key="catalogue_provider").set_value("house").run()
    assert catalogue.query_params["provider"] == "house"


def test_the_details_of_such_a_model_are_shown_with_the_providers_own_id(left, just_started, pytestconfig):
    page = AppTest.from_file(pytestconfig.rootpath / "pages" / "catalogue.py", default_timeout=60)
    page.query_params["model"] = "house/qwen3"
    page.run()
    assert not page.exception
    shown = " ".join(html.proto.body for html in page.get("html"))
    assert "<code>qwen3</code>" in shown


def test_the_card_tells_a_renaming(left, opened):
    toml(villa=house(label="Villa"))
    assert any("Renamed to villa?" in text for text in texts(opened("review")))


def test_the_review_notes_what_was_assumed_until_it_is_decided(environment, opened):
    toml(house=house())
    lists = Lists()
    lists.set("house.example", [entry("qwen3")])
    service = AiModelSyncService(Settings.read(), transport=lists)
    diff = service.sync_with_provider("house", actor=LOCAL)
    assert "1 new model declares no trade" in attention(opened("review"))
    service.apply_sync(diff.plan_id, "all", actor=LOCAL)
    service.database.engine.dispose()
    assert "declares no trade" not in attention(opened("review"))


def test_twenty_providers_have_a_select(environment, opened):
    toml(**{f"p{number}": house(f"p{number}", label=f"House {number}") for number in range(17)})
    review = opened("review")
    assert not review.exception
    assert len([button for button in review.button if button.label.startswith("Sync House ")]) == 17
    status = opened("status")
    assert not status.exception
    pricing = opened("pricing")
    assert not pricing.exception


def test_a_mistake_in_the_file_is_a_sentence_on_the_page(environment, opened):
    toml(house={"kind": "pigeon"})
    review = opened("review")
    assert not review.exception
    assert "providers.toml, line 2" in review.error[0].value
