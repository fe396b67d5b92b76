"""The endpoint, as the SPARQL 1.1 Protocol recommendation has it, and what it refuses."""

import socket
import threading
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from kg.server.limits import Limits
from kg.server.results import GRAPH_FORMATS, TABLE_FORMATS
from ontology.terms import VOCABULARY_GRAPH

LABELS = "SELECT ?label { <https://w3id.org/paperkg/model/llama-2> skos:prefLabel ?label }"
TINY = "https://w3id.org/paperkg/paper/arxiv/2401.00001"
FORM = "application/x-www-form-urlencoded"


def labels(answer):
    return [row["label"]["value"] for row in answer.json()["results"]["bindings"]]


# 2.1 Query operation


def test_query_via_get(client):
    answer = client.query(LABELS)
    assert (answer.status, answer.type) == (200, "application/sparql-results+json")
    assert labels(answer) == ["Llama 2"]


def test_query_via_post_with_a_form(client):
    answer = client.ask("POST", "/sparql", {"Content-Type": FORM}, urlencode({"query": LABELS}))
    assert (answer.status, labels(answer)) == (200, ["Llama 2"])


def test_query_via_post_directly(client):
    answer = client.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, LABELS)
    assert (answer.status, labels(answer)) == (200, ["Llama 2"])


def test_head_has_the_headers_of_get_and_no_body(client):
    path = f"/sparql?query={quote(LABELS)}"
    head, get = client.ask("HEAD", path), client.get(path)
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_other_methods_are_not_allowed(client):
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = client.ask(method, "/sparql")
        assert answer.status == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


# 2.1.4 Specifying a dataset

COUNT = "SELECT (COUNT(*) AS ?label) { ?s a kg:Paper }"


@pytest.mark.parametrize(
    ("graphs", "query", "expected"),
    [
        pytest.param({}, COUNT, "4", id="no dataset: the union of all graphs"),
        pytest.param({"default-graph-uri": TINY}, COUNT, "1", id="one default graph"),
        pytest.param({"named-graph-uri": TINY}, COUNT, "0", id="no default graph beside a named one"),
        pytest.param(
            {"named-graph-uri": TINY}, COUNT.replace("{ ?s a kg:Paper }", "{ GRAPH ?g { ?s a kg:Paper } }"), "1",
            id="one named graph",
        ),
        pytest.param({}, COUNT.replace("{", f"FROM <{TINY}> {{", 1), "1", id="FROM"),
        pytest.param(
            {"default-graph-uri": VOCABULARY_GRAPH}, COUNT.replace("{", f"FROM <{TINY}> {{", 1), "0",
            id="the request goes before the query",
        ),
    ],
)  # fmt: skip
def test_the_dataset_is_the_one_that_was_asked_for(client, graphs, query, expected):
    answer = client.get("/sparql?" + urlencode({"query": query, **graphs}))
    assert (answer.status, labels(answer)) == (200, [expected])


# 2.1.5 and 2.1.6 Formats and failures


@pytest.mark.parametrize("accept", TABLE_FORMATS)
@pytest.mark.parametrize("query", [LABELS, "ASK {}"])
def test_solutions_come_in_every_format(client, query, accept):
    answer = client.query(query, accept)
    assert (answer.status, answer.type) == (200, accept)
    assert answer.headers["vary"] == "Accept"
    assert (b"Llama 2" if query == LABELS else b"true") in answer.body


@pytest.mark.parametrize("accept", GRAPH_FORMATS)
@pytest.mark.parametrize("query", [LABELS.replace("SELECT ?label", "CONSTRUCT WHERE"), f"DESCRIBE <{TINY}>"])
def test_triples_come_in_every_format(client, query, accept):
    answer = client.query(query, accept)
    assert (answer.status, answer.type) == (200, accept)
    assert list(ox.parse(answer.body, format=GRAPH_FORMATS[accept]))


@pytest.mark.parametrize(("query", "accept"), [(LABELS, "text/turtle"), (f"DESCRIBE <{TINY}>", "text/csv")])
def test_a_format_that_the_result_does_not_have_is_not_acceptable(client, query, accept):
    answer = client.query(query, accept)
    assert (answer.status, answer.type) == (406, "text/plain")


def test_a_link_names_the_format_in_the_address(client):
    answer = client.get(f"/sparql?query={quote(LABELS)}&format=text%2Fcsv", "text/html")
    assert answer.body == b"label\r\nLlama 2\r\n"


def test_a_mistake_is_a_bad_request_that_says_where(client):
    answer = client.query("SELECT ?x WHERE { ?x a }")
    assert (answer.status, answer.type) == (400, "text/plain")
    assert "line 1, column" in answer.text


def test_a_query_nested_too_deeply_harms_nobody(client):
    depth = 20_000
    query = "ASK { FILTER (" + "(" * depth + "1" + ")" * depth + ") }"
    answer = client.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query)
    assert answer.status in (200, 400, 422, 500, 503)
    assert client.query(LABELS).status == 200


def test_a_request_may_not_be_longer_than_the_limit(client):
    body = b"#" * (Limits().request_bytes + 1)
    answer = client.ask("POST", "/sparql", {"Content-Type": "application/sparql-query"}, body)
    assert answer.status == 413


# Service description


@pytest.mark.parametrize("accept", [None, *GRAPH_FORMATS])
def test_the_service_describes_itself(client, accept):
    answer = client.get("/sparql", accept)
    format_ = GRAPH_FORMATS[accept or "text/turtle"]
    assert answer.status == 200
    graph = {
        (quad.subject.value, quad.predicate.value, quad.object.value) for quad in ox.parse(answer.body, format=format_)
    }
    sd = "http://www.w3.org/ns/sparql-service-description#"
    endpoint = f"{client.address}sparql"
    assert (f"{endpoint}#service", sd + "endpoint", endpoint) in graph
    assert (f"{endpoint}#service", sd + "feature", sd + "UnionDefaultGraph") in graph
    assert not any(value == sd + "BasicFederatedQuery" for _, _, value in graph)


def test_a_browser_at_the_endpoint_is_led_to_the_editor(client):
    answer = client.get("/sparql", "text/html,*/*;q=0.8")
    assert (answer.status, answer.headers["location"]) == (303, "/query")


# Reading only, and nothing beyond the store


@pytest.fixture(scope="module")
def canary():
    """An address on this machine that counts who calls it."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        closing = threading.Event()

        def count():
            while not closing.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                calls.append(connection.recv(1000))
                connection.close()

        thread = threading.Thread(target=count)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", calls
        closing.set()
        thread.join()


REACHING_OUT = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "select * { service <%s> { ?s ?p ?o } }",
    "SELECT * { BIND (<%s> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <%s> { ?s ?p ?o } } } } }",
    "ASK { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <%s> { ?s ?p ?o } }",
    "PREFIX a: <%s> SELECT * { SERVICE a:b { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { FILTER(true)SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { # a comment\nSERVICE<%s>{ ?s ?p ?o } }",
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "BASE <%s> SELECT * FROM <x> { ?s ?p ?o }",
    "PREFIX a: <%s> ASK FROM a:x { ?s ?p ?o }",
    "LOAD <%s>",
    "LOAD SILENT <%s> INTO GRAPH <urn:x>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", REACHING_OUT)
def test_no_query_calls_another_server(client, canary, query):
    address, calls = canary
    answer = client.query(query.replace("%s", address))
    assert answer.status in (400, 403), answer.text
    assert answer.type == "text/plain"
    assert not calls


@pytest.mark.parametrize("query", REACHING_OUT[:3])
def test_the_editor_calls_no_other_server_either(client, canary, query):
    address, calls = canary
    answer = client.get(f"/query?query={quote(query.replace('%s', address))}")
    assert answer.status in (400, 403)
    assert not calls


@pytest.mark.parametrize("field", ["default-graph-uri", "named-graph-uri", "using-graph-uri"])
def test_no_request_makes_the_server_fetch_a_graph(client, canary, field):
    address, calls = canary
    answer = client.get("/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 1", field: address}))
    assert answer.status == (200 if field.startswith("using") else 403)  # which is of updates only
    assert not calls


def test_words_that_only_look_like_a_call_are_fine(client):
    answer = client.query('SELECT ?label { BIND ("SERVICE <http://127.0.0.1:9/> FROM <x>" AS ?label) }')
    assert labels(answer) == ["SERVICE <http://127.0.0.1:9/> FROM <x>"]


@pytest.mark.parametrize(
    "update",
    ["DROP ALL", "CLEAR DEFAULT", "INSERT DATA { <urn:a> <urn:b> 1 }", "DELETE WHERE { ?s ?p ?o }"],
)
def test_the_endpoint_only_reads(client, update):
    before = labels(client.query(COUNT))
    assert client.query(update).status == 400
    assert client.ask("POST", "/sparql", {"Content-Type": FORM}, urlencode({"update": update})).status == 403
    assert client.ask("POST", "/sparql", {"Content-Type": "application/sparql-update"}, update).status == 403
    assert labels(client.query(COUNT)) == before


# Limits


@pytest.fixture(scope="module")
def narrow(store_path, start):
    """A client of a server that allows little."""
    limits = Limits(timeout_s=1.5, rows=10, result_bytes=8000, workers=2)
    with start(store_path, limits=limits) as found:
        yield found


def test_a_query_that_runs_too_long_is_stopped_with_503(narrow, runaway):
    answer = narrow.query(runaway)
    assert (answer.status, answer.type) == (503, "text/plain")
    assert "1.5 s" in answer.text
    assert int(answer.headers["retry-after"]) >= 1
    assert narrow.query(LABELS).status == 200


def test_too_many_rows_are_refused_with_the_number(narrow):
    assert narrow.query("SELECT * { ?s ?p ?o } LIMIT 10").status == 200
    answer = narrow.query("SELECT * { ?s ?p ?o } LIMIT 11")
    assert answer.status == 422
    assert "10 rows" in answer.text


def test_too_many_bytes_are_refused_with_the_number(narrow):
    answer = narrow.query('SELECT ?x { BIND ("' + "x" * 9000 + '" AS ?x) }')
    assert answer.status == 422
    assert "8,000 bytes" in answer.text


def test_too_much_memory_is_refused_with_the_number(store_path, start):
    sorting = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with start(store_path, limits=Limits(timeout_s=60, memory_bytes=64 << 20)) as narrow:
        answer = narrow.query(sorting)
        assert answer.status == 422
        assert "64 MB" in answer.text
        assert narrow.query(LABELS).status == 200
