"""The History page's filter widgets and their query string. Filters nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from modelsync.core.field_changes import FieldChange
from modelsync.report import change_words
from modelsync.ui.history.view import ADDRESS, LONGEST_SEARCH, PERIODS, USUAL_PERIOD, View, from_address
from modelsync.ui.shell.page_address import PageAddress
from modelsync.ui.shell.session import label

_ADDRESS = PageAddress("history", ADDRESS)
_VIEW = "history_view"
_ALL = ""
_SHOWS = {"changes": "Changes", "runs": "Runs"}
_SELECTS = ("provider", "actor", "field", "kind")


def read_address() -> View:
    """Read the view to show; call it before the widgets are drawn."""
    sent, drawn = _ADDRESS.sent(), _key("period") in st.session_state
    if not drawn and not sent:
        view: View = st.session_state.get(_VIEW, View())
    elif drawn and not _ADDRESS.is_news(sent, _from_widgets().to_address()):
        return _from_widgets()
    else:
        view = from_address(sent)
    _to_widgets(view)
    return view


def write_address(view: View) -> None:
    """Write the view into the query string; other parameters stay."""
    st.session_state[_VIEW] = view
    _ADDRESS.write(view.to_address())


def select(*, run: str | None = None, change: str | None = None) -> None:
    """Select a run or a change, or nothing: what is not named is not selected any more."""
    st.session_state[_key("run")], st.session_state[_key("change")] = run, change
    if run:
        st.session_state[_key("shows")] = "runs"


def drawn_anew() -> int:
    """How often a selection came from outside the tables; part of their keys."""
    return int(st.session_state.get(_key("anew"), 0))


def draw_anew() -> None:
    """Forget what the browser has selected in the tables."""
    st.session_state[_key("anew")] = drawn_anew() + 1


def nothing(view: View) -> None:
    """Say that nothing matches, and how to see more."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info("Nothing changed in this time, or nothing matches the filters.", icon=":material/search_off:")
        if view.period != "all":
            st.button("Show all time", icon=":material/history:", key="history_all", on_click=_all_time)


def _all_time() -> None:
    st.session_state[_key("period")] = "all"


def clear() -> None:
    """Clear all filters; the table and the selection stay."""
    now = _from_widgets()
    _to_widgets(View(shows=now.shows, run=now.run, change=now.change))


def switch() -> None:
    """The widget that chooses the table; another table selects nothing."""
    st.segmented_control(
        "Show",
        list(_SHOWS),
        format_func=_SHOWS.__getitem__,
        required=True,
        key=_key("shows"),
        label_visibility="collapsed",
        on_change=select,
    )


def filters(view: View, changes: Iterable[FieldChange], today: date) -> None:
    """Draw the filters; ``changes`` are those of the period, whose values can be chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox("Time", list(PERIODS), format_func=PERIODS.__getitem__, key=_key("period"), width=135)
        if view.period == "dates":
            st.date_input("From", max_value=today, key=_key("since"), width=125)
            st.date_input("To", max_value=today, key=_key("until"), width=125)
        st.text_input(
            "Model",
            placeholder="Part of the id",
            type="search",
            live=True,
            max_chars=LONGEST_SEARCH,
            key=_key("words"),
            width=165,
        )
        changes = list(changes)
        _select("Provider", "provider", view, (change.provider for change in changes), 120)
        _select("By", "actor", view, (change.actor for change in changes), 135)
        _select("Field", "field", view, _fields(changes), 150)
        _select("Kind", "kind", view, (change.kind for change in changes), 105)
        st.button(
            "Clear",
            icon=":material/filter_alt_off:",
            type="tertiary",
            disabled=not view.is_filtered,
            on_click=clear,
            key="history_clear",
        )


def _fields(changes: Sequence[FieldChange]) -> Iterable[str]:
    for change in changes:
        yield change.field
        if "." in change.field:
            yield change.field.partition(".")[0]


def _select(label_: str, name: str, view: View, values: Iterable[str], width: int) -> None:
    options = [
        _ALL,
        *sorted({*values, *filter(None, [getattr(view, name)])}, key=lambda value: _word(name, value)),
    ]
    st.selectbox(label_, options, format_func=lambda value: _word(name, value), key=_key(name), width=width)


def _word(name: str, value: str) -> str:
    match name, value:
        case _, "":
            return "All"
        case "provider", _:
            return label(value)
        case "kind", _:
            return change_words.kind(value)
        case "field", "pricing" | "lifecycle" | "capabilities":
            return f"{value} (any)"
        case "field", _:
            return change_words.field(value)
        case _:
            return value


def _from_widgets() -> View:
    state: dict[str, Any] = {name: st.session_state.get(_key(name)) for name in View.__dataclass_fields__}
    if state["period"] != "dates":
        state |= {"since": None, "until": None}
    chosen = {name: state[name] or None for name in _SELECTS}
    words = " ".join(str(state["words"] or "").split())
    return View(**state | chosen | {"words": words, "period": state["period"] or USUAL_PERIOD})


def _to_widgets(view: View) -> None:
    for name in View.__dataclass_fields__:
        value = getattr(view, name)
        st.session_state[_key(name)] = _ALL if name in _SELECTS and value is None else value
    draw_anew()


def _key(name: str) -> str:
    return f"history_{name}"
