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
    BasedOn,
    Compare,
    Count,
    Describe,
    EntitySet,
    Exists,
    Find,
    Kind,
    Latest,
    Papers,
    PaperSet,
    PerYear,
    Query,
    RankEntities,
    RankPapers,
    Related,
    Schema,
    Set,
    Size,
    ThesePapers,
    Things,
    conjunction,
    nodes,
    union,
    without,
)
from queries.bodies import EntityBody
from queries.cursor import AUXILIARIES, DETERMINERS, PREPOSITIONS, PaperGroup, Phrase, Thing
from queries.frames import PLURAL_TOP, WH, Frames
from queries.graph import LabelIndex
from queries.heads import Head
from queries.lexicon import ABOUT, NOUNS, OUTSIDE, Noun, Verb
from queries.linking import Correction, Item, link, spell
from queries.refusals import Refusal

__all__ = ["Reading", "read"]

_NEGATIONS: Final = frozenset({"not", "without"})
#: Operators whose loss changes the meaning of a question.
_WEIGHTY: Final = frozenset({"not", "without", "only", "most", "least"})
#: Operators that may go unread because they only hold a question together.
_LIGHT: Final = frozenset({"that", "and", "or", "but", "both", "list", "graph", "describe"})
#: Words which say that what the papers are described by is not asked for.
_OTHERS: Final = frozenset({"other", "else", "togetherwith", "alongside", "alongwith"})
_BE: Final = frozenset({"is", "are", "was", "were", "been", "being"})
_NOBODY: Final = frozenset({"nobody", "noone"})
_PAPERS: Final = NOUNS["papers"]
_ENTITIES: Final = NOUNS["entities"]


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


class _QuestionParser(Frames):
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
        if first.operator == "how much":
            raise self._outside()
        if (special := self.special()) is not None:
            return special
        if first.operator == "describe" or self._what_is():
            if first.operator == "describe":
                self.take()
            return self._describe()
        if (per := self._per()) is not None:
            return per
        if self.counted():
            return self._count(excluded)
        if self._has_comparison():
            return self._compare()
        if first.key.removesuffix("nt") in AUXILIARIES and not first.entities:
            return self._boolean()
        asked = self._asked(excluded)
        return asked if isinstance(asked, RankEntities | RankPapers | Latest) else Find(asked)

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
        is_question = bool(self.items) and (self.items[0].key in WH | AUXILIARIES or bool(self.items[0].operator))
        has_operator = any(item.operator in {"graph", "size", "schema", "title"} for item in self.items)
        if outside:
            raise self._outside(*outside)
        if not known and not has_operator:
            names = [item for item in self.items if item.is_unknown and item.looks_like_a_name]
            if names and len(self.items) <= 3:
                raise self.unknown(names[0].text)
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
                raise self.unknown(item.text)
            ignored.append(item.text)
        return tuple(ignored)

    def _is_name(self, position: int) -> bool:
        item = self.items[position]
        if position == 0 and item.text.istitle():
            return False
        before = self.items[position - 1] if position else None
        after = self.items[position + 1] if position + 1 < len(self.items) else None
        is_adjective = item.text.replace("-", "").isalpha() and item.text.islower() and after is not None and after.noun
        if item.looks_like_a_name and not is_adjective:
            return True
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
            raise self.unknown(unknown.text)
        raise self.not_understood()

    def _per(self) -> Query | None:
        """Groups: "papers per task", "number of papers for each language", "papers by year"."""
        trend = next((n for n, item in enumerate(self.items) if item.operator == "trend"), None)
        if trend is not None:
            return self._trend(trend)
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
        inner.counted()
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
        return PerYear(papers)

    def counted(self) -> bool:
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
        return members if isinstance(members, RankEntities | RankPapers | Latest) else Count(members)

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
        self.read |= {than, *(n for n, item in enumerate(self.items) if item.operator in {"more", "fewer"})}
        left_verbs, left = self.side(self.at, than)
        right_verbs, right = self.side(than + 1, len(self.items))
        if left is None or right is None:
            raise self.not_understood()
        self.at = len(self.items)
        return Compare(self._counted_by(left_verbs, left), self._counted_by(right_verbs or left_verbs, right), fewer)

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
        """Whether something is so."""
        members, negated = self.claim()
        return Exists(members, negated)

    def claim(self) -> tuple[Set, bool]:
        """What a sentence claims of papers (or entities), and whether it denies it; its auxiliary may stand first.

        Which end is the paper is decided by type, and by voice where both could be.
        """
        auxiliaries: list[str] = []
        negated = False
        while (item := self.peek()) is not None and not item.entities and (
            item.key in AUXILIARIES or item.key == "there" or item.operator == "not"
        ):  # fmt: skip
            negated = negated != (item.operator == "not")
            auxiliaries.append(self.take().key.removesuffix("nt"))
        self.takes_determiners()
        if self.is_operator("not"):
            self.take()
            negated = not negated
        named = self.attempt(self.named_papers)
        head = self.head() if named is None else None
        if head is not None and head.nouns and head.nouns[0].type != "Paper" and not head.things:
            return self._entity_set(head, ()), negated
        if head is not None and head.nouns and head.nouns[0].type == "Paper":
            if self.items[self.at - 1].key in _NOBODY:
                negated = not negated
            return self.paper_clauses(premodifiers=self.premodifiers(head)), negated
        subject = named or (self.phrase() if head is None or not head.things else head.things[0])
        while (item := self.peek()) is not None and (
            item.key in AUXILIARIES
            or item.operator in {"not", "both"}
            or item.key in {"ever", "already", "also", "actually"}
        ):
            negated = negated != (item.operator == "not")
            auxiliaries.append(self.take().key.removesuffix("nt"))
        is_passive = any(key in _BE for key in auxiliaries)
        parts, verbs = self._subject(subject, is_passive=is_passive)
        return self.paper_clauses(verbs=verbs, premodifiers=parts), negated

    def _subject(self, subject: Phrase | None, *, is_passive: bool) -> tuple[list[PaperSet], Sequence[Verb]]:
        """What the subject of a sentence means with the verb behind it: papers, or what papers do something with."""
        item = self.peek()
        if isinstance(subject, Thing):
            papers = self.papers_of(subject)
            if papers and self._paper_type_follows():
                return [ThesePapers(papers)], ()
            is_object = is_passive and item is not None and item.word.form == "past"
            if papers and not is_object and item is not None and item.verb is not None:
                return [ThesePapers(papers)], ()
            verbs: Sequence[Verb] = ()
            joint: Literal["and", "or"] = "or"
            if item is not None and item.verb is not None:
                verbs, joint = self.verbs()
            elif item is not None and item.is_unknown:
                raise Refusal("unknown-relation", f"'{item.text}' is no relation that this graph knows")
            return [self.relate(verbs, "", subject, verb_joint=joint)], verbs
        if isinstance(subject, PaperGroup):
            return [subject.papers], ()
        if subject is not None:
            return [self.relate([], "", subject)], ()
        if item is not None and item.is_unknown:
            raise self.unknown(item.text)
        return [], ()

    def _paper_type_follows(self) -> bool:
        """Whether "a survey", "a method paper" follows."""
        ahead = 0
        while (item := self.peek(ahead)) is not None and item.key in DETERMINERS:
            ahead += 1
        return item is not None and item.noun is not None and bool(item.noun.paper_type)

    # ------------------------------------------------------------------ which

    def _asked(self, excluded: Sequence[EntitySet]) -> Set | RankEntities | RankPapers | Latest:
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
            and item.key in WH | {"of", "are", "is", "the", "there"}
            and (not item.entities)
        ):
            if item.key in WH:
                wh = item.key
            elif item.key not in {"the", "of"} and not wh:
                break
            self.take()
        head = self.head()
        is_list = self.at > 0 and self.items[0].operator == "list"
        if (head is None or not head.nouns) and (wh in {"which", "what"} or is_list):
            head = self.named_class(head) or head
        if head is None or not head.nouns:
            if wh in {"who", "whom"}:
                head = Head([_PAPERS])
            elif wh in {"what", "which"} and not self.asks_for_title():
                self._check_class()
                head = _entities_head(head)
            elif head is not None and head.superlative:
                raise self.not_understood()
            else:
                head = Head([_PAPERS])
        if head.nouns[0].type == "Paper":
            return self._paper_question(head)
        return self._entity_question(head, excluded)

    def _check_class(self) -> None:
        """Refuse a question for things of a class that is none here: "what are the limitations of LoRA"."""
        item, following = self.peek(), self.peek(1)
        if (
            item is not None and item.is_unknown and not item.looks_like_a_name and following is not None
            and (following.key in PREPOSITIONS | AUXILIARIES) and not self.index.find_by_stems([item.text])
        ):  # fmt: skip
            raise self._outside(item)

    def _paper_question(self, head: Head) -> Set | RankPapers | Latest:
        papers = self.paper_clauses(premodifiers=self.premodifiers(head))
        top = head.top or (PLURAL_TOP if head.is_plural else 1)
        if self.ranking is not None:
            predicates, target, ascending = self.ranking
            return RankPapers(papers, predicates, target, top, head.place, ascending)
        if recency := head.recency or self.recency:
            return Latest(papers, top, earliest=recency == "first")
        return papers

    def _entity_question(self, head: Head, excluded: Sequence[EntitySet]) -> Set | RankEntities:
        most_papers = self._most_papers(head)
        body = self.entity_body(head.nouns)
        body.verbs = [*head.verbs, *body.verbs]
        body.excluded += excluded
        if any(item.key in _OTHERS for item in self.items):
            body.excluded += self._own_things(body)
        superlative = head.superlative or most_papers
        if superlative or head.top is not None:
            return self._rank_entities(head, body, ascending=superlative == "least")
        return self._entity_set(head, (), body)

    def _own_things(self, body: EntityBody) -> list[EntitySet]:
        """The things of the class asked for that its papers are described by: what "other methods" leaves out."""
        things = [node for part in body.papers for node in nodes(part) if isinstance(node, Things)]
        return [thing for thing in things if body.types == {"Entity"} or self.types_of(thing.iris) & body.types]

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
        top = head.top or (PLURAL_TOP if head.is_plural else 1)
        self.read.update(  # "by number of papers" says what a ranking goes by
            n for n, item in enumerate(self.items[1:], start=1)
            if item.operator == "how many" and self.items[n - 1].key == "by"
        )  # fmt: skip
        return RankEntities(candidates, predicates, papers, top, head.place, ascending)


def _entities_head(head: Head | None) -> Head:
    """The head of a question for things of any type, with the superlative that was read before no noun was found."""
    if head is None:
        return Head([_ENTITIES])
    return replace(head, nouns=[_ENTITIES])
