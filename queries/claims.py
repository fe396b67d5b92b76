"""Questions whose answer is yes or no, and the claims that they make."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from queries.algebra import (
    All,
    BasedOn,
    EntitySet,
    Exists,
    ObjectsOf,
    Papers,
    PaperSet,
    Query,
    Set,
    ThesePapers,
    Things,
    conjunction,
)
from queries.bodies import NOBODY, EntityBody
from queries.cursor import AUXILIARIES, DETERMINERS, Group, PaperGroup, Phrase, Thing
from queries.frames import Frames
from queries.heads import Head
from queries.lexicon import Verb
from queries.refusals import Refusal

__all__ = ["Claims"]

_BE: Final = frozenset({"is", "are", "was", "were", "been", "being"})


class Claims(Frames, ABC):
    """A cursor that reads sentences which say that something is so."""

    @abstractmethod
    def entity_set(self, head: Head, excluded: Sequence[EntitySet], body: EntityBody | None = None) -> EntitySet:
        """The entities that a head and what is said of it describe (`queries.reading`)."""

    def boolean(self) -> Query:
        """Whether something is so."""
        for frame in (self._all, self._is_a):
            at, read = self.at, set(self.read)
            if (found := frame()) is not None:
                return found
            self.at, self.read = at, read
        members, negated = self.claim()
        return Exists(members, negated)

    def _takes_auxiliaries(self) -> bool:
        """Move past "is there", "does not" and the like; whether they deny."""
        negated = False
        while (item := self.peek()) is not None and not item.entities and (
            item.key.removesuffix("nt") in AUXILIARIES or item.key == "there" or item.operator in {"not", "whether"}
        ):  # fmt: skip
            negated = negated != (item.operator == "not")
            self.take()
        return negated

    def _all(self) -> Query | None:
        """Whether something is true of all papers of a kind: "do all papers on Hindi use LoRA"."""
        negated = self._takes_auxiliaries()
        self.takes_determiners()
        if negated or not self.is_each:
            return None
        item = self.peek()
        if item is not None and any(self.index.narrower(iri) for iri in item.entities):
            return self._all_things()
        head = self.head()
        if head is None or not head.nouns or head.nouns[0].type != "Paper":
            return None
        whole = conjunction([*self.premodifiers(head), self.paper_clauses(nested=True)])
        part = self.paper_clauses()
        return None if part == Papers() else All(whole, part)

    def _all_things(self) -> Query | None:
        """Whether papers do something with all things of a name: "are all Bantu languages covered"."""
        phrase = self.phrase()
        item = self.peek()
        if not isinstance(phrase, Thing) or item is None or item.verb is None or item.word.form != "past":
            return None
        things = self.members_of(phrase.text, phrase.iris)
        verbs, _ = self.verbs()
        predicates = tuple(dict.fromkeys(name for verb in verbs for name in verb.predicates(things.types[0])))
        papers = self.paper_clauses()
        return All(things.members, ObjectsOf(predicates, papers)) if predicates else None

    def _is_a(self) -> Query | None:
        """Whether a thing is a kind of another, or built on it: "is GPTQ a quantization method"."""
        negated = self._takes_auxiliaries()
        self.takes_determiners()
        subject = self.phrase()
        if not isinstance(subject, Thing):
            return None
        if self.is_operator("not"):
            self.take()
            negated = not negated
        is_derived = self.is_operator("derived")
        if is_derived:
            self.take()
        elif not self.is_determiner() and not self.is_operator("any of"):
            return None
        target = self.phrase()
        if any(not item.is_function and item.key != "," for item in self.items[self.at :]):
            return None
        if isinstance(target, Group) and target.is_each:
            target = replace(target, is_each=False)
        types = self.types_of(target.iris) if isinstance(target, Thing) else frozenset(
            target.types if isinstance(target, Group) else ()
        )  # fmt: skip
        own = tuple(iri for iri in subject.iris if self.types_of([iri]) & types)
        if not own:
            return None
        own = self.unambiguous(subject.text, own)
        if isinstance(target, Thing):
            same = [iri for iri in target.iris if self.types_of([iri]) & self.types_of(own)]
            goal: EntitySet = Things(self.unambiguous(target.text, same))
        else:
            goal = cast(Group, target).members
        return Exists(conjunction([Things(own, exactly=True), BasedOn(goal) if is_derived else goal]), negated)

    def claim(self) -> tuple[Set, bool]:
        """What a sentence claims of papers (or entities), and whether it denies it; its auxiliary may stand first.

        Which end is the paper is decided by type, and by voice where both could be.
        """
        start = self.at
        negated = self._takes_auxiliaries()
        auxiliaries = [item.key.removesuffix("nt") for item in self.items[start : self.at]]
        self.takes_determiners()
        if self.is_operator("not"):
            self.take()
            negated = not negated
        named = self.attempt(self.named_papers)
        head = self.head() if named is None else None
        if head is not None and head.nouns and head.nouns[0].type != "Paper" and not head.things:
            return self.entity_set(head, ()), negated
        if head is not None and head.nouns and head.nouns[0].type == "Paper":
            if self.items[self.at - 1].key in NOBODY:
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
