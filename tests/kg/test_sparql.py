import pytest

from kg.sparql import RefusedQueryError, names_datasets
from kg.store import Store
from ontology.errors import QueryError


@pytest.fixture(scope="module")
def store():
    return Store.in_memory([])


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { { SELECT ?s { OPTIONAL { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } } }",
        "ASK { ?s ?p ?o FILTER NOT EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        # What looks like an IRI and is none.
        "SELECT * { ?s ?p ?x FILTER(?x<1)SERVICE#>\n?where { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?x FILTER(?x<kgr:b)SERVICE#>\n?where { ?a ?b ?c } }",
        "SELECT * { ?s ?p '<a:'SERVICE#>\n?where { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?o . #<a:\nSERVICE#>\n?where { ?a ?b ?c } }",
        "SELECT * { ?s ?p <a:b>SERVICE<c:d> { ?a ?b ?c } }",
    ],
)
def test_a_call_to_another_server_is_refused(store, sparql):
    with pytest.raises(RefusedQueryError, match="another server"):
        store.query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?s ?p "SERVICE <http://127.0.0.1:1/> { }" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://127.0.0.1:1/> { }",
        "SELECT ?service { ?service <https://example.org/from> ?o }",
        'SELECT * { ?s ?p "it\\u0065m" }',
    ],
)
def test_a_word_that_looks_like_a_call_is_none(store, sparql):
    assert store.select(sparql) == []


def test_words_within_iris_cost_no_second_look(monkeypatch):
    def look(sparql):
        raise AssertionError(f"this was looked at twice: {sparql}")

    monkeypatch.setattr("rdflib.plugins.sparql.parser.parseQuery", look)
    assert not names_datasets(
        "ASK { <https://w3id.org/paperkg/paper/title/as-a-service-from-x#uses/model/from> ?p ?o }"
    )


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT * FROM <https://example.org/g> { ?s ?p ?o }", True),
        ("SELECT * FROM NAMED <https://example.org/g> { GRAPH ?g { ?s ?p ?o } }", True),
        ("ASK { ?from ?p ?o }", False),
        ("ASK {}", False),
    ],
)
def test_a_query_that_chooses_its_graphs_is_known(sparql, expected):
    assert names_datasets(sparql) is expected


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "INSERT DATA { <a:a> <b:b> <c:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX e: <https://example.org/> CLEAR GRAPH e:g",
        "LOAD <http://127.0.0.1:1/>",
    ],
)
def test_an_update_is_refused_as_one(store, update):
    with pytest.raises(QueryError, match="update") as caught:
        store.query(update)
    assert "kg add" in caught.value.hint


@pytest.mark.parametrize("prefix", ["foo", ""])
def test_an_undeclared_prefix_is_named(store, prefix):
    with pytest.raises(QueryError, match=f"'{prefix}' is not declared"):
        store.query(f"PREFIX bar: <https://example.org/> SELECT * {{ ?s a bar:B ; {prefix}:p kg:Paper }}")


@pytest.mark.parametrize(
    ("sparql", "line", "reason"),
    [
        pytest.param("SELECT *\nWHERE {\n  ?s ?p\n}", 4, "cannot go on", id="unfinished triple"),
        pytest.param("SELECT * {\n ?s ?p <a b> }", 2, "not an IRI", id="blank in an IRI"),
        pytest.param("SELECT ?x (COUNT(?y) AS ?n)\n{ ?x ?p ?y }", 2, "neither grouped", id="ungrouped"),
        pytest.param("SELECT (1 AS ?n) (2 AS ?n) {}", 1, "same name", id="twice"),
        pytest.param("SELECT * {\n ?s ?p 'from }", 2, "cannot go on", id="what the second parser reads first"),
        pytest.param("", 1, "cannot go on", id="empty"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(store, sparql, line, reason):
    with pytest.raises(QueryError, match=reason) as caught:
        store.query(sparql)
    first, text, caret = caught.value.message.split("\n")
    assert first.startswith(f"line {line}, column ")
    assert text.strip() == sparql.split("\n")[line - 1].strip()
    assert caret.strip() == "^"


def test_a_property_whose_name_ends_in_from_is_no_reason_to_parse_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.plugins.sparql.parser.parseQuery", None)
    assert not names_datasets("SELECT ?s { ?s prov:wasDerivedFrom ?paper }")


@pytest.mark.parametrize("glued", ['"x"SERVICE', "}SERVICE", "1SERVICE", "trueSERVICE"])
def test_a_service_clause_is_seen_without_a_space_before_it(glued: str) -> None:
    from kg.sparql import _WORTH_A_LOOK

    assert _WORTH_A_LOOK.search(f"SELECT ?s {{ ?s ?p {glued} <http://localhost/> {{ ?s ?p ?o }} }}")
