"""What the words of a question name."""

import pytest

from queries.linking import link, spell


def _labels(index, question):
    return [index.entities[iri].label for item in link(question, index) for iri in item.entities]


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        pytest.param("papers on llama2", ["Llama 2"], id="case and hyphens"),
        pytest.param("papers on LLaMA-2-7B-chat", ["Llama 2"], id="size and tuning"),
        pytest.param("gpt4 papers", ["GPT-4"], id="no hyphen"),
        pytest.param("papers on Llama-2-based systems", ["Llama 2"], id="compound"),
        pytest.param("Indic papers", ["Indic languages"], id="group without its noun"),
        pytest.param("low-rank adaptation", ["LoRA"], id="other label"),
        pytest.param("MT or QA", ["machine translation", "question answering"], id="abbreviations"),
        pytest.param("Mistral 7B and Mistral", ["Mistral 7B", "Mistral"], id="longest first"),
        pytest.param("papers on Llama 4", ["Llama"], id="another version is not a version that is known"),
    ],
)
def test_names_are_linked(index, question, labels):
    assert _labels(index, question) == labels


def test_homonyms_are_kept_until_something_tells_them_apart(index):
    (item,) = [item for item in link("papers on Yi", index) if item.entities]
    assert {index.entities[iri].type for iri in item.entities} == {"Model", "Language"}


def test_a_type_may_be_forced(index):
    (item,) = [item for item in link("papers on language:Yi", index) if item.entities]
    assert [index.entities[iri].type for iri in item.entities] == ["Language"]


def test_compact_forms_never_swallow_a_function_word(index):
    assert _labels(index, "or MT") == ["machine translation"]


def test_unknown_words_bound_by_a_hyphen_are_one_name(index):
    assert [item.text for item in link("the Velora-QA benchmark", index) if item.is_unknown] == ["Velora-QA"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        pytest.param("wich papers cover Hindi", "which papers cover Hindi", id="question word"),
        pytest.param("papers on Swahlii", "papers on Swahili", id="swapped letters"),
        pytest.param("papers that quantise Mistrl", "papers that quantise Mistral", id="dropped letter"),
        pytest.param("papers on GPT-5", "papers on GPT-5", id="digits are never changed"),
        pytest.param("papers by three people", "papers by three people", id="numbers are words"),
        pytest.param("papers on parsing", "papers on parsing", id="known words of another kind stay"),
    ],
)
def test_clear_misspellings_are_put_right(index, written, read_as):
    assert spell(written, index)[0] == read_as
