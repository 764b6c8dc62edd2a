"""What several tests of the command line share: the listings, commands as processes, and what a failure looks like."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from subprocess import PIPE

from tests.support.providers import ITEM

IDS = {
    "openai": ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "gpt-5", "o4-mini", "o5"],
    "google": [
        "gemini-2.5-flash",
        "gemini-2.5-pro",
        "gemini-3-flash",
        "gemini-3-lite",
        "gemini-3-pro",
        "gemma-4-27b",
    ],
    "anthropic": ["claude-a", "claude-b", "claude-c", "claude-d", "claude-e", "claude-f"],
}
NOT_TEXT = {"openai": "tts-1", "google": "veo-3", "anthropic": "embed-claude"}
CREATED = "2026-01-01T00:00:00Z"


def listed(server, provider, *ids, **changed):
    items = [ITEM[provider](id_, **changed.get(id_, {})) for id_ in ids]
    server.set(provider, [*items, ITEM[provider](NOT_TEXT[provider])])


def spawn(*arguments):
    """A command as a process of its own, as a script would run it."""
    return spawn_all(arguments)[0]


def spawn_all(*commands):
    """Several commands as processes at the same time."""
    start = [sys.executable, "-m", "modelsync"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen([*start, *command], stdout=PIPE, stderr=PIPE))
            for command in commands
        ]
        ended = [(process, *process.communicate(timeout=60)) for process in processes]
    return [(process.returncode, out.decode(), err.decode()) for process, out, err in ended]


def sentence(result, code=1):
    """The one sentence of a command that failed, after checking that it is all there is."""
    exit_code, out, err = result
    assert (exit_code, out) == (code, ""), err
    assert re.fullmatch(r"Error: [^\n]+[.?]\n", err), err
    assert "Traceback" not in err
    return err


def plan_id(run, provider="openai"):
    return json.loads(run("plan", provider, "--format", "json")[1])["planId"]
