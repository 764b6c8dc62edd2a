"""Servers with a login that need no identity provider, cookies as they would make them, and a WebSocket without a browser. Asserts nothing."""

from __future__ import annotations

import itertools
import json
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.support.checkout import ROOT
from tests.support.programs import Forked
from tests.support.server_process import Served, free_port

SECRET = "0123456789abcdef0123456789abcdef"
_numbers = itertools.count(1)


def own_address():
    """A loopback address that no test had before, so that one does not use up what another may."""
    number = next(_numbers)
    return f"127.2.{number // 250}.{number % 250 + 1}"


class Unguarded(Served):
    """`uvicorn app:app`, or `streamlit run app.py`, without a login."""

    program = Forked

    def __init__(self, folder, *, command="uvicorn", options=(), **variables):
        super().__init__(folder, **variables)
        (folder / ".streamlit").mkdir(exist_ok=True)
        (folder / ".streamlit" / "config.toml").write_text('[server]\naddress = "127.0.0.1"\n')
        self.command = {
            "uvicorn": ["uvicorn", "app:app", f"--app-dir={ROOT}", f"--port={self.port}", *options],
            "streamlit": ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={self.port}", *options],
        }[command]

    def get(self, path="/", method="GET", content=None, source=None, **headers):
        """The answer to a request from an address of its own; header names with underscores for dashes."""
        own = httpx.HTTPTransport(local_address=source or own_address())
        with httpx.Client(transport=own, timeout=20) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.request(method, self.url + path, headers=named, content=content)

    @contextmanager
    def socket(self, cookie=None, source=None, **headers):
        """A page's connection; None as the cookie is a visitor who never signed in."""
        sent = {"Origin": self.url, **headers}
        sent = {name.replace("_", "-"): value for name, value in sent.items() if value is not None}
        protocols = None
        if cookie:
            xsrf = "2|00000000|" + "11" * 16 + "|1700000000"
            sent["Cookie"] = f"{cookie}; _streamlit_xsrf={xsrf}"
            protocols = ["streamlit", xsrf]
        address = (source or own_address(), 0)
        with connect(
            self.url.replace("http", "ws") + "/_stcore/stream",
            additional_headers={name: value for name, value in sent.items() if name != "Origin"},
            origin=sent.get("Origin"),
            subprotocols=protocols,
            source_address=address,
            max_size=None,
            compression=None,
            proxy=None,
        ) as opened:
            yield Socket(opened)

    def handshake(self, **headers):
        """Status of a WebSocket's handshake."""
        try:
            with self.socket(**headers):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    def megabytes(self):
        """Memory of the server process."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


class Guarded(Unguarded):
    """The same with a login, whose identity provider nobody asks."""

    def __init__(self, folder, *, redirect=None, **variables):
        port = free_port()
        login = {
            "MODELSYNC_OIDC_CLIENT_ID": "model-sync",
            "MODELSYNC_OIDC_CLIENT_SECRET": "not-so-secret",
            "MODELSYNC_OIDC_COOKIE_SECRET": SECRET,
            "MODELSYNC_OIDC_SERVER_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
            "MODELSYNC_OIDC_REDIRECT_URI": redirect or f"http://127.0.0.1:{port}/oauth2callback",
            "MODELSYNC_ADMINS": "ada@example.com",
            "MODELSYNC_VIEWERS": "@viewers.example",
        }
        command = variables.pop("command", "uvicorn")
        super().__init__(folder, command=command, **{**login, **variables})
        self._move_to(port)

    def _move_to(self, port):
        self.command = [part.replace(str(self.port), str(port)) for part in self.command]
        self.port, self.url = port, f"http://127.0.0.1:{port}"

    def cookie(self, email="ada@example.com", seconds=3600, secret=SECRET, origin=None, **claims):
        """The cookie of a sign-in, as Streamlit would set it."""
        content = {
            "sub": email,
            "email": email,
            "email_verified": True,
            "iat": int(time.time()),
            "exp": int(time.time()) + seconds,
            "nonce": str(next(_numbers)),
            "origin": origin or self.url,
            "is_logged_in": True,
            "provider": "default",
            **claims,
        }
        return (
            "_streamlit_user=" + create_signed_value(secret, "_streamlit_user", json.dumps(content)).decode()
        )


class Socket:
    """What a page does with its connection."""

    def __init__(self, opened):
        self._opened = opened
        self._texts = b""

    def send(self, **message):
        """Send a message of this kind."""
        self._opened.send(BackMsg(**message).SerializeToString())

    def send_raw(self, data):
        self._opened.send(data)

    def run(self, **state):
        """Run the page, and give everything that the server sent until it was done."""
        message = BackMsg()
        message.rerun_script.query_string = state.pop("query_string", "")
        for name, value in state.items():
            setattr(message.rerun_script, name, value)
        self._opened.send(message.SerializeToString())
        return self.answers()

    def message(self, seconds=20):
        """The next message of the server but for those that follow each run."""
        while True:
            found = ForwardMsg.FromString(self._opened.recv(timeout=seconds))
            if found.WhichOneof("type") != "session_status_changed":
                return found

    def answers(self, seconds=20):
        """Everything that the server sends until a run of the page is over."""
        found = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            message = ForwardMsg.FromString(self._opened.recv(timeout=seconds))
            found.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        return found

    def closed_with(self, seconds=10):
        """The code with which the server closed the connection; None when it did not."""
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self._opened.recv(timeout=max(0.1, end - time.monotonic()))
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        return None

    def kinds(self, seconds=2):
        """The kinds of messages that come in this time."""
        found = []
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                found.append(ForwardMsg.FromString(self._opened.recv(timeout=left)).WhichOneof("type"))
        except TimeoutError:
            pass
        return [kind for kind in found if kind != "session_status_changed"]  # follows each run


def words(messages):
    """All texts in what the server sent."""
    return str(messages)
