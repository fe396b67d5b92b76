"""From candidates to mentions: which of the overlapping readings stand, and what each denotes in this paper.

Where a tagger has marked the names, its spans stand and the candidates say what they denote; without one the longest
candidate wins ("no nested surfaces"), then the surer finder. An abbreviation denotes what the paper defines; names that
the paper presents as its own are its own wherever they occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from extractors.aliases import agrees
from extractors.document import Abbreviation, Candidate, Notes, Span, notes_of
from ontology.identity import identify
from ontology.model_names import is_mark
from ontology.terms import EntityType
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Linker", "canonical_name"]

#: Among readings of the same span that are equally sure.
_TYPE_ORDER: Final = {"Model": 0, "Dataset": 1, "Method": 2, "Task": 3, "Metric": 4, "Language": 5}
_URL: Final = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|org|io|net|ai)/\S+")
#: What every match of it holds: most texts have none.
_URL_SIGN: Final = re.compile(r"://|www\.|\.(?:com|org|io|net|ai)/")
#: From here on what a span of the tagger names is the paper's own.
_IS_OWN: Final = 0.3


class Linker:
    """Component `paperkg_linking`: turns the candidates of the notes into mentions that do not overlap."""

    _vocabulary: Vocabulary

    def use(self, vocabulary: Vocabulary) -> None:
        """Take the names that are known."""
        self._vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Link the candidates of `doc`."""
        self.link(notes_of(doc))
        return doc

    def link(self, notes: Notes) -> None:
        """Set the mentions of `notes`."""
        candidates = [*notes.candidates, *_short_forms(notes)]
        if notes.spans is not None:
            candidates = list(self._denoted(notes.spans, candidates, notes))
        notes.mentions = tuple(_own_names(_longest(notes.text, candidates)))

    def _denoted(self, spans: Sequence[Span], candidates: Iterable[Candidate], notes: Notes) -> Iterator[Candidate]:
        """A candidate for each span: the rules' where they found the same, else one by its name."""
        found: dict[tuple[int, int, EntityType], Candidate] = {}
        for candidate in candidates:
            key = (candidate.start, candidate.end, candidate.type)
            if key not in found or _preference(candidate) < _preference(found[key]):
                found[key] = candidate
        for span in spans:
            known = found.get((span.start, span.end, span.type))
            is_own = span.own >= _IS_OWN
            if known is not None:
                yield replace(known, score=span.score, is_introduced=is_own)
                continue
            name = " ".join(notes.text[span.start : span.end].split())
            if not any(c.isalnum() for c in name):
                continue
            name = canonical_name(name, span.type, notes.abbreviations, self._vocabulary)
            if span.type == "Model" and is_mark(name):
                continue  # "-base" alone lost its name
            identity = identify(name, span.type, self._vocabulary)
            yield Candidate(span.start, span.end, identity, "tagger", span.score, is_own)


def canonical_name(name: str, type: EntityType, abbreviations: Iterable[Abbreviation], vocabulary: Vocabulary) -> str:
    """The form that identifies what `name` denotes, where the paper defines it as an abbreviation or by one.

    The short form is the usual name ("OmniQuant"), but not if the vocabulary knows it as something else.
    """
    for abbreviation in abbreviations:
        if name.removesuffix("s") not in (abbreviation.short.removesuffix("s"), abbreviation.long.removesuffix("s")):
            continue
        if vocabulary.find(abbreviation.long, type):
            return abbreviation.long
        known = vocabulary.find(abbreviation.short, type)
        if known and not any(agrees(abbreviation.long, concept) for concept in known):
            return abbreviation.long
        return abbreviation.short
    return name


def _short_forms(notes: Notes) -> Iterator[Candidate]:
    """Mentions of an abbreviation whose long form is a candidate."""
    if not notes.abbreviations:
        return
    by_span = {(c.start, c.end): c for c in sorted(notes.candidates, key=_preference, reverse=True)}
    for abbreviation in notes.abbreviations:
        long = by_span.get((abbreviation.long_start, abbreviation.long_end))
        if long is None or long.finder == "introductions":
            # What the paper coins was found in both forms already.
            continue
        pattern = rf"(?<![\w]){re.escape(abbreviation.short)}(?:s(?!\w)|(?!\w))"
        for match in re.finditer(pattern, notes.text):
            yield replace(long, start=match.start(), end=match.end(), finder="abbreviations")


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
    if _URL_SIGN.search(text):
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
