"""`kg ask` without a question: the prompt, its follow-ups, completion and history."""

import os
import re
import select
import subprocess
import sys
import time

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
    assert completions(line, ["Hindi", "machine translation", "transliteration"]) == found


def test_a_prompt_needs_a_terminal(run):
    assert run("ask").exit_code == Outcome.USAGE


_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07|\r")
_PATIENCE = 20.0


class _Terminal:
    """`kg ask` at the other end of a pseudo-terminal."""

    def __init__(self, store, home):
        self.fd, behind = pytest.importorskip("pty").openpty()
        env = os.environ | {"PAPERKG_STORE": str(store), "XDG_STATE_HOME": str(home), "TERM": "xterm", "COLUMNS": "120"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg", "ask"], stdin=behind, stdout=behind, stderr=behind, env=env
        )
        os.close(behind)

    def until(self, text):
        """What is printed up to `text`, control characters left out."""
        seen, end = "", time.monotonic() + _PATIENCE
        while text not in _CONTROLS.sub("", seen) and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                seen += os.read(self.fd, 65536).decode("utf-8", errors="replace")
        seen = _CONTROLS.sub("", seen)
        assert text in seen
        return seen

    def type(self, text):
        os.write(self.fd, text.encode())

    def status(self):
        return self.process.wait(timeout=_PATIENCE)


@pytest.fixture
def terminal(small_store, tmp_path):
    pytest.importorskip("readline")
    opened = []

    def start():
        opened.append(_Terminal(small_store, tmp_path))
        opened[-1].until("? ")
        return opened[-1]

    yield start
    for one in opened:
        one.process.kill()
        one.process.wait()
        os.close(one.fd)


def test_a_terminal_gets_completion_follow_ups_and_earlier_questions(terminal):
    first = terminal()
    first.type("which papers quantize Llama\n")
    assert "TinyQuant: Four Bits for Every Llama" in first.until("\n? ")
    first.type("how many?\n")
    assert "the number of papers that quantize Llama" in first.until("\n? ")
    first.type("papers that evaluate TinyQ\t")
    first.until("TinyQuant")
    first.type("\x15\x04")  # the line is given up, and then the prompt
    assert first.status() == 0

    second = terminal()
    second.type("\x1b[A")  # the arrow key brings back the last question of the time before
    assert "how many?" in second.until("how many?")
    second.type("\x15quit\n")
    assert second.status() == 0
