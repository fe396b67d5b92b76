"""What holds of every reading, whatever the words are."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.answering import answer
from queries.lexicon import lexicon
from queries.linking import link, spell
from queries.reading import read
from queries.refusals import Refusal
from queries.sparql import compile_query
from queries.verbalize import verbalize
from queries.words import FUNCTION_WORDS, tokenize

_NAMES = "Llama 2|LoRA|MMLU|Hindi|GPT-4|machine translation|AlphaQuant|accuracy|Mistral|Yi".split("|")
_CLASSES = "papers|datasets|models|methods|languages|metrics|tasks|surveys|benchmarks".split("|")
_VERBS = "quantize|use|evaluate on|cover|introduced by|fine-tuned|report|addresses|merging".split("|")
_GRAMMAR = (
    "which|what|how many|that|and|or|but not|without|on|of|by|the|is|most|at least two|only|do|with|for|besides|not|"
    "title|since 2023|who|,"
).split("|")
_UNKNOWN = ["zorglub", "Quux-3B", "shiny", "frobnicates", "Blarg", "purple", "vexing"]

questions = st.lists(st.sampled_from(_NAMES + _CLASSES + _VERBS + _GRAMMAR + _UNKNOWN), min_size=1, max_size=9).map(
    " ".join
)
relaxed = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(questions)
@relaxed
def test_a_question_is_answered_or_refused_but_never_fails(graph, index, question):
    found = answer(question, graph, index)
    assert (found.error is None) == (found.exit_code == 0)
    if found.error is not None:
        assert found.error.message
        assert not found.answers


@given(questions)
@relaxed
def test_no_unknown_word_is_dropped_in_silence(graph, index, question):
    found = answer(question, graph, index)
    said = " ".join([found.reading, *found.ignored, found.error.message if found.error else ""])
    whole_question_refused = found.error is not None and found.error.code != "no-facts"
    for item in link(spell(question, index)[0], index):
        if item.is_unknown:
            assert item.text in said or whole_question_refused, (question, item.text, found)


#: Words that change what is asked -> what the reading then has; else they are among what was left out.
_EFFECTS = {
    "most used": "most|at most", "least used": "fewest|least", "only": "no other|exactly", "similar to": "in common",
    "latest": "latest", "first": "earliest", "since 2023": "2023", "in 2024": "2024", "share of": "percentage",
    "on average": "average", "at least two": "2", "without": "not|no |without", "surveys": "survey",
    "path between": "path", "evidence that": "said", "last two years": "2 years", "top 3": "3", "second": "2",
    "exactly three": "3", "trend of": "by year",
}  # fmt: skip


@given(
    st.sampled_from(sorted(_EFFECTS)),
    st.lists(st.sampled_from([*_NAMES, *_CLASSES, "which", "that", "of", "on", "use", "cover", "by"]), max_size=6),
    st.integers(0, 6),
)
@relaxed
def test_no_word_that_changes_the_question_is_dropped_in_silence(graph, index, words, others, at):
    question = " ".join([*others[:at], words, *others[at:]])
    found = answer(question, graph, index, quotes=0)
    if found.error is not None and found.error.code != "no-facts":
        return  # refused as a whole
    is_reported = any(word in " ".join(found.ignored) for word in words.split() if word not in {"to", "of", "that"})
    assert re.search(_EFFECTS[words], found.reading) or is_reported, (question, found.reading, found.ignored)


@given(questions)
@relaxed
def test_every_thing_that_is_named_is_in_the_query_or_reported(graph, index, question):
    found = answer(question, graph, index)
    if found.error is not None and found.error.code != "no-facts":
        return
    for item in link(spell(question, index)[0], index):
        iris = [*item.entities, *item.papers]
        if not iris:
            continue
        papers = {paper for iri in item.entities for paper in index.introducers.get(iri, ())}
        below = {
            paper for iri in item.entities for one in index.narrower(iri) for paper in index.introducers.get(one, ())
        }
        in_query = any(f"<{iri}>" in found.sparql for iri in {*iris, *papers, *below}) or item.text in found.sparql
        assert in_query or item.text in found.ignored, (question, item.text, found)


@given(questions)
@relaxed
def test_a_negation_is_read_or_reported(graph, index, question):
    found = answer(question, graph, index)
    if found.error is not None and found.error.code != "no-facts":
        return
    negations = [
        item.text
        for item in link(spell(question, index)[0], index)
        if item.operator in {"not", "without"} and not item.entities
    ]
    negations = [text for text in negations if f'"{text}"' not in found.sparql]  # the words of a title
    reads_absence = "MINUS" in found.sparql or "NOT EXISTS" in found.sparql or found.kind == "boolean"
    assert not negations or reads_absence or set(negations) & set(found.ignored), (question, found)


@given(st.text(max_size=60))
@relaxed
def test_any_text_at_all_gets_an_answer_object(graph, index, question):
    found = answer(question, graph, index)
    assert found.question == question
    assert found.as_json()["question"] == question


@given(st.text(min_size=1, max_size=30).filter(lambda text: '"' not in text and text.strip()))
@relaxed
def test_quoted_text_cannot_break_out_of_the_query(graph, index, text):
    found = answer(f'papers with "{text}" in the title', graph, index)
    if found.sparql:
        graph.select(found.sparql)
        without_literals = re.sub(r'"(?:[^"\\]|\\.)*"', '""', found.sparql)
        assert without_literals.count("SELECT") <= 2


def test_a_title_filter_with_hostile_text_only_compares_titles(graph, index):
    question = 'papers with "x\')) } SELECT * WHERE { ?s ?p ?o } #\\" in the title'
    assert answer(question, graph, index).answers == ()


@given(questions)
@relaxed
def test_the_same_question_is_always_read_alike(index, question):
    def reading():
        try:
            found = read(question, index)
        except Refusal as refusal:
            return refusal.code, refusal.message, refusal.suggestions
        return verbalize(found.query, index), compile_query(found.query), found.ignored

    assert reading() == reading()


def test_no_word_is_both_without_content_and_a_relation():
    relations = {key for key, word in lexicon().items() if word.verb is not None}
    assert relations & FUNCTION_WORDS <= {"do", "does", "doing"}


def test_tokens_stand_where_they_say():
    question = 'Which papers don\'t use "GPT-4.5", C++ (e.g. Llama-2) or Sabiá?'
    assert all(question[token.start : token.end] == token.text for token in tokenize(question))
