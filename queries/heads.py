"""The head of a question: which class it asks for, what stands before the noun, and superlatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ontology.folding import compact, fold
from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    BasedOn,
    Dated,
    EntitySet,
    Kind,
    KindOf,
    Minus,
    OfType,
    Papers,
    PaperSet,
    Related,
    Things,
    union,
)
from queries.bodies import Bodies, EntityBody
from queries.cursor import Thing
from queries.lexicon import ABOUT, NOUNS, Noun, Verb, Word, lexicon
from queries.linking import Item
from queries.phrases import KINDS

__all__ = ["Head", "Heads"]

#: Words before a head noun that say nothing about it.
_FILLERS: Final = frozenset(
    "the a an any all some every each there are these s different various distinct kinds types kind type sort of "
    "more other".split()
)


@dataclass(slots=True)
class Head:
    """What a question asks for.

    Attributes
    ----------
    nouns : list of Noun
        Its classes; several for "which datasets and metrics".
    things : list of Thing
        Names before the noun: "Llama 2 papers", "quantization methods".
    groups : list of PaperSet
        Class nouns before "papers": "dataset papers".
    verbs : list of Verb
        Relation words before the noun: "most used datasets", "Llama 2 pruning papers".
    superlative : str
        ``most``, ``least`` or empty.
    top, place : int or None
        "top 3", "second most".
    recency : str
        ``latest``, ``first`` or empty.
    is_plural : bool
        Whether the noun stands in the plural.
    is_based : bool
        Whether what is asked for is based on the things: "Llama-based models".
    """

    nouns: list[Noun] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    groups: list[PaperSet] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)
    superlative: str = ""
    top: int | None = None
    place: int | None = None
    recency: str = ""
    is_plural: bool = False
    is_based: bool = False
    is_list: bool = False


class Heads(Bodies):
    """A cursor that reads the head of a question."""

    def head(self) -> Head | None:
        """The head at the cursor; None, and the cursor stays, if there is neither a class noun nor a superlative."""
        at, read = self.at, set(self.read)
        head = Head()
        steps = (self._superlative, self._filler, self._noun, self._modifier)
        while (item := self.peek()) is not None:
            for step in steps:
                goes_on = step(item, head)
                if goes_on is not None:
                    break
            if not goes_on:
                break
        if not head.nouns and not head.superlative:
            self.at, self.read = at, read
            return None
        return head

    # Each step returns True if it read the item, False if the head ends there, None if it is not its business.

    def _superlative(self, item: Item, head: Head) -> bool | None:
        if item.entities:
            return None
        if item.operator in {"most", "least"}:
            head.superlative = item.operator
        elif item.operator in {"latest", "first"} or (item.operator == "last" and self._papers_are_counted()):
            head.recency = "first" if item.operator == "first" else "latest"
        elif item.is_ordinal:
            head.place = item.number
        elif self.is_year(item) and not head.nouns and self._noun_ahead(1):
            head.groups.append(Dated(item.number, item.number))  # "2024 papers on Korean"
        elif item.number is not None and (head.superlative or head.recency or not head.nouns):
            head.top = item.number
        else:
            return None
        self.take()
        return True

    def _papers_are_counted(self) -> bool:
        """Whether "last" means the newest papers ("the last five papers") and not a span of years."""
        number, noun = self.peek(1), self.peek(2)
        return number is not None and number.number is not None and noun is not None and noun.noun is not None

    def _filler(self, item: Item, head: Head) -> bool | None:
        if head.nouns or item.entities:
            return None
        following = self.peek(1)
        if item.operator == "non" and following is not None and following.noun and following.noun.paper_type:
            head.groups.append(Minus(Papers(), OfType(following.noun.paper_type)))
            head.nouns.append(NOUNS["papers"])
            self.take(2)
            return True
        if item.operator == "non" and following is not None and following.entities:
            head.groups.append(self._except(Thing(following.entities, following.text)))
            self.take(2)
            return True
        if item.operator not in {"both", "only", "each", "any of"} and item.key not in _FILLERS:
            return None
        before = self.items[self.at - 1] if self.at else None
        if (item.key in {"are", "there"} and head.things) or (
            item.key == "of" and before is not None and before.verb is not None
        ):
            return False
        self.take()
        return True

    def _except(self, thing: Thing) -> PaperSet:
        """The papers of "non-English": on something of the class, and not on the thing."""
        iris = self.unambiguous(thing.text, thing.iris)
        type_ = self.index.entities[iris[0]].type
        kind = "individual" if type_ == "Language" else ""
        return Minus(Related(ABOUT[type_], Kind(type_, kind)), Related(ABOUT[type_], Things(iris)))

    def _noun(self, item: Item, head: Head) -> bool | None:
        if item.noun is not None and item.noun.is_person and head.nouns:
            return False  # "which models nobody has quantized"
        if item.noun is not None and not (item.entities and self._noun_ahead(1) and not head.nouns):
            self._add_noun(head, item.noun)
            return item.noun.type != "Paper" or self._second_noun()
        if head.nouns and self._second_noun():
            head.is_list = True
            self.take()
            while (filler := self.peek()) is not None and filler.noun is None:
                self.take()
            return True
        return False if head.nouns and not self._noun_ahead(0) else None

    def _modifier(self, item: Item, head: Head) -> bool:
        if not self._noun_ahead(1):
            return False
        following = self.peek(1)
        form = item.word.form
        if item.verb is not None and (form in {"noun", "gerund"} or (head.superlative and form == "past")):
            if form != "noun" and following is not None and following.entities and not item.entities:
                return False
            is_named = bool(item.entities) and not any("Model" in self.types_of(one.iris) for one in head.things)
            if is_named:
                head.things.append(Thing(item.entities, item.text))
            else:
                head.verbs.append(item.verb)
            self.take()
        elif item.entities:
            head.things.append(Thing(item.entities, item.text))
            self.take()
        elif item.key in {"based", "derived"} and head.things:
            head.is_based = True
            self.take()
        elif item.is_unknown:
            self.skip()
        else:
            return False
        return True

    def _add_noun(self, head: Head, noun: Noun) -> None:
        if head.nouns and (noun.type == "Paper" or not head.is_list):
            formers = head.nouns if head.is_list else [head.nouns[-1]]
            head.nouns = head.nouns[: -len(formers)]
            for former in formers:
                is_apposition = any(former.type in self.types_of(thing.iris) for thing in head.things)
                if former.type in ENTITY_TYPES and not is_apposition and noun.type == "Paper":
                    can_be_new = former.type in {"Model", "Dataset", "Method", "Metric"}
                    predicates = ("introduces",) if can_be_new else ABOUT[former.type]
                    head.groups.append(Related(predicates, Kind(former.type, former.kind)))
        head.nouns.append(self._fitting(noun))
        head.is_plural = self.items[self.at].key.endswith(("s", "corpora")) and not noun.is_person
        self.take()

    def _fitting(self, noun: Noun) -> Noun:
        """The class that "versions of X" are of: that of X."""
        of, name = self.peek(1), self.peek(2)
        if self.items[self.at].key not in KINDS or of is None or of.key != "of" or name is None or not name.entities:
            return noun
        types = self.types_of(name.entities)
        return noun if noun.type in types else next(one for one in NOUNS.values() if one.type in types)

    def named_class(self, head: Head | None) -> Head | None:
        """A name that ends in its class: "which Bantu languages", where that is the label of a group."""
        item = self.peek()
        if item is None or not item.entities:
            return None
        noun = lexicon().get(compact(fold(item.text).split()[-1]), Word()).noun
        if noun is None or noun.type not in self.types_of(item.entities) or item.key == compact(noun.name):
            return None
        self.take()
        thing = Thing(tuple(iri for iri in item.entities if self.types_of([iri]) == {noun.type}), item.text)
        found = head or Head()
        found.nouns.append(noun)
        found.things.append(thing)
        return found

    def _second_noun(self) -> bool:
        """Whether "and which metrics", "and metrics" follows."""
        if not self.is_operator("and"):
            return False
        ahead = 1
        while (item := self.peek(ahead)) is not None and item.key in {"which", "what", "the"}:
            ahead += 1
        return item is not None and item.noun is not None and item.noun.type in ENTITY_TYPES and item.verb is None

    def _noun_ahead(self, ahead: int) -> bool:
        """Whether the words that follow still lead to a class noun of the same phrase."""
        while (item := self.peek(ahead)) is not None:
            if item.noun is not None:
                return True
            nominal = item.verb is not None and item.word.form in {"noun", "gerund"}
            if not (item.entities or nominal or item.is_unknown or item.number is not None) or item.is_function:
                return False
            ahead += 1
        return False

    def premodifiers(self, head: Head) -> list[PaperSet]:
        """What stands before "papers": "Llama-2 quantization papers"."""
        parts: list[PaperSet] = list(head.groups)
        noun = head.nouns[0]
        if noun.paper_type:
            parts.append(OfType(noun.paper_type))
        for thing in head.things:
            takes = [verb for verb in head.verbs if any(verb.predicates(t) for t in self.types_of(thing.iris))]
            parts.append(self.relate(takes, "", thing))
        if not head.things:
            parts += [
                union([Related(verb.predicates(t), Kind(t)) for t in ENTITY_TYPES if verb.predicates(t)])
                for verb in head.verbs
            ]
        return parts

    def candidates(self, head: Head, noun: Noun) -> list[EntitySet]:
        """What the names before the head noun make of it: "quantization methods", "Hindi datasets"."""
        parts: list[EntitySet] = []
        for thing in head.things:
            own = [iri for iri in thing.iris if self.types_of([iri]) == {noun.type}]
            if own and head.is_based and noun.type == "Model":
                continue
            if own and noun.type == "Method":
                parts.append(KindOf(self.unambiguous(thing.text, own)))
            elif own:
                parts.append(Things(self.unambiguous(thing.text, own)))
        return parts

    def other_papers(self, head: Head, noun: Noun, body: EntityBody) -> None:
        """Put the names before the head noun that are of another class with what is said of the papers."""
        body.papers += [] if noun.type == "Paper" else head.groups
        for thing in head.things:
            own = [iri for iri in thing.iris if self.types_of([iri]) == {noun.type}]
            if own and head.is_based and noun.type == "Model":
                body.sets.append(BasedOn(Things(self.unambiguous(thing.text, own))))
            if not own:
                if self.types_of(thing.iris) == {"Language"}:
                    body.for_language = True
                body.papers.append(self.relate([], "", thing))
