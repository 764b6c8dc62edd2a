"""No text that leaves as CSV runs as a formula or leaves its cell, and each comes back as it was."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import Exclusion
from modelsync.core.runs import Run, RunCounts
from modelsync.report.csv_tables import diff_csv, history_csv, models_csv
from tests.support.csv_files import NOW, diff, frame, lines
from tests.support.models import normalised, stored

FORMULAS = [
    '=HYPERLINK("https://example.invalid","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "=cmd|' /C calc'!A0",
    *(f"{sign}1+1" for sign in "＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−꞊"),
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u3000＝1+1",
    '"=1+1',
    "'=1+1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_runs_as_a_formula(formula):
    run = Run(
        run_id="1",
        kind="edit",
        provider=None,
        plan_id=None,
        actor=formula,
        at=NOW,
        reason=formula,
        counts=RunCounts(inserted=0, updated=1, archived=0),
        undone_by=None,
    )
    left_out = Exclusion(universal_model_id="tts-1", rule="speech", reason="x")
    tables = (
        frame(models_csv([stored(display_name=formula, lifecycle=Lifecycle(replacement=formula))])),
        frame(diff_csv([diff(new_models=(normalised(display_name=formula),), excluded=(left_out,))], {})),
        frame(history_csv([run])),
    )
    for table in tables:
        cells = [cell for column in table for cell in table[column] if not harmless(cell)]
        assert cells == []
    assert tables[0]["display_name"][0].replace("\r", "\n") == f"'{formula}".replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; =1+1;@SUM(A1)", "a;' =1+1;'@SUM(A1)"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;＝1+1", "a;'＝1+1"),
        (";=1+1", ";'=1+1"),
        ("=1;=1", "'=1;'=1"),
        ("a;b", "a;b"),
        ("a=b; c-d", "a=b; c-d"),
    ],
)
def test_what_stands_behind_a_semicolon_does_not_run_where_that_ends_a_cell(text, cell):
    written = models_csv([stored(display_name=text)])
    assert lines(written)[0]["display_name"] == cell
    for part in csv.reader(io.StringIO(written), delimiter=";"):
        assert all(harmless(one.lstrip(' "')) for one in part)


@pytest.mark.parametrize("id_", ["-gpt", "=gpt", "+gpt", "@gpt"])
def test_an_id_that_begins_like_a_formula_does_not_run_either(id_):
    [line] = lines(models_csv([stored(universal_model_id=id_)]))
    assert line["universal_model_id"] == f"'{id_}"
    excluded = Exclusion(universal_model_id=id_, rule="unrecognised", reason="x")
    [line] = lines(diff_csv([diff(excluded=(excluded,))], {}))
    assert line["universal_model_id"] == f"'{id_}"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20))
@example(name=";@")
def test_any_name_comes_back_whole_but_for_apostrophes_where_a_cell_begins(name):
    [line] = csv.DictReader(io.StringIO(models_csv([stored(display_name=name)]), newline=""))
    assert unguarded(line["display_name"]) == unguarded(name)
    assert harmless(line["display_name"])
    assert line["status"] == "active"


@pytest.mark.parametrize("text", ['one, "two"', "one\n=1+1", "one\r=1+1", "one\r\n=1+1"])
def test_commas_quotes_and_line_breaks_stay_within_their_cell(text):
    table = frame(models_csv([stored(display_name=text), stored(display_name="two")]))
    assert list(table["display_name"]) == [text, "two"]


def unguarded(text):
    """The text without apostrophes where a spreadsheet may begin a cell."""
    return re.sub("(^|;)'+", r"\1", text)


def harmless(cell):
    bare = cell.lstrip(" \u00a0\u3000\u200b\ufeff")
    return not bare.startswith((*"=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−꞊", "\t", "\r", "\n"))
