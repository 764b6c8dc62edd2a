"""Use case of a monitor: the figures of the moment, in one read. Changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from modelsync.adapters.receivers import configured
from modelsync.core.measures import Measures
from modelsync.core.retirement import retiring_within
from modelsync.core.safety import archived_ids
from modelsync.errors import SettingsError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.core.events import Receiver
    from modelsync.core.plans import Plan
    from modelsync.service.context import ServiceContext

RETIRING_DAYS: Final = 30


class Measured:
    """What a monitor asks for."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def measures(self) -> Measures:
        """The figures of every provider that is configured. Raises StoreError."""
        names = list(self._context.providers)
        with self._context.database.reading() as session:
            enabled = store.models(session, enabled=True)
            successes = store.last_successes(session)
            failures = {name: len(store.failures_in_a_row(session, name)) for name in names}
            plans = store.latest_plans(session)
            receivers = self._receivers(session)
        retiring = Counter(
            one.provider for one in retiring_within(RETIRING_DAYS, enabled, self._context.today())
        )
        on = Counter(one.provider for one in enabled)
        return Measures(
            last_success={name: successes[name] for name in names if name in successes},
            failures=failures,
            pending={
                (name, section): count for name in names for section, count in _pending(plans.get(name))
            },
            retiring={name: retiring[name] for name in sorted({*names, *on})},
            enabled={name: on[name] for name in sorted({*names, *on})},
            waiting_events={one.label: one.waiting for one in receivers},
        )

    def _receivers(self, session: store.Session) -> list[Receiver]:
        try:
            wanted = configured(self._context.settings)
        except SettingsError:
            return []  # Status and the log say what the settings lack
        known = {one.key: one for one in store.receivers(session, [one.key for one in wanted])}
        return [known.get(one.key, one) for one in wanted]


def _pending(plan: Plan | None) -> Iterator[tuple[str, int]]:
    diff = plan.diff if plan and plan.waits else None
    archived = len(archived_ids(diff)) if diff else 0
    yield "new", len(diff.new_models) if diff else 0
    yield "updated", len(diff.ids()) - len(diff.new_models) - archived if diff else 0
    yield "archived", archived
