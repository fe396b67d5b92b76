from __future__ import annotations

import pytest

from extractors.pipeline import Extractor
from extractors.statements import Statement, act_of, head_kind, kind_of, statements, words_of


def said(sentence: str) -> list[tuple[str, str]]:
    return [(one.act, one.thing) for one in statements(sentence.lower().split())]


@pytest.mark.parametrize(
    ("verb", "act"),
    [
        ("propose", "make"),
        ("proposes", "make"),
        ("proposed", "make"),
        ("building", "make"),
        ("built", "make"),
        ("studies", "study"),
        ("mapping", ""),
        ("found", "find"),
        ("running", "implement"),
    ],
)
def test_every_form_of_a_verb_is_the_same_act(verb: str, act: str) -> None:
    assert act_of(verb) == act


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("corpora", "data"),
        ("corpus", "data"),
        ("analysis", "study"),
        ("analyses", "study"),
        ("loss", "method"),
        ("losses", "method"),
        ("axes", ""),
    ],
)
def test_every_form_of_a_noun_is_the_same_kind(noun: str, kind: str) -> None:
    assert kind_of(noun) == kind


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("benchmark for counting models", "benchmark"),
        ("family of open models", "many-model"),
        ("collection of open models", "model"),
        ("fast and frugal toolkit for counting", "system"),
        ("new @own-dataset", "@own-dataset"),
        ("new @own-dataset corpus", "data"),
        ("and , ( :", ""),
        ("", ""),
    ],
)
def test_the_head_noun_tells_what_a_phrase_stands_for(phrase: str, kind: str) -> None:
    assert head_kind(phrase.split()) == kind


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("we also carefully introduce a new corpus of counts .", [("make", "data")]),
        ("this short paper surveys methods for counting .", [("survey", "method")]),
        ("we collect a corpus and train a model on it .", [("collect", "data"), ("train", "model")]),
        ("we walk . they propose a method", []),
        ("previous authors propose a method .", []),
        ("in this paper , we ask who counts", [("study", "")]),
        ("we", []),
    ],
)
def test_what_the_authors_do_is_read_from_their_own_verbs(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert said(sentence) == expected


def test_an_own_name_and_the_word_new_are_kept() -> None:
    words = "we present @own-model , a novel method".split()
    assert list(statements(words)) == [Statement("make", "@own-model", ("@own-model",), True)]


def test_entities_stand_as_their_type_and_own_ones_are_told_apart(extractor: Extractor) -> None:
    notes = extractor.read("Counting with names\nWe present FrobBench, a benchmark of counts. We run Zog 2 on GLURP.")
    words = [word for sentence in notes.sentences for word in words_of(notes, sentence)]
    assert [word for word in words if word[0] == "@"] == ["@own-dataset", "@model", "@dataset"]
