"""Actors and their roles; maps a sign-in to an actor. Pure: OpenID Connect itself is Streamlit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from modelsync.core.sign_in import is_address
from modelsync.errors import ForbiddenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

Role = Literal["admin", "viewer"]


@dataclass(frozen=True)
class Actor:
    """A person or a program. An admin may change things, a viewer may read. The history keeps the name."""

    name: str
    role: Role

    @classmethod
    def admin(cls, name: str) -> Self:
        """An actor that may change things."""
        return cls(name, "admin")

    def require_admin(self) -> None:
        """Raise ForbiddenError for a viewer."""
        match self.role:
            case "admin":
                return
            case "viewer":
                raise ForbiddenError(
                    f"{self.name} may look, but change nothing. Ask an admin to do it, or for the role."
                )


LOCAL = Actor("local", "admin")
"""The local user, when the system does not tell a name."""


def actor_of(
    claims: Mapping[str, object], admins: Collection[str], viewers: Collection[str], now: datetime
) -> Actor:
    """The actor behind the claims of an ID token (OpenID Connect Core 1.0, section 5.1).

    The lists hold addresses (``ada@example.com``) and whole domains (``@example.com``); an admin's entry wins. Raises
    ForbiddenError for an expired token, an address that nobody verified, and a stranger.
    """
    expires = claims.get("exp")
    if not isinstance(expires, (int, float)) or isinstance(expires, bool) or expires <= now.timestamp():
        raise ForbiddenError("Your sign-in has expired. Sign in again.")
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise ForbiddenError(
            "The sign-in told no e-mail address. Ask for the scope email at the identity provider."
        )
    if not is_address(email):
        raise ForbiddenError(
            "The e-mail address of the sign-in holds what no address may. Correct it at the identity provider."
        )
    if not _is_verified(claims):
        raise ForbiddenError(
            f"Nobody verified that {email} is yours. Verify it at the identity provider, then sign in again."
        )
    address = _folded(email)
    for role, entries in _lists(admins, viewers):
        if _is_on(address, entries):
            return Actor(address, role)
    raise ForbiddenError(
        f"{email} may not enter. Ask an admin of Model Sync to add the address to MODELSYNC_ADMINS or MODELSYNC_VIEWERS."
    )


def _is_verified(claims: Mapping[str, object]) -> bool:
    """Whether the identity provider verified the address, by the standard claim or Microsoft Entra's.

    Entra has no ``email_verified``; its optional claim ``xms_edov`` says that the owner of the domain was verified.
    """
    said = claims["email_verified"] if "email_verified" in claims else claims.get("xms_edov")
    return said is True or said in ("true", "1", 1)


def _lists(admins: Collection[str], viewers: Collection[str]) -> tuple[tuple[Role, Collection[str]], ...]:
    return ("admin", admins), ("viewer", viewers)


def _is_on(address: str, entries: Collection[str]) -> bool:
    domain = "@" + address.rpartition("@")[2]
    return any(_folded(entry) in {address, domain} for entry in entries)


def _folded(address: str) -> str:
    """Lower-case ASCII letters only: full case folding would merge distinct addresses."""
    return "".join(c.lower() if c.isascii() else c for c in address)
