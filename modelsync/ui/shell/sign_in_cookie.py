"""Reads the sign-in from a request's cookie, as Streamlit does for a page: for what is served without running one."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri, get_signing_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from modelsync.errors import ForbiddenError, ModelSyncError
from modelsync.server import shared
from modelsync.ui.shell import login

if TYPE_CHECKING:
    from starlette.types import Scope

logger = logging.getLogger(__name__)


class SignIns:
    """What the door asks about the person behind a request."""

    def claims(self, scope: Scope) -> Mapping[str, Any] | None:
        """The claims in the cookie; None without one that this server signed for its own address."""
        cookies = HTTPConnection(scope).cookies

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            if value is None:
                return None
            return decode_signed_value(get_signing_secret(), name, value.encode("latin-1", "replace"))

        content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        try:
            claims = json.loads(content) if content else None
        except ValueError:
            return None
        if not isinstance(claims, dict) or not claims.get("is_logged_in"):
            return None
        return claims if claims.get("origin") == get_origin_from_redirect_uri() else None

    def may_enter(self, claims: Mapping[str, Any]) -> bool:
        """Whether the sign-in holds at this moment; not while that cannot be told."""
        try:
            login.actor_behind(claims)
        except ForbiddenError:
            return False
        except ModelSyncError as error:
            logger.error("Nobody can be let in: %s", error)  # noqa: TRY400 - the sentence says it all
            return False
        return True

    def sign_out(self, claims: Mapping[str, Any]) -> None:
        """End the sign-in for every copy of its cookie; where that fails, at least this browser's cookie goes."""
        try:
            shared.shared_service().sign_out(claims)
        except ModelSyncError as error:
            logger.error("A sign-out was not noted: %s", error)  # noqa: TRY400 - the same
