"""Times as the viewer's clock shows them; details and files hold UTC. Knows the browser's zone, and UTC where it sends none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from modelsync.core.intervals import in_words


def zone_name() -> str:
    """The browser's time zone, such as ``Europe/Berlin``; UTC when it sends none that is known here."""
    name = st.context.timezone
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (ValueError, OSError):  # no such zone; also a machine without time zone data
        return "UTC"


def zone() -> tzinfo:
    """The browser's time zone."""
    name = zone_name()
    return UTC if name == "UTC" else ZoneInfo(name)


def local(moment: datetime) -> str:
    """The time on the viewer's clock, to the minute: ``2026-12-01 15:30``; where the clock shows UTC, it says so."""
    name = zone_name()
    return f"{moment.astimezone(zone()):%Y-%m-%d %H:%M}{' UTC' if name == 'UTC' else ''}"


def utc(moment: datetime) -> str:
    """The time in UTC, to the minute: ``2026-12-01 14:30 UTC``."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def ago(moment: datetime) -> str:
    """Age in words: ``just now``, ``5 min ago``, ``3 h ago``, ``2 days ago``."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h ago"
    return f"{int(seconds // 86400)} days ago"


def ahead(moment: datetime) -> str:
    """How far a time is, in words: ``in 4 h``, ``in a moment``."""
    left = moment - datetime.now(UTC)
    return f"in {in_words(left)}" if left >= timedelta(minutes=1) else "in a moment"


def column(title: str, width: int) -> Any:
    """A column of times on the viewer's clock; its help names the zone."""
    name = zone_name()
    return st.column_config.DatetimeColumn(
        title,
        width=width,
        format="YYYY-MM-DD HH:mm",
        timezone=name,
        help=f"Time zone: {name}. Details and CSV hold UTC.",
    )
