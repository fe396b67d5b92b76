from __future__ import annotations

import pytest

from kg.explorer.records import PAPER, Edge, Evidence, Node, Subgraph, Totals

MODEL = Node("kgr:model/llama-2", "Llama 2", "Model")
PAPER_NODE = Node("kgr:paper/arxiv/1", "A paper", PAPER)
TOTALS = Totals(papers=10, entities=20, statements=1000)


def subgraph(
    *nodes: Node, edges: tuple[Edge, ...] = (), focus: tuple[str, ...] = (), totals: Totals = TOTALS, reached: int = 0
) -> Subgraph:
    return Subgraph(nodes=nodes, edges=edges, focus=focus, totals=totals, reached=reached)


def test_a_node_cannot_be_in_a_subgraph_twice():
    with pytest.raises(ValueError, match="kgr:model/llama-2 is in the subgraph twice"):
        subgraph(MODEL, MODEL)


def test_an_edge_needs_both_its_ends():
    with pytest.raises(ValueError, match="is not in the subgraph"):
        subgraph(MODEL, edges=(Edge("kgr:model/llama-2", "kgr:model/llama", "broader"),))


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        pytest.param(5, 5, (), id="empty"),
        pytest.param(5, 4, (), id="reversed"),
        pytest.param(0, 5, ((0, 6),), id="mark past the end"),
        pytest.param(0, 5, ((2, 4), (3, 5)), id="marks overlap"),
        pytest.param(0, 5, ((2, 2),), id="empty mark"),
    ],
)
def test_spans_of_evidence_must_fit(start, end, marks):
    with pytest.raises(ValueError, match=r"span|mark"):
        Evidence("kgr:paper/arxiv/1", "Llama", start, end, "Llama", marks)


def test_what_is_left_out_is_counted_by_kind():
    edge = Edge(PAPER_NODE.id, MODEL.id, "quantizes", 0.9)
    assert subgraph(PAPER_NODE, MODEL, edges=(edge,)).left_out == (
        "Shown: 1 of 10 papers, 1 of 20 entities, 1 of 1,000 statements.",
    )


def test_neighbours_beyond_the_limit_are_counted_too():
    shown = subgraph(PAPER_NODE, MODEL, focus=(MODEL.id,), reached=1500)
    assert shown.left_out[0] == "1,498 of 1,500 neighbours within reach were left out."


def test_relations_between_entities_are_no_statements():
    family = Node("kgr:model/llama", "Llama", "Model")
    between = Edge(MODEL.id, family.id, "finetuneOf", 0.9)
    assert "0 of 1,000 statements" in subgraph(MODEL, family, edges=(between,)).left_out[0]


def test_nothing_is_left_out_of_a_graph_that_is_shown_whole():
    assert subgraph(PAPER_NODE, MODEL, totals=Totals(1, 1, 0)).left_out == ()
