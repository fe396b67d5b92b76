import pytest

from kg.vocabulary_graph import EntityUse, Usages, vocabulary_quads
from ontology.terms import contract
from ontology.vocabulary import Concept, Vocabulary

VOCABULARY = Vocabulary(
    {
        concept.id: concept
        for concept in (
            Concept("kgr:model/alpha", "Model", "Alpha", ("ALPHA-LM",), kind="family", definition="A family."),
            Concept("kgr:model/alpha-2", "Model", "Alpha 2", broader=("kgr:model/alpha",), kind="version"),
            Concept("kgr:model/beta", "Model", "Beta", ambiguous_labels=("B",), based_on=("kgr:model/alpha-2",)),
            Concept("kgr:language/swh", "Language", "Swahili", kind="natural", exact_match=("http://lexvo.org/id/x",)),
            Concept("kgr:dataset/gamma", "Dataset", "Gamma", is_benchmark=True),
        )
    }
)


def graph(*uses):
    usages = Usages()
    for use in uses:
        usages.add(use)
    quads = list(vocabulary_quads(usages, VOCABULARY))
    assert len(quads) == len(set(quads))
    return {(contract(q.subject.value), contract(q.predicate.value), contract(q.object.value)) for q in quads}


def use(entity, *surfaces, label="", broader=(), kind=""):
    return EntityUse(entity, frozenset(surfaces), label, frozenset(broader), kind)


def about(found, subject):
    return {(p, o) for s, p, o in found if s == subject}


def listed(found):
    return {s for s, p, o in found if (p, o) == ("rdf:type", "kg:Entity")}


def test_only_what_papers_speak_of_is_listed_and_what_is_above_it():
    assert listed(graph(use("kgr:language/swh", "Swahili"))) == {"kgr:language/swh"}
    assert listed(graph(use("kgr:model/beta", "Beta"))) == {"kgr:model/beta", "kgr:model/alpha-2", "kgr:model/alpha"}
    assert graph() == set()


def test_an_entity_has_the_labels_of_the_vocabulary_and_the_forms_of_the_papers():
    found = graph(use("kgr:model/alpha", "alpha lm", "Alpha"), use("kgr:model/alpha", "ALPHA-LM", "The Alpha"))
    assert about(found, "kgr:model/alpha") == {
        ("rdf:type", "kg:Model"),
        ("rdf:type", "kg:Entity"),
        ("rdf:type", "skos:Concept"),
        ("skos:prefLabel", "Alpha"),
        ("skos:altLabel", "ALPHA-LM"),
        ("skos:altLabel", "alpha lm"),
        ("skos:altLabel", "The Alpha"),
        ("skos:inScheme", "kgr:scheme/models"),
        ("skos:definition", "A family."),
        ("kg:level", "family"),
    }


def test_a_model_has_a_level_and_a_language_a_kind():
    found = graph(use("kgr:model/alpha-2", "Alpha 2"), use("kgr:language/swh", "Swahili"))
    assert {o for p, o in about(found, "kgr:model/alpha-2") if p in ("kg:level", "kg:kind")} == {"version"}
    assert ("kg:kind", "natural") in about(found, "kgr:language/swh")
    assert ("skos:exactMatch", "http://lexvo.org/id/x") in about(found, "kgr:language/swh")


def test_links_upwards_and_ambiguous_labels_are_those_of_the_vocabulary():
    found = about(graph(use("kgr:model/beta", "Beta")), "kgr:model/beta")
    assert {("kg:basedOn", "kgr:model/alpha-2"), ("kg:ambiguousLabel", "B")} <= found


def test_a_benchmark_is_a_dataset_as_well():
    found = about(graph(use("kgr:dataset/gamma", "Gamma")), "kgr:dataset/gamma")
    assert {("rdf:type", "kg:Dataset"), ("rdf:type", "kg:Benchmark")} <= found


def test_the_schemes_that_are_used_have_a_label():
    found = graph(use("kgr:model/alpha", "Alpha"), use("kgr:language/swh", "Swahili"))
    assert {(s, o) for s, p, o in found if s.startswith("kgr:scheme/") and p == "skos:prefLabel"} == {
        ("kgr:scheme/models", "Models"),
        ("kgr:scheme/languages", "Languages"),
    }


def test_a_coined_entity_is_called_what_most_papers_call_it():
    names = ("FooNet", "Foonet", "Foonet")
    found = about(graph(*(use("kgr:method/foonet", name, label=name) for name in names)), "kgr:method/foonet")
    assert ("skos:prefLabel", "Foonet") in found
    assert ("skos:altLabel", "FooNet") in found
    assert ("kg:isCoined", "true") in found


@pytest.mark.parametrize("names", [("Foonet", "FooNet"), ("FooNet", "Foonet")])
def test_of_names_as_common_the_first_in_code_point_order_is_taken(names):
    found = about(graph(*(use("kgr:method/foonet", name, label=name) for name in names)), "kgr:method/foonet")
    assert [o for p, o in found if p == "skos:prefLabel"] == ["FooNet"]


def test_a_coined_entity_is_below_what_the_vocabulary_knows_and_nothing_else():
    coined = use(
        "kgr:model/alpha-9", "Alpha 9", label="Alpha 9", broader=("kgr:model/alpha", "kgr:model/gone"), kind="version"
    )
    found = graph(coined)
    assert {o for p, o in about(found, "kgr:model/alpha-9") if p == "skos:broader"} == {"kgr:model/alpha"}
    assert ("kg:level", "version") in about(found, "kgr:model/alpha-9")
    assert listed(found) == {"kgr:model/alpha-9", "kgr:model/alpha"}


def test_an_entity_that_nobody_names_is_an_error():
    with pytest.raises(ValueError, match="kgr:model/unheard-of"):
        graph(use("kgr:model/unheard-of", "?"))


def test_the_order_of_papers_does_not_matter():
    uses = [
        use("kgr:method/foonet", "FooNet", label="FooNet"),
        use("kgr:method/foonet", "FOONET", "foo net", label="FOONET"),
        use("kgr:model/beta", "beta"),
    ]
    usages, reversed_usages = Usages(), Usages()
    for one, other in zip(uses, reversed(uses), strict=True):
        usages.add(one)
        reversed_usages.add(other)
    assert list(vocabulary_quads(usages, VOCABULARY)) == list(vocabulary_quads(reversed_usages, VOCABULARY))
