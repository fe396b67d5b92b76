"""What relation words say of things: predicates by the types of both ends, and homonyms told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ontology.folding import compact, fold
from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    Counting,
    EachRelated,
    Minus,
    ObjectsOf,
    OfType,
    PaperSet,
    Related,
    Things,
    conjunction,
    union,
)
from queries.cursor import Cursor, Group, PaperGroup, Phrase, Thing
from queries.graph import DOMINANCE, singular
from queries.lexicon import ABOUT, APPLIED_TO, VERBS, Noun, Verb
from queries.refusals import Refusal

__all__ = ["Relations"]

#: A name that so many times as many statements are about as papers introduce it is no name of those papers.
_RARE: Final = 10
_INSTRUMENTS: Final = frozenset({"with", "by", "via", "through", "using"})


class Relations(Cursor):
    """A cursor that knows which papers stand in a relation to a phrase."""

    def types_of(self, iris: Iterable[str]) -> frozenset[str]:
        """The types of entities."""
        return frozenset(self.index.entities[iri].type for iri in iris)

    def label(self, iri: str) -> str:
        """Preferred label of an entity."""
        return self.index.entities[iri].label

    def predicates(self, verbs: Sequence[Verb], preposition: str, type_: str, *, has_object: bool) -> tuple[str, ...]:
        """What `verbs` (or none) with a preposition say of a thing of a type; ``()`` if they cannot take it."""
        if not verbs:
            return ABOUT[type_]
        found = tuple(dict.fromkeys(name for verb in verbs for name in verb.predicates(type_)))
        if type_ == "Method" and preposition in _INSTRUMENTS and (has_object or not found):
            found = tuple(dict.fromkeys((*found, "uses")))
        if (
            type_ == "Model"
            and preposition in {"on", "to", "for", "with"}
            and has_object
            and (not found or any(verb.name == "use" for verb in verbs))
        ):  # a method used with a model is applied to it
            found = tuple(dict.fromkeys((*APPLIED_TO, *found)))
        if not found and (preposition or has_object):
            found = ABOUT[type_]
        return found

    def relate(
        self,
        verbs: Sequence[Verb],
        preposition: str,
        phrase: Phrase,
        *,
        verb_joint: str = "or",
        has_object: bool = False,
    ) -> PaperSet:
        """The papers that `verbs` say to stand in a relation to what `phrase` means."""
        if isinstance(phrase, PaperGroup):
            if phrase.is_named and verbs and preposition not in {"by", "in", "from", "of"}:
                predicates = tuple(
                    dict.fromkeys(name for verb in verbs for type_ in ENTITY_TYPES for name in verb.predicates(type_))
                )
                introduced = ObjectsOf(("introduces",), phrase.papers)
                return Minus(Related(predicates, introduced), phrase.papers)
            return phrase.papers
        if verb_joint == "and" and len(verbs) > 1:
            return conjunction([self.relate([verb], preposition, phrase, has_object=has_object) for verb in verbs])
        if any(verb.name == "survey" for verb in verbs):
            about = self.relate([VERBS["cover"]], preposition, phrase, has_object=has_object)
            return conjunction([OfType("survey"), about])
        if isinstance(phrase, Group):
            return self._relate_group(verbs, preposition, phrase, has_object=has_object)
        parts: dict[tuple[str, ...], list[str]] = {}
        usable: list[str] = []
        for iri in phrase.iris:
            found = self.predicates(verbs, preposition, self.index.entities[iri].type, has_object=has_object)
            if found:
                usable.append(iri)
        if not usable:
            type_ = self.index.entities[phrase.iris[0]].type
            raise Refusal(
                "unknown-relation",
                f"'{' or '.join(verb.name for verb in verbs)}' is nothing that a paper does with a {type_.lower()} "
                f"({self.label(phrase.iris[0])})",
                tuple(f"papers on {self.label(iri)}" for iri in phrase.iris),
            )
        for iri in self.unambiguous(phrase.text, usable):
            found = self.predicates(verbs, preposition, self.index.entities[iri].type, has_object=has_object)
            parts.setdefault(found, []).append(iri)
        return union([Related(found, Things(tuple(iris)), *self.confidence) for found, iris in parts.items()])

    def no_such_relation(self, verbs: Sequence[Verb], noun: Noun) -> Refusal:
        """The refusal of relation words that do not go with a class."""
        said = " or ".join(verb.name for verb in verbs)
        return Refusal("unknown-relation", f"'{said}' is nothing that a paper does with {noun.name}")

    def _relate_group(self, verbs: Sequence[Verb], preposition: str, group: Group, *, has_object: bool) -> PaperSet:
        found = dict.fromkeys(
            name for type_ in group.types for name in self.predicates(verbs, preposition, type_, has_object=has_object)
        )
        if not found:
            raise Refusal(
                "unknown-relation",
                f"'{' or '.join(verb.name for verb in verbs)}' is nothing that a paper does with "
                f"{' or '.join(type_.lower() + 's' for type_ in group.types)}",
            )
        if group.least is not None or group.most is not None:
            return Counting(tuple(found), group.members, group.least, group.most)
        if group.is_each:
            return EachRelated(tuple(found), group.members)
        return Related(tuple(found), group.members, *self.confidence)

    def unambiguous(self, text: str, iris: Sequence[str]) -> tuple[str, ...]:
        """Those of `iris` that a name means.

        A preferred label goes before an alternative one, the broader before the narrower. Homonyms that are one
        thing to a reader (a coined entity beside a known one, a task beside a method) are taken together. Of others
        the question has to say which is meant, unless one of them has nearly all papers.

        Raises
        ------
        Refusal
            If several are left.
        """
        wanted = singular(compact(text))
        exact = [iri for iri in iris if singular(compact(self.label(iri))) == wanted]
        kept = exact or list(iris)
        known = [iri for iri in kept if not self.index.entities[iri].is_coined] or kept
        top = [iri for iri in known if not set(self.index.entities[iri].broader) & set(known)]
        most = max(self.index.statements.get(iri, 0) for iri in top)
        top = [iri for iri in top if DOMINANCE * self.index.statements.get(iri, 0) > most] or top
        if (
            len(top) > 1
            and not self.types_of(top) <= {"Task", "Method"}
            and not all(self.index.entities[iri].is_coined for iri in top)
        ):
            readings = tuple(f"{self.index.entities[iri].type.lower()}:{self.label(iri)}" for iri in top)
            raise Refusal("ambiguous", f"'{text}' may mean {' or '.join(readings)}", readings)
        return tuple(dict.fromkeys([*top, *(iri for iri in kept if self.index.entities[iri].is_coined)]))

    def papers_of(self, thing: Thing) -> tuple[str, ...]:
        """IRIs of the papers that a thing stands for: those that introduce it, or failing that a kind of it."""
        direct = [paper for iri in thing.iris for paper in self._introducers(iri)]
        if not direct:  # a family is what the paper on its one version is called by, a method in general is not
            named = [iri for iri in thing.iris if not self.label(iri).islower()]
            direct = [
                paper for iri in named for below in self.index.narrower(iri) for paper in self._introducers(below)
            ]
        return tuple(sorted(set(direct)))

    def _introducers(self, iri: str) -> tuple[str, ...]:
        """The papers whose name an entity is: not each that has something of that name among what it presents.

        No paper is called "quantization", and LoRA is not the name of one that it is said to introduce among hundreds
        that use it, unless its title has the name.
        """
        papers = self.index.introducers.get(iri, ())
        entry = self.index.entities[iri]
        if entry.is_coined or not papers:
            return papers
        if entry.label.islower():
            return ()
        names = {fold(label) for label in (entry.label, *entry.alt_labels)}
        titled = [paper for paper in papers if any(f" {name} " in f" {self._title(paper)} " for name in names)]
        if titled:
            return tuple(titled)
        return papers if len(papers) * _RARE >= self.index.statements.get(iri, 0) else ()

    def _title(self, paper: str) -> str:
        return fold(self.index.titles.get(paper, ""))
