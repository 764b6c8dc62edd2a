"""The use cases: sync with a provider, review, apply, edit, decide, undo. One function each, one transaction each.

`AiModelSyncService` is what the dashboard, the command line and the HTTP API call. It believes nothing that a client
sends beyond ids and edits: it works from the stored plan and checks everything again. Whatever changes something takes
the actor, and refuses one who may only look. Each module has the use cases of one subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from modelsync.adapters import Adapter, providers_of
from modelsync.service.context import Progress, ServiceContext, utc_now
from modelsync.service.subjects import Subjects
from modelsync.store.database import Database

if TYPE_CHECKING:
    from modelsync.adapters.http.transport import Transport
    from modelsync.settings import Settings

__all__ = ["AiModelSyncService", "Progress"]

_UseCase = TypeVar("_UseCase")


def _use_case(find: Callable[[Subjects], _UseCase]) -> cached_property[_UseCase]:
    """A use case as an attribute of the service, which finds it at its first use."""

    def found(service: AiModelSyncService) -> _UseCase:
        return find(service.subjects)

    return cached_property(found)


class AiModelSyncService:
    """The two procedures, sync and apply, and everything an admin does around them.

    ``providers`` are those that it knows, by name: the built-in ones and those of the file of providers, which is read
    here, once. ``transport`` replaces the network (demo); ``clock`` gives the time in UTC. Each attribute below is a use
    case of the object of its subject. Raises SettingsError for a file of providers with a mistake.
    """

    def __init__(
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
        self.subjects = Subjects(context)
        self.adapter = context.adapter
        self.missing_key = context.missing_key
        self.today = context.today
        self.wait_announced = context.announced.wait
        self.forget_announced = context.announced.clear

    sync_with_provider = _use_case(lambda subjects: subjects.sync.sync_with_provider)
    sync_with_providers = _use_case(lambda subjects: subjects.sync.sync_with_providers)
    compare_again = _use_case(lambda subjects: subjects.sync.compare_again)
    syncs = _use_case(lambda subjects: subjects.attempts.syncs)
    syncs_page = _use_case(lambda subjects: subjects.attempts.syncs_page)
    syncs_since = _use_case(lambda subjects: subjects.attempts.syncs_since)
    adopt_file = _use_case(lambda subjects: subjects.adopting.adopt_file)
    adopt_table = _use_case(lambda subjects: subjects.adopting.adopt_table)
    apply_sync = _use_case(lambda subjects: subjects.apply.apply_sync)

    plan = _use_case(lambda subjects: subjects.plans.plan)
    latest_plans = _use_case(lambda subjects: subjects.plans.latest_plans)
    pending = _use_case(lambda subjects: subjects.plans.pending)
    change_review = _use_case(lambda subjects: subjects.plans.change_review)
    discard = _use_case(lambda subjects: subjects.plans.discard)

    review = _use_case(lambda subjects: subjects.reviews.review)
    judged_again = _use_case(lambda subjects: subjects.reviews.judged_again)
    findings = _use_case(lambda subjects: subjects.reviews.findings)
    checksum = _use_case(lambda subjects: subjects.reviews.checksum)
    packet = _use_case(lambda subjects: subjects.reviews.packet)
    moved = _use_case(lambda subjects: subjects.reviews.moved)
    too_old = _use_case(lambda subjects: subjects.reviews.too_old)

    models = _use_case(lambda subjects: subjects.catalogue.models)
    models_page = _use_case(lambda subjects: subjects.catalogue.models_page)
    model = _use_case(lambda subjects: subjects.catalogue.model)
    knows = _use_case(lambda subjects: subjects.catalogue.knows)
    tally = _use_case(lambda subjects: subjects.catalogue.tally)
    edit = _use_case(lambda subjects: subjects.catalogue.edit)
    reset_name = _use_case(lambda subjects: subjects.catalogue.reset_name)

    decide = _use_case(lambda subjects: subjects.decisions.decide)
    decisions = _use_case(lambda subjects: subjects.decisions.decisions)
    reset_decision = _use_case(lambda subjects: subjects.decisions.reset_decision)

    history = _use_case(lambda subjects: subjects.runs.history)
    runs_page = _use_case(lambda subjects: subjects.runs.runs_page)
    run = _use_case(lambda subjects: subjects.runs.run)
    run_changes = _use_case(lambda subjects: subjects.runs.run_changes)
    model_history = _use_case(lambda subjects: subjects.runs.model_history)
    undo = _use_case(lambda subjects: subjects.runs.undo)

    apply_plans = _use_case(lambda subjects: subjects.operations.apply_plans)
    operation = _use_case(lambda subjects: subjects.operations.operation)
    undo_operation = _use_case(lambda subjects: subjects.operations.undo_operation)

    changes = _use_case(lambda subjects: subjects.changes.changes)
    changes_page = _use_case(lambda subjects: subjects.changes.changes_page)

    references = _use_case(lambda subjects: subjects.references.references)
    update_references = _use_case(lambda subjects: subjects.references.update_references)

    amendments = _use_case(lambda subjects: subjects.facts.amendments)
    set_facts = _use_case(lambda subjects: subjects.facts.set_facts)
    unset_facts = _use_case(lambda subjects: subjects.facts.unset_facts)
    exported_prices = _use_case(lambda subjects: subjects.facts.exported_prices)
    fact_sheet = _use_case(lambda subjects: subjects.fact_sheets.fact_sheet)

    proposals = _use_case(lambda subjects: subjects.proposals.proposals)
    proposal_review = _use_case(lambda subjects: subjects.proposals.proposal_review)
    proposal_findings = _use_case(lambda subjects: subjects.proposals.proposal_findings)
    choose_proposals = _use_case(lambda subjects: subjects.proposals.choose_proposals)
    reject_proposals = _use_case(lambda subjects: subjects.proposals.reject_proposals)
    unreject_proposals = _use_case(lambda subjects: subjects.proposals.unreject_proposals)
    accept = _use_case(lambda subjects: subjects.acceptance.accept)
    accept_proposals = _use_case(lambda subjects: subjects.acceptance.accept_proposals)

    price_list = _use_case(lambda subjects: subjects.prices.price_list)
    price_findings = _use_case(lambda subjects: subjects.prices.price_findings)
    findings_of = _use_case(lambda subjects: subjects.prices.findings_of)
    ignore_findings = _use_case(lambda subjects: subjects.prices.ignore_findings)
    recall_findings = _use_case(lambda subjects: subjects.prices.recall_findings)
    price_suggestions = _use_case(lambda subjects: subjects.prices.price_suggestions)

    litellm_config = _use_case(lambda subjects: subjects.exports.litellm_config)

    tick = _use_case(lambda subjects: subjects.schedule.tick)
    schedule_state = _use_case(lambda subjects: subjects.schedule.schedule_state)
    leave_schedule = _use_case(lambda subjects: subjects.schedule.leave_schedule)
    refresh_references = _use_case(lambda subjects: subjects.reference_schedule.refresh_references)
    receivers = _use_case(lambda subjects: subjects.notifications.receivers)
    notify_test = _use_case(lambda subjects: subjects.notifications.notify_test)
    deliver = _use_case(lambda subjects: subjects.notifications.deliver)
    announce_deadlines = _use_case(lambda subjects: subjects.notifications.announce_deadlines)
    deadlines = _use_case(lambda subjects: subjects.deadlines.deadlines)
    dismiss_deadline = _use_case(lambda subjects: subjects.deadlines.dismiss_deadline)
    recall_deadline = _use_case(lambda subjects: subjects.deadlines.recall_deadline)

    create_token = _use_case(lambda subjects: subjects.tokens.create_token)
    tokens = _use_case(lambda subjects: subjects.tokens.tokens)
    revoke_token = _use_case(lambda subjects: subjects.tokens.revoke_token)
    authenticate = _use_case(lambda subjects: subjects.tokens.authenticate)
    token_hashes = _use_case(lambda subjects: subjects.tokens.token_hashes)

    sign_out = _use_case(lambda subjects: subjects.sign_outs.sign_out)
    is_signed_out = _use_case(lambda subjects: subjects.sign_outs.is_signed_out)

    measures = _use_case(lambda subjects: subjects.measured.measures)
    status = _use_case(lambda subjects: subjects.system.status)
    plugin_problems = _use_case(lambda subjects: subjects.system.plugin_problems)
    catalogue_state = _use_case(lambda subjects: subjects.system.catalogue_state)
