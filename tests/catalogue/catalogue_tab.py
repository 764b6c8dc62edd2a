"""What tests do on the Catalogue page in a window."""

from __future__ import annotations


def address(tab):
    return tab.page.evaluate("location.search")
