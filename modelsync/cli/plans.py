"""Commands that make, apply and discard plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from modelsync.cli.console import (
    CHANGES_WAIT,
    ProviderArgument,
    ReasonOption,
    app,
    as_json,
    open_service,
    say,
    show,
    show_data,
    show_run,
)
from modelsync.core.plans import Plan
from modelsync.errors import SettingsError
from modelsync.report import csv_tables, words
from modelsync.settings import local_actor


@app.command()
def plan(
    provider: ProviderArgument,
    format_: Annotated[
        Literal["text", "json", "csv", "markdown"],
        typer.Option("--format", help="How to print it; markdown: the review packet."),
    ] = "text",
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="With the checksum of what is approved, for apply.")
    ] = False,
) -> None:
    """Fetch PROVIDER's list, compare it with the catalogue, store the plan and print it."""
    if checksum and format_ == "csv":
        raise SettingsError("CSV has no place for a checksum. Choose --format text, json or markdown.")
    service = open_service()
    diff = service.sync_with_provider(provider, actor=local_actor())
    stored = service.plan(diff.plan_id)
    approval = {"checksum": service.checksum(stored)} if checksum else {}
    match format_:
        case "json":
            show_data(as_json(diff.to_json() | approval), output)
        case "csv":
            table = csv_tables.diff_csv([diff], stored.context.proofs)
            show_data(csv_tables.file_of(table) if output else table, output)
        case "text":
            show(
                "\n".join(
                    [
                        plan_text(stored, service.today()),
                        *(f"Checksum of what is approved: {one}" for one in approval.values()),
                    ]
                ),
                output,
            )
        case "markdown":
            show_data(service.packet([stored], checksum=checksum), output)
    raise typer.Exit(CHANGES_WAIT if stored.approved or stored.undecided else 0)


def plan_text(stored: Plan, today: date) -> str:
    """A plan as terminal text: a line per change, excluded ids, warnings, and the command that applies it."""
    diff = stored.diff
    lines = [f"{diff.provider}: {diff.listed} listed; {words.counts(diff)}"]
    lines += [
        f"  + {m.universal_model_id}  “{m.display_name}”  {words.features(m, today=today)} · {words.price(m)}"
        for m in diff.new_models
    ]
    lines += [
        f"  ~ {u.updated.universal_model_id}  {words.changes(u, brief=True, today=today)}"
        for u in diff.updated_models
    ]
    lines += [f"  - {m.universal_model_id}  {why}" for m, why in words.archivals(diff, stored.context.proofs)]
    lines += [f"  ! {w.message}" for w in diff.warnings]
    lines += [f"  x {id_}  {since or 'rejected'}" for id_, since in _reviewed(stored)]
    lines += [f"  ? {id_}  undecided" for id_ in sorted(stored.undecided)]
    if diff.excluded:
        lines.append(f"Excluded: {words.left_out(diff.excluded)}. Each with its reason: --format csv")
    if diff.is_empty:
        lines.append("Up to date: no change is pending.")
    elif stored.approved:
        lines.append(f"Apply it: modelsync apply {diff.plan_id} --all")
    else:
        lines.append(
            f"Nothing is approved. Apply what you want all the same: modelsync apply {diff.plan_id} --only ID"
        )
    return "\n".join(lines)


def _reviewed(stored: Plan) -> list[tuple[str, str | None]]:
    """Rejected changes, and those that changed since a person reviewed them."""
    since = words.since_review(stored)
    return [(id_, since.get(id_)) for id_ in sorted(stored.rejected | since.keys())]


@app.command()
def apply(
    plan_id: Annotated[str | None, typer.Argument(metavar="[PLAN_ID]")] = None,
    *,
    latest: Annotated[
        str | None, typer.Option("--latest", metavar="PROVIDER", help="Its newest plan.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="All that is approved, by default or by a person.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this id; repeat it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Apply in spite of safety findings.")] = False,
    checksum: Annotated[
        str | None, typer.Option("--checksum", metavar="SUM", help="Only if this is what was approved.")
    ] = None,
    reason: ReasonOption = None,
) -> None:
    """Apply a stored plan to the catalogue, all or nothing."""
    if all_ == bool(only):
        raise SettingsError("Say what to apply: either --all or --only ID.")
    if (plan_id is None) == (latest is None):
        raise SettingsError("Say which plan: either PLAN_ID or --latest PROVIDER.")
    service = open_service()
    if latest is not None:
        service.adapter(latest)
        newest = service.latest_plans().get(latest)
        if newest is None:
            raise SettingsError(f"There is no plan for {latest} yet. Run `modelsync plan {latest}` first.")
        plan_id = newest.id
    assert plan_id is not None  # noqa: S101 - one of the two is set, for the type checker
    run = service.apply_sync(
        plan_id, only or "all", actor=local_actor(), reason=reason, force=force, checksum=checksum
    )
    left = words.stay_rejected(len(service.plan(plan_id).rejected))
    if run is None:
        say(f"Nothing to apply: plan {plan_id} holds no approved change.{left}")
    else:
        show_run(run)
        if left:
            say(left.strip())


@app.command()
def discard(plan_id: str) -> None:
    """Discard a pending plan."""
    open_service().discard(plan_id, actor=local_actor())
    say(f"Plan {plan_id} is discarded.")
