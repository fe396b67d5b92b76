"""Exports: the whole graph as RDF, for graph tools, or as a table; the same graph gives the same bytes.

Everything is written graph by graph in the order of the graphs' names, so memory does not grow with the store. The
writers of Turtle, TriG and JSON-LD are our own: Oxigraph's put prefixes and quads in an order that changes from run to
run, rdflib's hold the whole graph in memory.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.description import DESCRIPTION
from kg.rdf import node
from kg.store import Store
from kg.vocabulary_graph import VOCABULARY
from ontology import terms
from ontology.terms import ENTITY_TYPES, PREFIXES, contract

__all__ = ["FORMATS", "Format", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that `export` writes.

    Attributes
    ----------
    extension : str
        Of its files, without a dot.
    description : str
        What it is for, in a few words.
    write : callable
        Writes a store to a binary file and gives the number of triples, quads, edges or rows.
    """

    extension: str
    media_type: str
    description: str
    write: Callable[[Store, BinaryIO], int]


def export(store: Store, format: str, out: BinaryIO) -> int:
    """Write the whole graph of `store` to `out` in one of `FORMATS`.

    Returns
    -------
    int
        Number of triples, quads, edges or rows written.

    Raises
    ------
    ValueError
        If there is no such format.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}: there are {', '.join(FORMATS)}")
    return FORMATS[format].write(store, out)


def _graphs(store: Store) -> list[ox.NamedNode]:
    """Names of all graphs, sorted."""
    return sorted([DESCRIPTION, VOCABULARY, *store.paper_graphs()], key=lambda graph: graph.value)


def _quads(store: Store, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    return store.graph.quads_for_pattern(None, None, None, graph)


def _union(store: Store, graph: ox.NamedNode) -> Iterator[ox.Triple]:
    """The triples of `graph` that no graph before it holds: over all graphs, each triple of their union once."""
    for quad in _quads(store, graph):
        if _value(quad.subject).startswith(graph.value) or not any(
            _value(other.graph_name) < graph.value
            for other in store.graph.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        ):
            yield quad.triple


def _value(term: Any) -> str:
    return str(term.value)


# Lines


def _write_nquads(store: Store, out: BinaryIO) -> int:
    return sum(_write_lines(_quads(store, graph), ox.RdfFormat.N_QUADS, out) for graph in _graphs(store))


def _write_ntriples(store: Store, out: BinaryIO) -> int:
    return sum(_write_lines(_union(store, graph), ox.RdfFormat.N_TRIPLES, out) for graph in _graphs(store))


def _write_lines(statements: Iterable[ox.Quad] | Iterable[ox.Triple], format: ox.RdfFormat, out: BinaryIO) -> int:
    lines = sorted((ox.serialize(statements, format=format) or b"").split(b"\n"))
    lines.remove(b"")  # what follows the last line feed
    out.writelines(line + b"\n" for line in lines)
    return len(lines)


# Turtle and TriG

_BASE: Final = terms.KGR
#: Local names that need no escapes.
_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: Paths that resolve to themselves against the base.
_RELATIVE: Final = re.compile(r"[a-z]+/(?!.*/\.)[^?]+")
_HEADER: Final = f"@base <{_BASE}> .\n" + "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(PREFIXES)
)
_BARE: Final = {
    terms.XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    terms.XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    terms.XSD + "boolean": re.compile(r"true|false"),
}
_STRING: Final = terms.XSD + "string"


def _write_turtle(store: Store, out: BinaryIO) -> int:
    out.write(_HEADER.encode())
    count = 0
    for graph in _graphs(store):
        triples = list(_union(store, graph))
        out.write("".join(f"\n{block}\n" for block in _blocks(triples, indent="")).encode())
        count += len(triples)
    return count


def _write_trig(store: Store, out: BinaryIO) -> int:
    out.write(_HEADER.encode())
    count = 0
    for graph in _graphs(store):
        triples = [quad.triple for quad in _quads(store, graph)]
        if triples:
            blocks = "\n\n".join(_blocks(triples, indent="    "))
            out.write(f"\n{_turtle_iri(graph.value)} {{\n{blocks}\n}}\n".encode())
            count += len(triples)
    return count


def _blocks(triples: Iterable[ox.Triple], *, indent: str) -> Iterator[str]:
    """One block of Turtle a subject: its types first, then its properties by name."""
    by_subject: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        by_subject[_value(triple.subject)][triple.predicate.value].append(_turtle_term(triple.object))
    for subject in sorted(by_subject):
        values = by_subject[subject]
        lines = [
            f"{'a' if predicate == terms.RDF_TYPE else _turtle_iri(predicate)} {' , '.join(sorted(values[predicate]))}"
            for predicate in sorted(values, key=lambda predicate: (predicate != terms.RDF_TYPE, predicate))
        ]
        separator = f" ;\n{indent}    "
        yield f"{indent}{_turtle_iri(subject)} {separator.join(lines)} ."


def _turtle_iri(iri: str) -> str:
    prefix, _, local = contract(iri).partition(":")
    if prefix in PREFIXES and _LOCAL.fullmatch(local):
        return f"{prefix}:{local}"
    path = iri.removeprefix(_BASE)
    return f"<{path}>" if path != iri and _RELATIVE.fullmatch(path) else f"<{iri}>"


def _turtle_term(term: Any) -> str:
    if not isinstance(term, ox.Literal):
        return _turtle_iri(_value(term))
    datatype = term.datatype.value
    if datatype in _BARE and _BARE[datatype].fullmatch(term.value):
        return term.value
    if datatype == _STRING:
        return str(term)
    return f"{ox.Literal(term.value)}^^{_turtle_iri(datatype)}"


# JSON-LD


def _write_jsonld(store: Store, out: BinaryIO) -> int:
    """A named graph a line, so that the file can be read line by line and compared."""
    context = json.dumps({name: PREFIXES[name] for name in sorted(PREFIXES)})
    out.write(f'{{"@context": {context},\n"@graph": ['.encode())
    count, separator = 0, "\n"
    for graph in _graphs(store):
        quads = list(_quads(store, graph))
        if quads:
            value = {"@id": contract(graph.value), "@graph": _json_nodes(quads)}
            out.write((separator + json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode())
            count, separator = count + len(quads), ",\n"
    out.write(b"\n]}\n")
    return count


def _json_nodes(quads: Iterable[ox.Quad]) -> list[dict[str, Any]]:
    by_subject: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        values = by_subject[_value(quad.subject)]
        if quad.predicate.value == terms.RDF_TYPE:
            values["@type"].append(contract(_value(quad.object)))
        else:
            values[contract(quad.predicate.value)].append(_json_value(quad.object))
    return [
        {"@id": contract(subject)}
        | {predicate: sorted(values[predicate], key=json.dumps) for predicate in sorted(values)}
        for subject, values in sorted(by_subject.items())
    ]


def _json_value(term: Any) -> Any:
    if not isinstance(term, ox.Literal):
        return {"@id": contract(_value(term))}
    if term.datatype.value == _STRING:
        return term.value
    return {"@value": term.value, "@type": contract(term.datatype.value)}


# Papers, entities and the edges between them


@dataclass(frozen=True, slots=True)
class _Evidence:
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class _Edge:
    """A statement with its passages, in order of the text."""

    predicate: str
    entity: str
    confidence: str
    extractor: str
    evidence: tuple[_Evidence, ...]


@dataclass(frozen=True, slots=True)
class _PaperRow:
    curie: str
    title: str
    date: str
    edges: tuple[_Edge, ...]


@dataclass(frozen=True, slots=True)
class _EntityRow:
    curie: str
    label: str
    type: str
    links: tuple[tuple[str, str], ...]  #: predicate and CURIE of what it is a kind of or based on


def _paper_rows(store: Store) -> Iterator[_PaperRow]:
    for graph in store.paper_graphs():
        values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in _quads(store, graph):
            values[_value(quad.subject)][quad.predicate.value].append(_value(quad.object))
        edges = []
        for statement in values.values():
            if terms.STATEMENT in statement[terms.RDF_TYPE]:
                evidence = [
                    _Evidence(int(one[terms.START][0]), int(one[terms.END][0]), one[terms.EXACT][0])
                    for one in (values[selector] for selector in statement[terms.HAS_SELECTOR])
                ]
                edges.append(
                    _Edge(
                        contract(statement[terms.RDF_PREDICATE][0]),
                        contract(statement[terms.RDF_OBJECT][0]),
                        statement[terms.CONFIDENCE][0],
                        statement[terms.EXTRACTOR][0],
                        tuple(sorted(evidence, key=lambda one: (one.start, one.end))),
                    )
                )
        paper = values[graph.value]
        yield _PaperRow(
            contract(graph.value),
            paper[terms.TITLE][0],
            next(iter(paper[terms.ISSUED]), ""),
            tuple(sorted(edges, key=lambda edge: (edge.predicate, edge.entity))),
        )


def _entity_rows(store: Store) -> Iterator[_EntityRow]:
    quads = sorted(_quads(store, VOCABULARY), key=lambda quad: _value(quad.subject))
    for subject, group in groupby(quads, key=lambda quad: _value(quad.subject)):
        values: dict[str, list[str]] = defaultdict(list)
        for quad in group:
            values[quad.predicate.value].append(_value(quad.object))
        if terms.ENTITY in values[terms.RDF_TYPE]:
            yield _EntityRow(
                contract(subject),
                values[terms.PREF_LABEL][0],
                next(type for type in ENTITY_TYPES if terms.KG + type in values[terms.RDF_TYPE]),
                tuple(sorted(_links(store, node(subject)))),
            )


def _links(store: Store, entity: ox.NamedNode) -> set[tuple[str, str]]:
    return {
        (contract(predicate), contract(_value(quad.object)))
        for predicate in (terms.BROADER, terms.BASED_ON)
        for quad in store.graph.quads_for_pattern(entity, node(predicate), None, None)
    }


def _write_csv(store: Store, out: BinaryIO) -> int:
    """A row for each passage that says what a paper does with an entity."""
    entities = {entity.curie: entity for entity in _entity_rows(store)}
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(
        [
            "paper",
            "title",
            "date",
            "predicate",
            "entity",
            "label",
            "type",
            "confidence",
            "extractor",
            "start",
            "end",
            "quote",
        ]
    )
    count = 0
    for paper in _paper_rows(store):
        for edge in paper.edges:
            entity = entities[edge.entity]
            for one in edge.evidence:
                rows.writerow(
                    [
                        paper.curie, paper.title, paper.date, edge.predicate, edge.entity, entity.label, entity.type,
                        edge.confidence, edge.extractor, one.start, one.end, one.quote,
                    ]
                )  # fmt: skip
                count += 1
    text.detach()  # flushes, and leaves `out` open
    return count


#: Controls that XML 1.0 cannot hold, not even escaped.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NODE_ATTRIBUTES: Final = ("label", "type", "date")
_EDGE_ATTRIBUTES: Final = ("predicate", "confidence", "quote")
_NUMERIC: Final = frozenset({"confidence"})


def _graph_nodes(store: Store) -> Iterator[tuple[str, dict[str, str]]]:
    """Entities, then papers: name and attributes."""
    for entity in _entity_rows(store):
        yield entity.curie, {"label": entity.label, "type": entity.type}
    for paper in _paper_rows(store):
        yield paper.curie, {"label": paper.title, "type": "Paper", "date": paper.date}


def _graph_edges(store: Store) -> Iterator[tuple[str, str, dict[str, str]]]:
    """From where, to where, and attributes; the quote is the first of a statement."""
    for entity in _entity_rows(store):
        for predicate, above in entity.links:
            yield entity.curie, above, {"predicate": predicate}
    for paper in _paper_rows(store):
        for edge in paper.edges:
            values = {"predicate": edge.predicate, "confidence": edge.confidence, "quote": edge.evidence[0].quote}
            yield paper.curie, edge.entity, values


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def _write_graphml(store: Store, out: BinaryIO) -> int:
    write = _line_writer(out)
    write('<?xml version="1.0" encoding="UTF-8"?>')
    write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">')
    for domain, names in (("node", _NODE_ATTRIBUTES), ("edge", _EDGE_ATTRIBUTES)):
        for name in names:
            type = "double" if name in _NUMERIC else "string"
            write(f'<key id="{name}" for="{domain}" attr.name="{name}" attr.type="{type}"/>')
    write('<graph id="papers" edgedefault="directed">')

    def data(values: dict[str, str]) -> str:
        return "".join(f'<data key="{name}">{_xml(value)}</data>' for name, value in values.items() if value)

    for name, values in _graph_nodes(store):
        write(f"<node id={_attribute(name)}>{data(values)}</node>")
    count = 0
    for source, target, values in _graph_edges(store):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        write(f'<edge id="e{count}" {ends}>{data(values)}</edge>')
        count += 1
    write("</graph>")
    write("</graphml>")
    return count


def _write_gexf(store: Store, out: BinaryIO) -> int:
    write = _line_writer(out)
    write('<?xml version="1.0" encoding="UTF-8"?>')
    write('<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">')
    write('<graph defaultedgetype="directed" mode="static">')
    for domain, names in (("node", _NODE_ATTRIBUTES[1:]), ("edge", _EDGE_ATTRIBUTES)):
        write(f'<attributes class="{domain}" mode="static">')
        for name in names:
            type = "double" if name in _NUMERIC else "string"
            write(f'<attribute id="{name}" title="{name}" type="{type}"/>')
        write("</attributes>")

    def data(values: dict[str, str]) -> str:
        pairs = [(name, value) for name, value in values.items() if value and name != "label"]
        inner = "".join(f'<attvalue for="{name}" value={_attribute(value)}/>' for name, value in pairs)
        return f"<attvalues>{inner}</attvalues>"

    write("<nodes>")
    for name, values in _graph_nodes(store):
        write(f"<node id={_attribute(name)} label={_attribute(values['label'])}>{data(values)}</node>")
    write("</nodes>")
    write("<edges>")
    count = 0
    for source, target, values in _graph_edges(store):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        write(f'<edge id="{count}" {ends} label={_attribute(values["predicate"])}>{data(values)}</edge>')
        count += 1
    write("</edges>")
    write("</graph>")
    write("</gexf>")
    return count


def _line_writer(out: BinaryIO) -> Callable[[str], None]:
    def write(line: str) -> None:
        out.write(line.encode() + b"\n")

    return write


#: Name -> format, in the order in which help pages list them.
FORMATS: Final = MappingProxyType(
    {
        "turtle": Format("ttl", "text/turtle", "all triples, for people to read", _write_turtle),
        "nt": Format("nt", "application/n-triples", "all triples, one a line", _write_ntriples),
        "nquads": Format("nq", "application/n-quads", "all triples with their graphs, one a line", _write_nquads),
        "trig": Format("trig", "application/trig", "all triples by graph, for people to read", _write_trig),
        "jsonld": Format("jsonld", "application/ld+json", "all triples by graph, as JSON", _write_jsonld),
        "graphml": Format(
            "graphml", "application/graphml+xml", "papers, entities and edges for graph tools", _write_graphml
        ),
        "gexf": Format("gexf", "application/gexf+xml", "papers, entities and edges for Gephi", _write_gexf),
        "csv": Format("csv", "text/csv", "a row for each passage that proves an edge", _write_csv),
    }
)
