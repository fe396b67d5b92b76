"""Statistics: what a graph holds, in numbers. `Statistics.as_json` is what `kg stats --json` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ontology import terms
from ontology.terms import ENTITY_TYPES, PAPER_TYPES, PREDICATES, contract
from queries.graph import Graph

__all__ = ["Ranked", "Statistics", "collect"]

_PAPERS_BY_TYPE: Final = f"""
SELECT ?name (COUNT(DISTINCT ?paper) AS ?number) WHERE {{
  GRAPH ?paper {{ ?paper a <{terms.PAPER}> ; <{terms.PAPER_TYPE}> ?name }}
}} GROUP BY ?name"""
_PAPERS_BY_YEAR: Final = f"""
SELECT ?name (COUNT(DISTINCT ?paper) AS ?number) WHERE {{
  GRAPH ?paper {{ ?paper a <{terms.PAPER}> ; <{terms.ISSUED}> ?date }} BIND (SUBSTR(STR(?date), 1, 4) AS ?name)
}} GROUP BY ?name"""
_PAPERS_BY_SOURCE: Final = f"""
SELECT ?name (COUNT(DISTINCT ?paper) AS ?number) WHERE {{
  GRAPH ?paper {{ ?paper a <{terms.PAPER}> ; <{terms.SOURCE}> ?name }}
}} GROUP BY ?name"""
_ENTITIES_BY_TYPE: Final = f"""
SELECT ?name (COUNT(DISTINCT ?entity) AS ?number) WHERE {{
  GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?entity a <{terms.ENTITY}> ; a ?name }}
}} GROUP BY ?name"""
_COINED: Final = f"""
SELECT (COUNT(DISTINCT ?entity) AS ?number) WHERE {{
  GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?entity <{terms.IS_COINED}> true }}
}}"""
_STATEMENTS: Final = f"""
SELECT ?name (COUNT(?statement) AS ?number) WHERE {{
  GRAPH ?paper {{ ?statement a <{terms.STATEMENT}> ; <{terms.RDF_PREDICATE}> ?name }}
}} GROUP BY ?name"""
_PAPERS_BY_ENTITY: Final = f"""
SELECT ?entity ?label ?type ?papers WHERE {{
  {{ SELECT ?entity (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
       GRAPH ?paper {{ ?statement <{terms.RDF_OBJECT}> ?entity ; <{terms.RDF_PREDICATE}> ?predicate }}
       FILTER (?predicate != <{PREDICATES["mentions"].iri}>)
     }} GROUP BY ?entity }}
  GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?entity <{terms.PREF_LABEL}> ?label ; a ?type }}
}}"""
_DESCRIPTION: Final = f"""
SELECT ?predicate ?value WHERE {{
  GRAPH <{terms.DESCRIPTION_GRAPH}> {{ <{terms.DESCRIPTION_GRAPH}> ?predicate ?value }}
}}"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entity and the number of papers that say more of it than its name."""

    id: str
    label: str
    papers: int

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
        return {"id": self.id, "label": self.label, "papers": self.papers}


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers about a graph.

    Attributes
    ----------
    papers_by_type, papers_by_year, papers_by_source : mapping of str to int
        Of distinct papers. Papers without a date are in no year; a paper of two sources counts in both.
    entities_by_type : mapping of str to int
        Every entity once, whether or not a paper speaks of it itself and not only of something narrower.
    benchmarks : int
        How many of the datasets are benchmarks.
    coined : int
        How many entities no vocabulary knows.
    statements_by_predicate : mapping of str to int
        By local name, in the order of `ontology.terms.PREDICATES`.
    top : mapping of str to tuple of Ranked
        By entity type: those with most papers, direct statements only; ties by label.
    tool_version, configuration_hash, newest_paper : str
        What the graph says of itself; a CURIE or empty for the last.
    """

    papers: int
    papers_by_type: Mapping[str, int]
    papers_by_year: Mapping[str, int]
    papers_by_source: Mapping[str, int]
    entities_by_type: Mapping[str, int]
    benchmarks: int
    coined: int
    statements_by_predicate: Mapping[str, int]
    top: Mapping[str, tuple[Ranked, ...]]
    tool_version: str = ""
    configuration_hash: str = ""
    newest_paper: str = ""

    @property
    def entities(self) -> int:
        """Number of entities."""
        return sum(self.entities_by_type.values())

    @property
    def statements(self) -> int:
        """Number of statements."""
        return sum(self.statements_by_predicate.values())

    def as_json(self) -> dict[str, Any]:
        """As `kg stats --json` prints it (docs/formats.md)."""
        return {
            "papers": self.papers,
            "entities": self.entities,
            "statements": self.statements,
            "papers_by_type": dict(self.papers_by_type),
            "papers_by_year": dict(self.papers_by_year),
            "papers_by_source": dict(self.papers_by_source),
            "entities_by_type": dict(self.entities_by_type),
            "benchmarks": self.benchmarks,
            "coined": self.coined,
            "statements_by_predicate": dict(self.statements_by_predicate),
            "top": {type_: [one.as_json() for one in ranked] for type_, ranked in self.top.items()},
            "tool_version": self.tool_version,
            "configuration_hash": self.configuration_hash,
            "newest_paper": self.newest_paper,
        }


def collect(graph: Graph, *, top: int = 10) -> Statistics:
    """Count what `graph` holds; `top` is how many entities to rank for each type."""
    paper_types = _counts(graph, _PAPERS_BY_TYPE)
    classes = _counts(graph, _ENTITIES_BY_TYPE)
    predicates = _counts(graph, _STATEMENTS)
    description = {str(row["predicate"]): str(row["value"]) for row in graph.select(_DESCRIPTION)}
    return Statistics(
        papers=sum(paper_types.values()),
        papers_by_type=_in_order(paper_types, PAPER_TYPES),
        papers_by_year=dict(sorted(_counts(graph, _PAPERS_BY_YEAR).items())),
        papers_by_source=dict(sorted(_counts(graph, _PAPERS_BY_SOURCE).items())),
        entities_by_type=_in_order(classes, ENTITY_TYPES),
        benchmarks=classes.get(terms.BENCHMARK.removeprefix(terms.KG), 0),
        coined=sum(int(row["number"]) for row in graph.select(_COINED)),
        statements_by_predicate=_in_order(predicates, PREDICATES),
        top=_ranking(graph, top),
        tool_version=description.get(terms.TOOL_VERSION, ""),
        configuration_hash=description.get(terms.CONFIGURATION_HASH, ""),
        newest_paper=contract(description.get(terms.NEWEST_PAPER, "")),
    )


def _counts(graph: Graph, query: str) -> dict[str, int]:
    """What `query` counts, by name; terms of our own ontology by their local name."""
    rows = [row for row in graph.select(query) if "name" in row]
    return {str(row["name"]).removeprefix(terms.KG): int(row["number"]) for row in rows}


def _in_order(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: counts[name] for name in names if name in counts}


def _ranking(graph: Graph, top: int) -> dict[str, tuple[Ranked, ...]]:
    by_type: defaultdict[str, list[Ranked]] = defaultdict(list)
    for row in graph.select(_PAPERS_BY_ENTITY):
        type_ = str(row["type"]).removeprefix(terms.KG)
        by_type[type_].append(Ranked(contract(str(row["entity"])), str(row["label"]), int(row["papers"])))
    return {
        type_: tuple(sorted(by_type[type_], key=lambda one: (-one.papers, one.label, one.id))[:top])
        for type_ in ENTITY_TYPES
        if type_ in by_type
    }
