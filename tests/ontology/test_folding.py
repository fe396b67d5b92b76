from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.folding import compact, fold, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [("LLaMA-2", "llama 2"), ("Sabiá", "SABIA"), ("BIG-bench", "Big Bench"), ("fine\u00adtuning", "fine tuning")],
)
def test_spellings_of_one_name_fold_to_one_form(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen2.5", "Qwen25"),
        ("C", "C++"),
        ("C", "C#"),
        ("Llama 3.1", "Llama 31"),
        ("WMT14", "WMT16"),
        ("mT5", "T5"),
        ("दिन", "दान"),
    ],
)
def test_names_that_differ_in_digits_or_signs_or_vowels_stay_apart(one: str, other: str) -> None:
    assert compact(one) != compact(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_a_slug_has_no_character_that_an_iri_must_escape_in_a_path(text: str) -> None:
    assert not set(slug(text)) & set(" /?#[]@<>\"'{}|\\^`%")


@given(st.from_regex(r"[A-Za-z]{2,8}[ -]?\d{1,2}(\.\d)?", fullmatch=True))
def test_a_hyphen_a_space_or_nothing_before_a_version_is_the_same_name(name: str) -> None:
    assert compact(name) == compact(name.replace("-", " ")) == compact(name.replace("-", "").replace(" ", ""))
