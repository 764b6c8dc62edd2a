"""Text that people and providers wrote, in Markdown: a real browser shows it letter by letter, whatever it looks like."""

import json
import re

import pytest

from tests.support.dashboard import Dashboard, Tab

TEXTS = [
    "[x](http://evil.example) ![i](http://e.example/i.png) <http://x.example>",
    ":red[boo] :red-background[x] :blue-badge[y] :small[x] :a[b]{c=d} ::a[b]",
    "$x^2$ and $y$, $10.00 and $20.00, \\(x\\) \\[y\\]",
    ":material/home: :smile: :tada: a:streamlit:b :material/",
    "-> <- <-> -- --- >= <= != => <-- --> <=> ~= ==",
    "http://evil.example/a_b https://x.example www.evil.example WWW.Evil.example me@evil.example mailto:a@b.c ftp://x",
    "<b>bold</b> <a href='x'>y</a> <!-- c --> &amp; &lt; &#58;//x &nbsp;",
    "# head",
    "1. one",
    "1) one",
    "12345678. one",
    "- item",
    "+ item",
    "* item",
    "> quote",
    "---",
    "===",
    "~~~ x",
    "``` x",
    "=1+1",
    "-",
    "~~no~~ ==hl== ^sup^ *a* **b** __c__ `d` x_y*z*",
    "| a | b |\n|--|--|\n|1|2|",
    "$$\nx\n$$",
    "[^1] [^1]: x [x]: http://e.example",
    "{x} {{y}} a \\ b\\",
]
SCRIPT = """
import json
import streamlit as st
from modelsync.ui.shell.markdown import plain
for text in json.loads({texts!r}):
    st.markdown(plain(text))
    st.markdown(f"**Name** {{plain(text)}}")
    st.markdown(f"- {{plain(text)}}")
"""


@pytest.fixture(scope="module")
def shown(browser, tmp_path_factory):
    """What the browser makes of each text: alone, after a bold word, and as an item of a list, as HTML and as text."""
    folder = tmp_path_factory.mktemp("text")
    script = folder / "script.py"
    script.write_text(SCRIPT.format(texts=json.dumps(TEXTS)), encoding="utf-8")
    with Dashboard(folder, script=script) as running:
        tab = Tab(browser, running).open()
        elements = tab.page.get_by_test_id("stMarkdownContainer")
        elements.nth(3 * len(TEXTS) - 1).wait_for()
        found = [(e.inner_html(), e.inner_text()) for e in elements.all()]
    return dict(zip(TEXTS, zip(found[::3], found[1::3], found[2::3], strict=True), strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_shows_the_text_itself_and_makes_nothing_of_it(shown, text):
    expected = " ".join(text.split())
    for (html, seen), prefix in zip(shown[text], ("", "Name ", ""), strict=True):
        assert seen.replace("\u2060", "").strip() == prefix + expected
        tags = set(re.findall(r"<(\w+)", html))
        assert tags <= {"p", "strong", "ul", "li"}
