"""The tables of the door: tokens of the HTTP API, and sign-ins that ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from modelsync.core.tokens import NAME_LENGTH
from modelsync.store.tables.columns import UtcTime, length, one_of


class ApiToken(SQLModel, table=True):
    """A token of the HTTP API, as a hash. Revoked tokens stay, so that a name in the history is unique."""

    __tablename__ = "api_token"
    __table_args__ = (
        length("name", NAME_LENGTH),
        one_of("scope", "read", "write"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        length("created_by"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
    )

    name: str = Field(primary_key=True, sa_type=Text)
    scope: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text, unique=True, index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str = Field(sa_type=Text)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_by: str | None = Field(default=None, sa_type=Text)


class SignedOut(SQLModel, table=True):
    """A sign-in that somebody ended, as a hash of its ID token's claims; kept until the token expires by itself."""

    __tablename__ = "signed_out"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    hash: str = Field(primary_key=True, sa_type=Text)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
