from __future__ import annotations

from collections.abc import Callable

import pytest

from ontology.records import Extraction


@pytest.mark.parametrize(
    ("title", "abstract", "type"),
    [
        ("A survey of word counting", "This survey reviews the literature.", "survey"),
        ("FLORB: a benchmark for counting", "We introduce FLORB, a dataset of counts. FLORB is large.", "resource"),
        ("Counting by frozen layers", "We propose a method. Our method is faster.", "method"),
        ("Do models count? An empirical study", "We investigate counting. We find that they do not.", "empirical"),
        ("FlorbKit: an open-source toolkit", "We present a toolkit, a platform for counting.", "system"),
        ("Zog 7 Technical Report", "We release Zog 7, a family of open language models.", "model"),
        ("A position paper on counting", "We argue that counting should stop.", "position"),
    ],
)
def test_the_main_contribution_tells_the_type(
    extract: Callable[..., Extraction], title: str, abstract: str, type: str
) -> None:
    assert extract(abstract, title).paper_type == type
