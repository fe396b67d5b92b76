"""A cursor over the items of a question, and what its noun phrases can mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from queries.algebra import EntitySet, PaperSet
from queries.graph import LabelIndex
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["AUXILIARIES", "DETERMINERS", "PREPOSITIONS", "Cursor", "Group", "PaperGroup", "Phrase", "Thing"]

AUXILIARIES: Final = frozenset(
    "is are was were be been being am do does did have has had can could will would may might must should shall".split()
)
PREPOSITIONS: Final = frozenset(
    "on of in for with by about to from at into over under across among via through as within against upon "
    "towards during concerning regarding".split()
)
DETERMINERS: Final = frozenset("the a an this these those its their some any all every each another such own".split())


@dataclass(frozen=True, slots=True)
class Thing:
    """Entities that the question names; homonyms are kept until a relation tells them apart."""

    iris: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entities that the question describes."""

    members: EntitySet
    types: tuple[str, ...]
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers that the question names or describes; `is_named` if it points at particular ones."""

    papers: PaperSet
    is_named: bool = False


Phrase: TypeAlias = Thing | Group | PaperGroup


class Cursor:
    """A place in the items of a question, and which of them the reading accounts for.

    Attributes
    ----------
    read : set of int
        Positions of the items that the reading accounts for.
    confidence : float
        What the question asks statements to have at least.
    antecedent : Thing or None
        What "it" would mean.
    """

    def __init__(self, items: Sequence[Item], index: LabelIndex) -> None:
        self.items = items
        self.index = index
        self.at = 0
        self.read: set[int] = set()
        self.confidence = 0.0
        self.antecedent: Thing | None = None

    # ------------------------------------------------------------------ cursor

    def peek(self, ahead: int = 0) -> Item | None:
        """The item `ahead` places on, or None past the end."""
        position = self.at + ahead
        return self.items[position] if 0 <= position < len(self.items) else None

    def take(self, count: int = 1) -> Item:
        """The current item, accounted for; the cursor moves past it."""
        item = self.items[self.at]
        for position in range(self.at, min(self.at + count, len(self.items))):
            self.read.add(position)
        self.at += count
        return item

    def skip(self) -> None:
        """Move past an item without accounting for it."""
        self.at += 1

    def attempt(self, parse: Callable[[], Phrase | None]) -> Phrase | None:
        """What `parse` finds; the cursor goes back if it finds nothing."""
        at, read = self.at, set(self.read)
        found = parse()
        if found is None:
            self.at, self.read = at, read
        return found

    def is_operator(self, *names: str, ahead: int = 0) -> bool:
        """Whether the item `ahead` is one of these operators."""
        item = self.peek(ahead)
        return item is not None and item.operator in names

    def is_preposition(self, ahead: int = 0) -> bool:
        """Whether the item `ahead` is a preposition and nothing more."""
        item = self.peek(ahead)
        return item is not None and item.key in PREPOSITIONS and not item.entities

    def takes_determiners(self) -> bool:
        """Move past articles and the like; whether one was definite."""
        is_definite = False
        while (item := self.peek()) is not None and item.key in DETERMINERS and not item.entities:
            is_definite = is_definite or item.key == "the"
            self.take()
        return is_definite

    def unknown(self, name: str) -> Refusal:
        """The refusal of a name that nothing has."""
        return Refusal(
            "unknown-entity", f"nothing in the graph is called '{name}'", self.index.suggestions(name), name=name
        )
