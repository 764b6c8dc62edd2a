"""Commands that set facts over the pricing files, take them back, and export the files with them folded in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from modelsync.cli.console import (
    ProviderArgument,
    ReasonOption,
    open_service,
    prices_app,
    show_data,
    show_run,
)
from modelsync.core.facts import EndOfLife, Fact, FactValue, Limits, Successor
from modelsync.core.model_fields import FIGURES, REQUIRED_FIGURES
from modelsync.core.pricing import Price, Tier
from modelsync.core.values import Value
from modelsync.errors import EditError, NotFoundError
from modelsync.settings import local_actor

FactId = Annotated[str, typer.Argument(metavar="ID")]
Kind = TypeVar("Kind", bound=Value)
ForceOption = Annotated[bool, typer.Option("--force", help="Despite safety findings; needs --reason.")]
Day = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="The price's first day; today without it.")
]


def _with_figures(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each price figure, which it gets as keywords."""
    signature = inspect.signature(command, eval_str=True)
    named = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    options = [
        inspect.Parameter(
            figure.key,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                str | None,
                typer.Option(f"--{figure.key.replace('_', '-')}", metavar="USD", help=f"{figure.meaning}."),
            ],
        )
        for figure in FIGURES
    ]
    parameters = [*named[:1], *options, *named[1:]]

    def wrapped(**said: Any) -> None:
        figures = {figure.key: said.pop(figure.key) for figure in FIGURES}
        command(**said, **figures)

    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # what Typer reads
    wrapped.__annotations__ = {p.name: p.annotation for p in parameters}
    return wrapped


@prices_app.command("set")
@_with_figures
def set_(
    id_: FactId,
    *,
    tier: Annotated[
        list[str] | None,
        typer.Option(
            "--tier",
            metavar="TOKENS:FIGURES",
            help="Other figures above so many input tokens: 272000:input=16,cached-input=0.80,output=60. Repeat it.",
        ),
    ] = None,
    from_: Day = None,
    context_window: Annotated[int | None, typer.Option("--context-window", metavar="TOKENS")] = None,
    max_output_tokens: Annotated[int | None, typer.Option("--max-output-tokens", metavar="TOKENS")] = None,
    deprecated_on: Annotated[str | None, typer.Option("--deprecated-on", metavar="DATE")] = None,
    retires_on: Annotated[str | None, typer.Option("--retires-on", metavar="DATE")] = None,
    retires_kind: Annotated[
        str | None, typer.Option("--retires-kind", help="announced, or earliest: not before that day.")
    ] = None,
    replacement: Annotated[str | None, typer.Option("--replacement", metavar="ID")] = None,
    replacement_note: Annotated[str | None, typer.Option("--replacement-note", metavar="TEXT")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Where it is from; your name without it.")
    ] = None,
    source_url: Annotated[
        str | None, typer.Option("--source-url", metavar="URL", help="The page that says so.")
    ] = None,
    reason: ReasonOption = None,
    force: ForceOption = False,
    **figures: str | None,
) -> None:
    """Set a price, limits, the end of life or a successor over the pricing file; in the catalogue at once."""
    service, actor = open_service(), local_actor()
    model = service.model(id_)
    values: list[tuple[str, FactValue]] = [
        ("limit", _read(Limits, context_window=context_window, max_output_tokens=max_output_tokens)),
        (
            "lifecycle",
            _read(EndOfLife, deprecated_at=deprecated_on, retires_at=retires_on, retires_kind=retires_kind),
        ),
        ("replacement", _read(Successor, replacement=replacement, replacement_note=replacement_note)),
    ]
    if any(figures.values()) or tier:
        values.append(("price", _price(figures, tier or [])))
    facts = [
        _read(
            Fact,
            provider=model.provider,
            universal_model_id=id_,
            kind=kind,
            begins=_day(from_) if from_ and kind == "price" else None,
            value=value,
            source=source or f"set by {actor.name}",
            source_url=source_url,
        )
        for kind, value in values
        if value.to_json()
    ]
    if not facts:
        raise EditError("Nothing is said. Give --input and --output, a limit, a day or --replacement.")
    show_run(service.set_facts(facts, actor=actor, reason=reason, force=force))


@prices_app.command()
def unset(
    id_: FactId,
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day of the price to take back.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="limit, lifecycle or replacement. Repeat it.")
    ] = None,
    reason: ReasonOption = None,
    force: ForceOption = False,
) -> None:
    """Take facts back: the pricing file holds again."""
    service = open_service()
    begins = _day(from_) if from_ else None
    wanted = [
        one.key
        for one in service.amendments(service.model(id_).provider)
        if one.universal_model_id == id_ and (one.kind in (kind or ()) or (begins and one.begins == begins))
    ]
    if not wanted:
        named = [one.key for one in service.amendments() if one.universal_model_id == id_]
        known = f"It has {', '.join(named)}" if named else "It has no amendment"
        raise NotFoundError(f"{id_} has no such amendment. {known}; name it with --from DATE or --kind KIND.")
    show_run(service.unset_facts(wanted, actor=local_actor(), reason=reason, force=force))


@prices_app.command()
def export(
    provider: ProviderArgument,
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
) -> None:
    """Print PROVIDER's pricing file with the amendments folded in, for version control."""
    show_data(open_service().exported_prices(provider), output)


def _price(figures: dict[str, str | None], tiers: list[str]) -> Price:
    for figure in REQUIRED_FIGURES:
        if figures[figure.key] is None:
            raise EditError(f"A price needs --{figure.key}. Nothing was saved.")
    return Price(
        **_amounts(figures), tiers=tuple(sorted(map(_tier, tiers), key=lambda one: one.above_tokens))
    )


def _tier(text: str) -> Tier:
    above, _, said = text.partition(":")
    figures = dict(part.partition("=")[::2] for part in said.split(",") if part)
    known = {figure.key for figure in FIGURES}
    named = {name.strip().replace("-", "_"): amount for name, amount in figures.items()}
    if not above.isdecimal() or not named or named.keys() - known:
        raise EditError(
            f"--tier {text!r} cannot be read. Write it as 272000:input=16,cached-input=0.80,output=60."
        )
    return _read(Tier, above_tokens=int(above), **_amounts(named))


def _amounts(figures: Mapping[str, str | None]) -> dict[str, Decimal]:
    found = {}
    for name, text in figures.items():
        if text is None:
            continue
        try:
            found[name] = Decimal(text)
        except InvalidOperation:
            raise EditError(f"--{name.replace('_', '-')} {text!r} is no amount. Write it as 1.25.") from None
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EditError(f"{text!r} is no day of the calendar. Write it as 2026-11-25.") from None


def _read(type_: type[Kind], /, **said: Any) -> Kind:
    """The value, or one sentence about what is wrong with it."""
    try:
        return type_.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = "-".join(str(part) for part in first["loc"])
        raise EditError(
            f"{where or 'It'}: {first['msg']} (you wrote {first['input']!r}). Nothing was saved."
        ) from error
