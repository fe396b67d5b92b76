import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from kg.evaluation import Score, evaluate
from kg.gold import GoldEntity, GoldPaper, read_gold
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "data" / "gold" / "annotated.jsonl"
TOOL = ROOT.parent / "shared" / "tools" / "score_extraction.py"
DEV = ROOT.parent / "shared" / "gold" / "dev.jsonl"

TEXT = "We quantize LLaMA-2 and evaluate on MMLU Pro."
PAPER = Paper(id="kgr:paper/x", title="T", abstract=TEXT)


def entity(type, surface, *predicates):
    start = PAPER.text.index(surface)
    relations = tuple(Relation(predicate, 0.9, 2, len(PAPER.text), "test/1") for predicate in predicates)
    return Entity(f"kgr:{type.lower()}/x", surface, type, (Mention(start, start + len(surface), surface),), relations)


def measured(annotated, *predicted, paper_type="method"):
    return evaluate([(GoldPaper(PAPER, "method", tuple(annotated)), Extraction(PAPER, paper_type, predicted))])


def test_spelling_does_not_count_and_the_type_does():
    gold = [GoldEntity("Model", "Llama 2", ("Llama 2",), frozenset({"quantizes"}))]
    assert measured(gold, entity("Model", "LLaMA-2", "quantizes")).strict["all"].f1 == 1.0
    assert measured(gold, entity("Dataset", "LLaMA-2")).strict["all"].f1 == 0.0


def test_a_part_of_the_name_meets_leniently_only():
    gold = [GoldEntity("Dataset", "MMLU", ("MMLU",), frozenset({"evaluatesOn"}))]
    result = measured(gold, entity("Dataset", "MMLU Pro", "evaluatesOn"))
    assert (result.strict["all"].f1, result.lenient["all"].f1) == (0.0, 1.0)
    assert result.relations["evaluatesOn"].f1 == 1.0
    assert dict(result.missed) == {"Dataset: MMLU": 1}
    assert dict(result.invented) == {"Dataset: MMLU Pro": 1}


def test_mentions_is_no_relation_and_a_wrong_predicate_costs_precision():
    gold = [GoldEntity("Model", "Llama 2", ("LLaMA-2",), frozenset({"quantizes"}))]
    result = measured(gold, entity("Model", "LLaMA-2", "prunes", "mentions"))
    assert result.relations["all"].predicted == 1
    assert result.relations["quantizes"].recall == 0.0
    assert result.rare_actions.gold == 1


def test_confidence_is_compared_with_how_often_it_is_right():
    gold = [GoldEntity("Model", "Llama 2", ("LLaMA-2",), frozenset({"quantizes"}))]
    result = measured(gold, entity("Model", "LLaMA-2", "quantizes", "prunes"))
    (stretch,) = result.confidences.values()
    assert (set(result.confidences), stretch.predicted, stretch.share_right) == ({9}, 2, 0.5)
    assert result.calibration_error == pytest.approx(0.4)
    assert result.as_json()["confidences"] == {"0.9": {"predicted": 2, "mean": 0.9, "right": 0.5}}


def test_paper_types_are_counted():
    assert measured([], paper_type="survey").paper_type_accuracy == 0.0
    assert measured([]).paper_type_accuracy == 1.0


def test_an_empty_row_is_zero_and_not_an_error():
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)


@pytest.mark.skipif(not TOOL.exists(), reason="../shared/tools is not here")
@pytest.mark.parametrize("gold", [GOLD, DEV], ids=["ours", "dev"])
def test_the_measures_are_those_of_the_scoring_tool(tmp_path, gold):
    if not gold.exists():
        pytest.skip("../shared/gold is not here")
    extractor = Extractor(load_vocabulary(), is_trained=False)
    pairs = [(paper, extractor.extract(paper.paper)) for paper in read_gold(gold)]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(extraction.as_json()) + "\n" for _, extraction in pairs))
    done = subprocess.run([sys.executable, TOOL, gold, predicted, "--json"], capture_output=True, text=True, check=True)
    theirs, ours = json.loads(done.stdout), evaluate(pairs)
    assert ours.paper_type_accuracy == pytest.approx(theirs["paper_type_accuracy"])
    for name, rows in (("strict", ours.strict), ("lenient", ours.lenient), ("relations", ours.relations)):
        for row, measures in theirs[name].items():
            score = rows["all" if row == "ALL" else row]
            assert (score.precision, score.recall, score.f1) == pytest.approx(
                (measures["p"], measures["r"], measures["f"])
            ), row
