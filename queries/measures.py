"""Questions whose answer is a number or a table of numbers: averages, shares, groups, trends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final, Literal, Self, cast

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    Average,
    Kind,
    Papers,
    PaperSet,
    Query,
    RankEntities,
    RankPapers,
    Set,
    Share,
    Tally,
    ThesePapers,
    conjunction,
)
from queries.cursor import AUXILIARIES, Cursor, PaperGroup, Phrase, Thing
from queries.heads import Head, Heads
from queries.lexicon import ABOUT, Noun
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["WH", "Measures"]

WH: Final = frozenset({"which", "what", "who", "whom", "whose", "where", "when", "how", "why"})
#: How many answers a superlative in the plural has where years, venues or authors are asked for.
_PLURAL_TOP: Final = 10
_EXTREMES: Final = {
    "maximumnumberof": "MAX", "largestnumberof": "MAX", "highestnumberof": "MAX", "greatestnumberof": "MAX",
    "smallestnumberof": "MIN", "lowestnumberof": "MIN", "minimumnumberof": "MIN",
}  # fmt: skip
#: What papers are tallied by, and the words for it.
_VALUES: Final = {
    "year": "year", "years": "year", "type": "type", "types": "type", "kind": "type", "papertype": "type",
    "papertypes": "type", "typeofpaper": "type", "typesofpapers": "type", "kindofpaper": "type", "category": "type",
    "venue": "venue", "venues": "venue", "conference": "venue", "conferences": "venue", "journal": "venue",
    "author": "author", "authors": "author", "researcher": "author", "researchers": "author",
}  # fmt: skip
_GROUPING: Final = frozenset({"by", "over", "across", "among", "per"})


class Measures(Heads, ABC):
    """A cursor that reads questions for numbers."""

    @abstractmethod
    def claim(self) -> tuple[Set, bool]:
        """What a sentence claims of papers, and whether it denies it (`queries.reading`)."""

    @abstractmethod
    def not_understood(self) -> Refusal:
        """The refusal of a question of which nothing could be read (`queries.reading`)."""

    @abstractmethod
    def politeness(self) -> None:
        """Move past the words that only ask for an answer (`queries.reading`)."""

    def within(self, positions: Sequence[int]) -> Self:
        """A cursor over some of the items."""
        inner = type(self)([self.items[n] for n in positions], self.index)
        inner.context = self.context
        return inner

    def adopt(self, positions: Sequence[int], inner: Cursor) -> None:
        """Account for what a cursor over the items at `positions` read."""
        self.read.update(positions[n] for n in inner.read)

    def position(self, *operators: str) -> int | None:
        """Where one of these operators first stands, from the cursor on."""
        found = (n for n in range(self.at, len(self.items)) if self.items[n].operator in operators)
        return next((n for n in found if not self.items[n].entities), None)

    def papers_meant(self, phrase: Phrase | None) -> PaperSet | None:
        """The papers that a phrase names, or that introduce what it names."""
        if isinstance(phrase, PaperGroup):
            return phrase.papers
        if isinstance(phrase, Thing) and (papers := self.papers_of(phrase)):
            return ThesePapers(papers)
        return None

    def counted(self) -> bool:
        """Whether the question asks how many; the cursor moves behind the words that say so."""
        ahead = 1 if self.is_preposition() and self.is_operator("how many", ahead=1) else 0
        while self.peek(ahead) is not None and (
            self.items[self.at + ahead].key in {"what", "is", "the", "whats", "s"} and ahead < 4
        ):
            ahead += 1
        if not self.is_operator("how many", ahead=ahead):
            return False
        self.take(ahead + 1)
        while self.is_operator("how many") or (self.peek() is not None and self.items[self.at].key == "of"):
            self.take()  # "the total number of"
        return True

    # ------------------------------------------------------------------ averages and extremes

    def average(self) -> Query | None:
        """How many things of a class papers have: "how many languages do papers on MT cover on average"."""
        position = next((n for n, item in enumerate(self.items) if item.operator == "average"), None)
        return None if position is None else self._number_of_things({position}, "AVG")

    def extreme(self) -> Query | None:
        """The most or fewest things of a class that one paper has: "the largest number of languages a paper covers"."""
        position = next(
            (n for n, item in enumerate(self.items) if item.key in _EXTREMES or item.operator in {"most", "least"}),
            None,
        )
        if position is None or any(not one.is_function for one in self.items[self.at : position]):
            return None
        item = self.items[position]
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        if following is None or following.noun is None or following.noun.type not in ENTITY_TYPES:
            return None
        name = _EXTREMES.get(item.key, "")
        if not name:  # "the fewest datasets that a paper uses"
            ahead = position + 2
            while ahead < len(self.items) and self.items[ahead].operator == "that":
                ahead += 1
            if not self._is_a_paper(ahead) or not following.key.endswith(("s", "a")):
                return None
            name = "MAX" if item.operator == "most" else "MIN"
        function = cast(Literal["MAX", "MIN"], name)
        return self._number_of_things(set(range(self.at, position + 1)), function)

    def _is_a_paper(self, position: int) -> bool:
        """Whether "a paper", "any survey" stands there."""
        article = self.items[position] if position < len(self.items) else None
        if article is None or article.key not in {"a", "any", "one", "single", "each"}:
            return False
        following = self.items[position + 1 : position + 3]
        return any(item.noun is not None and item.noun.type == "Paper" for item in following)

    def _number_of_things(self, dropped: set[int], function: Literal["AVG", "MAX", "MIN"]) -> Query:
        for n, item in enumerate(self.items[:-1]):
            noun = self.items[n + 1].noun
            if item.operator == "per" and noun is not None and noun.type == "Paper":
                dropped |= {n, n + 1}
        kept = [n for n in range(len(self.items)) if n not in dropped]
        rest = self.within(kept)
        while (word := rest.peek()) is not None and (
            word.key in WH | AUXILIARIES | {",", "the"} or word.operator == "list"
        ):
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

    # ------------------------------------------------------------------ shares

    def share(self) -> Query | None:
        """What part of some papers something is true of.

        "What share of papers on Hindi use LoRA" has a verb for it. Without one, what stands behind "that" is the
        part: "share of papers on Hindi that use LoRA"; and failing that, the part is all that is said, of all papers:
        "share of papers that cover Hindi", "percentage of surveys".
        """
        position = self.position("share")
        if position is None or any(not (one.is_function or one.operator) for one in self.items[self.at : position]):
            return None
        self.take(position + 1 - self.at)
        start, read = self.at, set(self.read)
        whole, part = self.whole_and_part()
        if part != Papers():
            return Share(part, whole)
        self.at, self.read = start, read
        before = self.premodifiers(self._papers_head())
        that = next((n for n in range(self.at, len(self.items)) if self.items[n].operator == "that"), self.at)
        positions = list(range(self.at, that))
        inner = self.within(positions)
        whole = conjunction([*before, *([inner.paper_clauses()] if positions else [])])
        self.adopt(positions, inner)
        self.at = that
        part = self.paper_clauses()
        if part == Papers():
            whole, part = Papers(), whole
        elif not positions and not before:
            whole = Papers()
        if part == Papers():
            raise self.not_understood()
        return Share(part, whole)

    def whole_and_part(self) -> tuple[PaperSet, PaperSet]:
        """Papers from the cursor on, and what the main clause says of them: "papers on Hindi | use LoRA"."""
        before = self.premodifiers(self._papers_head())
        return conjunction([*before, self.paper_clauses(nested=True)]), self.paper_clauses()

    def _papers_head(self) -> Head:
        head = self.head()
        if head is None or not head.nouns or head.nouns[0].type != "Paper":
            raise self.not_understood()
        return head

    # ------------------------------------------------------------------ groups

    def grouped(self) -> Query | None:
        """Groups: "papers per task", "number of papers for each language", "papers by year", "which year has most"."""
        trend = next((n for n, item in enumerate(self.items) if item.operator == "trend"), None)
        if trend is not None:
            return self._trend(trend)
        if (first := self._most_of_a_value()) is not None:
            return first
        found = self._group()
        if found is None:
            return None
        dropped, group = found
        value = _VALUES.get(group.key, "")
        rest = [n for n in range(self.at, len(self.items)) if n not in dropped]
        inner = self.within(rest)
        inner.politeness()
        while inner.counted() or inner.is_operator("distribution"):
            if inner.is_operator("distribution"):
                inner.take()
        while (item := inner.peek()) is not None and item.key in {"of", "the", "is", "are", "what", "in"}:
            inner.take()
        head = inner.head()
        if head is not None and head.nouns and head.nouns[0].type in ENTITY_TYPES:
            if group.noun is None or group.noun.type != "Paper":
                return None
            return self._things_of_each_paper(head, group.noun, inner, rest, dropped)
        if group.noun is not None and group.noun.type == "Paper" and not value:
            return None
        papers: PaperSet = inner.paper_clauses(premodifiers=inner.premodifiers(head)) if head else inner.paper_clauses()
        verbs = [item.verb for item in inner.items if item.verb is not None and not item.entities]
        self.adopt(rest, inner)
        self.read |= dropped
        if value:
            return Tally(papers, cast(Literal["year", "type", "venue", "author"], value))
        if group.noun is None:
            thing = self.members_of(group.text, group.entities)
            type_, candidates = thing.types[0], thing.members
        else:
            type_ = group.noun.type
            candidates = Kind(type_, group.noun.kind)
        meant = tuple(dict.fromkeys(p for verb in verbs for p in verb.predicates(type_))) if not head or (
            head.nouns[0].is_person or any(item.operator == "each" for item in self.items)
        ) else ()  # fmt: skip
        self.read.update(n for n in rest if self.items[n].verb is not None and meant)
        return RankEntities(candidates, meant or ABOUT[type_], papers, top=None)

    def _things_of_each_paper(
        self, head: Head, papers: Noun, inner: Self, rest: Sequence[int], dropped: set[int]
    ) -> Query:
        """How many things of a class each paper has: "models per paper"."""
        body = inner.entity_body(head.nouns)
        self.adopt(rest, inner)
        self.read |= dropped
        noun = head.nouns[0]
        whole = conjunction([*self.premodifiers(Head([papers])), *body.subjects, *body.papers])
        return RankPapers(whole, self.head_predicates(noun, body), Kind(noun.type, noun.kind), top=None)

    def _group(self) -> tuple[set[int], Item] | None:
        """What papers are grouped by, and the positions of the words that say so."""
        is_table = any(item.operator in {"how many", "distribution"} for item in self.items)
        for position in range(self.at, len(self.items)):
            item = self.items[position]
            after = position + 1
            while after < len(self.items) and self.items[after].key in {"the", "each", "every", "individual", "its"}:
                after += 1
            if after >= len(self.items) or item.entities:
                continue
            group = self.items[after]
            is_class = group.noun is not None and (group.noun.type in ENTITY_TYPES or group.noun.type == "Paper")
            is_value = group.key in _VALUES
            if item.operator == "per" and (is_class or is_value):
                return set(range(position, after + 1)), group
            is_last = after + 1 == len(self.items) or self.items[after + 1].key in {",", "?"}
            if item.key in _GROUPING and position > 0 and is_last and (is_value or is_class) and (
                (is_table and (not group.noun or group.noun.type != "Paper" or is_value))
                or (is_value and group.key not in {"author", "authors"})
            ):  # fmt: skip
                return set(range(position, after + 1)), group
            if item.operator == "each" and item.key in {"each", "every"} and is_table and position > 0:
                named = group.entities and any(self.index.narrower(iri) for iri in group.entities)
                if is_class or named:
                    return set(range(position, after + 1)), group
        return None

    def _most_of_a_value(self) -> Query | None:
        """The years, venues or authors with most papers: "which year had the most papers", "who wrote most of them"."""
        most = self.position("most")
        if most is None:
            return None
        start = self.at
        while start < len(self.items) and (self.items[start].is_function or self.items[start].operator) and (
            self.items[start].key not in _VALUES
        ):  # fmt: skip
            start += 1
        first = self.items[start] if start < len(self.items) else None
        has_number = first is not None and first.number is not None
        asked = start + 1 if has_number else start
        value = self.items[asked] if asked < len(self.items) else None
        by = "" if value is None or value.key in {"type", "types", "kind"} else _VALUES.get(value.key, "")
        if not by:
            is_writing = value is not None and value.word.attribute in {"authors", "date"}
            if self.items[self.at].key != "who" or not is_writing:
                return None
            by = "author"
        behind = max(most, asked)
        kept = [n for n in range(behind + 1, len(self.items)) if not self.items[n].word.attribute]
        inner = self.within(kept)
        while (item := inner.peek()) is not None and (item.is_function or item.operator == "how many"):
            inner.take()
        head = inner.head()
        papers = inner.paper_clauses(premodifiers=inner.premodifiers(head) if head else ())
        self.adopt(kept, inner)
        self.read |= {n for n in range(self.at, len(self.items)) if n <= behind or self.items[n].word.attribute}
        self.at = len(self.items)
        top = first.number if has_number and first is not None else None
        is_plural = value is not None and value.key.endswith("s")
        return Tally(papers, cast(Literal["year", "venue", "author"], by), top or (_PLURAL_TOP if is_plural else 1))

    def _trend(self, position: int) -> Query:
        """Papers by year: "trend of quantization", "papers on LoRA over time"."""
        kept = [n for n in range(self.at, len(self.items)) if n != position and self.items[n].operator != "year"]
        inner = self.within(kept)
        while (item := inner.peek()) is not None and (item.is_function or item.operator) and not item.entities:
            inner.take()
        head = inner.head()
        premodifiers = inner.premodifiers(head) if head is not None and head.nouns[0].type == "Paper" else []
        papers = inner.paper_clauses(premodifiers=premodifiers)
        self.adopt(kept, inner)
        self.read.update(n for n, item in enumerate(self.items) if n == position or item.operator == "year")
        return Tally(papers, "year")
