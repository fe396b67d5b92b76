"""Questions that follow up the one before."""

import pytest

from queries.answering import answer

FIRST = "papers on Hindi"


@pytest.fixture
def follow(graph, index):
    """Ask questions one after the other; gives the last answer."""

    def asked(*questions):
        previous = None
        for question in questions:
            found = answer(question, graph, index, previous=previous)
            previous = found.query
        return found

    return asked


def _slugs(found):
    return {row.id.rpartition("/")[2] for row in found.answers}


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("and with LoRA?", {"gamma"}),
        ("only those on Tamil", {"gamma"}),
        ("which of them use LoRA?", {"gamma"}),
        ("but not LoRA", {"mu"}),
        ("without LoRA", {"mu"}),
        ("only those since 2023", {"gamma"}),
        ("and that evaluate BLOOM", {"mu"}),
    ],
)
def test_a_follow_up_narrows_what_was_asked(follow, question, papers):
    found = follow(FIRST, question)
    assert _slugs(found) == papers
    assert "Hindi" in found.reading


@pytest.mark.parametrize("question", ["what about Korean?", "and Korean?", "and on Korean?", "how about Korean"])
def test_a_name_of_the_same_type_takes_the_place_of_the_one_before(follow, question):
    assert _slugs(follow(FIRST, question)) == {"zeta", "lambda"}


def test_what_was_counted_is_counted_again(follow):
    assert follow("how many papers cover Hindi", "and Korean?").count == 2
    assert follow("how many papers cover Hindi", "only surveys").count == 0


def test_answers_are_counted_afterwards(follow):
    assert follow(FIRST, "how many?").count == 2


def test_why_gives_the_sentences(follow):
    found = follow("papers that quantize Llama 2", "why?")
    assert found.reading == "where it is said that papers quantize Llama 2"
    assert [one.quote for row in found.answers for one in row.evidence] == ["We quantize and evaluate Llama 2."]


def test_entities_are_narrowed_too(follow):
    found = follow("which languages are covered", "which of them are covered by more papers than Tamil?")
    assert {row.label for row in found.answers} == {"Hindi", "Korean"}


@pytest.mark.parametrize("question", ["how big is the graph?", "most used dataset", "papers that quantize Llama 2"])
def test_a_question_of_its_own_is_read_on_its_own(follow, question):
    assert follow(FIRST, question).reading == follow(question).reading


def test_without_a_question_before_it_a_follow_up_is_a_question(follow):
    assert follow("only those on Tamil").error is not None or "Hindi" not in follow("only those on Tamil").reading


def test_an_unknown_name_in_a_follow_up_is_refused(follow):
    assert follow(FIRST, "and with Zorglub-7B?").error.code == "unknown-entity"


@pytest.mark.parametrize("question", ["what about 2022?", "and in 2022?", "in 2022", "from 2022"])
def test_another_year_takes_the_place_of_the_one_before(follow, question):
    assert _slugs(follow("papers on Hindi in 2024", question)) == {"mu"}


def test_only_keeps_the_year_that_was_said(follow):
    assert follow("papers on Hindi in 2024", "only those from 2022").error.code == "no-facts"


@pytest.mark.parametrize("question", ["the latest?", "show me the newest one", "which of them is the most recent?"])
def test_the_newest_of_the_answers_is_told(follow, question):
    assert _slugs(follow(FIRST, question)) == {"gamma"}


def test_the_two_oldest_of_the_answers_are_told(follow):
    assert _slugs(follow("papers on Llama", "the 2 oldest")) == {"epsilon", "alpha"}


@pytest.mark.parametrize("question", ["which datasets do they use?", "what datasets are used in these papers?"])
def test_they_are_the_answers_to_the_question_before(follow, question):
    assert {row.label for row in follow(FIRST, question).answers} == {"Alpaca data", "FLORES-200"}


@pytest.mark.parametrize("question", ["who wrote them?", "their authors"])
def test_the_record_of_the_answers_is_told(follow, question):
    assert {row.label for row in follow(FIRST, question).answers} == {"Ada Moyo; Bo Lind", "Zoé Ünal; Bo Lind"}


def test_these_datasets_are_the_answers_to_the_question_before(follow):
    assert _slugs(follow("which datasets does GammaTune use?", "which papers use these datasets?")) == {"gamma"}


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("per year", {"2022": 1, "2024": 1}),
        ("by type?", {"empirical": 1, "model": 1}),
        ("and by task", {"machine translation": 1}),
    ],
)
def test_the_answers_are_counted_by_something(follow, question, table):
    assert {row.label: row.score for row in follow(FIRST, question).answers} == table


@pytest.mark.parametrize("question", ["and metrics?", "what about metrics?", "and which metrics?"])
def test_another_class_takes_the_place_of_the_one_before(follow, question):
    assert {row.label for row in follow("which datasets does BetaPrune use?", question).answers} == {"perplexity"}
    assert {row.label for row in follow("most used dataset", question).answers} == {"accuracy"}


def test_a_ranking_is_made_again_over_fewer_papers(follow):
    assert {row.label: row.score for row in follow("most used dataset", "and since 2024?").answers} == {"MMLU": 2}


@pytest.mark.parametrize("question", ["except Hindi", "but not Hindi", "without Hindi", "besides Hindi"])
def test_some_of_the_answers_are_left_out(follow, question):
    found = follow("which languages does GammaTune cover?", question)
    assert {row.label for row in found.answers} == {"Tamil"}


def test_a_follow_up_may_be_followed_up(follow):
    assert follow(FIRST, "only those since 2023", "and Korean?", "how many?").count == 0
    assert follow(FIRST, "what about Korean?", "how many?").count == 2


def test_a_pronoun_without_a_question_before_it_means_nothing(graph, index):
    found = answer("which datasets do they use?", graph, index)
    assert found.reading == "datasets that papers train on or evaluate on"
