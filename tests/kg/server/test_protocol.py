"""Requests of the SPARQL 1.1 Protocol, section by section; test_endpoint.py sends them to a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server.errors import RequestError
from kg.server.protocol import Operation, read_operation

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_query_by_get():
    assert read_operation("GET", "query=ASK%20%7B%7D", "", b"") == Operation("ASK {}")


def test_query_by_post_with_a_form():
    assert read_operation("POST", "query=ignored", FORM, b"query=ASK+%7B%7D") == Operation("ASK {}")


def test_query_by_post_directly():
    assert read_operation("POST", "", f"{QUERY}; charset=UTF-8", b"ASK {}") == Operation("ASK {}")


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body"),
    [
        pytest.param("GET", "query=ASK+{}&%s", "", "", id="get"),
        pytest.param("POST", "", FORM, "query=ASK+{}&%s", id="form"),
        pytest.param("POST", "%s", QUERY, "ASK {}", id="direct"),
    ],
)
def test_a_dataset_is_named_in_each_way_of_asking(method, query_string, content_type, body):
    graphs = "default-graph-uri=urn:a&default-graph-uri=urn:b&named-graph-uri=urn:c"
    operation = read_operation(
        method,
        query_string.replace("%s", graphs),
        content_type,
        body.replace("%s", graphs).encode(),
    )
    assert operation == Operation("ASK {}", ("urn:a", "urn:b"), ("urn:c",))


def test_a_get_without_a_query_asks_for_the_service_description():
    assert read_operation("GET", "", "", b"") is None


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "status"),
    [
        pytest.param("GET", "query=ASK+{}&query=ASK+{}", "", b"", 400, id="two queries"),
        pytest.param("GET", "update=DROP+ALL", "", b"", 403, id="update by get"),
        pytest.param("GET", "query=%FF", "", b"", 400, id="get that is not UTF-8"),
        pytest.param("POST", "", FORM, b"update=DROP+ALL", 403, id="update by form"),
        pytest.param("POST", "", FORM, b"x=1", 400, id="form without a query"),
        pytest.param("POST", "", "application/sparql-update", b"DROP ALL", 403, id="update directly"),
        pytest.param("POST", "", "text/plain", b"ASK {}", 415, id="another type"),
        pytest.param("POST", "", "", b"ASK {}", 415, id="no type"),
        pytest.param("POST", "", f"{QUERY};charset=latin-1", b"ASK {}", 415, id="another charset"),
        pytest.param("POST", "", QUERY, b"ASK { \xff }", 400, id="body that is not UTF-8"),
        pytest.param("POST", "query=ASK+{}", QUERY, b"ASK {}", 400, id="query in body and address"),
        pytest.param("GET", "&".join(["x=1"] * 1001), "", b"", 400, id="a thousand fields and one"),
    ],
)
def test_what_is_no_query_operation_is_refused(method, query_string, content_type, body, status):
    with pytest.raises(RequestError) as refusal:
        read_operation(method, query_string, content_type, body)
    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("fields", "format"),
    [("format=json&output=json&results=json", ""), ("format=text/csv", "text/csv"), ("", "")],
)
def test_only_a_media_type_is_taken_for_a_format(fields, format):
    operation = read_operation("GET", f"query=ASK+{{}}&{fields}", "", b"")
    assert operation == Operation("ASK {}", format=format)


@given(TEXTS)
def test_a_query_arrives_as_it_was_sent(text):
    assert read_operation("POST", "", QUERY, text.encode()) == Operation(text)


@given(st.sampled_from(["GET", "POST"]), TEXTS, st.sampled_from([FORM, QUERY, "", ";"]), st.binary(max_size=40))
def test_no_request_breaks_the_reader(method, query_string, content_type, body):
    status = 200
    try:
        operation = read_operation(method, query_string, content_type, body)
    except RequestError as error:
        operation, status = None, error.status
    assert status in (200, 400, 403, 415)
    assert operation is None or operation.query is not None
