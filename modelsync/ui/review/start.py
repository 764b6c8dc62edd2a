"""Review's start page: the two ways on without a key, and the keys that are missing. Decides nothing."""

from __future__ import annotations

import streamlit as st

from modelsync import shipped
from modelsync.core.review import ReviewState
from modelsync.ui.catalogue import unsaved_edits
from modelsync.ui.shell.session import adapters, enter_demo, in_demo, label, may_change

_COMMAND = "uv run modelsync" if shipped.IS_CHECKOUT else "modelsync"


def ways_on(state: ReviewState) -> bool:
    """Say what to type where keys are missing; True when that is all there is to say."""
    if not state.missing_keys or in_demo():
        return False
    if len(state.missing_keys) < len(adapters()):
        _some_missing(state)
        return False
    if state.plans:
        _some_missing(state)
        _demo_button()
        return False
    st.header("Not synced yet", anchor=False)
    st.markdown("There is no key for any provider. Two ways on:")
    keys, demo = st.columns(2, gap="small")
    with keys.container(border=True, height="stretch"):
        _keys(state)
    with demo.container(border=True, height="stretch"):
        _demo()
    return True


def _some_missing(state: ReviewState) -> None:
    named = ", ".join(f"**{label(name)}**: `{variable}`" for name, variable in state.missing_keys.items())
    them = "it" if len(state.missing_keys) == 1 else "them"
    st.caption(f":material/key_off: No key for {named}. Set {them} in the environment or in `.env`.")


def _keys(state: ReviewState) -> None:
    st.header(":material/key: Use your keys", anchor=False)
    st.markdown("Type this in the terminal, with the keys that you have; one is enough:")
    lines = [f"export {variable}=…" for variable in state.missing_keys.values()]
    st.code("\n".join([*lines, f"{_COMMAND} serve"]), language=None, wrap_lines=True)
    st.markdown(
        "Lines such as "
        f"`{next(iter(state.missing_keys.values()))}=…` in a file `.env` work too. Then press **Sync all**: "
        "you see what is new before anything is saved."
    )


def _demo() -> None:
    st.header(":material/science: Look at the demo", anchor=False)
    st.markdown("Sample listings in a database of its own: no key, no network.")
    _demo_button()
    st.markdown("The same in the terminal:")
    st.code(f"{_COMMAND} demo", language=None, wrap_lines=True)


def _demo_button() -> None:
    edited = bool(unsaved_edits.edits())
    st.button(
        "Try the demo",
        icon=":material/science:",
        type="primary",
        on_click=enter_demo,
        key="enter_demo",
        disabled=edited or not may_change(),
        help="Save or undo your edits in the Catalogue first" if edited else None,
    )
