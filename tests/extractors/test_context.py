from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.context import Context


def context(*sentences: str) -> Context:
    """The context of a title and sentences."""
    starts = [sum(len(before) + 1 for before in sentences[:i]) for i in range(len(sentences))]
    return Context("\n".join(sentences), starts)


def signs(name: str, *sentences: str) -> set[str]:
    """Signs of the last place of `name`, which is one token."""
    found = context(*sentences)
    at = max(i for i, token in enumerate(found.tokens) if token.text == name)
    return set(found.signs(at, at))


def column(template: str, word: str, *sentences: str) -> str:
    found = context(*sentences)
    return found.columns[template][[token.text for token in found.tokens].index(word)]


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("We propose Zog, which counts.", "governed=propos|own|0"),
        ("We propose a small and fast Zog.", "governed=propos|own|1"),
        ("Others propose Zog.", "governed=propos|other|0"),
        ("It is better than Zog.", "governed=than"),
        ("We test on the Zog benchmark.", "noun behind:Dataset"),
        ("We use the framework Zog here.", "noun before=framework"),
        ("We built Zog, a novel toolkit for counting.", "text defines=toolkit"),
        ("We built Zog, a novel toolkit for counting.", "text defines as new"),
        ("Zog significantly outperforms all.", "subject of=outperform"),
        ("Zog is trained on words.", "subject of being=train"),
        ("Word counting (Zog) helps.", "in brackets"),
        ("We present **Zog**, a corpus of words.", "text defines:Dataset"),
        ("Zog (short for zigzag) works.", "before brackets"),
    ],
)
def test_a_sentence_presents_a_name(sentence: str, sign: str) -> None:
    assert sign in signs("Zog", "A title", sentence)


def test_a_title_says_what_its_head_is() -> None:
    found = signs("Zog", "Zog: A Multilingual Benchmark for Counting")
    assert {"opens", "title", "title behind=:", "title defines=benchmark", "title defines:Dataset"} <= found
    assert "title defines by an action" in signs("Zog", "Zog: Counting words with language models")


def test_a_title_is_only_the_first_sentence() -> None:
    assert "title" not in signs("Zog", "On counting", "Zog: it counts.")


def test_the_verb_in_front_of_a_list_governs_all_of_it() -> None:
    sentence = "We evaluate Aa, Bb, Cc, Dd and Zog on words."
    assert column("verb,own", "Zog", "A title", sentence) == "evaluat1"
    assert column("verb,distance", "Zog", "A title", sentence) == "evaluat9"


def test_a_noun_behind_a_list_reaches_back_to_its_first_name() -> None:
    assert column("noun behind", "Aa", "A title", "We run on Aa and Bb benchmarks.") == "Dataset3"


def test_nothing_governs_across_sentences() -> None:
    assert column("verb", "Zog", "A title", "We evaluate it.", "Zog is there.") == ""


@given(st.lists(st.text("abz ,.():we", max_size=20), min_size=1, max_size=4), st.data())
def test_every_column_has_a_value_a_token_and_every_stretch_signs(sentences: list[str], data: st.DataObject) -> None:
    found = context(*sentences)
    assert {len(values) for values in found.columns.values()} == {len(found.tokens)}
    if found.tokens:
        at = data.draw(st.integers(0, len(found.tokens) - 1))
        assert found.signs(at, at) == found.signs(at, at) != []
