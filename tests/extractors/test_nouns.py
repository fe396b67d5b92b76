from __future__ import annotations

import pytest

from extractors.nouns import type_of_noun_phrase


@pytest.mark.parametrize(
    ("phrase", "type"),
    [
        ("multilingual benchmark for question answering models", "Dataset"),
        ("family of open language models", "Model"),
        ("novel framework that builds datasets", "Method"),
        ("metric for fluency", "Metric"),
        ("red balloon", None),
        ("Compressing language models", None),
        ("training recipe for small models", "Method"),
        ("benchmark that nobody has ever seen before", "Dataset"),
    ],
)
def test_the_head_noun_tells_the_type(phrase: str, type: str | None) -> None:
    assert type_of_noun_phrase(phrase) == type
