"""The second proof: asks a provider for each model that its list lacks, or that is overdue. Never fails, never needed for a plan.

Google's embedding-001 was absent on one day of January 2026 and back two days later: absence alone is weak. A 404 alone
is weak too: a server without a path for single models gives it for every id.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from modelsync.core.safety import Proof

if TYPE_CHECKING:
    from modelsync.adapters.http.fetch import ModelAnswer, ProviderSession

MOST_PROBES = 50
"""More absent models than this are a matter for the safety check, not for questions one by one."""
_AT_ONCE = 8
_SECONDS = 10.0
_LEAST_SECONDS = 0.1


async def second_proofs(
    session: ProviderSession, absent: Sequence[str], listed: Collection[str]
) -> dict[str, Proof]:
    """By id: ``gone``, ``answers``, ``unproven``.

    Gone needs the provider's own no-such-model, or a listed id of the same form that answers where this one does not.
    The first fifty are asked for. Takes ten seconds at most, and no more than the session has left.
    """
    if not absent:
        return {}
    answers = _Answers(session)
    proofs: dict[str, Proof] = dict.fromkeys(absent, "unproven")
    controls = {_form(id_): id_ for id_ in sorted(listed, reverse=True)}

    async def prove(id_: str) -> None:
        answer = await answers.to(id_)
        if answer == "not found" and (control := controls.get(_form(id_))):
            answer = "no such model" if await answers.to(control) == "model" else "nothing"
        if answer in {"model", "no such model"}:
            proofs[id_] = "answers" if answer == "model" else "gone"

    try:
        async with asyncio.timeout(max(_LEAST_SECONDS, min(session.seconds_left, _SECONDS))):
            await asyncio.gather(*(prove(id_) for id_ in absent[:MOST_PROBES]))
    except TimeoutError:
        pass  # an id without an answer in time stays unproven
    return proofs


class _Answers:
    """Asks for each id once, so many at a time."""

    def __init__(self, session: ProviderSession) -> None:
        self._session = session
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._asked: dict[str, asyncio.Task[ModelAnswer]] = {}

    async def to(self, id_: str) -> ModelAnswer:
        if id_ not in self._asked:
            self._asked[id_] = asyncio.create_task(self._ask(id_))
        return await self._asked[id_]

    async def _ask(self, id_: str) -> ModelAnswer:
        async with self._gate:
            return await self._session.answer_for(id_)


def _form(id_: str) -> frozenset[str]:
    """The marks of an id that a server's routes may treat apart: ``vendor/model`` is another path than ``model``."""
    return frozenset(re.sub(r"[A-Za-z0-9_-]", "", id_))
