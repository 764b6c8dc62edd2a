"""Serves the dashboard and the HTTP API with uvicorn until it is told to stop. Who is served is decided at the entrance.

Streamlit's options come from, later ones win: the shipped `.streamlit/config.toml`, the user's in the home folder, the
one in the working folder, the arguments.
"""

from __future__ import annotations

import runpy
import signal
import socket
import sys
import tomllib
from typing import TYPE_CHECKING, Any, NoReturn

import uvicorn
from streamlit import config as streamlit_options

from modelsync import shipped
from modelsync.errors import SettingsError
from modelsync.server.limits import FRAME_BYTES, HEAD_BYTES, IDLE_SECONDS, PING_SECONDS
from modelsync.server.silent_connections import ImpatientProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SECONDS_TO_FINISH = 5


def serve(host: str | None, port: int | None, *, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl+C; ``ready`` is told the address. Raises SettingsError when it cannot be listened on.

    Without host or port the options say them. Port 0 is any free one.
    """
    _set_options(host, port)
    with _listener(_option("server.address") or "", _option("server.port")) as listener:
        bound_host, bound_port = listener.getsockname()[:2]
        streamlit_options.set_option("server.port", bound_port)
        app = runpy.run_path(str(shipped.APP))["app"]
        server = uvicorn.Server(_limits(app))
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, _end)
        ready(_address(bound_host, bound_port))
        server.run(sockets=[listener])
    if not server.started:
        raise SettingsError("The server could not start. The lines above say why.")


def _set_options(host: str | None, port: int | None) -> None:
    """Fill in what the user's own files leave open, and put the arguments over everything."""
    streamlit_options.get_config_options(force_reparse=True)
    shipped_options = dict(_flat(tomllib.loads(shipped.STREAMLIT_CONFIG.read_text(encoding="utf-8"))))
    for name, value in shipped_options.items():
        if not streamlit_options.is_manually_set(name):
            streamlit_options.set_option(name, value)
    for name, argument in (("server.address", host), ("server.port", port)):
        if argument is not None:
            streamlit_options.set_option(name, argument)


def _flat(options: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested tables of TOML as Streamlit names options: with dots."""
    for name, value in options.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _option(name: str) -> Any:
    return streamlit_options.get_option(name)


def _listener(host: str, port: int) -> socket.socket:
    """A socket that listens there; an empty host is every address. Raises SettingsError."""
    try:
        family, *_, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError, OverflowError) as error:
        # The standard library adds the address in brackets.
        reason = (getattr(error, "strerror", None) or "it is no address").partition(" (")[0].lower()
        raise SettingsError(
            f"Model Sync cannot listen on {host or '*'}, port {port}: {reason}. Choose another --host or --port."
        ) from error


def _limits(app: Any) -> uvicorn.Config:
    """What one client may hold open or send."""
    return uvicorn.Config(
        app,
        http=ImpatientProtocol,
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        ws_max_size=FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ssl_certfile=_option("server.sslCertFile"),
        ssl_keyfile=_option("server.sslKeyFile"),
    )


def _address(host: str, port: int) -> str:
    """The address for people, of a server that listens there."""
    shown = "localhost" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 - compared
    return f"{'https' if _option('server.sslCertFile') else 'http'}://{shown}:{port}"


def _end(_signal: int, _frame: object) -> NoReturn:
    """The end of the process when uvicorn, which catches signals while it runs, has closed everything."""
    sys.exit(0)
