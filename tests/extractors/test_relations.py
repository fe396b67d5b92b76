from __future__ import annotations

from collections.abc import Callable

import pytest

from ontology.records import Entity

Predicates = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    ("abstract", "predicate"),
    [
        pytest.param("We quantize Zog 2 to 4 bits.", "quantizes", id="active"),
        pytest.param("In this work, Zog 2 is quantized to 4 bits.", "quantizes", id="passive"),
        pytest.param("We study the quantization of Zog 2.", "quantizes", id="nominal"),
        pytest.param("We evaluate a quantized Zog 2 on tasks.", "quantizes", id="participle"),
        pytest.param("We prune Zog 2 by half.", "prunes", id="prune"),
        pytest.param("We distill Zog 2 into a small model.", "distills", id="distill"),
        pytest.param("We merge several Zog 2 checkpoints.", "merges", id="merge"),
        pytest.param("We fine-tune TPO, Zog and Zog 2 on plants.", "fineTunes", id="list"),
        pytest.param("Our model is built on Zog 2.", "fineTunes", id="built-on"),
        pytest.param("We pretrain Zog 2 from scratch.", "pretrains", id="from-scratch"),
        pytest.param("Our system outperforms Zog 2.", "evaluates", id="outperforms"),
        pytest.param("We use Zog 2 as a judge.", "uses", id="judge"),
        pytest.param("We evaluate Zog 2 and others.", "evaluates", id="evaluate"),
    ],
)
def test_a_cue_makes_the_relation(predicates: Predicates, abstract: str, predicate: str) -> None:
    assert predicate in predicates(abstract)["model/zog-2"]


@pytest.mark.parametrize(
    ("abstract", "predicate"),
    [
        pytest.param("Unlike Zog 2, which quantizes weights, we do nothing.", "quantizes", id="contrast"),
        pytest.param("Recently, Zog 2 has been quantized by others. We count plants.", "quantizes", id="background"),
        pytest.param("In future work we hope to quantize Zog 2.", "quantizes", id="future"),
        pytest.param("We count plants without Zog 2.", "uses", id="negation"),
        pytest.param("We quantize TPO; Zog 2 is left as it is.", "quantizes", id="other-clause"),
    ],
)
def test_what_is_not_asserted_makes_no_relation(predicates: Predicates, abstract: str, predicate: str) -> None:
    assert predicate not in predicates(abstract)["model/zog-2"]


def test_mentions_stands_only_alone(predicates: Predicates) -> None:
    found = predicates("Recently, Zog 2 has become popular. We quantize Zog 2. We count plants without TPO.")
    assert "mentions" not in found["model/zog-2"]
    assert found["model/tpo"] == {"mentions"}


def test_the_evidence_is_the_sentence_of_the_best_cue(entities: Callable[..., dict[str, Entity]]) -> None:
    abstract = "Recently, Zog 2 has become popular. We quantize Zog 2."
    relation = entities(abstract)["model/zog-2"].relations[0]
    assert ("A study of things\n" + abstract)[relation.start : relation.end] == "We quantize Zog 2."


@pytest.mark.parametrize(
    ("abstract", "id", "predicate"),
    [
        ("We report results on GLURP.", "dataset/glurp", "evaluatesOn"),
        ("We train our system on GLURP.", "dataset/glurp", "trainsOn"),
        ("We address word counting in Hindi.", "task/word-counting", "addresses"),
        ("We address word counting in Hindi.", "language/hin", "covers"),
        ("We measure the blorp score.", "metric/blorp-score", "measuresWith"),
        ("We apply quelling to it.", "method/quelling", "uses"),
        ("We compare it with quelling.", "method/quelling", "evaluates"),
    ],
)
def test_every_type_has_its_relations(predicates: Predicates, abstract: str, id: str, predicate: str) -> None:
    assert predicate in predicates(abstract)[id]


def test_a_survey_surveys(predicates: Predicates) -> None:
    found = predicates("This survey reviews quelling.", "A survey of quelling")
    assert found["method/quelling"] == {"surveys"}
