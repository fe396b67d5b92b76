from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.explorer.communities import find_communities


def communities(edges, n, **options):
    """Communities as sets of nodes."""
    left, right = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    labels = find_communities(left, right, n, **options).tolist()
    return [
        {node for node, label in enumerate(labels) if label == number} for number in range(max(labels, default=-1) + 1)
    ]


def block(papers, entities):
    return [(paper, entity) for paper in papers for entity in entities]


def test_two_blocks_with_one_bridge_are_two_communities():
    edges = [*block(range(5), range(8, 11)), *block(range(5, 8), range(11, 14)), (4, 11)]
    assert communities(edges, 14) == [{0, 1, 2, 3, 4, 8, 9, 10}, {5, 6, 7, 11, 12, 13}]


def test_what_everybody_uses_does_not_make_one_community_of_all():
    blocks = [block(range(4 * k, 4 * k + 4), range(20 + 3 * k, 23 + 3 * k)) for k in range(5)]
    everywhere = [(paper, 35) for paper in range(20)]
    assert len(communities([edge for one in blocks for edge in one] + everywhere, 36)) == 5


def test_nodes_without_an_edge_are_in_none():
    assert find_communities(np.array([0]), np.array([2]), 4).tolist() == [0, -1, 0, -1]
    none = np.array([], dtype=np.int64)
    assert find_communities(none, none, 2).tolist() == [-1, -1]


def test_a_higher_resolution_gives_more():
    rng = np.random.default_rng(3)
    edges = sorted({(int(paper), 60 + int(entity)) for paper, entity in rng.integers(0, 60, (260, 2))})
    assert len(communities(edges, 120, resolution=3.0)) > len(communities(edges, 120, resolution=0.3))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19)), min_size=1, max_size=60))
def test_every_node_with_an_edge_has_one_community_and_the_largest_comes_first(edges):
    found = communities(edges, 20)
    sizes = [len(one) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert set().union(*found) == {node for edge in edges for node in edge}
    # No community spans what is not connected.
    for one in found:
        reached, frontier = set(), [min(one)]
        while frontier:
            node = frontier.pop()
            reached.add(node)
            frontier += [other for edge in edges if node in edge for other in edge if other not in reached]
        assert one <= reached
