"""Folds an alias and its dated snapshots into one row of Review, which approves and enables them together. Pure.

A snapshot that its reader would have to see is never folded away: one in doubt, one whose approval or switch is another than the
alias has, one with a name of its own, one that changed since it was reviewed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from modelsync.core.families import alias, family

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelsync.core.plans import Review
    from modelsync.ui.review.rows import Proposal


def folded(rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> list[Proposal]:
    """The rows in their order, snapshots within the row of their alias."""
    families: dict[tuple[str, str, str], list[Proposal]] = defaultdict(list)
    for row in rows:
        if not row.in_doubt:
            families[row.plan_id, row.section, family(row.id)].append(row)
    heads: dict[str, tuple[Proposal, ...]] = {}
    away: set[str] = set()
    for mine in families.values():
        if members := _members(mine, reviews):
            head, *others = members
            heads[head.key] = tuple(others)
            away.update(one.key for one in others)
    return [
        replace(row, folded=heads[row.key]) if row.key in heads else row
        for row in rows
        if row.key not in away
    ]


def family_of(row: Proposal, rows: Sequence[Proposal]) -> list[Proposal]:
    """The pending rows of the same family, this one among them."""
    wanted = family(row.id)
    return [one for one in rows if one.plan_id == row.plan_id and family(one.id) == wanted]


def _members(rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> list[Proposal]:
    """The alias, then those that can stand in its row; nothing where there are none."""
    named = alias(row.id for row in rows) if len(rows) > 1 else None
    head = next((row for row in rows if row.id == named), None)
    if head is None:
        return []
    others = [row for row in rows if row is not head and _is_like(row, head, reviews[row.plan_id])]
    return [head, *others] if others else []


def _is_like(row: Proposal, head: Proposal, review: Review) -> bool:
    edit = review.edits.get(row.id)
    return (
        row.approved(review) == head.approved(review)
        and row.enabled(review) == head.enabled(review)
        and (edit is None or edit.display_name in {None, row.model.display_name})
        and not row.notes
    )
