from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We study post-training quantization (PTQ) here.", "PTQ", "post-training quantization"),
        ("Large language models (LLMs) are large.", "LLMs", "Large language models"),
        (
            "an Omnidirectionally calibrated Quantization (OmniQuant) technique",
            "OmniQuant",
            "Omnidirectionally calibrated Quantization",
        ),
        ("PTQ (post-training quantization) is cheap.", "PTQ", "post-training quantization"),
        ("the word error rate (WER, lower is better)", "WER", "word error rate"),
        ("chain-of-thought (CoT) prompting", "CoT", "chain-of-thought"),
    ],
)
def test_definitions_are_found(text: str, short: str, long: str) -> None:
    assert [(one.short, one.long) for one in find_abbreviations(text)] == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "We test it (see Table 3).",
        "It costs much (about 5 GB).",
        "The best model (Zog) wins.",
        "Results improve (p < 0.05).",
        "Nothing (XYZ) fits the letters.",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert find_abbreviations(text) == []


def test_the_first_definition_of_a_short_form_stands() -> None:
    found = find_abbreviations("sparse fine tuning (SFT) and later some frozen things (SFT)")
    assert [one.long for one in found] == ["sparse fine tuning"]


@given(st.text(alphabet="Aab ()-PTQ.,", max_size=80))
def test_offsets_point_at_the_forms(text: str) -> None:
    for one in find_abbreviations(text):
        assert text[one.short_start :].startswith(one.short)
        assert text[one.long_start : one.long_end] == one.long
