"""What the History page shows: filters, the selected run or change, and their query string. Pure: no Streamlit, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, timedelta, tzinfo
from typing import Any, Literal

from modelsync.core.field_changes import ChangeFilter, FieldChange, first_moment, last_moment

Shows = Literal["changes", "runs"]

PERIODS = {
    "7": "Last 7 days",
    "30": "Last 30 days",
    "90": "Last 90 days",
    "all": "All time",
    "dates": "From – to",
}
USUAL_PERIOD = "30"
LONGEST_SEARCH = 255
_GIVEN_BY = "displayNameBy"


@dataclass(frozen=True)
class View:
    """Filters, and what is selected; None means no filter. ``change`` is a row's key."""

    shows: Shows = "changes"
    period: str = USUAL_PERIOD
    since: date | None = None
    until: date | None = None
    words: str = ""
    provider: str | None = None
    actor: str | None = None
    field: str | None = None
    kind: str | None = None
    run: str | None = None
    change: str | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return replace(self, shows="changes", run=None, change=None) != View()

    def wanted(self, today: date, zone: tzinfo = UTC) -> ChangeFilter:
        """The period to read; its days are those of the zone."""
        if self.period == "dates":
            return ChangeFilter(
                since=first_moment(self.since.isoformat(), zone=zone) if self.since else None,
                until=last_moment(self.until.isoformat(), zone=zone) if self.until else None,
            )
        if self.period == "all":
            return ChangeFilter()
        return ChangeFilter(
            since=first_moment((today - timedelta(days=int(self.period))).isoformat(), zone=zone)
        )

    def shown(self, changes: Sequence[FieldChange]) -> list[FieldChange]:
        """The changes that match all filters; a name tells by itself that it went to the admin."""
        words = self.words.lower().split()
        field = ChangeFilter(field=self.field)
        wanted = [(name, value) for name in ("provider", "actor", "kind") if (value := getattr(self, name))]
        renamed = {_of(change) for change in changes if change.field == "displayName"}
        return [
            change
            for change in changes
            if all(getattr(change, name) == value for name, value in wanted)
            and field.has_field(change.field)
            and all(word in change.universal_model_id.lower() for word in words)
            and (change.field != _GIVEN_BY or self.field == _GIVEN_BY or _of(change) not in renamed)
        ]

    def of_period(self, changes: Sequence[FieldChange]) -> int:
        """How many changes there are without filters."""
        return len(View().shown(changes)) if self.is_filtered else len(self.shown(changes))

    def to_address(self) -> dict[str, str]:
        """As query parameters; defaults are left out. A selected run or change says which table is shown."""
        said = {
            "view": "runs" if self.shows == "runs" and not self.run else None,
            "period": None if self.period == USUAL_PERIOD else self.period,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "q": self.words or None,
            **{name: getattr(self, name) for name in ("provider", "actor", "field", "kind", "run", "change")},
        }
        return {name: value for name, value in said.items() if value}


def _of(change: FieldChange) -> tuple[str, str]:
    return change.run_id, change.universal_model_id


ADDRESS = ("view", "q", *(field.name for field in fields(View) if field.name not in {"shows", "words"}))
"""Names of the query parameters."""


def key_of(change: FieldChange) -> str:
    """What names one row: its run, model and field."""
    return f"{change.run_id}:{change.field}:{change.universal_model_id}"


def from_address(sent: Mapping[str, str]) -> View:
    """Parse query parameters; a value that cannot be is left out."""
    known: dict[str, Callable[[str], Any]] = {
        "period": {period: period for period in PERIODS}.__getitem__,
        "since": date.fromisoformat,
        "until": date.fromisoformat,
        "q": lambda words: " ".join(words[:LONGEST_SEARCH].split()),
        **dict.fromkeys(("provider", "actor", "field", "kind", "run", "change"), _text),
    }
    values: dict[str, Any] = {}
    for name, value in sent.items():
        if name in known:
            try:
                values["words" if name == "q" else name] = known[name](value)
            except (KeyError, ValueError):
                continue
    if values.get("period") != "dates":
        values |= {"since": None, "until": None}
    shows: Shows = "runs" if "run" in values or sent.get("view") == "runs" else "changes"
    return View(**values | {"shows": shows} | ({"change": None} if shows == "runs" else {}))


def _text(value: str) -> str | None:
    return value[:600] or None
