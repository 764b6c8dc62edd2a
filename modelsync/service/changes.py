"""The audit: which field of which model changed, when, by whom and why. Changes nothing."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from modelsync.core.field_changes import Position, field_changes, is_field
from modelsync.errors import NotFoundError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelsync.core.field_changes import ChangeFilter, FieldChange
    from modelsync.service.context import ServiceContext


class Changes:
    """Reads the history by model and field."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def changes(self, wanted: ChangeFilter) -> list[FieldChange]:
        """One value for each model and field that changed, newest first. Raises NotFoundError."""
        with self._context.database.reading() as session:
            return [change for _, change in self._changes(session, wanted, None)]

    def changes_page(
        self, wanted: ChangeFilter, *, limit: int, after: Position | None = None
    ) -> tuple[list[FieldChange], Position | None]:
        """So many of the changes from ``after`` on, and where the next ones begin; None at the end. Raises NotFoundError."""
        with self._context.database.reading() as session:
            found = list(islice(self._changes(session, wanted, after), limit + 1))
        shown = found[:limit]
        return [change for _, change in shown], shown[-1][0] if len(found) > limit else None

    def _changes(
        self, session: store.Session, wanted: ChangeFilter, after: Position | None
    ) -> Iterator[tuple[Position, FieldChange]]:
        self._refuse_unknown(session, wanted)
        for number, event in store.changes(session, wanted, newest=after and after.number):
            for place, change in enumerate(field_changes([event])):
                position = Position(number, place)
                if wanted.has_field(change.field) and (
                    after is None or number < after.number or place > after.place
                ):
                    yield position, change

    def _refuse_unknown(self, session: store.Session, wanted: ChangeFilter) -> None:
        """So that a slip of the pen is not taken for an empty history; a provider that is gone still has one."""
        if wanted.field is not None and not is_field(wanted.field):
            raise NotFoundError(
                f"There is no field {wanted.field!r}. Name one as JSON does, such as enabled, displayName, pricing.input, "
                "or model for what was added or removed."
            )
        name = wanted.provider
        if (
            name is not None
            and name not in self._context.providers
            and not store.has_changes_of(session, name)
        ):
            self._context.adapter(name)
