"""A paper as RDF and back: `paper_quads` writes its named graph, `read_records` reads its sources again.

docs/data-model.md shows what stands in such a graph and why.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from ontology import terms
from ontology.records import Entity, Extraction, Paper, Relation, SourceRecord
from ontology.terms import BASED_ON_BY_PREDICATE, PREDICATES, contract, expand

__all__ = ["curie", "integer", "node", "paper_quads", "read_record", "read_records", "surfaces"]

#: What may stand in the last part of an IRI as it is: RFC 3987 without "?" and "#", which would end the path.
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]|%(?![0-9A-Fa-f]{2})")
_ISSUED: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return character if not character.isascii() and character.isalnum() else quote(character, safe="")


@lru_cache(maxsize=65536)
def node(name: str) -> ox.NamedNode:
    """The IRI of `name`, a CURIE or an IRI, percent-encoded where its last part holds what no IRI may hold.

    >>> node("kgr:paper/doi/10.1002/(sici)1<1::aid#2>3").value
    'https://w3id.org/paperkg/paper/doi/10.1002/(sici)1%3C1::aid%232%3E3'
    """
    iri = expand(name)
    if iri.startswith(terms.KGR) and not iri.startswith(terms.KG):
        iri = terms.KGR + _UNSAFE.sub(_escape, iri.removeprefix(terms.KGR))
    return ox.NamedNode(iri)


_INTEGER: Final = node(terms.XSD + "integer")
_DECIMAL: Final = node(terms.XSD + "decimal")


def curie(iri: ox.NamedNode) -> str:
    """`iri` as the rest of the program names it."""
    return contract(iri.value)


def integer(value: int) -> ox.Literal:
    """An ``xsd:integer``."""
    # Oxigraph stores every integer type as xsd:integer, so that is what is written.
    return ox.Literal(str(value), datatype=_INTEGER)


def _decimal(value: float) -> ox.Literal:
    """Four decimals at most, in canonical form, as Oxigraph would give it back."""
    return ox.Literal(f"{value:.4f}".rstrip("0").rstrip("."), datatype=_DECIMAL)


def _readable(text: str) -> str:
    """`text` on one line with its LaTeX decoded, as people are to read it; `text` itself if nothing were left."""
    from extractors.latex import decode

    return " ".join(decode(text).text.split()) or text


def paper_quads(extraction: Extraction) -> list[ox.Quad]:
    """The named graph of one paper: its metadata, its direct triples, its statements and their evidence.

    Returns
    -------
    list of pyoxigraph.Quad
        Each once, in an order that depends on `extraction` alone. An entity without relations leaves no trace.

    Raises
    ------
    ValueError
        If a text holds a lone surrogate, which no RDF literal can carry.
    """
    paper = extraction.paper
    graph = node(paper.id)
    quads: dict[ox.Quad, None] = {}

    def add(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal | str) -> None:
        term = ox.Literal(value) if isinstance(value, str) else value
        quads[ox.Quad(subject, node(predicate), term, graph)] = None

    for predicate, value in _paper_properties(paper):
        add(graph, predicate, value)
    add(graph, terms.PAPER_TYPE, extraction.paper_type)
    for entity in extraction.entities:
        target = node(entity.id)
        for predicate_name, relations in _by_predicate(entity).items():
            predicate_iri = PREDICATES[predicate_name].iri
            surest = max(relations, key=lambda relation: (relation.confidence, -relation.start))
            statement = ox.NamedNode(f"{graph.value}#{predicate_name}/{_path(target)}")
            add(graph, predicate_iri, target)
            add(statement, terms.RDF_TYPE, node(terms.STATEMENT))
            add(statement, terms.RDF_SUBJECT, graph)
            add(statement, terms.RDF_PREDICATE, node(predicate_iri))
            add(statement, terms.RDF_OBJECT, target)
            add(statement, terms.CONFIDENCE, _decimal(surest.confidence))
            add(statement, terms.EXTRACTOR, surest.extractor)
            add(statement, terms.WAS_DERIVED_FROM, graph)
            for surface in surfaces(entity):
                add(statement, terms.SURFACE, surface)
            if entity.is_coined:
                add(statement, terms.COINED_LABEL, entity.label)
                for broader in entity.broader:
                    add(statement, terms.COINED_BROADER, node(broader))
                if entity.kind:
                    add(statement, terms.COINED_KIND, entity.kind)
            for relation in relations:
                selector = ox.NamedNode(f"{graph.value}#char={relation.start},{relation.end}")
                add(statement, terms.HAS_SELECTOR, selector)
                add(selector, terms.RDF_TYPE, node(terms.TEXT_QUOTE_SELECTOR))
                add(selector, terms.RDF_TYPE, node(terms.TEXT_POSITION_SELECTOR))
                add(selector, terms.EXACT, paper.text[relation.start : relation.end])
                add(selector, terms.START, integer(relation.start))
                add(selector, terms.END, integer(relation.end))
    for subject, predicate, value in _derived(extraction):
        add(subject, predicate, value)
    return list(quads)


def _paper_properties(paper: Paper) -> Iterator[tuple[str, ox.NamedNode | ox.Literal | str]]:
    yield terms.RDF_TYPE, node(terms.PAPER)
    yield terms.RDF_TYPE, node(terms.SCHOLARLY_ARTICLE)
    yield terms.TITLE, _readable(paper.title)
    yield terms.SOURCE_TITLE, paper.title
    if paper.abstract:
        yield terms.ABSTRACT, paper.abstract
    for identifier in (paper.identifier, paper.arxiv, paper.doi):
        if identifier:
            yield terms.IDENTIFIER, identifier
    if paper.date:
        yield terms.ISSUED, _issued(paper.date)
    authors = [_readable(author) for author in paper.authors]
    for author in authors:
        yield terms.CREATOR, author
    if authors:
        yield terms.AUTHOR_LIST, "; ".join(authors)
    if paper.venue:
        yield terms.VENUE, paper.venue
    if (page := _page(paper)) is not None:
        yield terms.RDFS_SEE_ALSO, page
    for source in paper.sources:
        yield terms.SOURCE, source
    for record in paper.records:
        yield terms.SOURCE_RECORD, _record_json(record, paper)


def _issued(text: str) -> ox.Literal:
    """A date as precise as its source; a plain literal where the source's form is none of the three."""
    try:
        date.fromisoformat((text + "-01-01")[:10])
        return ox.Literal(text, datatype=node(terms.XSD + _ISSUED[len(text)]))
    except (ValueError, KeyError):
        return ox.Literal(text)


def _page(paper: Paper) -> ox.NamedNode | None:
    """Where the paper can be read. Only http and https: a link from a source may be anything else, such as a script."""
    address = paper.url
    if not re.match(r"https?://", address):
        if paper.arxiv:
            address = "https://arxiv.org/abs/" + quote(paper.arxiv)
        elif paper.doi:
            address = "https://doi.org/" + quote(paper.doi)
        else:
            return None
    try:
        return ox.NamedNode(re.sub(r"[\x00-\x20<>\"{}|\\^`]", lambda match: quote(match[0]), address))
    except ValueError:  # "https://[": the record keeps what the source said
        return None


def _record_json(record: SourceRecord, paper: Paper) -> str:
    values = {}
    for field in fields(SourceRecord):
        value = getattr(record, field.name)
        if value and not (field.name in ("title", "abstract") and value == getattr(paper, field.name)):
            values[field.name] = value
    if not record.abstract and paper.abstract:
        values["abstract"] = ""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _by_predicate(entity: Entity) -> dict[str, list[Relation]]:
    groups: dict[str, list[Relation]] = defaultdict(list)
    for relation in entity.relations:
        groups[relation.predicate].append(relation)
    return groups


def _path(target: ox.NamedNode) -> str:
    """The part of a statement's IRI that stands for its object."""
    iri = target.value
    return iri.removeprefix(terms.KGR) if iri.startswith(terms.KGR) else quote(iri, safe="")


def surfaces(entity: Entity) -> list[str]:
    """The forms in which a paper names `entity`, LaTeX decoded, sorted, each once."""
    return sorted({_readable(surface) for surface in entity.surfaces})


def _derived(extraction: Extraction) -> Iterator[tuple[ox.NamedNode, str, ox.NamedNode]]:
    """What follows from the statements of one paper: who introduced a thing, and which model was made from which."""
    paper = node(extraction.paper.id)
    introduced = [entity for entity in extraction.entities if _has(entity, "introduces")]
    for entity in introduced:
        yield node(entity.id), terms.INTRODUCED_BY, paper
    for model in introduced:
        if model.type != "Model":
            continue
        for base in extraction.entities:
            for name, way in BASED_ON_BY_PREDICATE.items():
                if base.id != model.id and _has(base, name) and not _has(base, "introduces"):
                    yield node(model.id), terms.BASED_ON, node(base.id)
                    yield node(model.id), way, node(base.id)


def _has(entity: Entity, predicate: str) -> bool:
    return any(relation.predicate == predicate for relation in entity.relations)


def read_records(quads: Iterable[ox.Quad]) -> tuple[SourceRecord, ...]:
    """The source records of a paper, from the quads of its named graph (at least those whose subject is the paper).

    Returns
    -------
    tuple of SourceRecord
        Sorted; equal to the ``records`` of the paper that was written.

    Raises
    ------
    ValueError, TypeError
        If a record is not what `paper_quads` writes.
    """
    title = abstract = ""
    literals = []
    for quad in quads:
        if quad.subject == quad.graph_name and isinstance(quad.object, ox.Literal):
            if quad.predicate.value == terms.SOURCE_RECORD:
                literals.append(quad.object.value)
            elif quad.predicate.value == terms.SOURCE_TITLE:
                title = quad.object.value
            elif quad.predicate.value == terms.ABSTRACT:
                abstract = quad.object.value
    return tuple(sorted(read_record(literal, title, abstract) for literal in literals))


def read_record(literal: str, title: str, abstract: str) -> SourceRecord:
    """One source record, from its literal and the title and abstract of its paper."""
    values = {"title": title, "abstract": abstract} | json.loads(literal)
    return SourceRecord(**values | {"authors": tuple(values.get("authors", ()))})
