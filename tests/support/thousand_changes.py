"""A plan of a thousand changes that waits for its apply, for tests that cut the apply short."""

from __future__ import annotations

from modelsync.core.actors import LOCAL, Actor
from tests.support.providers import google_item

CHANGES = {"inserted": 300, "updated": 400, "archived": 300, "removed": 0}
APPLY = {"approved": "all", "actor": Actor("ann", "admin"), "force": True, "reason": "a thousand"}


def planned(service, providers):
    """Put 1,000 models into the catalogue and plan 1,000 changes of them; gives the plan's id."""
    ids = [f"gemini-{number}-pro" for number in range(1300)]
    providers.page = 1000
    providers.set("google", *[google_item(id_) for id_ in ids[:1000]])
    service.apply_sync(service.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    same, other = ids[:300], ids[300:700]
    providers.set(
        "google",
        *[google_item(id_) for id_ in same],
        *[google_item(id_, displayName=f"Other {id_}", inputTokenLimit=4096) for id_ in other],
        *[google_item(id_) for id_ in ids[1000:]],
    )
    diff = service.sync_with_provider("google", actor=LOCAL)
    assert len(diff.ids()) == 1000
    return diff.plan_id
