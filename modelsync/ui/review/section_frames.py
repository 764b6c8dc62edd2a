"""The frames of the Review page's editors, with their column settings. Reads no state and calls no service.

A frame holds whole texts; what is drawn of it is `shown`, in which each text fits its column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from modelsync.core.abilities import abilities
from modelsync.ui.shell import cell_text, frames
from modelsync.ui.shell.session import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas.io.formats.style import Styler

    from modelsync.core.plans import Review
    from modelsync.ui.review.rows import Proposal, Section

LONGEST_TINTED = 1_000
"""Maximum rows of a tinted table: a Styler costs time per row in server and browser."""

_TINTS = {
    "new": "rgba(34,197,94,.16)",
    "updated": "rgba(249,115,22,.16)",
    "archived": "rgba(120,130,150,.2)",
}

NARROWEST_WHAT = 130
"""Pixels that "What changed" keeps beside long ids; such a table scrolls sideways."""

RELEASED_COLUMN = st.column_config.DateColumn(
    "Released", width=84, format="YYYY-MM-DD", help="The day that the provider names, in UTC"
)
WAS_ENABLED_COLUMN = st.column_config.CheckboxColumn(
    "Was enabled", width=100, pinned=True, help="Whether the product could use the model until now"
)
DETAILS = ":material/info:"
DETAILS_WIDTH = 44
_TAKEN = "✓ "
_CAN = "can:"
_YES_NO: dict[bool | None, str | None] = {True: "yes", False: "no", None: None}
_WHAT_HELP = "✎ is your edit, ✗ your no; a tint, or ✓ in a long table, marks what the commit takes"


def review_frame(
    section: Section, rows: Sequence[Proposal], reviews: Mapping[str, Review], can: Sequence[str] = ()
) -> pd.DataFrame:
    """The proposals of a section with their review; indexed by provider and id.

    New models have their release and price columns; in the other sections "What changed" takes that width. With one
    provider its column would repeat the filter: "What changed" takes that width too. Each ability of ``can`` is a column.
    """
    names, reviewed = labels(), [(row, reviews[row.plan_id]) for row in rows]
    cells: dict[str, Any] = {
        "approve": [row.approved(review) for row, review in reviewed],
        "enabled": [row.enabled(review) for row, review in reviewed],
        "details": DETAILS,
        "id": [row.id for row in rows],
        "display_name": [row.name(review) for row, review in reviewed],
        "what": [row.what for row in rows],
        "released": [row.model.released_at and row.model.released_at.date() for row in rows],
        "provider": [names[row.model.provider] for row in rows],
    }
    columns = ["id", "display_name", "what", "released", "provider"]
    if section != "new":
        columns = ["id", "what", "display_name", "provider"]
    if len(set(cells["provider"])) == 1:
        columns.remove("provider")
    index = pd.Index([row.key for row in rows], name="key")
    frame = pd.DataFrame(cells, index, ["approve", "enabled", "details", *columns])
    frame = frame.astype({"approve": bool, "enabled": bool})
    known = [abilities(row.model.capabilities) for row in rows] if can else []
    after = list(frame.columns).index("what") + 1
    for place, word in enumerate(can, after):
        frame.insert(place, f"{_CAN}{word}", [_YES_NO[has.get(word)] for has in known])
    if section == "new":
        for name, amounts in frames.prices([row.model for row in rows]).items():
            frame[name] = amounts
    return frame


def review_columns(section: Section, frame: pd.DataFrame) -> dict[str, Any]:
    """Column settings of a section's editor: ids are whole, "What changed" takes what is left.

    Columns of abilities take no room from others: a table with them scrolls sideways.
    """
    columns: dict[str, Any] = {
        "approve": frames.APPROVE_COLUMN,
        "enabled": WAS_ENABLED_COLUMN if section == "archived" else frames.ENABLED_COLUMN,
        "id": frames.ID_COLUMN | {"width": frames.id_width(frame["id"].tolist(), frames.ID_WIDTH)},
        "display_name": frames.NAME_COLUMN | {"width": name_width(section, frame)},
        "released": RELEASED_COLUMN,
        **({"provider": frames.provider_column(frame["provider"].unique())} if "provider" in frame else {}),
        **frames.price_columns(frame),
    }
    columns = {name: column for name, column in columns.items() if name in frame}
    left = frames.INSIDE - DETAILS_WIDTH - sum(column["width"] for column in columns.values())
    what = st.column_config.TextColumn("What changed", width=max(NARROWEST_WHAT, left), help=_WHAT_HELP)
    can = [str(name) for name in frame if str(name).startswith(_CAN)]
    return columns | {"what": what} | {name: _ability(name) for name in can}


def _ability(name: str) -> Any:
    word = name.removeprefix(_CAN)
    return st.column_config.TextColumn(
        word, width=max(70, cell_text.width(word) + 4), help="As the provider's list says it"
    )


def name_width(section: Section, frame: pd.DataFrame) -> int:
    """Pixels of the column of names: among new models prices need the room."""
    return frames.NAME_WIDTH if section == "new" else frames.name_width(frame["display_name"].tolist())


def fitted(frame: pd.DataFrame, columns: Mapping[str, Any], rows: Sequence[Proposal]) -> pd.DataFrame:
    """The frame with an ellipsis in each text that its column would cut; a long one says what is approved by default."""
    if len(frame) > LONGEST_TINTED:
        frame = frame.assign(what=[f"{_TAKEN}{row.what}" if row.ticked else row.what for row in rows])
    return frames.fitted(frame, columns)


def shown(
    section: Section,
    drawn: pd.DataFrame,
    columns: Mapping[str, Any],
    rows: Sequence[Proposal],
    reviews: Mapping[str, Review],
) -> pd.DataFrame | Styler:
    """What is drawn of a fitted frame under its key: marks of the review in "What changed", tinted where a commit takes the row.

    A long frame has a sign in place of the tint, as a Styler would take seconds.
    """
    what, width = drawn["what"].tolist(), columns["what"]["width"]
    is_long = len(drawn) > LONGEST_TINTED
    for place, row in enumerate(rows):
        if row.has_marks(review := reviews[row.plan_id]):
            sign = _TAKEN if is_long and row.approved(review) else ""
            what[place] = cell_text.fitted(f"{sign}{row.marked(review)}", width)
    marked = drawn.assign(what=what)
    if is_long:
        return marked
    taken = [row.key for row in rows if row.approved(reviews[row.plan_id])]
    return marked.style.set_properties(
        subset=pd.IndexSlice[taken, ["what"]], **{"background-color": _TINTS[section]}
    )
