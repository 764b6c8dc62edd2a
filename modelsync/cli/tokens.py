"""Commands for API tokens; a token is printed once, on creation."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelsync.cli.console import FormatOption, as_json, open_service, say, show, show_data, tokens_app
from modelsync.core.kinds import iso_utc
from modelsync.report import csv_tables
from modelsync.settings import local_actor

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The program's; kept in the history.")]


@tokens_app.command()
def create(
    name: NameArgument,
    scope: Annotated[
        Literal["read", "write"], typer.Option("--scope", help="Look only, or sync, apply and undo too.")
    ],
) -> None:
    """Create an API token and print it."""
    show(open_service().create_token(name, scope, actor=local_actor()))
    say("Keep it secret. It is shown this once; `modelsync token revoke` takes it back.")


@tokens_app.command("list")
def list_(format_: FormatOption = "text") -> None:
    """List the tokens: creator and last use."""
    tokens = open_service().tokens()
    match format_:
        case "json":
            show_data(as_json([token.to_json() for token in tokens]))
        case "csv":
            show_data(csv_tables.tokens_csv(tokens))
        case "text":
            width = max((len(token.name) for token in tokens), default=0)
            for token in tokens:
                used = f"last used {iso_utc(token.last_used_at)}" if token.last_used_at else "never used"
                ended = (
                    f"revoked by {token.revoked_by} {iso_utc(token.revoked_at)}" if token.revoked_at else used
                )
                made = f"made by {token.created_by} {iso_utc(token.created_at)}"
                show(f"{token.name:<{width}}  {token.scope:<5}  {made}  {ended}")
            say(f"{len(tokens)} token{'' if len(tokens) == 1 else 's'}.")


@tokens_app.command()
def revoke(name: NameArgument) -> None:
    """Revoke a token."""
    open_service().revoke_token(name, actor=local_actor())
    say(f"Token {name} is revoked.")
