"""Frames of questions that are no plain search: shares, averages, comparisons, likeness, paths, proofs, records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final, Literal, Self, cast

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    Attribute,
    Average,
    Kind,
    Papers,
    PaperSet,
    Path,
    Proof,
    Query,
    RankEntities,
    RelationsBetween,
    Set,
    Share,
    Similar,
    ThesePapers,
    Things,
    conjunction,
    is_paper_set,
)
from queries.cursor import AUXILIARIES, Cursor, PaperGroup, Phrase, Thing
from queries.heads import Heads
from queries.lexicon import ABOUT, Verb
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["PLURAL_TOP", "WH", "Frames"]

#: How many answers a superlative in the plural has: "most used datasets".
PLURAL_TOP: Final = 10
WH: Final = frozenset({"which", "what", "who", "whom", "whose", "where", "when", "how", "why"})
#: Papers shown as similar.
_SIMILAR: Final = 10
_EXTREMES: Final = {
    "maximumnumberof": "MAX", "largestnumberof": "MAX", "highestnumberof": "MAX", "greatestnumberof": "MAX",
    "smallestnumberof": "MIN", "lowestnumberof": "MIN", "minimumnumberof": "MIN",
}  # fmt: skip
#: What papers do when they say something.
_SAYING: Final = frozenset(
    "say says said state states stated claim claims claimed write writes mention mentions".split()
)
#: Verbs that only say that two things have to do with each other.
_RELATING: Final = frozenset("relate related relates connected linked connect".split())


class Frames(Heads, ABC):
    """A cursor that reads questions of special kinds."""

    @abstractmethod
    def counted(self) -> bool:
        """Whether the question asks how many; the cursor moves behind the words that say so (`queries.reading`)."""

    @abstractmethod
    def claim(self) -> tuple[Set, bool]:
        """What a sentence claims of papers, and whether it denies it (`queries.reading`)."""

    @abstractmethod
    def not_understood(self) -> Refusal:
        """The refusal of a question of which nothing could be read (`queries.reading`)."""

    def within(self, positions: Sequence[int]) -> Self:
        """A cursor over some of the items."""
        return type(self)([self.items[n] for n in positions], self.index)

    def adopt(self, positions: Sequence[int], inner: Cursor) -> None:
        """Account for what a cursor over the items at `positions` read."""
        self.read.update(positions[n] for n in inner.read)

    def position(self, *operators: str) -> int | None:
        """Where one of these operators first stands, from the cursor on."""
        found = (n for n in range(self.at, len(self.items)) if self.items[n].operator in operators)
        return next((n for n in found if not self.items[n].entities), None)

    def special(self) -> Query | None:
        """The query of a question of one of these kinds; None, and nothing is read, if it is of none."""
        for frame in (
            self._attribute, self._average, self._extreme, self._share, self._either, self._similar, self._proof,
            self._relations, self._path,
        ):  # fmt: skip
            at, read = self.at, set(self.read)
            if (found := frame()) is not None:
                return found
            self.at, self.read = at, read
        return None

    def papers_meant(self, phrase: Phrase | None) -> PaperSet | None:
        """The papers that a phrase names, or that introduce what it names."""
        if isinstance(phrase, PaperGroup):
            return phrase.papers
        if isinstance(phrase, Thing) and (papers := self.papers_of(phrase)):
            return ThesePapers(papers)
        return None

    # ------------------------------------------------------------------ records

    def _attribute(self) -> Query | None:
        """What a paper's record holds: "who wrote X", "when was X published", "what type of paper is X"."""
        asked = (n for n, item in enumerate(self.items) if item.word.attribute and not item.entities)
        position = next((n for n in asked if not self._groups(n)), None)
        first = self.items[self.at]
        if not any(item.papers or item.entities or item.is_quoted for item in self.items):
            return None
        name = "" if position is None else self.items[position].word.attribute
        if first.key == "when" and not any(item.operator in {"first", "latest"} for item in self.items):
            name = "date"
        elif first.key == "where" and name == "date":
            name = "venue"
        if not name or not self._asks_for_attribute(position):
            return None
        if position is not None:
            self.read.add(position)
        papers: PaperSet | None = None
        while (item := self.peek()) is not None:
            if item.entities or item.papers or item.is_quoted:
                if papers is not None or (papers := self.papers_meant(self.phrase())) is None:
                    return None
            elif item.is_function or item.operator or item.noun or item.word.attribute or papers is not None or (
                item.verb is not None and first.key == "when"
            ):  # fmt: skip
                self.take()
            else:
                self.skip()
        if papers is None:
            return None
        return Attribute(papers, cast(Literal["authors", "date", "link", "type", "venue"], name))

    def _groups(self, position: int) -> bool:
        """Whether "year" says how answers are grouped: "by year"."""
        return position > 0 and self.items[position - 1].key in {"by", "per", "each", "over", "a"}

    def _asks_for_attribute(self, position: int | None) -> bool:
        """Whether the question is for an attribute and does not only speak of one: "papers published on Hindi"."""
        first = self.items[self.at]
        if position is None or first.key == "when":
            return first.key == "when"
        item = self.items[position]
        if first.operator == "how many" or (
            first.key not in {"who", "when", "where", "what"} and position - self.at > 3
        ):
            return False
        if first.key == "which" and item.key not in {"year", "venue", "conference", "typeofpaper", "kindofpaper"}:
            return False
        if item.key in {"written", "wrote", "author", "authors"} and first.key not in {"who", "what", item.key}:
            return False
        return item.noun is None or first.key in {"who", "what"} or first.operator == "list" or self.at == position

    # ------------------------------------------------------------------ numbers

    def _average(self) -> Query | None:
        """How many things of a class papers have: "how many languages do papers on MT cover on average"."""
        position = next((n for n, item in enumerate(self.items) if item.operator == "average"), None)
        return None if position is None else self._number_of_things({position}, "AVG")

    def _extreme(self) -> Query | None:
        """The most or fewest things of a class that one paper has: "the largest number of languages a paper covers"."""
        position = next((n for n, item in enumerate(self.items) if item.key in _EXTREMES), None)
        if position is None or any(not one.is_function for one in self.items[self.at : position]):
            return None
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        if following is None or following.noun is None or following.noun.type not in ENTITY_TYPES:
            return None
        function = cast(Literal["MAX", "MIN"], _EXTREMES[self.items[position].key])
        return self._number_of_things(set(range(self.at, position + 1)), function)

    def _number_of_things(self, dropped: set[int], function: Literal["AVG", "MAX", "MIN"]) -> Query:
        for n, item in enumerate(self.items[:-1]):
            noun = self.items[n + 1].noun
            if item.operator == "per" and noun is not None and noun.type == "Paper":
                dropped |= {n, n + 1}
        kept = [n for n in range(len(self.items)) if n not in dropped]
        rest = self.within(kept)
        while (word := rest.peek()) is not None and (word.key in WH | AUXILIARIES | {","} or word.operator == "list"):
            rest.take()
        rest.counted()
        head = rest.head()
        if head is None or not head.nouns or head.nouns[0].type not in ENTITY_TYPES:
            raise self.not_understood()
        body = rest.entity_body(head.nouns)
        self.adopt(kept, rest)
        self.read |= dropped
        noun = head.nouns[0]
        predicates = self.head_predicates(noun, body)
        papers = conjunction([*body.subjects, *body.papers])
        return Average(papers, predicates, Kind(noun.type, noun.kind), function)

    def _share(self) -> Query | None:
        """What part of some papers something is true of.

        "What share of papers on Hindi use LoRA" has a verb for it. Without one, what stands behind "that" is the
        part: "share of papers on Hindi that use LoRA"; and failing that, the part is all that is said, of all papers:
        "share of papers that cover Hindi", "percentage of surveys".
        """
        position = self.position("share")
        if position is None or any(not (one.is_function or one.operator) for one in self.items[self.at : position]):
            return None
        self.take(position + 1 - self.at)
        start = self.at
        head = self.head()
        if head is None or not head.nouns or head.nouns[0].type != "Paper":
            raise self.not_understood()
        before = self.premodifiers(head)
        whole = conjunction([*before, self.paper_clauses(nested=True)])
        part = self.paper_clauses()
        if part != Papers():
            return Share(part, whole)
        self.at = start
        self.head()
        that = next((n for n in range(self.at, len(self.items)) if self.items[n].operator == "that"), self.at)
        positions = list(range(self.at, that))
        inner = self.within(positions)
        whole = conjunction([*before, inner.paper_clauses()] if positions else [])
        self.adopt(positions, inner)
        self.at = that
        part = self.paper_clauses()
        if not positions:
            part = conjunction([*before, part])
        if part == Papers():
            raise self.not_understood()
        return Share(part, whole)

    # ------------------------------------------------------------------ two things

    def _either(self) -> Query | None:
        """Two things by their papers: "which is used more, LoRA or RLHF", "compare LoRA and RLHF", "LoRA vs RLHF"."""
        named = [n for n, item in enumerate(self.items) if item.entities]
        if len(named) != 2 or any(item.noun is not None and item.verb is None for item in self.items):
            return None
        more = self.position("more", "most", "least", "fewer")
        first = self.items[self.at]
        if first.key in {"which", "what"} and more is not None and self.items[named[1] - 1].operator == "or":
            marks, top = {more, named[1] - 1}, 1
        elif first.key == "compare" and self.items[named[1] - 1].key in {
            "and",
            "with",
            "to",
            "against",
            "versus",
            "vs",
        }:
            marks, top = {self.at, named[1] - 1}, 2
            self.skip()
        elif (versus := self.position("versus")) is not None and named[0] < versus < named[1]:
            marks, top = {versus}, 2
        else:
            return None
        if more is not None and more > named[0]:
            return None
        verbs, one = self.side(self.at, named[0] + 1)
        behind, other = self.side(named[1], len(self.items))
        if one is None or other is None:
            return None
        self.read |= marks
        self.at = len(self.items)
        iris = [iri for thing in (one, other) for iri in self.unambiguous(thing.text, thing.iris)]
        types = [self.index.entities[iri].type for iri in iris]
        meant = tuple(dict.fromkeys(p for verb in (*verbs, *behind) for type_ in types for p in verb.predicates(type_)))
        any_way = tuple(dict.fromkeys(p for type_ in types for p in ABOUT[type_]))
        ascending = more is not None and self.items[more].operator in {"least", "fewer"}
        return RankEntities(Things(tuple(iris), exactly=True), meant or any_way, Papers(), top=top, ascending=ascending)

    def side(self, start: int, end: int) -> tuple[list[Verb], Thing | None]:
        """The verbs and the thing between two positions."""
        verbs: list[Verb] = []
        thing: Thing | None = None
        for position in range(start, end):
            item = self.items[position]
            if item.verb is not None and not item.entities:
                verbs.append(item.verb)
            elif item.entities and thing is None:
                thing = Thing(item.entities, item.text)
            elif item.is_unknown:
                continue
            self.read.add(position)
        return verbs, thing

    def _similar(self) -> Query | None:
        """The papers that have most in common with some: "papers similar to X", "papers like X"."""
        position = next((n for n in range(self.at, len(self.items)) if self._is_likeness(n)), None)
        if position is None:
            return None
        top = next((item.number for item in self.items[self.at : position] if item.number is not None), None)
        self.at = position + 1
        while (item := self.peek()) is not None and not (item.entities or item.papers or item.is_quoted) and (
            item.is_function or item.noun is not None
        ):  # fmt: skip
            if item.key == "the" and any(one.papers or one.entities for one in self.items[self.at : self.at + 3]):
                break
            self.take()
        papers = self.papers_meant(self.phrase())
        if papers is None:
            return None
        self.read.update(n for n in range(position + 1) if not self.items[n].is_unknown)
        return Similar(papers, top or _SIMILAR)

    def _is_likeness(self, position: int) -> bool:
        item = self.items[position]
        before = self.items[position - 1] if position else None
        after_papers = before is not None and before.noun is not None and before.noun.type == "Paper"
        if item.operator == "similar":
            return True
        if item.operator == "like":
            return after_papers
        following = self.items[position + 1 : position + 5]
        return (
            item.key in {"related", "relatedto"}
            and (after_papers or position == self.at)
            and any(one.is_quoted or (one.noun is not None and one.noun.type == "Paper") for one in following)
        )

    def _relations(self) -> Query | None:
        """What a paper does with a thing: "how does AlphaQuant relate to Llama 2"."""
        words = [item.key for item in self.items[self.at :]]
        is_how = words[:1] == ["how"] and words[1:2] in (["does"], ["do"], ["is"], ["are"])
        is_what = words[:2] in (["what", "does"], ["what", "do"]) and "do" in words[2:]
        if not (is_how or is_what):
            return None
        self.take(2)
        subject = self.papers_meant(self.phrase())
        while (
            (item := self.peek()) is not None
            and not item.entities
            and (item.is_function or item.operator or item.key in _RELATING or item.key == "," or item.verb is not None)
        ):
            self.take()
        target = self.phrase()
        if subject is None or not isinstance(target, Thing) or self.papers_of(target):
            return None
        return RelationsBetween(subject, Things(self.unambiguous(target.text, target.iris)))

    def _path(self) -> Query | None:
        """What leads from one thing to another: "path between A and B", "how are A and B connected"."""
        words = [item.key for item in self.items[self.at :]]
        asks_how = words[:2] in (["how", "are"], ["how", "is"], ["how", "do"], ["how", "does"])
        marks = [
            n
            for n in range(self.at, len(self.items))
            if not self.items[n].entities and (self.items[n].operator == "path" or (asks_how and self._relates(n)))
        ]
        if not marks:
            return None
        ends: list[Set] = []
        while (item := self.peek()) is not None:
            if item.entities or item.papers or item.is_quoted:
                end = self._end(self.phrase())
                if end is None:
                    return None
                ends.append(end)
            elif item.is_function or item.operator or self.at in marks or (item.noun is not None and not ends):
                self.take()
            else:
                self.skip()
        if len(ends) != 2:
            return None
        return Path(ends[0], ends[1])

    def _relates(self, position: int) -> bool:
        item = self.items[position]
        return item.key in _RELATING or (item.verb is not None and item.verb.name == "cover" and "relate" in item.key)

    def _end(self, phrase: Phrase | None) -> Set | None:
        if isinstance(phrase, PaperGroup):
            return phrase.papers if phrase.is_named else None
        if isinstance(phrase, Thing):
            return Things(self.unambiguous(phrase.text, phrase.iris))
        return None

    # ------------------------------------------------------------------ proofs

    def _proof(self) -> Query | None:
        """Where it is said that something is so: "where does X say that it quantizes Y", "evidence that X uses Y"."""
        first = self.items[self.at]
        positions = [n for n in range(self.at, len(self.items)) if self._asks_for_proof(n)]
        asks_where = first.key in {"where", "why"} and (
            (following := self.peek(1)) is not None and following.key in AUXILIARIES
        )
        if not positions and not asks_where:
            return None
        mark = max((n for n in range(self.at, len(self.items)) if self._opens_claim(n, positions)), default=self.at)
        named = [n for n in range(self.at, mark) if self._is_named(self.items[n])]
        kept = [n for n in range(mark + 1, len(self.items)) if self.items[n].key not in {"it", "that"} or n > mark + 2]
        while kept and self.items[kept[0]].operator == "that":
            kept.pop(0)
        if named:  # the subject stands before the word for saying, and "it" behind it
            subject = list(range(named[0], named[-1] + 1))
            before = named[0] - 1
            if before >= self.at and self.items[before].key == "the":
                subject.insert(0, before)
            follows = named[-1] + 1
            while follows < mark and (noun := self.items[follows].noun) is not None and noun.type == "Paper":
                subject.append(follows)
                follows += 1
            kept = [*subject, *kept]
        if not kept:
            return None
        inner = self.within(kept)
        claimed, negated = inner.claim()
        if negated or claimed == Papers() or not is_paper_set(claimed):
            return None
        self.adopt(kept, inner)
        self.read.update(n for n in range(self.at, len(self.items)) if n not in kept and not self.items[n].is_unknown)
        self.at = len(self.items)
        return Proof(claimed)

    def _asks_for_proof(self, position: int) -> bool:
        item = self.items[position]
        before = [one for one in self.items[self.at : position] if not (one.is_function or one.operator)]
        return item.operator == "evidence" and not item.entities and all(not self._is_named(one) for one in before)

    def _opens_claim(self, position: int, proofs: Sequence[int]) -> bool:
        """Whether what is claimed begins behind the item."""
        if position in proofs or self.items[position].operator == "evidence":
            return True
        item = self.items[position]
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        return (
            item.key in _SAYING
            and not item.entities
            and (bool(proofs) or (following is not None and following.key in {"that", "it", "they"}))
        )

    def _is_named(self, item: Item) -> bool:
        return bool(item.entities or item.papers or item.is_quoted)
