"""What is suggested for the beginning of a name."""

import pytest

from kg.explorer.suggestions import NameSearch
from queries.graph import LabelIndex


@pytest.fixture(scope="module")
def search(graph):
    return NameSearch(LabelIndex.of(graph))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("llama 2", "kgr:model/llama-2", id="a label"),
        pytest.param("LLAMA-2", "kgr:model/llama-2", id="case and hyphens aside"),
        pytest.param("gs", "kgr:dataset/gsm8k", id="the beginning of a label"),
        pytest.param("low-rank", "kgr:method/lora", id="an alias"),
        pytest.param("sabia", "kgr:model/sabia", id="accents aside, an entity before a paper"),
        pytest.param("translation", "kgr:task/machine-translation", id="a word within"),
        pytest.param("little data", "kgr:paper/arxiv/2304.00004", id="words of a title"),
        pytest.param("gsm 8 k", "kgr:dataset/gsm8k", id="blanks aside"),
    ],
)
def test_the_best_comes_first(search, text, first):
    assert search.find(text)[0].id == first


def test_the_name_that_fits_is_told(search):
    (lora,) = [one for one in search.find("low-rank") if one.type == "Method"]
    assert (lora.label, lora.name) == ("LoRA", "low-rank adaptation")


def test_of_names_that_fit_alike_the_more_common_comes_first(search):
    found = [one for one in search.find("llama") if one.type == "Model"]
    assert [one.label for one in found] == ["Llama", "Llama 2"]
    assert found[1].statements > found[0].statements


@pytest.mark.parametrize("text", ["", "  ", "---", "zzz"])
def test_what_names_nothing_finds_nothing(search, text):
    assert search.find(text) == []


def test_no_more_are_given_than_asked_for(search):
    assert len(search.find("a", limit=3)) == 3
