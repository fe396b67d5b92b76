"""A question -> its reading: the query that it asks for, the words that were left out, and what was assumed.

The frame of the question is found here (how many, which, is there, the most, compare ...). What is in it is read by the
classes that `_QuestionParser` is made of: `queries.heads`, `bodies`, `clauses`, `filters`, `coordination`, `phrases`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from ontology.terms import ENTITY_TYPES
from queries.accounting import unaccounted
from queries.algebra import (
    Attribute,
    Average,
    BasedOn,
    Compare,
    Count,
    Describe,
    EntitySet,
    Exists,
    Find,
    Kind,
    Minus,
    ObjectsOf,
    Papers,
    PaperSet,
    PerYear,
    Query,
    RankEntities,
    RankPapers,
    Related,
    RelationsBetween,
    Schema,
    Set,
    Share,
    Size,
    ThesePapers,
    Things,
    conjunction,
    union,
    without,
)
from queries.bodies import EntityBody
from queries.cursor import AUXILIARIES, PREPOSITIONS, PaperGroup, Thing
from queries.graph import LabelIndex
from queries.heads import Head, Heads
from queries.lexicon import ABOUT, ATTRIBUTES, NOUNS, OUTSIDE, Noun, Verb
from queries.linking import Correction, Item, link, spell
from queries.refusals import Refusal

__all__ = ["Reading", "read"]

_NEGATIONS: Final = frozenset({"not", "without"})
#: Operators whose loss changes the meaning of a question.
_WEIGHTY: Final = frozenset({"not", "without", "only", "most", "least"})
#: Operators that may go unread because they only hold a question together.
_LIGHT: Final = frozenset({"that", "and", "or", "but", "both", "list", "graph", "describe"})
#: Papers shown as similar, ties included.
_SIMILAR: Final = 10
_NOBODY: Final = frozenset({"nobody", "noone"})
_PAPERS: Final = NOUNS["papers"]
_ENTITIES: Final = NOUNS["entities"]
_WH: Final = frozenset({"which", "what", "who", "whom", "whose", "where", "when", "how", "why"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read.

    Attributes
    ----------
    query : Query
    ignored : tuple of str
        Content words that the reading does not account for, as the question has them.
    corrections : tuple of Correction
        Misspelt words and what they were read as.
    """

    query: Query
    ignored: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


def read(question: str, index: LabelIndex) -> Reading:
    """The reading of `question` against the names of a graph.

    Raises
    ------
    Refusal
        If it cannot be read, names something unknown, asks for what no term of the ontology says, or is ambiguous.
    """
    corrected, corrections = spell(question, index)
    items = link(corrected, index)
    parser = _QuestionParser(items, index)
    if not any(item.key != "," for item in items):
        raise Refusal("not-understood", "the question is empty")
    parser.check_subject()
    query = parser.query()
    parser.read.difference_update(unaccounted(query, items, index))
    ignored = parser.unread()
    if ignored and (parser.says_nothing(query) or len(ignored) > max(1, parser.content_read())):
        raise parser.not_understood()
    return Reading(query, ignored, corrections)


class _QuestionParser(Heads):
    """Finds the frame of a question."""

    def query(self) -> Query:
        """The query that the question asks for."""
        for item in self.items:
            if item.operator in {"size", "schema"}:
                self.read.update(range(len(self.items)))
                return Size() if item.operator == "size" else Schema()
        excluded = self._leading_exclusion()
        self._politeness()
        first = self.peek()
        if first is None:
            raise self.not_understood()
        if (attribute := self._attribute()) is not None:
            return attribute
        if first.operator == "how much":
            raise self._outside()
        if first.operator == "describe" or self._what_is():
            if first.operator == "describe":
                self.take()
            return self._describe()
        if (special := self._special()) is not None:
            return special
        if (per := self._per()) is not None:
            return per
        counted = self._counted()
        if counted:
            return self._count(excluded)
        if self._has_comparison():
            return self._compare()
        if first.key in AUXILIARIES and not first.entities:
            return self._boolean()
        asked = self._asked(excluded)
        return asked if isinstance(asked, RankEntities | RankPapers) else Find(asked)

    # ------------------------------------------------------------------ refusals

    def check_subject(self) -> None:
        """Refuse questions that nothing here can answer, and those without one word that means something here.

        Raises
        ------
        Refusal
        """
        known = [
            item for item in self.items if item.entities or item.papers or item.noun or item.verb or item.is_quoted
        ]
        outside = [item for item in self.items if item.key in OUTSIDE and not item.entities]
        is_question = bool(self.items) and (self.items[0].key in _WH | AUXILIARIES or bool(self.items[0].operator))
        has_operator = any(item.operator in {"graph", "size", "schema", "title"} for item in self.items)
        if outside:
            raise self._outside(*outside)
        if not known and not has_operator:
            names = [item for item in self.items if item.is_unknown and item.looks_like_a_name]
            if names and len(self.items) <= 3:
                raise Refusal(
                    "unknown-entity",
                    f"nothing in the graph is called '{names[0].text}'",
                    self.index.suggestions(names[0].text),
                )
            if is_question and any(item.is_unknown for item in self.items):
                raise self._outside()
            raise self.not_understood()

    def _outside(self, *items: Item) -> Refusal:
        words = [item.text for item in items or self.items if item.is_unknown or items]
        about = ", ".join(f"'{word}'" for word in words)
        return Refusal(
            "outside-ontology",
            f"the graph says what papers do with models, datasets, methods, tasks, languages and metrics; "
            f"it has nothing on {about or 'this'}",
            ("kg ask 'what can I ask'",),
        )

    def not_understood(self) -> Refusal:
        """The refusal of a question of which nothing could be read."""
        words = [item.text for item in self.items if item.is_unknown]
        return Refusal(
            "not-understood",
            "no reading was found" + (f" for {', '.join(repr(word) for word in words)}" if words else ""),
            ("papers that quantize Llama 2", "most used datasets", "how many papers cover Hindi"),
        )

    def unread(self) -> tuple[str, ...]:
        """Content words that the reading does not account for.

        Raises
        ------
        Refusal
            If one of them looks like a name, or stands where the one thing that was asked about should stand.
        """
        ignored: list[str] = []
        for position, item in enumerate(self.items):
            if position in self.read or (item.is_function and item.operator not in _WEIGHTY) or item.key == ",":
                continue
            if item.operator in _NEGATIONS and not item.entities:
                raise Refusal("not-understood", f"what '{item.text}' applies to was not understood")
            if item.operator in _LIGHT and not item.verb:
                continue
            if item.is_unknown and self._is_name(position):
                raise Refusal(
                    "unknown-entity", f"nothing in the graph is called '{item.text}'", self.index.suggestions(item.text)
                )
            ignored.append(item.text)
        return tuple(ignored)

    def _is_name(self, position: int) -> bool:
        item = self.items[position]
        if position == 0 and item.text.istitle():
            return False
        if item.looks_like_a_name:
            return True
        before = self.items[position - 1] if position else None
        after = self.items[position + 1] if position + 1 < len(self.items) else None
        ends = after is None or after.key == "," or after.operator in {"and", "or"} or after.noun is not None
        governed = before is not None and (before.verb is not None or before.key in PREPOSITIONS)
        return governed and ends and not (after is not None and after.noun is not None and before is not None)

    def content_read(self) -> int:
        """How many items with content the reading accounts for."""
        read = [self.items[position] for position in self.read]
        return sum(
            bool(one.entities or one.papers or one.verb or one.noun or one.is_quoted or one.operator) for one in read
        )

    def says_nothing(self, query: Query) -> bool:
        """Whether `query` is about everything, so that the words left out are all that the question said."""
        return query in (Find(Papers()), Count(Papers()), Exists(Papers()), Exists(Papers(), negated=True))

    # ------------------------------------------------------------------ frames

    def _politeness(self) -> None:
        while (item := self.peek()) is not None and (
            item.operator == "list" or item.key in {"please", "me", "all", "you", "i", ",", "the", "us", "kindly", "hi"}
            or (item.key in {"can", "could", "would", "will"} and self.peek(1) is not None
                and self.items[self.at + 1].key in {"you", "i", "we"})
            or (item.operator == "and" and not item.entities)
        ) and not item.entities:  # fmt: skip
            self.take()

    def _leading_exclusion(self) -> list[EntitySet]:
        """What stands in front: "Besides English, which languages ...", "After Python, which ..."."""
        if not self.is_operator("without", "after") or self.is_year(self.items[min(1, len(self.items) - 1)]):
            return []
        self.take()
        excluded: list[EntitySet] = []
        while (item := self.peek()) is not None and item.key != ",":
            if item.operator in {"and", "or"}:
                self.take()
                continue
            found = self.phrase()
            if isinstance(found, Thing):
                excluded.append(Things(found.iris))
            elif found is None:
                break
        return excluded

    def _special(self) -> Query | None:
        """Shares, averages, similar papers, what a paper does with a thing, where it says so."""
        first = cast(Item, self.peek())
        average = next((n for n, item in enumerate(self.items) if item.operator == "average"), None)
        if average is not None:
            return self._average(average)
        ahead = 2 if first.key in {"what", "whats"} and self.is_operator("share", ahead=2) else 0
        if self.is_operator("share", ahead=ahead):
            return self._share(ahead)
        if first.key in {"which", "what"} and (either := self._either()) is not None:
            return either
        similar = next((n for n, item in enumerate(self.items) if item.operator == "similar"), None)
        if similar is not None and (found := self._similar(similar)) is not None:
            return found
        if first.key in {"where", "why"} and (following := self.peek(1)) is not None and following.key in AUXILIARIES:
            self.take()
            asked = self._boolean()
            return Find(asked.members) if isinstance(asked, Exists) else asked
        return self._relations()

    def _either(self) -> Query | None:
        """Which of two things has more papers: "which is used more, LoRA or RLHF"."""
        more = next(
            (n for n, item in enumerate(self.items) if item.operator in {"more", "most", "least", "fewer"}), None
        )
        named = [n for n, item in enumerate(self.items) if item.entities]
        if more is None or len(named) != 2 or self.items[named[1] - 1].operator != "or" or more > named[0]:
            return None
        if any(item.noun is not None and item.verb is None for item in self.items):
            return None
        verbs, first = self._side(self.at, named[0] + 1)
        _, second = self._side(named[1], len(self.items))
        if first is None or second is None:
            return None
        self.read.update({more, named[1] - 1})
        self.at = len(self.items)
        iris = [iri for thing in (first, second) for iri in self.unambiguous(thing.text, thing.iris)]
        meant = tuple(dict.fromkeys(p for verb in verbs for iri in iris for p in verb.predicates(self._type(iri))))
        any_way = tuple(dict.fromkeys(p for iri in iris for p in ABOUT[self._type(iri)]))
        ascending = self.items[more].operator in {"least", "fewer"}
        return RankEntities(Things(tuple(iris), exactly=True), meant or any_way, Papers(), ascending=ascending)

    def _type(self, iri: str) -> str:
        return self.index.entities[iri].type

    def _average(self, position: int) -> Query:
        """How many things of a class papers have: "how many languages do papers on MT cover on average"."""
        dropped = {position}
        for n, item in enumerate(self.items[:-1]):
            noun = self.items[n + 1].noun
            if item.operator == "per" and noun is not None and noun.type == "Paper":
                dropped |= {n, n + 1}
        self.read |= dropped
        kept = [n for n in range(len(self.items)) if n not in dropped]
        rest = _QuestionParser([self.items[n] for n in kept], self.index)
        while (word := rest.peek()) is not None and (word.key in _WH | AUXILIARIES or word.operator == "list"):
            rest.take()
        rest._counted()
        head = rest.head()
        if head is None or not head.nouns or head.nouns[0].type not in ENTITY_TYPES:
            raise self.not_understood()
        body = rest.entity_body(head.nouns)
        self.read.update(kept[n] for n in rest.read)
        noun = head.nouns[0]
        predicates = self.head_predicates(noun, body)
        return Average(conjunction([*body.subjects, *body.papers]), predicates, Kind(noun.type, noun.kind))

    def _share(self, ahead: int) -> Query:
        """What part of some papers something is true of: "what share of papers on Hindi use LoRA"."""
        self.take(ahead + 1)
        head = self.head()
        if head is None or not head.nouns or head.nouns[0].type != "Paper":
            raise self.not_understood()
        whole = conjunction([*self.premodifiers(head), self.paper_clauses(nested=True)])
        return Share(self.paper_clauses(), whole)

    def _similar(self, position: int) -> Query | None:
        """The papers that have most things in common with some papers."""
        at, read = self.at, set(self.read)
        self.at = position + 1
        papers = self._papers_meant(self.phrase())
        if papers is None:
            self.at, self.read = at, read
            return None
        for n in range(position + 1):
            if not self.items[n].is_unknown:
                self.read.add(n)
        everything = tuple(dict.fromkeys(name for type_ in ENTITY_TYPES for name in ABOUT[type_]))
        return RankPapers(Minus(Papers(), papers), everything, ObjectsOf(everything, papers), top=_SIMILAR)

    def _relations(self) -> Query | None:
        """What a paper does with a thing: "how does AlphaQuant relate to Llama 2"."""
        words = [item.key for item in self.items]
        is_how = words[:2] in (["how", "does"], ["how", "do"], ["how", "is"], ["how", "are"])
        is_what = words[:2] in (["what", "does"], ["what", "do"]) and "do" in words[2:]
        if not (is_how or is_what):
            return None
        at, read = self.at, set(self.read)
        self.at = 2
        subject = self._papers_meant(self.phrase())
        while (
            (item := self.peek()) is not None
            and not item.entities
            and (
                item.is_function
                or item.key in {"relate", "related", "relates", "connected", "linked", ","}
                or item.verb is not None
            )
        ):
            self.take()
        target = self.phrase()
        if subject is None or not isinstance(target, Thing):
            self.at, self.read = at, read
            return None
        self.read.update((0, 1))
        return RelationsBetween(subject, Things(self.unambiguous(target.text, target.iris)))

    def _attribute(self) -> Query | None:
        """Questions for what a paper's record holds: who wrote it, when, where it is."""
        found = [(n, item) for n, item in enumerate(self.items) if item.key in ATTRIBUTES and not item.entities]
        first = self.items[self.at]
        named = any(item.papers or item.entities for item in self.items)
        if not found or not named:
            return None
        position, item = found[0]
        is_asked = first.key in {"who", "when", "where", "what"} or position - self.at <= 3
        if not is_asked or (first.key == "which" and item.key not in {"year", "venue"}) or first.operator == "how many":
            return None
        if item.key in {"written", "wrote", "author", "authors"} and first.key not in {"who", "what", "the", item.key}:
            return None
        if item.noun is not None and first.key not in {"who", "what", "list"} and self.at != position:
            return None
        self.read.add(position)
        at = self.at
        while (current := self.peek()) is not None:
            if not (current.entities or current.papers or current.is_quoted):
                if (
                    current.is_function
                    or current.operator
                    or self.at in self.read
                    or current.noun
                    or current.key in ATTRIBUTES
                ):
                    self.take()
                else:
                    self.skip()
                continue
            phrase = self.phrase()
            papers = self._papers_meant(phrase) if phrase is not None else None
            if papers is None:
                break
            while (rest := self.peek()) is not None and (
                rest.is_function or rest.key in ATTRIBUTES or rest.operator or rest.verb is not None
            ):
                self.take()
            name = cast(Literal["authors", "date", "link", "type", "venue"], ATTRIBUTES[item.key])
            return Attribute(papers, name)
        self.at = at
        return None

    def _papers_meant(self, phrase: object) -> PaperSet | None:
        if isinstance(phrase, PaperGroup):
            return phrase.papers
        if isinstance(phrase, Thing) and (papers := self.papers_of(phrase)):
            return ThesePapers(papers)
        return None

    def _what_is(self) -> bool:
        """Whether the question is "what is X" with nothing but a name behind."""
        items = self.items[self.at :]
        if len(items) < 3 or items[0].key not in {"what", "whats", "who"} or items[1].key not in {"is", "are", "s"}:
            return False
        rest = [item for item in items[2:] if item.key not in {"the", "a", "an", ",", "?"}]
        is_name = bool(rest) and bool(rest[0].entities or rest[0].papers) and len(rest) <= 2
        if not is_name or (len(rest) == 2 and rest[1].noun is None):
            return False
        self.take(2)
        return True

    def _describe(self) -> Query:
        phrase = self.phrase()
        if isinstance(phrase, Thing):
            return Describe(Things(phrase.iris, exactly=True))
        if isinstance(phrase, PaperGroup) and phrase.is_named:
            return Describe(phrase.papers)
        unknown = next((item for item in self.items if item.is_unknown), None)
        if unknown is not None:
            raise Refusal(
                "unknown-entity",
                f"nothing in the graph is called '{unknown.text}'",
                self.index.suggestions(unknown.text),
            )
        raise self.not_understood()

    def _per(self) -> Query | None:
        """Groups: "papers per task", "number of papers for each language", "papers by year"."""
        position = next((n for n, item in enumerate(self.items) if item.operator == "per"), None)
        if position is None:
            year = next((n for n, item in enumerate(self.items) if item.operator == "year"), None)
            if not year or self.items[year - 1].key not in {"by", "per", "over"}:
                return None
            position = year - 1
        after = position + 1
        while after < len(self.items) and self.items[after].key in {"the", "each", "every"}:
            after += 1
        if after >= len(self.items):
            return None
        group = self.items[after]
        if group.operator != "year" and (group.noun is None or group.noun.type not in ENTITY_TYPES):
            return None
        self.read.update(range(position, after + 1))
        rest = [item for n, item in enumerate(self.items) if not position <= n <= after]
        inner = _QuestionParser(rest, self.index)
        inner._politeness()
        inner._counted()
        head = inner.head()
        papers: PaperSet = inner.paper_clauses(premodifiers=inner.premodifiers(head)) if head else Papers()
        self.read.update(
            n for n, item in enumerate(self.items)
            if any(item is one and m in inner.read for m, one in enumerate(rest))
        )  # fmt: skip
        if group.operator == "year":
            return PerYear(papers)
        noun = cast(Noun, group.noun)
        return RankEntities(Kind(noun.type, noun.kind), ABOUT[noun.type], papers, top=None)

    def _counted(self) -> bool:
        """Whether the question asks how many; the cursor moves behind the words that say so."""
        ahead = 1 if self.is_preposition() and self.is_operator("how many", ahead=1) else 0
        while self.peek(ahead) is not None and (
            self.items[self.at + ahead].key in {"what", "is", "the", "whats"} and ahead < 4
        ):
            ahead += 1
        if not self.is_operator("how many", ahead=ahead):
            return False
        self.take(ahead + 1)
        return True

    def _count(self, excluded: Sequence[EntitySet]) -> Query:
        members = self._asked(excluded)
        return members if isinstance(members, RankEntities | RankPapers) else Count(members)

    def _has_comparison(self) -> bool:
        if self.items[self.at].key not in AUXILIARIES:
            return False
        than = self._than()
        return than is not None and any(
            item.operator in {"more", "fewer", "more than", "less than"} for item in self.items[self.at : than + 1]
        )

    def _than(self) -> int | None:
        """Where the second thing of a comparison begins."""
        for position in range(self.at, len(self.items)):
            item = self.items[position]
            following = self.items[position + 1] if position + 1 < len(self.items) else None
            if item.operator == "than" or (
                item.operator in {"more than", "less than"} and (following is None or following.number is None)
            ):
                return position
        return None

    def _compare(self) -> Query:
        """Whether one thing has more papers than another, by the same relation or by one of its own."""
        than = cast(int, self._than())
        fewer = any(item.operator in {"fewer", "less than"} for item in self.items[: than + 1])
        left_verbs, left = self._side(self.at, than)
        right_verbs, right = self._side(than + 1, len(self.items))
        if left is None or right is None:
            raise self.not_understood()
        self.at = len(self.items)
        return Compare(self._counted_by(left_verbs, left), self._counted_by(right_verbs or left_verbs, right), fewer)

    def _side(self, start: int, end: int) -> tuple[list[Verb], Thing | None]:
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

    def _counted_by(self, verbs: Sequence[Verb], thing: Thing) -> PaperSet:
        narrowed: list[Related] = []
        for iri in self.unambiguous(thing.text, thing.iris):
            type_ = self.index.entities[iri].type
            found = ABOUT[type_]
            for verb in verbs:
                meant = verb.predicates(type_)
                found = tuple(name for name in found if name in meant) or meant or found
            narrowed.append(Related(found, Things((iri,))))
        return union(narrowed)

    # ------------------------------------------------------------------ yes or no

    def _boolean(self) -> Query:
        """Whether something is so. Which end is the paper is decided by type, and by voice where both could be."""
        auxiliary = self.take()
        negated = False
        parts: list[PaperSet] = []
        verbs: list[Verb] = []
        joint: Literal["and", "or"] = "or"
        if self.is_operator("not"):
            self.take()
            negated = True
        if (item := self.peek()) is not None and item.key == "there":
            self.take()
        self.takes_determiners()
        if self.is_operator("not"):
            self.take()
            negated = True
        head = self.head()
        if head is not None and head.nouns and head.nouns[0].type != "Paper" and not head.things:
            return Exists(self._entity_set(head, ()), negated)
        if head is not None and head.nouns and head.nouns[0].type == "Paper":
            if self.items[self.at - 1].key in _NOBODY:
                negated = not negated
            members = self.paper_clauses(premodifiers=self.premodifiers(head))
            return Exists(members, negated)
        subject = self.phrase() if head is None or not head.things else head.things[0]
        while (item := self.peek()) is not None and (
            item.key in AUXILIARIES
            or item.operator in {"not", "both"}
            or item.key in {"ever", "already", "also", "actually"}
        ):
            negated = negated != (item.operator == "not")
            self.take()
        item = self.peek()
        if isinstance(subject, Thing):
            is_passive = (
                item is not None
                and item.word.form == "past"
                and (auxiliary.key in {"is", "are", "was", "were"} or self.items[self.at - 1].key in {"been", "being"})
            )
            papers = self.papers_of(subject)
            if is_passive or not papers or item is None or item.verb is None:
                if item is not None and item.verb is not None:
                    found, joint = self.verbs()
                    verbs = list(found)
                elif item is not None and item.is_unknown:
                    raise Refusal("unknown-relation", f"'{item.text}' is no relation that this graph knows")
                parts.append(self.relate(verbs, "", subject, verb_joint=joint))
            else:
                parts.append(ThesePapers(papers))
        elif isinstance(subject, PaperGroup):
            parts.append(subject.papers)
        elif subject is not None:
            parts.append(self.relate([], "", subject))
        elif item is not None and item.is_unknown:
            raise Refusal(
                "unknown-entity", f"nothing in the graph is called '{item.text}'", self.index.suggestions(item.text)
            )
        members = self.paper_clauses(verbs=verbs, premodifiers=parts)
        return Exists(members, negated)

    # ------------------------------------------------------------------ which

    def _asked(self, excluded: Sequence[EntitySet]) -> Set | RankEntities | RankPapers:
        """What a question for papers or entities asks for: a set, or a ranking."""
        if (
            self.is_preposition()
            and (following := self.peek(1)) is not None
            and (following.key in {"which", "what", "whom", "how"} or following.operator in {"how many", "that"})
        ):
            self.take()
        wh = ""
        while (
            (item := self.peek()) is not None
            and item.key in _WH | {"of", "are", "is", "the", "there"}
            and (not item.entities)
        ):
            if item.key in _WH:
                wh = item.key
            elif item.key not in {"the", "of"} and not wh:
                break
            self.take()
        head = self.head()
        if (head is None or not head.nouns) and wh in {"which", "what"}:
            head = self.named_class(head) or head
        if head is None or not head.nouns:
            if wh in {"who", "whom"}:
                head = Head([_PAPERS])
            elif wh in {"what", "which"} and not self.asks_for_title():
                head = _entities_head(head)
            elif head is not None and head.superlative:
                raise self.not_understood()
            else:
                head = Head([_PAPERS])
        if head.nouns[0].type == "Paper":
            return self._paper_question(head)
        return self._entity_question(head, excluded)

    def _paper_question(self, head: Head) -> Set | RankPapers:
        papers = self.paper_clauses(premodifiers=self.premodifiers(head))
        if self.ranking is not None:
            predicates, target, ascending = self.ranking
            return RankPapers(papers, predicates, target, head.top or 1, head.place, ascending)
        return papers

    def _entity_question(self, head: Head, excluded: Sequence[EntitySet]) -> Set | RankEntities:
        most_papers = self._most_papers(head)
        body = self.entity_body(head.nouns)
        body.verbs = [*head.verbs, *body.verbs]
        body.excluded += excluded
        superlative = head.superlative or most_papers
        if superlative or head.top is not None:
            return self._rank_entities(head, body, ascending=superlative == "least")
        return self._entity_set(head, (), body)

    def _most_papers(self, head: Head) -> str:
        """The words "do most papers", "is the second most used" behind the head."""
        for position in range(self.at, len(self.items)):
            item = self.items[position]
            if item.operator in {"most", "least"} and not item.entities:
                before = self.items[position - 1]
                if before.is_ordinal:
                    head.place = before.number
                    self.read.add(position - 1)
                self.read.add(position)
                return item.operator
        return ""

    def _entity_set(self, head: Head, excluded: Sequence[EntitySet], body: EntityBody | None = None) -> EntitySet:
        if body is None:
            body = self.entity_body(head.nouns)
            body.verbs = [*head.verbs, *body.verbs]
        body.excluded += excluded
        noun = head.nouns[0]
        self.other_papers(head, noun, body)
        if noun.type == "Model" and self._asks_for_base(body):
            return conjunction([Kind("Model"), *body.sets])
        return self.entities(head.nouns, body, self.candidates(head, noun))

    def _asks_for_base(self, body: EntityBody) -> bool:
        return any(isinstance(part, BasedOn) and part.inverse for part in body.sets)

    def _rank_entities(self, head: Head, body: EntityBody, *, ascending: bool) -> RankEntities:
        noun = head.nouns[0]
        self.other_papers(head, noun, body)
        predicates = self.head_predicates(noun, body)
        if not body.verbs and not noun.verb and noun.type == "Dataset":
            predicates = ABOUT["Dataset"]
        candidates: EntitySet = conjunction([
            *([] if noun.type == "Entity" else [Kind(noun.type, noun.kind)]), *self.candidates(head, noun), *body.sets,
        ])  # fmt: skip
        if candidates == Papers():
            candidates = union([Kind(type_) for type_ in ENTITY_TYPES])
        candidates = without(candidates, body.excluded)
        papers = without(conjunction([*body.subjects, *body.papers]), body.excluded_papers)
        return RankEntities(candidates, predicates, papers, head.top or 1, head.place, ascending)


def _entities_head(head: Head | None) -> Head:
    """The head of a question for things of any type, with the superlative that was read before no noun was found."""
    if head is None:
        return Head([_ENTITIES])
    return replace(head, nouns=[_ENTITIES])
