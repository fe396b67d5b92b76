"""The whole path on real pages: the five listings of the corpus, where it lies beside this checkout."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout (../shared/corpus)")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("corpus") / "papers.kg"


@pytest.fixture(scope="module")
def report(store):
    """What `kg build --json` printed."""
    pages = sorted(map(str, CORPUS.glob("*.txt")))
    result = CliRunner().invoke(main, ["build", *pages, "--store", str(store), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _kg(store, *args):
    result = CliRunner().invoke(main, [*args, "--json", "--store", str(store)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_page_gives_its_entries_and_the_pages_together_550_papers(report, check_schema):
    check_schema("change", report)
    assert [file["entries"] for file in report["sources"]["files"]] == [81, 109, 99, 75, 230]
    assert {file["layout"] for file in report["sources"]["files"]} == {"listing"}
    assert report["sources"]["papers"] == report["graph"]["papers"] == 550


@pytest.mark.usefixtures("report")
def test_papers_that_quantize_llama_2_are_found_and_proven(store, check_schema):
    answer = _kg(store, "ask", "which papers quantize Llama-2")
    check_schema("answer", answer)
    titles = [row["label"] for row in answer["answers"]]
    assert any(title.startswith("OmniQuant") for title in titles)
    assert any(title.startswith("PV-Tuning") for title in titles)
    for row in answer["answers"]:
        card = _kg(store, "show", row["id"])
        check_schema("card", card)
        text = card["source_title"] + "\n" + card["abstract"]
        assert row["evidence"]
        for evidence in row["evidence"]:
            assert evidence["quote"]
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.usefixtures("report")
def test_the_graph_of_the_corpus_conforms(store, check_schema):
    report = _kg(store, "validate")
    check_schema("validation", report)
    assert report["conforms"], report["violations"][:5]
