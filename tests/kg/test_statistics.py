"""Statistics: every number is the one that can be counted by hand in the small graph."""

from kg.statistics import collect
from kg.store import Store


def test_papers_are_counted_once_by_type_year_and_source(small_graph):
    numbers = collect(small_graph)
    assert numbers.papers == 3
    assert numbers.papers_by_type == {"method": 1, "model": 1, "survey": 1}
    assert numbers.papers_by_year == {"2023": 1, "2024": 1}  # one paper has no date
    assert numbers.papers_by_source == {"ours.jsonl": 3}


def test_entities_are_counted_by_type_whatever_other_classes_they_have(small_graph):
    numbers = collect(small_graph)
    assert numbers.entities_by_type == {"Model": 4, "Dataset": 1, "Method": 3, "Language": 3}
    assert numbers.entities == 11
    assert numbers.benchmarks == 1
    assert numbers.coined == 2


def test_statements_are_counted_by_predicate_in_the_order_of_the_ontology(small_graph):
    numbers = collect(small_graph)
    assert list(numbers.statements_by_predicate.items()) == [
        ("introduces", 2),
        ("fineTunes", 1),
        ("quantizes", 1),
        ("evaluates", 2),
        ("evaluatesOn", 1),
        ("covers", 1),
        ("surveys", 2),
        ("mentions", 2),
    ]
    assert numbers.statements == 12


def test_the_ranking_counts_papers_that_do_more_than_mention(small_graph):
    top = collect(small_graph, top=2).top
    assert [(one.label, one.papers) for one in top["Model"]] == [("Llama 2", 2), ("Yi", 1)]
    assert [(one.label, one.papers) for one in top["Method"]] == [("GPTQ", 2), ("TinyQuant", 2)]
    assert [one.label for one in top["Language"]] == ["Swahili"]  # Yi is only mentioned


def test_the_graph_says_how_it_was_made(small_graph):
    numbers = collect(small_graph)
    assert (numbers.tool_version, numbers.configuration_hash) == ("0.1.0", "c0ffee")
    assert numbers.newest_paper == "kgr:paper/arxiv/2401.00001"


def test_an_empty_graph_has_only_zeros():
    numbers = collect(Store.in_memory([])).as_json()
    assert {key for key, value in numbers.items() if value} == set()
    assert (numbers["papers"], numbers["entities"], numbers["statements"]) == (0, 0, 0)
