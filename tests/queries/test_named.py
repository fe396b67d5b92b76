"""Ready-made queries: their headers, their binding, and what each finds in the twelve papers of conftest.py."""

import pytest

from ontology.errors import QueryError, UnknownNameError
from queries.named import AmbiguousNameError, named_queries, parse_named_query

GIVEN = {
    "benchmarks-of-language": {"language": "Indic"},
    "derived-models": {"model": "Llama"},
    "evidence-of": {"entity": "GPTQ"},
    "methods-applied-to-model": {"model": "Mistral"},
    "paper-card": {"paper": "AlphaQuant"},
    "papers-that-introduced": {"family": "GammaTune"},
    "title-contains": {"text": "tiny"},
    "used-together": {"entity": "LoRA"},
}


@pytest.mark.parametrize("name", list(named_queries()))
def test_every_named_query_finds_something_in_the_small_graph(name, graph, index):
    sparql = named_queries()[name].bind(GIVEN.get(name, {}), index)
    assert graph.select(sparql)


@pytest.mark.parametrize("name", list(named_queries()))
def test_every_file_says_what_it_is_for(name):
    query = named_queries()[name]
    assert query.title[0].isupper()
    assert query.description.endswith(".")
    assert all(parameter.description for parameter in query.parameters)


def test_the_most_used_dataset_comes_first(graph, index):
    rows = graph.select(named_queries()["most-used-datasets"].bind({"limit": "1"}, index))
    assert [(row["label"], row["papers"]) for row in rows] == [("MMLU", 3)]


def test_methods_applied_to_a_family_cover_its_versions(graph, index):
    rows = graph.select(named_queries()["methods-applied-to-model"].bind({"model": "mistral"}, index))
    assert {row["label"] for row in rows} == {"GPTQ", "LoRA", "KappaMerge", "model merging"}


def test_an_unknown_name_brings_suggestions(index):
    with pytest.raises(UnknownNameError) as caught:
        named_queries()["derived-models"].bind({"model": "Lama 2"}, index)
    assert "Llama 2" in caught.value.suggestions


def test_a_name_with_two_meanings_is_refused(index):
    with pytest.raises(AmbiguousNameError, match="several") as caught:
        named_queries()["evidence-of"].bind({"entity": "Yi"}, index)
    assert set(caught.value.candidates) == {"kgr:model/yi", "kgr:language/iii"}


def test_a_type_before_a_name_says_which_is_meant(index):
    assert "<https://w3id.org/paperkg/language/iii>" in named_queries()["evidence-of"].bind(
        {"entity": "language:Yi"}, index
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({}, "needs the parameter 'entity'", id="missing"),
        pytest.param({"entity": "LoRA", "colour": "red"}, "no parameter 'colour'", id="superfluous"),
        pytest.param({"entity": "LoRA", "limit": "1; DROP"}, "not a number", id="not a number"),
    ],
)
def test_wrong_parameters_are_refused_with_what_is_wrong(values, message, index):
    with pytest.raises(QueryError, match=message):
        named_queries()["used-together"].bind(values, index)


def test_text_is_bound_as_a_literal_and_cannot_break_out(graph, index):
    hostile = 'x"))) } SELECT * WHERE { ?s ?p ?o } #'
    sparql = named_queries()["title-contains"].bind({"text": hostile}, index)
    assert graph.select(sparql) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SELECT * WHERE { ?s ?p ?o }", id="no header"),
        pytest.param(
            "# title: T\n# description: D.\n# parameter: x -- no type\nSELECT $x {}", id="parameter without type"
        ),
        pytest.param(
            "# title: T\n# description: D.\n# parameter: x text -- unused\nSELECT * {}", id="unused parameter"
        ),
    ],
)
def test_a_file_with_a_wrong_header_is_refused_by_name(text):
    with pytest.raises(QueryError, match=r"mine\.rq"):
        parse_named_query("mine", text)
