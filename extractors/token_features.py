"""What the sequence tagger sees of each token: its spelling, its neighbours, its place, and what the rules found there.

The features of a token are strings; `extractors.tagger` weighs them. They are made once per document, in one pass over
the tokens, because they are most of the tagger's cost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extractors.document import Candidate, Notes
from extractors.tokenizer import TOKEN

__all__ = ["Token", "token_features", "tokens_of"]

_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of the text: finer than spaCy's, so that names can end inside hyphenated words."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Tokens of `text` in order; everything that is not white space is in one of them."""
    return [Token(match[0], match.start(), match.end()) for match in TOKEN.finditer(text)]


@lru_cache(maxsize=65536)
def _shape(word: str) -> str:
    """Capitals, small letters and digits of a word, runs shortened: "GPT" is XX, "Llama2" is Xxd."""
    letters = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", letters)


@lru_cache(maxsize=65536)
def _spelling(word: str) -> tuple[str, str, tuple[str, ...]]:
    """Lower-case form, shape, and the features that depend on the word alone."""
    low, shape = word.lower(), _shape(word)
    own = (f"w={low}", f"sh={shape}", f"p3={low[:3]}", f"p4={low[:4]}", f"s3={low[-3:]}", f"s4={low[-4:]}")
    return low, shape, own


def token_features(tokens: Sequence[Token], notes: Notes, candidates: Sequence[Candidate]) -> list[list[str]]:
    """Features of each of `tokens`.

    Parameters
    ----------
    tokens : sequence of Token
        Of `notes.text`.
    candidates : sequence of Candidate
        What the rules found; each marks the tokens that it covers.
    """
    count = len(tokens)
    spellings = [_spelling(token.text) for token in tokens]
    marks = _marks(tokens, candidates)
    frequency = Counter(low for low, _, _ in spellings)
    features: list[list[str]] = []
    for i, token in enumerate(tokens):
        low, shape, own = spellings[i]
        sentence = notes.sentence_at(token.start)
        found = ["bias", *own, f"role={sentence.role}", f"role|sh={sentence.role}|{shape}"]
        if token.start == sentence.start:
            found.append("first")
        found.append("glued" if i and tokens[i - 1].end == token.start else "apart")
        for offset in _NEIGHBOURS:
            k = i + offset
            if not 0 <= k < count:
                found.append(f"{offset}w=")
                continue
            other, other_shape, _ = spellings[k]
            found.append(f"{offset}w={other}")
            if -3 < offset < 3:
                found.append(f"{offset}sh={other_shape}")
                if -2 < offset < 2:
                    found.append(f"{offset}s3={other[-3:]}")
            found.extend(f"{offset}{mark}" for mark in marks[k])
        if i:
            found.append(f"-1w|w={spellings[i - 1][0]}|{low}")
        if i + 1 < count:
            found.append(f"w|+1w={low}|{spellings[i + 1][0]}")
        for mark in marks[i]:
            found += [mark, f"{mark}|{sentence.role}", f"{mark}|{low}"]
        if not marks[i]:
            found.append("unmarked")
        if frequency[low] > 2 and shape != "xx":
            found.append("repeated")
        features.append(found)
    return features


def _marks(tokens: Sequence[Token], candidates: Sequence[Candidate]) -> list[list[str]]:
    """For each token, which candidates cover it, and whether it begins or ends them."""
    at = {token.start: i for i, token in enumerate(tokens)}
    marks: list[list[str]] = [[] for _ in tokens]
    for candidate in sorted(candidates, key=lambda one: (one.start, one.end, one.type, one.finder)):
        i = at.get(candidate.start)
        if i is None:
            continue
        what = f"{candidate.type}|{candidate.finder}{'|own' if candidate.is_introduced else ''}"
        first = i
        while i < len(tokens) and tokens[i].start < candidate.end:
            last = tokens[i].end >= candidate.end
            place = ("S" if last else "B") if i == first else ("E" if last else "I")
            mark = f"g={place}|{what}"
            if mark not in marks[i]:
                marks[i].append(mark)
            i += 1
    return marks
