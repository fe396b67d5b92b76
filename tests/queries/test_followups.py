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
