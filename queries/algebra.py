"""The query algebra: what a question asks for, as a tree of small frozen nodes.

Sets of papers, sets of entities, and queries over them::

    papers      Papers · ThesePapers · Related · OnlyRelated · EachRelated · Counting · CountingBeyond · OfType ·
                TitleContains · TextContains · WrittenBy · Dated · Recent
    entities    Things · Kind · KindOf · ObjectsOf · ObjectsOfEach · SupportedBy · SupportedBeyond · BasedOn
    either      And · Or · Minus                            (all parts of one sort)
    Query       Find · Proof · Count · Exists · All · Compare · Share · Average · RankEntities · RankPapers · Latest ·
                Similar · Path · Tally · Attribute · RelationsBetween · Describe · Schema · Size

Every edge of the graph runs from a paper to an entity, so a question of several hops is a nesting of `Related` (papers
by their entities) and `ObjectsOf` (entities by their papers). `queries.sparql` compiles a tree, `queries.verbalize`
says it in words; neither knows English questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeAlias

__all__ = [
    "All",
    "And",
    "Attribute",
    "Average",
    "BasedOn",
    "Compare",
    "Count",
    "Counting",
    "CountingBeyond",
    "Dated",
    "Describe",
    "EachRelated",
    "EntitySet",
    "Exists",
    "Find",
    "Kind",
    "KindOf",
    "Latest",
    "Minus",
    "ObjectsOf",
    "ObjectsOfEach",
    "OfType",
    "OnlyRelated",
    "Or",
    "PaperSet",
    "Papers",
    "Path",
    "Proof",
    "Query",
    "RankEntities",
    "RankPapers",
    "Recent",
    "Related",
    "RelationsBetween",
    "Schema",
    "Set",
    "Share",
    "Similar",
    "Size",
    "SupportedBeyond",
    "SupportedBy",
    "Tally",
    "TextContains",
    "ThesePapers",
    "Things",
    "TitleContains",
    "WrittenBy",
    "conjunction",
    "is_paper_set",
    "nodes",
    "union",
    "without",
]


@dataclass(frozen=True, slots=True)
class Papers:
    """Every paper."""


@dataclass(frozen=True, slots=True)
class ThesePapers:
    """Papers given by IRI."""

    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Papers with one of `predicates` to something in `target`, stated with a confidence from `least` to `most`."""

    predicates: tuple[str, ...]
    target: EntitySet
    least: float = 0.0
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class OnlyRelated:
    """Papers with one of `predicates` to something in `target` and to nothing of the type outside it."""

    predicates: tuple[str, ...]
    target: EntitySet
    type: str


@dataclass(frozen=True, slots=True)
class EachRelated:
    """Papers with one of `predicates` to every single thing of `target` that some paper has it to."""

    predicates: tuple[str, ...]
    target: EntitySet


@dataclass(frozen=True, slots=True)
class Counting:
    """Papers with between `least` and `most` distinct entities of `target` by `predicates`; no bound where None."""

    predicates: tuple[str, ...]
    target: EntitySet
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class CountingBeyond:
    """Papers with more distinct entities of `target` by `predicates` than each of `than` has; less with `fewer`."""

    predicates: tuple[str, ...]
    target: EntitySet
    than: PaperSet
    fewer: bool = False


@dataclass(frozen=True, slots=True)
class OfType:
    """Papers whose main contribution is `paper_type`."""

    paper_type: str


@dataclass(frozen=True, slots=True)
class TitleContains:
    """Papers whose title has `text` in it, case folded."""

    text: str


@dataclass(frozen=True, slots=True)
class TextContains:
    """Papers whose title or abstract has the words of `text` in it, case, spaces and hyphens aside."""

    text: str


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """Papers with an author whose name has the words of `name` in it, case and accents aside."""

    name: str


@dataclass(frozen=True, slots=True)
class Recent:
    """Papers issued in the last `years` years, the year of the newest paper of the graph being the last."""

    years: int


@dataclass(frozen=True, slots=True)
class Dated:
    """Papers issued in the years from `first` to `last`, both included; open where None."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Things:
    """Entities given by IRI and, unless `exactly`, everything narrower."""

    iris: tuple[str, ...]
    exactly: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """All entities of a type; `kind` narrows languages to ``group``, ``programming`` or ``individual`` (no groups)."""

    type: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class KindOf:
    """What is a kind of the methods `iris`.

    Besides everything that the vocabulary puts below them, what a paper introduces while it uses them: a method that
    nobody but its own paper knows has no place in the hierarchy, but its paper says what it belongs to.
    """

    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjectsOf:
    """Entities to which a paper of `papers` has one of `predicates`."""

    predicates: tuple[str, ...]
    papers: PaperSet


@dataclass(frozen=True, slots=True)
class ObjectsOfEach:
    """Entities to which every paper of `papers` has one of `predicates`, to the entity itself or something narrower."""

    predicates: tuple[str, ...]
    papers: PaperSet


@dataclass(frozen=True, slots=True)
class SupportedBy:
    """Entities to which between `least` and `most` distinct papers of `papers` have one of `predicates`.

    Direct edges only: a paper on Llama 2 does not count for Llama.
    """

    predicates: tuple[str, ...]
    papers: PaperSet
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class SupportedBeyond:
    """Entities to which more papers of `papers` have one of `predicates` than to each of `than`; less with `fewer`.

    Direct edges only, as in `SupportedBy`.
    """

    predicates: tuple[str, ...]
    papers: PaperSet
    than: EntitySet
    fewer: bool = False


@dataclass(frozen=True, slots=True)
class BasedOn:
    """Models that are built on one of `models`; with `inverse`, what `models` are built on.

    What papers say of the models that they introduce; for models of which none says it, what the vocabulary has.
    """

    models: EntitySet
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """What is in all `parts`."""

    parts: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What is in one of `parts`."""

    parts: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """What is in `whole` and not in `part`."""

    whole: Set
    part: Set


Set: TypeAlias = (
    Papers
    | ThesePapers
    | Related
    | OnlyRelated
    | EachRelated
    | Counting
    | CountingBeyond
    | OfType
    | TitleContains
    | TextContains
    | WrittenBy
    | Dated
    | Recent
    | Things
    | Kind
    | KindOf
    | ObjectsOf
    | ObjectsOfEach
    | SupportedBy
    | SupportedBeyond
    | BasedOn
    | And
    | Or
    | Minus
)
#: `And`, `Or` and `Minus` are of either sort, so the two names say what is meant and the type checker sees one.
PaperSet: TypeAlias = Set
EntitySet: TypeAlias = Set


@dataclass(frozen=True, slots=True)
class Find:
    """The members of a set."""

    members: Set


@dataclass(frozen=True, slots=True)
class Proof:
    """The sentences which say that papers are in a set."""

    papers: PaperSet


@dataclass(frozen=True, slots=True)
class Count:
    """How many distinct members a set has."""

    members: Set


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a set has members; `negated` asks for the opposite."""

    members: Set
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Whether everything in `whole` is in `part` too; what is not is an answer. Nothing is true of an empty set."""

    whole: Set
    part: Set


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether `left` has more members than `right`, fewer, or no fewer ("as many"); both counts are answers."""

    left: Set
    right: Set
    how: Literal["more", "fewer", "as many"] = "more"


@dataclass(frozen=True, slots=True)
class RankEntities:
    """`candidates` by the number of distinct papers of `papers` that have one of `predicates` to them.

    The `top` first places with all that tie, all if None; with `place` only that place; fewest first if `ascending`.
    """

    candidates: EntitySet
    predicates: tuple[str, ...]
    papers: PaperSet
    top: int | None = 1
    place: int | None = None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class RankPapers:
    """`papers` by the number of distinct entities of `target` to which they have one of `predicates`."""

    papers: PaperSet
    predicates: tuple[str, ...]
    target: EntitySet
    top: int | None = 1
    place: int | None = None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """The `top` newest of `papers` with all of the same date, oldest first if `earliest`; undated ones are left out."""

    papers: PaperSet
    top: int = 1
    earliest: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """The `top` papers that have most entities in common with `papers`, rare entities first where the number is one."""

    papers: PaperSet
    top: int


@dataclass(frozen=True, slots=True)
class Path:
    """A shortest way through papers and their entities from one of `start` to one of `end`.

    Attributes
    ----------
    between : int
        How many nodes lie between: none for a paper and its entity, one for two entities of a paper ...
    """

    start: Set
    end: Set
    between: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `papers` there are of each year, type, venue or author; years in order, the others most first.

    The `top` first by number with all that tie, all if None.
    """

    papers: PaperSet
    by: Literal["year", "type", "venue", "author"]
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A literal of each of `papers`: who wrote it, when it was issued, where it is."""

    papers: PaperSet | Latest
    name: Literal["authors", "date", "identifier", "link", "type", "venue"]


@dataclass(frozen=True, slots=True)
class Describe:
    """What the graph says of entities or papers: the card of `kg show`."""

    members: Set


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of `whole`, in percent, is also in `part`."""

    part: Set
    whole: Set


@dataclass(frozen=True, slots=True)
class Average:
    """How many distinct entities of `target` a paper of `papers` has by `predicates`, none counted as 0.

    On average, or in the paper that has most or fewest.
    """

    papers: PaperSet
    predicates: tuple[str, ...]
    target: EntitySet
    function: Literal["AVG", "MAX", "MIN"] = "AVG"


@dataclass(frozen=True, slots=True)
class RelationsBetween:
    """What `papers` do with the entities of `target`, predicate by predicate, mentions included."""

    papers: PaperSet
    target: EntitySet


@dataclass(frozen=True, slots=True)
class Schema:
    """Which relations the graph knows, and how many statements of each it holds."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many papers, entities and statements the graph holds."""


Query: TypeAlias = (
    Find
    | Proof
    | Count
    | Exists
    | All
    | Compare
    | Share
    | Average
    | RankEntities
    | RankPapers
    | Latest
    | Similar
    | Path
    | Tally
    | Attribute
    | RelationsBetween
    | Describe
    | Schema
    | Size
)


def is_paper_set(members: Set) -> bool:
    """Whether `members` are papers, not entities."""
    match members:
        case And(parts=parts) | Or(parts=parts):
            return is_paper_set(parts[0])
        case Minus(whole=whole):
            return is_paper_set(whole)
        case Things() | Kind() | KindOf() | ObjectsOf() | ObjectsOfEach() | SupportedBy() | SupportedBeyond():
            return False
        case BasedOn():
            return False
    return True


def conjunction(parts: Sequence[Set]) -> Set:
    """The intersection of `parts`, flat; every paper if there are none."""
    flat: list[Set] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else [part]
    unique = [part for part in dict.fromkeys(flat) if part != Papers()]
    if not unique:
        return Papers()
    return unique[0] if len(unique) == 1 else And(tuple(unique))


def union(parts: Sequence[Set]) -> Set:
    """The union of `parts`, flat."""
    flat: list[Set] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else [part]
    unique = list(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Or(tuple(unique))


def without(whole: Set, excluded: Iterable[Set]) -> Set:
    """`whole` without anything in one of `excluded`."""
    for part in excluded:
        whole = Minus(whole, part)
    return whole


def nodes(node: object) -> Iterator[object]:
    """A node of the algebra and everything below it, strings and numbers included."""
    yield node
    if isinstance(node, tuple):
        for one in node:
            yield from nodes(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from nodes(getattr(node, field.name))
