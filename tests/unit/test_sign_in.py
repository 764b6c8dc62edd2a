"""Whose address counts as verified: by the standard's claim, or by the one that Microsoft Entra has instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from modelsync.core.actors import actor_of
from modelsync.errors import ForbiddenError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def actor(**claims):
    claims |= {"email": "ada@example.com", "exp": NOW.timestamp() + 60}
    return actor_of(claims, admins=["ada@example.com"], viewers=[], now=NOW)


@pytest.mark.parametrize(
    "claims", [{"email_verified": True}, {"email_verified": "true"}, {"xms_edov": True}, {"xms_edov": "1"}]
)
def test_an_address_that_the_provider_stands_for_lets_in(claims):
    assert actor(**claims).role == "admin"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email_verified": False, "xms_edov": True},
        {"xms_edov": False},
        {"xms_edov": "0"},
    ],
)
def test_no_other_address_does(claims):
    with pytest.raises(ForbiddenError, match=r"Nobody verified that ada@example\.com is yours"):
        actor(**claims)
