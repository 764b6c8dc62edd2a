"""From the click on Sync to the table, and from a tick to the bar's number, in a real browser, beside a bare Streamlit script.

The bare script holds the rows ready, shows them in the same editor at a click and counts the ticks in the same fragment; it
stores nothing. The provider answers from loopback; a fetch by bare httpx, taken in the same run, is the provider's own time
and is taken off.
"""

from __future__ import annotations

import pickle
import tempfile
import time
from functools import partial
from pathlib import Path

from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from modelsync.ui.review import section_frames
from modelsync.ui.review.rows import proposals
from tests.benchmarks.floors import fetch
from tests.benchmarks.listings import FIRST
from tests.benchmarks.measuring import timed
from tests.benchmarks.server import serving
from tests.benchmarks.services import PROVIDER
from tests.support.checkout import ROOT
from tests.support.chromium import chromium
from tests.support.dashboard import Dashboard, Tab
from tests.support.providers import KEYS, VARIABLES

MOST = 10_000
_BARE = """
import pickle, sys
from pathlib import Path
import streamlit as st
sys.path.insert(0, {root!r})
from modelsync.ui.review import section_frames
from modelsync.ui.shell import frames
st.set_page_config(layout="wide")
frame = st.cache_resource(lambda: pickle.loads(Path({frame!r}).read_bytes()))()
columns = section_frames.review_columns("new", frame)

@st.fragment
def table():
    edited = st.data_editor(
        frame, key="rows", hide_index=True, num_rows="fixed", height=frames.height(len(frame)), column_config=columns,
        disabled=[c for c in frame.columns if c not in ("approve", "enabled", "display_name")], alt="New models",
    )
    with st.bottom:
        st.markdown(f"{{int(edited['approve'].sum()):,}} of {{len(edited):,}}")

if st.button("Show"):
    table()
"""
_WATCH = """words => {
  let pressed;
  addEventListener('pointerdown', () => { pressed = performance.now() }, {capture: true, once: true});
  window.told = new Promise((tell, give_up) => {
    setTimeout(() => give_up(`The bar never said ${words}`), 60_000);
    new MutationObserver((_changes, watcher) => {
      if (pressed && document.querySelector('[data-testid=stBottom]').innerText.includes(words)) {
        watcher.disconnect();
        tell((performance.now() - pressed) / 1000);
      }
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
  });
}"""
"""Measured within the browser: Playwright's own waiting would be part of short times."""
_TICK = {"x": 44, "y": 35 * 1.5}
"""The first row's Approve."""


def measure(results, models, database, runs, prices):
    """One provider's first listing on an empty catalogue: every model arrives as new."""
    if models > MOST or database.name != "sqlite":
        return
    line = results.line("click on Sync to table", models, "sqlite", floor_name="the same editor, bare")
    line.note = "the provider's own time taken off"
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(PROVIDER, models=models, state=FIRST) as urls,
        chromium() as browser,
        _dashboard(Path(folder), urls[PROVIDER], prices) as dashboard,
    ):
        _click(browser, dashboard, "Sync Anthropic")
        with Dashboard(Path(folder), script=_script(Path(folder), dashboard)) as bare:
            _click(browser, bare, "Show")  # both are warm now
            for _ in range(runs):
                dashboard.empty()
                seconds = _click(browser, dashboard, "Sync Anthropic")
                provider, _ = timed(partial(fetch, urls[PROVIDER]))
                line.add(seconds - provider, _click(browser, bare, "Show"))
            _ticks(results, models, runs, Tab(browser, dashboard).open(), Tab(browser, bare).open())


def _ticks(results, models, runs, tab, bare):
    """Untick the first row and tick it again, in both windows by turns."""
    line = results.line(
        "tick to the bar's number", models, "sqlite", floor_name="the same editor and count, bare fragment"
    )
    bare.press("Show")
    for number in range(2 * runs):
        approved = models - 1 + number % 2
        line.add(*(_tick(window, f"{approved:,} of {models:,}") for window in (tab, bare)))
    for window in (tab, bare):
        window.page.close()


def _tick(tab, words):
    """Seconds from the press on the box until the bar says so."""
    tab.settle()
    table = tab.page.get_by_role("region", name="New models", exact=True)
    table.locator("td").first.wait_for(state="attached")
    tab.page.evaluate(_WATCH, words)
    table.click(position=_TICK)
    return tab.page.evaluate("window.told")


def _click(browser, dashboard, button):
    """Seconds from the click until the table's first cell is there."""
    tab = Tab(browser, dashboard).open()
    start = time.perf_counter()
    tab.page.get_by_role("button", name=button).click()
    cell = tab.page.get_by_role("region", name="New models", exact=True).locator("td").first
    cell.wait_for(state="attached", timeout=60_000)
    seconds = time.perf_counter() - start
    tab.page.close()
    return seconds


def _dashboard(folder, url, prices):
    key, base_url = VARIABLES[PROVIDER]
    return Dashboard(folder, MODELSYNC_PRICING_DIR=str(prices), **{key: KEYS[PROVIDER], base_url: url})


def _script(folder, dashboard):
    """The bare script, with the very rows that the dashboard shows."""
    settings = Settings.read(database_url=f"sqlite:///{dashboard.database}")
    service = AiModelSyncService(settings)
    plan = service.latest_plans()[PROVIDER]
    today = service.today()
    service.database.engine.dispose()
    rows = folder / "rows.pickle"
    new = proposals([plan], {}, enable_new=False, today=today)
    rows.write_bytes(pickle.dumps(section_frames.review_frame("new", new, {plan.id: plan.review})))
    script = folder / "bare.py"
    script.write_text(_BARE.format(root=str(ROOT), frame=str(rows)))
    return script
