"""The Catalogue's filter widgets and their query string (``?provider=openai&enabled=yes``). Filters nothing itself.

After a visit to another page, the view that was left is restored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from modelsync.core.models import StoredModel
from modelsync.ui.catalogue.view import ADDRESS, DAYS, LONGEST_SEARCH, SORTS, View, from_address
from modelsync.ui.shell import provider_choice
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.page_address import PageAddress
from modelsync.ui.shell.session import labels

_VIEW = "catalogue_view"
_ADDRESS = PageAddress("catalogue", ADDRESS)
_UNKNOWN = "catalogue_unknown"
_PROVIDERS = "catalogue_providers"
_ALL = "all"
_USUAL = {"q": "", "sort": "provider"}
_ENABLED_MEANS = "Whether the product may use the model, as it is saved"
_RETIRES_MEANS = "Active models whose last day is near, or has passed"


def read_address(models: Iterable[StoredModel]) -> View:
    """Read the view to show; call it before the widgets are drawn. ``models`` are the whole catalogue."""
    st.session_state[_PROVIDERS] = provider_choice.with_former(models)
    sent = _ADDRESS.sent()
    drawn = _key("q") in st.session_state
    if not drawn and not sent:
        view: View = st.session_state.get(_VIEW, View())
    elif drawn and not _ADDRESS.is_news(sent, _from_widgets().to_address()):
        return _from_widgets()
    else:
        view, unknown = _from(sent)
        st.session_state[_UNKNOWN] = (view, unknown)
    _to_widgets(view)
    return view


def _from_widgets() -> View:
    state = {name: st.session_state.get(_key(name)) for name in ADDRESS}
    return _from({n: value for n, value in state.items() if value and (value != _ALL or n == "q")})[0]


def _to_widgets(view: View) -> None:
    said = view.to_address()
    for name in ADDRESS:
        st.session_state[_key(name)] = said.get(name, _USUAL.get(name, _ALL))


def _from(sent: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
    return from_address(sent, _known())


def _known() -> list[str]:
    """The providers that can be asked for."""
    known: list[str] = st.session_state[_PROVIDERS]
    return known


def _key(name: str) -> str:
    return f"catalogue_{name}"


def write_address(view: View) -> None:
    """Write the view into the query string; other parameters stay."""
    st.session_state[_VIEW] = view
    _ADDRESS.write(view.to_address())


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
        names = labels() | {_ALL: "All"}
        provider_choice.provider_choice(
            [_ALL, *_known()], _key("provider"), lambda provider: names.get(provider, provider)
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
