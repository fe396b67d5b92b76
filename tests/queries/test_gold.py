"""Questions over annotated papers: what is lost here is lost by reading, not by extraction."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from ontology.vocabulary import load_vocabulary
from queries.answering import answer
from queries.graph import LabelIndex

#: A whole title in quotes: part of one has no colon.
_TITLE = re.compile(r'"([^"]+: [^"]+)"')
_SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"

pytestmark = pytest.mark.skipif(
    not (_SHARED / "gold").is_dir(), reason="the annotated papers (../shared/gold) are not here"
)


def _module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def annotated():
    return _lines(_SHARED / "gold" / "train.jsonl") + _lines(_SHARED / "gold" / "dev.jsonl")


@pytest.fixture(scope="module")
def asked(annotated):
    helper = _module(Path(__file__).resolve().parents[1] / "gold_graph.py")
    graph = helper.gold_graph(annotated, load_vocabulary())
    index = LabelIndex.of(graph)
    return {
        question["id"]: (question, answer(question["question"], graph, index))
        for question in _lines(_SHARED / "gold" / "questions-dev.jsonl")
    }


@pytest.fixture(scope="module")
def mark():
    import sys

    sys.path.insert(0, str(_SHARED / "tools"))
    try:
        return _module(_SHARED / "tools" / "score_questions.py").mark
    finally:
        sys.path.pop(0)


def test_reading_loses_little_where_every_paper_is_annotated(annotated, asked, mark):
    ids = {record["id"] for record in annotated}
    titles = {record["title"] for record in annotated}
    marks = [
        mark(question, found.as_json())
        for question, found in asked.values()
        if question["papers"]
        and ids.issuperset(question["papers"])
        and titles.issuperset(_TITLE.findall(question["question"]))  # a paper that is asked about is needed too
    ]
    assert len(marks) >= 25
    assert sum(marks) / len(marks) >= 0.95


def test_what_cannot_be_answered_is_refused_for_the_right_reason(asked):
    codes = {
        question["question"]: (found.error.code if found.error else None, question["tags"])
        for question, found in asked.values()
        if question["kind"] == "refuse"
    }
    assert codes
    assert {text: code for text, (code, tags) in codes.items() if code not in tags} == {}
