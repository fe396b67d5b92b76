from __future__ import annotations

import numpy as np
import pytest

from extractors.word_vectors import WordVectors


def close(vectors: WordVectors, one: str, other: str) -> float:
    rows = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    number = {word: i for i, word in enumerate(vectors.words)}
    return float(rows[number[one]] @ rows[number[other]])


def learnt() -> WordVectors:
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    texts = [
        f"{start} {word} {end}"
        for word, start, end in (
            ("zog", "the loud", "barks at night"),
            ("kwi", "the loud", "barks at night"),
            ("glurp", "a green", "grows by water"),
        )
        for _ in range(8)
    ]
    return WordVectors.learn([*texts, "rarely"], dimensions=4, rarest=2)


def test_words_that_are_used_alike_lie_close() -> None:
    vectors = learnt()
    assert close(vectors, "zog", "kwi") > 0.9
    assert close(vectors, "zog", "glurp") < 0.3


def test_rare_words_have_no_vector_and_frequent_ones_come_first() -> None:
    words = learnt().words
    assert "rarely" not in words
    assert words.index("the") < words.index("zog")


def test_the_same_texts_give_the_same_vectors() -> None:
    assert np.array_equal(learnt().vectors, learnt().vectors)
