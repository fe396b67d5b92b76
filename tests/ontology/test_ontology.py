"""`terms.py`, `paperkg.ttl` and `shapes.ttl` say the same, each in its way."""

from pathlib import Path
from typing import get_args

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.collection import Collection

import ontology
from ontology import terms
from ontology.terms import ENTITY_TYPES, KG, PAPER_TYPES, PREDICATES, PREFIXES

FOLDER = Path(ontology.__file__).parent
ONTOLOGY = Graph().parse(FOLDER / "paperkg.ttl")
SHAPES = Graph().parse(FOLDER / "shapes.ttl")
DECLARED = {str(term) for term in ONTOLOGY.subjects(RDFS.label)}
OWN = sorted(term for term in DECLARED if term.startswith(KG))
OWN_CLASSES = sorted(str(term) for term in ONTOLOGY.subjects(RDF.type, OWL.Class) if str(term) in OWN)
PROPERTY_TYPES = {OWL.ObjectProperty, OWL.DatatypeProperty}
OWN_PROPERTIES = sorted(set(OWN) - set(OWN_CLASSES))
COMPRESSING = {"quantizes", "prunes", "distills"}


def python_terms():
    """Every IRI of a term in terms.py; namespaces and the names of graphs are no terms."""
    constants = {
        value for name, value in vars(terms).items() if name.isupper() and isinstance(value, str) and "://" in value
    }
    constants |= set(terms.BASED_ON_BY_PREDICATE.values()) | {p.iri for p in PREDICATES.values()}
    constants |= {KG + name for name in ENTITY_TYPES}
    return constants - set(PREFIXES.values()) - {terms.SH, terms.VOCABULARY_GRAPH, terms.DESCRIPTION_GRAPH}


def local(iris):
    return sorted(str(iri).removeprefix(KG) for iri in iris)


def members(node, predicate, graph=ONTOLOGY):
    return set(Collection(graph, graph.value(node, predicate)))


def range_of(name):
    found = ONTOLOGY.value(URIRef(KG + name), RDFS.range)
    return {found} if isinstance(found, URIRef) else members(found, OWL.unionOf)


def test_every_term_of_python_is_declared_in_turtle():
    assert python_terms() - DECLARED == set()


def test_every_own_term_of_turtle_is_known_to_python():
    assert set(OWN) - python_terms() == set()


@pytest.mark.parametrize("term", OWN)
def test_a_term_is_defined_and_exemplified(term):
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert len(list(ONTOLOGY.objects(URIRef(term), predicate))) == 1, predicate
    definition = str(ONTOLOGY.value(URIRef(term), SKOS.definition))
    assert definition[0].isupper()
    assert definition.endswith(".")


@pytest.mark.parametrize("term", OWN_PROPERTIES)
def test_a_property_has_a_kind_a_domain_and_a_range(term):
    assert PROPERTY_TYPES & set(ONTOLOGY.objects(URIRef(term), RDF.type))
    assert ONTOLOGY.value(URIRef(term), RDFS.domain) is not None
    assert ONTOLOGY.value(URIRef(term), RDFS.range) is not None


@pytest.mark.parametrize("term", sorted(DECLARED - set(OWN)))
def test_a_term_of_others_says_whose_it_is_and_gets_no_domain_from_us(term):
    assert ONTOLOGY.value(URIRef(term), RDFS.isDefinedBy) is not None
    assert (URIRef(term), RDFS.domain, None) not in ONTOLOGY
    assert (URIRef(term), RDFS.range, None) not in ONTOLOGY


def test_whatever_the_ontology_points_to_is_declared():
    pointed_to = {
        str(value)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf)
        for value in ONTOLOGY.objects(None, predicate)
        if isinstance(value, URIRef) and not str(value).startswith(terms.XSD)
    }
    assert pointed_to - DECLARED == {terms.RDF + "Statement"}


@pytest.mark.parametrize("name", PREDICATES)
def test_ranges_are_the_same_in_python_turtle_and_shapes(name):
    expected = sorted(PREDICATES[name].ranges)
    is_any = set(expected) == set(ENTITY_TYPES)
    assert local(range_of(name)) == (["Entity"] if is_any else expected)
    (shape,) = (s for s in SHAPES.subjects(SH.path, URIRef(KG + name)) if (None, SH.property, s) in SHAPES)
    one = SHAPES.value(shape, SH["class"])
    classes = [one] if one else [SHAPES.value(part, SH["class"]) for part in members(shape, SH["or"], SHAPES)]
    assert local(classes) == (["Entity"] if is_any else expected)


@pytest.mark.parametrize("name", PREDICATES)
def test_every_predicate_goes_from_papers_and_is_below_relates_to(name):
    assert ONTOLOGY.value(URIRef(KG + name), RDFS.domain) == URIRef(terms.PAPER)
    above = set(ONTOLOGY.transitive_objects(URIRef(KG + name), RDFS.subPropertyOf))
    assert URIRef(terms.RELATES_TO) in above
    assert (URIRef(terms.COMPRESSES) in above) == (name in COMPRESSING)


@pytest.mark.parametrize("iri", sorted(terms.BASED_ON_BY_PREDICATE.values()))
def test_every_way_of_deriving_a_model_is_below_based_on(iri):
    assert (URIRef(iri), RDFS.subPropertyOf, URIRef(terms.BASED_ON)) in ONTOLOGY


def test_types_of_entities_are_below_entity_and_disjoint():
    for name in ENTITY_TYPES:
        assert (URIRef(KG + name), RDFS.subClassOf, URIRef(terms.ENTITY)) in ONTOLOGY
    (axiom,) = ONTOLOGY.subjects(RDF.type, OWL.AllDisjointClasses)
    assert {str(member) for member in members(axiom, OWL.members)} == {KG + name for name in ENTITY_TYPES}


def test_papers_and_statements_are_what_others_call_them():
    assert {str(c) for c in ONTOLOGY.objects(URIRef(terms.PAPER), RDFS.subClassOf)} == {
        terms.SCHEMA + "ScholarlyArticle",
        terms.FABIO + "ScholarlyArticle",
    }
    assert (URIRef(terms.STATEMENT), RDFS.subClassOf, URIRef(terms.RDF + "Statement")) in ONTOLOGY


def test_types_of_papers_are_the_same_in_python_turtle_and_shapes():
    datatype = ONTOLOGY.value(URIRef(terms.PAPER_TYPE), RDFS.range)
    assert {str(value) for value in members(datatype, OWL.oneOf)} == set(PAPER_TYPES)
    (shape,) = SHAPES.subjects(SH.path, URIRef(terms.PAPER_TYPE))
    assert {str(value) for value in members(shape, SH["in"], SHAPES)} == set(PAPER_TYPES)
    assert set(get_args(terms.PaperType)) == set(PAPER_TYPES)


def test_statements_may_have_each_predicate_and_no_other():
    (shape,) = SHAPES.subjects(SH.path, URIRef(terms.RDF_PREDICATE))
    assert {str(value) for value in members(shape, SH["in"], SHAPES)} == {p.iri for p in PREDICATES.values()}


def test_shapes_speak_of_declared_terms_only():
    paths = {str(path) for path in SHAPES.objects(None, SH.path)}
    targets = {str(t) for p in (SH.targetClass, SH.targetSubjectsOf, SH["class"]) for t in SHAPES.objects(None, p)}
    assert (paths | targets) - DECLARED == set()


def test_the_ontology_has_the_version_of_the_tool():
    assert str(ONTOLOGY.value(URIRef("https://w3id.org/paperkg/ontology"), OWL.versionInfo)) == ontology.__version__


def test_prefixes_of_turtle_are_those_of_python():
    for graph in (ONTOLOGY, SHAPES):
        declared = {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix in PREFIXES}
        assert {prefix: PREFIXES[prefix] for prefix in declared} == declared
