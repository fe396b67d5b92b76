from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("We test Zog 3.5. It works.", 2, id="decimal"),
        pytest.param("Models, e.g. Zog, are large. We shrink them.", 2, id="for-example"),
        pytest.param("Smith et al. Propose a thing.", 1, id="et-al"),
        pytest.param("A title\nThe abstract. Its end", 3, id="line-feed"),
        pytest.param("Is it good? Yes! We show so.", 3, id="question"),
        pytest.param('They say "no." We say yes.', 2, id="quote"),
        pytest.param("It has 13.5M.The models are small.", 2, id="forgotten-space"),
        pytest.param("We compare A vs. B and C.", 1, id="versus"),
        pytest.param("See Fig. 3 for more.", 1, id="figure"),
        pytest.param("We use mT5. mT5 is good.", 2, id="lower-case-name"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(split(text)) == count


@given(st.text(alphabet="Aab .!?\n()3e.g", max_size=80))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = list(split_sentences(text))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)
