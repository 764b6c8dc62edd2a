"""Events in words for people: a title and a few short lines that no receiver reads as markup. Pure; holds no key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from modelsync.core.events import Event

MOST_LINES: Final = 12
"""So many models are named; the rest is counted."""

# Receivers read Markdown, HTML, Slack's markup or none, and an escape of one is text in another: signs that look alike
# and mean nothing hold in all of them.
_HARMLESS = str.maketrans(
    {
        "<": "‹",
        ">": "›",
        "&": "＆",
        "@": "＠",
        "*": "∗",
        "`": "ʼ",
        "[": "(",
        "]": ")",
        "|": "¦",
        "~": "∼",
        "#": "＃",
        "\\": "＼",
        "_": "＿",
    }
)


def harmless(text: str) -> str:
    """A foreign text on one line in which no receiver finds markup, a link or a mention."""
    return " ".join(text.translate(_HARMLESS).replace("://", ":/\u2060/").split())


def capped(lines: Sequence[str]) -> tuple[str, ...]:
    """At most twelve lines; what is more is counted: ``and 31 more``."""
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[:MOST_LINES], f"and {len(lines) - MOST_LINES:,} more")


def title(event: Event) -> str:
    """What happened, in one line."""
    data = event.data
    provider = harmless(str(data.get("provider") or "Catalogue"))
    match event.type:
        case "plan.waiting":
            counts = data["counts"]
            said = f"{provider}: {counts['new']:,} new, {counts['updated']:,} updated, {counts['archived']:,} archived to review"
        case "sync.failed":
            said = f"{provider}: sync failed"
        case "sync.recovered":
            said = f"{provider}: sync works again"
        case "run.applied":
            said = f"{provider}: run {data['runId']} committed by {harmless(data['actor'])}"
        case "run.undone":
            said = f"{provider}: run {data['runId']} undone by {harmless(data['actor'])}"
        case "model.retiring":
            said = f"{harmless(data['displayName'])} {_when(data['days'])}"
        case "catalogue.summary":
            said = "Model Sync watches this catalogue from now on"
        case "notify.test":
            said = "Test message from Model Sync"
    return said


def lines(event: Event) -> tuple[str, ...]:
    """What is worth knowing besides, each as a short line; the address of our own pages is the only link."""
    data = event.data
    match event.type:
        case "plan.waiting":
            found = [f"Attention: {harmless(finding)}" for finding in data["findings"]]
            link = [f"Review: {data['url']}"] if data.get("url") else []
            return (*capped(found), *map(harmless, event.lines), *link)
        case "sync.failed" | "sync.recovered":
            return (harmless(str(data["error"])), f"Failing since {data['since']}.")
        case "run.applied" | "run.undone":
            counts = data["counts"]
            reason = (f"Reason: {harmless(data['reason'])}",) if data.get("reason") else ()
            return (", ".join(f"{count:,} {what}" for what, count in counts.items() if count), *reason)
        case "model.retiring":
            instead = data.get("replacement")
            successor = f"Replacement: {harmless(instead)}" if instead else "No replacement is named."
            return (f"{harmless(data['universalModelId'])} of {harmless(data['provider'])}", successor)
        case "catalogue.summary" | "notify.test":
            return tuple(map(harmless, event.lines))


def _when(days: int) -> str:
    count = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    if days < 0:
        return f"is {count} past its last day"
    return "retires today" if days == 0 else f"retires in {count}"
