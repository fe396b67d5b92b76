"""What holds of every reading, whatever the words are."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.folding import compact
from queries.answering import answer
from queries.lexicon import ABOUT, ANY, Word, lexicon
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


#: Questions of our grammar: a head, what is said of it, and more of that.
_HEADS = (
    "papers|which papers|how many papers|datasets|which datasets and metrics|most used methods|top 3 datasets|"
    "which languages|surveys|latest papers|papers per task|trend of papers|share of papers|does any paper|who"
).split("|")
_BODIES = (
    "on Hindi|that quantize Llama 2|that use LoRA|used by papers on Hindi|in the AlphaQuant paper|"
    "that evaluate on MMLU but not on GSM8K|covering at least two languages|since 2023|by Ada Moyo|without a dataset|"
    "that cover every Indic language|with Llama 2 or Mistral|whose only language is Korean|with confidence above 0.5|"
    "that mention any of Hindi and Tamil|with tiny in the title|fine-tuned with LoRA|of machine translation"
).split("|")
made = st.tuples(st.sampled_from(_HEADS), st.lists(st.sampled_from(_BODIES), min_size=1, max_size=3)).map(
    lambda parts: " ".join([parts[0], *parts[1]])
)


@given(made, st.sampled_from([*_UNKNOWN, "glimmering", "Quentin", "walrus"]), st.integers(0, 30))
@relaxed
def test_no_unknown_word_put_anywhere_into_a_good_question_is_dropped_in_silence(graph, index, question, word, at):
    words = question.split()
    at = min(at, len(words))
    asked = " ".join([*words[:at], word, *words[at:]])
    found = answer(asked, graph, index, quotes=0)
    if found.error is not None and found.error.code != "no-facts":
        assert found.error.message
        return
    assert word in " ".join([found.reading, *found.ignored]), (asked, found.reading, found.ignored)


@given(made)
@relaxed
def test_every_relation_word_is_in_the_query_or_reported(graph, index, question):
    """A verb that some triple pattern does not have was not read, unless the answer says that it was left out."""
    found = answer(question, graph, index, quotes=0)
    if found.error is not None and found.error.code != "no-facts":
        return
    paths = [set(path.replace("kg:", "").split("|")) for path in re.findall(r"kg:\w+(?:\|kg:\w+)*", found.sparql)]
    narrow = [path for path in paths if path not in [set(names) for names in (*ABOUT.values(), *ANY.values())]]
    for word in question.split():
        verb = lexicon().get(compact(word), Word()).verb
        if verb is not None and verb.name in {"quantize", "fine-tune"}:
            meant = {name for names in verb.meaning.values() for name in names}
            assert any(meant & path for path in narrow) or word in found.ignored, (question, found.reading)


@given(made)
@relaxed
def test_the_reading_and_what_was_left_out_cover_the_question(graph, index, question):
    """Each name of the question stands in the reading by its label, or is reported."""
    found = answer(question, graph, index, quotes=0)
    if found.error is not None and found.error.code != "no-facts":
        return
    said = " ".join([found.reading, *found.ignored])
    for item in link(question, index):
        if item.entities and not item.noun:
            labels = {index.entities[iri].label for iri in item.entities}
            titles = {index.titles[p] for iri in item.entities for p in index.introducers.get(iri, ())}
            assert any(label in said for label in labels | titles), (question, item.text, said)


@pytest.mark.parametrize("verb", ["evaluate", "evaluates", "use", "quantize", "survey", "introduce"])
@pytest.mark.parametrize("rest", ["but not LoRA", "-LoRA", "but not Mistral"])
def test_a_verb_that_lost_its_object_is_reported(graph, index, verb, rest):
    found = answer(f"papers that {verb} {rest}", graph, index, quotes=0)
    is_refused = found.error is not None and found.error.code != "no-facts"
    assert verb in found.ignored or verb.removesuffix("s") in found.reading or is_refused, found.reading
