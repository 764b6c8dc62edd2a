"""Remarks on many rows at once: one sentence for each cause, with the number of rows and an example. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from modelsync.core.adoption import words
from modelsync.core.kinds import shown_id
from modelsync.core.models import Notice

_SHOWN = 60


@dataclass
class Remarks:
    """Counts rows by the code and the subject of a remark."""

    a_row: str
    _rows: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _ends: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, code: str, subject: str, id_: str, end: str) -> None:
        """One row more of which this holds: ``3 rows say “x” of enabled (a, b and c): …``."""
        self._rows.setdefault((code, subject), []).append(id_)
        self._ends[code, subject] = end

    def notices(self) -> list[Notice]:
        """A sentence for each cause."""
        return [
            Notice(
                code=code,
                message=f"{self._count(len(ids))} {subject} ({few(ids)}): {self._ends[code, subject]}",
                universal_model_id=ids[0] if len(ids) == 1 else None,
            )
            for (code, subject), ids in self._rows.items()
        ]

    def _count(self, number: int) -> str:
        plural = f"{self.a_row[:-1]}ies" if self.a_row.endswith("y") else f"{self.a_row}s"
        return f"{number:,} {self.a_row if number == 1 else plural}"


def few(ids: Sequence[str]) -> str:
    """The first three, and how many more."""
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3:,} more" if len(ids) > 3 else "")


def shown(value: Any) -> str:
    """A value of the source for people: in quotes, on one line, cut."""
    text = words.text(value)
    if text is None:
        return "nothing" if value is None else "no single value"
    plain = shown_id(text)
    return f"“{plain}”" if len(plain) <= _SHOWN else f"“{plain[:_SHOWN]}…”"
