"""Proposals under review: those of new models in pending plans, what people choose, and one run that can be undone."""

from __future__ import annotations

import json

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.errors import EditError, StalePlanError
from tests.support.providers import openai_item
from tests.support.reference_files import litellm, litellm_model, models_dev, models_dev_model

ANN, BOB = Actor.admin("ann"), Actor.admin("bob")


@pytest.fixture
def publish(environment):
    """Writes what two references say; gives the settings that name the files."""
    paths = {name: environment / f"{name}.json" for name in ("litellm_prices", "models_dev")}

    def write(litellm_models, models_dev_models):
        paths["litellm_prices"].write_text(json.dumps(litellm(**litellm_models)), encoding="utf-8")
        paths["models_dev"].write_text(json.dumps(models_dev(**models_dev_models)), encoding="utf-8")
        return {name: str(path) for name, path in paths.items()}

    return write


@pytest.fixture
def service(new_service, providers, publish):
    """In the catalogue gpt-8, in a pending plan gpt-9; two references agree on both, and differ on gpt-8's sibling."""
    theirs = {id_: models_dev_model(context=None, longest=None) for id_ in ("gpt-8", "gpt-9")}
    settings = publish(
        {"gpt-8": litellm_model(), "gpt-9": litellm_model(), "gpt-7": litellm_model(3e-06)},
        theirs | {"gpt-7": models_dev_model(4, context=None, longest=None)},
    )
    service = new_service(**settings, genai_prices="off", deprecations="off")
    providers.set("openai", openai_item("gpt-7"), openai_item("gpt-8"))
    service.apply_sync(service.sync_with_provider("openai", actor=LOCAL).plan_id, "all", actor=LOCAL)
    providers.set("openai", openai_item("gpt-7"), openai_item("gpt-8"), openai_item("gpt-9"))
    service.sync_with_provider("openai", actor=LOCAL)
    service.update_references(actor=LOCAL)
    return service


def rows(service):
    return {row.proposal.universal_model_id: row for row in service.proposal_review().rows}


def proposed_price(service):
    """The price that gpt-9 has in the pending plan."""
    [model] = service.latest_plans()["openai"].diff.new_models
    return model.pricing and str(model.pricing.input)


def test_a_new_model_of_a_pending_plan_is_proposed_and_its_plan_shows_what_was_accepted(service):
    found = rows(service)
    assert [(row.proposal.agreement, row.is_new, row.approved) for row in found.values()] == [
        ("differ", False, False),
        ("agree", False, True),
        ("agree", True, True),
    ]
    run = service.accept("gpt-9", actor=ANN)
    assert (run.kind, run.counts.total, proposed_price(service)) == ("facts", 0, "2")
    assert rows(service).keys() == {"gpt-7", "gpt-8"}
    service.undo(run.run_id, actor=ANN)
    assert proposed_price(service) is None
    again = service.accept_proposals([rows(service)["gpt-9"].proposal], actor=ANN)
    service.apply_sync(service.latest_plans()["openai"].id, "all", actor=LOCAL)
    assert str(service.model("gpt-9").pricing.input) == "2"
    service.undo(again.run_id, actor=ANN)
    assert service.model("gpt-9").pricing is None


def test_a_new_model_that_was_committed_first_keeps_its_proposal(service):
    before = rows(service)["gpt-9"].proposal
    service.apply_sync(service.latest_plans()["openai"].id, "all", actor=LOCAL)
    assert rows(service)["gpt-9"].proposal == before
    run = service.accept_proposals([before], actor=ANN)
    assert (run.counts.updated, str(service.model("gpt-9").pricing.input)) == (1, "2")


def test_a_choice_is_kept_until_the_value_changes(service, publish):
    service.choose_proposals([rows(service)["gpt-8"]], approved=False, actor=ANN)
    service.choose_proposals([rows(service)["gpt-7"]], approved=True, source="models.dev", actor=ANN)
    found = rows(service)
    assert (found["gpt-8"].rejected, found["gpt-8"].choice.by) == (True, "ann")
    assert (found["gpt-7"].approved, found["gpt-7"].source) == (True, "models.dev")
    assert [p.universal_model_id for p in service.proposals(rejected=True)] == ["gpt-8"]
    service.choose_proposals([found["gpt-8"]], approved=True, actor=ANN)
    assert rows(service)["gpt-8"].choice is None
    publish({"gpt-7": litellm_model(5e-06)}, {"gpt-7": models_dev_model(4, context=None, longest=None)})
    service.update_references(actor=LOCAL)
    assert (rows(service)["gpt-7"].approved, rows(service)["gpt-7"].choice) == (False, None)


def test_a_disputed_one_needs_a_source_that_speaks(service):
    row = rows(service)["gpt-7"]
    with pytest.raises(EditError, match=r"differs between litellm, models\.dev: choose whose value to take"):
        service.choose_proposals([row], approved=True, actor=ANN)
    with pytest.raises(EditError, match=r"has nothing of deprecations\. Choose one of litellm, models\.dev"):
        service.choose_proposals([row], approved=True, source="deprecations", actor=ANN)
    assert rows(service)["gpt-7"].choice is None


def test_the_second_of_two_windows_is_refused_in_words(service):
    seen = rows(service)["gpt-8"]
    service.choose_proposals([seen], approved=False, actor=ANN)
    with pytest.raises(StalePlanError, match="The price of gpt-8 was changed in another window meanwhile"):
        service.choose_proposals([seen], approved=False, actor=BOB)
    service.accept_proposals([seen.proposal], actor=ANN)
    with pytest.raises(StalePlanError, match="1 of the proposals changed since they were shown"):
        service.choose_proposals([seen], approved=True, actor=BOB)
    assert str(service.model("gpt-8").pricing.input) == "2"


def test_a_refused_part_leaves_all_of_it(service):
    wanted = [row.proposal for row in rows(service).values()]
    with pytest.raises(EditError, match="gpt-7 differs between"):
        service.accept_proposals(wanted, actor=ANN)
    assert service.amendments() == []
    assert service.model("gpt-8").pricing is None


def test_findings_are_those_of_what_is_approved_by_provider(service, publish):
    service.accept("gpt-8", actor=ANN)
    publish({"gpt-8": litellm_model(8e-06)}, {"gpt-8": models_dev_model(8, context=None, longest=None)})
    service.update_references(actor=LOCAL)
    [finding] = service.proposal_review().findings["openai"]
    assert "gpt-8: the input price goes from $2 to $8" in finding.message
    service.choose_proposals([rows(service)["gpt-8"]], approved=False, actor=ANN)
    assert service.proposal_review().findings == {}


def test_a_broken_pricing_file_hides_its_own_proposals_alone(service, pricing_dir):
    (pricing_dir / "google-pricing.json").write_text("{", encoding="utf-8")
    assert rows(service).keys() == {"gpt-7", "gpt-8", "gpt-9"}
    (pricing_dir / "openai-pricing.json").write_text("{", encoding="utf-8")
    assert rows(service) == {}
