"""Debian's Chromium without a window, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.server_process import PATIENCE

_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first that is there: Chromium without a window's frame, which takes an eighth of the processor's time, or all of it."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_FOR_SECONDS = ("--js-flags=--no-opt --no-maglev --min-semi-space-size=16",)
"""A test's page is open for seconds: to optimise its code takes longer than the code saves. Fewer, larger collections of garbage."""
_KEEP_SOCKETS = """
const Native = window.WebSocket;
window.sockets = [];
window.WebSocket = class extends Native {
  constructor(...args) { super(...args); window.sockets.push(this); }
};
"""


@contextmanager
def chromium(flags=()):
    """Give a browser whose windows share a cache; without Chromium the tests are skipped, in CI they fail."""
    path = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if path is None:
        sentence = (
            "Chromium is not installed. Install Debian's package: apt-get install chromium-headless-shell."
        )
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *flags])
        context = browser.new_context(viewport={"width": 1280, "height": 1500})
        context.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        context.add_init_script(_KEEP_SOCKETS)
        yield context
        browser.close()


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of a file. It ends with them: its event loop would be in the way of other tests."""
    with chromium(_FOR_SECONDS) as running:
        yield running
