"""The command line: parses arguments, calls the service, prints. Results go to standard output, messages to standard error.

Exit codes: `plan` 0 nothing ticked, 2 changes; `apply` 3 stale or closed, 4 unsafe; `undo` 3 in part or already undone;
`prices check` 2 findings, 1 broken file; `status` 1 problems. Errors and wrong usage exit 1, so that 2 always means changes.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Final, NoReturn

import typer
from typer.exceptions import TyperException

from modelsync.cli.console import (
    STALE,
    UNSAFE,
    app,
    db_app,
    export_app,
    fail,
    notify_app,
    prices_app,
    resources,
    tokens_app,
)
from modelsync.errors import ModelSyncError, PlanClosedError, StalePlanError, UnsafePlanError
from modelsync.server import process

_COMMANDS: Final = {
    "adopt": "adopt",
    "catalogue": "models enable disable rename include exclude reset",
    "exports": "export",
    "facts": "prices",
    "history": "history changes undo demo db",
    "plans": "plan apply discard",
    "prices": "prices",
    "proposals": "proposals accept",
    "references": "references",
    "serve": "serve",
    "status": "status providers",
    "syncs": "syncs",
    "tokens": "token",
    "watch": "watch notify",
}
"""The first words of each module's commands, in the order of the help."""
_WITH_EACH_COMMAND: Final = {"--verbose", "-v", "--debug"}


def main() -> NoReturn:
    """Run the command line; an error is one sentence, a traceback needs ``--debug``."""
    debug = "--debug" in sys.argv
    process.prepare()
    _write_what_the_terminal_can_show()
    if any("\udc80" <= character <= "\udcff" for argument in sys.argv for character in argument):
        fail("An argument is not text in UTF-8. Type it again.")
    try:
        with resources:
            code = commands(sys.argv[1:])(standalone_mode=False)
    except TyperException as error:
        fail(f"{error.format_message()} `modelsync --help` shows the commands.")
    except typer.Abort:
        fail("Stopped.")
    except BrokenPipeError:
        raise
    except (ModelSyncError, OSError) as error:
        if debug:
            logging.getLogger(__name__).exception("Failed")
        fail(_sentence(error), _code(error))
    sys.exit(code if isinstance(code, int) else 0)


def commands(arguments: Sequence[str] = ()) -> typer.Typer:
    """The application with what these arguments call, so that a start imports no other command; with all when they call none."""
    word = next((argument for argument in arguments if argument not in _WITH_EACH_COMMAND), "")
    called = [module for module, words in _COMMANDS.items() if word in words.split()]
    for module in called or _COMMANDS:
        import_module(f"modelsync.cli.{module}")
    return app


def _write_what_the_terminal_can_show() -> None:
    """Escape the characters of names and reasons that the terminal's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _sentence(error: ModelSyncError | OSError) -> str:
    if isinstance(error, OSError):  # Other files raise SettingsError.
        return f"The output cannot be written: {error.strerror}. Free some space, or choose another place."
    return str(error)


def _code(error: Exception) -> int:
    match error:
        case StalePlanError() | PlanClosedError():
            return STALE
        case UnsafePlanError():
            return UNSAFE
        case _:
            return 1


def _help_without_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(1)


@db_app.callback(invoke_without_command=True)
@export_app.callback(invoke_without_command=True)
@notify_app.callback(invoke_without_command=True)
@prices_app.callback(invoke_without_command=True)
@tokens_app.callback(invoke_without_command=True)
def _group_help(context: typer.Context) -> None:
    _help_without_command(context)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"modelsync {version('modelsync')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Log more, and show tracebacks.")] = False,
    _asked: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    level = logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("modelsync").setLevel(level)
    _help_without_command(context)
