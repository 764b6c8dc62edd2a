"""What tests do on Review and Catalogue without a browser: open a page, edit and press, read what it says. Asserts nothing."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from tests.support.checkout import PAGES
from tests.support.providers import anthropic_item, google_item, openai_item

LISTINGS = {
    "openai": [openai_item("gpt-5.4"), openai_item("gpt-5.4-mini")],
    "google": [google_item("gemini-3-pro")],
    "anthropic": [anthropic_item("claude-opus-5"), anthropic_item("claude-haiku-5")],
}


def opened(page):
    return AppTest.from_file(PAGES / f"{page}.py", default_timeout=30).run()


def button(page, label):
    """The button whose words begin so."""
    return next(b for b in page.button if b.label.startswith(label))


def texts(*elements):
    """What is read on the page: without the backslashes and joiners that keep Markdown from reading markup."""
    return re.sub(r"\\(.)", r"\1", " ".join(element.value for element in elements)).replace("\u2060", "")


def everything(page):
    """All that the page says outside its tables."""
    return texts(
        *page.header, *page.markdown, *page.caption, *page.error, *page.success, *page.info, *page.warning
    )


def attention(page):
    """The line "Needs attention" of Review."""
    return texts(SimpleNamespace(value=page.expander[0].label))


def edit(page, name, id_, **cells):
    """Edit a row as the table with this name would: by position, on top of what it sent before."""
    editor = page.session_state["editors"][name]
    row = [str(key).rpartition("/")[2] for key in editor.frame.index].index(id_)
    before = editor.taken
    return send(page, name, before | {row: before.get(row, {}) | cells})


def send(page, name, rows):
    """Send these edited rows in a widget message; session state would not call what listens for changes."""
    key = page.session_state["editors"][name].key
    (id_,) = (table.proto.id for table in page.dataframe if table.proto.id.endswith(key))
    states = page._tree.get_widget_states()
    states.widgets.add(id=id_, string_value=json.dumps({"edited_rows": rows}))
    return page._run(states)


def drawn(page, name):
    """What is drawn of the editor with this name, by model id."""
    key = page.session_state["editors"][name].key
    (table,) = (table for table in page.dataframe if table.proto.id.endswith(key))
    return table.value.rename(index=lambda key: str(key).partition("/")[2] or key)


def waiting(service):
    return {provider: plan for provider, plan in service.latest_plans().items() if plan.state == "waiting"}


def confirm_commit(page, service):
    """Press Commit in the open question; AppTest runs the page and not the dialog alone, which would close it."""
    page.session_state["review_open"] = ("commit", tuple(plan.id for plan in waiting(service).values()))
    return page.button(key="commit_confirm").click().run()
