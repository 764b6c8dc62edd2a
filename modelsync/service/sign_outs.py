"""Sign-ins that were ended before their tokens expire, for every window, every copy of the cookie and every server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modelsync.core.sign_in import fingerprint
from modelsync.service.context import ServiceContext
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Mapping

_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class SignOuts:
    """What becomes of a sign-in after a click on Log out."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def sign_out(self, claims: Mapping[str, object]) -> None:
        """End the sign-in with these claims; the note is kept until its token expires."""
        with self._context.database.writing("sign-outs") as session:
            store.forget_sign_outs(session, self._context.clock())
            store.add_sign_out(session, fingerprint(claims), _expiry(claims))

    def is_signed_out(self, claims: Mapping[str, object]) -> bool:
        """Whether somebody ended this sign-in."""
        with self._context.database.reading() as session:
            return store.is_signed_out(session, fingerprint(claims))


def _expiry(claims: Mapping[str, object]) -> datetime:
    """When the token expires; what cannot be read is kept for good."""
    expires = claims.get("exp")
    try:
        return datetime.fromtimestamp(expires, UTC) if isinstance(expires, (int, float)) else _LATEST
    except (OverflowError, OSError, ValueError):
        return _LATEST
