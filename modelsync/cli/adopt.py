"""Command that takes over a catalogue that exists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from modelsync.cli.console import CHANGES_WAIT, app, as_json, open_service, say, show, show_data
from modelsync.core.adoption.bounds import MOST_BYTES
from modelsync.core.adoption.source import Adoption
from modelsync.errors import SettingsError
from modelsync.report import words
from modelsync.settings import Settings, local_actor


@app.command()
def adopt(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A database address, or a file: .csv, .tsv, .json, .yaml, .yml."
        ),
    ],
    *,
    table: Annotated[
        str | None, typer.Option("--table", metavar="NAME", help="The table or view of a database; ai_model.")
    ] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Says which column is what (TOML).")
    ] = None,
    keep_ids: Annotated[bool, typer.Option("--keep-ids", help="Keep the ids of the rows, too.")] = False,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")] = "text",
) -> None:
    """Take over the models of SOURCE as a plan for each provider, to review and apply."""
    service = open_service()
    options: dict[str, Any] = {"actor": local_actor(), "keep_ids": keep_ids}
    if map_:
        options |= {"map_name": map_.name, "map_content": _content(map_, "--map")}
    if "://" in source:
        adoption = service.adopt_table(Settings.read(database_url=source).database_url, table, **options)
    elif table:
        raise SettingsError(
            "--table is for a database address, such as sqlite:///models.db. Leave it out for a file."
        )
    else:
        path = Path(source)
        adoption = service.adopt_file(path.name, _content(path, "SOURCE"), **options)
    if format_ == "json":
        show_data(as_json(adoption.to_json()))
    else:
        show(_text(adoption))
        say(
            f"{len(adoption.left):,} of {adoption.rows:,} rows stay behind."
            if adoption.left
            else "Every row is taken."
        )
    raise typer.Exit(CHANGES_WAIT if adoption.plans else 0)


def _content(path: Path, called: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise SettingsError(
            f"{called} names {path}, which cannot be read: {reason}. Name a file, or a database as sqlite:///models.db."
        ) from None


def _text(adoption: Adoption) -> str:
    """What waits, what stays behind with its reason, and remarks."""
    lines = [f"{adoption.source}: {adoption.rows:,} rows"]
    for diff in adoption.plans:
        lines.append(f"{diff.provider}: {words.counts(diff)}")
        lines += [f"  + {_shown(model)}" for model in diff.new_models]
        lines += [
            f"  ~ {update.updated.universal_model_id}  {words.changes(update, brief=True)}"
            for update in diff.updated_models
        ]
    lines += [f"  - row {one.row}  {one.universal_model_id or '–'}  {one.reason}" for one in adoption.left]
    lines += [f"  ! {notice.message}" for notice in adoption.warnings]
    lines += [f"Apply it: modelsync apply {diff.plan_id} --all" for diff in adoption.plans]
    if not adoption.plans:
        lines.append("Nothing to do: no plan was made.")
    return "\n".join(lines)


def _shown(model: Any) -> str:
    state = model.status if model.status == "archived" else "enabled" if model.enabled else "disabled"
    return f"{model.universal_model_id}  “{model.display_name}”  {state} · {words.price(model)}"
