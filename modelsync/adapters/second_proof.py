"""The second proof: asks a provider for each model that its list lacks. Never fails, never needed for a plan.

Google's embedding-001 was absent on one day of January 2026 and back two days later: absence alone is weak.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from modelsync.adapters import Adapter, Limits, ProviderAccess
from modelsync.adapters.http.fetch import probing
from modelsync.core.safety import Proof
from modelsync.errors import FetchError

if TYPE_CHECKING:
    import httpx

MOST_PROBES = 50
"""More absent models than this are a matter for the safety check, not for questions one by one."""
_AT_ONCE = 8
_SECONDS = 10.0


async def second_proofs(
    adapter: Adapter,
    access: ProviderAccess,
    ids: Sequence[str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits,
) -> dict[str, Proof]:
    """By id: ``gone`` (404), ``answers`` (200), ``unproven`` (anything else, or not asked), within ten seconds."""
    proofs: dict[str, Proof] = dict.fromkeys(ids, "unproven")
    if not ids:
        return proofs
    gate = asyncio.Semaphore(_AT_ONCE)
    quick = dataclasses.replace(limits, seconds=min(limits.seconds, _SECONDS), retries=0)

    async def ask(answers_for: Callable[[str], Awaitable[bool | None]], id_: str) -> None:
        async with gate:
            match await answers_for(id_):
                case True:
                    proofs[id_] = "answers"
                case False:
                    proofs[id_] = "gone"
                case None:
                    pass

    try:
        async with probing(adapter, access, transport=transport, limits=quick) as answers_for:
            await asyncio.gather(*(ask(answers_for, id_) for id_ in sorted(ids)[:MOST_PROBES]))
    except FetchError:
        pass  # who was not heard in time stays unproven
    return proofs
