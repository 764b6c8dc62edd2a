"""The second proof: asks a provider for each model that its list lacks. Never fails, never needed for a plan.

Google's embedding-001 was absent on one day of January 2026 and back two days later: absence alone is weak.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelsync.core.safety import Proof

if TYPE_CHECKING:
    from modelsync.adapters.http.fetch import ProviderSession

MOST_PROBES = 50
"""More absent models than this are a matter for the safety check, not for questions one by one."""
_AT_ONCE = 8
_SECONDS = 10.0
_LEAST_SECONDS = 0.1


async def second_proofs(session: ProviderSession, ids: Sequence[str]) -> dict[str, Proof]:
    """By id: ``gone`` (404), ``answers`` (200), ``unproven`` (anything else, or not asked).

    Takes ten seconds at most, and no more than the session has left.
    """
    proofs: dict[str, Proof] = dict.fromkeys(ids, "unproven")
    gate = asyncio.Semaphore(_AT_ONCE)

    async def ask(id_: str) -> None:
        async with gate:
            match await session.answers_for(id_):
                case True:
                    proofs[id_] = "answers"
                case False:
                    proofs[id_] = "gone"
                case None:
                    pass

    try:
        async with asyncio.timeout(max(_LEAST_SECONDS, min(session.seconds_left, _SECONDS))):
            await asyncio.gather(*(ask(id_) for id_ in sorted(ids)[:MOST_PROBES]))
    except TimeoutError:
        pass  # who was not heard in time stays unproven
    return proofs
