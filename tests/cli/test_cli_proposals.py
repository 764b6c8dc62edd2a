"""`modelsync proposals` and `accept`: from references to facts of the catalogue, and back."""

from __future__ import annotations

import csv
import io
import json

import pytest

from modelsync.core.actors import LOCAL, Actor
from modelsync.errors import ForbiddenError, StalePlanError
from tests.support.cli_commands import listed
from tests.support.reference_files import litellm, litellm_model, models_dev, models_dev_model

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

PRO = {"max_input_tokens": 400_000, "max_output_tokens": 128_000}


@pytest.fixture
def proposed(server, run, reference_server, monkeypatch):
    """Three models in the catalogue: of gpt-9 two references have a price, of o5 one, of gpt-10 they differ."""
    monkeypatch.setenv("MODELSYNC_GENAI_PRICES", "off")
    monkeypatch.setenv("MODELSYNC_DEPRECATIONS", "off")
    listed(server, "openai", "gpt-9", "gpt-10", "o5")
    assert run("plan", "openai")[0] == 2
    assert run("apply", "--latest", "openai", "--all")[0] == 0
    models = {"gpt-9": litellm_model(**PRO), "o5": litellm_model(), "gpt-10": litellm_model(3e-06)}
    reference_server.publish("litellm", litellm(**models))
    theirs = {"gpt-9": models_dev_model(cache_read=0.2), "gpt-10": models_dev_model(4)}
    reference_server.publish("models.dev", models_dev(**theirs))
    assert run("references", "update")[0] == 0
    return run


def of(run, id_, *options):
    """The proposals for a model from the two references that this test publishes."""
    code, out, err = run("proposals", *options, "--format", "json")
    assert (code, err) == (2, "")
    return [one for one in json.loads(out) if one["universalModelId"] == id_]


def test_nothing_is_proposed_without_references(stocked, environment, monkeypatch):
    code, out, err = stocked("proposals", "anthropic")
    assert (code, out, err) == (0, "", "0 proposals.\n")


def test_the_proposals_have_exactly_the_agreed_shape(proposed):
    found = of(proposed, "gpt-9")
    price, limit = found
    assert list(price) == [
        *("provider", "universalModelId", "kind", "from", "current", "proposed", "sources", "agreement")
    ]
    assert (price["kind"], price["agreement"]) == ("price", "agree")
    assert price["proposed"] == {"input": "2", "cachedInput": "0.2", "output": "10"}
    assert [list(source) for source in price["sources"]] == [["source", "value", "asOf"]] * 2
    assert (limit["kind"], limit["proposed"], limit["from"]) == (
        "limit",
        {"contextWindow": 400_000, "maxOutputTokens": 128_000},
        None,
    )


def test_text_and_csv_show_every_source_with_its_age(proposed):
    code, out, err = proposed("proposals", "openai")
    assert code == 2
    assert err.endswith(" proposals.\n")
    assert "openai     gpt-9  price  (sources agree)" in out
    assert "    models.dev, 2026-11-20: input $2, cached input $0.20, output $10" in out
    lines = list(csv.DictReader(io.StringIO(proposed("proposals", "openai", "--format", "csv")[1])))
    mine = [row for row in lines if (row["universal_model_id"], row["kind"]) == ("gpt-9", "price")]
    assert [(row["source"], row["agreement"]) for row in mine] == [
        ("litellm", "agree"),
        ("models.dev", "agree"),
    ]


def test_an_unknown_provider_is_named(proposed):
    code, out, err = proposed("proposals", "opnai")
    assert (code, out) == (1, "")
    assert "Choose one of" in err


def test_a_rejected_proposal_stays_rejected_until_its_value_changes(proposed, new_service, reference_server):
    service = new_service()
    wanted = [one for one in service.proposals("openai") if one.universal_model_id == "gpt-9"]
    service.reject_proposals(wanted, actor=LOCAL, reason="not ours")
    assert of(proposed, "gpt-9") == []
    assert service.proposals("openai", rejected=True) == wanted
    assert proposed("references", "update")[0] == 0
    assert of(proposed, "gpt-9") == []

    reference_server.publish("litellm", litellm(**{"gpt-9": litellm_model(2.5e-06, **PRO)}))
    assert proposed("references", "update")[0] == 0
    (price,) = of(proposed, "gpt-9")
    assert (price["kind"], price["agreement"]) == ("price", "differ")

    service.unreject_proposals(wanted, actor=LOCAL)
    assert [one["kind"] for one in of(proposed, "gpt-9")] == ["price", "limit"]


def stored(run, id_):
    return next(m for m in json.loads(run("models", "--format", "json")[1]) if m["universalModelId"] == id_)


def test_from_unpriced_to_a_price_in_the_catalogue_and_back_by_undo(proposed):
    before = stored(proposed, "gpt-9")
    assert (before["pricing"], before["contextWindow"]) == (None, None)

    code, out, err = proposed("accept", "gpt-9", "--reason", "both price pages agree")

    assert (code, err) == (0, "")
    run = json.loads(out)
    assert (run["kind"], run["provider"], run["reason"]) == ("facts", "openai", "both price pages agree")
    assert run["counts"] == {"inserted": 0, "updated": 1, "archived": 0, "removed": 0}
    after = stored(proposed, "gpt-9")
    assert {key: after["pricing"].get(key) for key in ("input", "cachedInput", "output")} == {
        "input": "2",
        "cachedInput": "0.2",
        "output": "10",
    }
    assert after["pricing"]["source"] == "litellm and models.dev"
    assert (after["contextWindow"], after["maxOutputTokens"]) == (400_000, 128_000)
    assert of(proposed, "gpt-9") == []
    code, out, err = proposed("plan", "openai")
    assert code == 0, out

    assert proposed("undo", run["runId"])[0] == 0
    back = stored(proposed, "gpt-9")
    assert (back["pricing"], back["contextWindow"]) == (None, None)
    assert [one["kind"] for one in of(proposed, "gpt-9")] == ["price", "limit"]


def test_a_new_model_of_a_pending_plan_is_accepted_by_its_id_and_arrives_with_its_price(
    proposed, server, reference_server
):
    listed(server, "openai", "gpt-9", "gpt-10", "o5", "gpt-11")
    assert proposed("plan", "openai")[0] == 2
    reference_server.publish("litellm", litellm(**{"gpt-11": litellm_model()}))
    reference_server.publish("models.dev", models_dev(**{"gpt-11": models_dev_model()}))
    assert proposed("references", "update")[0] == 0
    assert [one["kind"] for one in of(proposed, "gpt-11")] == ["price", "limit"]
    code, out, err = proposed("accept", "gpt-11")
    assert (code, err, json.loads(out)["counts"]["updated"]) == (0, "", 0)
    assert proposed("apply", "--latest", "openai", "--all")[0] == 0
    assert stored(proposed, "gpt-11")["pricing"]["input"] == "2"
    assert proposed("proposals")[0] == 0


def test_one_kind_can_be_accepted_alone(proposed):
    assert proposed("accept", "gpt-9", "--kind", "limit")[0] == 0
    after = stored(proposed, "gpt-9")
    assert (after["pricing"], after["contextWindow"]) == (None, 400_000)
    assert [one["kind"] for one in of(proposed, "gpt-9")] == ["price"]


def test_sources_that_differ_need_a_choice(proposed):
    code, out, err = proposed("accept", "gpt-10", "--kind", "price")
    assert (code, out) == (1, "")
    assert (
        err == "Error: The price of gpt-10 differs between litellm, models.dev. Choose one with --source.\n"
    )
    assert stored(proposed, "gpt-10")["pricing"] is None
    assert proposed("accept", "gpt-10", "--source", "models.dev")[0] == 0
    assert stored(proposed, "gpt-10")["pricing"]["input"] == "4"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("gpt-77",), "There is no model 'gpt-77' in the catalogue, and none that is new in a pending plan."),
        (("o5", "--kind", "lifecycle"), "Nothing of the kind lifecycle is proposed for o5."),
        (("o5", "--source", "models.dev"), "Nothing is proposed for o5 by models.dev."),
    ],
)
def test_what_cannot_be_accepted_is_one_sentence(proposed, arguments, says):
    code, out, err = proposed("accept", *arguments)
    assert (code, out) == (1, "")
    assert says in err
    assert "Traceback" not in err


def test_a_price_that_jumps_needs_force_and_a_reason(proposed, reference_server):
    assert proposed("accept", "gpt-9", "--kind", "price")[0] == 0
    reference_server.publish("litellm", litellm(**{"gpt-9": litellm_model(8e-06, 4e-05)}))
    theirs = {"gpt-9": models_dev_model(8, 40)}
    reference_server.publish("models.dev", models_dev(**theirs))
    assert proposed("references", "update")[0] == 0

    code, out, err = proposed("accept", "gpt-9", "--kind", "price")

    assert (code, out) == (4, "")
    assert "gpt-9: the input price goes from $2 to $8 per million tokens, 4.0 times" in err
    assert stored(proposed, "gpt-9")["pricing"]["input"] == "2"
    forced = ("accept", "gpt-9", "--kind", "price", "--force", "--reason", "it is so")
    assert proposed(*forced)[0] == 0
    assert stored(proposed, "gpt-9")["pricing"]["input"] == "8"


def test_two_admins_who_accept_the_same_are_told_apart(proposed, new_service):
    service = new_service()
    wanted = [one for one in service.proposals("openai") if one.universal_model_id == "gpt-9"]
    run = service.accept_proposals(wanted, actor=LOCAL)
    assert run.counts.updated == 1
    with pytest.raises(
        StalePlanError, match=r"2 of the proposals changed since they were shown \(gpt-9: price\)"
    ):
        service.accept_proposals(wanted, actor=LOCAL)
    with pytest.raises(StalePlanError):
        service.reject_proposals(wanted, actor=LOCAL)


def test_a_viewer_may_look_and_not_accept(proposed, new_service):
    service, viewer = new_service(), Actor("vera", "viewer")
    wanted = service.proposals("openai")
    for act in (
        lambda: service.accept("gpt-9", actor=viewer),
        lambda: service.accept_proposals(wanted, actor=viewer),
        lambda: service.reject_proposals(wanted, actor=viewer),
        lambda: service.update_references(actor=viewer),
    ):
        with pytest.raises(ForbiddenError):
            act()
