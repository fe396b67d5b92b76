"""What the words of a question name: the longest label, title or lexicon phrase at each place, ambiguity kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from ontology.folding import compact
from ontology.terms import ENTITY_TYPES
from queries.graph import LabelIndex, near_words, singular
from queries.lexicon import OUTSIDE, Noun, Verb, Word, lexicon, lexicon_words
from queries.words import FUNCTION_WORDS, Token, stem, tokenize

__all__ = ["Correction", "Item", "link", "spell"]

_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "fifty": 50, "hundred": 100,
    "second": 2, "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_ORDINALS: Final = frozenset({"second", "third", "fourth", "fifth", "2nd", "3rd", "4th", "5th"})
_TYPES: Final = {name.casefold(): name for name in ENTITY_TYPES}


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a question that means one thing, with every meaning that it may have.

    Attributes
    ----------
    text : str
        As the question has it.
    key : str
        Its compact form.
    word : Word
        What the lexicon knows of it; an empty `Word` if nothing.
    entities, papers : tuple of str
        IRIs that it may name.
    number : int or None
    is_quoted, is_ordinal, is_function : bool
        A string in quotes; "second"; a word without content.
    forced_type : str
        From ``model:Yi``.
    """

    text: str
    key: str
    word: Word = field(default_factory=Word)
    entities: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    number: int | None = None
    is_quoted: bool = False
    is_ordinal: bool = False
    is_function: bool = False
    forced_type: str = ""

    @property
    def verb(self) -> Verb | None:
        """Its relation, if it may be a relation word."""
        return self.word.verb

    @property
    def noun(self) -> Noun | None:
        """Its class, if it may be a class noun."""
        return self.word.noun

    @property
    def operator(self) -> str:
        """Its operator, or empty."""
        return self.word.operator

    @property
    def is_unknown(self) -> bool:
        """True if nothing is known of it and it has content."""
        return not (
            self.word != Word() or self.entities or self.papers or self.number is not None
            or self.is_function or self.is_quoted or self.key == ","
        )  # fmt: skip

    @property
    def looks_like_a_name(self) -> bool:
        """True for words with capitals, digits or hyphens: unknown ones are reported, not passed over."""
        return any(c.isdigit() or c.isupper() for c in self.text) or "-" in self.text


_LONGEST_PHRASE: Final = 6


def link(question: str, index: LabelIndex) -> list[Item]:
    """The items of `question`, in order; every token belongs to exactly one."""
    tokens = tokenize(question)
    items: list[tuple[Item, bool]] = []
    gaps: list[str] = []
    at = 0
    while at < len(tokens):
        start = at
        item, used = _longest(question, tokens, at, index)
        forced = _TYPES.get(item.key)
        if forced and at + 2 < len(tokens) and question[tokens[at].end : tokens[at + 2].start] == ":":
            item, more = _longest(question, tokens, at + 2, index)
            entities = tuple(iri for iri in item.entities if index.entities[iri].type == forced)
            item = replace(item, entities=entities, forced_type=forced, word=Word())
            used = 2 + more
        items.append((item, tokens[start].is_glued))
        gaps.append(question[tokens[start - 1].end : tokens[start].start] if start else "")
        at += used
    return _merge_unknown(items, gaps)


def _longest(question: str, tokens: Sequence[Token], at: int, index: LabelIndex) -> tuple[Item, int]:
    first = tokens[at]
    if first.is_quoted:
        return Item(first.text, first.key, entities=index.find(first.text), is_quoted=True,
                    papers=index.find_papers_within(first.text)), 1  # fmt: skip
    if first.key in {",", "?", "!"} or not any(c.isalnum() for c in first.text):
        return Item(first.text, ",", is_function=True), 1
    words = lexicon()
    most = 1
    while at + most < len(tokens) and most < max(index.longest, _LONGEST_PHRASE):
        follower = tokens[at + most]
        if follower.is_quoted or follower.key == "?":
            break
        most += 1
    for count in range(most, 0, -1):
        span = tokens[at : at + count]
        if not any(c.isalnum() for c in span[-1].text) or (
            count < most and tokens[at + count].is_glued and not _may_split(tokens[at + count])
        ):
            continue
        text = question[first.start : span[-1].end]
        key = compact(text)
        has_comma = any(token.key == "," for token in span)
        word = words.get(key) if count <= _LONGEST_PHRASE and not has_comma else None
        # "Go" may be a language where "go" is not; the first word of a question always has a capital.
        has_content = any(
            token.key not in FUNCTION_WORDS or (at > 0 and token.text[0].isupper() and token.text != "I")
            for token in span
        )
        entities = index.find(text) if has_content and not has_comma else ()
        if count > 1 and span[-1].key == "vs":
            entities = ()  # "GPT-4 vs" is no GPT-4V
        if entities and count > 1 and {span[0].key, span[-1].key} & FUNCTION_WORDS:
            # Compact forms have no spaces: "or POS" is not ORPO.
            entities = tuple(iri for iri in entities if index.has_label(iri, text))
        is_verb = word is not None and word.form in {"base", "finite", "past"} and first.text[:1].islower()
        if is_verb or text.isdecimal() or (word is not None and not index.is_written(entities, text)):
            entities = ()
        papers = index.find_papers(text) if has_content and (count > 1 or word is None) else ()
        if papers and span[0].text.islower() and (opening := words.get(span[0].key)) and opening.verb is not None:
            papers = ()  # "compressing LLMs" may be how a title begins, but is no name of its paper
        number = _number(text) if count == 1 else None
        if word or entities or papers or number is not None:
            return Item(text, key, word or Word(), entities, papers, number, is_ordinal=key in _ORDINALS,
                        is_function=count == 1 and key in FUNCTION_WORDS), count  # fmt: skip
    return Item(first.text, first.key, is_function=first.key in FUNCTION_WORDS), 1


def _may_split(token: Token) -> bool:
    """Whether a name may end before a token that a hyphen or an apostrophe binds to it: "Llama-based", "Llama's"."""
    return token.key in {"s", "based", "style", "like", "family", "only"} or lexicon().get(token.key) is not None


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if text[:-2].isdecimal() and text[-2:].casefold() in {"st", "nd", "rd", "th"}:
        return int(text[:-2])
    return _NUMBERS.get(text.casefold())


def _merge_unknown(items: Sequence[tuple[Item, bool]], texts: Sequence[str]) -> list[Item]:
    """Unknown words that a hyphen binds together ("Velora-QA") are one name, as are neighbours with capitals."""
    merged: list[Item] = []
    for (item, is_glued), text in zip(items, texts, strict=True):
        before = merged[-1] if merged else None
        # "low-resource" is one word, although a resource is a thing.
        is_plain = item.verb is None and not (item.entities or item.operator)
        is_bound = is_glued and (item.word == Word() or is_plain)
        are_names = item.is_unknown and item.looks_like_a_name
        if before is not None and before.is_unknown and (is_bound or (are_names and before.looks_like_a_name)):
            joined = before.text + text + item.text
            merged[-1] = Item(joined, compact(joined))
        else:
            merged.append(item)
    return merged


@dataclass(frozen=True, slots=True)
class Correction:
    """A misspelt word and the word that it was read as."""

    written: str
    read_as: str


def spell(question: str, index: LabelIndex) -> tuple[str, tuple[Correction, ...]]:
    """`question` with its clear misspellings put right, and what was put right.

    Only words that neither the lexicon nor any label or title of the graph has are looked at, a number behind them
    included ("lama 2"), and only one candidate within the limits of `LabelIndex.near` is accepted. Digits are never
    changed, and a word that differs from the candidate by its ending is another form and not a misspelling.
    """
    corrections: list[Correction] = []
    parts: list[str] = []
    end = 0
    tokens = tokenize(question)
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        is_contraction = following is not None and following.key == "t" and following.is_glued  # "hasn't"
        if token.is_quoted or token.key == "," or token.start < end or is_contraction or not _is_strange(token, index):
            continue
        last = token
        word = ""
        if following is not None and following.key[:1].isdigit():
            word = _only(index.near(token.text + following.text), index)
            last = following if word else token
        word = word or _nearest(token, index)
        if word:
            corrections.append(Correction(question[token.start : last.end], word))
            parts += [question[end : token.start], word]
            end = last.end
    return "".join([*parts, question[end:]]), tuple(corrections)


def _nearest(token: Token, index: LabelIndex) -> str:
    """The one word or label that a strange word is a misspelling of; empty if there is none, or more than one."""
    key = token.key
    words = {word for word in near_words(key, sorted(_lexicon_words())) if stem(word) != stem(key)}
    labels = {label for label in index.near(key) if stem(label) != stem(key)}
    if not words | labels and key.isalpha() and token.text.islower() and len(key) >= 6:
        words = {word for word in near_words(key, sorted(index.label_words)) if stem(word) != stem(key)}
    if len(words | labels) != 1:
        return ""
    (found,) = words | labels
    return index.spelling(found) if found in labels else found


def _only(keys: Sequence[str], index: LabelIndex) -> str:
    return index.spelling(keys[0]) if len(keys) == 1 else ""


def _is_strange(token: Token, index: LabelIndex) -> bool:
    key = token.key
    return not (
        key in FUNCTION_WORDS or key in OUTSIDE or key in lexicon() or key in lexicon_words()
        or key in index.words or singular(key) in index.words
        or index.find(token.text) or _number(token.text) is not None or not any(c.isalpha() for c in key)
    )  # fmt: skip


@cache
def _lexicon_words() -> frozenset[str]:
    """Single words of the lexicon that are long enough to be recognised when misspelt."""
    return frozenset(key for key in lexicon_words() if len(key) >= 5)
