"""The dashboard as people use it: the real server in a process of its own, and a window on it. Asserts nothing."""

from __future__ import annotations

import json
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as TooLate
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.support.checkout import ROOT
from tests.support.editor_grid import EDIT_MS, Grid
from tests.support.programs import Forked
from tests.support.server_process import PATIENCE, Served

_SAYS = "words => document.body.innerText.replaceAll('\\u2060', '').includes(words)"
"""Without the joiners that keep Markdown from reading markup."""
_STREAMLITS_OWN = {"list", "listitem"}
"""Findings about Streamlit's navigation, which nobody but Streamlit can cure."""
_FLOATING = 'id="stFloatingOverlayPortal"'
"""Where Streamlit puts tooltips, outside all landmarks."""
_READY = "[data-testid=stApp][data-test-script-state=notRunning]:not(:has([data-testid=stSkeleton]))"
"""The run has ended, and no element waits for its code any more, which Chromium loads when the first of a kind comes."""
_RUN_MS = 60_000
"""For one run of a page, on a machine that does other things too."""


class Dashboard(Served):
    """`streamlit run app.py` as people open it."""

    program = Forked

    def __init__(self, folder, port=None, options=(), script=ROOT / "app.py", **variables):
        super().__init__(folder, port, **variables)
        self.command = ["streamlit", "run", str(script), f"--server.port={self.port}", *options]


class Tab:
    """A window on the dashboard; to the server each is a browser session of its own."""

    def __init__(self, context, dashboard):
        self._dashboard = dashboard
        self.page = context.new_page()
        self._sent: list[bytes] = []
        self._received: list[bytes] = []
        self.page.on("websocket", self._listen)

    def _listen(self, web_socket):
        web_socket.on("framesent", lambda frame: self._sent.append(frame))  # noqa: PLW0108 - Playwright marks the function
        web_socket.on("framereceived", lambda frame: self._received.append(frame))  # noqa: PLW0108 - the same

    def open(self, path=""):
        """Load a page of the dashboard and wait for it."""
        self.page.goto(f"{self._dashboard.url}/{path}")
        self.settle()
        return self

    def query(self):
        """What stands in the address after the path."""
        return self.page.evaluate("location.search")

    def reload(self):
        self.page.reload()
        self.settle()

    def settle(self, after_ms=50):
        """Wait until the server has answered what was done last; an edit leaves the browser only after a while."""
        for wait in (after_ms, 50):
            self.page.wait_for_timeout(wait)
            self.page.wait_for_selector(_READY, timeout=_RUN_MS)

    def press(self, name):
        """Click a button by its words and wait for the answer."""
        self.page.get_by_role("button", name=name).click()
        self.settle()

    def confirm(self, name):
        """Click a button of the open dialog and wait until the dialog is gone."""
        dialog = self.page.get_by_test_id("stDialog")
        words = re.compile(
            rf"^{name}( Shortcut .*)?$"
        )  # Streamlit names a shortcut after the button's own words
        dialog.get_by_role("button", name=words).click()
        dialog.wait_for(state="detached")
        self.settle()

    def choose(self, name):
        """Pick a provider or another segment of a filter."""
        self.page.get_by_test_id("stButtonGroup").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def only(self, provider):
        """Pick a provider, or `All providers`, in Review's filter."""
        self.page.get_by_role("combobox", name="Provider").click()
        self.page.get_by_role("option", name=provider, exact=True).click()
        self.settle()

    def go_to(self, title):
        """Follow a link of the navigation, without loading the page anew."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title)
        address = link.get_attribute("href")
        link.click()
        # The address changes with the server's answer: a reload before that would load the old page.
        self.page.wait_for_url(f"{address}*")
        self.settle()

    def sync(self, name="Sync all"):
        self.press(name)
        self.page.get_by_test_id("stStatusWidget").wait_for(state="detached")
        self.settle()

    def commit(self):
        """Press Commit and confirm."""
        self.press(re.compile(r"Commit \d+ change"))
        self.confirm("Commit")

    def says(self, words, seconds=PATIENCE):
        """Whether the page comes to say this, tables apart."""
        try:
            self.page.wait_for_function(_SAYS, arg=words, timeout=seconds * 1000)
        except TooLate:
            return False
        return True

    def download(self, name):
        """Press a download button and give the file."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=name).click()
        return download.value

    def axe(self):
        """What axe finds, but for what is Streamlit's own: rule, element and cure."""
        found = Axe().run(self.page).response["violations"]
        return [
            (finding["id"], node["html"][:200], node["failureSummary"])
            for finding in found
            if finding["id"] not in _STREAMLITS_OWN
            for node in finding["nodes"]
            if not (finding["id"] == "region" and _FLOATING in node["html"])
        ]

    def grid(self, title):
        """Give the table with this name, such as `New models`."""
        return Grid(self, title)

    def send_edits(self, editor, state):
        """Send a widget message that no table would: this state for the editor with this name."""
        self._send(editor + ":[0-9a-f]{32}", string_value=json.dumps(state))

    def send_click(self, key):
        """Send the message of a button, locked or not."""
        self._send(key, trigger_value=True)

    def page_runs(self):
        """How often the server ran the page in this window, fragments apart."""
        started = [m for m in map(ForwardMsg.FromString, self._received) if m.HasField("new_session")]
        return sum(not message.metadata.run.fragment_ids for message in started)

    def was_offered(self, key):
        """Whether the server ever sent a widget whose key begins so."""
        return re.search(rb"\$\$ID-[0-9a-f]+-" + key.encode(), b"".join(self._received)) is not None

    def _send(self, key, **value):
        """Send the last widget message again with another value for the widget with this key (a pattern)."""
        pattern = re.compile(rb"\$\$ID-[0-9a-f]+-(?:" + key.encode() + rb")")
        for _ in range(100):
            if ids := pattern.findall(b"".join(self._received)):
                break
            self.page.wait_for_timeout(100)
        id_ = ids[-1].decode()
        message = next(m for m in map(BackMsg.FromString, reversed(self._sent)) if m.HasField("rerun_script"))
        widgets = message.rerun_script.widget_states.widgets
        others = [w for w in widgets if not pattern.search(w.id.encode()) and not w.HasField("trigger_value")]
        del widgets[:]
        widgets.extend([*others, WidgetState(id=id_, **value)])
        content = list(message.SerializeToString())
        self.page.evaluate("bytes => window.sockets.at(-1).send(new Uint8Array(bytes))", content)
        self.settle(EDIT_MS)
