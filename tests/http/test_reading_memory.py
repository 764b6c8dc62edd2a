"""A small packed answer of millions of entries neither fills the memory nor takes long, measured in a process of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

CHILD = """
import asyncio, json, sys, time
from pathlib import Path
import httpx
from modelsync.errors import FetchError
from tests.support.adapter_fetch import access
from modelsync.adapters import REGISTRY
from modelsync.adapters.http.fetch import provider_session

async def read(content):
    answer = lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(content))
    transport = httpx.MockTransport(answer)
    async with provider_session(REGISTRY["openai"], access("openai"), transport=transport) as session:
        return session.listing(await session.items())

started, said = time.monotonic(), ""
try:
    asyncio.run(read(Path(sys.argv[1]).read_bytes()))
except FetchError as error:
    said = str(error)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([said, time.monotonic() - started, int(peak.split()[1]) / 1000]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("{}", 2_000_000),
        ("0", 9_900_000),
        ("[]", 6_600_000),
        ('{"":0}', 600_000),
        ('{"id":"a"}', 900_000),
        ("{}", 50_000),
    ],
)
def test_reading_a_flood_of_entries_stays_within_seconds_and_memory(tmp_path, entry, count):
    packed = tmp_path / "list.gz"
    packed.write_bytes(gzip.compress(f'{{"data":[{",".join([entry] * count)}]}}'.encode()))
    done = subprocess.run([sys.executable, "-c", CHILD, packed], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    sentence, seconds, megabytes = json.loads(done.stdout)
    assert "OpenAI" in sentence
    assert seconds < 30
    assert megabytes < 600
