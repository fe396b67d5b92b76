"""Sentences: where they begin and end. Abstracts are full of dots that end nothing ("e.g.", "vs.", "GPT-3.5").

A statistical splitter would have to be trained or downloaded and costs more than all the rest of the rule pipeline; the
rules below rest on the shape of abstracts: one line of title, then running prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from extractors.document import Sentence, notes_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["SentenceSplitter", "split_sentences"]

#: Words whose dot does not end a sentence.
_ABBREVIATIONS: Final = frozenset(
    """e.g i.e eg ie cf vs resp etc al fig figs eq eqs sec sect tab no nos vol approx ca dr mr mrs ms prof st inc ltd
    co corp dept univ jr sr viz ref refs ex""".split()
)
#: The last branch is the space that authors forget: "... of 367.5M.The models are". Each branch begins with the sign
#: itself, so that the search skips from sign to sign.
_END: Final = re.compile(
    r"[.!?][)\]\"'”’]*\s+|\n+|\.(?<=[\w)\]]\.)(?=(?:The|This|We|Our|In|It|To|For|However|These|Moreover)\s)"
)
_BREAK: Final = re.compile(r"[\s(\[]")
#: What a new sentence may begin with; a lower-case start is a new sentence only for names such as "mT5" or "x-vectors".
_START: Final = re.compile(r"[\"'“‘(\[]*(?:[A-Z0-9À-ÞΑ-ΩА-Я]|[a-z]+[A-Z0-9]|https?:|\([ivx0-9]+\))")


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text`, without the white space around them.

    A line feed always ends a sentence. Every character that is not white space is in exactly one span.
    """
    start = 0
    for match in _END.finditer(text):
        if not _ends_sentence(text, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if "\n" in match[0]:
        return True
    if not _START.match(text, match.end()):
        return False
    if match[0][0] != ".":
        return True
    before = text[max(0, match.start() - 20) : match.start()]
    word = _BREAK.split(before)[-1].casefold().rstrip(".")
    if word == "etc":
        return True
    if word in _ABBREVIATIONS:
        return False
    # A single capital is an initial ("J. Doe"), but not "version B." before a space and a known opener.
    return not (len(word) == 1 and before[-1:].isupper() and before[-2:-1] in ("", " ", "."))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield start + left, start + right


class SentenceSplitter:
    """Component `paperkg_sentences`: sets the sentences of the notes and `is_sent_start` of the tokens."""

    def __call__(self, doc: Doc) -> Doc:
        """Split `doc`."""
        import numpy as np

        notes = notes_of(doc)
        text = notes.text
        spans = list(split_sentences(text))
        # Whole arrays: at each access to a token spaCy makes a Python object, at each flag it looks through all tokens.
        flags = np.full(len(doc), -1, dtype="int64").astype("uint64")
        flags[np.searchsorted(doc.to_array(["IDX"]), [start for start, _ in spans])] = 1
        doc.from_array(["SENT_START"], cast(Any, flags.reshape(-1, 1)))
        notes.sentences = tuple(Sentence(start, end, text[start:end]) for start, end in spans)
        return doc
