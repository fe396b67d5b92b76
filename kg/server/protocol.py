"""The SPARQL 1.1 Protocol: which query a request asks, over which graphs (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from kg.server.errors import RequestError

__all__ = ["Operation", "read_operation"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_READ_ONLY: Final = "this endpoint answers queries and takes no updates"
_HOW_TO_CHANGE: Final = "Change the graph with: kg add SOURCE..., kg remove PAPER..."
#: Fields beyond this many are an attack on the parser.
_MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation.

    Attributes
    ----------
    query : str
        SPARQL.
    default_graphs, named_graphs : tuple of str
        IRIs of the graphs to ask, instead of those that the query names; both empty if the request names none.
    format : str
        A media type that goes before the ``Accept`` header, or empty. Not part of the protocol: for links.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""


def read_operation(method: str, query_string: str, content_type: str, body: bytes) -> Operation | None:
    """The operation of a request, or None if it asks no query: a GET that wants the service description.

    Parameters
    ----------
    method : str
        ``GET``, ``HEAD`` or ``POST``.
    query_string, content_type : str
        As they came.

    Raises
    ------
    RequestError
        Status 400, 403 or 415.
    """
    if method != "POST":
        return _from_fields(_fields(query_string))
    media_type, charset = _content_type(content_type)
    if media_type == _UPDATE:
        raise RequestError(403, _READ_ONLY, hint=_HOW_TO_CHANGE)
    if media_type not in (_FORM, _QUERY):
        raise RequestError(
            415, f"a query cannot come as {content_type or 'a body without a type'}", hint=f"Send {_QUERY} or {_FORM}."
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RequestError(415, f"a query cannot come in {charset}", hint="Send it in UTF-8.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the request is not UTF-8: {error.reason} at byte {error.start}") from None
    fields = _fields(text if media_type == _FORM else query_string)
    if media_type == _FORM:
        operation = _from_fields(fields)
        if operation is None:
            raise RequestError(400, "the form has no field 'query'")
        return operation
    if any(name == "query" for name, _ in fields):
        raise RequestError(400, "the query is given twice, in the body and in the address")
    return _from_fields([("query", text), *fields])


def _content_type(header: str) -> tuple[str, str]:
    """Media type and charset, in lower case."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charset = next((part.removeprefix("charset=") for part in parameters if part.startswith("charset=")), "")
    return media_type, charset.strip('"')


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the request is not UTF-8: {error.reason}") from None
    except ValueError:
        raise RequestError(400, f"the request has more than {_MOST_FIELDS:,} fields") from None


def _from_fields(fields: list[tuple[str, str]]) -> Operation | None:
    if any(name == "update" for name, _ in fields):
        raise RequestError(403, _READ_ONLY, hint=_HOW_TO_CHANGE)
    queries = [value for name, value in fields if name == "query"]
    if not queries:
        return None
    if len(queries) > 1:
        raise RequestError(400, f"one query at a time, not {len(queries)}")
    return Operation(
        queries[0],
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        # Clients send the short names of their own formats as well ("json"), beside the header that counts.
        next((value for name, value in fields if name == "format" and "/" in value), ""),
    )
