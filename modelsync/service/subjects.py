"""The objects of one service, one for each subject, each imported and made at its first use. Holds no use case itself.

So a command pays for the subject that it asks for, and for no other: all of them are a fifth of its start.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelsync.service.acceptance import Acceptance
    from modelsync.service.adoption import Adopting
    from modelsync.service.apply import Apply
    from modelsync.service.attempts import Attempts
    from modelsync.service.catalogue import Catalogue
    from modelsync.service.changes import Changes
    from modelsync.service.context import ServiceContext
    from modelsync.service.deadlines import Deadlines
    from modelsync.service.decisions import Decisions
    from modelsync.service.exports import Exports
    from modelsync.service.fact_sheets import FactSheets
    from modelsync.service.facts import Facts
    from modelsync.service.measures import Measured
    from modelsync.service.notifications import Notifications
    from modelsync.service.operations import Operations
    from modelsync.service.plans import Plans
    from modelsync.service.prices import Prices
    from modelsync.service.proposals import Proposals
    from modelsync.service.reference_schedule import ReferenceSchedule
    from modelsync.service.references import References
    from modelsync.service.review import Reviews
    from modelsync.service.runs import Runs
    from modelsync.service.schedule import Schedule
    from modelsync.service.sign_outs import SignOuts
    from modelsync.service.status import System
    from modelsync.service.sync import Sync
    from modelsync.service.tokens import Tokens


class Subjects:
    """Made of the context that they share, and of each other.

    Two threads that ask for one at the same time may make it twice (Python 3.12 and newer): all that a subject keeps is what
    it has read, to be spared reading it again.
    """

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @cached_property
    def acceptance(self) -> Acceptance:
        from modelsync.service.acceptance import Acceptance

        return Acceptance(self._context, self.proposals, self.facts)

    @cached_property
    def adopting(self) -> Adopting:
        from modelsync.service.adoption import Adopting

        return Adopting(self._context)

    @cached_property
    def apply(self) -> Apply:
        from modelsync.service.apply import Apply

        return Apply(self._context)

    @cached_property
    def attempts(self) -> Attempts:
        from modelsync.service.attempts import Attempts

        return Attempts(self._context)

    @cached_property
    def catalogue(self) -> Catalogue:
        from modelsync.service.catalogue import Catalogue

        return Catalogue(self._context)

    @cached_property
    def changes(self) -> Changes:
        from modelsync.service.changes import Changes

        return Changes(self._context)

    @cached_property
    def deadlines(self) -> Deadlines:
        from modelsync.service.deadlines import Deadlines

        return Deadlines(self._context)

    @cached_property
    def decisions(self) -> Decisions:
        from modelsync.service.decisions import Decisions

        return Decisions(self._context)

    @cached_property
    def exports(self) -> Exports:
        from modelsync.service.exports import Exports

        return Exports(self._context)

    @cached_property
    def fact_sheets(self) -> FactSheets:
        from modelsync.service.fact_sheets import FactSheets

        return FactSheets(self._context, self.references)

    @cached_property
    def facts(self) -> Facts:
        from modelsync.service.facts import Facts

        return Facts(self._context, self.sync)

    @cached_property
    def measured(self) -> Measured:
        from modelsync.service.measures import Measured

        return Measured(self._context)

    @cached_property
    def notifications(self) -> Notifications:
        from modelsync.service.notifications import Notifications

        return Notifications(self._context)

    @cached_property
    def operations(self) -> Operations:
        from modelsync.service.operations import Operations

        return Operations(self._context, self.apply, self.runs)

    @cached_property
    def plans(self) -> Plans:
        from modelsync.service.plans import Plans

        return Plans(self._context)

    @cached_property
    def prices(self) -> Prices:
        from modelsync.service.prices import Prices

        return Prices(self._context, self.references)

    @cached_property
    def proposals(self) -> Proposals:
        from modelsync.service.proposals import Proposals

        return Proposals(self._context, self.references)

    @cached_property
    def reference_schedule(self) -> ReferenceSchedule:
        from modelsync.service.reference_schedule import ReferenceSchedule

        return ReferenceSchedule(self._context, self.references)

    @cached_property
    def references(self) -> References:
        from modelsync.service.references import References

        return References(self._context)

    @cached_property
    def reviews(self) -> Reviews:
        from modelsync.service.review import Reviews

        return Reviews(self._context)

    @cached_property
    def runs(self) -> Runs:
        from modelsync.service.runs import Runs

        return Runs(self._context, self.sync)

    @cached_property
    def schedule(self) -> Schedule:
        from modelsync.service.schedule import Schedule

        return Schedule(self._context, self.sync)

    @cached_property
    def sign_outs(self) -> SignOuts:
        from modelsync.service.sign_outs import SignOuts

        return SignOuts(self._context)

    @cached_property
    def system(self) -> System:
        from modelsync.service.status import System

        return System(self._context)

    @cached_property
    def sync(self) -> Sync:
        from modelsync.service.sync import Sync

        return Sync(self._context, self.references)

    @cached_property
    def tokens(self) -> Tokens:
        from modelsync.service.tokens import Tokens

        return Tokens(self._context)
