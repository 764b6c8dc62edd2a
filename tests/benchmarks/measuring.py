"""How a time becomes a number: runs by turns, a ratio within each run, the median over runs. Knows no benchmark."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Result:
    """One line of the table: what was measured in each run, and the floor's time in the same run.

    ``more`` holds further references, such as the row-by-row apply. An ``error`` stands instead of numbers.
    """

    name: str
    models: int
    database: str = ""
    unit: str = "s"
    floor_name: str = ""
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    more: dict[str, list[float]] = field(default_factory=dict)
    note: str = ""
    error: str = ""

    def add(self, ours, floor=None, **more):
        """Keep one run."""
        self.ours.append(ours)
        if floor is not None:
            self.floor.append(floor)
        for name, value in more.items():
            self.more.setdefault(name, []).append(value)

    @property
    def value(self):
        return median(self.ours)

    @property
    def floor_value(self):
        return median(self.floor)

    @property
    def ratio(self):
        """Ours against the floor; None without a floor."""
        return median(a / b for a, b in zip(self.ours, self.floor, strict=True)) if self.floor else None

    def times_faster(self, name):
        """A further reference against ours."""
        return median(b / a for a, b in zip(self.ours, self.more[name], strict=True))

    def to_json(self):
        measured = {"median": self.value, "ratio": self.ratio} if self.ours else {}
        measured |= {f"{name}_over_ours": self.times_faster(name) for name in self.more}
        return {key: value for key, value in vars(self).items() if value not in ("", [], {})} | measured


class Results:
    """The lines in the order in which they were first measured."""

    def __init__(self):
        self.lines = {}

    def line(self, name, models, database="", **about):
        """The line of this name, size and database; made at the first call."""
        return self.lines.setdefault((name, models, database), Result(name, models, database, **about))

    def __iter__(self):
        return iter(self.lines.values())


def timed(work):
    """The seconds that the work takes, and what it gives; earlier garbage is not its own."""
    gc.collect()
    start = time.perf_counter()
    given = work()
    return time.perf_counter() - start, given


def by_turns(number, *works):
    """Each work's seconds; every second run in the other order, so that neither always comes first."""
    order = list(enumerate(works))
    times = dict.fromkeys(range(len(works)), 0.0)
    for index, work in order if number % 2 else reversed(order):
        times[index], _ = timed(work)
    return tuple(times[index] for index in range(len(works)))
