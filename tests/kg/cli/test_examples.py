"""Every example of every help page runs, and ends well, in a folder with the files that it names."""

import os
import shlex
import shutil

import click
import pytest
from click.testing import CliRunner

from kg.cli import COMMANDS, main

PAPER = """A Model of Birdsong for Field Recorders

We introduce BirdLM, a language model of birdsong. It runs on field recorders and tells a wren from a robin. Listeners
could not tell its songs from real ones in a small trial, and it needs no network at all.
"""
VOCABULARY = """@prefix kg: <https://w3id.org/paperkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/paperkg/task/farming-advice> a kg:Task ; skos:prefLabel "Farming advice" .
"""
QUERY = """
SELECT ?year (COUNT(DISTINCT ?paper) AS ?papers) WHERE { ?paper dcterms:issued ?date }
GROUP BY (SUBSTR(STR(?date), 1, 4) AS ?year)
"""


def _examples():
    context = click.Context(main)
    for name in main.list_commands(context):
        for line in main.get_command(context, name).examples:
            yield pytest.param(line, id=line)
    for line in main.examples:
        yield pytest.param(line, id=f"main: {line}")


@pytest.fixture
def folder(built_store, corpus, tmp_path, monkeypatch):
    """A folder with everything that the examples name."""
    shutil.copytree(built_store, tmp_path / "papers.kg")
    for name in ("papers.jsonl", "more.jsonl"):
        shutil.copy(corpus / name, tmp_path)
    shutil.copy(corpus.parent / "gold" / "annotated.jsonl", tmp_path)
    shutil.copy(corpus.parent / "gold" / "more.jsonl", tmp_path / "more-annotated.jsonl")
    (tmp_path / "birdsong.txt").write_text(PAPER)
    (tmp_path / "mine.ttl").write_text(VOCABULARY)
    (tmp_path / "questions.txt").write_text("which papers quantize Llama-2\nhow many papers cover Hindi\n")
    (tmp_path / "papers-by-year.rq").write_text(QUERY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAPERKG_STORE", raising=False)
    monkeypatch.setattr("kg.server.serving.run", lambda *_: None)  # it would serve until someone stops it
    return tmp_path


def _run(line, folder):
    """Run a command line of `kg` commands, with the pipes and redirections of a shell."""
    words = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    words.whitespace_split = True
    stdin = None
    for stage in " ".join(shlex.quote(word) if word not in "|<>" else word for word in words).split(" | "):
        program, *args = shlex.split(stage)
        assert program == "kg"
        target = None
        if "<" in args:
            stdin = (folder / args[args.index("<") + 1]).read_bytes()
            args = args[: args.index("<")]
        if ">" in args:
            target = folder / args[args.index(">") + 1]
            args = args[: args.index(">")]
        result = CliRunner().invoke(main, args, input=stdin)
        assert result.exit_code == 0, result.stderr
        stdin = result.stdout_bytes
        if target:
            target.write_bytes(stdin)
            assert stdin
    return result


@pytest.mark.parametrize("line", list(_examples()))
def test_example(line, folder):
    before = set(os.listdir(folder))  # noqa: PTH208
    result = _run(line, folder)
    assert result.output or set(os.listdir(folder)) > before  # noqa: PTH208


def test_every_command_has_an_example():
    commands = [name for section in COMMANDS.values() for name in section]
    named = {line.values[0].split()[1] for line in _examples()}
    assert set(commands) <= named
