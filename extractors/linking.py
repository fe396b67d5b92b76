"""From candidates to mentions: which of the overlapping readings stand, and what each denotes in this paper.

The longest name wins ("no nested surfaces"), then the surer finder. An abbreviation denotes what the
paper defines; names that the paper presents as its own are its own wherever they occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from extractors.document import Candidate, Notes, notes_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Linker"]

#: Among readings of the same span that are equally sure.
_TYPE_ORDER: Final = {"Model": 0, "Dataset": 1, "Method": 2, "Task": 3, "Metric": 4, "Language": 5}
_URL: Final = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|org|io|net|ai)/\S+")


class Linker:
    """Component `paperkg_linking`: turns the candidates of the notes into mentions that do not overlap."""

    def __call__(self, doc: Doc) -> Doc:
        """Link the candidates of `doc`."""
        notes = notes_of(doc)
        text = notes.text
        candidates = [*notes.candidates, *_short_forms(text, notes)]
        notes.mentions = tuple(_own_names(_longest(text, candidates)))
        return doc


def _short_forms(text: str, notes: Notes) -> Iterator[Candidate]:
    """Mentions of an abbreviation whose long form is a candidate."""
    by_span = {(c.start, c.end): c for c in sorted(notes.candidates, key=_preference, reverse=True)}
    for abbreviation in notes.abbreviations:
        long = by_span.get((abbreviation.long_start, abbreviation.long_end))
        if long is None or long.finder == "introductions":
            # What the paper coins was found in both forms already.
            continue
        pattern = rf"(?<![\w]){re.escape(abbreviation.short)}(?:s(?!\w)|(?!\w))"
        for match in re.finditer(pattern, text):
            yield Candidate(
                match.start(), match.end(), long.identity, "abbreviations", long.score, is_introduced=long.is_introduced
            )


def _preference(candidate: Candidate) -> tuple[float, ...]:
    """Smaller is better."""
    return (
        -(candidate.end - candidate.start),
        candidate.identity.is_coined and candidate.finder != "abbreviations",
        -candidate.is_introduced,
        -candidate.score,
        _TYPE_ORDER[candidate.type],
        candidate.start,
    )


def _longest(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    taken = bytearray(len(text))
    for match in _URL.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    chosen = []
    for candidate in sorted(candidates, key=lambda one: (_preference(one), one.identity.id)):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
            chosen.append(candidate)
    return sorted(chosen, key=lambda one: one.start)


def _own_names(mentions: list[Candidate]) -> Iterator[Candidate]:
    """Mark every mention of an entity that one of its mentions introduces."""
    own = {mention.identity.id for mention in mentions if mention.is_introduced}
    for mention in mentions:
        yield replace(mention, is_introduced=True) if mention.identity.id in own else mention
