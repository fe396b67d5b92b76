from __future__ import annotations

from importlib import resources

import pyoxigraph as ox
import pytest

from kg.explorer.reading import GraphReader, _bind, _marks
from kg.explorer.records import Totals
from kg.sparql import names_datasets
from ontology.terms import expand

LLAMA_2 = expand("kgr:model/llama-2")
TINYBITS_PAPER = expand("kgr:paper/arxiv/2301.00001")
QUERIES = sorted(entry.name for entry in (resources.files("kg.explorer") / "sparql").iterdir() if ".rq" in entry.name)


@pytest.fixture
def reader(graph):
    return GraphReader(graph)


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_says_what_it_answers_and_runs_as_it_stands(name, graph):
    query = (resources.files("kg.explorer") / "sparql" / name).read_text(encoding="utf-8")
    assert query.startswith("# ")
    assert "?" in query.splitlines()[0]
    assert graph.select(query)


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_of_ours_is_looked_at_twice(name, monkeypatch):
    # Words that might call another server cost a third of a second with each query, in a comment too (kg.sparql).
    monkeypatch.setattr("rdflib.plugins.sparql.parser.parseQuery", None)
    assert not names_datasets((resources.files("kg.explorer") / "sparql" / name).read_text(encoding="utf-8"))


def test_only_iris_can_be_put_into_a_query():
    with pytest.raises(ValueError, match="IRI"):
        _bind("SELECT * WHERE { VALUES ?node { UNDEF } }", ["x> } { ?s ?p ?o } #"])


def test_the_whole_graph_is_counted(reader):
    assert reader.totals() == Totals(papers=5, entities=15, statements=21)


def test_central_entities_come_with_the_number_of_papers_that_do_more_than_mention_them(reader):
    central = {iri: (type_, papers) for iri, type_, papers in reader.central_entities()}
    assert central[LLAMA_2] == ("Model", 4)
    assert central[expand("kgr:language/por")] == ("Language", 1)


def test_statements_are_found_from_either_end(reader):
    (from_entity,) = [s for s in reader.statements([LLAMA_2]) if s.paper == TINYBITS_PAPER]
    assert (from_entity.predicate, from_entity.confidence, from_entity.extractor) == ("quantizes", 0.93, "tests/1")
    assert from_entity in reader.statements([TINYBITS_PAPER])


def test_a_statement_between_two_of_the_nodes_is_read_once(reader):
    statements = reader.statements([LLAMA_2, TINYBITS_PAPER])
    assert len(statements) == len(set(statements))


def test_every_quote_stands_at_its_offsets(reader, graph):
    papers = [iri for iri, _, _ in reader.central_entities()]
    edges = reader.edges(reader.statements(papers))
    assert len(edges) == 21
    for edge in edges:
        assert edge.evidence
        for evidence in edge.evidence:
            rows = graph.select(
                "SELECT ?title ?abstract WHERE { GRAPH ?p { ?p kg:sourceTitle ?title ; dcterms:abstract ?abstract } "
                f"FILTER (?p = <{expand(evidence.paper)}>) }}"
            )
            text = f"{rows[0]['title']}\n{rows[0]['abstract']}"
            assert text[evidence.start : evidence.end] == evidence.quote


def test_latex_is_decoded_for_reading_and_the_name_is_still_marked(reader):
    statements = [s for s in reader.statements([expand("kgr:model/sabia")]) if s.predicate == "introduces"]
    (evidence,) = reader.edges(statements)[0].evidence
    assert evidence.quote == "Sabi\\'a Speaks: a Model for Portuguese"
    assert evidence.readable == "Sabiá Speaks: a Model for Portuguese"
    assert [evidence.readable[start:end] for start, end in evidence.marks] == ["Sabiá"]


@pytest.mark.parametrize(
    ("text", "surfaces", "marked"),
    [
        pytest.param("GPTQ beats GPTQ-R", ["GPTQ"], ["GPTQ", "GPTQ"], id="every place"),
        pytest.param("Llama 2 7B and Llama 2", ["Llama 2", "Llama 2 7B"], ["Llama 2 7B", "Llama 2"], id="the longest"),
        pytest.param("TinyLlama is no Llama", ["Llama"], ["Llama"], id="whole words"),
        pytest.param("nothing here", ["Llama", ""], [], id="none"),
    ],
)
def test_marks_are_where_the_name_stands(text, surfaces, marked):
    assert [text[start:end] for start, end in _marks(text, surfaces)] == marked


def test_entities_are_described_with_all_their_names(reader):
    node = reader.describe([LLAMA_2])[LLAMA_2]
    assert (node.id, node.label, node.type, node.kind) == ("kgr:model/llama-2", "Llama 2", "Model", "version")
    assert node.aliases == ("LLaMA-2",)
    assert node.degree == 4
    assert not node.is_coined


def test_a_name_that_no_vocabulary_knows_is_called_coined(reader):
    iri = expand("kgr:method/tinybits")
    assert reader.describe([iri])[iri].is_coined


def test_benchmarks_are_datasets(reader):
    iri = expand("kgr:dataset/mmlu")
    assert reader.describe([iri])[iri].type == "Dataset"


def test_papers_are_described_with_what_their_source_said(reader):
    node = reader.describe([TINYBITS_PAPER])[TINYBITS_PAPER]
    assert node.is_paper
    assert node.label == "TinyBits: Four Bits for Every Weight"
    assert (node.kind, node.date, node.authors) == ("method", "2023-01-01", "Ada Example; Ben Sample")
    assert node.links == ("https://arxiv.org/abs/2301.00001",)


def test_what_the_graph_does_not_hold_is_absent(reader):
    assert reader.describe([expand("kgr:model/nobody")]) == {}
    assert reader.describe([]) == {}


def test_a_derived_model_is_proved_by_what_its_paper_says_of_the_base(reader):
    derivations = reader.derivations([LLAMA_2])
    (edge,) = reader.derivation_edges(derivations)
    assert (edge.source, edge.predicate, edge.target) == ("kgr:model/sabia", "finetuneOf", "kgr:model/llama-2")
    assert edge.confidence == 0.91
    assert edge.evidence[0].readable.startswith("Sabiá is fine-tuned from Llama 2")


def test_hierarchy_and_bases_come_from_the_vocabulary(reader):
    llama = expand("kgr:model/llama")
    assert reader.narrower([llama]) == [(llama, LLAMA_2)]
    assert reader.broader([LLAMA_2]) == [(LLAMA_2, llama)]
    assert reader.based_on([llama]) == [(expand("kgr:model/alpaca"), llama)]


def test_answers_do_not_depend_on_the_order_in_which_the_graph_was_filled(graph):
    from kg.store import Store

    backwards = ox.Store()
    for quad in sorted(graph.graph, key=str, reverse=True):
        backwards.add(quad)
    for ask in (
        lambda reader: reader.statements([LLAMA_2]),
        lambda reader: reader.edges(reader.statements([LLAMA_2])),
        lambda reader: list(reader.describe([LLAMA_2, TINYBITS_PAPER]).values()),
        lambda reader: reader.central_entities(),
    ):
        assert ask(GraphReader(graph)) == ask(GraphReader(Store(backwards)))
