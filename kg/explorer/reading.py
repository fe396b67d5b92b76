"""What the explorer reads from a graph: the queries in `kg/explorer/sparql`, bound to nodes, as records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.explorer.records import PAPER, Edge, Evidence, Node, Totals
from ontology import terms
from ontology.terms import contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from queries.graph import Graph

__all__ = ["MADE_BY", "GraphReader", "Statement"]

#: Predicate between two models, and the predicate between a paper and the base model that it follows from.
MADE_BY = {iri.removeprefix(terms.KG): predicate for predicate, iri in terms.BASED_ON_BY_PREDICATE.items()}


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A statement of a paper, without its evidence; all names are IRIs but `predicate`, which is a local name."""

    paper: str
    predicate: str
    entity: str
    iri: str
    confidence: float
    extractor: str

    @property
    def is_mention(self) -> bool:
        """True if the paper only names the entity in passing."""
        return self.predicate == "mentions"


class GraphReader:
    """Reads parts of `graph`. Nodes are named by IRI, None stands for all; every answer is in a fixed order."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def totals(self) -> Totals:
        """Size of the whole graph."""
        row = self._graph.select(_query("totals"))[0]
        return Totals(papers=int(row["papers"]), entities=int(row["entities"]), statements=int(row["statements"]))

    def central_entities(self) -> list[tuple[str, str, int]]:
        """The 2,000 entities with most papers that do more than mention them: IRI, type and papers, most first."""
        return [
            (str(row["entity"]), str(row["type"]).removeprefix(terms.KG), int(row["papers"]))
            for row in self._graph.select(_query("central"))
        ]

    def statements(self, nodes: Iterable[str] | None) -> list[Statement]:
        """All statements whose paper or entity is one of `nodes`, sorted."""
        return sorted(
            {
                Statement(
                    paper=str(row["paper"]),
                    predicate=str(row["predicate"]).removeprefix(terms.KG),
                    entity=str(row["entity"]),
                    iri=str(row["statement"]),
                    confidence=float(row["confidence"]),
                    extractor=str(row["extractor"]),
                )
                for row in self._rows("statements", nodes)
            }
        )

    def narrower(self, nodes: Iterable[str] | None) -> list[tuple[str, str]]:
        """Pairs of one of `nodes` and a version, kind or member of it, sorted."""
        return sorted((str(row["node"]), str(row["narrower"])) for row in self._rows("narrower", nodes))

    def broader(self, nodes: Iterable[str] | None) -> list[tuple[str, str]]:
        """Pairs of one of `nodes` and what it is a version, kind or member of, sorted."""
        return sorted((str(row["node"]), str(row["broader"])) for row in self._rows("broader", nodes))

    def derivations(self, nodes: Iterable[str] | None) -> list[tuple[str, str, str, str]]:
        """Model, predicate, base model and paper where the model or the base is one of `nodes`, sorted."""
        return sorted(
            {
                (
                    str(row["model"]),
                    str(row["predicate"]).removeprefix(terms.KG),
                    str(row["base"]),
                    str(row["paper"]),
                )
                for row in self._rows("derivations", nodes)
            }
        )

    def based_on(self, nodes: Iterable[str] | None) -> list[tuple[str, str]]:
        """Model and base model where one of both is among `nodes` and the vocabulary says so, sorted."""
        return sorted({(str(row["model"]), str(row["base"])) for row in self._rows("based_on", nodes)})

    def edges(self, statements: Sequence[Statement], *, quoted: bool = True) -> list[Edge]:
        """`statements` as edges, with all their evidence, or without any."""
        passages = self._evidence(statements) if quoted else dict.fromkeys((s.iri for s in statements), ())
        return [
            Edge(
                source=contract(statement.paper),
                target=contract(statement.entity),
                predicate=statement.predicate,
                confidence=statement.confidence,
                extractor=statement.extractor,
                evidence=passages[statement.iri],
            )
            for statement in statements
        ]

    def derivation_edges(self, derivations: Sequence[tuple[str, str, str, str]], *, quoted: bool = True) -> list[Edge]:
        """`derivations` as edges, each with the statement that its paper makes about the base model."""
        papers = {paper for _, _, _, paper in derivations}
        made = {(s.paper, s.predicate, s.entity): s for s in self.statements(papers)} if papers else {}
        found = [(d, made.get((d[3], MADE_BY[d[1]], d[2]))) for d in derivations]
        passages = self._evidence([statement for _, statement in found if statement and quoted])
        return [
            Edge(
                source=contract(model),
                target=contract(base),
                predicate=predicate,
                confidence=statement.confidence if statement else None,
                extractor=statement.extractor if statement else "",
                evidence=passages[statement.iri] if statement and quoted else (),
            )
            for (model, predicate, base, _), statement in found
        ]

    def describe(self, nodes: Iterable[str] | None) -> dict[str, Node]:
        """The nodes of the graph among `nodes`, by IRI; what the graph does not hold is absent."""
        nodes = nodes if nodes is None else sorted(set(nodes))
        if nodes == []:
            return {}
        degrees = {str(row["node"]): int(row["degree"]) for row in self._rows("degrees", nodes)}
        return {**self._entities(nodes, degrees), **self._papers(nodes, degrees)}

    def _entities(self, nodes: Sequence[str] | None, degrees: Mapping[str, int]) -> dict[str, Node]:
        found = {}
        for iri, values in self._properties("entities", nodes).items():
            # A node has several classes (kg:Entity, kg:Benchmark, skos:Concept); one of them is its type.
            types = [name for name in terms.ENTITY_TYPES if terms.KG + name in values[terms.RDF_TYPE]]
            if not types or not values[terms.PREF_LABEL]:
                continue
            label = min(values[terms.PREF_LABEL])
            found[iri] = Node(
                id=contract(iri),
                label=label,
                type=types[0],
                degree=degrees.get(iri, 0),
                aliases=tuple(sorted(values[terms.ALT_LABEL] - {label})),
                definition=min(values[terms.DEFINITION], default=""),
                kind=_kind(values),
                is_coined=bool(values[terms.IS_COINED]),
            )
        return found

    def _papers(self, nodes: Sequence[str] | None, degrees: Mapping[str, int]) -> dict[str, Node]:
        return {
            iri: Node(
                id=contract(iri),
                label=min(values[terms.TITLE]),
                type=PAPER,
                degree=degrees.get(iri, 0),
                kind=min(values[terms.PAPER_TYPE], default=""),
                authors=min(values[terms.AUTHOR_LIST], default=""),
                date=min(values[terms.ISSUED], default=""),
                venue=min(values[terms.VENUE], default=""),
                links=tuple(sorted(values[terms.RDFS_SEE_ALSO])),
            )
            for iri, values in self._properties("papers", nodes).items()
            if values[terms.TITLE]
        }

    def _properties(self, name: str, nodes: Sequence[str] | None) -> dict[str, defaultdict[str, set[str]]]:
        """All values that the query `name` finds, by node and predicate."""
        values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self._rows(name, nodes):
            values[str(row["node"])][str(row["predicate"])].add(str(row["value"]))
        return dict(sorted(values.items()))

    def _evidence(self, statements: Sequence[Statement]) -> dict[str, tuple[Evidence, ...]]:
        papers = {statement.iri: contract(statement.paper) for statement in statements}
        surfaces: defaultdict[str, set[str]] = defaultdict(set)
        for row in self._rows("surfaces", papers):
            surfaces[str(row["statement"])].add(str(row["surface"]))
        found: defaultdict[str, set[tuple[int, int, str]]] = defaultdict(set)
        for row in self._rows("evidence", papers):
            found[str(row["statement"])].add((int(row["start"]), int(row["end"]), str(row["quote"])))
        return {
            iri: tuple(
                _as_evidence(paper, quote, start, end, surfaces[iri]) for start, end, quote in sorted(found[iri])
            )
            for iri, paper in papers.items()
        }

    def _rows(self, name: str, nodes: Iterable[str] | None) -> list[dict[str, str | int | float | bool]]:
        return self._graph.select(_query(name) if nodes is None else _bind(_query(name), nodes))


def _kind(values: Mapping[str, set[str]]) -> str:
    """Level of a model, kind of a language, or that a dataset is a benchmark."""
    if terms.BENCHMARK in values[terms.RDF_TYPE]:
        return "benchmark"
    return min(values[terms.LEVEL] | values[terms.KIND], default="")


@cache
def _query(name: str) -> str:
    return (resources.files("kg.explorer") / "sparql" / f"{name}.rq").read_text(encoding="utf-8")


def _bind(query: str, iris: Iterable[str]) -> str:
    """`query` with `iris` in the place of its ``UNDEF``; what is not an IRI raises, so nothing can be spliced in."""
    return query.replace("UNDEF", " ".join(str(NamedNode(iri)) for iri in sorted(set(iris))))


def _as_evidence(paper: str, quote: str, start: int, end: int, surfaces: Iterable[str]) -> Evidence:
    from extractors.latex import decode

    readable = decode(quote).text
    return Evidence(paper=paper, quote=quote, start=start, end=end, readable=readable, marks=_marks(readable, surfaces))


def _marks(text: str, surfaces: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where any of `surfaces` stands in `text` as whole words, the longest where they overlap."""
    marks: list[tuple[int, int]] = []
    for surface in sorted(filter(None, surfaces), key=lambda surface: (-len(surface), surface)):
        start = text.find(surface)
        while start >= 0:
            end = start + len(surface)
            inside_word = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
            if not inside_word and all(end <= left or right <= start for left, right in marks):
                marks.append((start, end))
            start = text.find(surface, end)
    return tuple(sorted(marks))
