"""Clients that people use: rdflib's SPARQLStore and SPARQLWrapper."""

import warnings
from urllib.error import HTTPError

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.server.limits import Limits
from ontology.terms import KG, KGR, PREF_LABEL, VOCABULARY_GRAPH

LABELS = f"SELECT ?label {{ <{KGR}model/llama-2> <{PREF_LABEL}> ?label }}"
LLAMA = URIRef(f"{KGR}model/llama-2")


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def remote(client, request):
    return SPARQLStore(f"{client.address}sparql", method=request.param)


def test_rdflib_reads_the_graph_as_if_it_were_its_own(remote):
    graph = Graph(remote)
    assert [str(row.label) for row in graph.query(LABELS)] == ["Llama 2"]
    assert str(graph.value(LLAMA, URIRef(PREF_LABEL))) == "Llama 2"
    assert {str(paper) for paper in graph.subjects(URIRef(KG + "quantizes"), LLAMA)} == {f"{KGR}paper/arxiv/2401.00001"}
    assert graph.query(f"ASK {{ ?paper a <{KG}Paper> }}").askAnswer is True
    assert len(graph.query(f"CONSTRUCT WHERE {{ ?paper a <{KG}Paper> }}").graph) == 4


def test_rdflib_reads_one_named_graph(client):
    graph = Graph(SPARQLStore(f"{client.address}sparql"), identifier=URIRef(VOCABULARY_GRAPH))
    assert (LLAMA, URIRef(PREF_LABEL), None) in graph
    assert (None, URIRef(KG + "quantizes"), None) not in graph


def wrapper(client, query, method="GET", format=JSON):
    found = SPARQLWrapper(f"{client.address}sparql", returnFormat=format)
    found.setQuery(query)
    found.setMethod(method)
    return found


@pytest.mark.parametrize(
    ("method", "request_method"),
    [("GET", None), (POST, None), (POST, POSTDIRECTLY)],
    ids=["GET", "POST", "POSTDIRECTLY"],
)
def test_sparqlwrapper_asks_in_each_way(client, method, request_method):
    asking = wrapper(client, LABELS, method)
    if request_method:
        asking.setRequestMethod(request_method)
    rows = asking.queryAndConvert()["results"]["bindings"]
    assert [row["label"]["value"] for row in rows] == ["Llama 2"]


@pytest.mark.parametrize("format", [XML, CSV, TSV])
def test_sparqlwrapper_reads_each_format_of_a_table(client, format):
    converted = wrapper(client, LABELS, format=format).queryAndConvert()
    text = converted.toxml() if format == XML else converted.decode()
    assert "Llama 2" in text


@pytest.mark.parametrize("format", [TURTLE, XML, JSONLD])
def test_sparqlwrapper_reads_each_format_of_triples(client, format):
    query = f"CONSTRUCT WHERE {{ <{LLAMA}> <{PREF_LABEL}> ?label }}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, in SPARQLWrapper
        converted = wrapper(client, query, format=format).queryAndConvert()
    graph = converted if isinstance(converted, Graph) else Graph().parse(data=converted)
    assert [str(label) for label in graph.objects(LLAMA, URIRef(PREF_LABEL))] == ["Llama 2"]


def test_sparqlwrapper_understands_the_errors(client, store_path, start, runaway):
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapper(client, "SELECT ?x { ?x a }").queryAndConvert()
    with start(store_path, limits=Limits(timeout_s=0.5)) as hasty, pytest.raises(HTTPError) as refusal:
        wrapper(hasty, runaway).queryAndConvert()
    with refusal.value:
        assert refusal.value.code == 503
        assert refusal.value.headers["Retry-After"] == "1"
