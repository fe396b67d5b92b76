"""Plain text of one paper: its title in the first lines, the abstract in the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kg.sources.prose import has_sentence_end, is_prose
from kg.sources.text_lines import Line, Problem, clean
from ontology.records import SourceRecord

__all__ = ["parse_plain_text"]

_FORMATS: Final = (
    (re.compile(r"<[!?a-zA-Z]"), "HTML or XML"),
    (re.compile(r"@\w+\s*[{(]"), "BibTeX"),
    (re.compile(r"\\documentclass|\\begin\{"), "LaTeX source"),
    (re.compile(r"TY  - "), "RIS"),
    (re.compile(r"@prefix\b|@base\b"), "Turtle"),
    (re.compile(r"#!|r?\"\"\"|//|/\*|#include\b|import [\w.]+$|from [\w.]+ import\b"), "a program"),
    (re.compile(r"[\[{]\s*$|\[\s*\{"), "JSON that is not one object a line; jq -c '.[]' makes it so"),
)
_COLUMNS: Final = frozenset("id title abstract author authors date year url venue doi arxiv keywords".split())
_EXPECTED: Final = (
    "expected JSON lines, a listing of titles and abstracts, or one paper: its title, then its abstract in sentences"
)
_MAX_TITLE: Final = 300
_MAX_TITLE_LINES: Final = 4
_HEADING = re.compile(r"(?:#+\s*)?abstract\s*[.:—–-]*", re.IGNORECASE)
_INLINE_HEADING = re.compile(r"(?:Abstract|ABSTRACT)\s*[.:—–-]+\s*(?=\S)")
#: What ends the abstract where the file goes on with the paper itself.
_BODY = re.compile(r"(?:#+\s*)?(?:(?:1|I)\.?\s+)?introduction[.:]?|(?:key\s?words|index terms)\b.*", re.IGNORECASE)


def parse_plain_text(lines: Iterable[Line], source: str) -> Iterator[SourceRecord | Problem]:
    """The one paper of a text, or the problem with it.

    The title is the first block of lines if it is short and more follows, else the first line. A heading "Abstract"
    sets aside what stands between it and the title; the introduction or the keywords end the abstract.
    """
    rows = _without_blank_ends(list(lines))
    if not rows:
        yield Problem(1, "empty file")
        return
    faulty = next((line for line in rows if line.fault), None)
    if faulty is not None:
        yield Problem(faulty.number, faulty.fault)
        return
    first = clean(rows[0].text)
    if format_name := _format_name(first):
        yield Problem(rows[0].number, f"unknown layout: {format_name}; {_EXPECTED}")
        return
    title_length = _title_length(rows)
    title = clean("\n".join(line.text for line in rows[:title_length]))
    abstract = _abstract(rows[title_length:])
    if len(title) > _MAX_TITLE:
        yield Problem(rows[0].number, f"unknown layout: the first line is too long for a title; {_EXPECTED}")
    elif not abstract:
        yield Problem(rows[0].number, f"a title without abstract: {title}")
    elif not is_prose(abstract):
        yield Problem(rows[0].number, f"unknown layout; {_EXPECTED}")
    else:
        yield SourceRecord(source=source, line=rows[0].number, title=title, abstract=abstract)


def _without_blank_ends(lines: list[Line]) -> list[Line]:
    filled = [index for index, line in enumerate(lines) if clean(line.text) or line.fault]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _format_name(first: str) -> str:
    """What else the text is, seen by its first line; empty if nothing speaks against prose."""
    for pattern, name in _FORMATS:
        if pattern.match(first):
            return name
    cells = {cell.strip(" \"'").casefold() for cell in re.split(r"[,;\t|]", first)}
    return "a table" if "title" in cells and len(cells & _COLUMNS) > 1 else ""


def _title_length(rows: list[Line]) -> int:
    """Number of lines that the title takes."""
    block = next((index for index, line in enumerate(rows) if not clean(line.text)), len(rows))
    text = " ".join(line.text for line in rows[:block])
    is_title = block < len(rows) and block <= _MAX_TITLE_LINES and len(text) <= _MAX_TITLE
    # A title runs over several lines without ending a sentence; an abstract right below a title does not.
    return block if is_title and not any(has_sentence_end(clean(line.text)) for line in rows[1:block]) else 1


def _abstract(rows: list[Line]) -> str:
    texts = [line.text for line in rows]
    stripped = [clean(text) for text in texts]
    start = 0
    for index, text in enumerate(stripped):
        inline = _INLINE_HEADING.match(text)
        if inline or _HEADING.fullmatch(text):
            start = index if inline else index + 1
            if inline:
                texts[index] = text[inline.end() :]
            break
    end = next((i for i in range(start, len(texts)) if _BODY.fullmatch(stripped[i])), len(texts))
    return clean("\n".join(texts[start:end]))
