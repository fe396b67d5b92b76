from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import node, paper_quads, read_records
from ontology import terms
from ontology.records import Entity, Extraction, Mention, Paper, Relation, SourceRecord
from ontology.terms import contract

TITLE = r"Sabi\'a at Four Bits"
ABSTRACT = "We present Piri, a model. Piri is LLaMA-2 in four bits. It keeps what LLaMA-2 knows."
RECORD = SourceRecord("listing.txt", 7, TITLE, ABSTRACT, authors=(r"Jos\'e Mar", "Ana Luz"))
PAPER = Paper("kgr:paper/title/sabia-at-four-bits", TITLE, ABSTRACT, authors=RECORD.authors, records=(RECORD,))

#: Text as sources give it: no halves of surrogate pairs, no controls but the line feed.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=40)


def relation(predicate, quote, confidence=0.9, *, paper=PAPER):
    start = paper.text.index(quote)
    return Relation(predicate, confidence, start, start + len(quote), "relations/1")


def entity(id_, type_, surface, *relations, paper=PAPER, **values):
    start = paper.text.index(surface)
    mention = Mention(start, start + len(surface), surface)
    return Entity(id_, values.pop("label", surface), type_, (mention,), relations, **values)


LLAMA = entity("kgr:model/llama-2", "Model", "LLaMA-2", relation("quantizes", "Piri is LLaMA-2 in four bits."))
PIRI = entity("kgr:model/piri", "Model", "Piri", relation("introduces", "We present Piri, a model."), is_coined=True)


def triples(*entities, paper=PAPER):
    """The graph as CURIEs and values, without the name of the graph."""
    quads = paper_quads(Extraction(paper, "method", entities))
    assert {quad.graph_name for quad in quads} == {node(paper.id)}
    return {(contract(q.subject.value), contract(q.predicate.value), contract(q.object.value)) for q in quads}


def values(found, subject, predicate):
    return sorted(value for s, p, value in found if (s, p) == (subject, predicate))


def test_a_statement_has_its_triple_its_confidence_and_the_words_that_say_so():
    found = triples(LLAMA)
    statement, quote = f"{PAPER.id}#quantizes/model/llama-2", "Piri is LLaMA-2 in four bits."
    start = PAPER.text.index(quote)
    selector = f"{PAPER.id}#char={start},{start + len(quote)}"
    assert (PAPER.id, "kg:quantizes", "kgr:model/llama-2") in found
    assert {(p, o) for s, p, o in found if s == statement} == {
        ("rdf:type", "kg:Statement"),
        ("rdf:subject", PAPER.id),
        ("rdf:predicate", "kg:quantizes"),
        ("rdf:object", "kgr:model/llama-2"),
        ("kg:confidence", "0.9"),
        ("kg:extractor", "relations/1"),
        ("kg:surface", "LLaMA-2"),
        ("prov:wasDerivedFrom", PAPER.id),
        ("oa:hasSelector", selector),
    }
    assert {(p, o) for s, p, o in found if s == selector} == {
        ("rdf:type", "oa:TextQuoteSelector"),
        ("rdf:type", "oa:TextPositionSelector"),
        ("oa:exact", quote),
        ("oa:start", str(start)),
        ("oa:end", str(start + len(quote))),
    }


def test_sentences_that_say_the_same_make_one_statement_as_sure_as_the_surest():
    sentences = (
        relation("uses", "Piri is LLaMA-2 in four bits.", 0.4),
        relation("uses", "It keeps what LLaMA-2 knows.", 0.8),
    )
    found = triples(entity("kgr:model/llama-2", "Model", "LLaMA-2", *sentences))
    statement = f"{PAPER.id}#uses/model/llama-2"
    assert values(found, statement, "kg:confidence") == ["0.8"]
    assert len(values(found, statement, "oa:hasSelector")) == 2


def test_latex_is_decoded_for_reading_and_kept_where_offsets_point():
    found = triples()
    assert values(found, PAPER.id, "dcterms:title") == ["Sabiá at Four Bits"]
    assert values(found, PAPER.id, "kg:sourceTitle") == [TITLE]
    assert values(found, PAPER.id, "dcterms:abstract") == [ABSTRACT]
    assert values(found, PAPER.id, "kg:authorList") == ["José Mar; Ana Luz"]


def test_an_entity_from_elsewhere_has_its_whole_iri_in_that_of_the_statement():
    found = triples(replace(LLAMA, id="https://example.org/models#llama-2"))
    statement = f"{PAPER.id}#quantizes/https%3A%2F%2Fexample.org%2Fmodels%23llama-2"
    assert values(found, statement, "rdf:object") == ["https://example.org/models#llama-2"]


def test_an_entity_without_a_relation_leaves_no_trace():
    assert triples(entity("kgr:model/llama-2", "Model", "LLaMA-2")) == triples()


def test_what_a_paper_introduces_is_introduced_by_it_and_based_on_what_it_was_made_from():
    found = triples(LLAMA, PIRI)
    assert ("kgr:model/piri", "kg:introducedBy", PAPER.id) in found
    assert ("kgr:model/piri", "kg:basedOn", "kgr:model/llama-2") in found
    assert ("kgr:model/piri", "kg:quantizedFrom", "kgr:model/llama-2") in found


@pytest.mark.parametrize(
    "base",
    [
        pytest.param(
            entity("kgr:model/llama-2", "Model", "LLaMA-2", relation("evaluates", "LLaMA-2")), id="only evaluated"
        ),
        pytest.param(
            entity("kgr:model/x", "Model", "LLaMA-2", relation("introduces", "LLaMA-2"), relation("prunes", "LLaMA-2")),
            id="introduced as well",
        ),
    ],
)
def test_a_model_is_not_based_on_what_its_paper_did_not_make_it_from(base):
    assert not [p for _, p, _ in triples(base, PIRI) if p == "kg:basedOn"]


def test_a_dataset_is_based_on_no_model():
    corpus = entity("kgr:dataset/piri", "Dataset", "Piri", relation("introduces", "We present Piri, a model."))
    assert not [p for _, p, _ in triples(LLAMA, corpus) if p == "kg:basedOn"]


def test_a_coined_entity_takes_its_name_level_and_parents_along():
    coined = replace(PIRI, broader=("kgr:model/llama-2",), kind="version")
    found = triples(coined)
    statement = f"{PAPER.id}#introduces/model/piri"
    assert values(found, statement, "kg:coinedLabel") == ["Piri"]
    assert values(found, statement, "kg:coinedBroader") == ["kgr:model/llama-2"]
    assert values(found, statement, "kg:coinedKind") == ["version"]


def test_a_known_entity_leaves_its_name_to_the_vocabulary():
    assert not [p for _, p, _ in triples(LLAMA) if p.startswith("kg:coined")]


@pytest.mark.parametrize(
    ("date", "datatype"),
    [
        ("2023", "gYear"),
        ("2023-10", "gYearMonth"),
        ("2023-10-05", "date"),
        ("2023-02-30", "string"),
        ("soon", "string"),
    ],
)
def test_a_date_is_as_precise_as_its_source(date, datatype):
    quads = paper_quads(Extraction(replace(PAPER, date=date), "method"))
    assert [q.object for q in quads if q.predicate.value == terms.ISSUED] == [
        ox.Literal(date, datatype=ox.NamedNode(terms.XSD + datatype))
    ]


@pytest.mark.parametrize(
    ("attributes", "page"),
    [
        pytest.param(
            {"url": "https://example.org/a b", "arxiv": "2301.1"}, ["https://example.org/a%20b"], id="own page"
        ),
        pytest.param({"url": "javascript:alert(1)"}, [], id="script"),
        pytest.param({"url": "https://["}, [], id="no IRI"),
        pytest.param({"arxiv": "2301.00001"}, ["https://arxiv.org/abs/2301.00001"], id="arXiv"),
        pytest.param({"doi": "10.1000/a<b>"}, ["https://doi.org/10.1000/a%3Cb%3E"], id="DOI"),
    ],
)
def test_a_page_is_a_web_address_or_nothing(attributes, page):
    assert values(triples(paper=replace(PAPER, **attributes)), PAPER.id, "rdfs:seeAlso") == page


@pytest.mark.parametrize(
    ("curie", "path"),
    [
        ("kgr:paper/doi/10.1002/(sici)1<1::aid#2>3", "paper/doi/10.1002/(sici)1%3C1::aid%232%3E3"),
        ("kgr:paper/title/50%-off", "paper/title/50%25-off"),
        ("kgr:paper/title/50%25-off", "paper/title/50%25-off"),
        ("kgr:paper/title/大模型-é", "paper/title/大模型-é"),
        ("kgr:paper/title/a b?c", "paper/title/a%20b%3Fc"),
    ],
)
def test_iris_hold_only_what_iris_may_hold(curie, path):
    assert node(curie).value == terms.KGR + path
    assert node(node(curie).value) == node(curie)


@given(st.text(min_size=1))
def test_any_name_makes_an_iri_of_its_own_graph(name):
    path = name.encode("utf-8", "replace").decode()
    iri = node(f"kgr:paper/title/{path}").value
    assert iri.startswith(f"{terms.KGR}paper/title/")
    assert "#" not in iri


@given(TEXT.filter(str.strip), TEXT, st.data())
def test_every_quote_stands_at_its_offsets_after_a_round_trip(title, abstract, data):
    record = SourceRecord("a.jsonl", 1, title, abstract)
    paper = Paper("kgr:paper/title/x", title, abstract, records=(record,))
    start = data.draw(st.integers(0, len(paper.text) - 1))
    end = data.draw(st.integers(start + 1, len(paper.text)))
    mention = Mention(start, end, paper.text[start:end])
    found = Entity("kgr:task/t", "t", "Task", (mention,), (Relation("addresses", 0.5, start, end, "relations/1"),))
    store = ox.Store()
    store.extend(paper_quads(Extraction(paper, "method", (found,))))
    read = {quad.predicate.value: quad.object.value for quad in store if isinstance(quad.object, ox.Literal)}
    text = f"{read[terms.SOURCE_TITLE]}\n{read.get(terms.ABSTRACT, '')}"
    assert text[int(read[terms.START]) : int(read[terms.END])] == read[terms.EXACT]


@given(st.floats(0, 1))
def test_a_confidence_comes_back_from_the_store_as_it_was_written(confidence):
    quads = paper_quads(
        Extraction(PAPER, "method", (replace(LLAMA, relations=(relation("uses", "LLaMA-2", confidence),)),))
    )
    store = ox.Store()
    store.extend(quads)
    assert set(store) == set(quads)
    (stored,) = [quad.object for quad in quads if quad.predicate.value == terms.CONFIDENCE]
    assert abs(float(stored.value) - confidence) <= 0.00005


RECORDS = st.builds(
    SourceRecord,
    source=st.sampled_from(["a.txt", "b.txt", "c.jsonl"]),
    line=st.integers(1, 999),
    title=TEXT.filter(str.strip),
    abstract=TEXT,
    identifier=TEXT,
    authors=st.lists(TEXT.filter(bool), max_size=2).map(tuple),
    date=st.sampled_from(["", "2023", "2023-10-05"]),
    url=TEXT,
    venue=TEXT,
    doi=TEXT,
    arxiv=TEXT,
)


@given(st.sets(RECORDS, min_size=1, max_size=3))
def test_source_records_are_read_back_as_they_were_written(records):
    records = tuple(sorted(records))
    titles, abstracts = [r.title for r in records], [r.abstract for r in records]
    paper = Paper("kgr:paper/title/x", max(titles), max(abstracts), records=records)
    store = ox.Store()
    store.extend(paper_quads(Extraction(paper, "method")))
    assert read_records(store) == records


def test_a_text_that_rdf_cannot_hold_is_refused():
    broken = replace(PAPER, abstract="half a pair: \ud800")
    with pytest.raises(ValueError):
        paper_quads(Extraction(broken, "method"))
