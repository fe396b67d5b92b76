"""Cards: everything that the graph says of one entity or one paper, with the sentences that say so.

`find` looks up a name, `make_card` gathers the facts; `Card.as_json` is what `kg show --json` prints.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from kg.explorer.reading import GraphReader
from kg.explorer.records import PAPER, Edge, Node
from ontology import terms
from ontology.errors import UnknownNameError
from ontology.folding import compact, fold
from ontology.terms import ENTITY_TYPES, PREDICATES, contract, expand
from queries.graph import Graph, LabelIndex

__all__ = ["Card", "Fact", "Narrower", "Thing", "find", "make_card"]

_TYPES: Final = {type_.casefold(): type_ for type_ in (PAPER, *ENTITY_TYPES)}

_SOURCE: Final = f"""
SELECT ?predicate ?value WHERE {{
  VALUES ?predicate {{ <{terms.IDENTIFIER}> <{terms.SOURCE}> <{terms.ABSTRACT}> <{terms.SOURCE_TITLE}> }}
  GRAPH %s {{ %s ?predicate ?value }}
}}"""
_BASED_ON: Final = f"""
SELECT DISTINCT ?model ?base WHERE {{
  GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?model <{terms.BASED_ON}> ?base }} FILTER (%s IN (?model, ?base))
}}"""
_PAPERS_OF: Final = f"""
SELECT ?node (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  {{ SELECT DISTINCT ?node ?entity WHERE {{
       VALUES ?node {{ %s }}
       GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?entity <{terms.BROADER}>* ?node }} }} }}
  GRAPH ?paper {{ ?statement <{terms.RDF_OBJECT}> ?entity }}
}} GROUP BY ?node"""


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """An entity or a paper by name.

    Attributes
    ----------
    label : str
        Preferred label, or title.
    type : str
        An entity type, or ``Paper``.
    id : str
        CURIE.
    """

    label: str
    type: str
    id: str

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
        return {"id": self.id, "label": self.label, "type": self.type}


@dataclass(frozen=True, slots=True)
class Fact:
    """One edge at the subject of a card, seen from there.

    Attributes
    ----------
    other : Thing
        The node at the other end.
    edge : Edge
        The fact itself, with its evidence.
    """

    other: Thing
    edge: Edge

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it: like an answer of `kg ask`."""
        return {
            **self.other.as_json(),
            "confidence": self.edge.confidence,
            "extractor": self.edge.extractor,
            "evidence": [
                {
                    "paper": evidence.paper,
                    "predicate": self.edge.predicate,
                    "quote": evidence.quote,
                    "start": evidence.start,
                    "end": evidence.end,
                }
                for evidence in self.edge.evidence
            ],
        }


@dataclass(frozen=True, slots=True)
class Narrower:
    """A version, kind or member of an entity, with the number of papers on it and on all below it."""

    thing: Thing
    papers: int

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
        return {**self.thing.as_json(), "papers": self.papers}


@dataclass(frozen=True, slots=True)
class Card:
    r"""What the graph says of `node`.

    Attributes
    ----------
    papers : int
        Number of papers on an entity or on anything narrower, passing mentions included; 1 for a paper.
    broader : tuple of Thing
        What an entity is a version, kind or member of, one step up.
    narrower : tuple of Narrower
        What is one step below an entity, most papers first.
    facts : tuple of (str, tuple of Fact)
        By predicate, in the order of `ontology.terms.PREDICATES`, the surest first. Statements of and about `node`.
    built_on, basis_of : tuple of (str, tuple of Fact)
        For models, by predicate (``finetuneOf``): what `node` was made from, and what was made from it. What only a
        vocabulary says (``basedOn``) has no evidence.
    identifiers, sources : tuple of str
        Of a paper.
    source_title, abstract : str
        Of a paper, verbatim: offsets of evidence point into ``source_title + "\n" + abstract``.
    """

    node: Node
    papers: int
    broader: tuple[Thing, ...] = ()
    narrower: tuple[Narrower, ...] = ()
    facts: tuple[tuple[str, tuple[Fact, ...]], ...] = ()
    built_on: tuple[tuple[str, tuple[Fact, ...]], ...] = ()
    basis_of: tuple[tuple[str, tuple[Fact, ...]], ...] = ()
    identifiers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_title: str = ""
    abstract: str = ""

    def as_json(self) -> dict[str, Any]:
        """As `kg show --json` prints it (docs/formats.md)."""
        node = self.node
        head: dict[str, Any] = {"id": node.id, "label": node.label, "type": node.type}
        facts = {"facts": _groups_as_json(self.facts)}
        if node.is_paper:
            return head | {
                "paper_type": node.kind,
                "authors": node.authors.split("; ") if node.authors else [],
                "date": node.date,
                "venue": node.venue,
                "links": list(node.links),
                "identifiers": list(self.identifiers),
                "sources": list(self.sources),
                "source_title": self.source_title,
                "abstract": self.abstract,
                **facts,
            }
        return head | {
            "aliases": list(node.aliases),
            "definition": node.definition,
            "kind": node.kind,
            "is_coined": node.is_coined,
            "papers": self.papers,
            "broader": [thing.as_json() for thing in self.broader],
            "narrower": [narrower.as_json() for narrower in self.narrower],
            **facts,
            "built_on": _groups_as_json(self.built_on),
            "basis_of": _groups_as_json(self.basis_of),
        }


def _groups_as_json(groups: Sequence[tuple[str, tuple[Fact, ...]]]) -> list[dict[str, Any]]:
    return [
        {"predicate": predicate, "count": len(facts), "items": [fact.as_json() for fact in facts]}
        for predicate, facts in groups
    ]


def find(graph: Graph, name: str, *, type: str = "", index: LabelIndex | None = None) -> tuple[Thing, ...]:
    """Everything that `name` may denote; more than one thing if it is ambiguous.

    Parameters
    ----------
    name : str
        In this order, the first that fits: an IRI or CURIE (``kgr:model/llama-2``); a label or alias of an entity, its
        preferred label before the others; a title, what stands before its colon, or an identifier of a paper
        (``2308.13137``); words that stand in a title or label one after another. Case, accents, hyphens and spaces do
        not matter. A type before a colon narrows it: ``method:BLADE``.
    type : str, optional
        ``Paper`` or an entity type: find nothing else.
    index : LabelIndex, optional
        The names of `graph`, where somebody holds them already: reading them is most of the work.

    Returns
    -------
    tuple of Thing
        Sorted by label.

    Raises
    ------
    UnknownNameError
        If nothing fits; with the nearest labels as suggestions.

    Notes
    -----
    Reads all names of the graph and compares them here, so that no text of a user becomes part of a query.
    """
    index = index or LabelIndex.of(graph)
    for text, qualifier in _readings(name):
        for candidates in _candidates(index, text):
            things = {_thing(index, iri) for iri in candidates}
            if found := [one for one in things if type in ("", one.type) and qualifier in ("", one.type)]:
                return tuple(sorted(found))
    near = index.suggestions(name, limit=3)
    raise UnknownNameError(
        f"the graph has no {type.lower() or 'entity or paper'} called {name!r}",
        hint=f"Did you mean {' or '.join(near)}?" if near else "See what it holds: kg stats",
        suggestions=near,
    )


def make_card(graph: Graph, id_: str) -> Card:
    """The card of the entity or paper `id_`, a CURIE or IRI.

    Raises
    ------
    UnknownNameError
        If the graph does not hold it.
    """
    reader = GraphReader(graph)
    iri = expand(id_)
    node = reader.describe([iri]).get(iri)
    if node is None:
        raise UnknownNameError(f"the graph does not hold {id_}", hint="See what it holds: kg stats")
    edges = reader.edges(reader.statements([iri]))
    if node.is_paper:
        things = _named(reader, edges)
        values = _literals(graph, iri)
        return Card(
            node=node,
            papers=1,
            facts=_grouped(edges, things, lambda edge: edge.target, PREDICATES),
            identifiers=tuple(sorted(values[terms.IDENTIFIER])),
            sources=tuple(sorted(values[terms.SOURCE])),
            source_title=next(iter(values[terms.SOURCE_TITLE]), node.label),
            abstract=next(iter(values[terms.ABSTRACT]), ""),
        )
    derivations = [*reader.derivation_edges(reader.derivations([iri])), *_known_derivations(graph, iri)]
    broader = [contract(up) for _, up in reader.broader([iri])]
    narrower = [contract(down) for _, down in reader.narrower([iri])]
    things = _named(reader, [*edges, *derivations], *broader, *narrower)
    papers = _paper_counts(graph, [node.id, *narrower])
    ways = [iri.removeprefix(terms.KG) for iri in (*terms.BASED_ON_BY_PREDICATE.values(), terms.BASED_ON)]
    return Card(
        node=node,
        papers=papers.get(node.id, 0),
        broader=tuple(sorted(things[id_] for id_ in broader)),
        narrower=tuple(
            sorted(
                (Narrower(things[id_], papers.get(id_, 0)) for id_ in narrower),
                key=lambda one: (-one.papers, one.thing),
            )
        ),
        facts=_grouped(edges, things, lambda edge: edge.source, PREDICATES),
        built_on=_grouped([e for e in derivations if e.source == node.id], things, lambda edge: edge.target, ways),
        basis_of=_grouped([e for e in derivations if e.target == node.id], things, lambda edge: edge.source, ways),
    )


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """`name` with a type before its colon taken as a qualifier, and `name` as it stands: (name, type or empty)."""
    prefix, _, rest = name.partition(":")
    qualifier = _TYPES.get(prefix.strip().casefold())
    if qualifier and rest.strip():
        yield rest.strip(), qualifier
    yield name, ""


def _candidates(index: LabelIndex, text: str) -> Iterator[Iterable[str]]:
    """IRIs that `text` may stand for, by one criterion after another, the surest first."""
    yield [iri for iri in _as_iris(text) if iri in index.entities or iri in index.titles]
    key, words = compact(text), fold(text)
    if not key:
        return
    entities = index.find(text)
    yield [iri for iri in entities if compact(index.entities[iri].label) == key]
    yield entities
    yield index.find_papers(text)
    labels = [entry.iri for entry in index.entities.values() if f" {words} " in f" {fold(entry.label)} "]
    yield [*labels, *index.find_papers_within(text)]


def _as_iris(text: str) -> Iterator[str]:
    """`text` as an IRI, if it is written as one, as a CURIE, or as a CURIE without its prefix."""
    for form in (text, f"kgr:{text}"):
        with contextlib.suppress(ValueError):
            yield expand(form)


def _thing(index: LabelIndex, iri: str) -> Thing:
    if entry := index.entities.get(iri):
        return Thing(entry.label, entry.type, contract(iri))
    return Thing(index.titles[iri], PAPER, contract(iri))


def _named(reader: GraphReader, edges: Sequence[Edge], *ids: str) -> dict[str, Thing]:
    """Label and type of every node of `edges` and of `ids`, by CURIE."""
    wanted = {id_ for edge in edges for id_ in (edge.source, edge.target)} | set(ids)
    nodes = reader.describe(expand(id_) for id_ in wanted).values()
    return {node.id: Thing(node.label, node.type, node.id) for node in nodes}


def _grouped(
    edges: Sequence[Edge], things: dict[str, Thing], end: Callable[[Edge], str], order: Iterable[str]
) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """`edges` by predicate in the given order, each with the node that `end` picks, the surest first."""
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for edge in edges:
        groups[edge.predicate].append(Fact(things[end(edge)], edge))
    return tuple(
        (predicate, tuple(sorted(groups[predicate], key=lambda fact: (-(fact.edge.confidence or 0.0), fact.other))))
        for predicate in order
        if predicate in groups
    )


def _literals(graph: Graph, iri: str) -> defaultdict[str, set[str]]:
    """What the sources said of the paper `iri`, which the graph holds, by predicate."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for row in graph.select(_SOURCE % ((NamedNode(iri),) * 2)):
        values[str(row["predicate"])].add(str(row["value"]))
    return values


def _known_derivations(graph: Graph, iri: str) -> list[Edge]:
    """What a vocabulary says of which model the entity `iri` was made from, and which from it."""
    rows = graph.select(_BASED_ON % NamedNode(iri))
    name = terms.BASED_ON.removeprefix(terms.KG)
    return [Edge(contract(str(row["model"])), contract(str(row["base"])), name) for row in rows]


def _paper_counts(graph: Graph, ids: Iterable[str]) -> dict[str, int]:
    """Number of papers on each entity of the graph in `ids` and on anything narrower."""
    rows = graph.select(_PAPERS_OF % " ".join(str(NamedNode(expand(id_))) for id_ in ids))
    return {contract(str(row["node"])): int(row["papers"]) for row in rows if "node" in row}
