"""A commit of Review in words: the bar's summary, and the sentence of the dialog. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelsync.core.plans import Review
from modelsync.core.review import ReviewState
from modelsync.ui.review.rows import Proposal
from modelsync.ui.review.tables import SECTIONS
from modelsync.ui.shell.session import label


def bar_summary(
    state: ReviewState, approved: Sequence[Proposal], rows: Sequence[Proposal], shown: Sequence[Proposal]
) -> str:
    """What a commit would do: ``96 of 99 changes approved · enables 10 · renames 3 · 2 rejected``."""
    reviews = {plan.id: plan.review for plan in state.waiting.values()}
    parts = [f"**{len(approved):,} of {len(rows):,}** changes approved"]
    enabled, disabled, renamed = _effects(approved, reviews)
    parts += [
        f"{word} {count:,}"
        for word, count in (("enables", enabled), ("disables", disabled), ("renames", renamed))
        if count
    ]
    rejected = sum(len(plan.rejected) for plan in state.waiting.values())
    undecided = len(rows) - len(approved) - rejected
    parts += [
        f"{count:,} {word}" for word, count in (("rejected", rejected), ("undecided", undecided)) if count
    ]
    here = {row.key for row in shown} if len(shown) < len(rows) else None
    if hidden := sum(row.key not in here for row in approved) if here is not None else 0:
        parts.append(f":orange[{hidden:,} of the approved hidden by the filter]")
    if stale := state.conflicts.keys():
        names = ", ".join(label(provider) for provider in stale)
        parts.append(f":orange[{names}: no longer fits, see above]")
    return " · ".join(parts)


def dialog_sentence(rows: Sequence[Proposal], review: Review) -> str:
    """Summary of a commit: ``add 16 models, archive 1 model (enabled now, so switched off), rename 2``."""
    by_section = {name: [row for row in rows if row.section == name] for name in SECTIONS}
    verbs = {"new": "add", "updated": "update", "archived": "archive"}
    parts = [f"{verbs[name]} {_models(len(mine))}" for name, mine in by_section.items() if mine]
    if off := sum(row.was_enabled for row in by_section["archived"]):
        which = "" if off == len(by_section["archived"]) == 1 else f"{off:,} of them "
        parts[-1] += f" ({which}enabled now, so switched off)"
    enabled, disabled, renamed = _effects(rows, {row.plan_id: review for row in rows})
    words = (("enable", enabled), ("disable", disabled), ("rename", renamed))
    return ", ".join([*parts, *(f"{word} {count}" for word, count in words if count)])


def _effects(rows: Sequence[Proposal], reviews: Mapping[str, Review]) -> tuple[int, int, int]:
    """How many of these rows a commit enables, disables and renames beyond what the section says."""
    enabled = disabled = renamed = 0
    for row in rows:
        review = reviews[row.plan_id]
        edit = review.edits.get(row.id)
        if edit is None:  # Names and switches of known models change by an edit alone.
            enabled += row.section == "new" and bool(row.model.enabled)
            continue
        if row.section != "archived":
            was, will = row.section != "new" and bool(row.model.enabled), row.enabled(review)
            enabled += will and not was
            disabled += was and not will
        renamed += edit.display_name not in {None, row.model.display_name}
    return enabled, disabled, renamed


def _models(count: int) -> str:
    return f"{count:,} model{'' if count == 1 else 's'}"
