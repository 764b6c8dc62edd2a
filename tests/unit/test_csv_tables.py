"""What leaves as CSV has its columns and values: no figure is bent, no change is left out."""

from __future__ import annotations

import codecs
import io
import json
from datetime import date, timedelta, timezone
from decimal import Decimal

import pandas as pd
import pytest

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.model_fields import FIGURES
from modelsync.core.models import Exclusion, ModelUpdate, Notice
from modelsync.core.pricing import Pricing, Tier, UpcomingPrice
from modelsync.core.runs import Run, RunCounts
from modelsync.report.csv_tables import diff_csv, file_of, history_csv, models_csv, review_csv
from tests.support.csv_files import NOW, diff, frame, lines
from tests.support.models import normalised, stored

MODEL_COLUMNS = [
    "provider",
    "universal_model_id",
    "display_name",
    "status",
    "enabled",
    "input_usd_per_mtok",
    "cached_input_usd_per_mtok",
    "output_usd_per_mtok",
    "context_window_tokens",
    "max_output_tokens",
    "deprecated_at",
    "retires_at",
    "replacement",
]


def known_columns(text):
    """The columns that readers rely on, in their order; a newly declared figure or field adds others."""
    columns = text.splitlines()[0].split(",")
    return [
        name
        for name in columns
        if name in {"change", "what", "version", "created_at", "updated_at", *MODEL_COLUMNS}
    ]


def test_the_catalogue_has_these_columns_and_values():
    row = stored(
        display_name="GPT A",
        enabled=True,
        version=2,
        pricing=Pricing(input=Decimal("2.50"), cached_input=Decimal("0.075"), output=Decimal(10)),
        context_window=1_048_576,
        max_output_tokens=65_536,
        lifecycle=Lifecycle(deprecated_at=date(2026, 1, 2), retires_at=date(2027, 3, 4), replacement="gpt-b"),
    )
    text = models_csv([row])
    assert known_columns(text) == [*MODEL_COLUMNS, "version", "created_at", "updated_at"]
    [line] = lines(text)
    known = {
        "provider": "openai",
        "universal_model_id": "gpt-a",
        "display_name": "GPT A",
        "status": "active",
        "enabled": "true",
        "input_usd_per_mtok": "2.50",
        "cached_input_usd_per_mtok": "0.075",
        "output_usd_per_mtok": "10",
        "context_window_tokens": "1048576",
        "max_output_tokens": "65536",
        "deprecated_at": "2026-01-02",
        "retires_at": "2027-03-04",
        "replacement": "gpt-b",
        "version": "2",
        "created_at": "2026-11-01T12:00:00Z",
        "updated_at": "2026-11-01T12:00:00Z",
    }
    assert {name: line[name] for name in known} == known


def test_every_price_figure_has_its_column():
    amounts = {figure: Decimal(f"{number}.5") for number, figure in enumerate(FIGURES)}
    price = Pricing.model_validate({figure.key: amount for figure, amount in amounts.items()})
    [line] = lines(models_csv([stored(pricing=price)]))
    assert {figure.csv: line[figure.csv] for figure in FIGURES} == {
        figure.csv: str(amount) for figure, amount in amounts.items()
    }


def test_tiers_and_prices_to_come_are_json_in_every_table_of_models():
    tier = Tier(above_tokens=272_000, input=Decimal(4), output=Decimal(15))
    rise = UpcomingPrice(begins=date(2026, 12, 1), input=Decimal(4), output=Decimal(20), tiers=(tier,))
    price = Pricing(input=Decimal(2), output=Decimal(10), tiers=(tier,), upcoming=(rise,))
    model = stored(pricing=price)
    tables = (
        models_csv([model]),
        diff_csv([diff(new_models=(model.normalized(),))], {}),
        review_csv([(True, "new", "", model.normalized())], []),
    )
    for [line] in map(lines, tables):
        assert json.loads(line["tiers"]) == [{"input": "4", "output": "15", "aboveTokens": 272_000}]
        [coming] = json.loads(line["upcoming"])
        assert (coming["from"], coming["input"], coming["tiers"]) == (
            "2026-12-01",
            "4",
            json.loads(line["tiers"]),
        )
    [plain] = lines(models_csv([stored(pricing=Pricing(input=Decimal(2), output=Decimal(10)))]))
    assert (plain["tiers"], plain["upcoming"]) == ("", "")


def test_what_is_unknown_is_an_empty_cell():
    [line] = lines(models_csv([stored(enabled=False, pricing=None)]))
    assert line["enabled"] == "false"
    assert line["input_usd_per_mtok"] == line["context_window_tokens"] == line["retires_at"] == ""


@pytest.mark.parametrize(
    ("amount", "cell"), [("1E+1", "10"), ("1E-7", "0.0000001"), ("0.10", "0.10"), ("0", "0")]
)
def test_a_price_is_written_out_and_loses_no_digit(amount, cell):
    [line] = lines(models_csv([stored(pricing=Pricing(input=Decimal(amount), output=Decimal(1)))]))
    assert line["input_usd_per_mtok"] == cell
    assert Decimal(line["input_usd_per_mtok"]) == Decimal(amount)


def test_a_diff_has_a_line_for_each_change_and_each_id_left_out():
    before, after = normalised("gpt-b"), normalised("gpt-b", context_window=1000)
    text = diff_csv(
        [
            diff(
                new_models=(normalised("gpt-c", context_window=200_000),),
                updated_models=(
                    ModelUpdate(existing=before, updated=after, changed_fields=("contextWindow",)),
                ),
                archived_models=(normalised("gpt-a", status="archived", enabled=False),),
                excluded=(Exclusion(universal_model_id="tts-1", rule="speech", reason="Speaks, mostly"),),
                warnings=(Notice(code="x", message="Look twice.", universal_model_id="gpt-a"),),
            )
        ],
        {},
    )
    assert known_columns(text) == ["change", "what", *MODEL_COLUMNS]
    new, updated, archived, left_out, warning = lines(text)
    assert (new["change"], new["universal_model_id"], new["enabled"]) == ("new", "gpt-c", "")
    assert (updated["change"], updated["context_window_tokens"]) == ("updated", "1000")
    assert "context" in updated["what"]
    assert (archived["change"], archived["status"], archived["enabled"]) == ("archived", "archived", "false")
    assert (left_out["change"], left_out["what"], left_out["provider"]) == (
        "excluded",
        "speech: Speaks, mostly",
        "openai",
    )
    assert left_out["replacement"] == ""
    assert (warning["change"], warning["what"], warning["universal_model_id"]) == (
        "warning",
        "Look twice.",
        "gpt-a",
    )


@pytest.mark.parametrize(
    ("proof", "left_out", "what"),
    [
        ("gone", False, "removed by the provider"),
        ("answers", False, "not listed, but still answers"),
        (None, False, "not listed, unproven"),
        ("unproven", True, "excluded: decision, too dear"),
        ("answers", True, "excluded: decision, too dear"),
    ],
)
def test_a_diff_says_why_a_model_is_archived(proof, left_out, what):
    rule = Exclusion(universal_model_id="gpt-a", rule="decision", reason="too dear")
    gone = diff(archived_models=(normalised(status="archived"),), excluded=(rule,) if left_out else ())
    assert lines(diff_csv([gone], {"gpt-a": proof} if proof else {}))[0]["what"] == what


def test_the_diffs_of_several_providers_go_into_one_table():
    other = diff(new_models=(normalised("gemini-a", provider="google"),)).model_copy(
        update={"provider": "google"}
    )
    table = frame(diff_csv([diff(new_models=(normalised(),)), other], {}))
    assert list(table["provider"]) == ["openai", "google"]


def test_the_history_has_a_line_for_each_run():
    run = Run(
        run_id="7",
        kind="apply",
        provider="openai",
        plan_id="abc",
        actor="ann",
        at=NOW,
        reason="why, oh why",
        counts=RunCounts(inserted=1, updated=2, archived=3, removed=4),
        undone_by="8",
        operation_id="op-9",
    )
    [line] = lines(history_csv([run]))
    assert (line["reason"], line["operation_id"]) == ("why, oh why", "op-9")
    assert [
        line[key]
        for key in ("run_id", "kind", "at", "inserted", "updated", "archived", "undone_by", "removed")
    ] == [
        "7",
        "apply",
        "2026-11-01T12:00:00Z",
        "1",
        "2",
        "3",
        "8",
        "4",
    ]


def test_a_file_has_the_mark_by_which_spreadsheets_know_utf_8():
    text = models_csv([stored(display_name="Gémini → 2")])
    assert file_of(text).encode().startswith(codecs.BOM_UTF8)
    assert file_of(text).removeprefix("\ufeff") == text
    assert pd.read_csv(io.BytesIO(file_of(text).encode())).columns[0] == "provider"


@pytest.mark.parametrize("moment", [NOW, NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))])
def test_a_time_ends_in_z_in_every_table(moment):
    row = stored(created_at=moment, updated_at=moment)
    released = ModelUpdate(
        existing=normalised(),
        updated=normalised(released_at=moment, lifecycle=Lifecycle(retires_at=date(2027, 3, 4))),
        changed_fields=("releasedAt", "lifecycle.retiresAt"),
    )
    for text in (models_csv([row]), diff_csv([diff(updated_models=(released,))], {})):
        assert "2026-11-01T12:00:00Z" in text
        assert "+00:00" not in text
        assert "+05:45" not in text


def test_the_reviewers_file_tells_what_is_approved_beside_what_is_not_a_change():
    left_out = Exclusion(universal_model_id="tts-1", rule="speech", reason="Produces speech")
    rows = [(True, "new", "128k", normalised()), (False, "archived", "absent", normalised(enabled=True))]
    table = lines(review_csv(rows, [diff(excluded=(left_out,))]))
    assert [(line["approved"], line["change"], line["what"], line["enabled"]) for line in table] == [
        ("true", "new", "128k", ""),
        ("false", "archived", "absent", "true"),
        ("", "excluded", "speech: Produces speech", ""),
    ]


def test_the_catalogues_file_holds_all_that_is_known_of_a_model():
    model = stored(description="A model", capabilities={"image_input": True}, provider_display_name="Theirs")
    [row] = lines(models_csv([model]))
    assert (row["description"], row["provider_display_name"]) == ("A model", "Theirs")
    assert json.loads(row["capabilities"]) == {"image_input": True}
    assert row.keys() >= {"released_at", "lifecycle_state", "price_source", "price_as_of"}
