from __future__ import annotations

from pathlib import Path

import pytest

from ontology.errors import VocabularyError
from ontology.folding import compact, slug
from ontology.languages import iso_languages
from ontology.vocabulary import SCHEMES, load_vocabulary

HEAD = """@base <https://w3id.org/paperkg/model/> .
@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def write(folder: Path, turtle: str) -> Path:
    path = folder / "own.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return path


def test_a_users_file_adds_concepts_and_labels(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """<zorglub> a kg:Model ; skos:prefLabel "Zorglub" ; skos:altLabel "ZLB" ; kg:level "family" .
        <zorglub-2> a kg:Model ; skos:prefLabel "Zorglub 2" ; skos:broader <zorglub> .""",
    )
    vocabulary = load_vocabulary(path)
    assert [concept.id for concept in vocabulary.find("zorglub2")] == ["kgr:model/zorglub-2"]
    assert vocabulary.ancestors("kgr:model/zorglub-2") == ("kgr:model/zorglub",)
    assert vocabulary.find("ZLB", "Dataset") == ()


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        pytest.param("<a> a kg:Model ; skos:prefLabel ", r"own\.ttl:\d+: ", id="syntax"),
        pytest.param("<a> a kg:Model .", r"has no skos:prefLabel", id="no-label"),
        pytest.param('<a> a kg:Planet ; skos:prefLabel "A" .', "unknown class", id="class"),
        pytest.param('<a> a kg:Model ; skos:prefLabel "A" ; skos:broader <nowhere> .', "is not there", id="dangling"),
        pytest.param(
            '<a> a kg:Model ; skos:prefLabel "A"; skos:broader <b> .'
            '<b> a kg:Model ; skos:prefLabel "B"; skos:broader <a> .',
            "broader than itself",
            id="cycle",
        ),
        pytest.param('<a> a kg:Model ; skos:prefLabel "A", "B" .', "two preferred labels", id="two-labels"),
        pytest.param('[] a kg:Model ; skos:prefLabel "A" .', "blank node", id="blank-node"),
        pytest.param(
            '<a> a kg:Model ; skos:prefLabel "A"; skos:broader <b> . <b> a kg:Dataset ; skos:prefLabel "B" .',
            "which is a Dataset",
            id="across-types",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, turtle: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=message):
        load_vocabulary(write(tmp_path, turtle))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"none\.ttl"):
        load_vocabulary(tmp_path / "none.ttl")


def test_all_languages_of_iso_639_3_are_known() -> None:
    languages = iso_languages()
    assert len(languages) > 7800
    names = {language.code: language.name for language in languages}
    assert (names["hin"], names["swa"], names["eng"]) == ("Hindi", "Swahili", "English")
    assert len(set(names)) == len(languages)


@pytest.mark.parametrize(
    ("name", "id"),
    [("Hindi", "kgr:language/hin"), ("Swahili", "kgr:language/swa"), ("Arabic", "kgr:language/ara")],
)
def test_a_language_is_found_by_its_name(name: str, id: str) -> None:
    assert [concept.id for concept in load_vocabulary().find(name, "Language")] == [id]


def test_every_packaged_concept_is_whole() -> None:
    for concept in load_vocabulary():
        assert concept.id.startswith(f"kgr:{concept.type.lower()}/"), concept.id
        if concept.type == "Language" and concept.kind == "natural":
            continue
        assert concept.definition.strip(), concept.id
        assert concept.id.rsplit("/", 1)[-1] == slug(concept.pref_label), concept.id


def test_no_label_of_a_scheme_means_two_things_without_saying_so() -> None:
    vocabulary = load_vocabulary()
    for type in SCHEMES:
        owners: dict[str, str] = {}
        for concept in vocabulary:
            if concept.type != type or (type == "Language" and concept.kind == "natural"):
                continue
            for label in (concept.pref_label, *concept.alt_labels):
                if label not in concept.ambiguous_labels:
                    assert owners.setdefault(compact(label), concept.id) == concept.id, (label, concept.id)
