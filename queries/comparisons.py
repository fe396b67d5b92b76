"""Questions that set things beside each other: which of two is used more, whether one has more papers, differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    Compare,
    Describe,
    EntitySet,
    Find,
    Kind,
    Minus,
    ObjectsOf,
    Papers,
    PaperSet,
    Query,
    RankEntities,
    Related,
    Set,
    ThesePapers,
    Things,
    conjunction,
    union,
)
from queries.cursor import AUXILIARIES, PREPOSITIONS, Thing
from queries.lexicon import ABOUT, Noun, Verb
from queries.linking import Item
from queries.measures import WH, Measures

__all__ = ["Comparisons"]

_COMPARING: Final = frozenset({"compare", "comparison", "comparisons", "compared", "comparing"})
#: What may stand between the names of things that are compared.
_JOINTS: Final = frozenset({"and", "or", "versus", "both"})
_JOINING_WORDS: Final = frozenset({",", "with", "to", "against", "the", "about", "on", "by", "either"})
#: Everything that papers do with things, passing mentions left out.
_ANY: Final = tuple(dict.fromkeys(name for type_ in ENTITY_TYPES for name in ABOUT[type_]))


class Comparisons(Measures):
    """A cursor that reads comparisons."""

    # ------------------------------------------------------------------ which of them

    def contest(self) -> Query | None:
        """Things side by side: "which is used more, LoRA or RLHF", "compare LoRA and RLHF", "LoRA vs RLHF vs DPO"."""
        named = [n for n in range(self.at, len(self.items)) if self.items[n].entities]
        if len(named) < 2 or not self._is_list(named):
            return None
        between = self.items[named[0] : named[-1] + 1]
        first = self.items[self.at]
        operators = {item.operator for item in between}
        more = self.position("more", "most", "least", "fewer", "more than", "less than")
        is_asked = any(item.key in WH for item in self.items) or first.key in AUXILIARIES
        if self.position("difference") is not None:
            top = 0
        elif "versus" in operators or first.key in _COMPARING or (
            first.key == "how" and any(item.key in _COMPARING for item in self.items)
        ):  # fmt: skip
            top = len(named)
        elif "or" in operators and more is not None and is_asked and not self._is_bound(more):
            top = 1
        else:
            return None
        allowed = self._types_of_all(named)
        for n, item in enumerate(self.items):
            if item.noun is not None and item.verb is None and n >= self.at and not item.entities and not (
                item.noun.type == "Paper" or item.noun.type in allowed
            ):  # fmt: skip
                return None
        things = [Thing(self.items[n].entities, self.items[n].text) for n in named]
        verbs = [
            item.verb
            for n, item in enumerate(self.items)
            if item.verb is not None and not item.entities and item.key not in _COMPARING and n >= self.at
        ]
        self.read.update(n for n in range(self.at, len(self.items)) if not self.items[n].is_unknown)
        self.at = len(self.items)
        if top != 1 and all(self.papers_of(thing) for thing in things):
            return self._of_papers([ThesePapers(self.papers_of(thing)) for thing in things], differ=not top)
        iris = tuple(iri for thing in things for iri in self.unambiguous(thing.text, thing.iris))
        if not top:
            return Describe(Things(iris, exactly=True))
        types = [self.index.entities[iri].type for iri in iris]
        meant = tuple(dict.fromkeys(p for verb in verbs for type_ in types for p in verb.predicates(type_)))
        any_way = tuple(dict.fromkeys(p for type_ in types for p in ABOUT[type_]))
        ascending = more is not None and self.items[more].operator in {"least", "fewer", "less than"}
        return RankEntities(Things(iris, exactly=True), meant or any_way, Papers(), top=top, ascending=ascending)

    def _of_papers(self, papers: Sequence[ThesePapers], *, differ: bool) -> Query:
        """What papers have in common, or what each has alone."""
        theirs: list[Set] = [ObjectsOf(_ANY, one) for one in papers]
        if not differ:
            return Find(conjunction(theirs))
        shared = conjunction(theirs)
        return Find(union([Minus(one, shared) for one in theirs]))

    def _types_of_all(self, named: Sequence[int]) -> frozenset[str]:
        return frozenset().union(*(self.types_of(self.items[n].entities) for n in named))

    def _is_bound(self, position: int) -> bool:
        """Whether "more than" has a number behind it."""
        return self.bound(position - self.at) is not None

    def _is_list(self, named: Sequence[int]) -> bool:
        """Whether nothing but what joins names stands between them."""
        return all(
            n in named or (self.items[n].operator in _JOINTS and not self.items[n].entities)
            or self.items[n].key in _JOINING_WORDS or self.items[n].key == "vs"
            for n in range(named[0], named[-1] + 1)
        )  # fmt: skip

    # ------------------------------------------------------------------ more than another

    def has_comparison(self) -> bool:
        """Whether a yes-or-no question compares two numbers."""
        if self.items[self.at].key not in AUXILIARIES and not self.is_operator("whether"):
            return False
        than = self._than()
        return than is not None and any(
            item.operator in {"more", "fewer", "more than", "less than", "as many"}
            for item in self.items[self.at : than + 1]
        )

    def _than(self) -> int | None:
        """Where the second thing of a comparison begins."""
        is_equal = self.position("as many") is not None
        for position in range(self.at, len(self.items)):
            item = self.items[position]
            following = self.items[position + 1] if position + 1 < len(self.items) else None
            if (item.operator == "than" or (item.key == "as" and is_equal and position > self.at)) or (
                item.operator in {"more than", "less than"} and (following is None or following.number is None)
            ):
                return position
        return None

    def compared(self) -> Query:
        """Whether one thing has more papers than another, by the same relation or by one of its own."""
        than = cast(int, self._than())
        operators = {item.operator for item in self.items[: than + 1]}
        how: Literal["more", "fewer", "as many"] = (
            "as many" if "as many" in operators else "fewer" if operators & {"fewer", "less than"} else "more"
        )
        marks = {"more", "fewer", "as many"}
        self.read |= {than, *(n for n, item in enumerate(self.items) if item.operator in marks)}
        noun = self._counted_class(than)
        left_verbs, left = self.side(self.at, than)
        right_verbs, right = self.side(than + 1, len(self.items))
        if right is None and right_verbs:
            right = left  # "do more papers quantize Llama 2 than prune it"
        if left is None or right is None:
            raise self.not_understood()
        self.at = len(self.items)
        if noun is not None and (mine := self.papers_of(left)) and (theirs := self.papers_of(right)):
            predicates = self.predicates(left_verbs, "", noun.type, has_object=False)
            if not predicates:
                raise self.no_such_relation(left_verbs, noun)
            kind: EntitySet = Kind(noun.type, noun.kind)
            one, other = (ObjectsOf(predicates, ThesePapers(papers)) for papers in (mine, theirs))
            return Compare(conjunction([kind, one]), conjunction([kind, other]), how)
        return Compare(self._counted_by(left_verbs, left), self._counted_by(right_verbs or left_verbs, right), how)

    def _counted_class(self, than: int) -> Noun | None:
        """The class whose things are counted: "does X cover more languages than Y"."""
        for position in range(self.at, than):
            item = self.items[position]
            if item.operator in {"more", "fewer", "as many"}:
                noun = self.items[position + 1].noun
                if noun is not None and noun.type in ENTITY_TYPES:
                    self.read.add(position + 1)
                    return noun
        return None

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
            elif not self._is_light(item):
                continue
            self.read.add(position)
        return verbs, thing

    def _is_light(self, item: Item) -> bool:
        """Whether a word says nothing beside the two things."""
        return not item.entities and (
            item.is_function or item.key in PREPOSITIONS or item.key == "," or bool(item.operator)
            or (item.noun is not None and item.noun.type == "Paper" and not item.noun.paper_type)
        )  # fmt: skip
