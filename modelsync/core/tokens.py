"""A token of the HTTP API as people see it. Pure value; holds neither the token nor its hash."""

from __future__ import annotations

from typing import Literal

from modelsync.core.kinds import UtcDatetime
from modelsync.core.values import Value

Scope = Literal["read", "write"]
NAME_LENGTH = 64


class Token(Value):
    """Who made it, for what, when it was last used, and who revoked it."""

    name: str
    scope: Scope
    created_at: UtcDatetime
    created_by: str
    last_used_at: UtcDatetime | None = None
    revoked_at: UtcDatetime | None = None
    revoked_by: str | None = None
