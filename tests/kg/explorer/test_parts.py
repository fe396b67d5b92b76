"""Parts of a graph for a page that asks for them: counts of everything, facts by twenties, ties, the whole."""

import pytest

from kg.explorer import parts, select_whole
from ontology.errors import UnknownNameError

LLAMA_2 = "kgr:model/llama-2"


def facts(part):
    """The facts of a part, in words."""
    ids, edges = part["nodes"]["id"], part["edges"]
    names = [part["predicates"][number]["name"] for number in edges["predicate"]]
    return [
        (ids[source], name, ids[target]) for source, name, target in zip(edges["from"], names, edges["to"], strict=True)
    ]


def test_a_node_comes_with_its_facts_counted_by_kind_and_side(graph):
    part = parts.node_part(graph, LLAMA_2)
    counts = {(way["predicate"], way["isSubject"]): way["count"] for way in part["ways"]}
    assert counts == {
        ("broader", True): 1,
        ("evaluates", False): 1,
        ("fineTunes", False): 1,
        ("finetuneOf", False): 1,
        ("quantizes", False): 2,
    }
    assert len(facts(part)) == sum(counts.values())
    assert part["nodes"]["id"][0] == LLAMA_2


def test_its_facts_have_their_sentences(graph):
    part = parts.node_part(graph, LLAMA_2)
    said = dict(zip(facts(part), part["edges"]["evidence"], strict=True))
    proof = said["kgr:paper/arxiv/2302.00002", "quantizes", LLAMA_2]
    assert "Quantization of Llama 2 with GPTQ" in part["sentences"]["text"][proof[0][0]]
    assert said[LLAMA_2, "broader", "kgr:model/llama"] == []


def test_a_relation_of_two_models_quotes_a_paper_that_the_part_may_not_hold_as_a_node(graph):
    part = parts.facts_part(graph, "kgr:model/llama-2", "finetuneOf", is_subject=False, start=0)
    assert facts(part) == [("kgr:model/sabia", "finetuneOf", LLAMA_2)]
    (source,) = part["sources"]
    assert source["id"] == "kgr:paper/arxiv/2303.00003"


def test_of_many_facts_twenty_come_at_a_time_the_surest_first(many_papers):
    graph = many_papers(50)
    part = parts.node_part(graph, LLAMA_2)
    assert part["ways"] == [
        {"predicate": "broader", "isSubject": True, "count": 1},
        {"predicate": "quantizes", "isSubject": False, "count": 50},
    ]
    seen = [fact for fact in facts(part) if fact[1] == "quantizes"]
    assert len(seen) == 20
    for start, number in ((20, 20), (40, 10), (60, 0)):
        more = facts(parts.facts_part(graph, LLAMA_2, "quantizes", is_subject=False, start=start))
        assert len(more) == number
        seen += more
    assert len(set(seen)) == 50


def test_ties_are_the_facts_between_new_nodes_and_others(graph):
    paper = "kgr:paper/arxiv/2301.00001"
    part = parts.ties_part(graph, [paper, "kgr:nonsense", "no id"], [LLAMA_2, "kgr:method/gptq", "kgr:model/llama"])
    assert facts(part) == [(paper, "quantizes", LLAMA_2), (paper, "uses", "kgr:method/gptq")]
    assert set(part["nodes"]["id"]) == {paper, LLAMA_2, "kgr:method/gptq"}


def test_ties_of_entities_have_what_the_vocabulary_says(graph):
    part = parts.ties_part(graph, [LLAMA_2, "kgr:model/alpaca"], ["kgr:model/llama"])
    assert set(facts(part)) == {
        (LLAMA_2, "broader", "kgr:model/llama"),
        ("kgr:model/alpaca", "basedOn", "kgr:model/llama"),
    }


def test_a_node_without_ties_still_comes(graph):
    part = parts.ties_part(graph, ["kgr:metric/perplexity"])
    assert (part["nodes"]["id"], facts(part)) == (["kgr:metric/perplexity"], [])


def test_nothing_asked_for_gives_nothing(graph):
    assert parts.ties_part(graph, [])["nodes"]["id"] == []


def test_the_whole_has_every_node_with_its_place_on_the_map(graph):
    part, whole = parts.whole_part(graph), select_whole(graph)
    assert part["nodes"]["id"] == [node.id for node in whole.nodes]
    assert len(facts(part)) == len(whole.edges)
    assert len(part["map"]["x"]) == len(whole.nodes)


@pytest.mark.parametrize("name", ["kgr:model/nope", "nonsense", ""])
def test_what_the_graph_does_not_hold_is_said_so(graph, name):
    with pytest.raises(UnknownNameError, match="holds no paper or entity"):
        parts.node_part(graph, name)
