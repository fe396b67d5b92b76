"""Results in the standard formats, read back by Oxigraph's parsers."""

import csv
import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server.errors import RequestError
from kg.server.limits import Limits
from kg.server.results import GRAPH_FORMATS, TABLE_FORMATS, write_boolean, write_graph, write_table

LIMITS = Limits()
XML_RESULTS = "{http://www.w3.org/2005/sparql-results#}"
PARSERS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
#: What XML can hold; line ends are left out where a parser may change them.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\"'<>&,", exclude_characters="￾￿")
TEXTS = st.text(CHARACTERS, max_size=12)
IRIS = st.sampled_from(["https://w3id.org/paperkg/model/llama-2", "urn:x", "https://example.org/?a=1&b=2"])
TERMS = st.one_of(
    st.none(),
    IRIS.map(ox.NamedNode),
    st.sampled_from(["a", "b1"]).map(ox.BlankNode),
    TEXTS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "sw-ke"])),
    st.builds(lambda text, iri: ox.Literal(text, datatype=ox.NamedNode(iri)), TEXTS, IRIS),
    st.integers(-5, 10**6).map(ox.Literal),
)
TABLES = st.lists(st.tuples(TERMS, TERMS), max_size=5)


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "text/tab-separated-values"])
@given(rows=TABLES)
def test_another_parser_reads_the_same_rows(media_type, rows):
    written = write_table(["a", "b"], rows, media_type, LIMITS)
    read = ox.parse_query_results(written, format=PARSERS[media_type])
    assert [variable.value for variable in read.variables] == ["a", "b"]
    assert [(row["a"], row["b"]) for row in read] == rows


def _from_xml(binding):
    (element,) = binding
    tag, text = element.tag.removeprefix(XML_RESULTS), element.text or ""
    if tag != "literal":
        return ox.NamedNode(text) if tag == "uri" else ox.BlankNode(text)
    if language := element.get("{http://www.w3.org/XML/1998/namespace}lang"):
        return ox.Literal(text, language=language)
    datatype = element.get("datatype")
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)


@given(rows=TABLES)
def test_xml_holds_the_same_rows(rows):
    # Read without Oxigraph's parser, which drops a literal of blanks only.
    document = ElementTree.fromstring(write_table(["a", "b"], rows, "application/sparql-results+xml", LIMITS))
    assert [one.get("name") for one in document.iter(f"{XML_RESULTS}variable")] == ["a", "b"]
    read = [
        {binding.get("name"): _from_xml(binding) for binding in result}
        for result in document.iter(f"{XML_RESULTS}result")
    ]
    assert [(row.get("a"), row.get("b")) for row in read] == rows


@given(rows=TABLES)
def test_csv_holds_values_without_their_kinds(rows):
    written = write_table(["a", "b"], rows, "text/csv", LIMITS).decode()
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert read[0] == ["a", "b"]
    expected = [
        ["" if term is None else str(term) if isinstance(term, ox.BlankNode) else term.value for term in row]
        for row in rows
    ]
    assert read[1:] == expected


@pytest.mark.parametrize("media_type", PARSERS)
def test_a_triple_as_a_value_is_written(media_type):
    triple = next(iter(ox.Store().query("SELECT ?t { BIND (<<( <urn:a> <urn:b> 1 )>> AS ?t) }")))["t"]
    read = ox.parse_query_results(write_table(["t"], [[triple]], media_type, LIMITS), format=PARSERS[media_type])
    assert [row["t"] for row in read] == [triple]


def test_xml_replaces_what_xml_cannot_hold():
    written = write_table(["a"], [[ox.Literal("x\x00y")]], "application/sparql-results+xml", LIMITS)
    (row,) = ox.parse_query_results(written, format=ox.QueryResultsFormat.XML)
    assert row["a"].value == "x\ufffdy"


@pytest.mark.parametrize("media_type", TABLE_FORMATS)
def test_one_row_too_many_is_refused_and_says_how_many_there_may_be(media_type):
    rows = [[ox.Literal(str(number))] for number in range(3)]
    assert write_table(["a"], rows, media_type, Limits(rows=3))
    with pytest.raises(RequestError, match="more than the 2 rows") as refusal:
        write_table(["a"], rows, media_type, Limits(rows=2))
    assert refusal.value.status == 422


def test_an_endless_result_is_given_up_at_the_limit_of_bytes():
    def rows():
        while True:
            yield [ox.Literal("x" * 1000)]

    with pytest.raises(RequestError, match="larger than the 5,000 bytes"):
        write_table(["a"], rows(), "text/csv", Limits(result_bytes=5000))


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("media_type", PARSERS)
def test_yes_and_no_are_read_by_another_parser(media_type, value):
    if media_type == "text/tab-separated-values":
        assert write_boolean(value, media_type) == str(value).lower().encode()
    else:
        read = ox.parse_query_results(write_boolean(value, media_type), format=PARSERS[media_type])
        assert bool(read) is value


TRIPLES = [
    ox.Triple(ox.NamedNode(f"https://w3id.org/paperkg/model/{name}"), ox.NamedNode("http://purl.org/dc/terms/title"), o)
    for name in ("a", "b")
    for o in (ox.Literal("x"), ox.Literal("y", language="en"), ox.NamedNode("https://w3id.org/paperkg/paper/title/é"))
]


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
def test_triples_are_read_back_each_once(media_type):
    written = write_graph([*TRIPLES, *TRIPLES], media_type, LIMITS)
    read = [quad.triple for quad in ox.parse(written, format=GRAPH_FORMATS[media_type])]
    assert sorted(map(str, read)) == sorted(map(str, TRIPLES))


def test_turtle_is_the_same_in_whatever_order_the_triples_come():
    assert write_graph(TRIPLES, "text/turtle", LIMITS) == write_graph(TRIPLES[::-1], "text/turtle", LIMITS)


def test_too_many_triples_are_refused():
    with pytest.raises(RequestError, match="more than the 5 rows"):
        write_graph(TRIPLES, "text/turtle", Limits(rows=5))
