"""What tests do on the Catalogue page without a browser: open it, edit and press, and read what it says. Asserts nothing."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from tests.support.catalogue import fill
from tests.support.checkout import PAGES
from tests.support.models import retiring, stored

PAGE = PAGES / "catalogue.py"


def open_page():
    return AppTest.from_file(PAGE, default_timeout=30)


def filled(service):
    """Sixty active models of two providers and two archived ones; gives the service."""
    many = [stored(f"gpt-{number}") for number in range(50)]
    many[9] = stored("gpt-9", lifecycle=retiring(9))
    more = [stored(f"gemini-{number}", "google") for number in range(10)]
    gone = [stored("gpt-old", status="archived"), stored("gemini-old", "google", status="archived")]
    fill(service.database, *many, *more, *gone)
    return service


def editor(page, name="catalogue_active"):
    return page.session_state["editors"][name]


def shown(page):
    return list(editor(page).frame.index)


def edit(page, id_, **cells):
    """Edit a row as the table would, on top of what it sent before."""
    row = shown(page).index(id_)
    before = editor(page).taken
    key = editor(page).key
    (widget,) = (table.proto.id for table in page.dataframe if table.proto.id.endswith(key))
    states = page._tree.get_widget_states()
    rows = before | {row: before.get(row, {}) | cells}
    states.widgets.add(id=widget, string_value=json.dumps({"edited_rows": rows}))
    return page._run(states)


def said(page):
    kinds = (page.markdown, page.caption, page.error, page.success, page.info, page.warning)
    return " ".join(element.value for kind in kinds for element in kind)


def press(page, key):
    return page.button(key=key).click().run()
