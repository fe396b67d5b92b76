from __future__ import annotations

from itertools import combinations, pairwise
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.explorer.layout import place_nodes


@st.composite
def graphs(draw):
    n = draw(st.integers(0, 40))
    sizes = {f"n{place}": draw(st.floats(5, 26)) for place in range(n)}
    ends = st.sampled_from(sorted(sizes)) if sizes else st.nothing()
    edges = draw(st.lists(st.tuples(ends, ends), max_size=80)) if sizes else []
    return sizes, edges


@given(graphs())
@settings(max_examples=25, deadline=None)
def test_every_node_has_a_place_and_no_two_overlap(graph):
    sizes, edges = graph
    places = place_nodes(sizes, edges, steps=60)
    assert places.keys() == sizes.keys()
    for left, right in combinations(sizes, 2):
        # Whole pixels: rounding may take one off the clear space, never the space itself.
        assert dist(places[left], places[right]) >= sizes[left] + sizes[right]


def test_neighbours_stand_nearer_than_strangers():
    groups = [[f"{group}{place}" for place in range(8)] for group in "ab"]
    edges = [pair for group in groups for pair in combinations(group, 2)] + [("a0", "b0")]
    places = place_nodes(dict.fromkeys([*groups[0], *groups[1]], 8.0), edges)
    within = max(dist(places[x], places[y]) for group in groups for x, y in combinations(group, 2))
    between = dist(*(tuple(sum(places[n][axis] for n in group) / 8 for axis in (0, 1)) for group in groups))
    assert between > within / 2


def test_the_same_graph_has_the_same_picture_whatever_the_edges_order():
    sizes = {f"n{place}": 8.0 for place in range(30)}
    edges = [*pairwise(sizes), ("n0", "n20"), ("n5", "n28")]
    assert place_nodes(sizes, edges) == place_nodes(sizes, [(b, a) for a, b in reversed(edges)] + edges)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny_graphs_have_places_too(n):
    sizes = {f"n{place}": 10.0 for place in range(n)}
    assert len(place_nodes(sizes, [])) == n


def test_the_picture_is_centred():
    places = place_nodes({f"n{place}": 8.0 for place in range(20)}, [(f"n{p}", "n0") for p in range(20)])
    for axis in (0, 1):
        values = [place[axis] for place in places.values()]
        assert abs(max(values) + min(values)) <= 2
