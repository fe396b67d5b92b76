"""Paths of pages: every IRI of ours has one, and gets it back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.rdf import node
from kg.server.addresses import iri_of, path_of
from ontology.terms import KGR

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: not text.startswith("/")
)


@given(NAMES)
@example("10.1002/(sici)1<1::aid#2>3")
@example("100%25")
@example("a%2541")
@example("हिन्दी")
@example("../../etc/passwd")
def test_an_iri_comes_back_from_its_path(name):
    iri = node(f"kgr:paper/doi/{name}").value
    path = path_of(iri)
    assert path.isascii()
    assert not set(path) & set(' "<>#?')
    assert iri_of(path) == iri


@pytest.mark.parametrize(
    ("path", "local"),
    [
        pytest.param("/model/llama%2D2", "model/llama-2", id="a letter that needs no escape"),
        pytest.param("/model/%d1%8f", "model/я", id="lower case in escapes"),
        pytest.param("/paper/doi/10.1/a%3cb", "paper/doi/10.1/a%3Cb", id="an escape that stays"),
        pytest.param("/model/%FF", "model/%FF", id="not UTF-8"),
        pytest.param("/model/50%", "model/50%25", id="a percent sign by itself"),
    ],
)
def test_paths_that_clients_may_write_otherwise_mean_the_same(path, local):
    assert iri_of(path) == KGR + local


@pytest.mark.parametrize(
    "name", ["https://example.org/model/x", "kg:quantizes", "mailto:a@example.org", KGR + "ontology#Paper", KGR]
)
def test_what_is_not_ours_has_no_page(name):
    assert path_of(name) is None
