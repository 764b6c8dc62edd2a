"""Use cases of API tokens: create, list, revoke, authenticate. Stores hashes only."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from datetime import timedelta
from typing import Literal

from modelsync.core.actors import Actor
from modelsync.core.tokens import NAME_LENGTH, Token
from modelsync.errors import EditError, NotFoundError, StoreError
from modelsync.service.context import ServiceContext
from modelsync.store import subjects as store

logger = logging.getLogger(__name__)

TOKEN_PREFIX = "msy_"  # noqa: S105 - what tokens begin with, so that scanners and people know one
_RANDOM_BYTES = 32
_NAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{NAME_LENGTH - 1}}}")
_BETWEEN_NOTES = timedelta(minutes=1)


class Tokens:
    """Tokens of the HTTP API."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def create_token(self, name: str, scope: Literal["read", "write"], *, actor: Actor) -> str:
        """Create a token and return it; it cannot be shown again. Raises EditError."""
        actor.require_admin()
        if not _NAME.fullmatch(name):
            raise EditError(
                f"A token's name has 1 to {NAME_LENGTH} small letters, digits, dots, dashes and underscores, "
                "and begins with a letter or digit. Choose another one."
            )
        plain = f"{TOKEN_PREFIX}{secrets.token_urlsafe(_RANDOM_BYTES)}"
        with self._context.database.writing("tokens") as session:
            if store.token_by_name(session, name):
                raise EditError(
                    f"There is, or was, a token named {name!r}. Choose another name: the history knows programs by it."
                )
            token = Token(name=name, scope=scope, created_at=self._context.clock(), created_by=actor.name)
            store.add_token(session, token, token_hash(plain))
        return plain

    def tokens(self) -> list[Token]:
        """Every token that was ever made, by name."""
        with self._context.database.reading() as session:
            return store.tokens(session)

    def revoke_token(self, name: str, *, actor: Actor) -> None:
        """Revoke a token; a revoked one stays unchanged. Raises NotFoundError."""
        actor.require_admin()
        with self._context.database.writing("tokens") as session:
            token = store.token_by_name(session, name)
            if token is None:
                raise NotFoundError(f"There is no token {name!r}. `modelsync token list` shows the names.")
            if token.revoked_at is None:
                store.mark_revoked(session, name, actor.name, self._context.clock())

    def authenticate(self, token: str) -> Actor | None:
        """The actor of this token, None if it is invalid; records its use at most once a minute. Raises StoreError."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        with self._context.database.reading() as session:
            found = store.token_by_hash(session, token_hash(token))
        if found is None or found.revoked_at:
            return None
        self._note_use(found)
        return Actor(f"token:{found.name}", "admin" if found.scope == "write" else "viewer")

    def token_hashes(self) -> frozenset[str]:
        """The hashes of all tokens that open something. Raises StoreError."""
        with self._context.database.reading() as session:
            return store.valid_token_hashes(session)

    def _note_use(self, token: Token) -> None:
        """Record the token's use, unless it was recorded recently or the database is busy."""
        now = self._context.clock()
        if token.last_used_at and now - token.last_used_at < _BETWEEN_NOTES:
            return
        try:
            with self._context.database.noting() as session:
                store.mark_used(session, token.name, now)
        except StoreError as error:
            logger.info("The use of token %s was not noted: %s", token.name, error)


def token_hash(token: str) -> str:
    """The stored form of a token.

    A plain SHA-256 suffices for 256 random bits; slow hashes protect guessable passwords. The timing of an index lookup
    reveals a prefix of the hash at most, which does not help to find a token.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
