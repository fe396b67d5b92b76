"""What the query editor completes."""

import pyoxigraph as ox

from kg.server.words import editor_words
from kg.store import Store
from ontology.terms import ENTITY_TYPES, PREDICATES, PREFIXES


def test_every_class_and_predicate_is_there_with_what_it_means():
    terms = {term["name"]: term for term in editor_words()["terms"]}
    assert {f"kg:{name}" for name in ("Paper", "Statement", *ENTITY_TYPES)} <= {
        name for name, term in terms.items() if term["kind"] == "class" and term["info"]
    }
    assert {f"kg:{name}" for name in PREDICATES} == {
        name for name, term in terms.items() if term["kind"] == "relation" and term["info"]
    }
    assert {"dcterms:title", "skos:broader", "oa:exact", "rdf:subject"} <= terms.keys()


def test_every_name_can_stand_in_a_query_as_it_is():
    words = editor_words()
    store = Store.in_memory([])
    for term in words["terms"]:
        assert isinstance(store.query(f"ASK {{ ?s {term['name']} ?o }}"), ox.QueryBoolean)
    assert words["prefixes"] == PREFIXES


def test_ready_made_queries_that_need_no_word_of_the_user_run(small_graph):
    queries = editor_words()["queries"]
    assert "most-used-datasets" in {query["name"] for query in queries}
    assert "benchmarks-of-language" not in {query["name"] for query in queries}
    for query in queries:
        small_graph.select(query["text"])
