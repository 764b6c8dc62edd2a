"""Writes events into the outbox, in the transaction that makes them true, where anyone is told of them. Sends nothing."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modelsync.adapters.receivers import configured
from modelsync.core.choices import pending_digest, proposed
from modelsync.core.events import Event, EventType
from modelsync.core.kinds import iso_utc
from modelsync.core.login_settings import CALLBACK
from modelsync.errors import SettingsError
from modelsync.report.notices import capped
from modelsync.service import approvals
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modelsync.core.attempts import Attempt
    from modelsync.core.plans import Plan
    from modelsync.core.runs import Run
    from modelsync.service.context import ServiceContext
    from modelsync.settings import Settings


def is_heard(context: ServiceContext, session: store.Session) -> bool:
    """Whether anyone is told of events: receivers of these settings, which are known from now on, or of another process."""
    try:
        receivers = configured(context.settings)
    except SettingsError:
        receivers = []  # what the settings lack is said where something is delivered
    if receivers:
        store.enlist(session, receivers)
    return bool(receivers) or store.has_receivers(session)


def new_event(
    context: ServiceContext, type_: EventType, data: dict[str, Any], lines: Sequence[str] = ()
) -> Event:
    """An event of this moment, with an id of its own."""
    return Event(
        id=f"msg_{secrets.token_hex(12)}",
        type=type_,
        timestamp=context.clock(),
        data=data,
        lines=tuple(lines),
    )


def write_events(context: ServiceContext, session: store.Session, events: Iterable[Event]) -> None:
    """Write events as the last step of the transaction that makes them true."""
    store.add_events(session, events)
    context.announced.set()


def announce_plan(context: ServiceContext, session: store.Session, plan: Plan) -> None:
    """Tell of the changes that wait for a person: once of the same changes, whichever plan holds them."""
    if not is_heard(context, session) or (changes := pending_digest(plan)) is None:
        return
    if store.announce(session, f"plan:{plan.provider}", changes):
        current = approvals.CurrentCatalogue.read(session, [(plan, plan.approved)])
        found = approvals.findings(context.settings, plan, plan.approved, current)
        data = {
            "provider": plan.provider,
            "planId": plan.id,
            "counts": _counts(plan),
            "findings": [finding.message for finding in found],
            "url": review_address(context.settings),
        }
        write_events(context, session, [new_event(context, "plan.waiting", data, _names(plan))])


def announce_attempt(context: ServiceContext, session: store.Session, attempt: Attempt) -> None:
    """Tell of the first failure of a series, and of the success that ends one. Call it before the attempt is stored."""
    failures = store.failures_in_a_row(session, attempt.provider)
    if bool(failures) == (attempt.outcome == "failed") or not is_heard(context, session):
        return
    first = failures[-1] if failures else attempt
    last = failures[0] if failures else attempt
    data = {"provider": attempt.provider, "error": last.error, "since": iso_utc(first.at)}
    type_: EventType = "sync.recovered" if failures else "sync.failed"
    write_events(context, session, [new_event(context, type_, data)])


def announce_runs(context: ServiceContext, session: store.Session, runs: Iterable[Run]) -> None:
    """Tell of runs that changed the catalogue."""
    found = [run for run in runs if run.kind != "edit"]
    if found and is_heard(context, session):
        types: dict[bool, EventType] = {True: "run.undone", False: "run.applied"}
        events = [new_event(context, types[run.kind == "undo"], run.to_json()) for run in found]
        write_events(context, session, events)


def review_address(settings: Settings) -> str | None:
    """Where the review is, as MODELSYNC_PUBLIC_URL or the login's redirect address tells; None without either."""
    base = settings.public_url
    if base is None and settings.oidc_redirect_uri:
        parts = urlsplit(settings.oidc_redirect_uri)
        base = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(CALLBACK)}"
    return f"{base.rstrip('/')}/review" if base else None


def _counts(plan: Plan) -> dict[str, int]:
    sections = Counter(one.section for id_, one in proposed(plan.diff).items() if id_ not in plan.rejected)
    return {"new": sections["new"], "updated": sections["updated"], "archived": sections["archived"]}


def _names(plan: Plan) -> tuple[str, ...]:
    words = {"new": "New", "updated": "Updated", "archived": "Archived"}
    changes = proposed(plan.diff)
    shown = [
        f"{words[one.section]}: {one.model.display_name}"
        for id_, one in changes.items()
        if id_ not in plan.rejected
    ]
    return capped(shown)
