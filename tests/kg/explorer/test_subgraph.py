from __future__ import annotations

import pytest

from kg.explorer import select_subgraph, select_whole
from kg.explorer.subgraph import _cover, _main_component
from kg.store import Store
from ontology.errors import UnknownNameError
from ontology.terms import expand

LLAMA_2 = "kgr:model/llama-2"


def ids(subgraph):
    return {node.id for node in subgraph.nodes}


def test_without_a_focus_the_most_central_entities_are_shown_with_the_papers_that_tie_them(graph):
    subgraph = select_subgraph(graph)
    assert subgraph.focus == ()
    assert {"kgr:model/llama-2", "kgr:dataset/mmlu", "kgr:paper/arxiv/2301.00001"} <= ids(subgraph)
    assert len(subgraph.nodes) == 18


def test_every_type_has_its_share_of_the_central_view(graph):
    types = {node.type for node in select_subgraph(graph, max_nodes=12).nodes}
    assert {"Model", "Dataset", "Method", "Paper"} <= types


def test_the_central_view_is_one_component(graph):
    subgraph = select_subgraph(graph, max_nodes=12)
    pairs = [(edge.source, edge.target) for edge in subgraph.edges]
    assert set(_main_component(sorted(ids(subgraph)), pairs)) == ids(subgraph)


def test_an_entity_comes_with_its_papers_and_its_relatives(graph):
    subgraph = select_subgraph(graph, focus=[LLAMA_2])
    assert subgraph.focus == (LLAMA_2,)
    assert subgraph.nodes[0].id == LLAMA_2
    assert ids(subgraph) == {
        LLAMA_2, "kgr:model/llama", "kgr:model/sabia", "kgr:paper/arxiv/2301.00001", "kgr:paper/arxiv/2302.00002",
        "kgr:paper/arxiv/2303.00003", "kgr:paper/arxiv/2305.00005",
    }  # fmt: skip


def test_a_paper_comes_with_what_it_speaks_of(graph):
    subgraph = select_subgraph(graph, focus=["kgr:paper/arxiv/2305.00005"])
    assert ids(subgraph) == {"kgr:paper/arxiv/2305.00005", LLAMA_2, "kgr:dataset/gsm8k"}


def test_what_is_narrower_than_the_focus_belongs_to_it(graph):
    subgraph = select_subgraph(graph, focus=["kgr:language/group/bantu"])
    assert {"kgr:language/swh", "kgr:paper/arxiv/2304.00004"} <= ids(subgraph)


def test_relatives_of_neighbours_are_not_followed(graph):
    subgraph = select_subgraph(graph, focus=["kgr:model/sabia"], depth=2)
    assert {LLAMA_2, "kgr:paper/arxiv/2301.00001"} <= ids(subgraph)
    assert "kgr:model/llama" not in ids(subgraph)  # above Llama 2, and in no paper that was reached


def test_several_focus_nodes_keep_their_order(graph):
    focus = ["kgr:paper/arxiv/2302.00002", "kgr:paper/arxiv/2301.00001"]
    subgraph = select_subgraph(graph, focus=[*focus, focus[0]])
    assert subgraph.focus == tuple(focus)
    assert [node.id for node in subgraph.nodes[:2]] == focus


def test_a_focus_may_be_given_as_an_iri(graph):
    assert select_subgraph(graph, focus=[expand(LLAMA_2)]) == select_subgraph(graph, focus=[LLAMA_2])


def test_depth_counts_steps(graph):
    sizes = [len(select_subgraph(graph, focus=["kgr:dataset/gsm8k"], depth=depth).nodes) for depth in range(4)]
    assert sizes[0] == 1
    assert sizes == sorted(sizes)
    assert sizes[1] < sizes[2] < sizes[3]


def test_a_limit_keeps_the_best_connected_and_counts_the_rest(graph):
    subgraph = select_subgraph(graph, focus=[LLAMA_2], depth=2, max_nodes=6)
    assert len(subgraph.nodes) == 6
    assert subgraph.reached > 6
    assert "neighbours within reach were left out" in subgraph.left_out[0]


def test_what_papers_say_comes_before_what_the_vocabulary_knows(graph):
    subgraph = select_subgraph(graph, focus=[LLAMA_2], max_nodes=5)
    assert [node.type for node in subgraph.nodes] == ["Model", "Paper", "Paper", "Paper", "Paper"]


def test_papers_that_only_mention_the_focus_come_last(graph):
    subgraph = select_subgraph(graph, focus=["kgr:language/por"], max_nodes=2)
    assert ids(subgraph) == {"kgr:language/por", "kgr:paper/arxiv/2303.00003"}


def test_all_facts_between_the_chosen_nodes_are_there_with_their_evidence(graph):
    subgraph = select_subgraph(graph)
    facts = {(edge.source, edge.predicate, edge.target): edge for edge in subgraph.edges}
    quantizes = facts["kgr:paper/arxiv/2301.00001", "quantizes", LLAMA_2]
    assert quantizes.confidence == 0.93
    assert quantizes.evidence[0].readable == "We quantize LLaMA-2 and Alpaca with GPTQ and TinyBits."
    assert ("kgr:model/sabia", "finetuneOf", LLAMA_2) in facts
    assert facts[LLAMA_2, "broader", "kgr:model/llama"].confidence is None
    assert facts["kgr:model/alpaca", "basedOn", "kgr:model/llama"].evidence == ()


def test_a_paper_that_is_quoted_without_being_shown_is_named(graph):
    subgraph = select_subgraph(graph, focus=["kgr:model/sabia", LLAMA_2], depth=0)
    assert [edge.predicate for edge in subgraph.edges] == ["finetuneOf"]
    assert [paper.id for paper in subgraph.papers] == ["kgr:paper/arxiv/2303.00003"]


@pytest.mark.parametrize("name", ["kgr:model/nobody", "Llama 2", "nobody:knows", "http://", "kgr:model/x y"])
def test_an_unknown_focus_is_refused_by_name(graph, name):
    with pytest.raises(UnknownNameError, match=name):
        select_subgraph(graph, focus=[LLAMA_2, name])


@pytest.mark.parametrize(("depth", "max_nodes"), [(-1, 10), (1, 0)])
def test_limits_must_make_sense(graph, depth, max_nodes):
    with pytest.raises(ValueError, match="depth must be 0 or more"):
        select_subgraph(graph, depth=depth, max_nodes=max_nodes)


def test_an_empty_graph_gives_an_empty_subgraph():
    subgraph = select_subgraph(Store.in_memory([]))
    assert (subgraph.nodes, subgraph.edges, subgraph.left_out) == ((), (), ())


def test_papers_that_show_what_others_show_already_count_less():
    neighbours = {"a": {"w", "x", "y"}, "b": {"w", "x"}, "c": {"z"}, "d": {"z"}}
    # After a, b adds 1/2 + 1/2 and c a whole 1; the tie goes to the first name, then c leads with 1 against d's 1.
    assert _cover(["a", "b", "c", "d"], neighbours, limit=4) == ["a", "b", "c", "d"]
    assert _cover(["a", "c", "d"], {**neighbours, "c": {"w", "x"}}, limit=2) == ["a", "c"]
    assert _cover(["a", "c", "d"], {**neighbours, "c": {"w"}}, limit=2) == ["a", "d"]


def test_the_whole_graph_has_every_paper_every_entity_and_every_statement(graph):
    whole = select_whole(graph)
    papers = [node for node in whole.nodes if node.is_paper]
    statements = [edge for edge in whole.edges if edge.source.startswith("kgr:paper/")]
    totals = whole.totals
    assert (len(papers), len(whole.nodes) - len(papers), len(statements)) == (5, 15, 21)
    assert (totals.papers, totals.entities, totals.statements) == (5, 15, 21)
    assert whole.focus == whole.left_out == ()


def test_the_whole_graph_holds_every_part_of_itself(graph):
    whole, part = select_whole(graph), select_subgraph(graph, focus=[LLAMA_2], depth=2)
    assert set(part.nodes) <= set(whole.nodes)
    assert set(part.edges) <= set(whole.edges)


def test_a_large_graph_comes_without_its_sentences(graph):
    assert all(edge.evidence for edge in select_whole(graph, most_quoted=21).edges if edge.confidence)
    assert not any(edge.evidence for edge in select_whole(graph, most_quoted=20).edges)
    assert [edge.target for edge in select_whole(graph, most_quoted=20).edges] == [
        edge.target for edge in select_whole(graph).edges
    ]


def test_an_empty_graph_is_wholly_empty():
    assert select_whole(Store.in_memory([])).nodes == ()
