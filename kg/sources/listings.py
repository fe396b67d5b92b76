"""Listing pages: a page header, then title and abstract in turn, with or without blank lines between them.

Nothing marks a title, so the page is read as a whole: of all ways to call its lines titles and abstracts the one is
taken that costs least, where a long line costs as a title, a short one as an abstract, and a break of the alternation
as a missing part (Viterbi's algorithm). One missing abstract then costs one paper and not all that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from statistics import median
from typing import Final

from kg.sources.prose import is_prose
from kg.sources.text_lines import Line, Problem, clean
from ontology.records import SourceRecord

__all__ = ["is_listing", "parse_listing"]

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s"
_DATE = rf"(?:{_WEEKDAY})?(?:{_MONTH}\s{_DAY}|{_DAY}\s{_MONTH})(?:,?\s\d{{4}})?|{_MONTH}\s\d{{4}}|\d{{4}}-\d\d-\d\d"
_INVITATION = r"(?:get|receive)\b.{0,60}\bpapers?\b.{0,60}\b(?:e-?mail|inbox|newsletter)\b[^.!]{0,40}[.!]?"
#: What only listing pages say.
_LISTING_PROOF = re.compile(rf"{_INVITATION}(?:\s*subscribe)?|by ?.{{1,40}}\band the (?:\w+ )?community", re.IGNORECASE)
#: What they also say beside papers; in a wrapped text it might be a line of its own by chance.
_FURNITURE = re.compile(rf"new|subscribe|(?:daily|weekly|monthly|trending) papers|{_DATE}", re.IGNORECASE)
#: A button whose label runs into the first title; "Subscriber" and the like are a title's own words.
_GLUED_BUTTON = re.compile(rf"(?:(?i:{_INVITATION})\s*)?Subscribe(?=\S)(?!(?:rs?|d|s)\b)")
#: Headings of a paper's own sections: such a text is one paper, not a list of many.
_SECTION = re.compile(
    r"(?:#+\s*)?(?:(?:\d+|[IVX]+)\.?\s+)?(?:abstract|introduction|related work|background|methods?|methodology"
    r"|experiments?|results|discussion|conclusions?|references|acknowledge?ments?|limitations|appendix)[.:]?",
    re.IGNORECASE,
)

_SENTENCE_END = (".", "。", "।", "۔", "…")
_SENTENCE_BREAK = re.compile(r"[.!?]\s+[A-Z(\d]|[。！？]")
#: Of the 28,549 papers of the ACL Anthology, 99.9 % of titles are shorter than this and 99.9 % of abstracts longer.
_TITLE_OR_ABSTRACT: Final = 180
#: Of a page without the header of one.
_MIN_REGULAR_SHARE: Final = 0.8
_MIN_TYPICAL_ABSTRACT: Final = 150
_SHORTEST_TITLES: Final = 25
_MAX_HEADER_ROWS: Final = 20
#: A title without abstract costs less than a text of a title's length and look would cost as its abstract.
_MISSING_PART: Final = 2.0
_STRAY_TEXT: Final = 4.0


class _Part(IntEnum):
    """What a line of the page is."""

    TITLE = 0
    ABSTRACT = 1
    #: A further line of the abstract's own block, on pages where blank lines part blocks.
    CONTINUATION = 2
    #: A text without a title.
    STRAY = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is not blank and no part of the header."""

    line: Line
    text: str
    begins_block: bool


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[_Row]
    is_spaced: bool
    is_proven: bool


def is_listing(lines: Iterable[Line]) -> bool:
    """Whether the page is a listing: it has the header of one, or two papers and more in strict alternation."""
    page = _page(lines)
    if page.is_proven:
        return True
    if any(_SECTION.fullmatch(row.text) for row in page.rows):
        return False
    parts = _parts(page)
    abstracts = [row.text for row, part in zip(page.rows, parts, strict=True) if part is _Part.ABSTRACT]
    regular = sum(pair == (_Part.TITLE, _Part.ABSTRACT) for pair in pairwise(parts))
    return (
        regular >= 2
        and regular * 2 >= _MIN_REGULAR_SHARE * len(parts)
        and median(map(len, abstracts)) >= _MIN_TYPICAL_ABSTRACT
        and sum(map(is_prose, abstracts)) >= _MIN_REGULAR_SHARE * len(abstracts)
    )


def parse_listing(lines: Iterable[Line], source: str) -> Iterator[SourceRecord | Problem]:
    """The papers of a listing page in its order, and a problem for each title or text that stands alone."""
    page = _page(lines)
    if not page.rows:
        yield Problem(1, "a listing page without papers")
        return
    title: _Row | None = None
    abstract: list[_Row] = []
    for row, part in zip(page.rows, _parts(page), strict=True):
        if part in {_Part.ABSTRACT, _Part.CONTINUATION}:
            abstract.append(row)
            continue
        if title is not None:
            yield _entry(title, abstract, source)
        title, abstract = (row, []) if part is _Part.TITLE else (None, [])
        if part is _Part.STRAY:
            yield Problem(row.line.number, row.line.fault or f"a text without a title: {_shorten(row.text)}")
    if title is not None:
        yield _entry(title, abstract, source)


def _entry(title: _Row, abstract: list[_Row], source: str) -> SourceRecord | Problem:
    for row in (title, *abstract):
        if row.line.fault:
            return Problem(row.line.number, row.line.fault)
    if not abstract:
        return Problem(title.line.number, f"a title without abstract: {_shorten(title.text)}")
    text = clean("\n".join(row.line.text for row in abstract))
    return SourceRecord(source=source, line=title.line.number, title=title.text, abstract=text)


def _page(lines: Iterable[Line]) -> _Page:
    """The rows of the page without its header, and what the header and the blank lines say of it."""
    rows: list[_Row] = []
    after_blank = True
    for line in lines:
        text = clean(line.text)
        if not text and not line.fault:
            after_blank = True
            continue
        rows.append(_Row(line, text, after_blank))
        after_blank = False
    proofs = [_LISTING_PROOF.fullmatch(row.text) is not None for row in rows]
    furniture = [proof or _FURNITURE.fullmatch(row.text) is not None for proof, row in zip(proofs, rows, strict=True)]
    long_rows = (i for i, row in enumerate(rows[:_MAX_HEADER_ROWS]) if len(row.text) > _TITLE_OR_ABSTRACT)
    # The page's own heading stands before its furniture, whatever it says.
    header_end = max((i + 1 for i in range(next(long_rows, 0)) if furniture[i]), default=0)
    is_proven = any(proofs)
    kept: list[_Row] = []
    in_header, may_be_glued = False, True
    for index, row in enumerate(rows):
        if index < header_end or furniture[index]:
            # The button's label is glued to the title below it, unless it has a line of its own.
            may_be_glued = (may_be_glued or not in_header) and not row.text.casefold().endswith("subscribe")
            in_header = True
            continue
        if may_be_glued and (glued := _GLUED_BUTTON.match(row.text)):
            is_proven = True
            row = _Row(row.line, row.text[glued.end() :], row.begins_block)  # noqa: PLW2901
        in_header = may_be_glued = False
        kept.append(row)
    is_spaced = sum(row.begins_block for row in kept) * 2 >= len(kept)
    return _Page(kept, is_spaced, is_proven)


def _parts(page: _Page) -> list[_Part]:
    """The cheapest reading of the rows."""
    costs = {part: 0.0 if part is _Part.STRAY else float("inf") for part in _Part}  # before the page: nothing is open
    steps: list[dict[_Part, _Part]] = []
    for row in page.rows:
        evidence = _evidence_for_text(row)
        own = {
            _Part.TITLE: max(0.0, evidence),
            _Part.ABSTRACT: max(0.0, -evidence),
            _Part.CONTINUATION: 0.5 if page.is_spaced and not row.begins_block else float("inf"),
            _Part.STRAY: _STRAY_TEXT + max(0.0, -evidence),
        }
        best = {part: min((costs[earlier] + _step(earlier, part), earlier) for earlier in _Part) for part in _Part}
        costs = {part: cost + own[part] for part, (cost, _) in best.items()}
        steps.append({part: earlier for part, (_, earlier) in best.items()})
    costs[_Part.TITLE] += _MISSING_PART  # the page ends with a title
    _, part = min((cost, part) for part, cost in costs.items())
    parts: list[_Part] = []
    for before in reversed(steps):
        parts.append(part)
        part = before[part]
    return parts[::-1]


def _step(earlier: _Part, part: _Part) -> float:
    """What it costs that `part` follows `earlier`."""
    if part is _Part.TITLE:
        return _MISSING_PART if earlier is _Part.TITLE else 0.0
    if part is _Part.ABSTRACT:
        return 0.0 if earlier is _Part.TITLE else float("inf")
    if part is _Part.CONTINUATION:
        return 0.0 if earlier in {_Part.ABSTRACT, _Part.CONTINUATION} else float("inf")
    return _MISSING_PART if earlier is _Part.TITLE else 0.0


def _evidence_for_text(row: _Row) -> float:
    """How much more a row looks like an abstract than like a title; negative for titles."""
    if not row.text:
        return 0.0
    length = len(row.text)
    # Below some length a text is too short even for most titles.
    evidence = -3.0 if length < _SHORTEST_TITLES else min(max((length - _TITLE_OR_ABSTRACT) / 15, -5.0), 6.0)
    if row.text.endswith(_SENTENCE_END):
        evidence += 2.5
    if _SENTENCE_BREAK.search(row.text):
        evidence += 0.5
    return evidence


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
