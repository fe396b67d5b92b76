from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.chain import Stretch
from extractors.document import Notes, Sentence
from extractors.proposals import KINDS, chosen, proposals_of

TITLE = "Zog-2 for word counting"
TEXT = TITLE + "\nZog-2 counts words. Unlike word counting, zog 2 is new."
NOTES = Notes(
    TEXT, (Sentence(0, len(TITLE), TITLE, "title"), Sentence(len(TITLE) + 1, len(TEXT), TEXT[len(TITLE) + 1 :]))
)
TOKENS = NOTES.context.tokens


def stretch(text: str, kind: str, probability: float, occurrence: int = 0) -> Stretch:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(text, start + 1)
    inside = [i for i, token in enumerate(TOKENS) if start <= token.start and token.end <= start + len(text)]
    return Stretch(inside[0], inside[-1], kind, probability)


def test_spellings_of_one_name_are_one_proposal() -> None:
    found = proposals_of(NOTES, [stretch("Zog-2", "Model", 0.5), stretch("zog 2", "Model", 0.5)])
    assert [(proposal.key, len(proposal.places)) for proposal in found] == [("zog2", 2)]


def test_an_own_name_is_a_name_of_its_type_with_both_chances_added() -> None:
    found = proposals_of(NOTES, [stretch("Zog-2", "Model", 0.3), stretch("Zog-2", "Model+", 0.5)])
    assert [(p.type, p.places[0].probability, p.own) for p in found] == [("Model", pytest.approx(0.8), 0.5)]


def test_a_longer_name_takes_the_words_from_a_shorter_one_even_if_that_is_surer() -> None:
    found = proposals_of(NOTES, [stretch("word counting", "Task", 0.6), stretch("counting", "Method", 0.3)])
    spans = chosen(found, [(0.6, 0.0), (0.7, 0.0)], TOKENS, 0.5)
    assert [(TEXT[span.start : span.end], span.type) for span in spans] == [("word counting", "Task")]


def test_of_two_names_of_one_length_the_surer_takes_the_words() -> None:
    found = proposals_of(NOTES, [stretch("for word", "Task", 0.6), stretch("word counting", "Task", 0.3)])
    spans = chosen(found, [(0.6, 0.0), (0.7, 0.0)], TOKENS, 0.5)
    assert [TEXT[span.start : span.end] for span in spans] == ["word counting"]


def test_a_name_that_is_not_likely_enough_takes_no_words() -> None:
    found = proposals_of(NOTES, [stretch("word counting", "Task", 0.6), stretch("counting", "Method", 0.3)])
    spans = chosen(found, [(0.4, 0.0), (0.7, 0.0)], TOKENS, 0.5)
    assert [TEXT[span.start : span.end] for span in spans] == ["counting"]


def test_a_name_that_lost_one_place_keeps_the_other() -> None:
    stretches = [stretch("word counting", "Task", 0.9), stretch("counting", "Method", 0.3)]
    found = proposals_of(NOTES, [*stretches, stretch("counting", "Method", 0.4, occurrence=1)])
    spans = chosen(found, [(0.9, 0.0), (0.6, 0.0)], TOKENS, 0.5)
    assert [TEXT[span.start : span.end] for span in spans] == ["word counting", "counting"]


def test_a_spelling_has_one_type_in_a_text() -> None:
    stretches = [stretch("Zog-2", "Model", 0.5), stretch("Zog-2", "Method", 0.4, occurrence=1)]
    spans = chosen(proposals_of(NOTES, stretches), [(0.6, 0.1), (0.7, 0.2)], TOKENS, 0.5)
    assert {(span.type, span.own) for span in spans} == {("Method", 0.2)}


chances = st.floats(0, 1)
places = st.tuples(st.integers(0, len(TOKENS) - 1), st.integers(0, 3), st.sampled_from(KINDS), chances)


@given(st.lists(places, max_size=12), st.lists(st.tuples(chances, chances), min_size=12, max_size=12))
def test_chosen_names_never_overlap_and_are_likely_enough(
    found: list[tuple[int, int, str, float]], likely: list[tuple[float, float]]
) -> None:
    stretches = [Stretch(a, min(a + n, len(TOKENS) - 1), kind, p) for a, n, kind, p in found]
    proposals = proposals_of(NOTES, stretches)
    spans = chosen(proposals, likely[: len(proposals)], TOKENS, 0.4)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.score >= 0.4 for span in spans)
