"""The Catalogue's filter widgets and their query string (``?provider=openai&enabled=yes``). Filters nothing itself.

The query string wins if it differs from what the page wrote last: a shared link, the browser's Back. Otherwise the widgets
win; after a visit to another page, the view that was left is restored.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from modelsync.ui.catalogue.view import ADDRESS, DAYS, LONGEST_SEARCH, SORTS, View, from_address
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.session import adapters

_VIEW = "catalogue_view"
_WRITTEN = "catalogue_written"
_UNKNOWN = "catalogue_unknown"
_ALL = "all"
_USUAL = {"q": "", "sort": "provider"}
_ENABLED_MEANS = "Whether the product may use the model, as it is saved"
_RETIRES_MEANS = "Active models whose last day is near, or has passed"
_ECHO_SECONDS = 3
"""Seconds in which a stale query string may still arrive after a URL rewrite, while a filter changed."""
_ECHO_ALONE_SECONDS = 1
"""The same while no filter changed; later, an earlier query string is the browser's Back."""


def read_address() -> View:
    """Read the view to show; call it before the widgets are drawn."""
    sent = {name: value for name, value in st.query_params.items() if name in ADDRESS}
    drawn = _key("q") in st.session_state
    if not drawn and not sent:
        view: View = st.session_state.get(_VIEW, View())
    elif drawn and not _is_news(sent):
        return _from_widgets()
    else:
        view, unknown = _from(sent)
        st.session_state[_UNKNOWN] = (view, unknown)
    _to_widgets(view)
    return view


def _is_news(sent: Mapping[str, str]) -> bool:
    """Whether the query string came from outside this page; a recent one of its own may still arrive."""
    written: list[tuple[float, dict[str, str]]] = st.session_state.get(_WRITTEN, [])
    if not written:
        return bool(sent)
    moved = _from_widgets().to_address() != written[-1][1]
    wait = _ECHO_SECONDS if moved else _ECHO_ALONE_SECONDS
    recent = [address for at, address in written if time.monotonic() - at < wait]
    return sent != written[-1][1] and sent not in recent


def _from_widgets() -> View:
    state = {name: st.session_state.get(_key(name)) for name in ADDRESS}
    return _from({n: value for n, value in state.items() if value and (value != _ALL or n == "q")})[0]


def _to_widgets(view: View) -> None:
    said = view.to_address()
    for name in ADDRESS:
        st.session_state[_key(name)] = said.get(name, _USUAL.get(name, _ALL))


def _from(sent: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
    return from_address(sent, [adapter.provider for adapter in adapters()])


def _key(name: str) -> str:
    return f"catalogue_{name}"


def write_address(view: View) -> None:
    """Write the view into the query string; other parameters stay."""
    st.session_state[_VIEW] = view
    now, said = dict(st.query_params.items()), view.to_address()
    wanted = {name: value for name, value in now.items() if name not in ADDRESS} | said
    if wanted != now:
        st.query_params.from_dict(wanted)
    written = st.session_state.setdefault(_WRITTEN, [])
    if not written or written[-1][1] != said:
        # An entry's time is when the page last had this query string; stale copies may arrive from then on.
        if written:
            written[-1] = (time.monotonic(), written[-1][1])
        st.session_state[_WRITTEN] = [*written[-4:], (time.monotonic(), said)]


def clear() -> None:
    """Clear all filters; the order stays."""
    _to_widgets(View(sort=_from_widgets().sort))


def filters(view: View) -> None:
    """Draw the filters, and a note about query parameters with unknown values."""
    asked, unknown = st.session_state.get(_UNKNOWN, (view, ()))
    if unknown and asked == view:
        st.info(
            f"The address asks for {plain(', '.join(unknown))}, which does not exist: it is ignored.",
            icon=":material/link_off:",
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Search",
            placeholder="Words of id or name, in any order",
            type="search",
            live=True,
            max_chars=LONGEST_SEARCH,
            key=_key("q"),
        )
        labels = {_ALL: "All"} | {adapter.provider: adapter.label for adapter in adapters()}
        st.segmented_control(
            "Provider", list(labels), format_func=labels.__getitem__, required=True, key=_key("provider")
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _select("Status", "status", {_ALL: "All", "active": "Active", "archived": "Archived"}, 115)
        _select("Enabled", "enabled", {_ALL: "All", "yes": "Enabled", "no": "Disabled"}, 125, _ENABLED_MEANS)
        _select("Price", "priced", {_ALL: "All", "yes": "With price", "no": "Without price"}, 145)
        days = {_ALL: "Any time"} | {str(count): f"Within {count} days" for count in DAYS}
        _select("Retires", "retiring", days, 150, _RETIRES_MEANS)
        _select("Sort by", "sort", SORTS, 215)
        st.button(
            "Clear filters",
            icon=":material/filter_alt_off:",
            type="tertiary",
            disabled=not view.is_filtered,
            on_click=clear,
            key="clear_filters",
        )


def _select(
    label: str, name: str, options: Mapping[str, str], width: int, meaning: str | None = None
) -> None:
    st.selectbox(
        label, list(options), format_func=options.__getitem__, key=_key(name), help=meaning, width=width
    )
