"""Clauses about papers: "that quantize Llama 2 but do not use LoRA" -> a set of papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    BasedOn,
    Kind,
    PaperSet,
    Related,
    TextContains,
    ThesePapers,
    Things,
    WrittenBy,
    conjunction,
    union,
    without,
)
from queries.cursor import AUXILIARIES, DETERMINERS, PREPOSITIONS, Group, PaperGroup, Phrase, Thing
from queries.filters import Clause, Filters
from queries.lexicon import ABOUT, Verb
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["BY_METHOD", "Clauses"]

#: Verbs that say what is done to a model, and by what means: "compressed by pruning".
BY_METHOD: Final = frozenset({"quantize", "prune", "distill", "merge", "compress", "fine-tune", "pretrain", "train"})
#: Verbs that have models as their object when none is named: "papers that quantize".
_OF_MODELS: Final = BY_METHOD - {"train"}
#: Words for what nearly every paper of the field is about.
_GENERIC: Final = frozenset("llm llms languagemodel languagemodels largelanguagemodel largelanguagemodels".split())
#: What authors do besides writing.
_WRITING: Final = frozenset("write writes publish publishes published author authored coauthored".split())


@dataclass(slots=True)
class _State:
    """Where the reading of clauses stands.

    Attributes
    ----------
    is_nested : bool
        True inside a noun phrase: a finite verb without a conjunction then belongs to the clause around it.
    is_negated, joint, preposition
        Read, and waiting for what they apply to.
    may_start : bool
        True behind "that", a comma or a conjunction, where a new finite verb may stand.
    """

    clauses: list[Clause]
    is_nested: bool
    is_negated: bool = False
    joint: Literal["and", "or", "but"] | None = None
    preposition: str = ""
    may_start: bool = False

    @property
    def clause(self) -> Clause:
        """The clause that is being read."""
        return self.clauses[-1]

    def settle(self) -> None:
        """What was waiting has been applied."""
        self.is_negated, self.joint, self.preposition, self.may_start = False, None, "", False


class Clauses(Filters):
    """A cursor that reads clauses about papers."""

    def paper_clauses(
        self, *, nested: bool = False, verbs: Sequence[Verb] = (), premodifiers: Sequence[PaperSet] = ()
    ) -> PaperSet:
        """What a question says of papers, from the cursor to the end of the clauses that belong to them.

        Parameters
        ----------
        nested : bool
            True inside a noun phrase: a finite verb without a conjunction then belongs to the clause around it.
        verbs : sequence of Verb
            A relation that is already open.
        premodifiers : sequence of PaperSet
            What was said of the papers before their noun.
        """
        state = _State([Clause(verbs=tuple(verbs), parts=list(premodifiers))], nested, may_start=not nested)
        steps = (self._connective, self._filter, self._auxiliary, self._verb, self._preposition, self._object)
        while (item := self.peek()) is not None:
            for step in steps:
                goes_on = step(item, state)
                if goes_on is not None:
                    break
            if goes_on is False:
                break
        for clause in state.clauses:
            if clause.verbs and not (clause.parts or clause.excluded) and all(
                verb.name in _OF_MODELS for verb in clause.verbs
            ):  # fmt: skip
                join = conjunction if clause.verb_joint == "and" else union
                clause.parts.append(join([_any_object([verb]) for verb in clause.verbs]))
        return self._composed(state.clauses)

    # Each step returns True if it read the item, False if the clauses end before it, None if it is not its business.

    def _connective(self, item: Item, state: _State) -> bool | None:
        if item.entities:
            return None
        if item.key == "," or item.operator in {"and", "or", "but"}:
            if state.is_nested and (not self.goes_on(1) or self._other_papers(1)):
                return False
            self.take()
            if item.key != ",":
                state.joint = "or" if item.operator == "or" else "but" if item.operator == "but" else "and"
            state.may_start = True
            return True
        if item.operator == "that" or item.key == "thatboth":
            if item.key == "whose" and (whose := self.attempt(self.whose)) is not None:
                state.clause.parts.append(self._papers(whose))
                return True
            self.take()
            state.may_start = True
            return True
        if item.operator == "not":
            self.take()
            state.is_negated = state.may_start = True
            self.list_joint = "or" if item.key in {"noneof", "neitherof"} else self.list_joint
            return True
        return None

    def _filter(self, item: Item, state: _State) -> bool | None:
        operator = "" if item.entities else item.operator
        if self.asks_for_title() and (titled := self.title_ahead()) is not None:
            state.clause.parts.append(titled)
        elif ((item.is_quoted or operator == "containing") and self.asks_for_title()) or operator in {"title", "text"}:
            state.clause.parts.append(self.title())
        elif item.key in {"called", "named"} and self.at and self.items[self.at - 1].noun is not None:
            self.take()
            state.clause.parts.append(self.title())
        elif operator in {"both", "from scratch", "as tool", "graph"}:
            self.take()
        elif operator == "without" and state.is_nested and self._other_papers(1):
            return False
        elif operator == "without":
            self.take()
            self._exclude(state.clause)
        elif operator == "confidence":
            self.set_confidence(state.clause)
        elif operator in {"latest", "first"}:
            self.recency = operator
            self.take()
        elif operator in {"same", "common"} and (alike := self.alike(state.clause.verbs)) is not None:
            state.clause.parts.append(alike)
        elif operator in {"more", "fewer"} and (beyond := self.beyond(state.clause.verbs)) is not None:
            state.clause.parts.append(beyond)
        elif operator in {"since", "before", "after", "between", "last"} or self.is_year(item):
            dated = self.dates()
            if dated is None and operator == "after" and state.is_nested:
                return False  # "the most papers after English"
            if dated is None:
                self.skip()
            else:
                state.clause.parts.append(dated)
        elif operator in {"most", "least"}:
            self.rank_by(state.clause, ascending=operator == "least")
        elif operator == "only":
            self.only(state.clause, state.preposition)
        elif operator == "derived":
            self.take()
            target = self.phrase()
            if isinstance(target, Thing):
                based = BasedOn(Things(self.unambiguous(target.text, target.iris)))
                state.clause.parts.append(Related(("introduces",), based))
        else:
            return None
        return True

    def _auxiliary(self, item: Item, state: _State) -> bool | None:
        if item.key not in AUXILIARIES or item.entities:
            return None
        following = self.peek(1)
        is_passive = following is not None and following.verb is not None and following.word.form == "past"
        if state.is_nested and not state.may_start and not is_passive:
            return False
        self.take()
        clause = state.clause
        if not state.is_nested and len(state.clauses) == 1 and not (clause.verbs or clause.parts):
            clause.verbs = self.verb_behind_subject()
        return True

    def _verb(self, item: Item, state: _State) -> bool | None:
        clause = state.clause
        if not self.is_verb(item, has_open_list=bool(state.joint) or state.may_start):
            before = self.items[self.at - 1] if self.at else None
            is_outer = item.verb is not None and item.noun is not None and item.word.form == "base" and (
                before is not None and before.noun is not None and before.verb is None and self.verb_ends(1)
            )  # fmt: skip
            return False if state.is_nested and is_outer else None  # "how many metrics does a survey report"
        if state.is_nested and not state.may_start and item.word.form in {"base", "finite"}:
            return False
        if state.is_nested and self.verb_ends(1) and not state.joint and (clause.parts or not state.may_start):
            return False
        if self._is_predicate(item, clause) and not state.joint:
            clause.verbs, clause.verb_joint = self.verbs()
            clause.parts = [self.relate(clause.verbs, "", phrase) for phrase in clause.phrases]
        elif clause.verbs or clause.parts or clause.excluded or state.joint:
            state.clauses.append(Clause(state.joint or "and", state.is_negated, *self.verbs()))
        else:
            clause.verbs, clause.verb_joint = self.verbs()
            clause.negated = state.is_negated
        state.settle()
        return True

    def _preposition(self, item: Item, state: _State) -> bool | None:
        if not self.is_preposition() or self.starts_phrase():
            return None
        if state.is_nested and not self.goes_on(1):
            return False
        state.preposition = self.take().key
        if state.preposition in {"for", "as"} and self.narrow(state.clause):
            state.preposition = ""
        state.may_start = False
        return True

    def _object(self, item: Item, state: _State) -> bool:
        clause = state.clause
        if not (self.starts_phrase() or item.is_unknown or self.is_determiner()):
            if item.is_function:
                self.take()
            elif state.is_nested:
                return False
            else:
                self.skip()
            return True
        if clause.verbs and all(verb.name == "mention" for verb in clause.verbs) and self._is_text(item):
            if state.joint and clause.parts:
                clause = Clause(state.joint, verbs=clause.verbs)
                state.clauses.append(clause)
            (clause.excluded if state.is_negated and not clause.negated else clause.parts).append(self._text())
            state.settle()
            return True
        if (authored := self._author(item, state)) is not None:
            (clause.excluded if state.is_negated else clause.parts).append(authored)
            state.settle()
            return True
        if (anything := self._anything(item, clause)) is not None:
            clause.parts.append(anything)
            state.settle()
            return True
        if self._is_own(item):
            self.take(2)  # "compare their method with GPTQ"
            return True
        members = self._unknown_verb(item, clause) if item.is_unknown else None
        members = members or self.phrase()
        if members is None:
            self.skip()
            return True
        if state.joint and (clause.parts or clause.excluded):
            clause = Clause(state.joint, verbs=clause.verbs, verb_joint=clause.verb_joint)
            state.clauses.append(clause)
        if self._is_everything(members, state):
            self.read.discard(self.at - 1)  # "hallucinations of LLMs": every paper here is about those
            state.settle()
            return True
        if state.preposition == "by" and clause.parts and isinstance(members, Thing) and (
            agents := self.papers_of(members)
        ):  # fmt: skip
            done: PaperSet = ThesePapers(agents)
            if self.takes_instrument(clause.verbs, members):
                done = union([done, self.relate(clause.verbs, "by", members, has_object=True)])
            members = PaperGroup(done, is_named=True)
        target = self.coordinated(
            clause.verbs, state.preposition, members, clause.verb_joint, has_object=bool(clause.parts)
        )
        (clause.excluded if state.is_negated and not clause.negated else clause.parts).append(target)
        if not state.is_negated and not clause.verbs:
            clause.phrases.append(members)
        clause.last_types = self.types_meant(members)
        state.settle()
        return True

    def _is_everything(self, phrase: Phrase, state: _State) -> bool:
        """Whether a phrase is just "LLMs" where papers are narrowed already: that would leave out what names none."""
        return (
            phrase == Group(Kind("Model"), ("Model",)) and self.items[self.at - 1].key in _GENERIC
            and not state.clause.verbs and bool(state.clause.parts) and bool(state.preposition)
        )  # fmt: skip

    def _other_papers(self, ahead: int) -> bool:
        """Whether papers beside those that are being described follow: "by papers on X but not by papers on Y"."""
        has_preposition = self.is_preposition(ahead)
        ahead += int(has_preposition)
        while self.is_determiner(ahead):
            ahead += 1
        item, following = self.peek(ahead), self.peek(ahead + 1)
        named = item if item is None or not item.entities else following
        if not has_preposition and named is item:
            return False
        return named is not None and named.noun is not None and named.noun.type == "Paper" and named.verb is None

    def takes_instrument(self, verbs: Sequence[Verb], thing: Thing) -> bool:
        """Whether "by" leads to what something is done with: "Llama 2 compressed by GPTQ"."""
        return "Method" in self.types_of(thing.iris) and all(verb.name in BY_METHOD for verb in verbs)

    def _anything(self, item: Item, clause: Clause) -> PaperSet | None:
        """The object "anything", or none at all: whatever the verb can have as an object."""
        if item.key not in {"anything", "something", "things"} or not clause.verbs:
            return None
        self.take()
        return _any_object(clause.verbs)

    def _is_own(self, item: Item) -> bool:
        """Whether "their method" follows, which is the paper's own, with what it is compared to behind it."""
        following = self.peek(1)
        return (
            item.key in {"their", "its"} and following is not None and following.noun is not None
            and following.noun.type in ENTITY_TYPES and self.is_preposition(2)
        )  # fmt: skip

    def _author(self, item: Item, state: _State) -> PaperSet | None:
        """The papers of a person: "by Jane Doe" behind papers, or "Jane Doe wrote" before what they are about."""
        clause = state.clause
        is_agent = state.preposition == "by" and (
            not clause.verbs or any(verb.name in {"cover", "introduce"} for verb in clause.verbs)
        )
        name = self.person()
        if not name:
            return None
        behind = self.peek(len(name))
        if not is_agent and not (behind is not None and self._writes(len(name))):
            return None
        text = " ".join(one.text for one in name)
        self.take(len(name))
        return WrittenBy(text)

    def person(self) -> list[Item]:
        """The items at the cursor that may be the name of a person: words with capitals, one of them unknown."""
        name: list[Item] = []
        while (item := self.peek(len(name))) is not None and item.text[:1].isupper() and (
            item.is_unknown or item.entities
        ) and not any(c.isdigit() for c in item.text):  # fmt: skip
            name.append(item)
        following = self.peek(len(name))
        noun = None if following is None or following.verb is not None else following.noun
        is_name = any(item.is_unknown for item in name) and (noun is None or noun.is_person)
        return name if is_name else []

    def _writes(self, ahead: int) -> bool:
        """Whether "wrote", "has published" stands somewhere behind the name of a person."""
        return any(item.word.attribute == "authors" or item.key in _WRITING for item in self.items[self.at + ahead :])

    def _is_text(self, item: Item) -> bool:
        """Whether what is mentioned can only be words of a text: a string in quotes or words that nothing knows."""
        if item.is_quoted:
            return not item.entities
        if item.key in DETERMINERS:
            following = self.peek(1)
            return following is not None and following.is_unknown and self._is_text(following)
        return item.is_unknown and not self.index.find_by_stems([item.text])

    def _text(self) -> PaperSet:
        """The words that are mentioned, up to what cannot be among them."""
        self.takes_determiners()
        words = [self.take().text]
        while (item := self.peek()) is not None and item.is_unknown:
            words.append(self.take().text)
        return TextContains(" ".join(words))

    def _papers(self, phrase: Phrase) -> PaperSet:
        return phrase.papers if isinstance(phrase, PaperGroup) else self.relate([], "", phrase)

    def _is_predicate(self, item: Item, clause: Clause) -> bool:
        """Whether a participle says something of the things before it: "Llama 2 is quantized by which papers"."""
        before = self.items[self.at - 1] if self.at else None
        return (
            item.word.form == "past" and before is not None and before.key in AUXILIARIES
            and not clause.verbs and bool(clause.phrases) and len(clause.phrases) == len(clause.parts)
        )  # fmt: skip

    def _exclude(self, clause: Clause) -> None:
        """What follows "without", "besides", "except"."""
        item = self.peek()
        verbs = clause.verbs
        preposition = ""
        if item is not None and not item.entities and self.is_verb(item, has_open_list=True):
            verbs, _ = self.verbs()
        if self.is_preposition():
            preposition = self.take().key
        target = self.phrase()
        if target is None:
            return
        if verbs is clause.verbs and not (self.types_meant(target) & clause.last_types or preposition):
            verbs = ()
        if verbs and not self.takes(verbs, target):
            verbs = ()
        first = self.relate(verbs, preposition, target)
        others = []
        while (found := self.next_in_list()) is not None:
            others.append(self.relate(verbs if self.takes(verbs, found[3]) else (), found[2], found[3]))
        clause.excluded += [first, *others]

    def _unknown_verb(self, item: Item, clause: Clause) -> Phrase | None:
        """Unknown words where a verb stands: read with their object as the name of a task, else refused.

        "Papers that detect or mitigate hallucinations" are those on hallucination detection or on its mitigation.
        """
        before = self.items[self.at - 1] if self.at else None
        if (
            before is None
            or clause.parts
            or clause.verbs
            or not (before.noun is not None or before.operator in {"that", "not"} or before.key in AUXILIARIES)
            or (
                before.key in {"have", "has", "had", "is", "are"} and (after := self.peek(1)) is not None and after.noun
            )
        ):
            return None
        words = [item]
        ahead = 1
        while (
            self.is_operator("and", "or", ahead=ahead)
            and (other := self.peek(ahead + 1)) is not None
            and (other.is_unknown or other.verb is not None)
        ):
            words.append(other)
            ahead += 2
        while (
            (following := self.peek(ahead)) is not None
            and not following.entities
            and (following.key in DETERMINERS or following.key in PREPOSITIONS)
        ):
            ahead += 1
        if following is None or following.is_function or following.key == ",":
            return None
        found = [iri for word in words for iri in self.index.find_by_stems([word.text, following.text])]
        if found:
            self.take(ahead + 1)
            return PaperGroup(
                union([Related(ABOUT[self.index.entities[iri].type], Things((iri,))) for iri in dict.fromkeys(found)])
            )
        if following.entities or following.noun is not None or following.is_unknown:
            if item.looks_like_a_name and not item.text.islower():
                return None
            named = self.index.suggestions(item.text, 3)
            target = following.text
            raise Refusal(
                "unknown-relation",
                f"'{item.text}' is no relation that this graph knows",
                tuple(f"papers on {label} and {target}" for label in named) or (f"papers on {target}",),
            )
        return None

    def _composed(self, clauses: Sequence[Clause]) -> PaperSet:
        """The clauses with their conjunctions: "but" binds least, then "or", then "and"."""
        groups: list[list[list[tuple[bool, PaperSet]]]] = [[[]]]
        for clause in clauses:
            if not clause.parts and not clause.excluded:
                continue
            whole = without(conjunction(clause.parts), clause.excluded)
            if clause.joint == "but":
                groups.append([[]])
            elif clause.joint == "or" and groups[-1][-1]:
                groups[-1].append([])
            groups[-1][-1].append((clause.negated, whole))
        parts: list[PaperSet] = []
        excluded: list[PaperSet] = []
        for group in groups:
            alternatives = []
            for alternative in group:
                positive = [whole for negated, whole in alternative if not negated]
                negative = [whole for negated, whole in alternative if negated]
                if positive or len(group) > 1:
                    alternatives.append(without(conjunction(positive), negative))
                else:
                    excluded += negative
            if alternatives:
                parts.append(union(alternatives))
        return without(conjunction(parts), excluded)


def _any_object(verbs: Sequence[Verb]) -> PaperSet:
    """The papers that do what `verbs` say with anything; with any model, where that is what they are said of."""
    if all(verb.name in _OF_MODELS for verb in verbs):
        return union([Related(verb.predicates("Model"), Kind("Model")) for verb in verbs])
    return union(
        [
            Related(predicates, Kind(type_))
            for type_ in ENTITY_TYPES
            for verb in verbs
            if (predicates := verb.predicates(type_))
        ]
    )
