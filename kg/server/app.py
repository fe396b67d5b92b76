"""The web application: which address is answered by which task, and how a reply becomes a response.

It never touches the store itself: every reply comes from a worker, so that no request holds up another. SPARQL has its
own workers, because its users may write queries that never end; pages and questions have theirs.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.server.addresses import SECTIONS
from kg.server.description import describe_service
from kg.server.errors import RequestError
from kg.server.frames import Reply, Task
from kg.server.guard import EDITOR_POLICY, LOCAL_NAMES, Guard
from kg.server.html import render
from kg.server.limits import Limits
from kg.server.negotiation import choose, negotiate
from kg.server.pool import Pool
from kg.server.protocol import read_operation
from kg.server.results import GRAPH_FORMATS, write_graph
from kg.server.session import store_version
from kg.server.tasks import EXPLORER_NODES, HTML, PARTS

__all__ = ["Settings", "create_app"]

_ASSETS: Final = {
    "server.css": "text/css",
    "icon.svg": "image/svg+xml",
    "editor.js": "text/javascript",
    "codemirror.js": "text/javascript",
}
#: What the explorer's page allows itself stands in it, with the hashes of its scripts; a header can only take away.
_EXPLORER_POLICY: Final = "frame-ancestors 'none'"
#: How much of the pages that take long to make is kept.
_CACHE_BYTES: Final = 64 << 20
#: How long a client may take to send the body of a request.
_BODY_S: Final = 10.0
#: How far a worker for SPARQL steps back: the server and the pages go first.
_NICENESS: Final = 5
#: Pages are slow on a large graph, and nobody can write one that never ends.
_PAGE_PATIENCE_S: Final = 3.0
#: What the explorer's page asks for -> the task that gives it.
_PARTS: Final = {
    "find": "find",
    "node": "node_part",
    "facts": "facts_part",
    "ties": "ties_part",
    "whole": "whole_part",
}
#: How many times the limit of time the whole graph may take.
_WHOLE_TIMEOUTS: Final = 6
_LONGEST_NAME: Final = 200
_MOST_IDS: Final = 2000
#: What nginx calls a request whose client has gone; nobody will read it.
_GONE: Final = 499


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, and to whom.

    Attributes
    ----------
    store : Path
        Folder of the store.
    hosts : tuple of str
        Names that it answers to beside those of this machine for itself.
    origins : tuple of str
        Origins whose pages may read answers (CORS), ``*`` for all.
    proxies : tuple of str
        Addresses of proxies that are believed when they say who asks (``X-Forwarded-For``).
    """

    store: Path
    limits: Limits = field(default_factory=Limits)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


def create_app(settings: Settings) -> Starlette:
    """The ASGI application. Its workers start and end with its lifespan."""
    server = _Server(settings)
    sections = [
        Route(f"/{section}/{{rest:path}}", server.thing, methods=["GET"], include_in_schema=False)
        for section in SECTIONS
    ]
    middleware = [Middleware(Guard, hosts=(*LOCAL_NAMES, *settings.hosts), origins=settings.origins)]
    if settings.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Accept", "Content-Type"],
                max_age=3600,
            )
        )
    return Starlette(
        routes=[
            Route("/", server.home),
            Route("/ask", server.ask),
            Route("/search", server.search),
            Route("/explore", server.explore),
            *(Route(f"{PARTS}/{part}", server.part) for part in _PARTS),
            Route("/query", server.editor),
            Route("/sparql", server.sparql, methods=["GET", "POST"]),
            Route("/health", server.health),
            Route("/assets/{name}", _asset),
            *sections,
        ],
        middleware=middleware,
        exception_handlers={RequestError: _refuse, HTTPException: _refuse},
        lifespan=server.lifespan,
    )


class _Server:
    """Handlers of requests, and what they share."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cache = _Cache(_CACHE_BYTES)
        self._drawing = asyncio.Lock()
        self._queries: Pool
        self._pages: Pool

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Workers for as long as the server runs."""
        store, limits = self._settings.store, self._settings.limits
        self._queries = Pool(store, limits, niceness=_NICENESS)
        page_limits = replace(limits, patience_s=max(limits.patience_s, _PAGE_PATIENCE_S))
        self._pages = Pool(store, page_limits)
        try:
            await asyncio.gather(self._queries.start(), self._pages.start())
            yield
        finally:
            await asyncio.gather(self._queries.close(), self._pages.close())

    async def _reply(
        self, request: Request, pool: Pool, kind: str, *, timeout_s: float | None = None, **arguments: Any
    ) -> Reply:
        """What a worker makes of a task, unless the client hangs up before."""
        work = pool.run(Task(kind, arguments), _client_of(request), timeout_s=timeout_s)
        reply = await _unless_gone(request, work)
        if reply.is_error:
            raise RequestError(reply.status, reply.message, hint=reply.hint)
        return reply

    async def _whole(self, request: Request) -> Reply:
        """The whole graph for the explorer's map: long in the making, but always the same, and so made once."""
        async with self._drawing:
            timeout_s = _WHOLE_TIMEOUTS * self._settings.limits.timeout_s
            return await self._kept_reply(request, "whole_part", timeout_s=timeout_s)

    async def _kept_reply(
        self, request: Request, kind: str, *, timeout_s: float | None = None, **arguments: Any
    ) -> Reply:
        """As `_reply` from the workers for pages, at once where this generation was asked the same before."""
        key = (kind, *arguments.values())
        reply = self._cache.get((store_version(self._settings.store), *key))
        if reply is None:
            reply = await self._reply(request, self._pages, kind, timeout_s=timeout_s, **arguments)
            self._cache.put((reply.version, *key), reply)
        return reply

    async def home(self, request: Request) -> Response:
        return _respond(request, await self._kept_reply(request, "home"))

    async def ask(self, request: Request) -> Response:
        question = request.query_params.get("q", "").strip()
        if not question:
            return RedirectResponse("/", status_code=303)
        reply = await self._reply(request, self._pages, "ask", question=question, accept=_accept(request))
        return _respond(request, reply)

    async def search(self, request: Request) -> Response:
        name = request.query_params.get("q", "").strip()
        if not name:
            return RedirectResponse("/", status_code=303)
        return _respond(request, await self._reply(request, self._pages, "search", name=name))

    async def thing(self, request: Request) -> Response:
        path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
        reply = await self._reply(request, self._pages, "thing", path=path, accept=_accept(request))
        return _respond(request, reply)

    async def editor(self, request: Request) -> Response:
        parameters = request.query_params
        values = {key.removeprefix("p."): value for key, value in parameters.items() if key.startswith("p.")}
        text, name = parameters.get("query", "").strip(), parameters.get("name", "")
        reply = await self._reply(request, self._queries, "editor", text=text, name=name, values=values)
        response = _respond(request, reply)
        response.headers["Content-Security-Policy"] = EDITOR_POLICY
        return response

    async def explore(self, request: Request) -> Response:
        parameters = request.query_params
        arguments: dict[str, Any] = {
            "focus": tuple(parameters.getlist("focus")),
            "question": parameters.get("q", "").strip(),
            "depth": _whole(parameters.get("depth"), "depth", 1, lowest=0, highest=3),
            "max_nodes": _whole(
                parameters.get("nodes"), "nodes", *EXPLORER_NODES[:1], lowest=1, highest=EXPLORER_NODES[1]
            ),
        }
        response = _respond(request, await self._kept_reply(request, "explore", **arguments))
        response.headers["Content-Security-Policy"] = _EXPLORER_POLICY
        return response

    async def part(self, request: Request) -> Response:
        """What the explorer's page asks for beyond what it holds."""
        kind = _PARTS[request.url.path.rpartition("/")[2]]
        parameters = request.query_params
        if kind == "whole_part":
            return _respond(request, await self._whole(request))
        arguments: dict[str, Any]
        if kind == "find":
            arguments = {"name": parameters.get("q", "")[:_LONGEST_NAME]}
        elif kind == "ties_part":
            arguments = {"ids": parameters.getlist("id"), "others": parameters.getlist("to")}
            if sum(map(len, arguments.values())) > _MOST_IDS:
                raise RequestError(400, f"at most {_MOST_IDS:,} nodes at a time")
        else:
            arguments = {"id": parameters.get("id", "")}
        if kind == "facts_part":
            arguments |= {
                "predicate": parameters.get("predicate", ""),
                "is_subject": parameters.get("side") == "subject",
                "start": _whole(parameters.get("start"), "start", 0, lowest=0, highest=10**9),
            }
        return _respond(request, await self._reply(request, self._pages, kind, **arguments))

    async def sparql(self, request: Request) -> Response:
        body = await _body(request, self._settings.limits.request_bytes) if request.method == "POST" else b""
        operation = read_operation(request.method, request.url.query, request.headers.get("content-type", ""), body)
        accept = request.headers.get("accept", "")
        if operation is None:
            return self._describe_service(request, accept)
        reply = await self._reply(
            request,
            self._queries,
            "query",
            text=operation.query,
            accept=accept,
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            format=operation.format,
        )
        return _respond(request, reply)

    def _describe_service(self, request: Request, accept: str) -> Response:
        """The service description, or the way to the editor for a browser."""
        chosen = negotiate(accept, (*GRAPH_FORMATS, HTML))
        if chosen == HTML:
            return RedirectResponse("/query", status_code=303, headers={"Vary": "Accept"})
        endpoint = str(request.url.replace(query="", fragment=""))
        body = write_graph(describe_service(endpoint), chosen, self._settings.limits)
        return _respond(request, Reply(media_type=chosen, body=body))

    async def health(self, request: Request) -> Response:
        """What an operator may want to watch."""
        version = store_version(self._settings.store)
        state = {
            "store": version,
            "sparql": dict(self._queries.counts()),
            "pages": dict(self._pages.counts()),
        }
        return JSONResponse(state, status_code=200 if version else 503, headers={"Cache-Control": "no-store"})


class _Cache:
    """The latest replies, up to a size in all."""

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._held_bytes = 0
        self._replies: OrderedDict[tuple[Any, ...], Reply] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> Reply | None:
        reply = self._replies.get(key)
        if reply is not None:
            self._replies.move_to_end(key)
        return reply

    def put(self, key: tuple[Any, ...], reply: Reply) -> None:
        if key in self._replies:
            return
        self._replies[key] = reply
        self._held_bytes += len(reply.body)
        while self._held_bytes > self._size_bytes:
            _, oldest = self._replies.popitem(last=False)
            self._held_bytes -= len(oldest.body)


def _client_of(request: Request) -> str:
    """Who asks, for sharing fairly: an address, of IPv6 the network, for everybody has 2^64 addresses there."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.IPv6Network((int(address), 64), strict=False))


async def _unless_gone(request: Request, work: Coroutine[Any, Any, Reply]) -> Reply:
    """The result of `work`, which is cancelled as soon as the client hangs up."""

    async def hang_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    working, watching = asyncio.ensure_future(work), asyncio.ensure_future(hang_up())
    try:
        await asyncio.wait((working, watching), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RequestError(_GONE, "the client has gone")
        return working.result()
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def _body(request: Request, limit: int) -> bytes:
    received = bytearray()
    try:
        async with asyncio.timeout(_BODY_S):
            async for chunk in request.stream():
                received += chunk
                if len(received) > limit:
                    raise RequestError(413, f"a request may have {limit:,} bytes at most")
    except TimeoutError:
        raise RequestError(408, f"the request did not come within {_BODY_S:g} s") from None
    return bytes(received)


def _respond(request: Request, reply: Reply) -> Response:
    """The response of `reply`, which a client that has it already is not sent again."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept", **reply.headers}
    if reply.status == HTTPStatus.OK:
        headers["ETag"] = f'"{hashlib.blake2b(reply.body, digest_size=16).hexdigest()}"'
        if request.method in ("GET", "HEAD") and headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    return Response(reply.body, reply.status, headers, media_type=reply.media_type)


def _accept(request: Request) -> str:
    """What the client wants: ``?format=`` for links, else the header."""
    return request.query_params.get("format") or request.headers.get("accept", "")


def _whole(text: str | None, name: str, default: int, *, lowest: int, highest: int) -> int:
    if text is None:
        return default
    if not text.isdecimal() or not lowest <= int(text[:10]) <= highest:
        raise RequestError(400, f"{name} is a number from {lowest} to {highest}, not {text!r}")
    return int(text)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise HTTPException(404)
    body = (resources.files("kg.server") / "assets" / name).read_bytes()
    return _respond(request, Reply(media_type=_ASSETS[name], body=body))


async def _refuse(request: Request, error: Exception) -> Response:
    """An error as a page for browsers, as plain text for programs."""
    headers: dict[str, str] = {"Cache-Control": "no-store", "Vary": "Accept"}
    if isinstance(error, RequestError):
        status, message, hint = error.status, error.message, error.hint
        if error.retry_after_s is not None:
            headers["Retry-After"] = str(error.retry_after_s)
    elif isinstance(error, HTTPException):
        status, message, hint = error.status_code, error.detail, None
        headers |= error.headers or {}
    else:
        raise error
    if status == _GONE:
        return Response(status_code=_GONE)
    is_endpoint = request.url.path == "/sparql"
    if is_endpoint or choose(request.headers.get("accept", ""), ("text/plain", HTML)) != HTML:
        return PlainTextResponse(f"{message}\n{hint}\n" if hint else f"{message}\n", status, headers)
    page = render("error.html", status=status, phrase=HTTPStatus(status).phrase, message=message, hint=hint)
    return Response(page, status, headers, media_type=HTML)
