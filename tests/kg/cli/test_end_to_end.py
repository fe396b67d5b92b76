"""The whole path as a user walks it: `python -m kg` in a folder, from a file of papers to a proven answer."""

import json
import os
import shutil
import subprocess
import sys

import pytest

PAPERS = {"kgr:paper/arxiv/2401.00001": "tinyquant", "kgr:paper/arxiv/2403.00002": "coarse"}


@pytest.fixture(scope="module")
def folder(corpus, tmp_path_factory):
    """A folder with papers.jsonl."""
    path = tmp_path_factory.mktemp("user")
    shutil.copy(corpus / "papers.jsonl", path)
    return path


@pytest.fixture(scope="module")
def kg(folder):
    """Run `python -m kg` there as a program of its own."""
    env = {key: value for key, value in os.environ.items() if key != "PAPERKG_STORE"}

    def run(*args, stdin=None):
        return subprocess.run(
            [sys.executable, "-m", "kg", *args],
            cwd=folder,
            env=env,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def built(kg):
    """What `kg build papers.jsonl` printed."""
    return kg("build", "papers.jsonl")


def test_build_then_ask_then_prove(kg, built, folder, check_schema):
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith("papers.jsonl: 5 entries (JSON lines)\n5 entries, 5 distinct papers\npapers.kg: ")

    asked = kg("ask", "which papers quantize Llama-2", "--json")
    assert (asked.returncode, asked.stderr) == (0, "")
    answer = json.loads(asked.stdout)
    check_schema("answer", answer)
    assert {row["id"] for row in answer["answers"]} == set(PAPERS)
    sources = {
        paper["id"]: paper["title"] + "\n" + paper["abstract"]
        for paper in map(json.loads, (folder / "papers.jsonl").read_text(encoding="utf-8").splitlines())
    }
    for row in answer["answers"]:
        assert row["evidence"]
        for evidence in row["evidence"]:
            text = sources[PAPERS[evidence["paper"]]]
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
            assert "Llama" in evidence["quote"]

    queried = kg("query", "-", "--format", "json", stdin=answer["sparql"])
    assert queried.returncode == 0
    assert len(json.loads(queried.stdout)["results"]["bindings"]) == 2


@pytest.mark.usefixtures("built")
def test_the_graph_is_shown_counted_checked_and_handed_on(kg, folder, check_schema):
    card = json.loads(kg("show", "Llama 2", "--json").stdout)
    check_schema("card", card)
    (quantizes,) = [group for group in card["facts"] if group["predicate"] == "quantizes"]
    assert {item["id"] for item in quantizes["items"]} == set(PAPERS)

    numbers = json.loads(kg("stats", "--json").stdout)
    check_schema("statistics", numbers)
    assert numbers["papers"] == 5
    assert numbers["papers_by_source"] == {"papers.jsonl": 5}

    report = json.loads(kg("validate", "--json").stdout)
    check_schema("validation", report)
    assert report["conforms"], report["violations"]

    assert kg("export", "-o", "papers.ttl").returncode == 0
    assert "TinyQuant" in (folder / "papers.ttl").read_text(encoding="utf-8")
    assert kg("explore").returncode == 0
    assert "TinyQuant" in (folder / "papers.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("built")
def test_exit_codes_tell_programs_what_happened(kg):
    assert kg("ask", "which papers quantize Zephyr-9").returncode == 3
    assert kg("ask", "frobnicate the gizmo").returncode == 4
    assert kg("ask", "--no-such-option").returncode == 2
    assert kg("ask", "which papers quantize Llama-2", "--store", "none.kg").returncode == 1
