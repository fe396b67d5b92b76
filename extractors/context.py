"""What stands around each word of a sentence: the verb, preposition and telling noun before it, the noun behind it.

A window of a few words does not reach from the last name of a list to the verb in front of the list. `Context.columns`
says for each word what governs it; `Context.signs` says of a stretch of words how the sentence presents it: as the
object of "we propose", as what a "framework called" is named, as the head of the title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from extractors.nouns import type_of_noun
from extractors.tokenizer import sentence_bounds, tokens_of
from extractors.words import OF_AUTHORS, PREPOSITIONS, verb_stem, word_class

__all__ = ["Context"]

#: Signs around a name that are not between it and its neighbours: quotes and marks of emphasis.
_PASSED_OVER: Final = frozenset("\"'“”‘’`*_{}$\\")
_ENDS_PHRASE: Final = frozenset(
    """for that which to of in on with from by using based capable designed where whose as over via through is are has
    can and , ; : . ( ) —""".split()
)
_ARTICLES: Final = frozenset("a an the our".split())
#: Behind a name and a comma or "is", a phrase that begins with one of these defines the name.
_DEFINES: Final = _ARTICLES | frozenset("two three one".split())
_DEFINED_BEHIND: Final = frozenset([",", "is", "are", ":", "—", "-", "–"])
_BEING: Final = frozenset("is are was were be been can could may".split())
_PASSED_TO_VERB: Final = frozenset(
    "also significantly consistently further substantially effectively not only even then first".split()
)
_STOPS: Final = frozenset(",.;:()")
#: How far before a name the word that governs it may stand, and how many words beside it tell its type.
_REACH: Final = 14
_BESIDE: Final = 3
_LONGEST_PHRASE: Final = 10
_LONGEST_BRACKET: Final = 8


class Context:
    """The tokens of one document and what stands around them.

    Parameters
    ----------
    text : str
        The document.
    starts : sequence of int
        Where its sentences start, of which the first is the title.

    Attributes
    ----------
    tokens : sequence of Token
    sentences : sequence of (int, int)
        First token of each sentence and one beyond its last; together they hold all tokens.
    low : sequence of str
        The tokens in small letters.
    """

    def __init__(self, text: str, starts: Sequence[int]) -> None:
        self.tokens = tokens_of(text)
        self.sentences = sentence_bounds(self.tokens, starts)
        self.low = [token.text.lower() for token in self.tokens]
        self._classes = [word_class(token.text) for token in self.tokens]
        self._sentence_of: list[int] = []
        #: Whether the authors were named in the sentence before the token.
        self._is_own: list[bool] = []
        for number, (start, end) in enumerate(self.sentences):
            self._sentence_of += [number] * (end - start)
            is_own = False
            for word in self.low[start:end]:
                self._is_own.append(is_own)
                is_own = is_own or word in OF_AUTHORS

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """For each template one value a token: the governing verb, noun and preposition before, the noun behind."""
        verbs: list[str] = []
        far_verbs: list[str] = []
        own_verbs: list[str] = []
        nouns_before: list[str] = []
        nouns_behind: list[str] = []
        prepositions: list[str] = []
        low = self.low
        for start, end in self.sentences:
            verb, verb_at, is_own = "", start, "0"
            noun, noun_at, preposition, preposition_at = "", start, "", start
            for i in range(start, end):
                word = low[i]
                away = i - verb_at
                verbs.append(verb)
                far_verbs.append(verb + ("9" if away > 8 else "5" if away > 4 else "2" if away > 1 else "1"))
                own_verbs.append(verb + is_own)
                nouns_before.append(noun and noun + _distance(i - noun_at))
                prepositions.append(preposition and preposition + _distance(i - preposition_at))
                if stem := verb_stem(word):
                    verb, verb_at = stem, i
                if word in OF_AUTHORS:
                    is_own = "1"
                elif word in (";", "while", "whereas", "but", "which"):
                    is_own = "0"
                if type := type_of_noun(word):
                    noun, noun_at = type, i
                if word in PREPOSITIONS:
                    preposition, preposition_at = word, i
            noun, noun_at = "", end
            behind: list[str] = []
            for i in range(end - 1, start - 1, -1):
                behind.append(noun and noun + _distance(noun_at - i))
                if type := type_of_noun(low[i]):
                    noun, noun_at = type, i
                if low[i] in PREPOSITIONS or low[i] in (";", ":", "("):
                    noun = ""
            nouns_behind += behind[::-1]
        pairs = [f"{verb}|{preposition}" for verb, preposition in zip(verbs, prepositions, strict=True)]
        return {
            "verb": verbs,
            "verb,distance": far_verbs,
            "verb,own": own_verbs,
            "noun before": nouns_before,
            "noun behind": nouns_behind,
            "preposition": prepositions,
            "verb,preposition": pairs,
        }

    def signs(self, first: int, last: int) -> list[str]:
        """How the sentence presents the tokens from `first` to `last`, both inclusive, which stand in one sentence."""
        number = self._sentence_of[first]
        start, end = self.sentences[number]
        return list(self._signs(first, last, start, end, is_title=number == 0))

    def _signs(self, first: int, last: int, start: int, end: int, *, is_title: bool) -> Iterator[str]:
        low = self.low
        class_before = self._classes[first - 1] if first else "<"
        class_behind = self._classes[last + 1] if last + 1 < len(low) else ">"
        yield f"before:{class_before}"
        yield f"behind:{class_behind}"
        yield f"between:{class_before}|{class_behind}"
        left, right = first - 1, last + 1
        while left >= start and low[left] in _PASSED_OVER:
            left -= 1
        while right < end and low[right] in _PASSED_OVER:
            right += 1
        if left >= start and low[left] == "(" and right < end and low[right] == ")":
            yield "in brackets"
            left, right = left - 1, right + 1
        elif right < end and low[right] == "(":
            close = right
            while close < end and low[close] != ")" and close - right < _LONGEST_BRACKET:
                close += 1
            if close < end and low[close] == ")":
                yield "before brackets"
                right = close + 1
        if first == start:
            yield "opens"
        yield from self._nouns_beside(left, right, start, end)
        yield from self._governed(left, start)
        yield from self._defined(right, end, "title" if is_title else "text")
        yield from self._subject(right, end)
        if is_title:
            before = low[left] if left >= start else "<"
            behind = low[right] if right < end else ">"
            yield "title"
            yield f"title before={_plain(before)}"
            yield f"title behind={_plain(behind)}"

    def _nouns_beside(self, left: int, right: int, start: int, end: int) -> Iterator[str]:
        """The nearest nouns that tell a type: "the benchmark X", "the X benchmark"."""
        low = self.low
        for away in range(_BESIDE):
            if left - away < start or low[left - away] in (".", ";"):
                break
            if type := type_of_noun(low[left - away]):
                yield f"noun before={low[left - away]}"
                yield f"noun before:{type}"
                yield f"noun before:{type}{away}"
                break
        for away in range(_BESIDE):
            if right + away >= end or low[right + away] in _STOPS:
                break
            if type := type_of_noun(low[right + away]):
                yield f"noun behind={low[right + away]}"
                yield f"noun behind:{type}"
                yield f"noun behind:{type}{away}"
                break

    def _governed(self, left: int, start: int) -> Iterator[str]:
        """The verb or preposition on which the words depend: the first one found going back."""
        low = self.low
        at = left
        governor = ""
        while at >= start and left - at < _REACH:
            word = low[at]
            stem = verb_stem(word)
            # "training" directly before a name belongs to it as often as not.
            if stem and not (at == left and stem in ("train", "learn")):
                governor = stem
                break
            if word in PREPOSITIONS or word in (":", ";", "("):
                governor = word
                break
            at -= 1
        if not governor:
            governor = "<" if at < start else "far"
        by = "own" if self._is_own[max(at, start)] else "other"
        away = left - at
        yield f"governed={governor}"
        yield f"governed={governor}|{by}|{0 if away < 2 else 1 if away < 6 else 2}"
        if governor in PREPOSITIONS and at > start:
            yield f"governed={governor}|{verb_stem(low[at - 1]) or low[at - 1]}"

    def _defined(self, right: int, end: int, where: str) -> Iterator[str]:
        """The noun phrase behind the name that says what it is: "X, a framework for ...", "X: a corpus of ..."."""
        low = self.low
        first = right + 1
        if first >= end or low[right] not in _DEFINED_BEHIND:
            return
        if low[first] not in _DEFINES and not (where == "title" and low[right] == ":"):
            return
        if low[first] in _ARTICLES:
            first += 1
        last = first
        while last < end and low[last] not in _ENDS_PHRASE and last - first < _LONGEST_PHRASE:
            last += 1
        if last == first:
            return
        head = low[last - 1]
        yield f"{where} defines={head}"
        yield f"{where} defines:{type_of_noun(head)}"
        yield f"{where} defines first={low[first]}"
        if low[first].endswith("ing"):
            yield f"{where} defines by an action"
        if not {"novel", "new", "first"}.isdisjoint(low[first:last]):
            yield f"{where} defines as new"
        for word in low[first : last - 1]:
            if type_of_noun(word):
                yield f"{where} defines with={word}"

    def _subject(self, right: int, end: int) -> Iterator[str]:
        """The verb whose subject the words are: "X outperforms ..."."""
        low = self.low
        at = right
        while at < end and low[at] in _PASSED_TO_VERB:
            at += 1
        if at >= end:
            return
        if stem := verb_stem(low[at]):
            yield "subject"
            yield f"subject of={stem}"
        elif low[at] in _BEING:
            yield f"subject of being={verb_stem(low[at + 1]) if at + 1 < end else ''}"


def _distance(words: int) -> str:
    return "9" if words > 8 else "4" if words > 3 else str(words)


def _plain(word: str) -> str:
    """`word` if it is a sign or a preposition, else what stands for all others."""
    return word if word in PREPOSITIONS or not word.isalpha() else "word"
