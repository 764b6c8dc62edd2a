"""`modelsync serve` from a checkout: where it listens, whose options win, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager
from urllib.error import HTTPError

import pytest


@contextmanager
def served(folder, *arguments, program=(sys.executable, "-m", "modelsync")):
    """A server in this folder: its process, and the address that it tells."""
    process = subprocess.Popen(
        [*program, "serve", *arguments], cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        told = process.stderr.readline()
        assert told.startswith("Model Sync is at http"), told + process.stderr.read()
        yield process, told.split()[-1]
    finally:
        process.kill()
        process.communicate()


def body(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def refusal(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "modelsync", "serve", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    [sentence] = done.stderr.splitlines()
    return sentence


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_dashboard_and_api_until_it_is_told_to_stop(environment, stop):
    with served(environment, "--port", "0") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert body(f"{url}/api/v1/health") == '{"status":"ok"}'
        assert "<title>Streamlit</title>" in body(url)
        process.send_signal(stop)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()


def test_the_users_options_win_over_the_shipped_ones_and_the_arguments_over_both(environment):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = environment / ".streamlit"
    options.mkdir()
    (options / "config.toml").write_text(f'[server]\nport = {port}\naddress = "127.0.0.2"\n')
    with served(environment, "--host", "127.0.0.1") as (_, url):
        assert url == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    "line", ['MODELSYNC_REQUIRE_LOGIN="true', "MODELSYNC_REQIRE_LOGIN=true", "MODELSYNC_ADMINS=ada"]
)
def test_a_line_of_the_env_file_that_cannot_be_read_stops_the_start(environment, line):
    (environment / ".env").write_text(f"# the login\n{line}\n")
    assert ".env, line 2" in refusal(environment, "--port", "0")


def test_without_a_login_an_address_that_others_reach_serves_nobody(environment):
    with served(environment, "--host", "0.0.0.0", "--port", "0") as (_, url):
        assert url.startswith("http://localhost:")
        with pytest.raises(HTTPError, match="403"):
            body(url)


def test_a_port_that_is_taken_is_a_sentence(environment):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        sentence = refusal(environment, "--port", str(port))
    assert sentence == (
        f"Error: Model Sync cannot listen on 127.0.0.1, port {port}: address already in use. Choose another --host or --port."
    )


@pytest.mark.parametrize("host", ["no-such-host.invalid", "..", "203.0.113.7"])
def test_a_host_that_cannot_be_listened_on_is_a_sentence(environment, host):
    sentence = refusal(environment, "--host", host, "--port", "0")
    assert sentence.startswith(f"Error: Model Sync cannot listen on {host}, port 0: ")
    assert sentence.endswith(". Choose another --host or --port.")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_a_sentence(environment, port):
    assert "Invalid value for '--port'" in refusal(environment, "--port", port)
