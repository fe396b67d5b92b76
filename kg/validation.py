"""Validation: whether a graph keeps to docs/data-model.md, by the SHACL shapes and by checks that SHACL cannot express.

The shapes (`ontology/shapes.ttl`) look at nodes one by one. The checks here compare: quotes with the texts that they
were taken from, statements with the triples that they describe, counts with what is counted.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.description import DESCRIPTION
from kg.rdf import node, read_records
from kg.store import Store
from kg.vocabulary_graph import VOCABULARY
from ontology import terms
from ontology.terms import PREDICATES, contract

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["ValidationReport", "Violation", "validate"]

_SHAPES_FILE: Final = Path(terms.__file__).with_name("shapes.ttl")
_SHAPES: Final = "https://w3id.org/paperkg/shapes#"
#: Shapes of what stands in the graphs of papers, and of what stands in the other two.
PAPER_SHAPES: Final = ("Paper", "Statement", "Selector", "Introduced", "Derived")
SHARED_SHAPES: Final = (
    "Entity", "Model", "Dataset", "Method", "Task", "Language", "Metric", "Scheme", "Description",
)  # fmt: skip
#: Papers that are handed to pyshacl at a time: enough to share its start, few enough to fit in memory.
_BATCH: Final = 500
_DIRECT: Final = tuple(predicate.iri for predicate in PREDICATES.values())
_STRING: Final = terms.XSD + "string"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that is wrong.

    Attributes
    ----------
    node : str
        IRI of what is wrong.
    check : str
        ``shape`` for the SHACL shapes, else the name of the check: quote, statement, derived, record, hierarchy,
        listing, description.
    message : str
        What is wrong with it.
    """

    node: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{contract(self.node)}: {self.message} ({self.check})"

    def as_json(self) -> dict[str, str]:
        """As an object of JSON."""
        return {"node": contract(self.node), "check": self.check, "message": self.message}


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What was looked at, and all that is wrong, sorted."""

    papers: int
    statements: int
    entities: int
    violations: tuple[Violation, ...]
    seconds: float

    @property
    def conforms(self) -> bool:
        """True if nothing is wrong."""
        return not self.violations

    def as_json(self) -> dict[str, Any]:
        """As an object of JSON."""
        return {
            "conforms": self.conforms,
            "papers": self.papers,
            "statements": self.statements,
            "entities": self.entities,
            "violations": [violation.as_json() for violation in self.violations],
        }


def validate(store: Store, *, progress: Callable[[int, int], None] | None = None) -> ValidationReport:
    """Check the whole graph of `store`.

    Parameters
    ----------
    progress : callable, optional
        Called with the number of papers checked and the number of all papers.

    Notes
    -----
    Linear in the number of papers; about 7 s for 550 papers with 8 statements each, most of it in pyshacl. Papers go
    through it in batches, with the types of the entities that they name beside them.
    """
    started = time.monotonic()
    graphs = store.paper_graphs()
    violations: list[Violation] = []
    used: set[str] = set()
    statements = 0
    for first in range(0, len(graphs), _BATCH):
        batch: list[ox.Quad] = []
        for graph in graphs[first : first + _BATCH]:
            paper = _PaperGraph(graph.value, list(store.graph.quads_for_pattern(None, None, None, graph)))
            violations += paper.violations()
            used |= paper.entities
            statements += len(paper.statements)
            batch += paper.quads
        violations += _shape_violations([*batch, *_types_beside(store, batch)], PAPER_SHAPES)
        if progress is not None:
            progress(min(first + _BATCH, len(graphs)), len(graphs))
    vocabulary = list(store.graph.quads_for_pattern(None, None, None, VOCABULARY))
    description = list(store.graph.quads_for_pattern(None, None, None, DESCRIPTION))
    papers = [ox.Quad(graph, node(terms.RDF_TYPE), node(terms.PAPER), graph) for graph in graphs]
    violations += _shape_violations([*vocabulary, *description, *papers], SHARED_SHAPES)
    listed = {_text(quad.subject) for quad in vocabulary if quad.object == node(terms.ENTITY)}
    violations += _listing_violations(vocabulary, listed, used)
    violations += _description_violations(description, len(graphs), statements, len(listed))
    return ValidationReport(
        len(graphs), statements, len(listed), tuple(sorted(set(violations))), time.monotonic() - started
    )


def _text(term: Any) -> str:
    """The value of an IRI or a literal."""
    return str(term.value)


# One paper


class _PaperGraph:
    """The named graph of one paper, sorted out for comparing its parts."""

    def __init__(self, iri: str, quads: list[ox.Quad]) -> None:
        self.iri = iri
        self.quads = quads
        #: Subject -> predicate -> values.
        self.values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self.values[_text(quad.subject)][quad.predicate.value].append(_text(quad.object))
        self.statements = self._of_type(terms.STATEMENT)
        #: What the paper says: predicates and objects of its direct triples.
        self.direct = {(predicate, entity) for predicate in _DIRECT for entity in self.values[iri][predicate]}
        self.entities = {entity for _, entity in self.direct}

    def _of_type(self, type: str) -> list[str]:
        return [subject for subject, values in self.values.items() if type in values[terms.RDF_TYPE]]

    def _one(self, subject: str, predicate: str) -> str:
        """A value of `predicate`; empty if there is none (the shapes say what is missing)."""
        return next(iter(self.values[subject][predicate]), "")

    def violations(self) -> Iterator[Violation]:
        if self._of_type(terms.PAPER) != [self.iri]:
            yield Violation(self.iri, "statement", "its graph does not hold this paper and no other")
        yield from self._quotes()
        yield from self._statements()
        yield from self._derived()
        yield from self._records()

    def _quotes(self) -> Iterator[Violation]:
        text = f"{self._one(self.iri, terms.SOURCE_TITLE)}\n{self._one(self.iri, terms.ABSTRACT)}"
        for selector in self._of_type(terms.TEXT_QUOTE_SELECTOR):
            quote, start, end = (self._one(selector, name) for name in (terms.EXACT, terms.START, terms.END))
            if not (start.isdecimal() and end.isdecimal()):
                continue
            if text[int(start) : int(end)] != quote:
                yield Violation(selector, "quote", f"{quote!r} does not stand at {start}:{end} of the paper")
            if selector != f"{self.iri}#char={start},{end}":
                yield Violation(selector, "quote", f"its IRI does not say {start},{end}")

    def _statements(self) -> Iterator[Violation]:
        described = set()
        for statement in self.statements:
            values = self.values[statement]
            if any(subject != self.iri for subject in values[terms.RDF_SUBJECT]):
                yield Violation(statement, "statement", "is about another paper than that of its graph")
            for triple in product(values[terms.RDF_PREDICATE], values[terms.RDF_OBJECT]):
                described.add(triple)
                if triple not in self.direct:
                    yield Violation(statement, "statement", "describes a triple that is not there")
        for predicate, entity in self.direct - described:
            yield Violation(self.iri, "statement", f"no statement describes {contract(predicate)} {contract(entity)}")

    def _derived(self) -> Iterator[Violation]:
        introduced = {entity for predicate, entity in self.direct if predicate == PREDICATES["introduces"].iri}
        by_this = {subject for subject, values in self.values.items() if values[terms.INTRODUCED_BY]}
        for entity in by_this - introduced:
            yield Violation(entity, "derived", f"is introduced by {contract(self.iri)}, which does not introduce it")
        for entity in introduced - by_this:
            yield Violation(entity, "derived", f"lacks kg:introducedBy {contract(self.iri)}")
        for subject, values in self.values.items():
            if values[terms.BASED_ON] and subject not in introduced:
                yield Violation(subject, "derived", f"is derived in {contract(self.iri)}, which does not introduce it")

    def _records(self) -> Iterator[Violation]:
        try:
            records = read_records(self.quads)
        except (ValueError, TypeError) as error:
            yield Violation(self.iri, "record", f"a source record cannot be read: {error}")
            return
        if set(self.values[self.iri][terms.SOURCE]) != {record.source for record in records}:
            yield Violation(self.iri, "record", "its sources are not those of its records")


# The whole graph


def _listing_violations(vocabulary: Iterable[ox.Quad], listed: set[str], used: set[str]) -> Iterator[Violation]:
    """Entities that nothing needs, that are missing, or that are broader than themselves."""
    above: dict[str, list[str]] = defaultdict(list)
    broader: dict[str, list[str]] = defaultdict(list)
    for quad in vocabulary:
        if quad.predicate.value in (terms.BROADER, terms.BASED_ON):
            above[_text(quad.subject)].append(_text(quad.object))
        if quad.predicate.value == terms.BROADER:
            broader[_text(quad.subject)].append(_text(quad.object))
    needed = _reachable(used, above)
    for entity in listed - needed:
        yield Violation(entity, "listing", "no paper speaks of it or of anything below it")
    for entity in needed - listed:
        yield Violation(entity, "listing", "papers need it, and it is not in the vocabulary graph")
    for entity, parents in broader.items():
        if entity in _reachable(parents, broader):
            yield Violation(entity, "hierarchy", "is broader than itself")


def _reachable(start: Iterable[str], links: Mapping[str, list[str]]) -> set[str]:
    seen = set(start)
    waiting = list(seen)
    while waiting:
        new = [target for target in links.get(waiting.pop(), ()) if target not in seen]
        seen.update(new)
        waiting += new
    return seen


def _description_violations(
    description: Iterable[ox.Quad], papers: int, statements: int, entities: int
) -> Iterator[Violation]:
    said = {quad.predicate.value: _text(quad.object) for quad in description if quad.subject == DESCRIPTION}
    counts = {terms.PAPER_COUNT: papers, terms.STATEMENT_COUNT: statements, terms.ENTITY_COUNT: entities}
    for predicate, count in counts.items():
        if said.get(predicate) != str(count):
            found = said.get(predicate, "missing")
            yield Violation(DESCRIPTION.value, "description", f"{contract(predicate)} is {found}, it should be {count}")


# SHACL


def _types_beside(store: Store, batch: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The types of all that `batch` speaks of, as the vocabulary graph has them."""
    nodes = {term for quad in batch for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    for one in sorted(nodes, key=_text):
        yield from store.graph.quads_for_pattern(one, node(terms.RDF_TYPE), None, VOCABULARY)


def _shape_violations(quads: Iterable[ox.Quad], shapes: Iterable[str]) -> Iterator[Violation]:
    import pyshacl
    from rdflib.namespace import SH

    conforms, results, _ = pyshacl.validate(
        _rdflib_graph(quads),
        shacl_graph=_shapes_graph(),
        use_shapes=[_SHAPES + name for name in shapes],
        inplace=True,  # spares a copy: nothing infers, so nothing is changed
    )
    if conforms:
        return
    for result in results.subjects(SH.resultSeverity, SH.Violation):
        focus, path, message = (
            results.value(result, predicate) for predicate in (SH.focusNode, SH.resultPath, SH.resultMessage)
        )
        where = f"{contract(str(path))}: " if path is not None else ""
        yield Violation(str(focus), "shape", f"{where}{message}")


@lru_cache(maxsize=1)
def _shapes_graph() -> Graph:
    from rdflib import Graph

    return Graph().parse(_SHAPES_FILE)


def _rdflib_graph(quads: Iterable[ox.Quad]) -> Graph:
    from rdflib import Graph, Literal, URIRef

    iris: dict[str, URIRef] = {}

    def iri(value: str) -> URIRef:
        if value not in iris:
            iris[value] = URIRef(value)
        return iris[value]

    def convert(term: Any) -> URIRef | Literal:
        if not isinstance(term, ox.Literal):
            return iri(_text(term))
        # In rdflib a literal of type xsd:string and a plain one are two; the shapes write the plain one.
        return Literal(term.value, datatype=None if term.datatype.value == _STRING else iri(term.datatype.value))

    graph = Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return graph
