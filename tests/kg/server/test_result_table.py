"""Rows of a result: names instead of IRIs, ways to pages, and the statements that a row rests on."""

import pytest

from kg.server.result_table import table_rows
from kg.server.session import View


@pytest.fixture(scope="module")
def rows_of(store_path):
    view = View(store_path)

    def run(sparql):
        return table_rows(view, list(view.store.query(sparql)))

    yield run
    view.store.close()


def test_an_entity_and_a_paper_have_name_type_and_page(rows_of):
    (row,) = rows_of("SELECT ?paper ?model { ?paper kg:quantizes ?model }")
    paper, model = row.cells
    assert (paper.label, paper.type, paper.path) == (
        "TinyQuant: Four Bits for Every Llama",
        "Paper",
        "/paper/arxiv/2401.00001",
    )
    assert (model.text, model.label, model.type) == ("kgr:model/llama-2", "Llama 2", "Model")


def test_a_name_that_the_row_has_anyway_is_not_told_twice(rows_of):
    (row,) = rows_of("SELECT ?m ?label { ?m skos:prefLabel ?label FILTER (?label = 'Llama 2') }")
    assert [cell.label for cell in row.cells] == ["", ""]


def test_a_paper_and_an_entity_in_a_row_come_with_what_proves_them(rows_of):
    (row,) = rows_of("SELECT ?paper ?model { ?paper kg:quantizes ?model }")
    (proof,) = row.proofs
    assert (proof.verb, proof.path) == ("quantized", "/paper/arxiv/2401.00001#quantizes/model/llama-2")


def test_rows_without_both_rest_on_nothing(rows_of):
    assert all(not row.proofs for row in rows_of("SELECT ?s ?o { ?s skos:broader ?o }"))


def test_a_statement_leads_to_its_sentence(rows_of):
    (row,) = rows_of("SELECT ?s { ?s rdf:predicate kg:quantizes }")
    assert row.cells[0].path == "/paper/arxiv/2401.00001#quantizes/model/llama-2"


def test_the_place_is_there(client):
    page = client.get("/paper/arxiv/2401.00001", "text/html").text
    assert 'id="quantizes/model/llama-2"' in page


def test_numbers_nothing_and_foreign_terms_are_shown_as_they_are(rows_of):
    (row,) = rows_of("SELECT (2.5 AS ?n) ?unbound (<https://example.org/x> AS ?iri) ('7' AS ?text) {}")
    number, unbound, iri, text = row.cells
    assert (number.text, number.is_number) == ("2.5", True)
    assert (unbound.text, unbound.path) == ("", "")
    assert (iri.text, iri.path) == ("https://example.org/x", "")
    assert (text.text, text.is_number) == ("7", False)
