"""The review packet: pending changes as one Markdown document, for a pull request or a mail. Pure; decides nothing."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from modelsync.core.safety import archived_ids
from modelsync.report import words
from modelsync.report.markdown import code, row, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modelsync.core.models import NormalizedModel
    from modelsync.core.plans import Plan
    from modelsync.core.safety import Finding

MOST_CHARACTERS: Final = 60_000
"""GitHub takes a comment of 65,536."""

_LONGEST_CELL: Final = 400


@dataclass(frozen=True)
class Reviewed:
    """A plan with what its approval meets: safety findings, conflicts, and the approval's checksum where one is wanted."""

    plan: Plan
    label: str
    findings: Sequence[Finding] = ()
    conflicts: Sequence[str] = ()
    checksum: str | None = None


@dataclass(frozen=True)
class _Section:
    """A heading, what stands above the lines, and the lines, of which the last ones may be cut."""

    head: str
    lines: tuple[str, ...] = ()

    def within(self, room: int) -> str:
        """The section with so many characters of lines; what is more is counted."""
        lengths = list(accumulate(len(line) + 1 for line in self.lines))
        shown = bisect_right(lengths, room)
        left = len(self.lines) - shown
        more = f"\nand {left:,} more\n" if left else ""
        return "".join(f"{line}\n" for line in (self.head, *self.lines[:shown])) + more


def packet(reviewed: Sequence[Reviewed], most: int = MOST_CHARACTERS) -> str:
    """The document, of at most so many characters: the longest lists are cut first."""
    title = f"# Model changes: {', '.join(text(one.label) for one in reviewed)}\n"
    sections = [section for one in reviewed for section in _sections(one)]

    def document(room: int) -> str:
        return "\n".join([title, *(section.within(room) for section in sections)])

    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(document(middle)) <= most else (low, middle - 1)
    return document(low)


def _sections(one: Reviewed) -> Iterator[_Section]:
    plan = one.plan
    yield _Section(_summary(one))
    yield from _listed("Confirmation required", (finding.message for finding in one.findings))
    yield from _listed("No longer fits the catalogue", one.conflicts)
    yield from _tables(plan)
    yield from _listed("Warnings", (warning.message for warning in plan.diff.warnings))
    if plan.diff.excluded:
        lines = (
            row([code(e.universal_model_id), text(e.rule), _cell(e.reason)])
            for e in sorted(plan.diff.excluded, key=lambda e: (e.rule, e.universal_model_id))
        )
        by_rule = text(words.left_out(plan.diff.excluded))
        yield _Section(
            f"### Excluded\n\nBy rule: {by_rule}\n\n{_header('ID', 'Rule', 'Reason')}", tuple(lines)
        )


def _summary(one: Reviewed) -> str:
    plan, diff = one.plan, one.plan.diff
    total = len(diff.ids())
    lines = [
        f"## {text(one.label)}: {words.counts(diff)}\n",
        f"{diff.listed:,} listed, fetched {plan.fetched_at:%Y-%m-%d %H:%M} UTC by {text(plan.actor)}, plan {code(plan.id)}.",
    ]
    if diff.is_empty:
        lines.append("Up to date: no change is pending.")
    else:
        open_ = f", {len(plan.rejected):,} rejected, {len(plan.undecided):,} undecided"
        lines.append(f"{len(plan.approved):,} of {total:,} changes approved{open_}.")
    if one.checksum:
        lines.append(f"\nChecksum of what is approved: `{one.checksum}`")
    return "\n".join(lines)


def _listed(heading: str, sentences: Iterable[str]) -> Iterator[_Section]:
    lines = tuple(f"- {_cell(sentence)}" for sentence in sentences)
    if lines:
        yield _Section(f"### {heading}\n", lines)


def _tables(plan: Plan) -> Iterator[_Section]:
    marks, notes = _Marks(plan), words.doubts(plan)
    gone, today = set(archived_ids(plan.diff)), plan.fetched_at.date()
    new = [(m, f"{words.features(m, today=today)} · {words.price(m)}") for m in plan.diff.new_models]
    changed = [(u.updated, words.changes(u, brief=True, today=today)) for u in plan.diff.updated_models]
    flagged = [(m, what) for m, what in changed if m.universal_model_id in gone]
    absent = list(words.archivals(plan.diff, plan.context.proofs))
    by_heading = {
        "New": new,
        "Updated": [(m, what) for m, what in changed if m.universal_model_id not in gone],
        "Archived": [*flagged, *((m, f"{why}{_successor(m)}") for m, why in absent)],
    }
    for heading, rows in by_heading.items():
        if rows:
            lines = (
                row([marks.approval(m), code(m.universal_model_id), *marks.named(m, what, notes)])
                for m, what in sorted(rows, key=lambda pair: pair[0].universal_model_id)
            )
            head = _header("Approved", "ID", "Name", "What")
            yield _Section(f"### {heading} ({len(rows):,})\n\n{head}", tuple(lines))


class _Marks:
    """What the review says of each row."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._since = words.since_review(plan)
        self._approved, self._rejected, self._undecided = plan.approved, plan.rejected, plan.undecided

    def approval(self, model: NormalizedModel) -> str:
        id_ = model.universal_model_id
        if id_ in self._approved:
            return "yes"
        return "rejected" if id_ in self._rejected else "undecided" if id_ in self._undecided else "no"

    def named(self, model: NormalizedModel, what: str, notes: Mapping[str, str]) -> tuple[str, str]:
        """The cells of name and change, with the reviewer's edits."""
        id_ = model.universal_model_id
        edit = self._plan.review.edits.get(id_)
        name = (edit and edit.display_name) or model.display_name
        said = [what, *(found[id_] for found in (notes, self._since) if id_ in found)]
        if edit and edit.display_name not in {None, model.display_name}:
            said.append(f"renamed, was “{model.display_name}”")
        if edit and edit.enabled is not None:
            said.append("enabled by the reviewer" if edit.enabled else "disabled by the reviewer")
        return _cell(name), _cell(" · ".join(said))


def _successor(model: NormalizedModel) -> str:
    return f" · successor {model.lifecycle.replacement}" if model.lifecycle.replacement else ""


def _cell(foreign: str) -> str:
    short = foreign if len(foreign) <= _LONGEST_CELL else f"{foreign[: _LONGEST_CELL - 1]}…"
    return text(short)


def _header(*titles: str) -> str:
    return f"{row(list(titles))}\n{row(['---'] * len(titles))}"
