"""Abbreviations that a paper defines: "post-training quantization (PTQ)", "PTQ (post-training quantization)".

The method is that of A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", PSB 2003: the letters of the short form are looked for in the words before the bracket, from right to
left, the first letter at the beginning of a word. Two things are added for this field: plural short forms ("LLMs"), and
names whose letters come from inside words ("OmniQuant").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.document import Abbreviation, notes_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["AbbreviationFinder", "find_abbreviations"]

_BRACKET: Final = re.compile(r"[(\[]\s*([^()\[\]]{1,120}?)\s*[)\]]")
_SHORT: Final = re.compile(r"[^\W_][\w.&/+@-]*(?: [A-Z0-9][\w.-]*)?")
_WORD: Final = re.compile(r"\S+")
_LEADING: Final = frozenset(
    """a an the our this these their its new novel called named as of for with and or in on to by is are via
    using""".split()
)


def find_abbreviations(text: str) -> list[Abbreviation]:
    """Definitions in `text`, in order; a short form that is defined twice keeps its first meaning.

    >>> [(a.short, a.long) for a in find_abbreviations("We study post-training quantization (PTQ) of LLMs.")]
    [('PTQ', 'post-training quantization')]
    """
    found: dict[str, Abbreviation] = {}
    for match in _BRACKET.finditer(text):
        inside = match[1]
        # "PTQ; see below" and "PTQ, Figure 1" define as well.
        short = re.split(r"[;,]", inside)[0].strip().strip("\"'“”")
        before_start = max(text.rfind(stop, 0, match.start()) for stop in (". ", "\n", "; ", "(", ")")) + 1
        if _is_short_form(short):
            offset = match.start(1) + inside.index(short)
            definition = _long_form(short, text, before_start, match.start(), offset)
            if definition:
                found.setdefault(definition.short, definition)
                continue
        reversed_definition = _reversed(text, match, before_start)
        if reversed_definition:
            found.setdefault(reversed_definition.short, reversed_definition)
    return sorted(found.values(), key=lambda one: one.short_start)


def _is_short_form(text: str) -> bool:
    return (
        2 <= len(text) <= 14
        and _SHORT.fullmatch(text) is not None
        and any(c.isupper() for c in text)
        and sum(c.isalpha() for c in text) * 2 >= len(text)
    )


def _long_form(short: str, text: str, start: int, end: int, offset: int) -> Abbreviation | None:
    window = text[start:end].rstrip()
    letters = "".join(c for c in short if c.isalnum())
    if len(letters) > 2 and letters.endswith("s") and letters[:-1].isupper():
        letters = letters[:-1]
    words = list(_WORD.finditer(window))
    most = min(len(letters) + 5, len(letters) * 2)
    if not words:
        return None
    window_start = words[-most].start() if len(words) > most else 0
    at = _align(letters.casefold(), window.casefold(), window_start)
    if at is None:
        return None
    long = window[at:]
    long, at = _without_leading_words(long, at)
    if len(long) <= len(short) or short.casefold() in long.casefold().split() or any(c in long for c in "()[]"):
        return None
    if len(long.split()) > most or long.endswith((",", ";", ":")):
        return None
    return Abbreviation(short, long, offset, start + at)


def _align(letters: str, window: str, window_start: int) -> int | None:
    """Where the long form begins, or None if the letters do not all occur in order."""
    position = len(window) - 1
    for index in range(len(letters) - 1, -1, -1):
        letter = letters[index]
        while position >= window_start and (
            window[position] != letter or (index == 0 and position > 0 and (window[position - 1].isalnum()))
        ):
            position -= 1
        if position < window_start:
            return None
        position -= 1
    begin = position + 1
    # The whole hyphenated word belongs to the long form.
    while begin > window_start and not window[begin - 1].isspace() and window[begin - 1] not in "(\"'“":
        begin -= 1
    return begin


def _without_leading_words(long: str, at: int) -> tuple[str, int]:
    while True:
        first, space, rest = long.partition(" ")
        if not space or first.casefold() not in _LEADING:
            return long, at
        at += len(first) + len(space)
        long = rest


def _reversed(text: str, match: re.Match[str], start: int) -> Abbreviation | None:
    """A definition the other way round: the short form stands before the bracket, "PTQ (post-training ...)"."""
    before = text[start : match.start()].rstrip()
    words = before.split()
    if not words or len(match[1].split()) < 2:
        return None
    short = words[-1].strip(",;:\"'“”")
    if not _is_short_form(short) or sum(c.isupper() for c in short) < 2:
        return None
    long = match[1]
    letters = "".join(c for c in short if c.isalnum()).casefold()
    at = _align(letters, long.casefold(), 0)
    if at is None or len(long[:at].split()) > 0 or len(long.split()) > len(letters) + 5:
        return None
    short_start = text.rfind(short, start, match.start())
    return Abbreviation(short, long, short_start, match.start(1))


class AbbreviationFinder:
    """Component `paperkg_abbreviations`: sets the abbreviations of the notes."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the definitions of `doc`."""
        notes = notes_of(doc)
        notes.abbreviations = tuple(find_abbreviations(notes.text))
        return doc
