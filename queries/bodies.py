"""What a question says of the entities that it asks for: "datasets used by papers that quantize Llama 2"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    BasedOn,
    Counting,
    EntitySet,
    Kind,
    Minus,
    ObjectsOf,
    ObjectsOfEach,
    Papers,
    PaperSet,
    Related,
    Set,
    SupportedBeyond,
    SupportedBy,
    ThesePapers,
    Things,
    WrittenBy,
    conjunction,
    union,
    without,
)
from queries.clauses import BY_METHOD, Clauses
from queries.cursor import AUXILIARIES, BOUNDS, DETERMINERS, Group, PaperGroup, Phrase, Thing
from queries.lexicon import ABOUT, APPLIED_TO, VERBS, Noun, Verb
from queries.linking import Item

__all__ = ["NOBODY", "Bodies", "EntityBody"]

#: Words for no paper at all.
NOBODY: Final = frozenset({"nobody", "noone"})
#: Words that make of "what does X ..." a question about things, not about tasks and languages.
_THINGS_ONLY: Final = frozenset({"introduce", "use", "evaluate", "report", "train", "fine-tune"})

#: Verbs that say of a thing no more than that it has to do with another.
_LIGHT_VERBS: Final = frozenset({"cover", "address"})
#: What a paper has of its own.
_OWN: Final = frozenset({"Method", "Model", "Dataset"})
#: What a paper compares its own with.
_RIVALS: Final = ("Model", "Method")
#: What is done on a dataset.
_ON_DATA: Final = frozenset({"train", "evaluate", "report", "fine-tune", "pretrain"})
#: A paper that covers so many languages presents nothing "for Hindi".
_DOZENS: Final = 24


@dataclass(slots=True)
class EntityBody:
    """What a question says of the entities that it asks for.

    Attributes
    ----------
    types : frozenset of str
        The entity types asked for.
    verbs : list of Verb
        What papers do with them; several narrow each other ("used for evaluation").
    papers, excluded_papers : list of PaperSet
        What the papers must and must not be.
    subjects : list of PaperSet
        Particular papers that the question names.
    sets, excluded : list of EntitySet
        What the entities must and must not be.
    unlike : list of PaperSet
        Papers that must not do with the entities what the others do.
    never : list of Verb
        What no paper must have done with the entities.
    is_shared : bool
        True for what all subjects have in common.
    is_each : bool
        True for what every one of the papers has.
    is_single : bool
        True if one thing is asked for: "the method of the OmniQuant paper" is what it introduces.
    least, most : int or None
        By how many papers.
    than, is_fewer
        By more papers than these entities, or by fewer.
    for_language, on_model, of_method : bool
        Whether they are asked for a language ("datasets for Hindi"), as applied to a model, or for a method.
    alternatives, verb_joint
        Verbs that stand beside each other ("quantized and pruned") and what joins them.
    preposition, purpose, joint, is_excluding
        Read, and waiting for the phrase that they go with.
    """

    types: frozenset[str] = frozenset()
    verbs: list[Verb] = field(default_factory=list)
    papers: list[PaperSet] = field(default_factory=list)
    excluded_papers: list[PaperSet] = field(default_factory=list)
    subjects: list[PaperSet] = field(default_factory=list)
    sets: list[EntitySet] = field(default_factory=list)
    excluded: list[EntitySet] = field(default_factory=list)
    unlike: list[PaperSet] = field(default_factory=list)
    never: list[Verb] = field(default_factory=list)
    is_negated: bool = False
    is_shared: bool = False
    is_each: bool = False
    is_single: bool = False
    least: int | None = None
    most: int | None = None
    than: tuple[str, ...] = ()
    is_fewer: bool = False
    for_language: bool = False
    on_model: bool = False
    of_method: bool = False
    alternatives: list[Verb] = field(default_factory=list)
    verb_joint: str = ""
    preposition: str = ""
    purpose: list[Verb] = field(default_factory=list)
    joint: str = ""
    is_excluding: bool = False


class Bodies(Clauses):
    """A cursor that reads what is said of entities."""

    def described_entities(self, noun: Noun) -> EntitySet:
        """The things of a class noun that the words from the cursor on describe."""
        return self.entities((noun,), self.entity_body((noun,), nested=True))

    def entity_body(self, nouns: Sequence[Noun], *, nested: bool = False) -> EntityBody:
        """What a question says of the entities that it asks for, from the cursor on.

        Parameters
        ----------
        nouns : sequence of Noun
            The classes asked for.
        nested : bool
            True inside a noun phrase: a conjunction with a plural verb then belongs to the clause around it.
        """
        body = EntityBody(types=frozenset(noun.type for noun in nouns))
        steps = (self._joins, self._narrows, self._says, self._names)
        while (item := self.peek()) is not None:
            if nested and item.operator in {"and", "or", "but"} and not item.entities:
                following = self.peek(1)
                if following is not None and following.verb is not None and following.word.form == "base":
                    break
            if not any(step(item, body) for step in steps):
                if item.is_function:
                    self.take()
                else:
                    self.skip()
        return body

    # Each step returns whether the item was its business.

    def _joins(self, item: Item, body: EntityBody) -> bool:
        """Conjunctions, negations and words that only hold a clause together."""
        if item.entities:
            return False
        operator = item.operator
        if operator == "that" and self._unlike(body):
            return True
        if operator == "without" and (following := self.peek(1)) is not None and self._is_never(following):
            self.take()
            verbs, _ = self.verbs()
            body.never += verbs
            return True
        if operator == "not" or item.key in NOBODY:
            body.is_negated = True
        elif operator in {"both", "common"}:
            body.is_shared = True
        elif operator in {"and", "or", "but"}:
            body.joint = operator
        elif operator in {"without", "after"}:
            body.is_excluding = True
        elif not (
            operator in {"graph", "as tool", "from scratch", "that"}
            or item.key in {",", "s"}
            or item.key in AUXILIARIES
        ):
            return False
        self.take()
        return True

    def _narrows(self, item: Item, body: EntityBody) -> bool:
        """Derivation, thresholds and dates."""
        if item.operator == "derived":
            self.take()
            self._derivation(body)
            return True
        if item.operator in BOUNDS and self._threshold(body):
            return True
        if item.operator in {"more", "fewer", "more than", "less than"} and self._comparison(body):
            return True
        if item.operator in {"only", "more", "fewer", "per", "similar"} and not item.entities:
            self.skip()  # nothing here says what that would mean, so it is reported as left out
            return True
        if item.operator in {"since", "before", "between", "last"} or self.is_year(item):
            if (dated := self.dates()) is None:
                self.skip()
            else:
                body.papers.append(dated)
            return True
        return False

    def _derivation(self, body: EntityBody) -> None:
        """What the models are built on; without an object behind it, what the subject is built on."""
        target = self.phrase()
        if isinstance(target, Thing):
            body.sets.append(BasedOn(Things(self.unambiguous(target.text, target.iris))))
        elif isinstance(target, Group):
            body.sets.append(BasedOn(target.members))
        elif isinstance(target, PaperGroup) and target.is_named:
            body.sets.append(BasedOn(ObjectsOf(("introduces",), target.papers)))
        elif body.subjects:
            body.sets.append(BasedOn(ObjectsOf(("introduces",), union(body.subjects)), inverse=True))
            body.subjects = []

    def _says(self, item: Item, body: EntityBody) -> bool:
        """Relation words and prepositions."""
        if item.verb is not None and self._is_entity_verb(item, body):
            before = self.items[self.at - 1] if self.at else None
            is_purpose = before is not None and before.key in {"to", "for", "of"} and body.types == {"Method"}
            verbs, joint = self.verbs()
            if is_purpose and not body.papers and all(verb.name in BY_METHOD for verb in verbs):
                body.purpose, body.on_model, body.preposition = list(verbs), True, ""  # "ways to compress Llama"
                return True
            if len(verbs) > 1 and not body.verbs:
                body.alternatives, body.verb_joint = list(verbs), joint
            if not body.verbs or (body.preposition == "for" and not self.starts_phrase()):
                body.verbs += verbs
            else:
                body.purpose = list(verbs)
            body.preposition = ""
            return True
        if self.is_preposition() and not self.starts_phrase():
            body.preposition = self.take().key
            return True
        return False

    def _names(self, item: Item, body: EntityBody) -> bool:
        """Noun phrases."""
        if not (self.starts_phrase() or item.is_unknown or self.is_determiner()):
            return False
        if (name := self.person()) and (body.preposition == "by" or self.introduces(body, len(name))):
            body.papers.append(WrittenBy(" ".join(one.text for one in name)))
            self.take(len(name))
            body.preposition = ""
            return True
        phrase = self.phrase()
        if phrase is None:
            return False
        if isinstance(phrase, Thing) and self._papers_follow():
            self.take()  # "used in quantization papers"
            papers = conjunction([self.relate([], "", phrase), self.paper_clauses(nested=True)])
            phrase = PaperGroup(papers)
        if isinstance(phrase, PaperGroup) and body.is_shared and not phrase.is_named and body.verbs:
            phrase = PaperGroup(phrase.papers, is_named=True)
        is_other = (
            (body.is_excluding or body.is_negated) and bool(body.preposition) and bool(body.papers or body.subjects)
        )
        if is_other and isinstance(phrase, PaperGroup):  # "covered by papers on X but not by papers on Y"
            body.unlike.append(phrase.papers)
        else:
            self._attach(body, phrase)
        body.is_excluding = body.is_excluding and body.joint == "and"
        body.preposition, body.purpose, body.joint = "", [], ""
        return True

    def _papers_follow(self) -> bool:
        item = self.peek()
        return item is not None and item.noun is not None and item.verb is None and item.noun.type == "Paper" and (
            item.key.endswith("s") and not item.noun.is_person
        )  # fmt: skip

    def _is_never(self, item: Item) -> bool:
        """Whether a participle without anything behind it says what was not done: "fine-tuned but never quantized"."""
        return item.verb is not None and item.word.form == "past" and not item.entities and self.verb_ends(2)

    def _unlike(self, body: EntityBody) -> bool:
        """The words "that AlphaQuant does not (use)" at the end."""
        at, read = self.at, set(self.read)
        self.take()
        phrase = self.phrase() if self.starts_phrase() else None
        papers = phrase.papers if isinstance(phrase, PaperGroup) and phrase.is_named else None
        if isinstance(phrase, Thing) and (introducing := self.papers_of(phrase)):
            papers = ThesePapers(introducing)
        rest = self.items[self.at :]
        if papers is not None and body.subjects and any(item.operator == "not" for item in rest) and all(
            item.operator == "not" or item.key in AUXILIARIES or item.key == "," or item.verb is not None
            for item in rest
        ):  # fmt: skip
            self.take(len(rest))
            body.unlike.append(papers)
            return True
        self.at, self.read = at, read
        return False

    def introduces(self, body: EntityBody, ahead: int) -> bool:
        """Whether the name of a person is the subject of what is asked: "which datasets did Jane Doe introduce"."""
        verb = self.peek(ahead)
        return not (body.verbs or body.preposition or body.subjects) and verb is not None and (
            verb.verb is not None and verb.verb.name == "introduce"
        )  # fmt: skip

    def _threshold(self, body: EntityBody) -> bool:
        """The words "at least seven papers"."""
        if (found := self.bound()) is None:
            return False
        least, most, ahead = found
        count = ahead
        while (item := self.peek(ahead)) is not None and item.is_unknown:
            ahead += 1
        if item is None or item.noun is None or item.noun.type != "Paper":
            return False
        body.least, body.most = least, most
        self.take(count)
        while self.peek() is not item:
            self.skip()
        self.take()
        return True

    def _comparison(self, body: EntityBody) -> bool:
        """The words "by more papers than GSM8K", "more often than GSM8K", "more than GSM8K"."""
        at, read = self.at, set(self.read)
        item = self.take()
        if item.operator in {"more", "fewer"}:
            while (word := self.peek()) is not None and (
                word.key in {"often", "frequently", "widely"} or (word.noun is not None and word.noun.type == "Paper")
            ):
                self.take()
            if not self.is_operator("than"):
                self.at, self.read = at, read
                return False
            self.take()
        thing = self.phrase()
        own = isinstance(thing, Thing) and [iri for iri in thing.iris if self.types_of([iri]) & body.types]
        if not isinstance(thing, Thing) or not own:
            self.at, self.read = at, read
            return False
        body.than = self.unambiguous(thing.text, own)
        body.is_fewer = item.operator in {"fewer", "less than"}
        return True

    def _is_entity_verb(self, item: Item, body: EntityBody) -> bool:
        form = item.word.form
        if form == "noun" or (form == "gerund" and item.entities):
            following_of = self.is_preposition(1) and (item.verb is None or item.verb.name != "introduce")
            return not item.entities and not (following_of and self.items[self.at + 1].key == "of")
        before = self.items[self.at - 1] if self.at else None
        if item.noun is not None:
            return (
                before is not None
                and before.key not in DETERMINERS
                and (form == "past" or bool(body.subjects or body.papers) or before.key == "to")
            )
        return True

    def _attach(self, body: EntityBody, phrase: Phrase) -> None:
        """Put a phrase where it belongs in what is said of the entities asked for."""
        if isinstance(phrase, PaperGroup):
            body.is_each = body.is_each or (phrase.is_each and body.preposition in {"", "by"})
            if body.is_excluding:
                body.excluded_papers.append(phrase.papers)
            else:
                (body.subjects if phrase.is_named else body.papers).append(phrase.papers)
        elif isinstance(phrase, Group):
            is_own = bool(set(phrase.types) & body.types)
            if body.is_excluding and is_own:
                body.excluded.append(phrase.members)
            elif body.is_excluding:  # "languages without a dataset"
                having = self.relate(body.purpose, body.preposition, phrase, has_object=True)
                types = ENTITY_TYPES if body.types == {"Entity"} else sorted(body.types & ABOUT.keys())
                edges = tuple(dict.fromkeys(name for type_ in types for name in ABOUT[type_]))
                body.excluded.append(ObjectsOf(edges, having))
            elif not is_own or body.verbs:
                body.papers.append(self.relate(body.purpose, body.preposition, phrase, has_object=True))
        else:
            self._attach_thing(body, phrase)

    def _attach_thing(self, body: EntityBody, thing: Thing) -> None:
        own = [iri for iri in thing.iris if body.types == {"Entity"} or self.types_of([iri]) & body.types]
        is_of_family = body.preposition in {"from", "in", "within"} and self.types_of(own) == {"Model"}
        if own and (body.preposition in {"like", "of"} or is_of_family) and not body.verbs:
            body.sets.append(Things(self.unambiguous(thing.text, own)))
            return
        if body.is_excluding:
            if own:
                body.excluded.append(Things(self.unambiguous(thing.text, own)))
            else:
                body.excluded_papers.append(self.relate(body.purpose, body.preposition, thing, has_object=True))
            return
        is_subject = not body.verbs and not body.preposition and not body.purpose
        introducers = self.papers_of(thing)
        if introducers and (
            is_subject or body.preposition in {"by", "in", "from", "of"} or (body.joint and body.subjects)
        ):
            body.subjects.append(ThesePapers(introducers))
            return
        types = self.types_of(thing.iris)
        body.of_method = body.of_method or (types == {"Method"} and not introducers)
        if not is_subject and not types & body.types and all(verb.name in _LIGHT_VERBS for verb in body.verbs):
            body.verbs = []  # "datasets that cover Hindi": it is their papers that cover Hindi
        if "Language" in types and body.preposition in {"for", "in", "on", "of", ""}:
            body.for_language = True
        if types == {"Model"} and body.types & {"Method", "Entity"} and not body.purpose and not is_subject:
            body.on_model = True
            target: PaperSet = Related(APPLIED_TO, Things(self.unambiguous(thing.text, thing.iris)), *self.confidence)
        else:
            target = self.relate(body.purpose, body.preposition, thing)
        if body.joint == "or" and body.papers:
            body.papers[-1] = union([body.papers[-1], target])
        else:
            body.papers.append(target)

    def head_predicates(self, noun: Noun, body: EntityBody) -> tuple[str, ...]:
        """How papers stand to the entities that are asked for.

        Raises
        ------
        Refusal
            If the relation words do not go with the class.
        """
        found = self._head_predicates(noun, body)
        if not found:
            raise self.no_such_relation(body.verbs, noun)
        return found

    def _head_predicates(self, noun: Noun, body: EntityBody) -> tuple[str, ...]:
        if noun.type == "Entity":
            types: tuple[str, ...] = tuple(ENTITY_TYPES)
            if body.on_model:
                types = ("Method",)
            elif noun.verb:  # baselines
                verbs = body.verbs or [VERBS[noun.verb]]
                return tuple(dict.fromkeys(p for verb in verbs for type_ in _RIVALS for p in verb.predicates(type_)))
            elif body.preposition == "on" and body.verbs and all(verb.name in _ON_DATA for verb in body.verbs):
                types = ("Dataset",)  # "what was X trained on"
            elif any(verb.name in _THINGS_ONLY for verb in body.verbs):
                types = ("Model", "Dataset", "Method", "Metric")
            return tuple(dict.fromkeys(name for type_ in types for name in self._own_predicates(type_, body)))
        implied = VERBS[noun.verb].predicates(noun.type) if noun.verb else ()
        found = self._own_predicates(noun.type, body)
        if not body.verbs and body.subjects and body.is_single and noun.type in _OWN:
            return ("introduces",)
        if not body.verbs and body.for_language and noun.type in {"Model", "Dataset"}:
            return ("introduces",)
        narrowed = tuple(name for name in found if name in implied)
        return narrowed or found

    def _own_predicates(self, type_: str, body: EntityBody) -> tuple[str, ...]:
        if (
            type_ == "Method"
            and body.on_model
            and (not body.verbs or any(verb.name in {"use", "evaluate"} for verb in body.verbs))
        ):
            return ("uses", "introduces")
        if type_ == "Model" and body.of_method and body.verbs and all(verb.name == "use" for verb in body.verbs):
            return APPLIED_TO  # "which models has GPTQ been applied to"
        found: tuple[str, ...] = ABOUT[type_]
        for verb in body.verbs:
            meant = verb.predicates(type_)
            found = tuple(name for name in found if name in meant) or meant or found
        if body.verbs and not any(verb.predicates(type_) for verb in body.verbs):
            return ()
        if any(verb.name == "mention" for verb in body.verbs):
            found = (*found, "mentions")
        return found

    def entities(self, nouns: Sequence[Noun], body: EntityBody, extra: Sequence[EntitySet] = ()) -> EntitySet:
        """The entities that `nouns` and what is said of them describe."""
        per_noun: list[Set] = []
        for noun in nouns:
            kinds: list[Set] = [] if noun.type == "Entity" and not body.on_model else [
                Kind("Method" if noun.type == "Entity" else noun.type, noun.kind)
            ]  # fmt: skip
            if body.alternatives and body.verbs == body.alternatives:
                own = [self._edges(self.head_predicates(noun, replace(body, verbs=[verb])), body)
                       for verb in body.alternatives]  # fmt: skip
                joined = conjunction if body.verb_joint == "and" and body.is_shared else union
                edges: list[Set] = [joined([conjunction(one) for one in own])]
            else:
                edges = self._edges(self.head_predicates(noun, body), body)
            predicates = self.head_predicates(noun, body) if body.unlike else ()
            never = tuple(dict.fromkeys(name for verb in body.never for name in verb.predicates(noun.type)))
            if never:
                edges.append(Minus(Kind(noun.type, noun.kind), ObjectsOf(never, Papers())))
            edges += [Minus(Kind(noun.type, noun.kind), ObjectsOf(predicates, papers)) for papers in body.unlike]
            if body.is_negated:
                per_noun.append(without(conjunction([*kinds, *extra]), [conjunction(edges)]))
            else:
                per_noun.append(conjunction([*kinds, *extra, *body.sets, *edges]))
        return without(union(per_noun), body.excluded)

    def _edges(self, predicates: tuple[str, ...], body: EntityBody) -> list[Set]:
        has_papers = bool(body.papers or body.subjects or body.excluded_papers)
        if body.sets and not has_papers and not body.verbs:
            return []
        if body.least is not None or body.most is not None:
            papers = without(conjunction(body.papers), body.excluded_papers)
            return [SupportedBy(predicates, papers, body.least, body.most)]
        if body.than:
            papers = without(conjunction(body.papers), body.excluded_papers)
            return [SupportedBeyond(predicates, papers, Things(body.than, exactly=True), body.is_fewer)]
        if body.is_shared and len(body.subjects) > 1:
            return [ObjectsOf(predicates, conjunction([subject, *body.papers])) for subject in body.subjects]
        if body.is_each:
            return [ObjectsOfEach(predicates, without(conjunction(body.papers), body.excluded_papers))]
        subjects = [union(body.subjects)] if body.subjects else []
        papers = without(conjunction([*subjects, *body.papers]), body.excluded_papers)
        if body.for_language and predicates == ("introduces",) and self._is_one_language(body):
            papers = without(papers, [Counting(("covers",), Kind("Language", "individual"), least=_DOZENS)])
        return [ObjectsOf(predicates, papers)]

    def _is_one_language(self, body: EntityBody) -> bool:
        """Whether what is asked for is for a language, not for a group of them."""
        targets = [
            part.target for part in body.papers if isinstance(part, Related) and part.predicates == ABOUT["Language"]
        ]
        return any(
            isinstance(target, Things) and not any(self.index.narrower(iri) for iri in target.iris)
            for target in targets
        )
