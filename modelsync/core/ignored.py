"""What a person ignores of the findings on the prices, and why. Pure."""

from __future__ import annotations

from modelsync.core.kinds import UtcDatetime
from modelsync.core.values import Value


class Ignored(Value):
    """Who ignores a finding, when and why; it holds until what was found changes."""

    by: str
    at: UtcDatetime
    reason: str
