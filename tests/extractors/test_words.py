from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.words import verb_stem, word_class


@pytest.mark.parametrize("forms", ["propose proposes proposed proposing", "prune prunes pruned pruning", "tune tuning"])
def test_the_forms_of_a_verb_have_one_stem(forms: str) -> None:
    assert len({verb_stem(form) for form in forms.split()}) == 1
    assert verb_stem(forms.split(maxsplit=1)[0])


@pytest.mark.parametrize("word", ["balloon", "the", "", "a", "usable"])
def test_other_words_have_no_stem(word: str) -> None:
    assert verb_stem(word) == ""


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("(", "("),
        ("“", "sign"),
        ("Our", "det"),
        ("whereas", "prep"),
        ("nor", "conj"),
        ("has", "aux"),
        ("we", "pron"),
        ("7B", "num"),
        ("pruning", "verbing"),
        ("datasets", "nounDataset"),
        ("Florble", "Cap"),
        ("florble", "word"),
    ],
)
def test_a_word_has_the_class_of_its_list_or_its_spelling(word: str, kind: str) -> None:
    assert word_class(word) == kind


@given(st.text(min_size=1, max_size=12))
def test_every_word_has_a_class(word: str) -> None:
    assert word_class(word)
