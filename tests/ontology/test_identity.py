from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.identity import identify
from ontology.terms import ENTITY_TYPES, EntityType
from ontology.vocabulary import Vocabulary, load_vocabulary

TURTLE = """@base <https://w3id.org/paperkg/model/> .
@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<zog> a kg:Model ; skos:prefLabel "Zog" ; kg:level "family" .
<zog-2> a kg:Model ; skos:prefLabel "Zog 2" ; skos:broader <zog> ; kg:level "version" .
<zog-2.5> a kg:Model ; skos:prefLabel "Zog 2.5" ; skos:broader <zog> ; kg:level "version" .
<zog-2-mini> a kg:Model ; skos:prefLabel "Zog 2 mini" ; skos:broader <zog-2> ; kg:level "version" .
<mistery-7b> a kg:Model ; skos:prefLabel "Mistery 7B" ; skos:broader <mistery> ; kg:level "version" .
<mistery> a kg:Model ; skos:prefLabel "Mistery" ; kg:level "family" .
<rozog> a kg:Model ; skos:prefLabel "RoZog" ; kg:basedOn <zog> ; kg:level "family" .
"""


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    path = tmp_path_factory.mktemp("vocabulary") / "zog.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return load_vocabulary(Path(path))


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("ZOG-2", "zog-2"),
        ("Zog2-7B", "zog-2"),
        ("zog-2-13b-chat", "zog-2"),
        ("Zog~2", "zog-2"),
        ("Zog V2", "zog-2"),
        ("Zog-2.5-72B-Instruct-AWQ", "zog-2.5"),
        ("Zog 2.0", "zog-2"),
        ("Zog", "zog"),
        ("Zog-13B", "zog"),
        ("Zogs", "zog"),
        ("Zog-2-mini", "zog-2-mini"),
        ("Mistery-7B-Instruct-v0.2", "mistery-7b"),
        ("Mistery 12B", "mistery"),
    ],
)
def test_names_of_one_version_meet(vocabulary: Vocabulary, name: str, id: str) -> None:
    assert identify(name, "Model", vocabulary).id == f"kgr:model/{id}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zog 2", "Zog 2.5"),
        ("Zog 2", "Zog 3"),
        ("Zog", "RoZog"),
        ("Zog 2", "Zog 2 mini"),
        ("Zog", "mZog"),
        ("WMT14", "WMT16"),
        ("Foo-1", "Foo-2"),
    ],
)
def test_hard_negatives_stay_apart(vocabulary: Vocabulary, one: str, other: str) -> None:
    assert identify(one, "Model", vocabulary).id != identify(other, "Model", vocabulary).id


def test_a_new_version_of_a_known_family_hangs_below_it(vocabulary: Vocabulary) -> None:
    found = identify("Zog-4-70B", "Model", vocabulary)
    assert (found.id, found.label, found.broader, found.is_coined) == (
        "kgr:model/zog4",
        "Zog 4",
        ("kgr:model/zog",),
        True,
    )


def test_a_name_that_goes_on_is_another_model(vocabulary: Vocabulary) -> None:
    found = identify("Zog-Adapter", "Model", vocabulary)
    assert (found.id, found.broader) == ("kgr:model/zog-adapter", ())


def test_one_name_of_two_types_is_two_entities(vocabulary: Vocabulary) -> None:
    assert identify("Quux", "Dataset", vocabulary).id != identify("Quux", "Method", vocabulary).id


@pytest.mark.parametrize(("one", "other"), [("Quux-2", "Quux 2"), ("Quux2", "QUUX-2"), ("Quux Net", "quux net")])
def test_spellings_of_a_coined_name_meet(vocabulary: Vocabulary, one: str, other: str) -> None:
    assert identify(one, "Method", vocabulary).id == identify(other, "Method", vocabulary).id


@given(name=st.text(alphabet="ABcd2.5- ", min_size=1, max_size=16), type=st.sampled_from(ENTITY_TYPES))
def test_an_id_is_a_function_of_the_name_and_never_changes_under_itself(name: str, type: EntityType) -> None:
    vocabulary = Vocabulary({})
    try:
        found = identify(name, type, vocabulary)
    except ValueError:
        assert not any(c.isalnum() for c in name)
        return
    assert identify(found.label, type, vocabulary).id == found.id
    assert found.id.startswith(f"kgr:{type.lower()}/")


def test_digits_are_never_lost_between_numbers() -> None:
    nothing = Vocabulary({})
    assert identify("Quux 2 3", "Dataset", nothing).id != identify("Quux 23", "Dataset", nothing).id
