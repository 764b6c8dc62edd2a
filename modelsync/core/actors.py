"""Who acts, and whether they may change anything. Pure: how a person or program proves who they are is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from modelsync.errors import ForbiddenError

Role = Literal["admin", "viewer"]


@dataclass(frozen=True)
class Actor:
    """A person or a program with a role: an admin changes things, a viewer only looks. The name is kept in the history."""

    name: str
    role: Role

    @classmethod
    def admin(cls, name: str) -> Self:
        """Whoever may change things."""
        return cls(name, "admin")

    def require_admin(self) -> None:
        """Raise ForbiddenError for whoever may only look."""
        match self.role:
            case "admin":
                return
            case "viewer":
                raise ForbiddenError(
                    f"{self.name} may look, but change nothing. Ask an admin to do it, or for the role."
                )


LOCAL = Actor("local", "admin")
"""Whoever runs the program on their own machine, when nothing tells their name."""
