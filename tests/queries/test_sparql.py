"""The algebra as SPARQL: each node against the twelve papers of conftest.py."""

import pyoxigraph as ox
import pytest

from ontology.terms import KGR
from queries.algebra import (
    All,
    And,
    Average,
    BasedOn,
    Count,
    Counting,
    Dated,
    EachRelated,
    Find,
    Kind,
    KindOf,
    Latest,
    Minus,
    ObjectsOf,
    ObjectsOfEach,
    OfType,
    OnlyRelated,
    Or,
    Papers,
    RankEntities,
    Related,
    Share,
    SupportedBy,
    Tally,
    ThesePapers,
    Things,
    TitleContains,
    WrittenBy,
)
from queries.patterns import iri_term, literal
from queries.sparql import compile_query

LLAMA = KGR + "model/llama"
LLAMA_2 = KGR + "model/llama-2"
KOREAN = KGR + "language/kor"
HINDI = KGR + "language/hin"
INDIC = KGR + "language/group/indic-languages"
LORA = KGR + "method/lora"
QUANTIZATION = KGR + "method/quantization"


def _papers(graph, members):
    return {str(row["paper"]).rsplit("/", 1)[1] for row in graph.select(compile_query(Find(members)))}


def _labels(graph, members):
    return {row["label"] for row in graph.select(compile_query(Find(members)))}


@pytest.mark.parametrize(
    ("members", "papers"),
    [
        pytest.param(Related(("quantizes",), Things((LLAMA,))), {"alpha"}, id="narrower is covered"),
        pytest.param(Related(("quantizes",), Things((LLAMA,), exactly=True)), set(), id="exactly"),
        pytest.param(Related(("quantizes",), Things((LLAMA,)), 0.95), set(), id="not that sure"),
        pytest.param(Related(("quantizes",), Things((LLAMA,)), 0.9), {"alpha"}, id="as sure"),
        pytest.param(Related(("quantizes", "merges"), Kind("Model")), {"alpha", "eta", "kappa"}, id="any model"),
        pytest.param(OnlyRelated(("covers",), Things((KOREAN,)), "Language"), {"zeta"}, id="only"),
        pytest.param(Counting(("covers",), Kind("Language"), least=2), {"gamma", "lambda"}, id="at least"),
        pytest.param(Counting(("evaluatesOn",), Kind("Dataset"), 2, 2), {"beta", "eta"}, id="exactly two"),
        pytest.param(OfType("survey"), {"delta"}, id="paper type"),
        pytest.param(TitleContains("TINY"), {"lambda"}, id="title"),
        pytest.param(Dated(2020, 2021), {"zeta", "lambda"}, id="dates of any precision"),
        pytest.param(ThesePapers((KGR + "paper/title/mu",)), {"mu"}, id="these"),
        pytest.param(
            And((Related(("uses",), Things((LORA,))), Dated(first=2024))), {"beta", "gamma", "eta"}, id="and"
        ),
        pytest.param(Or((OfType("survey"), OfType("resource"))), {"delta", "epsilon"}, id="or"),
        pytest.param(
            Minus(Related(("uses",), Things((LORA,))), Related(("fineTunes",), Kind("Model"))), {"beta", "eta"},
            id="minus",
        ),
        pytest.param(
            And((Minus(Papers(), Related(("covers",), Kind("Language"))), OfType("empirical"))), {"eta"},
            id="minus inside and",
        ),
    ],
)  # fmt: skip
def test_sets_of_papers(graph, members, papers):
    assert _papers(graph, members) == papers


@pytest.mark.parametrize(
    ("members", "labels"),
    [
        pytest.param(KindOf((QUANTIZATION,)), {"quantization", "GPTQ", "AlphaQuant"}, id="kinds, also new ones"),
        pytest.param(And((Kind("Language", "group"), Things((KGR + "language/hin",)))), set(), id="no group"),
        pytest.param(
            And((Kind("Language", "individual"), ObjectsOf(("covers",), OfType("model")))),
            {"Hindi", "Tamil", "Korean"},
            id="individual languages",
        ),
        pytest.param(BasedOn(Things((LLAMA,))), {"GammaTune"}, id="based on"),
        pytest.param(
            BasedOn(Things((KGR + "model/gammatune",), exactly=True), inverse=True), {"Llama 2"}, id="built from"
        ),
        pytest.param(And((Kind("Dataset"), SupportedBy(("evaluatesOn",), Papers(), 2, 2))), {"GSM8K"}, id="two papers"),
    ],
)
def test_sets_of_entities(graph, members, labels):
    assert _labels(graph, members) == labels


def test_counts_are_distinct_though_an_entity_is_in_many_graphs(graph):
    (row,) = graph.select(compile_query(Count(And((Kind("Dataset"), ObjectsOf(("evaluatesOn",), Papers()))))))
    assert row["count"] == 5


def test_a_ranking_keeps_all_that_tie(graph):
    query = RankEntities(Kind("Language", "individual"), ("covers",), Papers(), top=1)
    assert {row["label"] for row in graph.select(compile_query(query))} == {"Hindi", "Korean"}


def test_the_second_place_is_the_second_largest_number(graph):
    query = RankEntities(Kind("Language", "individual"), ("covers",), Papers(), place=2)
    assert {row["papers"] for row in graph.select(compile_query(query))} == {1}


def test_a_share_is_a_percentage(graph):
    query = Share(Related(("uses",), Things((LORA,))), Papers())
    (row,) = graph.select(compile_query(query))
    assert float(row["count"]) == 25.0


def test_a_share_of_nothing_is_nothing(graph):
    (row,) = graph.select(compile_query(Share(OfType("survey"), OfType("position"))))
    assert float(row["count"]) == 0.0


def test_an_average_counts_papers_that_have_none(graph):
    (row,) = graph.select(compile_query(Average(OfType("empirical"), ("covers",), Kind("Language"))))
    assert float(row["count"]) == pytest.approx(1.0)


def test_a_query_declares_the_prefixes_that_it_uses_and_no_others():
    sparql = compile_query(Find(OfType("survey")))
    assert sparql.splitlines()[:2] == [
        "PREFIX dcterms: <http://purl.org/dc/terms/>",
        "PREFIX kg: <https://w3id.org/paperkg/ontology#>",
    ]
    assert "skos:" not in sparql


def test_hierarchies_are_walked_once_in_a_sub_select():
    sparql = compile_query(Find(Related(("quantizes",), Things((LLAMA,)))))
    assert sparql.index("SELECT DISTINCT ?thing1") < sparql.index("kg:quantizes ?thing1")


@pytest.mark.parametrize("text", ['a"b', "a\\", "line\nbreak", "\x00\x01", "日本", "'''", "\ud800", "} UNION {"])
def test_a_literal_reads_back_as_what_was_written(text):
    store = ox.Store()
    (row,) = store.query(f"SELECT ({literal(text)} AS ?x) WHERE {{}}")
    kept = "".join(c for c in text if c >= " " or c in "\n\r\t").replace("\ud800", "")
    assert row["x"].value == kept


@pytest.mark.parametrize("iri", ["http://x/a b", "http://x/>", 'http://x/"', "http://x/\n"])
def test_what_no_iri_may_hold_is_refused(iri):
    with pytest.raises(ValueError, match="not an IRI"):
        iri_term(iri)


def test_llama_2_is_below_llama(graph):
    assert "Llama 2" in _labels(graph, Things((LLAMA,)))
    assert _labels(graph, Things((LLAMA_2,))) == {"Llama 2"}


def test_dates_of_different_precision_are_compared(graph):
    query = Latest(Related(("evaluates",), Things((LLAMA,))), top=2, earliest=True)
    rows = graph.select(compile_query(query))
    assert [(row["paper"].rsplit("/", 1)[1], row["date"]) for row in rows] == [
        ("epsilon", "2022-07"), ("alpha", "2023-10-05"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("members", "papers"),
    [
        pytest.param(EachRelated(("covers",), Things((HINDI, KOREAN))), set(), id="each of two"),
        pytest.param(
            EachRelated(("covers",), And((Kind("Language", "individual"), Things((INDIC,))))),
            {"gamma"},
            id="each of a group",
        ),
        pytest.param(WrittenBy("unal"), {"lambda", "mu"}, id="accents aside"),
        pytest.param(WrittenBy("Una"), set(), id="whole words"),
        pytest.param(WrittenBy('x") || true || ("'), set(), id="hostile name"),
        pytest.param(Related(("covers",), Things((HINDI,)), 0.0, 0.5), set(), id="no surer than"),
    ],
)
def test_more_sets_of_papers(graph, members, papers):
    assert _papers(graph, members) == papers


def test_what_every_paper_has(graph):
    quantizing = Related(("quantizes",), Kind("Model"))
    assert _labels(graph, And((Kind("Dataset"), ObjectsOfEach(("evaluatesOn",), quantizing)))) == {"MMLU"}
    assert _labels(graph, And((Kind("Dataset"), ObjectsOfEach(("evaluatesOn",), OfType("position"))))) == set()


def test_all_of_nothing_is_not_so(graph):
    uses = Related(("uses",), Kind("Method"))
    assert not graph.ask(compile_query(All(OfType("position"), uses)))
    assert not graph.ask(compile_query(All(Papers(), uses)))
    assert graph.ask(compile_query(All(Related(("uses",), Things((LORA,))), uses)))


def test_a_tally_keeps_all_that_tie(graph):
    rows = graph.select(compile_query(Tally(Related(("covers",), Things((HINDI,))), "year", top=1)))
    assert {row["value"]: row["papers"] for row in rows} == {"2022": 1, "2024": 1}
