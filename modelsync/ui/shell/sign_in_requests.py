"""How the login's own requests check servers: by the operating system's certificates, as requests to providers are.

Streamlit leaves them to Authlib, whose client takes certifi's list alone. `truststore.inject_into_ssl()` would do it too, but
for every TLS context of the process: a server that checks its clients' certificates would trust the public authorities.
"""

from __future__ import annotations

from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped] # it has no types
from authlib.integrations.starlette_client import (  # type: ignore[import-untyped] # the same
    StarletteOAuth2App,
)

from modelsync.adapters.certificates import Certificates


def check_by_this_machine() -> None:
    """Have every request of a sign-in from now on checked by the certificates of this machine, as they are at that moment."""
    StarletteOAuth2App.client_cls = staticmethod(_client)


def _client(*args: Any, **options: Any) -> Any:
    return AsyncOAuth2Client(*args, **{"verify": Certificates().context(), **options})
