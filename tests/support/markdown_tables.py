"""Reads the tables of a Markdown document as a reader sees them. Asserts nothing."""

from __future__ import annotations

from markdown_it import MarkdownIt

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tables(markdown):
    """The cells of each table's rows as a reader sees them, by heading, and the tags that are not ours."""
    found, heading, cells, tags = {}, None, None, []
    tokens = READER.parse(markdown)
    for at, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                heading = tokens[at + 1].content
            case "tr_open":
                cells = []
            case "td_open":
                cells.append(seen(tokens[at + 1], tags))
            case "tr_close" if cells:
                found.setdefault(heading, []).append(cells)
    return found, tags


def seen(inline, tags):
    """The text of an inline token; whatever is neither text nor code nor our own HTML is noted."""
    shown = []
    for child in inline.children:
        match child.type:
            case "text" | "code_inline" | "text_special":
                shown.append(child.content)
            case "html_inline" if child.content in {"<!-- -->", "<code>", "</code>"}:
                pass
            case _:
                tags.append(child.type)
    return "".join(shown)
