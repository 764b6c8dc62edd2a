"""Takes the upload of another catalogue: an admin's, from our own form, within bounds. The entrance has checked origin and sign-in.

No upload names an address, a database or a path: the name of the file says of which form it is, and nothing else.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match

from modelsync.core.adoption.bounds import MOST_BYTES
from modelsync.errors import ForbiddenError, ModelSyncError
from modelsync.server import shared
from modelsync.server.addresses import is_upload
from modelsync.server.limits import UPLOAD_BYTES
from modelsync.server.timely import timely
from modelsync.ui.adopt import answer_page
from modelsync.ui.shell import form_tokens, login
from modelsync.ui.shell.sign_in_cookie import SignIns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from modelsync.core.actors import Actor
    from modelsync.core.adoption.source import Adoption

logger = logging.getLogger(__name__)

_TOO_LARGE: Final = f"The upload is too large. A file may have {MOST_BYTES // 1_000_000} MB."
_NOT_OURS: Final = "This form is too old, or was not drawn by this dashboard. Load the page again, then choose the file anew."
_NO_FORM: Final = "The upload is no form with a file. Load the page again, then choose a file."


class Uploads(BaseRoute):
    """The address of the form, below whatever base path."""

    def __init__(self) -> None:
        self._app: ASGIApp = RequestBodyLimitMiddleware(_answer, max_body_size=UPLOAD_BYTES)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is the form's."""
        return (Match.FULL if scope["type"] == "http" and is_upload(scope) else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the upload; a body that has not arrived in time is given up."""
        await self._app(scope, timely(receive), send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        answer = await _response(Request(scope, receive))
    except ClientDisconnect:
        return
    answer.headers["Cache-Control"] = "no-store"
    await answer(scope, receive, send)


async def _response(request: Request) -> Response:
    claims = SignIns().claims(request.scope) if login.is_configured() else None
    try:
        actor = await anyio.to_thread.run_sync(_admin, claims)
        async with request.form(max_files=2, max_fields=3, max_part_size=1_000) as form:
            return await _adopted(form, claims, actor)
    except ForbiddenError as error:
        return answer_page.refused(str(error), 403)
    except ModelSyncError as error:
        return answer_page.refused(str(error), 422)
    except HTTPException as error:  # the form's own bounds, and the body's
        return answer_page.refused(_TOO_LARGE if error.status_code == 413 else _NO_FORM, error.status_code)


def _admin(claims: Mapping[str, Any] | None) -> Actor:
    """Who uploads. Raises ForbiddenError."""
    actor = login.actor_of_request(claims)
    actor.require_admin()
    return actor


async def _adopted(form: Mapping[str, Any], claims: Mapping[str, Any] | None, actor: Actor) -> Response:
    file, map_, token = form.get("file"), form.get("map"), form.get("token")
    if not isinstance(token, str) or not form_tokens.holds(token, claims):
        raise ForbiddenError(_NOT_OURS)
    if not isinstance(file, UploadFile) or not file.filename:
        return answer_page.refused(_NO_FORM, 422)
    options: dict[str, Any] = {"actor": actor, "keep_ids": form.get("keep_ids") == "true"}
    if isinstance(map_, UploadFile) and map_.filename:
        options |= {"map_name": map_.filename, "map_content": await map_.read()}
    name, content = file.filename, await file.read()

    def adopt() -> Adoption:
        return shared.shared_service().adopt_file(name, content, **options)

    adoption = await anyio.to_thread.run_sync(adopt)
    logger.info("%s uploaded %s", actor.name, adoption.source)
    return RedirectResponse("./", 303) if adoption.plans else answer_page.nothing_to_do(adoption)
