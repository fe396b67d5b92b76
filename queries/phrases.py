"""Noun phrases of a question: names, class nouns with what narrows them, nominal relations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    EntitySet,
    Kind,
    KindOf,
    ObjectsOf,
    OfType,
    Papers,
    PaperSet,
    ThesePapers,
    conjunction,
    union,
)
from queries.cursor import DETERMINERS, Group, PaperGroup, Phrase, Thing
from queries.lexicon import ABOUT, Noun, Verb
from queries.linking import Item
from queries.relations import Relations

__all__ = ["BOUNDS", "Phrases"]

#: Number words before a noun, as the least and the most of it.
BOUNDS: Final[Mapping[str, Callable[[int], tuple[int | None, int | None]]]] = MappingProxyType(
    {
        "at least": lambda n: (n, None),
        "more than": lambda n: (n + 1, None),
        "at most": lambda n: (None, n),
        "less than": lambda n: (None, n - 1),
        "exactly": lambda n: (n, n),
    }
)


class Phrases(Relations, ABC):
    """A cursor that reads noun phrases."""

    @abstractmethod
    def paper_clauses(self, *, nested: bool = False) -> PaperSet:
        """What is said of papers from the cursor on (`queries.clauses`)."""

    @abstractmethod
    def coordinated(
        self, verbs: Sequence[Verb], preposition: str, first: Phrase, verb_joint: str, *, has_object: bool = False
    ) -> PaperSet:
        """The papers related to a phrase and those that are coordinated with it (`queries.coordination`)."""

    @abstractmethod
    def described_entities(self, noun: Noun) -> EntitySet:
        """What is said of the things of a class noun from the cursor on (`queries.bodies`)."""

    def starts_phrase(self, ahead: int = 0) -> bool:
        """Whether a noun phrase can begin at the item `ahead`."""
        item = self.peek(ahead)
        while item is not None and ((item.key in DETERMINERS and not item.entities) or item.operator == "both"):
            ahead += 1
            item = self.peek(ahead)
        if item is None:
            return False
        if item.entities or item.papers or item.is_quoted or item.noun is not None:
            return True
        if item.key in {"it", "them"} and self.antecedent is not None:
            return True
        if item.operator in BOUNDS:
            return True
        return item.verb is not None and item.word.form in {"noun", "gerund"}

    def phrase(self) -> Phrase | None:
        """The noun phrase at the cursor; words that mean nothing here are passed over, not accounted for."""
        return self.attempt(self._phrase)

    def _phrase(self) -> Phrase | None:
        is_definite = self.takes_determiners()
        if (alone := self.only_so_many()) is not None:
            return alone
        while self.is_operator("both", "only"):
            self.take()
            is_definite = self.takes_determiners() or is_definite
        item = self.peek()
        if item is None:
            return None
        if item.key in {"it", "them"} and self.antecedent is not None:
            self.take()
            return self.antecedent
        if item.operator in BOUNDS and (number := self.peek(1)) is not None and number.number is not None:
            least, most = BOUNDS[item.operator](number.number)
            self.take(2)
            self.pass_over_adjectives()
            noun = self.peek()
            if noun is None or noun.noun is None or noun.noun.type not in ENTITY_TYPES:
                return None
            self.take()
            return Group(Kind(noun.noun.type, noun.noun.kind), (noun.noun.type,), least, most)
        if (several := self.named_papers()) is not None:
            return several
        if item.is_quoted:
            self.take()
            if item.papers:
                self._take_paper_noun()
                return PaperGroup(ThesePapers(item.papers), is_named=True)
            if item.entities:
                return self._named(Thing(item.entities, item.text), is_definite=is_definite)
            raise self.unknown(item.text)
        if item.papers and (not item.entities or self._paper_noun_follows(1)):
            self.take()
            self._take_paper_noun()
            return PaperGroup(ThesePapers(item.papers), is_named=True)
        if item.verb is not None and item.word.form in {"noun", "gerund"}:
            nominal = self.attempt(self._nominal)
            if nominal is not None:
                return nominal
        if item.entities:
            self.take()
            self.antecedent = Thing(item.entities, item.text)
            return self._named(self.antecedent, is_definite=is_definite)
        if item.noun is not None:
            return self._class(item.noun)
        if item.is_unknown and not item.looks_like_a_name:
            found = self.index.find_by_stems([item.text])
            if found:
                self.take()
                return self._named(Thing(found, item.text), is_definite=is_definite)
        if self.pass_over_adjectives():
            return self._phrase()
        return None

    def only_so_many(self) -> Group | None:
        """Things of a class in a fixed number: "a single language", "only two languages"."""
        if not self.is_operator("only"):
            return None
        counted = self.peek(1)
        number = counted.number if counted is not None else None
        if number is None and self.items[self.at].key != "single":
            return None
        noun = self.peek(1 if number is None else 2)
        if noun is None or noun.noun is None or noun.noun.type not in ENTITY_TYPES:
            return None
        self.take(2 if number is None else 3)
        bound = number or 1
        return Group(Kind(noun.noun.type, noun.noun.kind), (noun.noun.type,), bound, bound)

    def pass_over_adjectives(self) -> bool:
        """Move past unknown words that stand before something known; whether there were any."""
        at = self.at
        while (item := self.peek()) is not None and item.is_unknown:
            self.skip()
        following = self.peek()
        if (
            self.at > at
            and following is not None
            and (following.entities or following.noun is not None or following.papers)
        ):
            return True
        self.at = at
        return False

    def _paper_noun_follows(self, ahead: int) -> bool:
        item = self.peek(ahead)
        while item is not None and item.noun is not None and item.noun.type != "Paper":
            ahead += 1
            item = self.peek(ahead)
        if item is None or item.noun is None or item.noun.type != "Paper" or item.noun.is_person:
            return False
        # "the Qwen2 report" is a paper, "do papers on Qwen2 report" is not.
        return (
            item.verb is None
            or self.items[self.at].key == "the"
            or (self.at > 0 and self.items[self.at - 1].key == "the")
        )

    def _take_paper_noun(self) -> None:
        if self._paper_noun_follows(0):
            while (item := self.take()).noun is not None and item.noun.type != "Paper":
                pass

    def named_papers(self) -> PaperGroup | None:
        """Several names before one noun: "the OmniQuant and any4 papers"; or a name before "paper"."""
        ahead = 0
        names: list[Item] = []
        is_definite = self.at > 0 and self.items[self.at - 1].key == "the"
        while (item := self.peek(ahead)) is not None:
            if item.entities or item.papers:
                names.append(item)
            elif not (item.operator in {"and", "or", "both"} or item.key in {",", "the"}):
                break
            ahead += 1
        if not names or not self._paper_noun_follows(ahead):
            return None
        while (noun := self.peek(ahead)) is not None and noun.noun is not None and noun.noun.type != "Paper":
            ahead += 1
        noun = self.peek(ahead)
        is_plural = noun is not None and noun.key.endswith("s")
        papers: list[tuple[str, ...]] = []
        for name in names:
            found = name.papers or self.papers_of(Thing(name.entities, name.text))
            if not found and not is_plural:
                found = self.index.find_papers_within(name.text)
            if not found or (is_plural and not is_definite and len(names) == 1):
                return None
            papers.append(found)
        if len(names) > 1 and not is_plural:
            return None
        self.take(ahead + 1)
        return PaperGroup(ThesePapers(tuple(sorted({iri for found in papers for iri in found}))), is_named=True)

    def _named(self, thing: Thing, *, is_definite: bool) -> Phrase:
        """A name with what follows it: "Llama 2 models", "MMLU benchmark", "Llama-2 quantization"."""
        while (item := self.peek()) is not None:
            if item.key == "s" and not item.entities:
                self.take()
                continue
            types = self.types_of(thing.iris)
            if item.noun is not None and item.word.form != "base" and item.noun.type in types:
                thing = replace(thing, iris=tuple(i for i in thing.iris if self.types_of([i]) == {item.noun.type}))
                self.take()
                continue
            if (
                item.noun is not None
                and item.noun.type == "Model"
                and (item.key in {"architecture", "family"} or self.items[self.at - 1].key.endswith("ing"))
            ):  # "GPT-2 architecture", and "binarizing LLMs", where the models are the object
                self.take()
                continue
            if item.noun is not None and item.noun.type in ENTITY_TYPES and item.verb is None:
                self.take()
                return self._compound(thing, item.noun)
            if item.key in {"based", "style", "like"} and item.is_function is False and not item.verb:
                self.take()
                continue
            if (
                item.verb is not None
                and item.word.form in {"noun", "gerund"}
                and any(item.verb.predicates(type_) for type_ in types)
                and not self._continues_clause(item)
            ):
                self.take()
                return PaperGroup(self.relate([item.verb], "", thing))
            break
        return thing

    def _continues_clause(self, item: Item) -> bool:
        """Whether a gerund after a name begins a clause of its own: "papers on Hindi using LoRA"."""
        if item.word.form != "gerund":
            return False
        ahead = 1
        while (following := self.peek(ahead)) is not None and following.key in DETERMINERS:
            ahead += 1
        return (self.starts_phrase(1) and not self._paper_noun_follows(1)) or self.is_preposition(1)

    def _compound(self, thing: Thing, noun: Noun) -> Group:
        """A name before a noun of another class: "Hindi datasets", "summarization benchmarks"."""
        return Group(conjunction([Kind(noun.type, noun.kind), self._belonging(thing, noun)]), (noun.type,))

    def _belonging(self, thing: Thing, noun: Noun) -> EntitySet:
        papers = self.relate([], "", thing)
        if self.types_of(thing.iris) == {"Language"} and noun.type in {"Model", "Dataset", "Method"}:
            return ObjectsOf(("introduces",), papers)
        return ObjectsOf(ABOUT[noun.type], papers)

    def _nominal(self) -> Phrase | None:
        """A nominal relation with its object: "quantization of Llama 2", "fine-tuning Llama", "results on FLORES"."""
        item = self.take()
        verbs = [item.verb] if item.verb is not None else []
        while (
            self.is_operator("and", "or")
            and (other := self.peek(1)) is not None
            and other.verb is not None
            and (other.word.form == item.word.form)
        ):
            self.take(2)
            verbs.append(other.verb)
        preposition = ""
        if self.is_preposition():
            preposition = self.take().key
        elif item.word.form == "noun" or (item.entities and not self.starts_phrase()):
            return None
        if preposition in {"by", "as"} or not self.starts_phrase():
            return None
        members = self.phrase()
        if members is None or isinstance(members, PaperGroup):
            return None
        types = self.types_of(members.iris) if isinstance(members, Thing) else members.types
        if not any(verb.predicates(type_) for verb in verbs for type_ in types):
            return None
        return PaperGroup(self.coordinated(verbs, preposition, members, "or"))

    def _class(self, noun: Noun) -> Phrase | None:
        """A class noun with what narrows it."""
        self.take()
        if noun.type == "Paper":
            if noun.is_person:
                return PaperGroup(Papers())
            parts: list[PaperSet] = [OfType(noun.paper_type)] if noun.paper_type else []
            return PaperGroup(conjunction([*parts, self.paper_clauses(nested=True)]))
        if noun.type == "Entity":
            return Group(union([Kind(type_) for type_ in ENTITY_TYPES]), tuple(ENTITY_TYPES))
        types = (noun.type,)
        item = self.peek()
        if item is not None and item.key in {"of", "with", "called", "named", "such", "like"}:
            named = self.attempt(lambda: self._apposition(noun))
            if named is not None:
                return named
        elif item is not None and noun.type in self.types_of(item.entities):
            self.take()
            return Thing(tuple(i for i in item.entities if self.types_of([i]) == {noun.type}), item.text)
        if (
            self.is_operator("that", "derived")
            or (item is not None and item.verb is not None and item.word.form == "past")
        ) and not self.is_operator("than"):
            return Group(self.described_entities(noun), types)
        if self.is_preposition() and item is not None and item.key in {"of", "from", "in", "by"}:
            group = self.attempt(self._papers_after_preposition)
            if isinstance(group, PaperGroup):
                return Group(conjunction([Kind(noun.type, noun.kind), ObjectsOf(("introduces",), group.papers)]), types)
        return Group(Kind(noun.type, noun.kind), types)

    def _apposition(self, noun: Noun) -> Phrase | None:
        """What names the class: "version of Claude", "a model with the GPT-2 architecture", "way of binarizing"."""
        self.take()
        if self.peek() is not None and self.items[self.at].key == "as":
            self.take()
        named = self.phrase()
        if isinstance(named, Thing) and noun.type in self.types_of(named.iris):
            iris = tuple(iri for iri in named.iris if self.types_of([iri]) == {noun.type})
            if noun.type == "Method":
                return Group(KindOf(self.unambiguous(named.text, iris)), ("Method",))
            return Thing(iris, named.text)
        return None

    def _papers_after_preposition(self) -> Phrase | None:
        self.take()
        found = self.phrase()
        return found if isinstance(found, PaperGroup) and found.is_named else None
