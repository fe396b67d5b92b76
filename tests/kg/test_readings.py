from __future__ import annotations

from pathlib import Path

import pytest

from extractors.proposals import Place, Proposal
from kg.gold import GoldEntity, GoldPaper, read_gold
from kg.readings import Reading, read_papers
from ontology.records import Paper
from ontology.vocabulary import load_vocabulary

GOLD = Path(__file__).parents[1] / "data" / "gold" / "annotated.jsonl"


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return read_papers(list(read_gold(GOLD)), load_vocabulary(), field=2)


def test_the_first_papers_are_of_the_field(readings: list[Reading]) -> None:
    assert [reading.is_of_field for reading in readings] == [True, True, False]


def test_every_token_has_a_label_and_names_are_labelled_with_their_type(readings: list[Reading]) -> None:
    for reading in readings:
        labels = reading.token_labels()
        assert len(labels) == len(reading.notes.context.tokens)
        assert {label[2:].removesuffix("+") for label in labels if label != "O"} == {
            reading.gold.entities[index].type for _, _, index in reading.found
        }


def test_a_name_that_the_paper_introduces_is_its_own(readings: list[Reading]) -> None:
    first = readings[0]
    place = (Place(0, 0, 1.0, 1.0),)
    assert first.labels(Proposal("Dataset", "zorblat", place)) == {"name", "own"}
    assert first.labels(Proposal("Model", "llama2", place)) == {"name"}
    assert first.labels(Proposal("Model", "zorblat", place)) == frozenset()


def test_names_that_one_paper_has_are_hidden_now_and_then_but_never_languages_or_own_names() -> None:
    one = next(iter(read_gold(GOLD)))
    vocabulary = load_vocabulary()
    shared = read_papers([one, one], vocabulary, field=0)
    assert all(list(reading.candidates) == reading.notes.candidates for reading in shared)
    (alone,) = read_papers([one], vocabulary, field=0)
    hidden = [candidate for candidate in alone.notes.candidates if candidate not in alone.candidates]
    assert hidden
    assert all(candidate.type != "Language" and candidate.finder != "introductions" for candidate in hidden)


def test_latex_in_text_and_surface_is_decoded() -> None:
    paper = Paper("kgr:paper/y", "On zogs", "We propose Z\\'og and test it.", identifier="y")
    gold = GoldPaper(paper, "method", (GoldEntity("Method", "Zóg", ("Z\\'og",), frozenset({"introduces"})),))
    (reading,) = read_papers([gold], load_vocabulary(), field=0)
    assert [reading.notes.text[start:end] for start, end, _ in reading.found] == ["Zóg"]
    assert reading.named == {("Method", "zog")}
    assert "zog" in reading.held
