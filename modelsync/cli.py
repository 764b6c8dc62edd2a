"""The command line: reads arguments, calls the service, prints. Results go to standard output, words to standard error.

Exit codes of `plan`: 0 nothing is ticked, 2 something is, 1 error. Of `apply`: 0 applied, 1 error, 3 stale or closed
before, 4 unsafe. Of `undo`: 0 whole, 3 partly. Of `prices check`: 0 fine or notes alone, 2 findings, 1 a broken file.
Wrong usage exits 1, so that 2 always means changes.
"""

from __future__ import annotations

import getpass
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.exceptions import TyperException

from modelsync import describe, exports, price_health
from modelsync.adapters import REGISTRY
from modelsync.changes import Edit
from modelsync.database import Database
from modelsync.errors import (
    EditError,
    ModelSyncError,
    PlanClosedError,
    PricingError,
    SettingsError,
    StalePlanError,
    UnsafePlanError,
)
from modelsync.models import clean_text
from modelsync.pricing_file import json_schema
from modelsync.retirement import in_words, retiring_within
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelsync.models import ModelSyncDiff
    from modelsync.safety import Proof
    from modelsync.store import Run

Format = Literal["text", "json", "csv"]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why; kept in the history.")]
ProviderArgument = Annotated[str, typer.Argument(metavar="PROVIDER", help="openai, google or anthropic.")]

CHANGES_WAIT = 2
FINDINGS = 2
STALE = 3
PARTLY = 3
UNSAFE = 4

app = typer.Typer(
    help="Keep the table of AI models true to what the providers offer.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db_app = typer.Typer(help="The database.", rich_markup_mode=None)
app.add_typer(db_app, name="db")
prices_app = typer.Typer(help="The pricing files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(prices_app, name="prices")


def main() -> NoReturn:
    """Run the command line; an error is one sentence, a traceback needs ``--debug``."""
    debug = "--debug" in sys.argv
    if any("\udc80" <= character <= "\udcff" for argument in sys.argv for character in argument):
        _fail("An argument is not text in UTF-8. Type it again.")
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        _fail(f"{error.format_message()} `modelsync --help` shows the commands.")
    except typer.Abort:
        _fail("Stopped.")
    except ModelSyncError as error:
        if debug:
            logging.getLogger(__name__).exception("Failed")
        _fail(str(error), _code(error))
    sys.exit(code if isinstance(code, int) else 0)


def _code(error: ModelSyncError) -> int:
    match error:
        case StalePlanError() | PlanClosedError():
            return STALE
        case UnsafePlanError():
            return UNSAFE
        case _:
            return 1


def _fail(sentence: str, code: int = 1) -> NoReturn:
    print(f"Error: {clean_text(sentence)}", file=sys.stderr)  # noqa: T201 - a command line prints
    sys.exit(code)


def _help_without_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(1)


@db_app.callback(invoke_without_command=True)
def _database_help(context: typer.Context) -> None:
    _help_without_command(context)


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Log more, and show tracebacks.")] = False,
) -> None:
    level = logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("modelsync").setLevel(level)
    _help_without_command(context)


def _service() -> AiModelSyncService:
    return AiModelSyncService(Settings.read())


def actor() -> str:
    """Who acts here: ``local:`` and the operating system's user name."""
    try:
        return f"local:{getpass.getuser()}"
    except (KeyError, OSError):
        return "local"


def _print(text: str, output: Path | None = None) -> None:
    if output is None:
        typer.echo(text.removesuffix("\n"))
        return
    try:
        output.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="")
    except OSError as error:
        raise SettingsError(
            f"{output} cannot be written: {error.strerror}. Choose another --output."
        ) from error


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


# --- plan and apply ------------------------------------------------------------------------------------------------


@app.command()
def plan(
    provider: ProviderArgument,
    format_: FormatOption = "text",
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
) -> None:
    """Fetch PROVIDER's list, compare it with the catalogue, store the plan and print it."""
    service = _service()
    diff = service.sync_with_provider(provider, actor=actor())
    stored = service.plan(diff.plan_id)
    match format_:
        case "json":
            _print(_json(diff.to_json()), output)
        case "csv":
            _print(exports.diff_csv([diff]), output)
        case "text":
            _print(plan_text(diff, stored.facts.proofs), output)
    raise typer.Exit(CHANGES_WAIT if stored.ticked_by_default else 0)


def plan_text(diff: ModelSyncDiff, proofs: Mapping[str, Proof] | None = None) -> str:
    """A plan for a terminal: a line per change, the warnings, and the command that applies it."""
    lines = [f"{diff.provider}: {diff.listed} listed; {describe.counts(diff)}"]
    lines += [
        f"  + {m.universal_model_id}  “{m.display_name}”  {describe.features(m)}" for m in diff.new_models
    ]
    lines += [f"  ~ {u.updated.universal_model_id}  {describe.changes(u)}" for u in diff.updated_models]
    proofs = proofs or {}
    lines += [
        f"  - {m.universal_model_id}  {describe.absence(proofs.get(m.universal_model_id))}"
        for m in diff.archived_models
    ]
    lines += [f"  ! {w.message}" for w in diff.warnings]
    if diff.is_empty:
        lines.append("Nothing to do: the catalogue is up to date.")
    else:
        lines.append(f"Apply it: modelsync apply {diff.plan_id} --all")
    return "\n".join(lines)


@app.command()
def apply(
    plan_id: Annotated[str | None, typer.Argument(metavar="[PLAN_ID]")] = None,
    *,
    latest: Annotated[
        str | None, typer.Option("--latest", metavar="PROVIDER", help="Its newest plan.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All that is ticked by default.")] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this id; repeat it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Apply in spite of safety findings.")] = False,
    reason: ReasonOption = None,
) -> None:
    """Apply a stored plan to the catalogue, all or nothing."""
    if all_ == bool(only):
        raise SettingsError("Say what to apply: either --all or --only ID.")
    if (plan_id is None) == (latest is None):
        raise SettingsError("Say which plan: either PLAN_ID or --latest PROVIDER.")
    service = _service()
    if latest is not None:
        service.adapter(latest)
        newest = service.latest_plans().get(latest)
        if newest is None:
            raise SettingsError(f"There is no plan for {latest} yet. Run `modelsync plan {latest}` first.")
        plan_id = newest.id
    assert plan_id is not None  # noqa: S101 - one of the two is set, for the type checker
    run = service.apply_sync(plan_id, only or "all", actor=actor(), reason=reason, force=force)
    if run is None:
        _say(f"Nothing to apply: plan {plan_id} holds no change that is ticked.")
    else:
        _print_run(run)


@app.command()
def discard(plan_id: str) -> None:
    """Drop a waiting plan."""
    _service().discard(plan_id, actor=actor())
    _say(f"Plan {plan_id} is discarded.")


def _print_run(run: Run | None) -> None:
    if run is None:
        _say("Nothing to do: it is like that already.")
    else:
        _print(_json(run.to_json()))


# --- the catalogue -------------------------------------------------------------------------------------------------


@app.command()
def models(
    *,
    provider: Annotated[str | None, typer.Option("--provider", help="Only this provider's.")] = None,
    status: Annotated[
        Literal["active", "archived"] | None, typer.Option("--status", help="Only these.")
    ] = None,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only enabled ones.")] = False,
    retiring: Annotated[
        int | None,
        typer.Option(
            "--retiring",
            metavar="DAYS",
            min=0,
            max=36_500,
            help="Only active ones that retire within so many days, or should have, soonest first.",
        ),
    ] = None,
    format_: FormatOption = "text",
) -> None:
    """Print the catalogue."""
    service = _service()
    if retiring is not None:
        status = status or "active"
    rows = service.models(provider=provider, status=status, enabled=enabled or None)
    if retiring is not None:
        rows = retiring_within(retiring, rows, service.today())
    match format_:
        case "json":
            _print(_json([row.to_json() for row in rows]))
        case "csv":
            _print(exports.models_csv(rows))
        case "text":
            width = max((len(row.universal_model_id) for row in rows), default=0)
            for row in rows:
                state = "enabled" if row.enabled else row.status
                last = row.display_name if retiring is None else in_words(row, service.today())
                _print(f"{row.provider:<10} {row.universal_model_id:<{width}}  {state:<9} {last}")
            _say(f"{len(rows)} model{'' if len(rows) == 1 else 's'}.")


@app.command()
def enable(ids: Annotated[list[str], typer.Argument(metavar="ID...")], reason: ReasonOption = None) -> None:
    """Switch models on, all or none."""
    _print_run(_service().edit({id_: Edit(enabled=True) for id_ in ids}, actor=actor(), reason=reason))


@app.command()
def disable(ids: Annotated[list[str], typer.Argument(metavar="ID...")], reason: ReasonOption = None) -> None:
    """Switch models off, all or none."""
    _print_run(_service().edit({id_: Edit(enabled=False) for id_ in ids}, actor=actor(), reason=reason))


@app.command()
def rename(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Back to the provider's own name.")] = False,
    reason: ReasonOption = None,
) -> None:
    """Give a model a name of your own, which no sync overwrites."""
    if reset == (name is not None):
        raise EditError("Give either a NAME or --reset.")
    if name is None:
        _print_run(_service().reset_name(id_, actor=actor(), reason=reason))
    else:
        _print_run(_service().edit({id_: Edit(display_name=name)}, actor=actor(), reason=reason))


# --- decisions on the filter ---------------------------------------------------------------------------------------

DecidedId = Annotated[str, typer.Argument(metavar="ID")]
DecidedProvider = Annotated[str, typer.Option("--provider", help="openai, google or anthropic.")]
DecidedReason = Annotated[str, typer.Option("--reason", help="Why; shown beside the rule.")]


@app.command()
def include(id_: DecidedId, provider: DecidedProvider, reason: DecidedReason) -> None:
    """Let an id in that the filter leaves out, from the next plan on."""
    _service().decide(provider, id_, "include", reason=reason, actor=actor())
    _say(f"{id_} is included from the next plan on.")


@app.command()
def exclude(id_: DecidedId, provider: DecidedProvider, reason: DecidedReason) -> None:
    """Leave an id out always, from the next plan on."""
    _service().decide(provider, id_, "exclude", reason=reason, actor=actor())
    _say(f"{id_} is left out from the next plan on.")


@app.command()
def reset(id_: DecidedId, provider: DecidedProvider, reason: ReasonOption = None) -> None:
    """Let the filter decide again about an id."""
    _service().reset_decision(provider, id_)
    _say(f"The filter decides about {id_} from the next plan on{f' ({reason})' if reason else ''}.")


# --- history and database ------------------------------------------------------------------------------------------


@app.command()
def history(format_: FormatOption = "text") -> None:
    """Print what changed the catalogue, newest first."""
    runs = _service().history()
    match format_:
        case "json":
            _print(_json([run.to_json() for run in runs]))
        case "csv":
            _print(exports.history_csv(runs))
        case "text":
            for run in runs:
                counts = run.counts
                what = f"{counts.inserted} inserted, {counts.updated} updated, {counts.archived} archived"
                what += f", {counts.removed} removed" if counts.removed else ""
                why = f" ({clean_text(run.reason)})" if run.reason else ""
                _print(
                    f"{run.run_id:>5}  {run.at:%Y-%m-%d %H:%M} UTC  {run.kind:<5}  {run.provider or '—':<9}  {what}  by {run.actor}{why}"
                )
            _say(f"{len(runs)} run{'' if len(runs) == 1 else 's'}.")


@app.command()
def undo(run_id: Annotated[str, typer.Argument(metavar="RUN_ID")], reason: ReasonOption = None) -> None:
    """Take a whole run back; rows that changed since are named and left."""
    run, left = _service().undo(run_id, actor=actor(), reason=reason)
    if run:
        _print_run(run)
    for row in left:
        _say(f"Left: {row}.")
    if left:
        raise typer.Exit(PARTLY)


# --- prices --------------------------------------------------------------------------------------------------------


@prices_app.command()
def check(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="Only this one's.")] = None,
    format_: FormatOption = "text",
) -> None:
    """Report gaps and doubtful figures in the pricing files; a broken file does not hide the others' findings."""
    from modelsync.price_reference import GenaiPrices

    service, found, broken = _service(), [], []
    for id_ in [provider] if provider else REGISTRY:
        try:
            found += service.price_findings(id_, GenaiPrices())
        except PricingError as error:
            broken.append(str(error))
    match format_:
        case "json":
            _print(_json([finding.to_json() for finding in found]))
        case "csv":
            _print(exports.price_findings_csv(found))
        case "text":
            for line in price_health.grouped(found):
                _print(f"{line.provider:<10} {line.code:<13} {line.message} {line.cure}")
    for sentence in broken:
        _say(f"Error: {clean_text(sentence)}")
    warnings = sum(finding.level == "warning" for finding in found)
    if not broken:
        _say(f"{warnings} finding{'' if warnings == 1 else 's'}, {len(found) - warnings} to note.")
    raise typer.Exit(1 if broken else FINDINGS if warnings else 0)


@prices_app.command()
def suggest(provider: ProviderArgument) -> None:
    """Print entries for PROVIDER's active models without a price, to review and paste; writes nothing."""
    from modelsync.price_reference import GenaiPrices

    suggestions = _service().price_suggestions(provider, GenaiPrices())
    _print(_json([entry.to_json() for entry in suggestions.entries]))
    for sentence in suggestions.left:
        _say(f"Not suggested: {sentence}")
    if not suggestions.entries and not suggestions.left:
        _say(f"Every active model of {provider} has a price.")


@prices_app.command()
def schema(
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
) -> None:
    """Print the JSON Schema of the pricing files, with which editors complete and check them."""
    _print(_json(json_schema()), output)


@app.command()
def demo() -> None:
    """Try Model Sync without a key, on sample listings and a database of its own."""
    from modelsync.demo.session import demo_service, walk_through  # noqa: PLC0415 - only the demo needs its data

    for part in walk_through(demo_service(Settings.read()), actor()):
        _print(part if isinstance(part, str) else plan_text(part))


@db_app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Database URL to read.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Database URL of an empty database.")],
) -> None:
    """Copy the catalogue with its plans and history, for example from SQLite to PostgreSQL."""
    from modelsync.copying import copy_database  # noqa: PLC0415 - only this command copies

    counts = copy_database(
        Database(Settings.read(database_url=source).database_url),
        Database(Settings.read(database_url=target).database_url),
    )
    _say(f"Copied {', '.join(f'{count} {table}' for table, count in counts.items())}.")


@db_app.command()
def upgrade() -> None:
    """Bring the database's schema to this version."""
    database = Database(Settings.read().database_url)
    database.upgrade()
    _say(f"{database.label} has the current schema.")
