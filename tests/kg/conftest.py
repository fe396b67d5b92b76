"""A small graph for tests of what reads graphs: three papers of our own, with a vocabulary of a few concepts."""

import pytest

from kg.description import Description, description_quads
from kg.rdf import paper_quads
from kg.store import Store
from kg.vocabulary_graph import Usages, entity_uses, vocabulary_quads
from ontology.records import Entity, Extraction, Mention, Paper, Relation, SourceRecord
from ontology.vocabulary import Concept, Vocabulary

VOCABULARY = Vocabulary(
    {
        concept.id: concept
        for concept in (
            Concept("kgr:model/llama", "Model", "Llama", kind="family", definition="Meta's open models."),
            Concept(
                "kgr:model/llama-2", "Model", "Llama 2", ("LLaMA-2",), broader=("kgr:model/llama",), kind="version"
            ),
            Concept("kgr:model/yi", "Model", "Yi", kind="family", based_on=("kgr:model/llama",)),
            Concept("kgr:language/iii", "Language", "Yi", ("Sichuan Yi",), kind="natural"),
            Concept("kgr:language/swh", "Language", "Swahili", kind="natural", broader=("kgr:language/group/bantu",)),
            Concept("kgr:language/group/bantu", "Language", "Bantu languages", kind="group"),
            Concept("kgr:method/quantization", "Method", "Quantization"),
            Concept("kgr:method/gptq", "Method", "GPTQ", broader=("kgr:method/quantization",)),
            Concept("kgr:dataset/gsm8k", "Dataset", "GSM8K", is_benchmark=True),
        )
    }
)


def _paper(identifier, title, abstract, **values):
    record = SourceRecord("ours.jsonl", 1, title, abstract, identifier, **values)
    arxiv = values.get("arxiv")
    id_ = f"kgr:paper/arxiv/{arxiv}" if arxiv else f"kgr:paper/title/{identifier}"
    return Paper(id_, title, abstract, identifier, records=(record,), **values)


def _entity(paper, id_, type_, surface, *relations, **values):
    """`relations` are pairs of a predicate and the sentence that says it."""
    text = paper.text
    start = text.index(surface)
    found = [
        Relation(predicate, 0.9, text.index(quote), text.index(quote) + len(quote), "relations/1")
        for predicate, quote in relations
    ]
    concept = VOCABULARY.concepts.get(id_)
    label = concept.pref_label if concept else surface
    mention = Mention(start, start + len(surface), surface)
    return Entity(id_, label, type_, (mention,), tuple(found), is_coined=concept is None, **values)


def _extractions():
    tiny = _paper(
        "tiny",
        "TinyQuant: Four Bits for Every Llama",
        "We propose TinyQuant. It quantizes LLaMA-2 to four bits. On GSM8K it beats GPTQ.",
        authors=("Ada Moyo", "Bo Lind"),
        date="2024-01-05",
        url="https://example.org/tiny",
        venue="Workshop on Small Models",
        arxiv="2401.00001",
    )
    swahili = _paper(
        "swahili",
        "A Yi Model for Swahili",
        "We fine-tune Yi on Swahili text and release Yi-Safari. Llama 2 is left to others.",
        date="2023",
    )
    survey = "This survey reviews TinyQuant and GPTQ on LLaMA-2."
    aside = "The Yi language is left out."
    revisited = _paper("revisited", "Quantizing Llamas, Revisited", f"{survey} {aside}")
    return [
        Extraction(
            tiny,
            "method",
            (
                _entity(tiny, "kgr:dataset/gsm8k", "Dataset", "GSM8K", ("evaluatesOn", "On GSM8K it beats GPTQ.")),
                _entity(tiny, "kgr:method/gptq", "Method", "GPTQ", ("evaluates", "On GSM8K it beats GPTQ.")),
                _entity(tiny, "kgr:method/tinyquant", "Method", "TinyQuant", ("introduces", "We propose TinyQuant.")),
                _entity(
                    tiny, "kgr:model/llama-2", "Model", "LLaMA-2", ("quantizes", "It quantizes LLaMA-2 to four bits.")
                ),
            ),
        ),
        Extraction(
            swahili,
            "model",
            (
                _entity(swahili, "kgr:language/swh", "Language", "Swahili", ("covers", "A Yi Model for Swahili")),
                _entity(swahili, "kgr:model/llama-2", "Model", "Llama 2", ("mentions", "Llama 2 is left to others.")),
                _entity(
                    swahili,
                    "kgr:model/yi",
                    "Model",
                    "Yi",
                    ("fineTunes", "We fine-tune Yi on Swahili text and release Yi-Safari."),
                ),
                _entity(
                    swahili,
                    "kgr:model/yi-safari",
                    "Model",
                    "Yi-Safari",
                    ("introduces", "We fine-tune Yi on Swahili text and release Yi-Safari."),
                    broader=("kgr:model/yi",),
                    kind="version",
                ),
            ),
        ),
        Extraction(
            revisited,
            "survey",
            (
                _entity(revisited, "kgr:method/gptq", "Method", "GPTQ", ("surveys", survey)),
                _entity(revisited, "kgr:method/tinyquant", "Method", "TinyQuant", ("surveys", survey)),
                _entity(revisited, "kgr:model/llama-2", "Model", "LLaMA-2", ("evaluates", survey)),
                _entity(revisited, "kgr:language/iii", "Language", "Yi", ("mentions", aside)),
            ),
        ),
    ]


@pytest.fixture(scope="session")
def small_graph():
    """A store in memory that nobody writes to."""
    extractions = _extractions()
    usages = Usages()
    for extraction in extractions:
        for use in entity_uses(extraction):
            usages.add(use)
    quads = [quad for extraction in extractions for quad in paper_quads(extraction)]
    quads += vocabulary_quads(usages, VOCABULARY)
    quads += description_quads(
        Description(
            papers=3,
            statements=12,
            entities=11,
            tool_version="0.1.0",
            configuration_hash="c0ffee",
            newest_paper="https://w3id.org/paperkg/paper/arxiv/2401.00001",
        )
    )
    return Store.in_memory(quads)
