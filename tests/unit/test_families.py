"""Which ids are one model under several names, and what of them folds into one row of Review."""

from __future__ import annotations

import pytest

from modelsync.core.edits import Edit
from modelsync.core.families import alias, family
from modelsync.core.plans import Review
from modelsync.ui.review.folding import family_of, folded
from modelsync.ui.review.rows import Proposal, reviewed_together
from tests.support.models import normalised, price
from tests.support.recorded_lists import CUT, item_id, recordings


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("gpt-4.1-2025-04-14", "gpt-4.1"),
        ("gpt-4-0613", "gpt-4"),
        ("gpt-4.1-mini", "gpt-4.1-mini"),
        ("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"),
        ("o1-preview-2024-09-12", "o1-preview"),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("claude-3-7-sonnet-latest", "claude-3-7-sonnet"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("gemini-2.0-flash-001", "gemini-2.0-flash"),
        ("gemini-2.0-flash-lite-001", "gemini-2.0-flash-lite"),
        ("gemini-1.5-flash-8b", "gemini-1.5-flash-8b"),
        ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash-preview"),
        ("gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash-preview"),
        ("gemini-flash-latest", "gemini-flash"),
        ("mistral-large-2411", "mistral-large"),
        ("openrouter/deepseek/deepseek-r1-0528:free", "openrouter/deepseek/deepseek-r1:free"),
        ("gpt-oss-120b", "gpt-oss-120b"),
        ("gpt-3.5-turbo-16k", "gpt-3.5-turbo-16k"),
    ],
)
def test_only_a_snapshot_at_the_end_is_no_part_of_the_family(id_, expected):
    assert family(id_) == expected


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["gpt-4.1", "gpt-4.1-2025-04-14"], "gpt-4.1"),
        (["gemini-1.5-pro-002", "gemini-1.5-pro-latest"], "gemini-1.5-pro-latest"),
        (["gemini-1.5-pro-latest", "gemini-1.5-pro"], "gemini-1.5-pro"),
        (["claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022"], None),
    ],
)
def test_the_alias_is_the_id_without_a_snapshot_else_the_latest(ids, expected):
    assert alias(ids) == expected


def test_recorded_ids_of_one_family_differ_in_their_snapshot_alone():
    for provider in ("openai", "google", "anthropic"):
        ids = {
            item_id(item).removeprefix("models/") for one in recordings(CUT, provider) for item in one.items
        }
        for id_ in ids:
            assert id_.startswith(family(id_))
        assert any(family(id_) != id_ and family(id_) in ids for id_ in ids) or provider == "anthropic"


def row(id_, section="new", **known):
    fields = {
        key: known.pop(key) for key in ("what", "ticked", "in_doubt", "notes", "was_enabled") if key in known
    }
    return Proposal("p", section, normalised(id_, **known), **({"what": "w"} | fields))


ALIAS, DATED, OLDER = row("gpt-4.1"), row("gpt-4.1-2025-04-14"), row("gpt-4.1-2025-01-01")


def shown(rows, review=None):
    return [(one.id, [member.id for member in one.folded]) for one in folded(rows, {"p": review or Review()})]


def test_an_alias_and_its_snapshots_are_one_row_in_its_place():
    other = row("o3")
    assert shown([DATED, other, ALIAS, OLDER]) == [
        ("o3", []),
        ("gpt-4.1", ["gpt-4.1-2025-04-14", "gpt-4.1-2025-01-01"]),
    ]
    assert shown([DATED, OLDER]) == [(DATED.id, []), (OLDER.id, [])], "without an alias nothing folds"


@pytest.mark.parametrize(
    ("dated", "review"),
    [
        (row(DATED.id, in_doubt=True, ticked=False), Review()),
        (row(DATED.id, ticked=False), Review()),
        (row(DATED.id, notes=("changed since you rejected it: x",)), Review()),
        (row(DATED.id, "updated"), Review()),
        (DATED, Review(ticks={DATED.id: False})),
        (DATED, Review(edits={DATED.id: Edit(enabled=True)})),
        (DATED, Review(edits={DATED.id: Edit(display_name="Ours")})),
        (row(DATED.id, "archived", was_enabled=True), Review()),
    ],
)
def test_a_row_that_differs_or_is_in_doubt_is_never_folded_away(dated, review):
    head = row(ALIAS.id, "archived") if dated.section == "archived" else ALIAS
    assert shown([head, dated], review) == [(head.id, []), (dated.id, [])]


def test_a_folded_row_says_how_many_stand_in_it_and_that_their_prices_differ():
    cheap, dear = row("gpt-9", pricing=price("1")), row("gpt-9-0613", pricing=price("2"))
    (head,) = folded([cheap, dear], {"p": Review()})
    assert head.marked(Review()) == "+1 snapshot, other prices · w"


def test_ticks_and_switches_of_a_folded_row_are_those_of_all_and_a_name_is_the_aliases_own():
    (head,) = folded([ALIAS, DATED], {"p": Review()})
    review = reviewed_together(Review(), head, {"enabled": True, "display_name": "Ours"})
    assert review.edits == {
        ALIAS.id: Edit(display_name="Ours", enabled=True),
        DATED.id: Edit(enabled=True),
    }
    review = reviewed_together(review, head, {"approve": False})
    assert review.ticks == {ALIAS.id: False, DATED.id: False}


def test_a_family_is_all_pending_rows_of_one_plan_with_or_without_an_alias():
    rows = [DATED, OLDER, row("o3")]
    assert family_of(DATED, rows) == [DATED, OLDER]
