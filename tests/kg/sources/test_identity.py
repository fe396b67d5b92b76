import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.identity import group_keys, paper_id, strong_ids, title_curie, title_key
from ontology.records import SourceRecord


def record(title="Ferry Logs", **fields):
    return SourceRecord(source="a.jsonl", line=1, title=title, abstract="We read logs.", **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"arxiv": "2308.13137"}, "arxiv/2308.13137", id="arxiv-field"),
        pytest.param({"arxiv": "arXiv:2308.13137v2"}, "arxiv/2308.13137", id="arxiv-prefix-and-version"),
        pytest.param({"arxiv": "https://arxiv.org/abs/0704.0001v12"}, "arxiv/0704.0001", id="arxiv-field-with-address"),
        pytest.param({"url": "https://arxiv.org/pdf/2308.13137v2.pdf"}, "arxiv/2308.13137", id="arxiv-address"),
        pytest.param({"url": "http://arxiv.org/abs/hep-th/9901001"}, "arxiv/hep-th/9901001", id="old-arxiv-address"),
        pytest.param({"url": "https://huggingface.co/papers/2308.13137"}, "arxiv/2308.13137", id="listing-address"),
        pytest.param({"identifier": "2308.13137v1"}, "arxiv/2308.13137", id="arxiv-id"),
        pytest.param({"identifier": "math.GT/0309136"}, "arxiv/math/0309136", id="subject-class"),
        pytest.param({"doi": "10.48550/arXiv.2308.13137"}, "arxiv/2308.13137", id="arxiv-doi"),
        pytest.param({"arxiv": "2308.13137", "doi": "10.1234/x"}, "arxiv/2308.13137", id="arxiv-before-doi"),
        pytest.param({"doi": "10.1234/ABC.d"}, "doi/10.1234/abc.d", id="doi-has-no-case"),
        pytest.param({"doi": "https://doi.org/10.1234/abc"}, "doi/10.1234/abc", id="doi-address"),
        pytest.param({"url": "https://dx.doi.org/10.1234/abc?x=1#y"}, "doi/10.1234/abc", id="doi-in-url"),
        pytest.param({"doi": "10.1002/(SI)1<1::A#2>3"}, "doi/10.1002/(si)1%3C1::a%232%3E3", id="doi-encoded"),
        pytest.param({"identifier": "2020.acl-main.17"}, "acl/2020.acl-main.17", id="acl-id"),
        pytest.param({"identifier": "p19-1001"}, "acl/P19-1001", id="old-acl-id"),
        pytest.param({"identifier": "W19-36022"}, "acl/W19-36022", id="acl-id-of-five-digits"),
        pytest.param({"url": "https://aclanthology.org/P19-1001/"}, "acl/P19-1001", id="acl-address"),
        pytest.param({"url": "http://aclweb.org/anthology/P19-1001.pdf"}, "acl/P19-1001", id="old-acl-address"),
        pytest.param({"doi": "10.1234/x", "identifier": "P19-1001"}, "doi/10.1234/x", id="doi-before-acl"),
        pytest.param({"identifier": "p001"}, "title/ferry-logs", id="own-id-says-nothing"),
        pytest.param({"identifier": "2313.00001"}, "title/ferry-logs", id="month-13"),
        pytest.param({"identifier": "docs/2301001"}, "title/ferry-logs", id="no-archive"),
        pytest.param({"arxiv": "soon", "doi": "none", "url": "//x.org/2308.13137"}, "title/ferry-logs", id="none"),
    ],
)  # fmt: skip
def test_a_paper_is_known_by_its_best_identifier(fields, expected):
    assert paper_id(record(**fields)) == f"kgr:paper/{expected}"


def test_a_doi_made_from_an_anthology_id_says_both():
    assert strong_ids(record(doi="10.18653/v1/2020.acl-main.17")) == {
        "doi": "10.18653/v1/2020.acl-main.17",
        "acl": "2020.acl-main.17",
    }


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param(r"T\"ULU 3: {\em Open} Recipes!", "tulu-3-open-recipes", id="latex"),
        pytest.param("Qwen2.5 and C++", "qwen2.5-and-cplusplus", id="decimal-point-and-sign"),
        pytest.param("大規模言語モデルの評価", "大規模言語モテルの評価", id="japanese"),
        pytest.param("Модели языка", "модели-языка", id="russian"),
        pytest.param("word " * 30, "-".join(["word"] * 24) + "-16d1137f", id="long"),
        pytest.param("語" * 200, "語" * 120 + "-33ebd179", id="long-without-spaces"),
        pytest.param("🤗?", "8ba92434", id="nothing-to-fold"),
    ],
)
def test_a_paper_without_identifiers_is_known_by_its_title(title, expected):
    assert title_curie(title) == f"kgr:paper/title/{expected}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("दिन की भाषा", "दान का भाषा", id="hindi-vowel-signs"),
        pytest.param("🤗", "🚢", id="emoji"),
        pytest.param("Llama 2", "Llama 3", id="numbers"),
        pytest.param("x" * 130 + " a", "x" * 130 + " b", id="long"),
    ],
)
def test_different_titles_have_different_keys_and_ids(one, other):
    assert title_key(one) != title_key(other)
    assert title_curie(one) != title_curie(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Ferry Logs: A Study", "ferry logs -- a study", id="case-and-marks"),
        pytest.param(r"Sabi\'a in {\em Use}", "Sabiá in Use", id="latex"),
        pytest.param("Ferry\nLogs", "Ferry Logs", id="line-break"),
        pytest.param("❤️ Ferries", "❤ Ferries", id="variation-selector"),
        pytest.param("हिन्दी  भाषा", "हिन्दी भाषा", id="spaces-in-hindi"),
    ],
)
def test_spellings_of_one_title_have_one_key_and_one_id(one, other):
    assert title_key(one) == title_key(other)
    assert title_curie(one) == title_curie(other)


@given(st.text(min_size=1).filter(str.strip))
def test_every_title_gives_a_curie_that_is_a_valid_iri_part(title):
    part = title_curie(title).removeprefix("kgr:paper/title/")
    assert part
    assert len(part) <= 129
    # Letters, digits, and the vowel signs that are marks: RFC 3987 allows them all in a path.
    assert all(char in "-." or char.isalnum() or unicodedata.category(char)[0] == "M" for char in part)


@given(st.text(alphabet=string.printable + "é<>\u202e", min_size=1).filter(lambda text: not re.search(r"\s", text)))
def test_whatever_a_doi_holds_its_iri_is_valid(suffix):
    curie = paper_id(record(doi=f"10.1234/{suffix}"))
    assert re.fullmatch(r"kgr:paper/(?:arxiv|doi|acl)/(?:[A-Za-z0-9/:@!$&'()*+,;=._~-]|%[0-9A-F]{2})+", curie)


def test_group_keys_hold_the_title_and_every_identifier():
    assert group_keys(record(doi="10.1234/X", url="https://arxiv.org/abs/2308.13137", identifier="P19-1001")) == {
        "title:ferry logs",
        "arxiv:2308.13137",
        "doi:10.1234/x",
        "acl:P19-1001",
    }
