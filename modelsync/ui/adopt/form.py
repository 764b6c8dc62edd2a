"""The form that uploads another catalogue. Plain HTML to a route of our own: Streamlit's upload address serves nobody."""

from __future__ import annotations

from html import escape

import streamlit as st

from modelsync.adapters.adopted.files import ENDINGS
from modelsync.core.review import ReviewState
from modelsync.server.addresses import UPLOAD
from modelsync.ui.shell import form_tokens
from modelsync.ui.shell.session import in_demo, may_change

_STYLE = """
<style>
.adopt-form {display: flex; flex-wrap: wrap; gap: .9rem 1.5rem; align-items: end; margin: 0; font-size: .875rem}
.adopt-form label {display: flex; flex-direction: column; gap: .3rem; min-width: 0}
.adopt-form label.adopt-check {flex-direction: row; align-items: center; gap: .5rem; padding-bottom: .5rem}
.adopt-form input[type=file] {font: inherit; color: inherit; max-width: 100%}
.adopt-form input[type=file]::file-selector-button {font: inherit; color: inherit; margin-right: .75rem; padding: .4rem .75rem;
  border: 1px solid light-dark(#d9dde5, #333a49); border-radius: .5rem; background: transparent; cursor: pointer}
.adopt-form button {font: inherit; font-weight: 500; padding: .45rem .9rem; border: 0; border-radius: .5rem; cursor: pointer;
  background: light-dark(#4338ca, #8f8bff); color: light-dark(#fff, #10131a)}
.adopt-form button:hover {filter: brightness(1.1)}
.adopt-form :focus-visible {outline: 2px solid light-dark(#4338ca, #8f8bff); outline-offset: 2px}
</style>
"""


def section() -> None:
    """The section of the Status page; nothing for viewers and in the demo."""
    if not _may_upload():
        return
    st.header("Adopt a catalogue", anchor=False)
    with st.container(border=True):
        _content()


def offer(state: ReviewState) -> None:
    """The same where nothing was synced yet and the catalogue is empty."""
    tally = state.tally
    if state.plans or tally.active or tally.archived or not _may_upload():
        return
    with st.container(border=True):
        st.markdown("**:material/upload_file: Do you keep a list of models already?**")
        _content()


def _may_upload() -> bool:
    return may_change() and not in_demo()


def _content() -> None:
    st.markdown(
        "A CSV or JSON file, or a LiteLLM `config.yaml`, of at most 5 MB and 50,000 rows becomes a plan for each provider. A map (TOML) "
        "says which column is what, where its name does not. Databases: `modelsync adopt`."
    )
    st.html(
        f"""{_STYLE}<form class="adopt-form" method="post" action="{UPLOAD}" enctype="multipart/form-data">
<input type="hidden" name="token" value="{escape(form_tokens.of_this_session())}">
<label>File <input type="file" name="file" accept="{",".join(ENDINGS)}" required></label>
<label>Map, if needed <input type="file" name="map" accept=".toml"></label>
<label class="adopt-check"><input type="checkbox" name="keep_ids" value="true"> Keep row ids</label>
<button type="submit">Adopt</button></form>"""
    )
