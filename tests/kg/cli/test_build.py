"""`kg build`, `kg add`, `kg remove`: what they do, what they say, and what they leave alone."""

import json
import shutil

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.cli.frame import Outcome

SURVEY = "kgr:paper/doi/10.5555/survey.1"


@pytest.fixture
def kg(monkeypatch, tmp_path):
    """Run a command line in an empty folder; the store is ./papers.kg."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAPERKG_STORE", raising=False)

    def run(*args, stdin=None):
        return CliRunner().invoke(main, list(map(str, args)), input=stdin)

    return run


@pytest.fixture
def store(kg, built_store, tmp_path):
    """A copy of the built store at ./papers.kg, to be changed."""
    return shutil.copytree(built_store, tmp_path / "papers.kg")


def _dump(kg):
    return kg("export", "--format", "nquads").stdout


def test_build_says_what_it_read_and_what_the_graph_holds(kg, corpus):
    result = kg("build", corpus / "papers.jsonl")
    assert result.exit_code == Outcome.DONE
    lines = result.stdout.splitlines()
    assert lines[0] == f"{corpus / 'papers.jsonl'}: 5 entries (JSON lines)"
    assert lines[1] == "5 entries, 5 distinct papers"
    assert lines[2].startswith("papers.kg: 5 papers, ")
    assert lines[3].startswith("  entities: Model ")
    assert lines[4].startswith("  statements: introduces ")
    assert result.stderr == ""


def test_build_skips_what_it_cannot_read_and_says_where_and_why(kg, corpus, check_schema):
    broken = corpus / "broken.jsonl"
    result = kg("build", broken, corpus / "papers.jsonl", "--json")
    assert result.exit_code == Outcome.DONE
    first, second = result.stderr.splitlines()
    assert first.startswith(f"skipped {broken}:2: the line breaks off at the end")
    assert second == f'skipped {broken}:3: no "title"'
    report = json.loads(result.stdout)
    check_schema("change", report)
    assert [(file["entries"], len(file["skipped"])) for file in report["sources"]["files"]] == [(1, 2), (5, 0)]
    assert report["sources"]["skipped"] == 2
    assert report["graph"]["papers"] == report["graph"]["read"] == 6


def test_build_reads_standard_input(kg, corpus):
    result = kg("build", "-", stdin=(corpus / "papers.jsonl").read_text(encoding="utf-8"))
    assert result.exit_code == Outcome.DONE
    assert result.stdout.startswith("stdin: 5 entries (JSON lines)\n")


def test_build_twice_gives_the_same_bytes(kg, corpus):
    kg("build", corpus / "papers.jsonl", corpus / "more.jsonl")
    first = _dump(kg)
    kg("build", corpus / "more.jsonl", corpus / "papers.jsonl")
    assert first
    assert _dump(kg) == first


def test_build_of_nothing_readable_fails_and_leaves_the_store(kg, store, tmp_path):
    before = _dump(kg)
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = kg("build", empty)
    assert result.exit_code == Outcome.FAILED
    assert result.stdout == ""
    assert f"skipped {empty}" in result.stderr
    assert f"kg: no paper could be read from {empty}\n" in result.stderr
    assert _dump(kg) == before


def test_build_refuses_a_folder_that_is_no_store(kg, corpus, tmp_path):
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.tex").write_text("mine")
    result = kg("build", corpus / "papers.jsonl", "--store", thesis)
    assert result.exit_code == Outcome.FAILED
    assert "chapter.tex" in result.stderr
    assert "--store" in result.stderr
    assert [path.name for path in thesis.iterdir()] == ["chapter.tex"]


def test_build_of_a_path_that_is_not_there_is_wrong_usage(kg):
    result = kg("build", "none.jsonl")
    assert result.exit_code == Outcome.USAGE
    assert "none.jsonl" in result.stderr


def test_build_takes_a_vocabulary_of_ones_own(kg, corpus, tmp_path):
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@prefix kg: <https://w3id.org/paperkg/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/paperkg/task/riddle-solving> a kg:Task ; skos:prefLabel "Riddle solving" ;\n'
        '    skos:altLabel "school riddles" .\n'
    )
    kg("build", corpus / "papers.jsonl", "--vocabulary", mine)
    assert kg("show", "riddle solving").exit_code == Outcome.DONE


def test_a_vocabulary_that_is_wrong_is_named_with_its_line_and_nothing_is_built(kg, corpus, tmp_path):
    mine = tmp_path / "mine.ttl"
    mine.write_text("this is no Turtle")
    result = kg("build", corpus / "papers.jsonl", "--vocabulary", mine)
    assert result.exit_code == Outcome.FAILED
    assert f"{mine}:1:" in result.stderr
    assert not (tmp_path / "papers.kg").exists()


def test_add_gives_what_a_build_of_everything_gives(kg, store, corpus, tmp_path, check_schema):
    result = kg("add", corpus / "more.jsonl", "--json")
    assert result.exit_code == Outcome.DONE
    report = json.loads(result.stdout)
    check_schema("change", report)
    assert (report["graph"]["papers"], report["graph"]["read"]) == (6, 1)
    added = _dump(kg)
    kg("build", corpus / "papers.jsonl", corpus / "more.jsonl", "--store", "fresh.kg")
    assert kg("export", "--format", "nquads", "--store", "fresh.kg").stdout == added


def test_add_needs_a_store(kg, corpus, tmp_path):
    result = kg("add", corpus / "more.jsonl")
    assert result.exit_code == Outcome.FAILED
    assert "kg build" in result.stderr
    assert not (tmp_path / "papers.kg").exists()


def test_remove_undoes_add(kg, store, corpus, check_schema):
    before = _dump(kg)
    kg("add", corpus / "more.jsonl")
    result = kg("remove", "LeanLlama", "--yes", "--json")
    assert result.exit_code == Outcome.DONE
    assert "to be removed: LeanLlama: Pruning Llama-2 Without Tears" in result.stderr
    report = json.loads(result.stdout)
    check_schema("change", report)
    assert report["graph"]["removed"] == 1
    assert _dump(kg) == before


def test_remove_takes_ids_titles_and_parts_of_titles(kg, store):
    result = kg("remove", SURVEY, "2401.00001", "two-bit", "--yes")
    assert result.exit_code == Outcome.DONE
    assert "papers.kg: 2 papers, " in result.stdout
    assert "(3 removed, " in result.stdout


def test_remove_dry_run_changes_nothing(kg, store):
    before = _dump(kg)
    result = kg("remove", SURVEY, "--dry-run")
    assert result.exit_code == Outcome.DONE
    assert result.stderr == f"would remove A Survey of Pruning for Language Models ({SURVEY})\n"
    assert _dump(kg) == before


def test_remove_of_an_unknown_paper_removes_nothing(kg, store):
    before = _dump(kg)
    result = kg("remove", SURVEY, "A Paper That Nobody Wrote", "--yes")
    assert result.exit_code == Outcome.NO_ANSWER
    assert "the graph has no paper called 'A Paper That Nobody Wrote'" in result.stderr
    assert _dump(kg) == before


def test_remove_of_an_ambiguous_title_lists_the_papers(kg, store):
    result = kg("remove", "Llama 2", "--yes")
    assert result.exit_code == Outcome.AMBIGUOUS
    assert "kgr:paper/arxiv/2401.00001" in result.stderr
    assert "kgr:paper/arxiv/2403.00002" in result.stderr


def test_remove_asks_nobody_where_nobody_is(kg, store):
    before = _dump(kg)
    result = kg("remove", SURVEY)
    assert result.exit_code == Outcome.USAGE
    assert "--yes" in result.stderr
    assert _dump(kg) == before


@pytest.mark.parametrize(("reply", "outcome", "is_kept"), [("n\n", Outcome.FAILED, True), ("y\n", Outcome.DONE, False)])
def test_remove_asks_on_a_terminal(kg, store, monkeypatch, reply, outcome, is_kept):
    before = _dump(kg)
    monkeypatch.setattr("kg.cli.change.is_asked", lambda: True)
    result = kg("remove", SURVEY, stdin=reply)
    assert result.exit_code == outcome
    assert "Remove 1 paper from papers.kg? [y/N]" in result.stderr
    assert (_dump(kg) == before) is is_kept
