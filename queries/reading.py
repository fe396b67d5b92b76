"""A question -> its reading: the query that it asks for, the words that were left out, and what was assumed.

The frame of the question is found here (how many, which, is there, the most, compare ...). What is in it is read by the
classes that `_QuestionParser` is made of: `queries.heads`, `bodies`, `clauses`, `filters`, `coordination`, `phrases`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ontology.terms import ENTITY_TYPES
from queries.accounting import unaccounted
from queries.algebra import (
    Attribute,
    BasedOn,
    Count,
    Describe,
    EntitySet,
    Exists,
    Find,
    Kind,
    Latest,
    Papers,
    Query,
    RankEntities,
    RankPapers,
    Schema,
    Set,
    Size,
    Tally,
    Things,
    conjunction,
    is_paper_set,
    nodes,
    union,
    without,
)
from queries.bodies import EntityBody
from queries.claims import Claims
from queries.cursor import AUXILIARIES, PREPOSITIONS, Group, PaperGroup, Thing
from queries.fronting import in_plain_order
from queries.graph import LabelIndex
from queries.heads import Head
from queries.lexicon import ABOUT, NOUNS, OUTSIDE
from queries.linking import Correction, Item, link, spell
from queries.measures import WH
from queries.refusals import Refusal
from queries.rewording import reword

__all__ = ["Reading", "read"]

#: Operators without which a question asks for something else altogether: it is refused rather than answered.
_DECISIVE: Final = frozenset(
    "not|without|similar|path|share|average|versus|than|same|as many|base of|difference|per".split("|")
)
#: Operators whose loss changes the meaning of a question.
_WEIGHTY: Final = frozenset({"not", "without", "only", "most", "least"})
#: Operators that may go unread because they only hold a question together.
_LIGHT: Final = frozenset(
    {"that", "and", "or", "but", "both", "list", "graph", "describe", "each", "any of", "whether"}
)
#: Words which say that what the papers are described by is not asked for.
_OTHERS: Final = frozenset({"other", "else", "togetherwith", "alongside", "alongwith"})
#: How many answers a superlative in the plural has: "most used datasets".
_PLURAL_TOP: Final = 10
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


def read(question: str, index: LabelIndex, context: Set | None = None) -> Reading:
    """The reading of `question` against the names of a graph.

    Parameters
    ----------
    context : Set, optional
        What "they" means: the answers to the question before.

    Raises
    ------
    Refusal
        If it cannot be read, names something unknown, asks for what no term of the ontology says, or is ambiguous.
    """
    corrected, corrections = spell(reword(question), index)
    items = in_plain_order(link(corrected, index))
    parser = _QuestionParser(items, index)
    if context is not None:
        types = tuple(dict.fromkeys(node.type for node in nodes(context) if isinstance(node, Kind)))
        is_papers = is_paper_set(context)
        parser.context = PaperGroup(context, is_named=True) if is_papers else Group(context, types[:1])
    if not any(item.key != "," for item in items):
        raise Refusal("not-understood", "the question is empty")
    parser.check_subject()
    query = parser.query()
    parser.read.difference_update(unaccounted(query, items, index))
    ignored = parser.unread()
    if ignored and (parser.says_nothing(query) or len(ignored) > max(1, parser.content_read())):
        raise parser.not_understood()
    return Reading(query, ignored, corrections)


class _QuestionParser(Claims):
    """Finds the frame of a question."""

    def query(self) -> Query:
        """The query that the question asks for."""
        if not any(item.entities or item.papers or item.is_quoted for item in self.items):
            for item in self.items:
                if item.operator in {"size", "schema"}:
                    self.read.update(range(len(self.items)))
                    return Size() if item.operator == "size" else Schema()
        excluded = self._leading_exclusion()
        self.politeness()
        first = self.peek()
        if first is None:
            raise self.not_understood()
        if first.operator == "how much" or self._asks_for_a_result():
            raise self._outside()
        if (special := self.special()) is not None:
            return special
        if first.operator == "describe" or self._what_is():
            if first.operator == "describe":
                self.take()
            return self._describe()
        if (groups := self.grouped()) is not None:
            return groups
        if self.counted():
            return self._count(excluded)
        if self.has_comparison():
            return self.compared()
        if (first.key.removesuffix("nt") in AUXILIARIES or first.operator == "whether") and not first.entities:
            return self.boolean()
        asked = self._asked(excluded)
        if isinstance(asked, Latest) and first.key == "when":
            return Attribute(asked, "date")
        if first.key in {"why", "how"}:  # no frame for it, and a list of papers is no answer
            raise self._outside(first)
        return asked if isinstance(asked, RankEntities | RankPapers | Latest | Tally) else Find(asked)

    def _asks_for_a_result(self) -> bool:
        """Whether a number that a paper reports is asked for: "what is the accuracy of Llama 2 on MMLU"."""
        items = self.items[self.at :]
        metric = next((n for n, item in enumerate(items[:4]) if "Metric" in self.types_of(item.entities)), None)
        if metric is None or not items or items[0].key not in {"what", "which", "whats"} or metric + 1 >= len(items):
            return False
        named = [item for item in items[metric + 1 :] if item.entities]
        return (
            all(item.is_function for item in items[:metric])
            and items[metric + 1].key in {"of", "for", "on", "does", "did", "do", "has", "is"}
            and bool(named)
            and not any(item.noun is not None and item.noun.type == "Paper" for item in items)
        )

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
        is_of_words = any(item.operator in {"title", "text"} or item.is_quoted for item in self.items)
        outside = [item for item in self.items if item.key in OUTSIDE and not item.entities and not is_of_words]
        is_question = bool(self.items) and (self.items[0].key in WH | AUXILIARIES or bool(self.items[0].operator))
        has_operator = any(item.operator in {"graph", "size", "schema", "title", "text"} for item in self.items)
        if outside:
            raise self._outside(*outside)
        if not known and not has_operator:
            names = [item for item in self.items if item.is_unknown and item.looks_like_a_name]
            if names and len(self.items) <= 3:
                raise self.unknown(names[0].text)
            about = [one for before, one in pairwise(self.items) if before.key in {"about", "on", "regarding"}]
            if about and about[0].is_unknown:
                raise self.unknown(about[0].text)
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
            is_decisive = item.operator in _DECISIVE and not (item.entities or item.noun or item.verb)
            if is_decisive and position not in self.read:
                raise Refusal("not-understood", f"what '{item.text}' applies to was not understood")
            if position in self.read or (item.is_function and item.operator not in _WEIGHTY) or item.key == ",":
                continue
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

    def politeness(self) -> None:
        """Move past the words that only ask for an answer."""
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

    def _count(self, excluded: Sequence[EntitySet]) -> Query:
        members = self._asked(excluded)
        return members if isinstance(members, RankEntities | RankPapers | Latest) else Count(members)

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
        is_counted = any(item.operator == "how many" for item in self.items[: self.at])
        if (head is None or not head.nouns) and (wh in {"which", "what"} or is_list or is_counted):
            head = self.named_class(head) or head
        if head is None or not head.nouns:
            if wh in {"who", "whom"} or (wh == "what" and self._asks_what_was_written()):
                head = Head([_PAPERS])
            elif wh in {"what", "which"} and not self.asks_for_title():
                self._check_class()
                head = _entities_head(head)
            elif head is not None and head.superlative:
                raise self.not_understood()
            else:
                head = Head([_PAPERS])
        if head.nouns[0].type == "Paper" or (not wh and not is_list and self._is_topic(head)):
            return self._paper_question(head if head.nouns[0].type == "Paper" else Head([_PAPERS]))
        return self._entity_question(head, excluded)

    def _is_topic(self, head: Head) -> bool:
        """Whether a class noun only says what a topic is about: "LLM pruning"."""
        item = self.peek()
        return (
            not (head.is_plural or head.things or head.superlative) and len(head.nouns) == 1
            and item is not None and self.peek(1) is None and bool(item.entities)
            and self.types_of(item.entities) <= {"Method", "Task"}
        )  # fmt: skip

    def _asks_what_was_written(self) -> bool:
        """Whether the question goes on like "what has Jane Doe published"."""
        ahead = 0
        while (item := self.peek(ahead)) is not None and item.key in AUXILIARIES:
            ahead += 1
        at = self.at
        self.at += ahead
        is_person = bool(self.person())
        self.at = at
        return is_person and any(item.word.attribute in {"authors", "date"} for item in self.items[self.at :])

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
        top = head.top or (_PLURAL_TOP if head.is_plural else 1)
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
        if self._is_sorted():
            return replace(self._rank_entities(head, body, ascending=False), top=head.top)
        if superlative or head.top is not None:
            return self._rank_entities(head, body, ascending=superlative == "least")
        return self.entity_set(head, (), body)

    def _is_sorted(self) -> bool:
        """Whether the question ends in "by number of papers"."""
        by = next((n for n, item in enumerate(self.items) if item.key == "by"), None)
        following = None if by is None or by + 1 >= len(self.items) else self.items[by + 1]
        return following is not None and following.operator == "how many"

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

    def entity_set(self, head: Head, excluded: Sequence[EntitySet], body: EntityBody | None = None) -> EntitySet:
        """The entities that a head and what is said of it describe."""
        if body is None:
            body = self.entity_body(head.nouns)
            body.verbs = [*head.verbs, *body.verbs]
        body.excluded += excluded
        noun = head.nouns[0]
        self.other_papers(head, noun, body)
        body.is_single = not (head.is_plural or head.things)
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
        top = head.top or (_PLURAL_TOP if head.is_plural else 1)
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
