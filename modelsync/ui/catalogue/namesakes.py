"""Warns of duplicate display names: users who pick a model by name cannot tell them apart. Refuses nothing."""

from __future__ import annotations

from collections.abc import Mapping

from modelsync.ui.shell.messages import Messages

_MOST = 3


def warn(messages: Messages, id_: str, names: Mapping[str, str]) -> None:
    """Warn if other models have this model's name, ignoring case; ``names`` maps every id to its name."""
    name = names[id_]
    others = sorted(
        other for other, theirs in names.items() if other != id_ and theirs.lower() == name.lower()
    )
    if others:
        more = f" and {len(others) - _MOST:,} more" if len(others) > _MOST else ""
        messages.say(
            "warning",
            f"“{name}” is the name of {', '.join(others[:_MOST])}{more} too: users cannot tell them apart.",
        )
