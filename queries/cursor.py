"""A cursor over the items of a question, and what its noun phrases can mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from queries.algebra import EntitySet, PaperSet
from queries.graph import LabelIndex
from queries.linking import Item
from queries.refusals import Refusal

__all__ = ["AUXILIARIES", "BOUNDS", "DETERMINERS", "PREPOSITIONS", "Cursor", "Group", "PaperGroup", "Phrase", "Thing"]

AUXILIARIES: Final = frozenset(
    "is are was were be been being am do does did have has had can could will would may might must should shall".split()
)
PREPOSITIONS: Final = frozenset(
    "on of in for with by about to from at into over under across among via through as within against upon "
    "towards during concerning regarding".split()
)
DETERMINERS: Final = frozenset("the a an this these those its their some any all every each another such own".split())
#: Operators that stand where determiners do.
_QUANTIFIERS: Final = frozenset({"each", "any of"})
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


@dataclass(frozen=True, slots=True)
class Thing:
    """Entities that the question names; homonyms are kept until a relation tells them apart."""

    iris: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entities that the question describes; so many of them, or each with `is_each`."""

    members: EntitySet
    types: tuple[str, ...]
    least: int | None = None
    most: int | None = None
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers that the question names or describes.

    `is_named` if it points at particular ones, `is_each` if what is said holds of every one of them.
    """

    papers: PaperSet
    is_named: bool = False
    is_each: bool = False


Phrase: TypeAlias = Thing | Group | PaperGroup


class Cursor:
    """A place in the items of a question, and which of them the reading accounts for.

    Attributes
    ----------
    read : set of int
        Positions of the items that the reading accounts for.
    confidence : pair of float
        Between what the confidence of statements has to be.
    antecedent : Thing or None
        What "it" would mean.
    context : Phrase or None
        What "they" would mean: the answers to the question before.
    is_each : bool
        Whether the determiners that were read last say that every single one is meant.
    is_each_of : bool
        Whether they lead to a list: "each of A and B".
    list_joint : str
        What joins the list that begins here, where the words before it say so: "any of A, B and C" is A or B or C.
    """

    def __init__(self, items: Sequence[Item], index: LabelIndex) -> None:
        self.items = items
        self.index = index
        self.at = 0
        self.read: set[int] = set()
        self.confidence = (0.0, 1.0)
        self.antecedent: Thing | None = None
        self.context: Phrase | None = None
        self.is_each = False
        self.is_each_of = False
        self.list_joint = ""

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
        """Move past articles, "every" and the like; whether one was definite."""
        is_definite = False
        self.is_each = False
        while self.is_determiner():
            item = self.take()
            is_definite = is_definite or item.key == "the"
            self.is_each = self.is_each or item.operator == "each"
            self.is_each_of = item.key.endswith("of")
            self.list_joint = "or" if item.operator == "any of" else self.list_joint
        return is_definite

    def is_determiner(self, ahead: int = 0) -> bool:
        """Whether the item `ahead` is an article, a quantifier or the like."""
        item = self.peek(ahead)
        return item is not None and not item.entities and (item.key in DETERMINERS or item.operator in _QUANTIFIERS)

    def bound(self, ahead: int = 0) -> tuple[int | None, int | None, int] | None:
        """The least and the most of a number at the item `ahead`, and how many items say it: "at least 2 at most 5"."""
        least: int | None = None
        most: int | None = None
        start = ahead
        while (word := self.peek(ahead)) is not None and word.operator in BOUNDS:
            number = self.peek(ahead + 1)
            if number is None or number.number is None:
                break
            lower, upper = BOUNDS[word.operator](number.number)
            least, most = least if lower is None else lower, most if upper is None else upper
            ahead += 2
        return (least, most, ahead - start) if ahead > start else None

    def unknown(self, name: str) -> Refusal:
        """The refusal of a name that nothing has."""
        return Refusal(
            "unknown-entity", f"nothing in the graph is called '{name}'", self.index.suggestions(name), name=name
        )
