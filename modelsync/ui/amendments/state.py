"""What is typed in the dialog of a fact, in this browser session. Draws nothing, saves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from modelsync.prices.drafts import KEYS
from modelsync.ui.amendments import texts

if TYPE_CHECKING:
    from modelsync.core.facts import Fact, FactKind
    from modelsync.service.fact_sheets import FactSheet

PREFIX: Final = "fact_"
DAYS: Final = {"from", "deprecated_on", "retires_on"}
"""Fields that hold a day."""

_STARTED, _SEEN, _TIERS, _TURN = (f"{PREFIX}state_{name}" for name in ("started", "seen", "tiers", "turn"))


@dataclass(frozen=True)
class Asked:
    """The model and the kind of fact that a person wants to set; ``begins`` is that of the price to edit."""

    model_id: str
    kind: FactKind
    begins: date | None = None


def name(key: str) -> str:
    """The field's name in the session."""
    return f"{PREFIX}{key}"


def forget() -> None:
    """Forget what was typed."""
    for key in [key for key in st.session_state if str(key).startswith(PREFIX)]:
        del st.session_state[key]


def start(sheet: FactSheet, asked: Asked, today: date) -> bool:
    """Fill the fields with what holds, once for each fact that is looked at; whether this was the first time."""
    if st.session_state.get(_STARTED) == asked:
        return False
    st.session_state[_STARTED] = asked
    remember_seen(sheet)
    holds = texts.known(sheet, asked.kind, asked.begins, today)
    for key in KEYS[asked.kind]:
        put(key, holds.get(key, ""))
    amendment = sheet.amendment(asked.kind, asked.begins)
    put("from", str(asked.begins or today))
    put("source", amendment.source if amendment else "")
    put("source_url", (amendment and amendment.source_url) or "")
    put("reason", "")
    price = texts.known_price(sheet, asked.begins, today) if asked.kind == "price" else None
    put_tiers(texts.tier_texts(price) if price else [])
    return True


def put(key: str, text: str) -> None:
    """Put a text into a field."""
    st.session_state[name(key)] = (date.fromisoformat(text) if text else None) if key in DAYS else text


def typed(key: str) -> str:
    """What a field holds."""
    return str(st.session_state.get(name(key)) or "")


def take(fact: Fact, key: str, text: str) -> None:
    """Take a reference's value over into its field."""
    put(key, text)
    _credit(fact)


def take_all(fact: Fact, since: date | None) -> None:
    """Take all that a reference says over; ``since`` is the first day of the price that holds."""
    for key, text in texts.texts_of(fact.value).items():
        put(key, text)
    if fact.kind == "price":
        put_tiers(texts.tier_texts(fact.value))  # type: ignore[arg-type]  # of its kind
        if fact.begins and (since is None or fact.begins > since):
            put("from", str(fact.begins))
    _credit(fact)


def _credit(fact: Fact) -> None:
    put("source", texts.source_name(fact))
    put("source_url", fact.source_url or "")


def put_tiers(rows: list[dict[str, str]]) -> None:
    """Put other rows into the table of tiers, which begins anew."""
    st.session_state[_TIERS] = rows
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def tier_rows() -> list[dict[str, str]]:
    """The rows of the table of tiers as it began."""
    rows: list[dict[str, str]] = st.session_state.get(_TIERS, [])
    return rows


def tiers_name() -> str:
    """The table's name in the session; another one each time it begins anew."""
    return name(f"tiers_{st.session_state.get(_TURN, 0)}")


def edited_tiers() -> list[dict[str, str]]:
    """The rows of the table of tiers with what was typed into it."""
    edits: Mapping[str, Any] = st.session_state.get(tiers_name()) or {}
    rows: list[Mapping[str, object]] = [
        {**row, **edits.get("edited_rows", {}).get(number, {})} for number, row in enumerate(tier_rows())
    ]
    gone = set(edits.get("deleted_rows", ()))
    rows = [row for number, row in enumerate(rows) if number not in gone]
    return texts.typed_tiers([*rows, *edits.get("added_rows", ())])


def remember_seen(sheet: FactSheet) -> None:
    """Remember the versions of the amendments that the person looks at."""
    st.session_state[_SEEN] = {one.key: one.version for one in sheet.amendments}


def seen_version(key: str) -> int | None:
    """The version that the person looked at; None where there was none."""
    versions: dict[str, int] = st.session_state.get(_SEEN, {})
    return versions.get(key)
