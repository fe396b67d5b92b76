"""`kg evaluate` and `kg train --measure`: figures against annotated papers."""

import json
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[2] / "data" / "gold" / "annotated.jsonl"


def test_evaluate_prints_a_row_for_each_type_and_predicate_that_occurs(run):
    result = run("evaluate", str(GOLD))
    assert result.exit_code == 0, result.output
    for title in ("entities, strict", "entities, lenient", "relations", "confidence of relations"):
        assert title in result.output
    rows = {line.split()[0]: line.split()[1:] for line in result.output.splitlines() if line}
    assert rows["quantizes"] == ["1", "1", "1.000", "1.000", "1.000"]
    assert "of 3 papers are right" in result.output


def test_evaluate_as_json_has_the_same_counts(run):
    result = json.loads(run("evaluate", str(GOLD), "--json").output)
    assert result["papers"] == 3
    assert result["relations"]["quantizes"] == {"gold": 1, "predicted": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_stages_are_shown_in_the_order_in_which_they_read(run):
    lines = run("evaluate", str(GOLD), "--stages").output.splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "stage",
        "vocabulary",
        "+ model names",
        "+ new names",
        "+ tagger",
        "+ classifiers",
    ]


def test_training_measures_what_it_made(run, tmp_path):
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    files = [str(GOLD), str(GOLD)]
    result = run("train", *files, "-o", str(tmp_path / "weights"), "--measure")
    assert result.exit_code == 0, result.output
    assert f"{GOLD}: 3 papers, read by models that had not seen them" in result.output
    assert "all: 6 papers, read by models that had not seen them" in result.output
    assert result.output.count("entities, strict") == 2
    assert len(list((tmp_path / "weights").glob("*.npz"))) == 5
