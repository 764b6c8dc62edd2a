"""Shared by all commands: applications, options, printing of results and errors. Defines no command."""

from __future__ import annotations

import io
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from modelsync.core.kinds import clean_text
from modelsync.errors import SettingsError

if TYPE_CHECKING:
    from modelsync.core.runs import Run
    from modelsync.service import AiModelSyncService

Format = Literal["text", "json", "csv"]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why; kept in the history.")]
PROVIDER_HELP = "A provider's name, such as openai; `modelsync providers` lists them."
ProviderArgument = Annotated[str, typer.Argument(metavar="PROVIDER", help=PROVIDER_HELP)]

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
export_app = typer.Typer(help="The catalogue for other programs.", rich_markup_mode=None)
app.add_typer(export_app, name="export")
prices_app = typer.Typer(help="The pricing files.", rich_markup_mode=None)
app.add_typer(prices_app, name="prices")
notify_app = typer.Typer(help="Notifications.", rich_markup_mode=None)
app.add_typer(notify_app, name="notify")
tokens_app = typer.Typer(help="The tokens of the HTTP API.", rich_markup_mode=None)
app.add_typer(tokens_app, name="token")


def fail(sentence: str, code: int = 1) -> NoReturn:
    print(f"Error: {clean_text(sentence)}", file=sys.stderr)  # noqa: T201 - a command line prints
    sys.exit(code)


resources = ExitStack()
"""What the running command opened; closed at its end, however it ends."""


def open_service() -> AiModelSyncService:
    from modelsync.service.opened import open_service as opened  # noqa: PLC0415 - help and `serve` do without it

    return resources.enter_context(opened())


def show(text: str, output: Path | None = None) -> None:
    if output is None:
        typer.echo(text.removesuffix("\n"))
        return
    try:
        output.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="")
    except OSError as error:
        raise SettingsError(
            f"{output} cannot be written: {error.strerror}. Choose another --output."
        ) from error


def show_data(text: str, output: Path | None = None) -> None:
    """Show JSON or CSV, which programs read: in UTF-8, whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    show(text, output)


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def show_run(run: Run | None) -> None:
    if run is None:
        say("No change: already in that state.")
    else:
        show_data(as_json(run.to_json()))
