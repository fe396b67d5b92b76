import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from kg.rdf import node
from kg.store import Store
from kg.validation import PAPER_SHAPES, SHARED_SHAPES, Violation, validate
from ontology import terms
from ontology.terms import KG, contract, expand

TINY = "kgr:paper/arxiv/2401.00001"
QUANTIZES = f"{TINY}#quantizes/model/llama-2"
QUOTE = "It quantizes LLaMA-2 to four bits."


def value(text):
    """A term: a CURIE, a number, or a text in quotes."""
    if text.startswith('"'):
        body, _, datatype = text[1:].rpartition('"')
        return ox.Literal(body, datatype=node(datatype.removeprefix("^^"))) if datatype else ox.Literal(body)
    return node(text) if ":" in text else ox.Literal(text, datatype=node("xsd:integer"))


def iri(curie):
    return ox.NamedNode(expand(curie))  # not `node`: statements and selectors have fragments


def changed(small_graph, *, without=(), and_with=()):
    """The small graph with quads taken out (by subject, predicate and object, None for any) and others put in."""
    store = ox.Store()
    store.extend(small_graph.graph)
    for subject, predicate, object_ in without:
        found = list(
            store.quads_for_pattern(
                iri(subject) if subject else None,
                iri(predicate) if predicate else None,
                value(object_) if object_ else None,
                None,
            )
        )
        assert found, "the test takes out what is not there"
        for quad in found:
            store.remove(quad)
    for subject, predicate, object_, graph in and_with:
        store.add(ox.Quad(iri(subject), iri(predicate), value(object_), node(graph)))
    return Store(store)


VOCABULARY = "kgr:graph/vocabulary"


def selector(small_graph):
    """CURIE of the selector of `QUOTE`."""
    found = small_graph.graph.quads_for_pattern(None, node(terms.EXACT), ox.Literal(QUOTE), None)
    return contract(next(found).subject.value)


def test_the_small_graph_conforms(small_graph):
    report = validate(small_graph)
    assert report.violations == ()
    assert report.conforms
    assert (report.papers, report.statements) == (3, 12)


# (what is taken out, what is put in, node, check, words of the message)
CASES = [
    pytest.param([(TINY, "dcterms:title", None)], [], TINY, "shape", "dcterms:title", id="paper without title"),
    pytest.param(
        [(TINY, "kg:sourceTitle", None)], [], TINY, "shape", "kg:sourceTitle", id="paper without source title"
    ),
    pytest.param([(TINY, "kg:paperType", None)], [], TINY, "shape", "kg:paperType", id="paper without type"),
    pytest.param(
        [(TINY, "kg:paperType", None)],
        [(TINY, "kg:paperType", '"poem"', TINY)],
        TINY,
        "shape",
        "kg:paperType",
        id="unknown paper type",
    ),
    pytest.param(
        [(TINY, "kg:sourceRecord", None)], [], TINY, "shape", "kg:sourceRecord", id="paper without source record"
    ),
    pytest.param(
        [], [(TINY, "dcterms:issued", '"soon"', TINY)], TINY, "shape", "dcterms:issued", id="a date that is none"
    ),
    pytest.param(
        [(TINY, "rdfs:seeAlso", None)],
        [(TINY, "rdfs:seeAlso", "urn:isbn:1", TINY)],
        TINY,
        "shape",
        "rdfs:seeAlso",
        id="a page that is no web address",
    ),
    pytest.param([], [(TINY, "kg:reads", '"well"', TINY)], TINY, "shape", "kg:reads", id="unknown property of a paper"),
    pytest.param(
        [], [(TINY, "kg:quantizes", "kgr:dataset/gsm8k", TINY)], TINY, "shape", "kg:quantizes", id="wrong range"
    ),
    pytest.param(
        [],
        [(TINY, "kg:evaluates", "kgr:language/swh", TINY)],
        TINY,
        "shape",
        "kg:evaluates",
        id="wrong one of two ranges",
    ),
    pytest.param(
        [(QUANTIZES, "oa:hasSelector", None)], [], QUANTIZES, "shape", "passage", id="statement without quote"
    ),
    pytest.param(
        [(QUANTIZES, "kg:confidence", None)], [], QUANTIZES, "shape", "kg:confidence", id="without confidence"
    ),
    pytest.param(
        [(QUANTIZES, "kg:confidence", None)],
        [(QUANTIZES, "kg:confidence", '"1.5"^^xsd:decimal', TINY)],
        QUANTIZES,
        "shape",
        "kg:confidence",
        id="confidence above one",
    ),
    pytest.param(
        [(QUANTIZES, "kg:confidence", None)],
        [(QUANTIZES, "kg:confidence", '"-0.1"^^xsd:decimal', TINY)],
        QUANTIZES,
        "shape",
        "kg:confidence",
        id="confidence below zero",
    ),
    pytest.param([(QUANTIZES, "kg:extractor", None)], [], QUANTIZES, "shape", "kg:extractor", id="without extractor"),
    pytest.param([(QUANTIZES, "kg:surface", None)], [], QUANTIZES, "shape", "kg:surface", id="without surface"),
    pytest.param(
        [(QUANTIZES, "rdf:predicate", None)],
        [(QUANTIZES, "rdf:predicate", "kg:relatesTo", TINY)],
        QUANTIZES,
        "shape",
        "rdf:predicate",
        id="a predicate that is not for statements",
    ),
    pytest.param(
        [(QUANTIZES, "prov:wasDerivedFrom", None)],
        [(QUANTIZES, "prov:wasDerivedFrom", "kgr:paper/title/revisited", TINY)],
        QUANTIZES,
        "shape",
        "prov:wasDerivedFrom",
        id="derived from another paper",
    ),
    pytest.param(
        [("kgr:model/llama-2", "skos:prefLabel", None)],
        [],
        "kgr:model/llama-2",
        "shape",
        "skos:prefLabel",
        id="no label",
    ),
    pytest.param(
        [],
        [("kgr:model/llama-2", "skos:prefLabel", '"Llama Two"', VOCABULARY)],
        "kgr:model/llama-2",
        "shape",
        "skos:prefLabel",
        id="two preferred labels",
    ),
    pytest.param(
        [],
        [("kgr:model/llama-2", "skos:altLabel", '"Llama 2"', VOCABULARY)],
        "kgr:model/llama-2",
        "shape",
        "skos:prefLabel",
        id="a label preferred and alternative",
    ),
    pytest.param(
        [],
        [("kgr:model/llama-2", "rdf:type", "kg:Task", VOCABULARY)],
        "kgr:model/llama-2",
        "shape",
        "",
        id="entity of two types",
    ),
    pytest.param(
        [],
        [("kgr:model/llama-2", "skos:broader", "kgr:method/gptq", VOCABULARY)],
        "kgr:model/llama-2",
        "shape",
        "skos:broader",
        id="broader across types",
    ),
    pytest.param(
        [],
        [("kgr:model/llama", "kg:level", '"tribe"', VOCABULARY)],
        "kgr:model/llama",
        "shape",
        "kg:level",
        id="two levels, one unknown",
    ),
    pytest.param(
        [("kgr:model/llama", "skos:inScheme", None)], [], "kgr:model/llama", "shape", "skos:inScheme", id="no scheme"
    ),
    pytest.param(
        [("kgr:graph/description", "kg:toolVersion", None)],
        [],
        "kgr:graph/description",
        "shape",
        "kg:toolVersion",
        id="description without version",
    ),
    pytest.param(
        [(TINY, "kg:quantizes", None)], [], QUANTIZES, "statement", "describes a triple", id="statement without triple"
    ),
    pytest.param(
        [],
        [(TINY, "kg:uses", "kgr:method/gptq", TINY)],
        TINY,
        "statement",
        "no statement describes kg:uses kgr:method/gptq",
        id="triple without statement",
    ),
    pytest.param(
        [(QUANTIZES, "rdf:subject", None)],
        [(QUANTIZES, "rdf:subject", "kgr:paper/title/revisited", TINY)],
        QUANTIZES,
        "statement",
        "another paper",
        id="statement about another paper",
    ),
    pytest.param(
        [],
        [("kgr:paper/title/revisited", "rdf:type", "kg:Paper", TINY)],
        TINY,
        "statement",
        "no other",
        id="two papers in one graph",
    ),
    pytest.param(
        [("kgr:method/tinyquant", "kg:introducedBy", None)],
        [],
        "kgr:method/tinyquant",
        "derived",
        "lacks kg:introducedBy",
        id="introduced, not said of the entity",
    ),
    pytest.param(
        [],
        [("kgr:method/gptq", "kg:introducedBy", TINY, TINY)],
        "kgr:method/gptq",
        "derived",
        "does not introduce it",
        id="said to be introduced",
    ),
    pytest.param(
        [],
        [("kgr:model/llama-2", "kg:basedOn", "kgr:model/yi", TINY)],
        "kgr:model/llama-2",
        "derived",
        "does not introduce it",
        id="derived by a paper that does not introduce it",
    ),
    pytest.param(
        [(TINY, "kg:sourceRecord", None)],
        [(TINY, "kg:sourceRecord", '"{\\"line\\": 1"', TINY)],
        TINY,
        "record",
        "cannot be read",
        id="broken source record",
    ),
    pytest.param(
        [], [(TINY, "dcterms:source", '"other.txt"', TINY)], TINY, "record", "sources", id="source without record"
    ),
    pytest.param(
        [],
        [("kgr:model/llama", "skos:broader", "kgr:model/llama-2", VOCABULARY)],
        "kgr:model/llama",
        "hierarchy",
        "broader than itself",
        id="circle",
    ),
    pytest.param(
        [],
        [
            ("kgr:task/idle", "rdf:type", "kg:Entity", VOCABULARY),
            ("kgr:task/idle", "skos:prefLabel", '"Idle"', VOCABULARY),
        ],
        "kgr:task/idle",
        "listing",
        "no paper speaks of it",
        id="entity that nothing needs",
    ),
    pytest.param(
        [("kgr:language/swh", None, None)],
        [],
        "kgr:language/swh",
        "listing",
        "not in the vocabulary",
        id="missing entity",
    ),
    pytest.param(
        [("kgr:graph/description", "kg:paperCount", None)],
        [("kgr:graph/description", "kg:paperCount", "4", "kgr:graph/description")],
        "kgr:graph/description",
        "description",
        "kg:paperCount is 4, it should be 3",
        id="wrong count",
    ),
    pytest.param(
        [("kgr:graph/description", None, None)],
        [],
        "kgr:graph/description",
        "description",
        "kg:entityCount is missing",
        id="no description",
    ),
]


@pytest.mark.parametrize(("without", "and_with", "wrong", "check", "words"), CASES)
def test_what_is_wrong_is_found_and_named(small_graph, without, and_with, wrong, check, words):
    violations = validate(changed(small_graph, without=without, and_with=and_with)).violations
    found = [one for one in violations if one.check == check and contract(one.node) == wrong and words in one.message]
    assert found, violations


def test_a_quote_that_does_not_stand_at_its_offsets_is_found(small_graph):
    one = selector(small_graph)
    lied = changed(
        small_graph, without=[(one, "oa:exact", None)], and_with=[(one, "oa:exact", f'"{QUOTE[:-1]}!"', TINY)]
    )
    (violation,) = validate(lied).violations
    assert (contract(violation.node), violation.check) == (one, "quote")
    assert "does not stand at" in violation.message


def test_offsets_that_are_moved_or_reversed_are_found(small_graph):
    one = selector(small_graph)
    moved = changed(small_graph, without=[(one, "oa:start", None)], and_with=[(one, "oa:start", "999", TINY)])
    found = {(violation.check, violation.message.split(":")[0]) for violation in validate(moved).violations}
    assert ("shape", "oa") in found, "start after end"
    assert "quote" in {check for check, _ in found}


def test_an_abstract_that_changed_under_its_quotes_is_found(small_graph):
    shifted = changed(
        small_graph,
        without=[(TINY, "dcterms:abstract", None)],
        and_with=[(TINY, "dcterms:abstract", '"Now, We propose TinyQuant."', TINY)],
    )
    assert {violation.check for violation in validate(shifted).violations} == {"quote"}


def test_progress_is_told(small_graph):
    told = []
    validate(small_graph, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


def test_a_violation_reads_as_a_line_and_as_json():
    violation = Violation(KG + "quantizes", "shape", "is wrong")
    assert str(violation) == "kg:quantizes: is wrong (shape)"
    assert violation.as_json() == {"node": "kg:quantizes", "check": "shape", "message": "is wrong"}


def test_every_shape_is_used():
    shapes = Graph().parse(terms.__file__.replace("terms.py", "shapes.ttl"))
    names = {str(shape).rpartition("#")[2] for shape in shapes.subjects(RDF.type, SH.NodeShape)}
    assert names == {*PAPER_SHAPES, *SHARED_SHAPES}
