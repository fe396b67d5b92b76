from __future__ import annotations

import numpy as np
import pytest

from extractors.linear import LinearModel
from extractors.paper_type_learning import learn
from extractors.word_vectors import WordVectors

pytest.importorskip("sklearn", reason="training needs the extra 'train'")

#: "corpus" and "treebank" are used alike, so are "layer" and "kernel".
ALIKE = WordVectors(
    ("corpus", "treebank", "layer", "kernel"),
    np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]),
)
EXAMPLES = [(["title=corpus", "bias"], "resource"), (["title=layer", "bias"], "method")] * 6


def learnt(examples: list[tuple[list[str], str]] = EXAMPLES) -> LinearModel:
    return learn(examples, ("resource", "method", "survey"), ALIKE, penalty=0.5, importance=[1.0] * len(examples))


def test_what_was_learnt_of_a_word_holds_for_one_that_is_used_alike() -> None:
    scores = learnt().scores(["title=treebank", "bias"])
    assert scores["resource"] > 0 > scores["method"]
    scores = learnt().scores(["title=kernel", "bias"])
    assert scores["method"] > 0 > scores["resource"]


def test_it_holds_only_in_the_same_place_of_the_paper() -> None:
    model = learnt()
    assert model.scores(["body=treebank", "bias"]) == model.scores(["bias"])


def test_a_feature_of_one_paper_counts_for_nothing() -> None:
    once = [(["once", "bias"], "method"), *EXAMPLES]
    model = learnt(once)
    assert model.scores(["once", "bias"]) == model.scores(["bias"])


def test_a_type_without_an_example_is_never_likely() -> None:
    assert learnt().scores(["title=corpus", "bias"])["survey"] < -5


def test_the_same_papers_give_the_same_weights() -> None:
    assert np.array_equal(learnt().weights, learnt().weights)


def test_papers_that_count_more_decide() -> None:
    torn = [(["bias"], "resource"), (["bias"], "method")] * 4
    for heavy in ("resource", "method"):
        importance = [5.0 if type == heavy else 1.0 for _, type in torn]
        scores = learn(torn, ("resource", "method"), ALIKE, penalty=0.5, importance=importance).scores(["bias"])
        assert max(scores, key=lambda type: scores[type]) == heavy
