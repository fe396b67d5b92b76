"""A small vocabulary and pipeline of the tests' own, so that they do not change with the packaged vocabularies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.pipeline import Extractor
from ontology.records import Entity, Extraction, Paper
from ontology.vocabulary import Vocabulary, load_vocabulary

TURTLE = """@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/paperkg/> .
<model/zog> a kg:Model ; skos:prefLabel "Zog" ; kg:level "family" .
<model/zog-2> a kg:Model ; skos:prefLabel "Zog 2" ; skos:broader <model/zog> .
<model/zog-3> a kg:Model ; skos:prefLabel "Zog 3" ; skos:broader <model/zog> .
<model/zog-3.5> a kg:Model ; skos:prefLabel "Zog 3.5" ; skos:broader <model/zog> .
<model/kwi> a kg:Model ; skos:prefLabel "Kwi" ; skos:altLabel "KwiwiLM" ;
    kg:ambiguousLabel "Kwi" ; kg:contextWord "model" .
<model/tpo> a kg:Model ; skos:prefLabel "TPO" .
<method/quelling> a kg:Method ; skos:prefLabel "quelling" .
<method/fine-quelling> a kg:Method ; skos:prefLabel "fine-quelling" ; skos:broader <method/quelling> .
<method/zorization> a kg:Method ; skos:prefLabel "zorization" .
<method/qfo> a kg:Method ; skos:prefLabel "QFO" ; skos:altLabel "quick field ordering" .
<dataset/glurp> a kg:Dataset ; skos:prefLabel "GLURP" .
<dataset/blipblop-x> a kg:Dataset ; skos:prefLabel "BlipBlop-X" .
<task/word-counting> a kg:Task ; skos:prefLabel "word counting" .
<metric/blorp-score> a kg:Metric ; skos:prefLabel "blorp score" ; skos:altLabel "blorp" .
"""


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    path = tmp_path_factory.mktemp("vocabulary") / "tests.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return load_vocabulary(path)


@pytest.fixture(scope="session")
def extractor(vocabulary: Vocabulary) -> Extractor:
    return Extractor(vocabulary, is_trained=False)


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Callable[..., Extraction]:
    """Extract from an abstract, with a title that says nothing unless one is given."""

    def run(abstract: str, title: str = "A study of things") -> Extraction:
        return extractor.extract(Paper(id="kgr:paper/title/test", title=title, abstract=abstract))

    return run


@pytest.fixture(scope="session")
def entities(extract: Callable[..., Extraction]) -> Callable[..., dict[str, Entity]]:
    """Entities by their id without the prefix."""

    def run(abstract: str, title: str = "A study of things") -> dict[str, Entity]:
        return {entity.id.removeprefix("kgr:"): entity for entity in extract(abstract, title).entities}

    return run


@pytest.fixture(scope="session")
def predicates(entities: Callable[..., dict[str, Entity]]) -> Callable[..., dict[str, set[str]]]:
    """Predicates by the entity's id without the prefix."""

    def run(abstract: str, title: str = "A study of things") -> dict[str, set[str]]:
        return {id: {r.predicate for r in entity.relations} for id, entity in entities(abstract, title).items()}

    return run
