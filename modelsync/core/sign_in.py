"""What tells one sign-in from another, and an address from what only looks like one. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ADDRESS_LENGTH = 254
_NOT_CLAIMS = frozenset({"is_logged_in", "origin", "tokens"})
"""What Streamlit adds to the claims, in the cookie or in `st.user`."""


def fingerprint(claims: Mapping[str, object]) -> str:
    """A hash that tells this sign-in from every other, equal for every copy of its cookie."""
    own = {name: value for name, value in claims.items() if name not in _NOT_CLAIMS}
    canonical = json.dumps(own, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def is_address(email: str) -> bool:
    """Whether this can stand in a log and the history as one address: one @, no space, control or format character."""
    name, _, domain = email.partition("@")
    return bool(
        name
        and domain
        and "@" not in domain
        and len(email) <= _ADDRESS_LENGTH
        and email.isprintable()
        and " " not in email
    )
