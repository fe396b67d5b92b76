"""What narrows papers besides their relations: title, date, confidence, "only", "whose", "the most"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    And,
    CountingBeyond,
    Dated,
    EntitySet,
    Kind,
    Minus,
    ObjectsOf,
    OnlyRelated,
    Or,
    PaperSet,
    Recent,
    Related,
    TextContains,
    ThesePapers,
    Things,
    TitleContains,
    conjunction,
    union,
    without,
)
from queries.coordination import Coordination
from queries.cursor import AUXILIARIES, DETERMINERS, PaperGroup, Phrase, Thing
from queries.lexicon import ABOUT, Verb
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["Clause", "Filters"]


#: Words between "title" and what it should contain.
_TITLE_FILLERS: Final = frozenset(
    "with in the word words term terms phrase string text a an , their its either as part of somewhere".split()
)
#: Most items from "with" to "in the title".
_FARTHEST_TITLE: Final = 9


@dataclass(slots=True)
class Clause:
    """A clause about papers: a verb, or none, and everything that goes with it."""

    joint: Literal["and", "or", "but"] = "and"
    negated: bool = False
    verbs: tuple[Verb, ...] = ()
    verb_joint: Literal["and", "or"] = "or"
    parts: list[PaperSet] = field(default_factory=list)
    excluded: list[PaperSet] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    last_types: frozenset[str] = frozenset()


class Filters(Coordination):
    """A cursor that reads what narrows papers.

    Attributes
    ----------
    ranking : tuple or None
        Set when a clause says "the most datasets": predicates, target, whether the fewest come first.
    recency : str
        Set to ``first`` when a clause says "was the first to", to ``latest`` when it says "most recently".
    """

    ranking: tuple[tuple[str, ...], EntitySet, bool] | None = None
    recency: str = ""

    def only(self, clause: Clause, preposition: str) -> None:
        """What follows "only", or stands before it: "cover only Hindi", "cover Hindi only"."""
        if (so_many := self.attempt(self.only_so_many)) is not None:
            clause.parts.append(self.relate(clause.verbs, preposition, so_many))
            return
        self.take()
        item = self.peek()
        if item is not None and self.is_verb(item, has_open_list=True):
            clause.verbs, clause.verb_joint = self.verbs()
        if self.is_preposition():
            preposition = self.take().key
        target = self.phrase()
        last = clause.parts[-1] if clause.parts else None
        if target is None and isinstance(last, Related) and isinstance(last.target, Things):
            type_ = self.index.entities[last.target.iris[0]].type
            clause.parts[-1] = OnlyRelated(last.predicates, last.target, type_)
        elif isinstance(target, Thing):
            clause.parts.append(self.exclusively(clause.verbs, preposition, target))

    def exclusively(self, verbs: Sequence[Verb], preposition: str, target: Thing) -> PaperSet:
        """The papers that stand in a relation to a thing and to nothing else of its type."""
        usable = [
            iri
            for iri in target.iris
            if self.predicates(verbs, preposition, self.index.entities[iri].type, has_object=False)
        ]
        iris = self.unambiguous(target.text, usable or target.iris)
        type_ = self.index.entities[iris[0]].type
        predicates = self.predicates(verbs, preposition, type_, has_object=False) or ABOUT[type_]
        return OnlyRelated(predicates, Things(iris), type_)

    def whose(self) -> Phrase | None:
        """The clause "whose only language is Turkish", "whose title contains tiny"."""
        self.take()
        is_only = False
        if self.is_operator("only"):
            self.take()
            is_only = True
        item = self.peek()
        if item is None:
            return None
        if item.operator == "title":
            return PaperGroup(self.title())
        if item.noun is None or item.noun.type not in ENTITY_TYPES:
            return None
        type_ = item.noun.type
        self.take()
        while (link := self.peek()) is not None and (link.key in AUXILIARIES or link.operator == "only"):
            is_only = is_only or link.operator == "only"
            self.take()
        target = self.phrase()
        if not isinstance(target, Thing):
            return None
        iris = tuple(iri for iri in target.iris if self.types_of([iri]) == {type_}) or target.iris
        target = replace(target, iris=iris)
        return PaperGroup(self.exclusively([], "", target) if is_only else self.relate([], "", target))

    def asks_for_title(self) -> bool:
        """Whether the question speaks of titles, or of words in the text."""
        return any(item.operator in {"title", "text"} for item in self.items)

    def title(self) -> PaperSet:
        """The words that a title or a text must have: those in quotes anywhere near, else what follows or came before.

        Several are joined as the question joins them: "tiny" or "small", tiny but not small.
        """
        quoted = [n for n, item in enumerate(self.items) if item.is_quoted and n not in self.read]
        start = self.at
        while (item := self.peek()) is not None and not self._ends_title(item, start, has_quotes=bool(quoted)):
            self.take()
        positions = list(range(quoted[0], quoted[-1] + 1)) if quoted else list(range(start, self.at))
        self.read.update(positions)
        found = self._contained(positions)
        if found is None:
            before = [n for n in range(start) if n not in self.read and not self.items[n].is_function]
            self.read.update(before)
            found = self._contained(before)
        if found is None:
            raise Refusal("not-understood", "what the title should contain is missing")
        return found

    def title_ahead(self) -> PaperSet | None:
        """The words of "with tiny or small in the title", the cursor being at "with"."""
        item = self.peek()
        if item is None or not self._leads_to_title(item):
            return None
        end = self.at + 1
        while end < len(self.items) and self.items[end].operator not in {"title", "text", "that"}:
            end += 1
        if end >= min(len(self.items), self.at + _FARTHEST_TITLE) or self.items[end].operator == "that":
            return None
        positions = range(self.at + 1, end)
        if any(self._leads_to_title(self.items[n]) for n in positions):
            return None
        found = self._contained(positions)
        if found is not None:
            self.take(end + 1 - self.at)
        return found

    def _leads_to_title(self, item: Item) -> bool:
        return not item.entities and (
            item.key in {"with", "have", "has", "having"} or item.operator == "containing"
            or (item.verb is not None and item.verb.name == "mention" and item.word.form != "noun")
        )  # fmt: skip

    def _ends_title(self, item: Item, start: int, *, has_quotes: bool) -> bool:
        """Whether an item no longer belongs to what a title should contain."""
        if self.at in self.read or self.at == start or item.operator in {"title", "text", "containing"}:
            return False
        before = self.items[self.at - 1]
        if has_quotes:
            is_filler = item.is_function or item.is_quoted or item.key in _TITLE_FILLERS or item.operator == "mention"
            is_joint = item.operator in {"and", "or", "not", "without", "but"}
            following = self.peek(1)
            return not (is_filler or (item.verb is not None and item.verb.name in {"mention", "cover"})) or (
                is_joint and (following is None or not following.is_quoted)
            )
        is_verb = item.verb is not None and item.word.form in {"base", "finite"} and item.noun is None
        return (item.operator == "that" and before.operator in {"and", "but"}) or (
            is_verb and before.operator in {"and", "but", "that"}
        )

    def _contained(self, positions: Sequence[int]) -> PaperSet | None:
        """Papers with the words at `positions` in their title, or in their text if the question speaks of texts."""
        is_text = any(item.operator == "text" for item in self.items)
        parts: list[tuple[str, bool, PaperSet]] = []
        words: list[str] = []
        joint, is_excluded = "and", False

        def end() -> None:
            if words:
                text = " ".join(words)
                parts.append((joint, is_excluded, TextContains(text) if is_text else TitleContains(text)))
                words.clear()

        for n in positions:
            item = self.items[n]
            if item.is_quoted:
                end()
                words.append(item.text)
            elif item.operator in {"and", "or", "but", "not", "without"} or item.key == ",":
                end()
                joint = "or" if item.operator == "or" else "and" if item.operator == "and" else joint
                is_excluded = is_excluded or item.operator in {"not", "without"}
            elif not (
                item.operator in {"title", "text", "containing", "that", "both"}
                or item.key in AUXILIARIES | _TITLE_FILLERS
                or (item.verb is not None and item.verb.name in {"mention", "cover"} and not words)
                or (item.noun is not None and item.noun.type == "Paper" and not words and not item.noun.paper_type)
            ):
                words.append(item.text)
        end()
        wanted = [part for _, excluded, part in parts if not excluded]
        if not parts:
            return None
        whole = union(wanted) if any(one == "or" for one, _, _ in parts) and wanted else conjunction(wanted)
        return without(whole, [part for _, excluded, part in parts if excluded])

    def set_confidence(self, clause: Clause) -> None:
        """What follows "with confidence above", "with a confidence below"."""
        self.take()
        is_upper = False
        while (item := self.peek()) is not None and item.number is None and (item.is_function or item.operator):
            is_upper = is_upper or item.operator in {"less than", "at most"}
            self.take()
        item = self.peek()
        if item is None:
            return
        try:
            bound = float(item.text.rstrip("%"))
        except ValueError:
            return
        self.take()
        bound = bound / 100 if bound > 1 else bound
        self.confidence = (0.0, bound) if is_upper else (bound, 1.0)
        clause.parts = [_surer(part, *self.confidence) for part in clause.parts]

    def is_year(self, item: Item) -> bool:
        """Whether a word is a year."""
        return item.number is not None and 1950 <= item.number <= 2100 and item.text.isdecimal() and len(item.text) == 4

    def last_years(self) -> Recent | None:
        """The words "last two years", "past year"."""
        number = self.peek(1)
        has_number = number is not None and number.number is not None
        if not self.is_operator("year", ahead=2 if has_number else 1):
            return None
        self.take(3 if has_number else 2)
        return Recent(number.number if has_number and number is not None and number.number is not None else 1)

    def dates(self) -> Dated | Recent | None:
        """The years at the cursor: "in 2023", "since 2020", "between 2019 and 2021", "last two years"."""
        operator = self.items[self.at].operator
        if operator == "last":
            return self.last_years()
        at, read = self.at, set(self.read)
        if not self.is_year(self.items[self.at]):
            self.take()
        while (item := self.peek()) is not None and item.key in {"in", "the", "year", "of"}:
            self.take()
        if item is None or not self.is_year(item):
            self.at, self.read = at, read
            return None
        year = int(self.take().text)
        upper = self.peek(1)
        if (self.is_operator("and") or (self.peek() is not None and self.items[self.at].key == "to")) and (
            upper is not None and self.is_year(upper)
        ):
            self.take(2)
            return Dated(year, int(upper.text))
        if operator == "since":
            return Dated(year, None)
        if operator == "after":
            return Dated(year + 1, None)
        if operator == "before":
            return Dated(None, year - 1)
        return Dated(year, year)

    def rank_by(self, clause: Clause, *, ascending: bool) -> bool:
        """The phrase "the most datasets" as the object of papers."""
        ahead = 1
        while (item := self.peek(ahead)) is not None and (item.is_unknown or item.key in DETERMINERS):
            ahead += 1
        if item is None or item.noun is None or item.noun.type not in ENTITY_TYPES:
            self.skip()
            return True
        self.take()
        while self.peek() is not item:
            self.skip()
        self.take()
        predicates = self.predicates(clause.verbs, "", item.noun.type, has_object=False)
        if not predicates:
            raise self.no_such_relation(clause.verbs, item.noun)
        self.ranking = (predicates, Kind(item.noun.type, item.noun.kind), ascending)
        return True

    def beyond(self, verbs: Sequence[Verb]) -> PaperSet | None:
        """The words "more languages than AlphaQuant" as the object of papers."""
        at, read = self.at, set(self.read)
        fewer = self.take().operator == "fewer"
        noun = self.peek()
        if noun is not None and noun.noun is not None and noun.noun.type in ENTITY_TYPES and (
            self.is_operator("than", ahead=1)
        ):  # fmt: skip
            self.take(2)
            phrase = self.phrase()
            papers = phrase.papers if isinstance(phrase, PaperGroup) else None
            if isinstance(phrase, Thing) and (introducing := self.papers_of(phrase)):
                papers = ThesePapers(introducing)
            predicates = self.predicates(verbs, "", noun.noun.type, has_object=False)
            if papers is not None and predicates:
                return CountingBeyond(predicates, Kind(noun.noun.type, noun.noun.kind), papers, fewer)
        self.at, self.read = at, read
        return None

    def alike(self, verbs: Sequence[Verb]) -> PaperSet | None:
        """The words "the same datasets as AlphaQuant", "sharing a dataset with AlphaQuant": other papers with one."""
        at, read = self.at, set(self.read)
        self.take()
        self.takes_determiners()
        noun = self.peek()
        link = self.peek(1)
        if noun is not None and noun.noun is not None and noun.noun.type in ENTITY_TYPES and link is not None and (
            link.key in {"as", "with", "of", "like"}
        ):  # fmt: skip
            self.take(2)
            phrase = self.phrase()
            papers = phrase.papers if isinstance(phrase, PaperGroup) else None
            if isinstance(phrase, Thing) and (introducing := self.papers_of(phrase)):
                papers = ThesePapers(introducing)
            predicates = self.predicates(verbs, "", noun.noun.type, has_object=False) or ABOUT[noun.noun.type]
            if papers is not None:
                kind = Kind(noun.noun.type, noun.noun.kind)
                return Minus(Related(predicates, conjunction([kind, ObjectsOf(predicates, papers)])), papers)
        self.at, self.read = at, read
        return None

    def narrow(self, clause: Clause) -> bool:
        """The words "for evaluation" after "use MMLU": the relation must be of both kinds."""
        item = self.peek()
        if item is None or item.verb is None or item.word.form not in {"noun", "gerund"} or not clause.parts:
            return False
        if self.is_preposition(1) or (item.word.form == "gerund" and self.starts_phrase(1)):
            return False
        last = clause.parts[-1]
        if not isinstance(last, Related):
            return False
        allowed = {name for type_ in ENTITY_TYPES for name in item.verb.predicates(type_)}
        narrowed = tuple(name for name in last.predicates if name in allowed)
        if not narrowed:
            return False
        self.take()
        clause.parts[-1] = replace(last, predicates=narrowed)
        return True


def _surer(part: PaperSet, least: float, most: float) -> PaperSet:
    match part:
        case Related():
            return replace(part, least=least, most=most)
        case And(parts):
            return And(tuple(_surer(one, least, most) for one in parts))
        case Or(parts):
            return Or(tuple(_surer(one, least, most) for one in parts))
        case Minus(whole, excluded):
            return Minus(_surer(whole, least, most), excluded)
    return part
