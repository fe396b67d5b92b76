"""The records that the explorer shows: a part of the graph, with the proof of every edge and what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

__all__ = ["PAPER", "Edge", "Evidence", "Node", "Subgraph", "Totals"]

#: The type of nodes that are papers; all other nodes have one of `ontology.terms.ENTITY_TYPES`.
PAPER = "Paper"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of a paper that an edge was read from.

    Attributes
    ----------
    paper : str
        CURIE of the paper that it stands in.
    quote : str
        The passage, verbatim.
    start, end : int
        Where it stands, in characters of title + line feed + abstract; the end is exclusive.
    readable : str
        The quote with its LaTeX decoded.
    marks : tuple of (int, int)
        Where `readable` names the entity, in its characters; ascending, without overlap.
    """

    paper: str
    quote: str
    start: int
    end: int
    readable: str
    marks: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or reversed span {self.start}:{self.end} in {self.paper}")
        position = 0
        for start, end in self.marks:
            if not position <= start < end <= len(self.readable):
                raise ValueError(f"mark {start}:{end} does not fit a quote of {len(self.readable)} characters")
            position = end


@dataclass(frozen=True, slots=True)
class Node:
    """A paper or an entity.

    Attributes
    ----------
    id : str
        CURIE.
    label : str
        Title of a paper, preferred label of an entity.
    type : str
        `PAPER` or an entity type.
    degree : int
        Number of statements about it in the whole graph, shown or not.
    aliases : tuple of str
        Other names of an entity, sorted.
    kind : str
        Level of a model, kind of a language, type of a paper; or empty.
    is_coined : bool
        True for an entity that no vocabulary knows.
    links : tuple of str
        Pages of a paper, as its source gave them: not checked, so not to be made clickable unseen.
    """

    id: str
    label: str
    type: str
    degree: int = 0
    aliases: tuple[str, ...] = ()
    definition: str = ""
    kind: str = ""
    is_coined: bool = False
    authors: str = ""
    date: str = ""
    venue: str = ""
    links: tuple[str, ...] = ()

    @property
    def is_paper(self) -> bool:
        """True for a paper."""
        return self.type == PAPER


@dataclass(frozen=True, slots=True)
class Edge:
    """One fact: a statement of a paper, or a relation between two entities.

    Attributes
    ----------
    source, target : str
        CURIEs of its nodes; a paper is always the source.
    predicate : str
        Local name, e.g. ``quantizes``, ``broader``, ``finetuneOf``.
    confidence : float or None
        None where nothing was read: the fact comes from the vocabulary.
    extractor : str
        Name and version of the component that read it, or empty.
    evidence : tuple of Evidence
        In order of their places in the text.
    """

    source: str
    target: str
    predicate: str
    confidence: float | None = None
    extractor: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Size of the whole graph."""

    papers: int
    entities: int
    statements: int


@dataclass(frozen=True, slots=True)
class Subgraph:
    """The part of a graph that one page shows.

    Attributes
    ----------
    nodes : tuple of Node
        Focus first, then by type, falling degree and id.
    edges : tuple of Edge
        Sorted; both ends are in `nodes`.
    focus : tuple of str
        CURIEs of the nodes that were asked for; empty for the most central entities.
    totals : Totals
        Of the graph that this was taken from.
    reached : int
        Number of nodes that were within reach, the shown ones included.
    papers : tuple of Node
        Papers that are quoted without being shown, sorted by id.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    focus: tuple[str, ...]
    totals: Totals
    reached: int
    papers: tuple[Node, ...] = ()

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        if len(known) != len(self.nodes):
            twice = next(id_ for id_, count in Counter(node.id for node in self.nodes).items() if count > 1)
            raise ValueError(f"{twice} is in the subgraph twice")
        for edge in self.edges:
            if not {edge.source, edge.target} <= known:
                raise ValueError(f"an end of {edge.source} {edge.predicate} {edge.target} is not in the subgraph")

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the page does not show, a sentence each; for the user's terminal and for the page."""
        papers = sum(node.is_paper for node in self.nodes)
        entities = len(self.nodes) - papers
        shown = {node.id for node in self.nodes if node.is_paper}
        facts = sum(edge.source in shown for edge in self.edges)
        sentences = []
        if self.focus and self.reached > len(self.nodes):
            hidden = self.reached - len(self.nodes)
            sentences.append(f"{hidden:,} of {self.reached:,} neighbours within reach were left out.")
        if papers < self.totals.papers or entities < self.totals.entities:
            sentences.append(
                f"Shown: {papers:,} of {_counted(self.totals.papers, 'paper', 'papers')}, "
                f"{entities:,} of {_counted(self.totals.entities, 'entity', 'entities')}, "
                f"{facts:,} of {_counted(self.totals.statements, 'statement', 'statements')}."
            )
        return tuple(sentences)


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"
