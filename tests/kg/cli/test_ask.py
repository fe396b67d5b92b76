"""`kg ask`: answers as text, JSON, CSV and SPARQL, one question or many, and refusals with their exit codes."""

import csv
import io
import json

import pytest

from kg.cli.frame import Outcome

QUESTION = "which papers quantize Llama-2"
TINY = "kgr:paper/arxiv/2401.00001"


def test_the_reading_comes_first_then_the_answers_with_their_sentences(run):
    result = run("ask", QUESTION)
    assert result.exit_code == Outcome.DONE
    reading, count, answer, quote = result.stdout.splitlines()
    assert "quantize Llama 2" in reading
    assert count == "1 paper"
    assert answer == f"1. TinyQuant: Four Bits for Every Llama  0.9  {TINY}"
    assert quote == "     “It quantizes LLaMA-2 to four bits.”"
    assert result.stderr == ""


def test_a_thing_is_described_by_its_card(run):
    result = run("ask", "what is TinyQuant")
    assert result.exit_code == Outcome.DONE
    assert result.stdout.partition("\n\n")[2] == run("show", "TinyQuant").stdout


def test_a_sentence_of_another_paper_is_given_with_its_title(run):
    result = run("ask", "which methods are evaluated")
    assert "     “On GSM8K it beats GPTQ.” — TinyQuant: Four Bits for Every Llama\n" in result.stdout


def test_a_question_need_not_be_quoted(run):
    assert run("ask", *QUESTION.split()).stdout == run("ask", QUESTION).stdout


def test_json_keeps_to_its_schema_and_proves_each_answer(run, check_schema):
    result = run("ask", QUESTION, "--json")
    assert result.exit_code == Outcome.DONE
    answer = json.loads(result.stdout)
    check_schema("answer", answer)
    assert answer["question"] == QUESTION
    assert [(row["id"], row["type"]) for row in answer["answers"]] == [(TINY, "Paper")]
    assert [evidence["predicate"] for evidence in answer["answers"][0]["evidence"]] == ["quantizes"]
    assert answer["error"] is None


def test_quotes_stand_at_their_offsets(run):
    (row,) = json.loads(run("ask", QUESTION, "--json").stdout)["answers"]
    card = json.loads(run("show", row["id"], "--json").stdout)
    text = card["source_title"] + "\n" + card["abstract"]
    for evidence in row["evidence"]:
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_count_is_a_number(run, check_schema):
    result = run("ask", "how many papers quantize Llama 2")
    assert result.stdout.splitlines()[1] == "1"
    answer = json.loads(run("ask", "how many papers quantize Llama 2", "--json").stdout)
    check_schema("answer", answer)
    assert (answer["kind"], answer["count"]) == ("count", 1)


@pytest.mark.parametrize(
    ("question", "word"), [("does any paper quantize Llama 2", "yes"), ("does any paper prune Llama 2", "no")]
)
def test_yes_and_no_are_answers(run, check_schema, question, word):
    result = run("ask", question)
    assert result.exit_code == Outcome.DONE
    assert result.stdout.splitlines()[1] == word
    answer = json.loads(run("ask", question, "--json").stdout)
    check_schema("answer", answer)
    assert answer["boolean"] is (word == "yes")


def test_sparql_prints_the_query_alone_and_it_runs(run):
    printed = run("ask", QUESTION, "--sparql")
    assert printed.exit_code == Outcome.DONE
    assert printed.stderr == ""
    result = run("query", "-", "--format", "csv", stdin=printed.stdout)
    assert result.exit_code == Outcome.DONE
    assert "TinyQuant: Four Bits for Every Llama" in result.stdout


def test_csv_has_a_row_for_each_answer_with_its_surest_sentence(run):
    result = run("ask", QUESTION, "--csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["id"], row["label"], row["score"]) == (TINY, "TinyQuant: Four Bits for Every Llama", "0.9")
    assert row["quote"] == "It quantizes LLaMA-2 to four bits."
    assert (row["paper"], row["predicate"]) == (TINY, "quantizes")
    assert "quantize Llama 2" in result.stderr  # the reading is talk here


@pytest.mark.parametrize(
    ("question", "label"), [("how many papers quantize Llama 2", "1"), ("does any paper prune Llama 2", "no")]
)
def test_csv_of_a_number_or_a_yes_is_not_empty(run, question, label):
    first, *_ = csv.DictReader(io.StringIO(run("ask", question, "--csv").stdout))
    assert first["label"] == label


def test_limit_bounds_the_answers_and_says_that_there_are_more(run):
    result = run("ask", "list all papers", "--limit", "2")
    assert [line[0] for line in result.stdout.splitlines() if line[:1].isdigit()] == ["3", "1", "2"]
    assert result.stderr == "... and 1 more (--limit 0 shows all)\n"
    answer = json.loads(run("ask", "list all papers", "--limit", "2", "--json").stdout)
    assert (len(answer["answers"]), answer["count"], answer["truncated"]) == (2, 3, True)
    everything = json.loads(run("ask", "list all papers", "--limit", "0", "--json").stdout)
    assert (len(everything["answers"]), everything["truncated"]) == (3, False)


def test_an_entity_that_the_graph_does_not_have_is_no_answer(run, check_schema):
    result = run("ask", "which papers quantize Zephyr-9")
    assert result.exit_code == Outcome.NO_ANSWER
    assert result.stdout == ""
    assert "'Zephyr-9'" in result.stderr
    asked = run("ask", "which papers quantize Zephyr-9", "--json")
    assert asked.exit_code == Outcome.NO_ANSWER
    answer = json.loads(asked.stdout)
    check_schema("answer", answer)
    assert (answer["error"]["code"], answer["answers"]) == ("unknown-entity", [])


def test_a_fact_that_the_graph_does_not_have_is_no_answer(run):
    result = run("ask", "which papers prune Llama 2")
    assert result.exit_code == Outcome.NO_ANSWER
    assert "prune Llama 2" in result.stderr
    assert json.loads(run("ask", "which papers prune Llama 2", "--json").stdout)["error"]["code"] == "no-facts"


def test_an_ambiguous_name_lists_what_it_may_be(run, check_schema):
    question = "is Llama 2 evaluated more than Yi"
    result = run("ask", question)
    assert (result.exit_code, result.stdout) == (Outcome.AMBIGUOUS, "")
    assert "Yi" in result.stderr
    answer = json.loads(run("ask", question, "--json").stdout)
    check_schema("answer", answer)
    assert answer["error"]["code"] == "ambiguous"
    for suggestion in answer["error"]["suggestions"]:
        assert suggestion in result.stderr
    assert len(answer["error"]["suggestions"]) == 2


def test_what_cannot_be_read_is_not_understood(run, check_schema):
    result = run("ask", "frobnicate the gizmo", "--json")
    assert result.exit_code == Outcome.NOT_UNDERSTOOD
    check_schema("answer", json.loads(result.stdout))


@pytest.mark.parametrize(
    "question",
    [
        "what can I ask",
        "how big is the graph",
        "how does the TinyQuant paper relate to Llama 2",
        "is Llama 2 evaluated more than Yi-Safari",
        "who wrote the TinyQuant paper",
        "papers per year",
        "most used methods",
        "what is Llama 2",
    ],
)
def test_whatever_is_answered_prints_as_text_and_keeps_to_the_schema(run, check_schema, question):
    answer = json.loads(run("ask", question, "--json").stdout)
    check_schema("answer", answer)
    result = run("ask", question)
    assert result.exit_code == (Outcome.DONE if answer["error"] is None else Outcome.NO_ANSWER)
    assert bool(result.stdout) == (answer["error"] is None)
    assert result.stdout or answer["error"]["message"] in result.stderr


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_a_file_of_questions_gives_an_answer_a_line_in_order(run, check_schema, tmp_path, source):
    questions = [QUESTION, "frobnicate the gizmo", "how many papers quantize Llama 2"]
    text = "\ufeff" + "\n\n".join(questions) + "\n"
    file = tmp_path / "questions.txt"
    file.write_text(text, encoding="utf-8")
    args = ["ask", "--file", str(file) if source == "file" else "-", "--json"]
    result = run(*args, stdin=text if source == "standard input" else None)
    assert result.exit_code == Outcome.DONE
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    for answer in answers:
        check_schema("answer", answer)
    assert [answer["question"] for answer in answers] == questions


def test_a_file_of_questions_as_text_repeats_each_question(run):
    result = run("ask", "--file", "-", stdin=f"{QUESTION}\nfrobnicate the gizmo\n")
    assert f"> {QUESTION}\n" in result.stdout
    assert "> frobnicate the gizmo\n" in result.stdout
    assert "'frobnicate'" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        pytest.param([], id="nothing"),
        pytest.param(["  "], id="blank"),
        pytest.param([QUESTION, "--file", "-"], id="question and file"),
        pytest.param([QUESTION, "--json", "--csv"], id="two formats"),
        pytest.param(["--file", "-", "--sparql"], id="queries of a file"),
        pytest.param(["--file", "none.txt"], id="file that is not there"),
    ],
)
def test_wrong_usage_exits_2(run, args):
    result = run("ask", *args)
    assert result.exit_code == Outcome.USAGE
    assert result.stdout == ""
