"""JSON lines: one object a line, ``{"id", "title", "abstract", "authors", "date", "url", "venue", "doi", "arxiv"}``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from kg.sources.identity import title_key
from kg.sources.text_lines import Line, Problem, clean
from ontology.records import SourceRecord

__all__ = ["is_json_lines", "parse_json_lines"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TYPE_NAMES: Final = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list"}
_SHOWN: Final = 60


class _InvalidError(ValueError):
    """A line that is no record of a paper; the message says why."""


def is_json_lines(first_lines: Iterable[str]) -> bool:
    """Whether most of `first_lines`, blank ones aside, begin an object and hold more than its brace."""
    lines = [line for text in first_lines if (line := clean(text))]
    return sum(line.startswith("{") and line != "{" for line in lines) * 2 > len(lines)


def parse_json_lines(lines: Iterable[Line], source: str) -> Iterator[SourceRecord | Problem]:
    """A record or a problem for every line that is not blank; one line in memory at a time.

    An `id` that an earlier line has used for another paper is a problem: the first keeps it.
    """
    first_use: dict[str, tuple[int, str]] = {}
    for line in lines:
        if line.fault:
            yield Problem(line.number, line.fault)
            continue
        text = clean(line.text)
        if not text:
            continue
        try:
            record = _record(_parse(text), source, line.number)
        except _InvalidError as error:
            yield Problem(line.number, str(error))
            continue
        if record.identifier:
            number, title = first_use.setdefault(record.identifier, (line.number, record.title))
            if title != record.title and title_key(title) != title_key(record.title):
                yield Problem(
                    line.number, f"id {_shorten(record.identifier)} already stands for another paper in line {number}"
                )
                continue
        yield record


def _parse(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = (
            "breaks off at the end" if error.pos >= len(text) or "Unterminated" in error.msg else "is not valid JSON"
        )
        raise _InvalidError(f"the line {where}: {error.msg} (character {error.pos + 1} of {len(text):,})") from None
    except RecursionError:
        raise _InvalidError("the line nests too deeply") from None
    except ValueError as error:  # an integer of more digits than Python converts
        raise _InvalidError(f"the line is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise _InvalidError(f"an object is expected, not {_type_name(value)}")
    return value


def _record(fields: dict[str, Any], source: str, line: int) -> SourceRecord:
    title, abstract = _text(fields, "title"), _text(fields, "abstract")
    if not title:
        raise _InvalidError('no "title"' if fields.get("title") is None else '"title" is empty')
    if not abstract:
        raise _InvalidError(f"a title without abstract: {_shorten(title)}")
    return SourceRecord(
        source=source,
        line=line,
        title=title,
        abstract=abstract,
        identifier=_text(fields, "id"),
        authors=_authors(fields),
        date=_date(fields),
        url=_text(fields, "url"),
        venue=_text(fields, "venue"),
        doi=_text(fields, "doi"),
        arxiv=_text(fields, "arxiv"),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _InvalidError(f'"{name}" must be a string, not {_type_name(value)}')
    return clean(value)


def _authors(fields: dict[str, Any]) -> tuple[str, ...]:
    value = fields.get("authors")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _InvalidError(f'"authors" must be a list of strings, not {_type_name(value)}')
    for author in value:
        if not isinstance(author, str):
            raise _InvalidError(f'"authors" must be a list of strings, but holds {_type_name(author)}')
    return tuple(name for author in value if (name := clean(author)))


def _date(fields: dict[str, Any]) -> str:
    text = _text(fields, "date")
    if not text:
        return ""
    match = _DATE.fullmatch(text)
    if match is not None:
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            date(year, month, day)
        except ValueError:
            match = None
    if match is None:
        raise _InvalidError(f'"date" must be YYYY, YYYY-MM or YYYY-MM-DD, not {_shorten(text)}')
    return text


def _type_name(value: object) -> str:
    return "an object" if isinstance(value, dict) else _TYPE_NAMES.get(type(value), "null")


def _shorten(text: str) -> str:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return json.dumps(shown, ensure_ascii=False)
