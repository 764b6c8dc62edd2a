"""B.4: no page of another origin frames the dashboard, and all pages work under the policy that says so."""

from __future__ import annotations

import http.server
import threading

import pytest

from tests.support.attempts import note
from tests.support.dashboard import Dashboard, Tab
from tests.support.provider_server import ProviderServer
from tests.support.providers import openai_item

KIND = "B.4 framing"


@pytest.fixture(scope="module")
def dashboard(browser, tmp_path_factory):
    with ProviderServer() as providers:
        providers.set("openai", [openai_item("gpt-5"), openai_item("gpt-5-mini")])
        with Dashboard(tmp_path_factory.mktemp("framed"), **providers.env()) as running:
            running.run("plan", "openai", code=2)
            running.run("apply", "--latest", "openai", "--only", "gpt-5")
            running.run("plan", "openai", code=2)
            yield running


@pytest.fixture
def foreign(dashboard):
    """A page of another origin on this machine that frames the dashboard; gives its address."""
    page = f'<iframe name="framed" src="{dashboard.url}/" width="900" height="900"></iframe>'.encode()

    class Framing(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Framing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_of_another_origin_frames_nothing(browser, dashboard, foreign):
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(foreign)
    page.wait_for_timeout(1_500)
    framed = page.frame("framed")
    refused = any("frame-ancestors" in text for text in said)
    empty = not framed.locator("[data-testid=stApp]").count()
    note(
        KIND,
        "an iframe on a page of another local origin",
        "refused by the browser" if refused and empty else said,
    )
    page.close()
    assert refused
    assert empty


def test_every_page_works_under_the_policy(browser, dashboard):
    tab = Tab(browser, dashboard)
    said = []
    tab.page.on("console", lambda message: said.append(message.text))
    tab.page.on("pageerror", lambda error: said.append(str(error)))
    tab.open()
    assert tab.grid("New models").ids() == ["gpt-5-mini"]
    tab.go_to("Catalogue")
    assert tab.grid("Active models").ids() == ["gpt-5"]
    tab.grid("Active models").click("gpt-5", "Info")
    assert tab.says("Max output")
    tab.open("pricing")
    tab.page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first.wait_for()
    tab.page.get_by_test_id("stPopoverButton").click()
    tab.settle()
    tab.download("Findings (CSV)")
    tab.page.keyboard.press("Escape")  # an open menu may take the next click
    tab.settle()
    tab.go_to("History")
    tab.go_to("Status")
    lost = [text for text in said if "Content Security Policy" in text or "EvalError" in text]
    note(KIND, "every page in Chromium under the policy", lost or "nothing blocked")
    tab.page.close()
    assert lost == []


def test_the_policy_stops_what_no_page_needs(browser, dashboard):
    tab = Tab(browser, dashboard).open()
    tries = {
        "eval": """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.blockedURI), {once: true});
            setTimeout("window.ran = true"); setTimeout(() => done("ran"), 2000); })""",
        "a script of another host": """() => new Promise(done => {
            const script = document.createElement("script"); script.src = "http://127.0.0.1:9/x.js";
            document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), {once: true});
            document.head.append(script); setTimeout(() => done("loaded"), 2000); })""",
        "a request to another host": """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), {once: true});
            fetch("http://127.0.0.1:9/").catch(() => {}); setTimeout(() => done("sent"), 2000); })""",
    }
    found = {name: tab.page.evaluate(script) for name, script in tries.items()}
    for name, result in found.items():
        note(KIND, f"{name} from within a page", f"blocked ({result})")
    tab.page.close()
    assert found == {
        "eval": "eval",
        "a script of another host": "script-src-elem",
        "a request to another host": "connect-src",
    }
