"""Cards: names are found, facts are grouped, and every fact comes with the sentence that it was read from."""

import pytest

from kg.cards import find, make_card
from ontology.errors import UnknownNameError

TINY = "kgr:paper/arxiv/2401.00001"


def _ids(things):
    return [thing.id for thing in things]


def _facts(groups):
    return {predicate: [fact.other.id for fact in facts] for predicate, facts in groups}


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        pytest.param("kgr:model/llama-2", "kgr:model/llama-2", id="CURIE"),
        pytest.param("model/llama-2", "kgr:model/llama-2", id="CURIE without prefix"),
        pytest.param("https://w3id.org/paperkg/model/llama-2", "kgr:model/llama-2", id="IRI"),
        pytest.param("Llama 2", "kgr:model/llama-2", id="label"),
        pytest.param("LLAMA2", "kgr:model/llama-2", id="label folded"),
        pytest.param("Sichuan Yi", "kgr:language/iii", id="alias"),
        pytest.param("TinyQuant", "kgr:method/tinyquant", id="entity before the paper that begins so"),
        pytest.param("tinyquant: four bits for every llama", TINY, id="title"),
        pytest.param("2401.00001", TINY, id="arXiv id"),
        pytest.param("tiny", TINY, id="id of the source"),
        pytest.param("four bits", TINY, id="part of a title"),
        pytest.param("bantu", "kgr:language/group/bantu", id="part of a label"),
        pytest.param("language:Yi", "kgr:language/iii", id="qualified by type"),
        pytest.param("Model: yi", "kgr:model/yi", id="qualified, spelt freely"),
        pytest.param("paper:TinyQuant", TINY, id="qualified as a paper"),
    ],
)
def test_a_name_finds_the_one_thing_that_it_denotes(small_graph, name, id_):
    assert _ids(find(small_graph, name)) == [id_]


def test_a_name_of_two_things_finds_both(small_graph):
    assert _ids(find(small_graph, "Yi")) == ["kgr:language/iii", "kgr:model/yi"]


def test_part_of_a_title_and_of_a_label_finds_both(small_graph):
    assert _ids(find(small_graph, "quantizing")) == ["kgr:paper/title/revisited"]
    assert _ids(find(small_graph, "safari")) == ["kgr:model/yi-safari"]


@pytest.mark.parametrize("name", ["Llama 3", "", "?!", "method:Yi", 'x> } DROP ALL #"'])
def test_a_name_that_denotes_nothing_raises(small_graph, name):
    with pytest.raises(UnknownNameError, match="the graph has no entity or paper called"):
        find(small_graph, name)


def test_an_unknown_name_comes_with_the_nearest_labels(small_graph):
    with pytest.raises(UnknownNameError) as caught:
        find(small_graph, "Swahilli")
    assert caught.value.suggestions[0] == "Swahili"
    assert caught.value.hint.startswith("Did you mean Swahili")


def test_card_of_an_entity_says_what_it_is(small_graph):
    card = make_card(small_graph, "kgr:model/llama-2").as_json()
    assert (card["label"], card["type"], card["kind"], card["is_coined"]) == ("Llama 2", "Model", "version", False)
    assert card["aliases"] == ["LLaMA-2"]
    assert card["broader"] == [{"id": "kgr:model/llama", "label": "Llama", "type": "Model"}]


def test_card_of_an_entity_groups_papers_by_predicate_in_the_order_of_the_ontology(small_graph):
    assert list(_facts(make_card(small_graph, "kgr:model/llama-2").facts).items()) == [
        ("quantizes", [TINY]),
        ("evaluates", ["kgr:paper/title/revisited"]),
        ("mentions", ["kgr:paper/title/swahili"]),
    ]


def test_card_of_a_family_counts_the_papers_on_its_versions(small_graph):
    card = make_card(small_graph, "kgr:model/llama")
    assert card.facts == ()
    assert card.papers == 3
    assert [(one.thing.id, one.papers) for one in card.narrower] == [("kgr:model/llama-2", 3)]


def test_card_of_a_model_says_what_it_was_made_from_and_what_from_it(small_graph):
    base = make_card(small_graph, "kgr:model/yi")
    assert _facts(base.basis_of) == {"finetuneOf": ["kgr:model/yi-safari"]}
    assert _facts(base.built_on) == {"basedOn": ["kgr:model/llama"]}
    derived = make_card(small_graph, "kgr:model/yi-safari")
    assert _facts(derived.built_on) == {"finetuneOf": ["kgr:model/yi"]}
    assert derived.node.is_coined


def test_what_only_the_vocabulary_says_has_no_evidence(small_graph):
    ((_, (fact,)),) = make_card(small_graph, "kgr:model/yi").built_on
    assert fact.as_json()["evidence"] == []
    assert fact.as_json()["confidence"] is None


def test_card_of_a_paper_holds_what_its_source_said(small_graph):
    card = make_card(small_graph, TINY).as_json()
    assert card["label"] == card["source_title"] == "TinyQuant: Four Bits for Every Llama"
    assert card["authors"] == ["Ada Moyo", "Bo Lind"]
    assert card["identifiers"] == ["2401.00001", "tiny"]
    assert card["sources"] == ["ours.jsonl"]
    assert (card["paper_type"], card["date"], card["venue"]) == ("method", "2024-01-05", "Workshop on Small Models")
    assert card["links"] == ["https://example.org/tiny"]
    assert [group["predicate"] for group in card["facts"]] == ["introduces", "quantizes", "evaluates", "evaluatesOn"]


def test_quotes_of_a_paper_stand_at_their_offsets(small_graph):
    card = make_card(small_graph, TINY).as_json()
    text = card["source_title"] + "\n" + card["abstract"]
    evidence = [one for group in card["facts"] for item in group["items"] for one in item["evidence"]]
    assert len(evidence) == 4
    for one in evidence:
        assert one["quote"]
        assert text[one["start"] : one["end"]] == one["quote"]
        assert one["paper"] == TINY


def test_a_paper_without_metadata_has_empty_ones(small_graph):
    card = make_card(small_graph, "kgr:paper/title/revisited").as_json()
    assert (card["authors"], card["date"], card["venue"], card["links"]) == ([], "", "", [])


def test_no_card_of_what_the_graph_does_not_hold(small_graph):
    with pytest.raises(UnknownNameError, match="kgr:model/gpt-9"):
        make_card(small_graph, "kgr:model/gpt-9")
