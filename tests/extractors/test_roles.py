from __future__ import annotations

import pytest

from extractors.document import Sentence
from extractors.roles import roles


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Recent models have become large.", "background"),
        ("We propose a method for speed.", "contribution"),
        ("Experiments show that it is faster.", "result"),
        ("In future work, more languages may be added.", "future"),
        ("The encoder reads all tokens.", "method"),
    ],
)
def test_a_sentence_has_its_role(sentence: str, role: str) -> None:
    texts = ["A title", "Models are used everywhere.", "We introduce a thing.", sentence]
    if role == "background":
        texts = ["A title", sentence, "We introduce a thing."]
    tagged = roles(tuple(Sentence(i, i + 1, text) for i, text in enumerate(texts)))
    assert tagged[0].role == "title"
    assert next(one.role for one in tagged if one.text == sentence) == role


def test_before_the_authors_speak_all_is_background() -> None:
    tagged = roles(tuple(Sentence(i, i + 1, t) for i, t in enumerate(["T", "The sky is blue.", "We paint it."])))
    assert [one.role for one in tagged] == ["title", "background", "method"]
