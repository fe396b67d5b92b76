"""Verbs and lists: which words are verbs where, which verbs share an object, what a conjunction of names joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from queries.algebra import PaperSet, conjunction, union, without
from queries.cursor import DETERMINERS, PREPOSITIONS, Group, PaperGroup, Phrase, Thing
from queries.lexicon import VERBS, Verb
from queries.linking import Item
from queries.phrases import Phrases

__all__ = ["Coordination"]


class Coordination(Phrases):
    """A cursor that knows verbs and what coordination joins."""

    def types_meant(self, phrase: Phrase) -> frozenset[str]:
        """The entity types of what a phrase means; empty for papers."""
        if isinstance(phrase, Thing):
            return self.types_of(phrase.iris)
        return frozenset(phrase.types) if isinstance(phrase, Group) else frozenset()

    def goes_on(self, ahead: int) -> bool:
        """Whether something that can belong to a clause about papers follows."""
        while (item := self.peek(ahead)) is not None and (
            item.operator in {"not", "both", "without", "only"} or self.is_determiner(ahead) or item.key == ","
            or self.is_preposition(ahead)
        ):  # fmt: skip
            ahead += 1
        if item is None or item.operator == "that":
            return False
        if item.verb is not None and not item.entities and item.word.form in {"base", "finite", "past"}:
            return not self.verb_ends(ahead + 1)
        return self.starts_phrase(ahead)

    def verb_ends(self, ahead: int) -> bool:
        """Whether the verb before the item `ahead` has nothing to govern: "do papers on Hindi use"."""
        while (item := self.peek(ahead)) is not None and (
            item.key in DETERMINERS or (self.is_preposition(ahead) and self.peek(ahead + 1) is None) or item.key == "?"
        ):
            ahead += 1
        return item is None or item.key == ","

    def is_verb(self, item: Item, *, has_open_list: bool) -> bool:
        """Whether a word that may be a verb is one here."""
        if item.verb is None or self.at in self.read:
            return False
        form = item.word.form
        if form == "noun":
            return False
        before = self.items[self.at - 1] if self.at else None
        if item.noun is not None and form in {"base", "finite"}:
            if before is None or before.key in DETERMINERS or before.key in PREPOSITIONS:
                return False
            # "papers on Hindi and benchmarks": a noun unless something follows that a verb could govern.
            return not self.verb_ends(1) and (has_open_list or before.noun is not None)
        if form == "gerund":
            following_noun = self.peek(1)
            is_modifier = following_noun is not None and following_noun.noun is not None and before is not None
            if item.entities and (is_modifier or not self.starts_phrase(1)) and not self.is_preposition(1):
                return False
            if item.entities and before is not None and before.key in PREPOSITIONS:
                return False
            is_followed = following_noun is not None and following_noun.is_unknown
            return self.starts_phrase(1) or is_followed or (self.is_preposition(1) and not item.entities)
        if item.entities and form in {"base", "finite"}:
            return has_open_list or (before is not None and before.noun is not None)
        return True

    def verbs(self) -> tuple[tuple[Verb, ...], Literal["and", "or"]]:
        """The verb at the cursor and those that are coordinated with it before their common object."""
        item = self.take()
        verbs = [item.verb]
        joint: Literal["and", "or"] = "or"
        while (
            (self.is_operator("and", "or") or (self.items[self.at : self.at + 1] and self.items[self.at].key == "nor"))
            and (other := self.peek(1)) is not None
            and other.verb is not None
            and (other.word.form in {"base", "finite", "past", "gerund"} and not other.noun)
        ):
            joint = "and" if self.is_operator("and") else "or"
            self.take(2)
            verbs.append(other.verb)
        found = tuple(verb for verb in verbs if verb is not None)
        if found[0].name == "train" and self.later("from scratch"):
            found = (VERBS["pretrain"], *found[1:])
        return found, joint

    def later(self, operator: str) -> bool:
        """Whether an operator comes further on; it then counts as read."""
        for position in range(self.at, len(self.items)):
            if self.items[position].operator == operator:
                self.read.add(position)
                return True
        return False

    def verb_behind_subject(self) -> tuple[Verb, ...]:
        """The participle of "by which papers have Mistral models been fine-tuned", which follows its object."""
        first = self.peek()
        if first is None or (first.verb is not None and not first.entities):
            return ()
        for position in range(self.at, len(self.items)):
            item = self.items[position]
            if item.operator == "that":
                break
            if item.verb is not None and item.word.form == "past" and not item.entities:
                self.read.add(position)
                return (item.verb,)
        return ()

    def coordinated(
        self, verbs: Sequence[Verb], preposition: str, first: Phrase, verb_joint: str, *, has_object: bool = False
    ) -> PaperSet:
        """A noun phrase and those that are coordinated with it, as the papers that are so related to them."""
        joint_said, self.list_joint = self.list_joint, ""
        members: list[tuple[str, bool, PaperSet]] = [
            ("and", False, self.relate(verbs, preposition, first, verb_joint=verb_joint, has_object=has_object))
        ]
        while (found := self.next_in_list()) is not None:
            joint, negated, own_preposition, phrase = found
            negated = negated or members[-1][1]  # "but not on pruning or distillation" excludes both
            used = verbs
            if negated and not self.takes(verbs, phrase):
                used = ()
            related = self.relate(
                used, own_preposition or preposition, phrase, verb_joint=verb_joint, has_object=has_object
            )
            members.append((joint, negated, related))
        positive = [(joint, related) for joint, negated, related in members if not negated]
        joints = [joint for joint, _ in positive[1:] if joint != ","]
        if not joint_said and len({joint.strip(",") for joint in joints}) > 1:
            whole = _mixed(positive)
        else:
            is_union = (joint_said or (joints[-1] if joints else "")).strip(",") == "or"
            whole = (union if is_union else conjunction)([related for _, related in positive])
        return without(whole, (related for _, negated, related in members if negated))

    def takes(self, verbs: Sequence[Verb], phrase: Phrase) -> bool:
        """Whether one of `verbs` can have a phrase as its object."""
        return any(verb.predicates(type_) for verb in verbs for type_ in self.types_meant(phrase))

    def next_in_list(self) -> tuple[str, bool, str, Phrase] | None:
        """The next member of a list: its conjunction, whether it is negated, its preposition, its phrase.

        The conjunction has a comma before it where the question has one.
        """
        at, read = self.at, set(self.read)
        joint, negated, preposition = "", False, ""
        while (item := self.peek()) is not None and (
            item.key == "," or (item.operator in {"and", "or", "not", "both", "but"} and not item.entities)
            or (item.operator == "without" and item.key in {"butnot", "andnot", "notcounting"})
        ):  # fmt: skip
            if item.key == "nor":  # what it goes with is negated already
                joint = "or"
            elif item.operator in {"not", "without"}:
                negated = True
                joint = joint or "and"
            elif item.operator in {"and", "or"}:
                joint = ("," if joint == "," else "") + item.operator
            elif item.key == ",":
                joint = joint or ","
            self.take()
        if joint and self.is_preposition():
            preposition = self.take().key
        item = self.peek()
        is_verb = item is not None and item.verb is not None and not item.entities
        if joint and item is not None and not is_verb and self.starts_phrase():
            noun = item.noun
            phrase = None if noun is not None and noun.type == "Paper" else self.phrase()
            if phrase is not None and not (isinstance(phrase, PaperGroup) and not phrase.is_named):
                return joint, negated, preposition, phrase
        self.at, self.read = at, read
        return None


def _mixed(members: Sequence[tuple[str, PaperSet]]) -> PaperSet:
    """Members joined by "and" here and "or" there: "and" binds closer, but not across a comma or a bracket."""
    alternatives: list[list[PaperSet]] = [[members[0][1]]]
    for joint, related in members[1:]:
        if joint.startswith(",") and len(joint) > 1:
            alternatives = [[union([conjunction(parts) for parts in alternatives])]]
        if joint.endswith("or"):
            alternatives.append([related])
        else:
            alternatives[-1].append(related)
    return union([conjunction(parts) for parts in alternatives])
