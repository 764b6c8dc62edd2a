"""The frame of the section "Facts" with its column settings: each source's figure and age in a column of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.report import proposal_words
from modelsync.ui.review.fact_reading import key_of
from modelsync.ui.shell import cell_text, frames
from modelsync.ui.shell.session import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pandas.io.formats.style import Styler

    from modelsync.core.proposal_choices import ReviewedProposal

_PER_SOURCE = "source "
"""What stands before the name of a source in the name of its column."""
_TINTS = {"agree": "rgba(34,197,94,.14)", "single": "rgba(120,130,150,.16)", "differ": "rgba(249,115,22,.14)"}
_AGREEMENT = {"agree": "agree", "single": "1 source", "differ": "differ"}
_NARROW, _CHANGE, _WIDE = 120, 210, 420
"""Pixels of a column of figures at least, of the change and of a source at most."""
_AGE = 60
"""Pixels of an age behind figures, which is never cut."""
_LONGEST_TINTED = 1_000


def fact_frame(rows: Sequence[ReviewedProposal], today: date) -> pd.DataFrame:
    """The proposals as they are reviewed; indexed by ``key_of``."""
    names = labels()
    sources = list(dict.fromkeys(said.source for row in rows for said in row.proposal.sources))
    records = [
        {
            "key": key_of(row),
            "approve": row.approved,
            "id": row.proposal.universal_model_id,
            "fact": _fact(row),
            "change": proposal_words.change(row.proposal),
            "agreement": _AGREEMENT[row.proposal.agreement],
            "take": row.source,
            "provider": names[row.proposal.provider],
        }
        | dict(_said(row, today))
        for row in rows
    ]
    columns = ["key", "approve", "id", "fact", "change", "agreement"]
    columns += ["take"] if any(len(row.proposal.sources) > 1 for row in rows) else []
    columns += [*(f"{_PER_SOURCE}{name}" for name in sources), "provider"]
    frame = pd.DataFrame(records, columns=columns).set_index("key")
    return frame.astype({"approve": bool} | ({"take": object} if "take" in frame else {}))


def _fact(row: ReviewedProposal) -> str:
    """``Price 2026-12-01``; of a model that is not in the catalogue yet ``Price · new``."""
    proposal = row.proposal
    begins = f" {proposal.begins}" if proposal.begins else ""
    return f"{proposal_words.KINDS[proposal.kind]}{begins}{' · new' if row.is_new else ''}"


def _said(row: ReviewedProposal, today: date) -> Iterator[tuple[str, str]]:
    for said in row.proposal.sources:
        age = f" · {_age((today - said.as_of).days)}" if said.as_of else ""
        figures = cell_text.fitted(proposal_words.brief(row.proposal.kind, said.value), _WIDE - _AGE)
        yield f"{_PER_SOURCE}{said.source}", f"{figures}{age}"


def _age(days: int) -> str:
    return "today" if days <= 0 else f"{days} d"


def fact_columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Column settings: ids are whole, figures as wide as the longest, within bounds."""
    sources = [name for name in frame if str(name).startswith(_PER_SOURCE)]
    figures = "Prices as input / cached input / output in USD per million tokens"
    per_source: dict[str, Any] = {
        str(name): st.column_config.TextColumn(
            str(name).removeprefix(_PER_SOURCE),
            width=_width(frame, str(name)),
            help=f"What it says, and how old that is. {figures}",
        )
        for name in sources
    }
    return {
        "approve": frames.APPROVE_COLUMN | {"help": "Make this fact the catalogue's"},
        "id": frames.ID_COLUMN | {"width": frames.id_width(frame["id"], _NARROW)},
        "fact": st.column_config.TextColumn(
            "Fact",
            width=_width(frame, "fact", least=80),
            help="With the first day of a price. New: the model is not in the catalogue yet",
        ),
        "change": st.column_config.TextColumn(
            "Known → proposed",
            width=min(_CHANGE, _width(frame, "change")),
            help=f"{figures}. A longer one is whole under its sources",
        ),
        "agreement": st.column_config.TextColumn(
            "Sources", width=76, help="Whether independent sources say the same"
        ),
        "take": st.column_config.SelectboxColumn(
            "Take from",
            width=105,
            options=[str(name).removeprefix(_PER_SOURCE) for name in sources],
            help="Whose value to take; where sources differ, choosing one approves the row",
        ),
        "provider": frames.provider_column(frame["provider"]),
        **per_source,
    }


def _width(frame: pd.DataFrame, column: str, least: int = _NARROW) -> int:
    texts = [text for text in frame[column] if isinstance(text, str)]
    return min(_WIDE, max(least, *(cell_text.width(text) for text in texts))) if texts else least


def drawn(
    rows: Sequence[ReviewedProposal], frame: pd.DataFrame, columns: Mapping[str, Any]
) -> pd.DataFrame | Styler:
    """The frame with its agreement tinted and no text cut in silence; a long one stays plain, as a Styler takes seconds."""
    frame = frames.fitted(frame, columns)
    if len(frame) > _LONGEST_TINTED:
        return frame
    colours = [f"background-color: {_TINTS[row.proposal.agreement]}" for row in rows]
    return frame.style.apply(lambda _: colours, subset=["agreement"])
