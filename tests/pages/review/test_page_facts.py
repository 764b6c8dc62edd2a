"""Review's section Facts without a browser: what it shows, keeps and commits, also where no plan is pending."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL, Actor
from tests.support.app_pages import attention, button, edit, everything, opened
from tests.support.providers import openai_item
from tests.support.reference_files import litellm, litellm_model, models_dev, models_dev_model

MODELS = ("gpt-9", "gpt-9-mini")
"""Ids of which the package of prices that is installed says nothing."""


@pytest.fixture
def publish(environment, monkeypatch):
    """Writes what two references say of OpenAI's models, by id: a price of each; the settings name the files."""
    files = {"MODELSYNC_LITELLM_PRICES": "litellm", "MODELSYNC_MODELS_DEV": "models_dev"}
    for variable in ("MODELSYNC_GENAI_PRICES", "MODELSYNC_DEPRECATIONS"):
        monkeypatch.setenv(variable, "off")
    for variable, name in files.items():
        monkeypatch.setenv(variable, str(environment / f"{name}.json"))

    def write(**prices):
        one = litellm(**{id_: litellm_model(mine / 1e6) for id_, (mine, _) in prices.items()})
        bare = {"context": None, "longest": None}
        other = models_dev(**{id_: models_dev_model(theirs, **bare) for id_, (_, theirs) in prices.items()})
        (environment / "litellm.json").write_text(json.dumps(one), encoding="utf-8")
        (environment / "models_dev.json").write_text(json.dumps(other), encoding="utf-8")

    return write


@pytest.fixture
def listed(provider_server):
    provider_server.set("openai", [openai_item(id_) for id_ in MODELS])


@pytest.fixture
def stocked(listed, service):
    """OpenAI's models are in the catalogue, nothing is pending."""
    plan = service.sync_with_provider("openai", actor=LOCAL).plan_id
    service.apply_sync(plan, "all", actor=LOCAL)


@pytest.fixture
def proposed(publish, stocked, service):
    """Two references agree on gpt-9 and differ on gpt-9-mini."""
    publish(**{"gpt-9": (2, 2), "gpt-9-mini": (3, 4)})
    service.update_references(actor=LOCAL)
    return service


def rows(page):
    """The section's table by model."""
    editor = page.session_state["editors"]["review_facts"]
    return {row["id"]: row for row in editor.frame.to_dict("records")}


def price(service, id_="gpt-9"):
    found = service.model(id_).pricing
    return found and str(found.input)


def test_the_section_is_there_without_a_pending_plan_and_shows_source_beside_source(proposed):
    page = opened("review")
    assert page.button_group[0].options == ["Facts 2", "Excluded 0"]
    assert "No pending changes" in everything(page)
    found = rows(page)
    assert [(row["approve"], row["agreement"], row["take"]) for row in found.values()] == [
        (True, "agree", None),
        (False, "differ", None),
    ]
    mini = found["gpt-9-mini"]
    assert (mini["change"], mini["fact"]) == ("?", "Price")
    assert [mini[f"source {name}"].partition(" · ")[0][:2] for name in ("litellm", "models.dev")] == [
        "$3",
        "$4",
    ]
    assert mini["source litellm"].endswith(" · today")
    assert "**1 of 2** facts approved · 1 undecided" in everything(page)
    assert not page.exception


def test_choices_are_stored_as_they_are_made(proposed):
    page = opened("review")
    edit(page, "review_facts", "gpt-9-mini", approve=True)
    assert "The price of gpt-9-mini differs between litellm, models.dev" in everything(page)
    edit(page, "review_facts", "gpt-9-mini", take="models.dev")
    edit(page, "review_facts", "gpt-9", approve=False)
    assert "**1 of 2** facts approved · 1 rejected" in everything(page)
    page = opened("review")
    assert page.button_group[0].options == ["Facts 1", "Excluded 0"]
    assert [(row["id"], row["approve"], row["take"]) for row in rows(page).values()] == [
        ("gpt-9-mini", True, "models.dev")
    ]
    page.toggle(key="facts_rejected").set_value(True).run()
    assert rows(page).keys() == set(MODELS)
    edit(page, "review_facts", "gpt-9", approve=True)
    assert "**2 of 2** facts approved" in everything(page)
    edit(page, "review_facts", "gpt-9-mini", take=None)
    assert "**1 of 2** facts approved · 1 undecided" in everything(page)
    button(page, "Approve none").click().run()
    assert "2 rejected" in everything(page)
    button(page, "Approve all").click().run()
    assert "**1 of 2** facts approved" in everything(page)
    assert not page.exception


def test_what_a_colleague_chose_or_committed_is_seen_before_a_commit(proposed):
    page = opened("review")
    (mine,) = [row for row in proposed.proposal_review().rows if row.approved]
    proposed.choose_proposals([mine], approved=False, actor=Actor.admin("bob"))
    button(page, "Commit 1 fact").click().run()
    assert "The facts are not the ones that you looked at" in everything(page)
    assert "0 of 2" in everything(page)
    edit(page, "review_facts", "gpt-9-mini", take="litellm")
    assert "**1 of 2** facts approved" in everything(page)
    proposed.accept("gpt-9-mini", source="models.dev", actor=Actor.admin("bob"))
    edit(page, "review_facts", "gpt-9-mini", take="models.dev")
    assert "1 of the proposals changed since they were shown" in everything(page)
    assert price(proposed, "gpt-9-mini") == "4"
    assert not page.exception


def test_a_price_that_jumps_is_told_and_needs_the_typed_name(proposed, publish):
    proposed.accept("gpt-9", actor=LOCAL)
    publish(**{"gpt-9": (2000, 2000)})
    proposed.update_references(actor=LOCAL)
    page = opened("review")
    assert "OpenAI: confirmation required** · gpt-9: the input price goes from $2 to $2000" in attention(page)
    button(page, "Commit 1 fact").click().run()
    assert "1 price for 1 model" in everything(page)
    assert [field.label for field in page.text_input if "confirm" in field.label] == [
        "Type openai to confirm"
    ]


def test_references_that_were_never_fetched_are_named_and_fetched_by_a_button(publish, stocked, service):
    publish(**{"gpt-9": (2, 2)})
    page = opened("review")
    assert "never fetched: litellm, models.dev" in everything(page)
    button(page, "Update references").click().run()
    assert "The references are updated: litellm (1 models), models.dev (1 models)." in everything(page)
    assert page.button_group[0].options == ["Facts 1", "Excluded 0"]
    assert not page.exception


def test_a_reference_that_fails_is_one_sentence_and_the_others_are_kept(
    publish, stocked, service, environment
):
    publish(**{"gpt-9": (2, 2)})
    (environment / "models_dev.json").write_text("<html>", encoding="utf-8")
    page = opened("review")
    button(page, "Update references").click().run()
    (error,) = page.error
    assert "models.dev" in error.value
    assert error.value.endswith("What was known before stays.")
    assert rows(page).keys() == {"gpt-9"}


def test_facts_of_a_new_model_stand_beside_its_plan(publish, listed, service):
    publish(**{"gpt-9": (2, 2)})
    service.sync_with_provider("openai", actor=LOCAL)
    service.update_references(actor=LOCAL)
    page = opened("review")
    assert page.button_group[0].options == ["New 2", "Facts 1", "Excluded 0"]
    page.button_group[0].set_value("facts").run()
    assert rows(page)["gpt-9"]["fact"] == "Price · new"
    button(page, "Commit 1 fact").click().run()
    assert "1 price for 1 model, 1 of them not in the catalogue yet" in everything(page)
