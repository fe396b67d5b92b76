"""Running the server: a socket to listen at, and a loop until it is stopped."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING, Final

from kg.server.app import create_app
from ontology.errors import KgError

if TYPE_CHECKING:
    import uvicorn

    from kg.server.app import Settings

__all__ = ["DEFAULT_PORT", "ServeError", "address_of", "listen", "make_server", "run"]

DEFAULT_PORT: Final = 8765
#: How many ports after the default one are tried before any free one is taken.
_PORTS_TRIED: Final = 10
#: Connections at once; more are sent away with 503, so that file descriptors do not run out.
_CONNECTIONS: Final = 500
#: How long an idle connection is kept, and how long running requests have when the server stops, in seconds.
_KEEP_ALIVE_S: Final = 15
_SHUTDOWN_S: Final = 3


class ServeError(KgError, OSError):
    """The server cannot listen at its address."""


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket at `host`; without a `port`, at the default one or the next that is free.

    Raises
    ------
    ServeError
        If the port is taken, or this machine has no such address.
    """
    if port is None:
        for usual in range(DEFAULT_PORT, DEFAULT_PORT + _PORTS_TRIED):
            with contextlib.suppress(OSError):
                return _bind(host, usual)
    try:
        return _bind(host, port or 0)
    except OSError as error:
        raise ServeError(
            f"cannot serve at {host}, port {port or 0}: {error.strerror or error}",
            hint="Take another port, or any free one: kg serve --port 0",
        ) from error


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where TCP is named does asyncio send small answers at once (TCP_NODELAY): 40 ms for each.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(socket.SOMAXCONN)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def make_server(settings: Settings) -> uvicorn.Server:
    """A server that is still to be run; its `should_exit` stops it."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
    )


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve at `listener` until Ctrl+C or SIGTERM."""
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it once more when all is closed
        make_server(settings).run(sockets=[listener])
