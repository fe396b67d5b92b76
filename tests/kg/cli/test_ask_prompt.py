"""`kg ask` without a question: the prompt, its follow-ups, completion and history."""

import pytest

from kg.cli.frame import Outcome
from kg.cli.prompt import completions


@pytest.fixture
def prompt(run, monkeypatch, tmp_path):
    """Type lines at the prompt; gives click's result."""
    monkeypatch.setattr("kg.cli.ask.is_asked", lambda: True)

    def typed(*lines):
        return run("ask", stdin="".join(f"{line}\n" for line in lines), env={"XDG_STATE_HOME": str(tmp_path)})

    return typed


def test_questions_are_answered_one_after_the_other(prompt, run):
    result = prompt("which papers quantize Llama-2", "how many papers quantize Llama 2")
    assert result.exit_code == Outcome.DONE
    assert run("ask", "which papers quantize Llama-2").stdout in result.stdout
    assert run("ask", "how many papers quantize Llama 2").stdout in result.stdout


def test_a_question_may_follow_up_the_one_before(prompt):
    result = prompt("which papers quantize Llama-2", "how many?")
    assert "the number of papers that quantize Llama 2" in result.stdout


def test_a_refusal_ends_neither_the_prompt_nor_what_is_followed_up(prompt):
    result = prompt("which papers quantize Llama-2", "papers on Zorglub-7B", "how many?")
    assert "'Zorglub-7B'" in result.stderr
    assert "the number of papers that quantize Llama 2" in result.stdout


@pytest.mark.parametrize("word", ["quit", "exit", "EXIT"])
def test_a_word_leaves(prompt, word):
    result = prompt("", word, "which papers quantize Llama-2")
    assert result.exit_code == Outcome.DONE
    assert "Llama" not in result.stdout


def test_what_was_typed_is_remembered_where_a_history_can_be_kept(prompt, tmp_path):
    pytest.importorskip("readline")
    prompt("quit")
    assert (tmp_path / "paperkg" / "questions").exists()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("papers on machine tr", ["translation", "transliteration"], id="several words first"),
        pytest.param("papers on MACH", ["machine translation"], id="any case"),
        pytest.param("zzz", [], id="nothing"),
        pytest.param("", [], id="no word"),
        pytest.param("papers on ", [], id="behind a word"),
    ],
)
def test_labels_complete_the_end_of_a_line(line, found):
    assert completions(line, ["machine translation", "transliteration", "Hindi"]) == found


def test_a_prompt_needs_a_terminal(run):
    assert run("ask").exit_code == Outcome.USAGE
