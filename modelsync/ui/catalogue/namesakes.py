"""Warns of one name for several models: who picks a model by its name cannot tell them apart. Refuses nothing."""

from __future__ import annotations

from collections.abc import Mapping

from modelsync.ui.shell.messages import Messages

_MOST = 3


def warn(messages: Messages, id_: str, names: Mapping[str, str]) -> None:
    """Say so if the name of this model is, letters' case apart, that of others too; ``names`` holds all of them by id."""
    name = names[id_]
    others = sorted(
        other for other, theirs in names.items() if other != id_ and theirs.lower() == name.lower()
    )
    if others:
        more = f" and {len(others) - _MOST:,} more" if len(others) > _MOST else ""
        messages.say(
            "warning",
            f"“{name}” is the name of {', '.join(others[:_MOST])}{more} too: by name nobody can tell them apart.",
        )
