"""A table of the dashboard in the browser, which the page draws on a canvas. Asserts nothing.

A `Grid` clicks at positions: header and rows are 35 pixels high, columns as wide as `modelsync.ui.shell.frames` makes them.
"""

from __future__ import annotations

from playwright.sync_api import Error, expect

from modelsync.core.model_fields import FIGURES
from modelsync.ui.catalogue import columns
from modelsync.ui.review import excluded, section_frames
from modelsync.ui.shell import frames

_ROW = 35
EDIT_MS = 200
"""Longer than a table waits before it sends an edit."""


class Grid:
    """A table on a canvas, found by its name for screen readers; rows are found by model id."""

    def __init__(self, tab, title):
        self._tab = tab
        self.element = tab.page.get_by_role("region", name=title, exact=True)

    def ids(self):
        """Give the model ids in the order of the rows."""
        read = self._ids()
        for _ in range(40):  # the rows for screen readers come a moment after the run of the page has ended
            self._tab.page.wait_for_timeout(50)
            before, read = read, self._ids()
            if read and read == before:
                break
        return read

    def click(self, id_, column):
        """Click a cell: a checkbox toggles."""
        self.element.click(position=self._position(id_, column))
        self._tab.settle(EDIT_MS)

    def type(self, id_, column, text):
        """Open a cell with a double click, type over it, press Enter."""
        self.element.dblclick(position=self._position(id_, column))
        field = self._tab.page.locator(".gdg-clip-region textarea")
        field.focus()  # on a busy machine the table still holds it
        expect(field).to_be_focused()
        field.fill(text)
        expect(field).to_have_value(text)
        field.press("Enter")
        self._tab.settle(EDIT_MS)

    def type_over(self, id_, column, text):
        """Double-click a cell and type, whether it opens or not."""
        self.element.dblclick(position=self._position(id_, column))
        self._tab.page.keyboard.type(text)
        self._tab.page.keyboard.press("Enter")
        self._tab.settle(EDIT_MS)
        self._tab.page.keyboard.press("Escape")

    def is_cut_off(self):
        """Whether the columns are wider than the table, so that it scrolls sideways."""
        return sum(self._widths()) > self._width() - 2

    def _ids(self):
        self._await_the_only_one()
        column = self._columns().index("Model")
        self.element.locator("td").first.wait_for(state="attached")
        return self.element.locator(f"td[aria-colindex='{column + 1}']").all_text_contents()

    def _columns(self):
        header = self.element.locator("th")
        header.first.wait_for(state="attached")
        return header.all_text_contents()

    def _widths(self):
        """How wide the columns are; those of the Catalogue, which alone has no Approve, have widths of their own."""
        columns = self._columns()
        known = _WIDTHS | ({} if {"Approve", "Rule"} & set(columns) else _CATALOGUE_WIDTHS)
        if "Rule" in columns:
            known |= _EXCLUDED_WIDTHS
        known["Model"] = frames.id_width(self._ids(), known["Model"])
        for rest in {"What changed", "Reason"} & set(columns):
            left = frames.INSIDE - sum(known[name] for name in columns if name != rest)
            known[rest] = max(section_frames.NARROWEST_WHAT, left)
        return [known[name] for name in columns]

    def _await_the_only_one(self):
        """A table that a new one takes the place of stands beside it for a moment."""
        expect(self.element).to_have_count(1)

    def _scroll_to(self):
        """Bring it into sight; one that a new table took the place of meanwhile is found again."""
        try:
            self.element.scroll_into_view_if_needed()
        except Error as error:
            if "not attached" not in error.message:
                raise
            self.element.scroll_into_view_if_needed()

    def _width(self):
        """How wide it is drawn; a table that has just come is not drawn at once."""
        for _ in range(100):
            if box := self.element.bounding_box():
                return box["width"]
            self._tab.page.wait_for_timeout(50)
        raise TimeoutError(str(self.element))

    def _position(self, id_, column):
        self._await_the_only_one()
        self._scroll_to()
        columns = self._columns()
        widths = self._widths()
        pinned = _PINNED | ({"Info"} if "Approve" in columns else set())
        growing = [name for name in columns if name not in pinned]
        stretch = max(0, self._width() - 2 - sum(widths)) / len(growing)
        grown = [
            width + (0 if name in pinned else stretch) for name, width in zip(columns, widths, strict=True)
        ]
        place = columns.index(column)
        x = sum(grown[:place]) + grown[place] / 2
        return {"x": x, "y": _ROW * (self.ids().index(id_) + 1.5)}


_WIDTHS = {
    "Info": section_frames.DETAILS_WIDTH,
    "Provider": frames.provider_width(["OpenAI"]),
    **{figure.title: frames.price_width(figure) for figure in FIGURES},
    **{
        column["label"]: column["width"]
        for column in (
            frames.ID_COLUMN,
            frames.NAME_COLUMN,
            frames.ENABLED_COLUMN,
            frames.APPROVE_COLUMN,
            section_frames.RELEASED_COLUMN,
            section_frames.WAS_ENABLED_COLUMN,
        )
    },
}
_CATALOGUE_WIDTHS = {column["label"]: column["width"] for column in columns.COLUMNS.values()}
_CATALOGUE_WIDTHS["Info"] = 46
_EXCLUDED_WIDTHS = {
    "Model": excluded.ID_WIDTH,
    "Rule": excluded.RULE_WIDTH,
    **dict.fromkeys(excluded.CHOICES.values(), excluded.BUTTON_WIDTH),
}
_PINNED = {"Approve", "Enabled", "Was enabled", "Select"}
"""Columns that keep their width where others share what room is left."""
