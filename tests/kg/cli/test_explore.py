"""`kg explore`: what is in the page that it writes."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from kg.cli.frame import Outcome
from kg.explorer import select_whole


@pytest.fixture
def page_of(run):
    """Run `kg explore` and give the data of its page."""

    def explore(*args):
        result = run("explore", *args, "-o", "-")
        assert result.exit_code == Outcome.DONE, result.stderr
        (data,) = re.findall(r'<script type="application/json" id="page-data">(.*?)</script>', result.stdout)
        return json.loads(data)

    return explore


def test_the_whole_of_a_small_graph_comes_with_the_page(page_of):
    data = page_of("Llama 2", "--max-nodes", "2")
    assert data["shown"] == 2
    assert len(data["nodes"]["id"]) > 10
    assert data["view"] == "picture"
    assert all(data["edges"]["evidence"][place] for place, c in enumerate(data["edges"]["confidence"]) if c is not None)


def test_map_begins_with_the_map(page_of):
    assert page_of("--map")["view"] == "map"


def test_a_name_goes_two_steps_and_a_question_one(page_of):
    asked = ["--question", "which papers quantize Llama-2"]
    for args, depth in ((["Llama 2"], "2"), (asked, "1")):
        assert page_of(*args) == page_of(*args, "--depth", depth)
    assert page_of(*asked, "--depth", "2")["shown"] > page_of(*asked)["shown"]
    assert page_of("Llama 2")["shown"] > page_of("Llama 2", "--depth", "1")["shown"]


def test_depth_zero_leaves_out_all_else(page_of):
    data = page_of("Llama 2", "--depth", "0")
    assert data["shown"] == len(data["nodes"]["id"])
    assert len(page_of("Llama 2", "--depth", "0", "--map")["nodes"]["id"]) > data["shown"]


def test_answers_come_with_what_proves_them(page_of):
    data = page_of("--question", "which papers quantize Llama-2")
    assert data["focus"]
    assert len(data["proofs"]) == len(data["focus"])
    for (proof, *_), focus in zip(data["proofs"], data["focus"], strict=True):
        sentence = data["sentences"]["text"][proof[0]]
        assert "quanti" in sentence.lower()
        assert data["sources"][data["sentences"]["source"][proof[0]]] == {"node": focus}


def test_a_large_graph_comes_whole_only_if_asked_to(page_of, monkeypatch):
    monkeypatch.setattr("kg.cli.explore._MOST_UNASKED", 3)
    data = page_of("Llama 2", "--max-nodes", "2")
    assert data["shown"] == len(data["nodes"]["id"]) == 2
    assert len(page_of("Llama 2", "--max-nodes", "2", "--map")["nodes"]["id"]) > 10


def test_what_the_picture_leaves_to_the_map_is_said(run, tmp_path):
    result = run("explore", "Llama 2", "--max-nodes", "2", "-o", str(tmp_path / "page.html"))
    assert "The picture begins with 2 of " in result.stderr
    assert "sentences" not in result.stderr


def test_sentences_that_do_not_fit_are_said_to_be_missing(run, tmp_path, monkeypatch):
    whole = partial(select_whole, most_quoted=0)
    monkeypatch.setattr("kg.explorer.select_whole", whole)
    result = run("explore", "Llama 2", "--max-nodes", "2", "-o", str(tmp_path / "page.html"))
    assert "it holds the sentences of the picture's facts alone" in result.stderr
