from __future__ import annotations

from collections.abc import Callable

import pytest

Predicates = Callable[..., dict[str, set[str]]]


@pytest.mark.parametrize(
    ("abstract", "title", "id"),
    [
        ("Florble has 9 parts. Florble is good.", "Florble: a benchmark for counting", "dataset/florble"),
        ("We introduce FlorbleNet, a model that counts.", "On counting", "model/florblenet"),
        ("In this paper, we present a new corpus called FLORB.", "On counting", "dataset/florb"),
        ("We propose frozen layer ordering (FLO), a method for speed.", "On speed", "method/flo"),
        ("FlorbleNet is proposed here as a framework for tuning.", "On tuning", "method/florblenet"),
        ("We release FlorbleNet, a language model for Hindi.", "On Hindi", "model/florblenet"),
        ("We describe a method dubbed self-florbling for search.", "On search", "method/self-florbling"),
    ],
)
def test_an_own_name_is_introduced_with_its_type(predicates: Predicates, abstract: str, title: str, id: str) -> None:
    found = predicates(abstract, title)
    introduced = [one for one, which in found.items() if "introduces" in which]
    assert any(one == id or (id == "method/flo" and one.startswith("method/f")) for one in introduced), found


@pytest.mark.parametrize(
    "abstract",
    [
        "Unlike FlorbleNet, we count by hand.",
        "We compare with existing models such as FlorbleNet.",
        "Our system outperforms FlorbleNet.",
        "We train on the FlorbleSet dataset.",
        "We use Zog 2 for this.",
        "We work with NLP and LLMs in the USA.",
    ],
)
def test_what_others_made_is_not_introduced(predicates: Predicates, abstract: str) -> None:
    assert not [id for id, which in predicates(abstract).items() if "introduces" in which]


def test_both_forms_of_a_defined_name_are_one_entity(predicates: Predicates) -> None:
    found = predicates("We propose Florble Layer Ordering (FLO). FLO is a method that works.")
    assert len([id for id, which in found.items() if "introduces" in which]) == 1
