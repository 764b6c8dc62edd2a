"""The second proof: asks a provider for each model that its list lacks. Never fails, never needed for a plan.

Google's embedding-001 was absent on one day of January 2026 and back two days later: absence alone is weak.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelsync.adapters import Access, Adapter, Limits, probe
from modelsync.safety import Proof

if TYPE_CHECKING:
    import httpx

MOST_PROBES = 50
"""More absent models than this are a matter for the safety check, not for questions one by one."""
_AT_ONCE = 8
_SECONDS = 10.0


async def second_proofs(
    adapter: Adapter,
    access: Access,
    ids: Sequence[str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits,
) -> dict[str, Proof]:
    """By id: ``gone`` (404), ``answers`` (200), ``unproven`` (anything else, or not asked), within ten seconds."""
    proofs: dict[str, Proof] = dict.fromkeys(ids, "unproven")
    gate = asyncio.Semaphore(_AT_ONCE)
    quick = dataclasses.replace(limits, seconds=min(limits.seconds, _SECONDS), retries=0)

    async def ask(id_: str) -> None:
        async with gate:
            match await probe(adapter, access, id_, transport=transport, limits=quick):
                case True:
                    proofs[id_] = "answers"
                case False:
                    proofs[id_] = "gone"
                case None:
                    pass

    try:
        async with asyncio.timeout(quick.seconds):
            await asyncio.gather(*(ask(id_) for id_ in sorted(ids)[:MOST_PROBES]))
    except TimeoutError:
        pass  # who was not heard in time stays unproven
    return proofs
