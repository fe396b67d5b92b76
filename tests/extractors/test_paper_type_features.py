from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.document import Notes
from extractors.paper_type_features import paper_type_features
from extractors.pipeline import Extractor


@pytest.fixture
def features(extractor: Extractor) -> Callable[..., set[str]]:
    def run(title: str, abstract: str = "Nothing is said.") -> set[str]:
        return set(paper_type_features(extractor.read(f"{title}\n{abstract}")))

    return run


def test_a_paper_without_text_has_one_feature() -> None:
    assert paper_type_features(Notes()) == ["bias"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("FlorbKit: a small toolkit for counting", {"title-form=coined", "title-b=system", "title-b=system|True"}),
        ("Counting is hard: a study of models", {"title-form=phrase", "title-b=study", "title-b=study|False"}),
        ("Do models count?", {"title-form=whole", "title-a-question"}),
        ("Towards counting", {"title-a-opening=towards"}),
        ("Evaluating counters", {"title-a-gerund", "title-a-gerund=study"}),
        ("FlorbLM: counting", {"title-name=model"}),
        ("FlorbBench: counting", {"title-name=data"}),
    ],
)
def test_the_form_of_the_title_is_read(features: Callable[..., set[str]], title: str, expected: set[str]) -> None:
    assert expected <= features(title)


def test_the_first_acts_are_told_from_later_ones(features: Callable[..., set[str]]) -> None:
    found = features("Counting", "We use old words. We study counters. We release a corpus.")
    assert {"act0=use", "act1=study", "act2=release", "acts=use+study"} <= found
    assert {"main-act=study", "making-act=release", "making-act=release>data"} <= found
    assert "main-act=use" not in found


def test_a_paper_that_makes_nothing_says_so(features: Callable[..., set[str]]) -> None:
    found = features("Counting", "We study counters. We find that they err. We find no cure.")
    assert {"no-making-act", "times-find=2", "most-act=find", "times-make=0"} <= found
    assert "no-main-act" not in found


def test_what_is_called_ours_most_often_counts(features: Callable[..., set[str]]) -> None:
    found = features("Counting", "Our method is fast. Our method is cheap. Our corpus is large.")
    assert {"our=method", "our-often=method", "our-most=method", "our=data"} <= found
    assert not {"our-often=data", "our-most=data"} & found


def test_an_own_name_says_what_it_is_and_what_it_does(features: Callable[..., set[str]]) -> None:
    found = features("Counting", "We present FlorbBench, a benchmark of counts. FlorbBench contains words.")
    assert {"own=Dataset", "defined=benchmark", "subject=@own-dataset>contains"} <= found
    assert "own-title=Dataset" not in found
