"""What the sequence tagger sees of each token: its spelling, its neighbours, its place, and what the rules found there.

Most features are columns, one value a token under a template; `extractors.chain` weighs them. They are made once per
document, because they are most of the tagger's cost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from extractors.chain import Columns
from extractors.document import Candidate, Notes
from extractors.tokenizer import TOKEN, Token
from ontology.vocabulary import Vocabulary

__all__ = ["WordPlaces", "token_columns"]

_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)
_EDGE: Final = ""


class WordPlaces:
    """Which types of names a word ends or begins in the vocabulary: "recognition" ends tasks, "pruning" methods.

    So a name that no list knows still looks like those that it is built like.
    """

    #: A word that ends or begins fewer names than this says nothing.
    _FEWEST: Final = 3

    def __init__(self, vocabulary: Vocabulary) -> None:
        ends: dict[str, Counter[str]] = {}
        begins: dict[str, Counter[str]] = {}
        for concept in vocabulary.concepts.values():
            if concept.type != "Language":
                for label in {concept.pref_label, *concept.alt_labels}:
                    words = [singular(word.lower()) for word in TOKEN.findall(label)]
                    if len(words) > 1:
                        ends.setdefault(words[-1], Counter())[concept.type] += 1
                        begins.setdefault(words[0], Counter())[concept.type] += 1
        self.ending = self._summary(ends)
        self.beginning = self._summary(begins)

    def _summary(self, counts: dict[str, Counter[str]]) -> dict[str, str]:
        """For each word the type that it is commonest in, how often on a scale of doubles, and how purely."""
        summary = {}
        for word, of_type in counts.items():
            type, count = min(of_type.items(), key=lambda item: (-item[1], item[0]))
            total = of_type.total()
            if total >= self._FEWEST:
                summary[word] = f"{type}{min(total.bit_length(), 7)}{'=' if 10 * count >= 8 * total else '~'}"
        return summary


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """`word` without its plural -s."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


@lru_cache(maxsize=65536)
def _shape(word: str) -> str:
    """Capitals, small letters and digits of a word, runs shortened: "GPT" is XX, "Llama2" is Xxd."""
    letters = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", letters)


@lru_cache(maxsize=65536)
def _spelling(word: str) -> tuple[str, str, str, str, str, str]:
    """Lower-case form, shape, first three and four and last three and four letters."""
    low = word.lower()
    return low, _shape(word), low[:3], low[:4], low[-3:], low[-4:]


def token_columns(notes: Notes, candidates: Sequence[Candidate], places: WordPlaces) -> Columns:
    """Features of the tokens of `notes`, at least one.

    Parameters
    ----------
    candidates : sequence of Candidate
        What the rules found; each marks the tokens that it covers.
    places : WordPlaces
        Of the vocabulary in use.
    """
    context = notes.context
    tokens = context.tokens
    low, shape, begin3, begin4, end3, end4 = zip(*(_spelling(token.text) for token in tokens), strict=True)
    stems = [singular(word) for word in low]
    ending = [places.ending.get(stem, _EDGE) for stem in stems]
    beginning = [places.beginning.get(stem, _EDGE) for stem in stems]
    roles, firsts = _places(notes)
    glued = ["1" if a.end == b.start else "0" for a, b in pairwise(tokens)]
    single: list[tuple[str, Sequence[str]]] = [
        ("bias", [_EDGE] * len(tokens)),
        ("w", low),
        ("sh", shape),
        ("p3", begin3),
        ("p4", begin4),
        ("s3", end3),
        ("s4", end4),
        ("role", roles),
        ("role|sh", [f"{role}|{form}" for role, form in zip(roles, shape, strict=True)]),
        ("first", firsts),
        ("glued", ["0", *glued]),
        ("-1w|w", [f"{a}|{b}" for a, b in zip([_EDGE, *low[:-1]], low, strict=True)]),
        ("w|+1w", [f"{a}|{b}" for a, b in zip(low, [*low[1:], _EDGE], strict=True)]),
    ]
    for offset in _NEIGHBOURS:
        single.append((f"{offset}w", _shifted(low, offset)))
        if -3 < offset < 3:
            single.append((f"{offset}sh", _shifted(shape, offset)))
        if -2 < offset < 2:
            single.append((f"{offset}s3", _shifted(end3, offset)))
    single += [(f"{offset}ends", _shifted(ending, offset)) for offset in (0, 1, 2)]
    single += [(f"{offset}begins", _shifted(beginning, offset)) for offset in (0, -1)]
    single += context.columns.items()
    return Columns(single, list(_marked(tokens, low, shape, roles, notes, candidates)))


def _places(notes: Notes) -> tuple[list[str], list[str]]:
    """Role of each token's sentence, and whether the token opens it."""
    roles: list[str] = []
    firsts: list[str] = []
    for start, end in notes.context.sentences:
        roles += [notes.sentence_at(notes.context.tokens[start].start).role] * (end - start)
        firsts += ["1", *["0"] * (end - start - 1)]
    return roles, firsts


def _shifted(values: Sequence[str], offset: int) -> Sequence[str]:
    """For each place the value `offset` places on."""
    if offset > 0:
        return [*values[offset:], *[_EDGE] * min(offset, len(values))]
    return [*[_EDGE] * min(-offset, len(values)), *values[: max(0, len(values) + offset)]] if offset else values


def _marked(
    tokens: Sequence[Token],
    low: Sequence[str],
    shape: Sequence[str],
    roles: Sequence[str],
    notes: Notes,
    candidates: Sequence[Candidate],
) -> Iterator[tuple[int, str]]:
    """Features of which a token may have several: what the rules found at and beside it, and how often it occurs."""
    count = len(tokens)
    at = {token.start: i for i, token in enumerate(tokens)}
    marks = _marks(tokens, candidates, at)
    frequency = Counter(low)
    for i in range(count):
        for mark in marks[i]:
            yield i, mark
            yield i, f"{mark}|{roles[i]}"
            yield i, f"{mark}|{low[i]}"
            for offset in _NEIGHBOURS:
                if 0 <= i - offset < count:
                    yield i - offset, f"{offset}{mark}"
        if not marks[i]:
            yield i, "unmarked"
        if frequency[low[i]] > 2 and shape[i] != "xx":
            yield i, "repeated"
    for name in notes.names:
        level = max(-2, min(6, round(5 * name.score)))
        for start, end in name.spans:
            for i, place in _covered(tokens, at, start, end):
                yield i, f"name={place}"
                yield i, f"name={place}{level}"
                yield i, f"name={place}{level}|{name.type}"
                yield i, f"name={place}|{name.type}"
    shorts = {abbreviation.short for abbreviation in notes.abbreviations}
    for i, token in enumerate(tokens):
        if token.text in shorts or token.text.removesuffix("s") in shorts:
            yield i, "short"
    for abbreviation in notes.abbreviations:
        covered = list(_covered(tokens, at, abbreviation.long_start, abbreviation.long_end))
        for i, place in covered:
            yield i, f"long={place}"
        if covered:
            if covered[0][0]:
                yield covered[0][0] - 1, "+1long"
            if covered[-1][0] + 1 < count:
                yield covered[-1][0] + 1, "-1long"


def _marks(tokens: Sequence[Token], candidates: Sequence[Candidate], at: dict[int, int]) -> list[list[str]]:
    """For each token, which candidates cover it, and whether it begins or ends them."""
    marks: list[list[str]] = [[] for _ in tokens]
    for candidate in sorted(candidates, key=lambda one: (one.start, one.end, one.type, one.finder)):
        what = f"{candidate.type}|{candidate.finder}{'|own' if candidate.is_introduced else ''}"
        for i, place in _covered(tokens, at, candidate.start, candidate.end):
            mark = f"g={place}|{what}"
            if mark not in marks[i]:
                marks[i].append(mark)
    return marks


def _covered(tokens: Sequence[Token], at: dict[int, int], start: int, end: int) -> Iterator[tuple[int, str]]:
    """Tokens of a stretch that begins with a token, each with its place: beginning, inside, end or single."""
    first = i = at.get(start, len(tokens))
    while i < len(tokens) and tokens[i].start < end:
        is_last = tokens[i].end >= end
        yield i, ("S" if is_last else "B") if i == first else ("E" if is_last else "I")
        i += 1
