from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.aliases import fold_text, label_variants
from ontology.records import Entity

Entities = Callable[..., dict[str, Entity]]


@pytest.mark.parametrize(
    "surface", ["fine-quelling", "Fine quelling", "finequelling", "FINE-QUELLING", "fine\u2011quelling"]
)
def test_a_label_in_lower_case_matches_any_spelling(entities: Entities, surface: str) -> None:
    found = entities(f"We apply {surface} to all.")
    assert [m.text for m in found["method/fine-quelling"].mentions] == [surface]
    assert "method/quelling" not in found, "no nested surfaces"


@pytest.mark.parametrize(("surface", "expected"), [("GLURP", True), ("glurp", False), ("Glurp", False)])
def test_an_acronym_needs_its_capitals(entities: Entities, surface: str, expected: bool) -> None:
    assert ("dataset/glurp" in entities(f"We report results on {surface}.")) is expected


@pytest.mark.parametrize(("surface", "expected"), [("BlipBlop-X", True), ("BlipBlopX", True), ("Blipblopx", False)])
def test_a_name_of_two_words_joined_needs_its_capitals(entities: Entities, surface: str, expected: bool) -> None:
    assert ("dataset/blipblop-x" in entities(f"We report results on {surface} here.")) is expected


@pytest.mark.parametrize("text", ["We test TPO.", "We test TPO-based systems.", "We test TPOs."])
def test_a_name_may_be_followed_by_an_ending(entities: Entities, text: str) -> None:
    assert "model/tpo" in entities(text)


@pytest.mark.parametrize("name", ["quelling", "Zog 3.5", "word counting", "quick field ordering"])
@pytest.mark.parametrize("text", ["{}", "We test {}.", "({}) is\nold", "All of them are\n{}", "{}s", "Two {}s meet"])
def test_a_name_of_one_or_more_words_is_found_at_any_place_in_both_numbers(
    entities: Entities, name: str, text: str
) -> None:
    found = entities(text.format(name))
    assert any(mention.text.startswith(name) for entity in found.values() for mention in entity.mentions)


@pytest.mark.parametrize(
    "text", ["We test TPO-of-Xanadu here.", "We test STPO.", "We test HyTPO2.", "See example.org/TPO now."]
)
def test_a_piece_of_a_longer_name_is_no_mention(entities: Entities, text: str) -> None:
    found = entities(text)
    assert "model/tpo" not in found or found["model/tpo"].mentions[0].text != "TPO"


def test_an_ambiguous_label_needs_context(entities: Entities) -> None:
    assert "model/kwi" in entities("We fine-tune the Kwi model.")
    assert "model/kwi" not in entities("Kwi is a village in the mountains.")


def test_an_ambiguous_label_counts_where_the_entity_is_named_otherwise_too(entities: Entities) -> None:
    found = entities("We fine-tune KwiwiLM on plants. Later on, Kwi does well.")
    assert [mention.text for mention in found["model/kwi"].mentions] == ["KwiwiLM", "Kwi"]


def test_context_of_another_sentence_is_no_context(entities: Entities) -> None:
    found = entities("We fine-tune the Kwi model. Kwi does well.")
    assert [mention.start for mention in found["model/kwi"].mentions] == [len("A study of things\nWe fine-tune the ")]


def test_an_abbreviation_means_what_the_paper_says(entities: Entities) -> None:
    assert "method/qfo" in entities("We apply quick field ordering (QFO). QFO sorts plants.")
    assert "method/qfo" in entities("We apply QFO.")
    assert "method/qfo" not in entities("We build a quiet frog organ (QFO). QFO sings.")


def test_british_spelling_and_irregular_plurals_are_variants() -> None:
    assert "zorisation" in set(label_variants("zorization"))
    assert "strategies" in set(label_variants("strategy"))
    assert "llama2" in set(label_variants("Llama 2"))


@given(st.text(max_size=60))
def test_folding_keeps_the_alignment(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert all(0 <= position <= len(text) for position in folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    for i, character in enumerate(folded.text):
        source = text[folded.origin[i]]
        assert character == " " or fold_text(source).text.find(character) >= 0
