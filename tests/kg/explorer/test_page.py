from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kg.explorer
from kg.explorer import render_page, select_subgraph, select_whole
from kg.explorer.data import _predicates, _utf16_marks, page_data
from kg.explorer.records import Evidence
from ontology.terms import BASED_ON_BY_PREDICATE, KG, PREDICATES


class Document(HTMLParser):
    """What a browser would see of a page: its elements, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._open = tag, dict(attrs)
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[0]:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes, text = self.blocks[-1]
            self.blocks[-1] = tag, attributes, text + data

    def data(self, id_: str) -> dict[str, object]:
        (text,) = [text for _, attributes, text in self.blocks if attributes.get("id") == id_]
        value: dict[str, object] = json.loads(text)
        return value


@pytest.fixture(scope="module")
def html(graph):
    return render_page(select_subgraph(graph), title="Made-up papers")


@pytest.fixture(scope="module")
def document(html):
    return Document(html)


def policy(document):
    (content,) = [
        attributes["content"]
        for tag, attributes in document.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    return dict(directive.strip().split(" ", 1) for directive in content.split(";"))


def test_the_policy_allows_nothing_by_default(document):
    assert policy(document)["default-src"] == "'none'"
    assert {"base-uri": "'none'", "form-action": "'none'"}.items() <= policy(document).items()
    assert "unsafe" not in str(policy(document))


def test_every_script_and_style_is_allowed_by_its_hash_and_nothing_else_is(document):
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        sources = [text for kind, attributes, text in document.blocks if kind == tag and "type" not in attributes]
        digests = [hashlib.sha256(source.encode()).digest() for source in sources]
        assert policy(document)[directive] == " ".join(
            f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests
        )


def test_no_element_has_a_style_or_a_handler_of_its_own(document):
    for _, attributes in document.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_no_element_points_outside_the_file(document):
    for tag, attributes in document.elements:
        for name in ("src", "href", "srcset", "action", "data"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), f"{tag} {name}"


def test_the_source_map_of_the_library_is_not_asked_for(html):
    assert "sourceMappingURL" not in html


def test_the_same_subgraph_gives_the_same_bytes(graph, html):
    assert render_page(select_subgraph(graph), title="Made-up papers") == html


def test_nothing_is_written_beside_the_page(graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    render_page(select_subgraph(graph), title="Made-up papers")
    assert list(tmp_path.iterdir()) == []


def test_hostile_text_stays_in_its_data_block(hostile_graph):
    hostile = "</script><img src=x onerror=alert(1)>"
    html = render_page(select_subgraph(hostile_graph), title=hostile, question=hostile, reading=hostile)
    document = Document(html)
    assert "img" not in [tag for tag, _ in document.elements]
    assert document.data("page-data")["title"] == hostile
    for tag, attributes, text in document.blocks:
        if tag == "script" and attributes.get("type") == "application/json":
            assert "<" not in text


def test_every_node_and_line_is_drawn_once(graph, document):
    subgraph = select_subgraph(graph)
    network, data = document.data("network-data"), document.data("page-data")
    assert [node["id"] for node in network["nodes"]] == list(range(len(subgraph.nodes)))
    drawn = [index for line in network["edges"] for index in line["facts"]]
    assert sorted(drawn) == list(range(len(subgraph.edges)))
    pairs = [(line["from"], line["to"]) for line in network["edges"]]
    assert len(pairs) == len(set(pairs))
    for line in network["edges"]:
        for index in line["facts"]:
            ends = {data["edges"]["from"][index], data["edges"]["to"][index]}
            assert ends == {line["from"], line["to"]}
    assert not json.loads(network["options"])["physics"]["enabled"]


def test_a_sentence_is_kept_once_however_many_facts_rest_on_it(graph):
    data = page_data(select_subgraph(graph), title="Made-up papers")
    texts = data["sentences"]["text"]
    assert texts.count("We quantize LLaMA-2 and Alpaca with GPTQ and TinyBits.") == 1
    used = {evidence[0] for proofs in data["edges"]["evidence"] for evidence in proofs}
    assert used == set(range(len(texts)))


def test_quoted_papers_that_are_not_drawn_are_named(graph):
    subgraph = select_subgraph(graph, focus=["kgr:model/sabia", "kgr:model/llama-2"], depth=0)
    (source,) = page_data(subgraph, title="Sabiá")["sources"]
    assert source["title"] == "Sabiá Speaks: a Model for Portuguese"
    assert "node" not in source


def test_answers_come_with_the_sentences_that_prove_them(graph):
    answer = "kgr:paper/arxiv/2303.00003"
    subgraph = select_subgraph(graph, focus=["kgr:model/llama-2", answer], depth=0)
    (edge,) = [edge for edge in subgraph.edges if edge.predicate == "fineTunes"]
    known = edge.evidence[0]
    elsewhere = Evidence("kgr:paper/arxiv/9", "Sabi\\'a is 12\\% better.", 0, 23, readable="")
    data = page_data(subgraph, title="Answers", proofs={answer: [known, elsewhere]})
    assert data["proofs"][0] == []
    (first,), (second,) = data["proofs"][1]
    texts = data["sentences"]["text"]
    assert texts[first] == known.readable
    assert texts.count(known.readable) == 1
    assert texts[second] == "Sabiá is 12% better."
    assert data["sources"][data["sentences"]["source"][second]]["title"] == "kgr:paper/arxiv/9"


def test_marks_count_as_browsers_do():
    text = "With 🧮 in the prompt Llama 2 solves more"
    start = text.index("Llama 2")
    marks = _utf16_marks(text, [(start, start + 7)])
    assert marks == [start + 1, start + 8]
    assert text.encode("utf-16-le")[2 * marks[0] : 2 * marks[1]].decode("utf-16-le") == "Llama 2"


def test_a_confidence_of_zero_is_kept_and_none_is_left_out(graph):
    subgraph = select_subgraph(graph)
    doubted = replace(subgraph, edges=tuple(replace(edge, confidence=0.0) for edge in subgraph.edges[:1]))
    assert page_data(doubted, title="Made-up papers")["edges"]["confidence"] == [0.0]
    data = page_data(subgraph, title="Made-up papers")
    names = [data["predicates"][number]["name"] for number in data["edges"]["predicate"]]
    confidences = dict(zip(names, data["edges"]["confidence"], strict=True))
    assert confidences["broader"] is None
    assert confidences["quantizes"] == 0.9


def test_every_predicate_has_words_in_both_directions():
    names = {*PREDICATES, "broader", "basedOn", *(iri.removeprefix(KG) for iri in BASED_ON_BY_PREDICATE.values())}
    rows = {row["name"]: row for row in _predicates(names)}
    assert rows.keys() == names
    assert {row["drawn"] for row in rows.values()} == {"makes", "studies", "mentions", "entities"}
    assert (
        len({row["forwards"] for row in rows.values()}) == len({row["backwards"] for row in rows.values()}) == len(rows)
    )


@pytest.mark.parametrize(
    ("predicate", "forwards", "backwards"),
    [
        ("quantizes", "quantizes", "quantized by"),
        ("trainsOn", "trains on", "trained on by"),
        ("addresses", "addresses", "addressed by"),
        ("measuresWith", "measures with", "reported by"),
        ("mentions", "only mentions", "mentioned by"),
    ],
)
def test_predicates_read_like_sentences(predicate, forwards, backwards):
    (row,) = _predicates({predicate})
    assert (row["forwards"], row["backwards"]) == (forwards, backwards)


def test_the_page_is_small(html):
    assert len(html.encode()) < 1_000_000


def test_one_module_alone_knows_pyvis():
    modules = Path(kg.explorer.__file__).parent.glob("*.py")
    assert [module.name for module in modules if "pyvis" in module.read_text(encoding="utf-8")] == ["vis.py"]


def test_the_library_keeps_its_licence(html):
    assert re.search(r"vis-network.*Apache 2\.0 License", html, re.DOTALL)


@pytest.fixture(scope="module")
def led_on(graph):
    """Data of a page with three nodes in the picture, and everything in the file."""
    return page_data(
        select_subgraph(graph, focus=["kgr:model/llama-2"], max_nodes=3), title="Llama 2", whole=select_whole(graph)
    )


def test_what_the_picture_begins_with_comes_first(graph, led_on):
    subgraph = select_subgraph(graph, focus=["kgr:model/llama-2"], max_nodes=3)
    assert led_on["nodes"]["id"][: led_on["shown"]] == [node.id for node in subgraph.nodes]
    assert sorted(led_on["nodes"]["id"]) == sorted(node.id for node in select_whole(graph).nodes)
    assert led_on["leftOut"] == ["The picture begins with 3 of 20 nodes; the map has all."]


def test_every_fact_is_there_once(graph, led_on):
    ids, names = led_on["nodes"]["id"], [row["name"] for row in led_on["predicates"]]
    columns = (led_on["edges"][name] for name in ("from", "predicate", "to"))
    facts = [(ids[source], names[predicate], ids[target]) for source, predicate, target in zip(*columns, strict=True)]
    assert sorted(facts) == sorted((edge.source, edge.predicate, edge.target) for edge in select_whole(graph).edges)


def test_sentences_that_were_left_out_are_said_to_be(graph):
    subgraph = select_subgraph(graph, focus=["kgr:model/llama-2"], max_nodes=3)
    data = page_data(subgraph, title="Llama 2", whole=select_whole(graph, most_quoted=0))
    assert data["leftOut"][-1] == "To keep the page small, it holds the sentences of the picture's facts alone."
    quoted = [place for place, evidence in enumerate(data["edges"]["evidence"]) if evidence]
    assert len(quoted) == sum(bool(edge.evidence) for edge in subgraph.edges) > 0


def test_every_node_has_its_place_on_the_map(led_on):
    count = len(led_on["nodes"]["id"])
    assert {len(led_on["map"][column]) for column in ("x", "y", "radius", "disc")} == {count}


def test_the_same_whole_graph_gives_the_same_bytes(graph):
    pages = [
        render_page(select_subgraph(graph), title="Papers", whole=select_whole(graph), opens_map=True) for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_a_relation_of_two_models_says_what_it_follows_from():
    (row,) = _predicates({"quantizedFrom"})
    assert row["madeBy"] == "quantizes"
