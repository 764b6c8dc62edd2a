"""The HTTP API as programs use it: the real server in a process of its own, on a free loopback port. Asserts nothing."""

from __future__ import annotations

import itertools

import httpx

from tests.support.checkout import ROOT
from tests.support.programs import Forked
from tests.support.server_process import Served

_addresses = itertools.count(1)


class ApiServer(Served):
    """`uvicorn app:app`, or `streamlit run app.py`, as programs ask it."""

    program = Forked

    def __init__(self, folder, *, command="uvicorn", **variables):
        super().__init__(folder, **variables)
        # uvicorn reads neither Streamlit's variables nor the configuration beside app.py, only the one in its folder.
        (folder / ".streamlit").mkdir(exist_ok=True)
        (folder / ".streamlit" / "config.toml").write_text('[server]\naddress = "127.0.0.1"\n')
        self.command = {
            "uvicorn": ["uvicorn", "app:app", f"--app-dir={ROOT}", f"--port={self.port}"],
            "streamlit": ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={self.port}"],
        }[command]

    def client(self, token=None, **headers):
        """A client with this token. Each has an address of its own, so that one does not use up another's attempts."""
        number = next(_addresses)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        own = httpx.HTTPTransport(local_address=f"127.1.{number // 250}.{number % 250 + 1}")
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, transport=own)

    def token(self, name, scope):
        return self.run("token", "create", name, "--scope", scope).strip()
