"""The use cases: sync with a provider, review, apply, edit, decide, undo. One function each, one transaction each.

`AiModelSyncService` is what the dashboard, the command line and the HTTP API call. It believes nothing that a client
sends beyond ids and edits: it works from the stored plan and checks everything again. Whatever changes something takes
the actor, and refuses one who may only look. Each module has the use cases of one subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from modelsync.adapters import Adapter, providers_of
from modelsync.service.acceptance import Acceptance
from modelsync.service.adoption import Adopting
from modelsync.service.apply import Apply
from modelsync.service.attempts import Attempts
from modelsync.service.catalogue import Catalogue
from modelsync.service.changes import Changes
from modelsync.service.context import ServiceContext, utc_now
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
from modelsync.service.sync import Progress, Sync
from modelsync.service.tokens import Tokens
from modelsync.store.database import Database

if TYPE_CHECKING:
    from modelsync.adapters.http.transport import Transport
    from modelsync.settings import Settings

__all__ = ["AiModelSyncService", "Progress"]


class AiModelSyncService:
    """The two procedures, sync and apply, and everything an admin does around them.

    ``providers`` are those that it knows, by name: the built-in ones and those of the file of providers, which is read
    here, once. ``transport`` replaces the network (demo); ``clock`` gives the time in UTC. Each attribute below is a use
    case of the object of its subject. Raises SettingsError for a file of providers with a mistake.
    """

    def __init__(  # noqa: PLR0915 - the list of the use cases by subject, no logic
        self,
        settings: Settings,
        database: Database | None = None,
        *,
        providers: Mapping[str, Adapter] | None = None,
        transport: Transport | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.settings = settings
        self.providers = providers_of(settings.providers) if providers is None else providers
        self.database = database or Database(settings.database_url, schema=settings.database_schema)
        context = ServiceContext(settings, self.database, self.providers, transport, clock)
        self.adapter = context.adapter
        self.missing_key = context.missing_key
        self.today = context.today

        references = References(context)
        sync = Sync(context, references)
        self.sync_with_provider = sync.sync_with_provider
        self.sync_with_providers = sync.sync_with_providers
        self.compare_again = sync.compare_again
        attempts = Attempts(context)
        self.syncs = attempts.syncs
        self.syncs_page = attempts.syncs_page
        self.syncs_since = attempts.syncs_since
        adopting = Adopting(context)
        self.adopt_file = adopting.adopt_file
        self.adopt_table = adopting.adopt_table
        apply = Apply(context)
        self.apply_sync = apply.apply_sync

        plans = Plans(context)
        self.plan = plans.plan
        self.latest_plans = plans.latest_plans
        self.pending = plans.pending
        self.change_review = plans.change_review
        self.discard = plans.discard

        reviews = Reviews(context)
        self.review = reviews.review
        self.judged_again = reviews.judged_again
        self.findings = reviews.findings
        self.checksum = reviews.checksum
        self.packet = reviews.packet
        self.moved = reviews.moved
        self.too_old = reviews.too_old

        catalogue = Catalogue(context)
        self.models = catalogue.models
        self.models_page = catalogue.models_page
        self.model = catalogue.model
        self.knows = catalogue.knows
        self.tally = catalogue.tally
        self.edit = catalogue.edit
        self.reset_name = catalogue.reset_name

        decisions = Decisions(context)
        self.decide = decisions.decide
        self.decisions = decisions.decisions
        self.reset_decision = decisions.reset_decision

        runs = Runs(context, sync)
        self.history = runs.history
        self.runs_page = runs.runs_page
        self.run = runs.run
        self.run_changes = runs.run_changes
        self.model_history = runs.model_history
        self.undo = runs.undo

        operations = Operations(context, apply, runs)
        self.apply_plans = operations.apply_plans
        self.operation = operations.operation
        self.undo_operation = operations.undo_operation

        changes = Changes(context)
        self.changes = changes.changes
        self.changes_page = changes.changes_page

        self.references = references.references
        self.update_references = references.update_references

        facts = Facts(context, sync)
        self.amendments = facts.amendments
        self.set_facts = facts.set_facts
        self.unset_facts = facts.unset_facts
        self.exported_prices = facts.exported_prices
        self.fact_sheet = FactSheets(context, references).fact_sheet

        proposals = Proposals(context, references)
        self.proposals = proposals.proposals
        self.proposal_review = proposals.proposal_review
        self.proposal_findings = proposals.proposal_findings
        self.choose_proposals = proposals.choose_proposals
        self.reject_proposals = proposals.reject_proposals
        self.unreject_proposals = proposals.unreject_proposals
        acceptance = Acceptance(context, proposals, facts)
        self.accept = acceptance.accept
        self.accept_proposals = acceptance.accept_proposals

        prices = Prices(context, references)
        self.price_list = prices.price_list
        self.price_findings = prices.price_findings
        self.findings_of = prices.findings_of
        self.ignore_findings = prices.ignore_findings
        self.recall_findings = prices.recall_findings
        self.price_suggestions = prices.price_suggestions

        exports = Exports(context)
        self.litellm_config = exports.litellm_config

        schedule = Schedule(context, sync)
        self.tick = schedule.tick
        self.schedule_state = schedule.schedule_state
        self.leave_schedule = schedule.leave_schedule
        self.refresh_references = ReferenceSchedule(context, references).refresh_references
        notifications = Notifications(context)
        self.receivers = notifications.receivers
        self.notify_test = notifications.notify_test
        self.deliver = notifications.deliver
        self.announce_deadlines = notifications.announce_deadlines
        self.wait_announced = context.announced.wait
        self.forget_announced = context.announced.clear
        deadlines = Deadlines(context)
        self.deadlines = deadlines.deadlines
        self.dismiss_deadline = deadlines.dismiss_deadline
        self.recall_deadline = deadlines.recall_deadline

        tokens = Tokens(context)
        self.create_token = tokens.create_token
        self.tokens = tokens.tokens
        self.revoke_token = tokens.revoke_token
        self.authenticate = tokens.authenticate
        self.token_hashes = tokens.token_hashes

        sign_outs = SignOuts(context)
        self.sign_out = sign_outs.sign_out
        self.is_signed_out = sign_outs.is_signed_out

        self.measures = Measured(context).measures
        system = System(context)
        self.status = system.status
        self.plugin_problems = system.plugin_problems
        self.catalogue_state = system.catalogue_state
