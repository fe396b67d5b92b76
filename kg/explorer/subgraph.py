"""Which part of a graph to show: the most central entities, or the neighbourhood of what was asked for."""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING

from kg.explorer.reading import GraphReader
from kg.explorer.records import PAPER, Edge, Node, Subgraph
from ontology.errors import UnknownNameError
from ontology.terms import ENTITY_TYPES, contract, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from queries.graph import Graph

__all__ = ["select_subgraph", "select_whole"]

#: Share of the most central view that is entities; the rest are the papers that tie them together.
_ENTITY_SHARE = 0.45
#: What a view of a whole family (Llama, Bantu languages) may spend on the family itself.
_FAMILY_SHARE = 0.35
#: What each step but the last may spend of the room that is left, so that the last one is seen at all.
_STEP_SHARE = 0.5
#: Types in the order in which the page lists them.
_TYPES = (PAPER, *ENTITY_TYPES)
#: How many entities of each type the most central view shows, in proportion: what is used everywhere (fine-tuning,
#: code generation) would else push out the models and datasets that people come for.
_TYPE_WEIGHTS = {"Model": 3, "Dataset": 2, "Method": 3, "Task": 2, "Language": 2, "Metric": 1}
#: Papers that are weighed against each other for the most central view.
_PAPERS_WEIGHED = 3000


def select_subgraph(graph: Graph, *, focus: Sequence[str] = (), depth: int = 1, max_nodes: int = 120) -> Subgraph:
    """The part of `graph` that one page can show and a person can read.

    Parameters
    ----------
    graph : Graph
        A `kg.store.Store`, or anything else that answers SPARQL over what docs/data-model.md describes.
    focus : sequence of str
        IRIs or CURIEs of entities and papers, the most important first: one for the neighbourhood of a thing, the
        answers for a question. Empty for the most central entities. What is narrower than a focus (Llama 2 under
        Llama) belongs to it.
    depth : int
        Steps away from the focus; a step leads from a paper to an entity, or back, or along the hierarchy.
    max_nodes : int
        The most that is shown; who has more ties to what is shown already comes first.

    Returns
    -------
    Subgraph
        All facts between the chosen nodes, with their evidence. The same graph gives the same subgraph.

    Raises
    ------
    UnknownNameError
        If the graph does not hold one of `focus`.
    ValueError
        If `depth` is negative or `max_nodes` is below 1.
    """
    if depth < 0 or max_nodes < 1:
        raise ValueError(f"depth must be 0 or more and max_nodes 1 or more, got {depth} and {max_nodes}")
    reader = GraphReader(graph)
    if focus:
        seeds = _known(reader, focus)
        chosen, reached = _neighbourhood(reader, seeds, depth=depth, max_nodes=max_nodes)
    else:
        seeds = []
        chosen = _most_central(reader, max_nodes)
        reached = len(chosen)
    return _assemble(reader, chosen, seeds, reached)


def select_whole(graph: Graph, *, most_quoted: int = 15_000) -> Subgraph:
    """All of `graph`, for a map of it and for leading on from a part.

    Parameters
    ----------
    graph : Graph
        As for `select_subgraph`.
    most_quoted : int
        With more statements than that no edge has evidence, so that the page stays of a size that can be sent.

    Returns
    -------
    Subgraph
        Papers first, then entities by type, each by falling degree.
    """
    reader = GraphReader(graph)
    totals = reader.totals()
    return _assemble(reader, None, [], reached=None, quoted=totals.statements <= most_quoted)


def _known(reader: GraphReader, focus: Sequence[str]) -> list[str]:
    """The IRIs of `focus`, each once; raises for one that the graph does not hold."""
    iris: dict[str, None] = {}
    for name in focus:
        try:
            iri = expand(name)
            held = reader.describe([iri])
        except ValueError:  # neither an IRI nor a CURIE
            held = {}
        if not held:
            raise UnknownNameError(f"the graph holds no paper or entity {name!r}", hint="try: kg show NAME")
        iris[iri] = None
    return list(iris)


def _rank(node: Node, focus: Mapping[str, int]) -> tuple[int, int, int, str]:
    return (focus.get(node.id, len(focus)), _TYPES.index(node.type), -node.degree, node.id)


def _most_central(reader: GraphReader, max_nodes: int) -> list[str]:
    """The entities of each type with most papers, and the papers that best tie them together; one component."""
    places: defaultdict[str, int] = defaultdict(int)
    ranked: list[tuple[float, int, str]] = []
    for iri, type_, papers in reader.central_entities():
        places[type_] += 1
        ranked.append((places[type_] / _TYPE_WEIGHTS[type_], -papers, iri))
    entities = [iri for _, _, iri in sorted(ranked)[: max(1, round(max_nodes * _ENTITY_SHARE))]]
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for statement in reader.statements(entities):
        if not statement.is_mention:
            neighbours[statement.paper].add(statement.entity)
    weighed = sorted(neighbours, key=lambda paper: (-len(neighbours[paper]), paper))[:_PAPERS_WEIGHED]
    chosen = _cover(weighed, neighbours, limit=max_nodes - len(entities))
    return _main_component([*entities, *chosen], [(paper, e) for paper in chosen for e in sorted(neighbours[paper])])


def _cover(papers: Sequence[str], neighbours: Mapping[str, set[str]], *, limit: int) -> list[str]:
    """The `limit` papers that together show all entities best: what was shown k times counts 1/(k + 1) more."""
    shown: defaultdict[str, int] = defaultdict(int)

    def cost(paper: str) -> float:
        # Sorted before it is summed: the order of a set would reach the last bit of the sum, and so the choice.
        return -sum(sorted(1 / (shown[entity] + 1) for entity in neighbours[paper]))

    chosen: list[str] = []
    heap = [(cost(paper), paper) for paper in papers]
    heapq.heapify(heap)
    while heap and len(chosen) < limit:
        _, paper = heap[0]
        # What a paper adds only ever falls as others are chosen, so a cost that still leads when renewed is the least.
        if heap[0] != (renewed := (cost(paper), paper)):
            heapq.heapreplace(heap, renewed)
            continue
        heapq.heappop(heap)
        chosen.append(paper)
        for entity in neighbours[paper]:
            shown[entity] += 1
    return chosen


def _main_component(nodes: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[str]:
    adjacent: defaultdict[str, list[str]] = defaultdict(list)
    for left, right in pairs:
        adjacent[left].append(right)
        adjacent[right].append(left)
    best: set[str] = set()
    seen: set[str] = set()
    for node in nodes:
        if node in seen:
            continue
        component, stack = {node}, [node]
        while stack:
            for other in adjacent[stack.pop()]:
                if other not in component:
                    component.add(other)
                    stack.append(other)
        seen |= component
        if len(component) > len(best):
            best = component
    return [node for node in nodes if node in best]


def _neighbourhood(reader: GraphReader, seeds: list[str], *, depth: int, max_nodes: int) -> tuple[list[str], int]:
    """Nodes up to `depth` steps from `seeds`, and how many there would be without the limit."""
    family = _family(reader, seeds)
    room = max(len(seeds), round(max_nodes * _FAMILY_SHARE))
    chosen = dict.fromkeys([*seeds, *family][:room][:max_nodes])
    reached = {*seeds, *family}
    frontier = list(chosen)
    waiting: list[str] = []
    for step in range(depth):
        ties = _ties(reader, frontier, chosen, with_relatives=step == 0)
        reached |= ties.keys()
        room = max_nodes - len(chosen)
        if step < depth - 1:
            room = round(room * _STEP_SHARE)
        ranked = sorted(ties, key=lambda node: (*ties[node], node))
        frontier = ranked[:room]
        chosen.update(dict.fromkeys(frontier))
        waiting += ranked[room:]
    # What the last step left free goes to those that the earlier ones had no room for.
    left = [node for node in dict.fromkeys(waiting) if node not in chosen]
    chosen.update(dict.fromkeys(left[: max_nodes - len(chosen)]))
    return list(chosen), len(reached)


def _family(reader: GraphReader, seeds: Sequence[str]) -> list[str]:
    """Everything narrower than `seeds`, those with most statements first."""
    found: dict[str, None] = {}
    level = sorted(seeds)
    while level:
        level = sorted({n for _, n in reader.narrower(level)} - found.keys() - set(seeds))
        found.update(dict.fromkeys(level))
    degrees = {iri: node.degree for iri, node in reader.describe(found).items()}
    return sorted(degrees, key=lambda iri: (-degrees[iri], iri))


def _ties(
    reader: GraphReader, frontier: Sequence[str], chosen: Mapping[str, None], *, with_relatives: bool
) -> dict[str, tuple[int, int, float]]:
    """Neighbours of `frontier` outside `chosen`, each with a key that sorts the best connected first.

    Ties are distinct neighbours in the frontier; those that only a passing mention makes come last. Relatives are what
    the hierarchy and the derivation of models lead to: of the focus they are welcome, of its neighbours (all other
    versions of Llama, beside the one that was asked for) they would fill the page with what no paper here speaks of.
    """
    inside = set(frontier)
    ties: defaultdict[str, dict[str, float]] = defaultdict(dict)
    weak: defaultdict[str, set[str]] = defaultdict(set)
    for statement in reader.statements(frontier):
        for node, other in ((statement.paper, statement.entity), (statement.entity, statement.paper)):
            if other in inside and node not in chosen:
                if statement.is_mention:
                    weak[node].add(other)
                else:
                    ties[node][other] = max(statement.confidence, ties[node].get(other, 0.0))
    for other, node in _relatives(reader, frontier) if with_relatives else ():
        if other in inside and node not in chosen:
            ties[node].setdefault(other, 0.0)  # behind whatever papers say
    return {
        node: (-len(ties[node]), -len(weak[node]), -max(ties[node].values(), default=0.0))
        for node in sorted({*ties, *weak})
    }


def _relatives(reader: GraphReader, nodes: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of one of `nodes` and what is directly above or below it, made from it, or what it was made from."""
    made = [(model, base) for model, _, base, _ in reader.derivations(nodes)] + reader.based_on(nodes)
    both_ways = [pair for model, base in made for pair in ((model, base), (base, model))]
    return [*reader.narrower(nodes), *reader.broader(nodes), *both_ways]


def _assemble(
    reader: GraphReader, chosen: Sequence[str] | None, seeds: Sequence[str], reached: int | None, *, quoted: bool = True
) -> Subgraph:
    """The subgraph of `chosen`, or of all: every fact between them, and the papers that are quoted."""
    described = reader.describe(chosen)
    inside = described.keys()
    asked = None if chosen is None else inside
    papers = None if chosen is None else [iri for iri, node in described.items() if node.is_paper]
    statements = [s for s in reader.statements(papers) if s.entity in inside and s.paper in inside]
    derivations = [d for d in reader.derivations(asked) if d[0] in inside and d[2] in inside]
    known = [("broader", *pair) for pair in reader.broader(asked)]
    known += [("basedOn", *pair) for pair in reader.based_on(asked)]
    vocabulary = [
        Edge(source=contract(source), target=contract(target), predicate=predicate)
        for predicate, source, target in known
        if source in inside and target in inside
    ]
    read = [*reader.edges(statements, quoted=quoted), *reader.derivation_edges(derivations, quoted=quoted)]
    edges = [*read, *vocabulary]
    nodes = {node.id: node for node in described.values()}
    unseen = {evidence.paper for edge in edges for evidence in edge.evidence} - nodes.keys()
    quoted_papers = reader.describe(expand(curie) for curie in unseen)
    focus = tuple(contract(iri) for iri in seeds if iri in inside)
    places = {id_: place for place, id_ in enumerate(focus)}
    return Subgraph(
        nodes=tuple(sorted(nodes.values(), key=lambda node: _rank(node, places))),
        edges=tuple(sorted(edges, key=lambda edge: (edge.source, edge.predicate, edge.target))),
        focus=focus,
        totals=reader.totals(),
        reached=len(nodes) if reached is None else reached,
        papers=tuple(sorted(quoted_papers.values(), key=lambda node: node.id)),
    )
