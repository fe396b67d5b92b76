"""Parts of a graph for a page that is there already: what `kg serve` sends when a reader goes beyond what it holds.

Every part is JSON in the columns of `kg.explorer.data.columns`; the page adds what it does not have yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.explorer.data import columns
from kg.explorer.reading import GraphReader
from kg.explorer.records import Edge
from kg.explorer.subgraph import select_whole
from ontology.errors import UnknownNameError
from ontology.terms import contract, expand

if TYPE_CHECKING:
    from kg.explorer.reading import Statement
    from kg.explorer.records import Node
    from queries.graph import Graph

__all__ = ["STEP", "facts_part", "node_part", "ties_part", "whole_part"]

#: How many facts of a kind come at a time.
STEP: Final = 20

#: A predicate, and whether the node is its subject.
_Way = tuple[str, bool]


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """A fact at a node that may still be to be read: a statement, a derivation, or what the vocabulary says.

    Ordered as the page lists them: the surest first, then by the other end.
    """

    doubt: float
    other: str
    number: int
    source: Statement | tuple[str, str, str, str] | Edge


def node_part(graph: Graph, id_: str) -> dict[str, Any]:
    """The node `id_` with its facts counted by kind (`ways`), and the first `STEP` of each kind.

    Raises
    ------
    UnknownNameError
        If the graph does not hold it.
    """
    reader = GraphReader(graph)
    found = _facts(reader, _known(reader, [id_])[0])
    part = _part(reader, [id_], [one for facts in found.values() for one in facts[:STEP]])
    ways = [{"predicate": name, "isSubject": side, "count": len(facts)} for (name, side), facts in found.items()]
    return {"ways": ways, **part}


def facts_part(graph: Graph, id_: str, predicate: str, *, is_subject: bool, start: int) -> dict[str, Any]:
    """Of the facts of one kind at the node `id_` the next `STEP`, those before `start` left out.

    Raises
    ------
    UnknownNameError
        If the graph does not hold the node.
    """
    reader = GraphReader(graph)
    found = _facts(reader, _known(reader, [id_])[0])
    return _part(reader, [id_], found.get((predicate, is_subject), [])[start : start + STEP])


def ties_part(graph: Graph, ids: Sequence[str], others: Sequence[str] = ()) -> dict[str, Any]:
    """The nodes `ids`, and every fact between them, and between them and `others`.

    What the graph does not hold is left out.
    """
    reader = GraphReader(graph)
    new = reader.describe(_iris(ids))
    inside = {*new, *reader.describe(_iris(others))}
    statements = [s for s in reader.statements(new) if s.entity in inside and s.paper in inside] if new else []
    derivations = [d for d in reader.derivations(new) if d[0] in inside and d[2] in inside] if new else []
    known = [
        Edge(contract(source), contract(target), name)
        for name, pairs in _vocabulary(reader, new).items()
        for source, target in pairs
        if source in inside and target in inside
    ]
    return _columns(reader, ids, [*reader.edges(statements), *reader.derivation_edges(derivations), *known])


def whole_part(graph: Graph) -> dict[str, Any]:
    """All of the graph, with its map; without sentences if it is large (`kg.explorer.select_whole`)."""
    whole = select_whole(graph)
    return columns(whole.nodes, whole.edges, papers=whole.papers, has_map=True)


def _known(reader: GraphReader, ids: Sequence[str]) -> list[str]:
    iris = _iris(ids)
    if not reader.describe(iris) or not iris:
        raise UnknownNameError(f"the graph holds no paper or entity {' '.join(ids)!r}")
    return iris


def _iris(ids: Sequence[str]) -> list[str]:
    """The IRIs of `ids`; what is neither an IRI nor a CURIE can be in no graph."""
    iris = []
    for id_ in ids:
        try:
            iris.append(expand(id_))
        except ValueError:
            continue
    return iris


def _vocabulary(reader: GraphReader, iris: Sequence[str] | Mapping[str, Node]) -> dict[str, list[tuple[str, str]]]:
    """What the vocabulary says of `iris`, on either side, by predicate."""
    if not iris:
        return {}
    upwards = reader.broader(iris) + [(narrower, node) for node, narrower in reader.narrower(iris)]
    return {"broader": sorted(set(upwards)), "basedOn": reader.based_on(iris)}


def _facts(reader: GraphReader, iri: str) -> dict[_Way, list[_Found]]:
    """Every fact at a node by kind, without evidence."""
    found: defaultdict[_Way, list[_Found]] = defaultdict(list)
    for number, one in enumerate(reader.statements([iri])):
        is_subject = one.paper == iri
        other = one.entity if is_subject else one.paper
        found[one.predicate, is_subject].append(_Found(-one.confidence, other, number, one))
    for number, derivation in enumerate(reader.derivations([iri])):
        model, predicate, base, _ = derivation
        other = base if model == iri else model
        found[predicate, model == iri].append(_Found(0, other, number, derivation))
    for predicate, pairs in _vocabulary(reader, [iri]).items():
        for number, (source, target) in enumerate(pairs):
            other = target if source == iri else source
            edge = Edge(contract(source), contract(target), predicate)
            found[predicate, source == iri].append(_Found(0, other, number, edge))
    return {way: sorted(found[way], key=lambda one: (one.doubt, one.other, one.number)) for way in sorted(found)}


def _part(reader: GraphReader, ids: Sequence[str], found: Sequence[_Found]) -> dict[str, Any]:
    """`found` with its evidence."""
    sources = [one.source for one in found]
    edges = [source for source in sources if isinstance(source, Edge)]
    derivations = [source for source in sources if isinstance(source, tuple)]
    statements = [source for source in sources if not isinstance(source, Edge | tuple)]
    return _columns(reader, ids, [*reader.edges(statements), *reader.derivation_edges(derivations), *edges])


def _columns(reader: GraphReader, ids: Sequence[str], edges: Sequence[Edge]) -> dict[str, Any]:
    """`edges` and the nodes `ids`, whether or not they have any."""
    named = [*_iris(ids), *(expand(id_) for edge in edges for id_ in (edge.source, edge.target))]
    quoted = [expand(evidence.paper) for edge in edges for evidence in edge.evidence]
    described = reader.describe([*named, *quoted])
    nodes = [described[iri] for iri in dict.fromkeys(named) if iri in described]
    held = {node.id for node in nodes}
    kept = [edge for edge in edges if edge.source in held and edge.target in held]
    return columns(nodes, kept, papers=list(described.values()))
