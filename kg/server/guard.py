"""The door: who may ask at all, and what every response says to a browser.

A server on 127.0.0.1 is within reach of every page that its user's browser shows. A page elsewhere that lets its own
name resolve to 127.0.0.1 betrays itself by the ``Host`` header; one that asks across sites does so by
``Sec-Fetch-Site`` and ``Origin``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["EDITOR_POLICY", "LOCAL_NAMES", "Guard", "host_name"]

#: Names of this machine for itself.
LOCAL_NAMES: Final = ("127.0.0.1", "localhost", "::1")

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The query page has scripts, files of this server. They may ask this server, and make no HTML of any text.
EDITOR_POLICY: Final = (
    f"{_POLICY}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without its port, in lower case; empty if it is none.

    >>> host_name("LocalHost:8765"), host_name("[::1]:8765"), host_name("a@127.0.0.1")
    ('localhost', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        is_bare = parts.netloc == host and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, a broken IPv6 address
        return ""
    return (parts.hostname or "").rstrip(".") if is_bare else ""


class Guard:
    """ASGI middleware that turns strangers away and puts the security headers on every response.

    Parameters
    ----------
    hosts : iterable of str
        Names that the server answers to.
    origins : iterable of str
        Origins of other sites whose pages may read the answers (CORS); ``*`` for all.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], origins: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(name.lower().strip("[]") for name in hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._origins:
                    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            await send(message)

        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self._hosts:
            refusal = PlainTextResponse(
                "this server does not go by that name; kg serve --allow-host adds one\n", status_code=421
            )
            await refusal(scope, receive, send_with_headers)
        elif self._is_from_another_site(headers):
            refusal = PlainTextResponse("pages of other sites may not ask here; see kg serve --cors\n", status_code=403)
            await refusal(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def _is_from_another_site(self, headers: Headers) -> bool:
        """Whether a page elsewhere asks; following a link from there is no such thing."""
        origin = headers.get("origin")
        if "*" in self._origins or (origin and origin in self._origins):
            return False
        if origin and origin.partition("://")[2] != headers.get("host"):
            return True
        return headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
