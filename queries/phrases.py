"""Noun phrases of a question: names, class nouns with what narrows them, nominal relations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
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
    Things,
    conjunction,
    union,
)
from queries.cursor import BOUNDS, DETERMINERS, Group, PaperGroup, Phrase, Thing
from queries.lexicon import ABOUT, Noun, Verb
from queries.linking import Item
from queries.relations import Relations

__all__ = ["KINDS", "Phrases"]

#: Words for papers of which something is said behind them.
_PRONOUNS: Final = frozenset({"those", "ones", "theones"})
#: Words for the answers to the question before.
_BACK: Final = frozenset({"they", "them", "these", "those", "their"})
#: What stands before the name of a thing of a class.
_CALLED: Final = frozenset({"called", "named", "titled", "entitled"})
#: Class nouns that say "a kind of" whatever stands behind them.
KINDS: Final = frozenset("version versions variant variants family families kinds".split())


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
        if item is not None and item.key in _PRONOUNS and self.stands_for_papers(ahead):
            return True
        if item is not None and self.context is not None and item.key in _BACK:
            return True
        while item is not None and (self.is_determiner(ahead) or item.operator == "both"):
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
        if (item := self.peek()) is not None and item.key in _PRONOUNS and self.stands_for_papers():
            self.take()
            return PaperGroup(self.paper_clauses(nested=True))
        if self.context is not None and item is not None and item.key in _BACK:
            return self._answers_before(self.context)
        is_definite = self.takes_determiners()
        is_each = self.is_each
        if (alone := self.only_so_many()) is not None:
            return alone
        while self.is_operator("both", "only"):
            self.take()
            is_definite = self.takes_determiners() or is_definite
            is_each = is_each or self.is_each
        found = self._one(is_definite=is_definite)
        return self._each(found) if is_each and found is not None else found

    def _answers_before(self, context: Phrase) -> Phrase:
        """The answers to the question before: "they", "these papers", "those datasets"."""
        self.take()
        item = self.peek()
        if item is not None and item.noun is not None and item.verb is None:
            self.take()
        return context

    def stands_for_papers(self, ahead: int = 0) -> bool:
        """Whether "those" is a pronoun: "papers on LoRA, excluding those on Llama"."""
        item = self.peek(ahead + 1)
        return item is not None and not item.entities and (
            self.is_preposition(ahead + 1) or item.operator == "that" or (
                item.verb is not None and item.word.form in {"past", "gerund"} and item.noun is None
            )
        )  # fmt: skip

    def _each(self, phrase: Phrase) -> Phrase:
        """Every single one of what `phrase` means, where it means several."""
        if isinstance(phrase, PaperGroup):
            return replace(phrase, is_each=not phrase.is_named)
        if isinstance(phrase, Group):
            return replace(phrase, is_each=phrase.least is None and phrase.most is None)
        if self._paper_noun_follows(0):  # "all quantization papers"
            self.take()
            papers = self.relate([], "", phrase)
            return PaperGroup(conjunction([papers, self.paper_clauses(nested=True)]), is_each=True)
        if self.is_each_of:
            return phrase
        narrower = [iri for iri in phrase.iris if self.index.narrower(iri)]
        return replace(self.members_of(phrase.text, narrower), is_each=True) if narrower else phrase

    def members_of(self, text: str, iris: Sequence[str]) -> Group:
        """What is narrower than the things of a name, one by one: the languages of a group, the versions of a model."""
        chosen = self.unambiguous(text, iris)
        types = tuple(sorted(self.types_of(chosen)))
        kinds = [Kind("Language", "individual")] if types == ("Language",) else []
        return Group(conjunction([*kinds, Things(chosen)]), types)

    def _so_many(self) -> Phrase | None:
        """A number of things: "at least two languages", "more than one Indic language", "at least two of A and B"."""
        if (found := self.bound()) is None:
            return None
        least, most, count = found
        self.take(count)
        item = self.peek()
        if item is not None and item.key == "of":
            self.take()
            things = self._names_of_a_list()
            if not things:
                return None
            iris = tuple(dict.fromkeys(iri for thing in things for iri in self.unambiguous(thing.text, thing.iris)))
            return Group(Things(iris, exactly=True), tuple(sorted(self.types_of(iris))), least, most)
        self.pass_over_adjectives()
        if (item := self.peek()) is None:
            return None
        if item.entities:
            phrase = self.phrase()
            if isinstance(phrase, Thing):
                phrase = self.members_of(phrase.text, phrase.iris)
            return replace(phrase, least=least, most=most) if isinstance(phrase, Group) else None
        if item.noun is None or item.noun.type not in ENTITY_TYPES:
            return None
        self.take()
        return Group(Kind(item.noun.type, item.noun.kind), (item.noun.type,), least, most)

    def _names_of_a_list(self) -> list[Thing]:
        """The names of a list, whatever joins them."""
        things: list[Thing] = []
        while (item := self.peek()) is not None:
            if item.entities:
                things.append(Thing(item.entities, item.text))
            elif not (item.operator in {"and", "or"} or item.key in {",", "the"}):
                break
            self.take()
        return things

    def _one(self, *, is_definite: bool) -> Phrase | None:
        """A noun phrase behind its determiners."""
        item = self.peek()
        if item is None:
            return None
        if item.key in {"it", "them"} and self.antecedent is not None:
            self.take()
            return self.antecedent
        if item.operator in BOUNDS and self.bound() is not None:
            return self._so_many()
        if (several := self.named_papers()) is not None:
            return several
        if item.is_quoted:
            self.take()
            is_title = bool(self.index.find_papers(item.text)) or self._paper_noun_follows(0)
            if item.papers and (is_title or not item.entities):
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
            if (named := self.attempt(self._named_behind)) is not None:
                return named
            parts: list[PaperSet] = [OfType(noun.paper_type)] if noun.paper_type else []
            return PaperGroup(conjunction([*parts, self.paper_clauses(nested=True)]))
        if noun.type == "Entity":
            return Group(union([Kind(type_) for type_ in ENTITY_TYPES]), tuple(ENTITY_TYPES))
        types = (noun.type,)
        item = self.peek()
        if item is not None and item.key in {"of", "with", "such", "like"} | _CALLED:
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
        is_kind = self.items[self.at - 2].key in KINDS
        named = self.phrase()
        if is_kind and isinstance(named, Thing) and noun.type not in self.types_of(named.iris):
            return named  # "variants of LoRA" are no models
        if isinstance(named, Thing) and noun.type in self.types_of(named.iris):
            iris = tuple(iri for iri in named.iris if self.types_of([iri]) == {noun.type})
            if noun.type == "Method":
                return Group(KindOf(self.unambiguous(named.text, iris)), ("Method",))
            return Thing(iris, named.text)
        return None

    def _named_behind(self) -> Phrase | None:
        """The name behind its noun: "the paper any4", "the paper titled OmniQuant"."""
        before = self.items[self.at - 2] if self.at > 1 else None
        item = self.peek()
        if item is not None and item.key in _CALLED:
            self.take()
            if (item := self.peek()) is not None and item.entities and not item.papers:
                self.take()
                return PaperGroup(ThesePapers(found)) if (found := self.papers_of(Thing(item.entities, ""))) else None
        elif before is None or before.key != "the":
            return None
        if item is None or self.items[self.at - 1].key.endswith("s"):
            return None
        found = item.papers or self.papers_of(Thing(item.entities, item.text))
        if not found:
            return None
        self.take()
        return PaperGroup(ThesePapers(found), is_named=True)

    def _papers_after_preposition(self) -> Phrase | None:
        self.take()
        found = self.phrase()
        return found if isinstance(found, PaperGroup) and found.is_named else None
