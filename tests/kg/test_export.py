import csv
import io

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kg.export import FORMATS, export
from kg.rdf import node, paper_quads
from kg.store import Store
from kg.vocabulary_graph import Usages, entity_uses, vocabulary_quads
from ontology.records import Entity, Extraction, Mention, Paper, Relation, SourceRecord
from ontology.terms import KGR
from ontology.vocabulary import Concept, Vocabulary

TITLE = 'A "quoted" <b>title</b> & ]]> more\\n'
ABSTRACT = "=cmd() in\tthe 一\n𝒞orpus\u0001 says: Otter's 1.0, a model. It is Stoat, pruned."
VOCABULARY = Vocabulary(
    {
        concept.id: concept
        for concept in (
            Concept("kgr:model/stoat", "Model", "Stoat", ("It is Stoat",), broader=("kgr:model/weasel",)),
            Concept("kgr:model/weasel", "Model", "Weasel <&>", kind="family"),
            # The vocabulary says what the paper says as well: a triple of two graphs.
            Concept("kgr:model/otter-1.0", "Model", "Otter 1.0", based_on=("kgr:model/stoat",)),
        )
    }
)


def awkward_quads():
    """A paper and a vocabulary that try every escape."""
    record = SourceRecord("a.jsonl", 1, TITLE, ABSTRACT)
    quads, usages = [], Usages()
    for id_ in ("kgr:paper/doi/10.1000/../a//b", "kgr:paper/doi/10.1000/a<b>;c?d=e", "kgr:paper/title/大模型"):
        paper = Paper(id_, TITLE, ABSTRACT, date="2024", records=(record,))

        def entity(id_, name, predicate, paper=paper):
            start = paper.text.index(name)
            relation = Relation(predicate, 1.0, 0, len(paper.text), "relations/1")
            return Entity(id_, name, "Model", (Mention(start, start + len(name), name),), (relation,))

        entities = (entity("kgr:model/otter-1.0", "Otter", "introduces"), entity("kgr:model/stoat", "Stoat", "prunes"))
        extraction = Extraction(paper, "model", entities)
        quads += paper_quads(extraction)
        for use in entity_uses(extraction):
            usages.add(use)
    return [*quads, *vocabulary_quads(usages, VOCABULARY)]


@pytest.fixture(scope="module")
def awkward():
    return Store.in_memory(awkward_quads())


@pytest.fixture(params=["small", "awkward"])
def store(request, small_graph, awkward):
    return small_graph if request.param == "small" else awkward


def exported(store, name):
    out = io.BytesIO()
    count = export(store, name, out)
    assert not out.closed
    return out.getvalue(), count


RDF_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB_NAMES = {"turtle": "turtle", "nt": "nt", "nquads": "nquads", "trig": "trig", "jsonld": "json-ld"}


@pytest.mark.parametrize("name", ["turtle", "nt"])
def test_a_format_without_graphs_holds_each_triple_of_the_union_once(store, name):
    data, count = exported(store, name)
    found = [quad.triple for quad in ox.parse(data, RDF_FORMATS[name])]
    assert set(found) == {quad.triple for quad in store.graph}
    assert len(found) == len(set(found)) == count


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_a_format_with_graphs_holds_each_quad_once(store, name):
    data, count = exported(store, name)
    found = list(ox.parse(data, RDF_FORMATS[name]))
    assert set(found) == set(store.graph)
    assert len(found) == count == len(store.graph)


# rdflib 7.6 uses what it has itself deprecated when a Dataset parses.
@pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")
@pytest.mark.parametrize("name", RDF_FORMATS)
def test_rdflib_reads_the_same_graph(store, name):
    data, _ = exported(store, name)
    ours, theirs = Graph(), Graph()
    for quad in Dataset().parse(data=data, format=RDFLIB_NAMES[name]).quads():
        ours.add(quad[:3])
    for quad in Dataset().parse(data=store.graph.dump(format=ox.RdfFormat.N_QUADS), format="nquads").quads():
        theirs.add(quad[:3])
    assert len(ours) > 0
    assert isomorphic(ours, theirs)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_a_store_was_filled_does_not_show(store, name):
    other = ox.Store()
    for quad in sorted(store.graph, key=str, reverse=True):
        other.add(quad)
    assert exported(Store(other), name) == exported(store, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_store_on_disk_gives_the_same_bytes_as_one_in_memory(small_graph, tmp_path, name):
    with Store.writer(tmp_path / "papers.kg", empty=True) as writer:
        writer.graph.bulk_extend(small_graph.graph)
        writer.publish()
    with Store.open(tmp_path / "papers.kg") as stored:
        assert exported(stored, name) == exported(small_graph, name)


def test_lines_are_sorted_within_each_graph_and_graphs_by_name(store):
    lines = exported(store, "nquads")[0].decode().splitlines()
    by_graph = [(line.rsplit(" ", 2)[1], line) for line in lines]
    assert by_graph == sorted(by_graph)


def test_turtle_is_for_reading(small_graph):
    text = exported(small_graph, "turtle")[0].decode()
    assert "@prefix kg: <https://w3id.org/paperkg/ontology#> ." in text
    assert (
        "<model/llama-2> a kg:Entity , kg:Model , skos:Concept ;\n"
        '    skos:altLabel "LLaMA-2" ;\n'
        "    skos:broader <model/llama> ;\n"
        "    skos:inScheme <scheme/models> ;\n"
        '    skos:prefLabel "Llama 2" ;\n'
        '    kg:level "version" .\n'
    ) in text
    assert "    kg:confidence 0.9 ;\n" in text


def test_trig_puts_a_paper_into_its_graph(small_graph):
    text = exported(small_graph, "trig")[0].decode()
    assert "\n<paper/arxiv/2401.00001> {\n    <method/tinyquant> kg:introducedBy <paper/arxiv/2401.00001> .\n\n" in text
    assert "\n    <paper/arxiv/2401.00001> a fabio:ScholarlyArticle , kg:Paper ;\n        dcterms:abstract " in text


def test_jsonld_has_a_graph_a_line(small_graph):
    lines = exported(small_graph, "jsonld")[0].decode().splitlines()
    assert len(lines) == 2 + 5 + 1, "context and opening, five graphs, closing"


def test_csv_has_a_row_for_each_passage_with_its_place(store):
    data, count = exported(store, "csv")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    statements = store.select("SELECT ?s ?e { ?s a kg:Statement ; oa:hasSelector ?e }")
    assert len(rows) == count == len(statements)
    for row in rows:
        graph = node(row["paper"])
        values = {
            q.predicate.value.rpartition("/")[2]: q.object.value
            for q in store.graph.quads_for_pattern(graph, None, None, graph)
        }
        text = f"{values['ontology#sourceTitle']}\n{values['abstract']}"
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
        assert row["title"] == values["title"]
        assert 0 <= float(row["confidence"]) <= 1
    labels = {row["entity"]: row["label"] for row in rows}
    assert all(KGR + id_.removeprefix("kgr:") in {q.subject.value for q in store.graph} for id_ in labels)


READERS = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.mark.parametrize("name", READERS)
def test_graph_tools_get_papers_entities_and_what_connects_them(store, name):
    data, count = exported(store, name)
    graph = READERS[name](io.BytesIO(data))
    papers = store.select("SELECT ?p { ?p a kg:Paper }")
    entities = store.select("SELECT ?e { ?e a kg:Entity }")
    assert graph.is_directed()
    assert graph.number_of_nodes() == len(papers) + len(entities)
    assert graph.number_of_edges() == count
    assert {values["type"] for _, values in graph.nodes(data=True)} >= {"Paper", "Model"}


def test_an_edge_of_a_graph_tool_has_its_quote(small_graph):
    graph = nx.read_graphml(io.BytesIO(exported(small_graph, "graphml")[0]))
    edges = graph.get_edge_data("kgr:paper/arxiv/2401.00001", "kgr:model/llama-2")
    (edge,) = edges.values() if graph.is_multigraph() else (edges,)
    assert edge["predicate"] == "kg:quantizes"
    assert edge["confidence"] == 0.9
    assert edge["quote"] == "It quantizes LLaMA-2 to four bits."
    assert graph.nodes["kgr:model/llama-2"] == {"label": "Llama 2", "type": "Model"}
    assert graph.has_edge("kgr:model/llama-2", "kgr:model/llama")
    assert graph.has_edge("kgr:model/yi", "kgr:model/llama"), "based on"


def test_text_that_xml_cannot_hold_is_replaced_and_markup_is_text(awkward):
    for name in READERS:
        text = exported(awkward, name)[0].decode()
        assert "\u0001" not in text
        assert "\ufffd says" in text
        assert "<b>" not in text


def test_an_unknown_format_is_refused(small_graph):
    with pytest.raises(ValueError, match="there are turtle, nt"):
        export(small_graph, "docx", io.BytesIO())


def test_every_format_can_be_told_by_its_extension():
    assert len({one.extension for one in FORMATS.values()}) == len(FORMATS)
