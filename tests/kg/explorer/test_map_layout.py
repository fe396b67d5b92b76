from __future__ import annotations

from itertools import combinations
from math import dist, hypot

import pytest

from kg.explorer import select_whole
from kg.explorer.map_layout import draw_map
from kg.explorer.records import Edge, Node


@pytest.fixture(scope="module")
def blocks():
    """Eight groups of eight papers and their four entities; the papers of a group share one entity with the next."""
    nodes, edges = [], []
    for group in range(8):
        entities = [
            Node(f"kgr:method/{group}-{place}", f"method {group}-{place}", "Method", degree=8) for place in range(4)
        ]
        papers = [Node(f"kgr:paper/arxiv/{group}.{place}", f"Paper {place}", "Paper", degree=4) for place in range(8)]
        nodes += [*entities, *papers]
        edges += [Edge(paper.id, entity.id, "uses", 0.9) for paper in papers for entity in entities]
        edges.append(Edge(papers[0].id, f"kgr:method/{(group + 1) % 8}-0", "uses", 0.9))
    return nodes, edges


@pytest.fixture(scope="module")
def drawn(blocks):
    return draw_map(*blocks)


def test_each_group_is_one_disc(blocks, drawn):
    nodes, _ = blocks
    assert [disc.size for disc in drawn.discs] == [12] * 8
    for start in range(0, len(nodes), 12):
        assert len(set(drawn.disc[start : start + 12])) == 1


def test_nodes_lie_in_their_disc(drawn):
    for x, y, radius, number in zip(drawn.x, drawn.y, drawn.radius, drawn.disc, strict=True):
        disc = drawn.discs[number]
        assert hypot(x - disc.x, y - disc.y) + radius <= disc.radius + 1


def test_no_two_discs_touch(drawn):
    for one, other in combinations(drawn.discs, 2):
        assert dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius


def test_no_node_hides_another(drawn):
    places = list(zip(drawn.x, drawn.y, strict=True))
    assert min(dist(one, other) for one, other in combinations(places, 2)) > 4


def test_a_disc_is_named_by_what_is_most_its_own(blocks, drawn):
    nodes, _ = blocks
    for number, disc in enumerate(drawn.discs):
        named = [nodes[place] for place in disc.named_by]
        assert len(named) == 3
        assert all(node.type == "Method" for node in named)
        assert {drawn.disc[place] for place in disc.named_by} == {number}
        # The entity that the group before uses as well says less of this one.
        assert not any(node.id.endswith("-0") for node in named[:1])


def test_an_entity_that_papers_only_mention_and_a_family_go_where_their_neighbours_are(blocks):
    nodes, edges = blocks
    mentioned = Node("kgr:model/m", "M", "Model", degree=1)
    family = Node("kgr:model/family", "Family", "Model")
    more = [Edge(nodes[4].id, mentioned.id, "mentions", 0.5), Edge(mentioned.id, family.id, "broader")]
    drawn = draw_map([*nodes, mentioned, family], [*edges, *more])
    assert drawn.disc[-1] == drawn.disc[-2] == drawn.disc[4]


def test_what_belongs_to_no_community_has_a_disc_without_a_name(blocks):
    nodes, edges = blocks
    alone = [Node(f"kgr:language/{code}", code, "Language") for code in ("aaa", "bbb")]
    drawn = draw_map([*nodes, *alone], edges)
    assert drawn.disc[-2:] == (8, 8)
    assert drawn.discs[8].named_by == ()
    assert drawn.discs[8].size == 2


def test_the_same_graph_gives_the_same_map(blocks, drawn):
    assert draw_map(*blocks) == drawn


def test_nothing_gives_nothing():
    assert draw_map([], []).discs == ()


def test_the_whole_of_a_small_graph_is_drawn(graph):
    whole = select_whole(graph)
    drawn = draw_map(whole.nodes, whole.edges)
    assert len(drawn.x) == len(whole.nodes)
    assert sum(disc.size for disc in drawn.discs) == len(whole.nodes)
