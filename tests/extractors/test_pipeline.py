from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.pipeline import RULES, TRAINED, Extractor
from ontology.records import Extraction, Paper
from ontology.vocabulary import Vocabulary, load_vocabulary

PIECES = st.sampled_from(
    "We quantize| Zog-2-7B| Zog~2|\\'e| 39.5\\%| T\\\"ULU|. |\n| GLURP| (PTQ)|é| 汉语|"
    "$\\times$| fine-quelling| in Hindi|, |"
    "{\\em it}| Florble-7B|\u200b| on |\t|🙂| https://x.org/Zog ".split("|")
)


@given(st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=4).map("".join), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_offset_points_at_its_quote(abstract: str, title: str, is_trained: bool) -> None:
    paper = Paper(id="kgr:paper/x", title=title or "T", abstract=abstract)
    extraction = _extractor(is_trained).extract(paper)  # which checks its mentions against the text
    for entity in extraction.entities:
        for relation in entity.relations:
            quote = paper.text[relation.start : relation.end]
            assert quote.strip()
            assert any(relation.start <= m.start and m.end <= relation.end for m in entity.mentions)


@given(st.text(max_size=120), st.booleans())
@settings(max_examples=80, deadline=None)
def test_any_text_at_all_is_read_without_failing(abstract: str, is_trained: bool) -> None:
    _extractor(is_trained).extract(Paper(id="kgr:paper/x", title="T", abstract=abstract))


@cache
def _extractor(is_trained: bool) -> Extractor:
    return Extractor(load_vocabulary(), is_trained=is_trained)


def test_latex_is_read_and_offsets_point_into_the_source(extract: Callable[..., Extraction]) -> None:
    extraction = extract("We release Sabi\\'a-Zed, a model. Sabi\\'a-Zed is {\\em small}.", "Sabi\\'a-Zed: a model")
    own = next(e for e in extraction.entities if "introduces" in {r.predicate for r in e.relations})
    assert own.label == "Sabiá-Zed"
    assert {mention.text for mention in own.mentions} == {"Sabi\\'a-Zed"}


def test_the_same_paper_gives_the_same_result_with_another_extractor(vocabulary: Vocabulary) -> None:
    paper = Paper(id="kgr:paper/x", title="Zog 2 in Hindi", abstract="We quantize Zog 2. We report on GLURP with TPO.")
    first, second = Extractor(vocabulary).extract(paper), Extractor(vocabulary).extract(paper)
    assert first == second
    assert first.as_json() == second.as_json()
    assert {e.id for e in first.entities} >= {"kgr:model/zog-2", "kgr:language/hin"}


def test_entities_come_sorted_and_do_not_overlap(extract: Callable[..., Extraction]) -> None:
    extraction = extract("We quantize Zog-2-7B and fine-tune Zog 3 with fine-quelling on GLURP in Hindi.")
    assert [e.id for e in extraction.entities] == sorted(e.id for e in extraction.entities)
    spans = sorted((m.start, m.end) for e in extraction.entities for m in e.mentions)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(("is_trained", "components"), [(True, TRAINED), (False, RULES)])
def test_components_are_registered_with_spacy(
    vocabulary: Vocabulary, is_trained: bool, components: dict[str, int]
) -> None:
    extractor = Extractor(vocabulary, is_trained=is_trained)
    assert extractor.nlp.pipe_names == list(components)
    assert all(name in extractor.configuration for name in components)


@pytest.mark.parametrize("abstract", ["", " ", "\n\n"])
def test_a_paper_without_an_abstract_is_read_from_its_title(extract: Callable[..., Extraction], abstract: str) -> None:
    assert "kgr:model/zog-2" in {e.id for e in extract(abstract, "Quantizing Zog 2").entities}
