"""A graph of twelve papers of our own, whose facts are listed below and whose sentences are made from the facts."""

from dataclasses import dataclass

import pytest

from kg.rdf import paper_quads
from kg.store import Store
from kg.vocabulary_graph import Usages, entity_uses, vocabulary_quads
from ontology.identity import identify
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.terms import PREDICATES
from ontology.vocabulary import Concept, Vocabulary
from queries.answering import Answer, answer
from queries.graph import LabelIndex


def _concept(path, label, *alt_labels, broader=(), kind="", based_on=()):
    type_ = path.split("/")[0].title()
    return Concept(f"kgr:{path}", type_, label, alt_labels, broader=tuple(f"kgr:{up}" for up in broader), kind=kind,
                   based_on=tuple(f"kgr:{base}" for base in based_on))  # fmt: skip


VOCABULARY = Vocabulary(
    {
        concept.id: concept
        for concept in (
            _concept("model/llama", "Llama", "LLaMA"),
            _concept("model/llama-2", "Llama 2", "LLaMA-2", broader=["model/llama"]),
            _concept("model/llama-3", "Llama 3", broader=["model/llama"]),
            _concept("model/mistral", "Mistral"),
            _concept("model/mistral-7b", "Mistral 7B", broader=["model/mistral"]),
            _concept("model/gpt-4", "GPT-4"),
            _concept("model/gpt-2", "GPT-2"),
            _concept("model/bert", "BERT"),
            _concept("model/bloom", "BLOOM"),
            _concept("model/yi", "Yi"),
            _concept("language/iii", "Yi", "Sichuan Yi", kind="natural"),
            _concept("language/hin", "Hindi", kind="natural", broader=["language/group/indic-languages"]),
            _concept("language/tam", "Tamil", kind="natural", broader=["language/group/indic-languages"]),
            _concept("language/group/indic-languages", "Indic languages", "Indic", kind="group"),
            _concept("language/swa", "Swahili", kind="natural", broader=["language/group/bantu-languages"]),
            _concept("language/group/bantu-languages", "Bantu languages", kind="group"),
            _concept("language/kor", "Korean", kind="natural"),
            _concept("language/jpn", "Japanese", kind="natural"),
            _concept("language/programming/python", "Python", kind="programming"),
            _concept("method/quantization", "quantization", "quantizing"),
            _concept("method/gptq", "GPTQ", broader=["method/quantization"]),
            _concept("method/pruning", "pruning"),
            _concept("method/lora", "LoRA", "low-rank adaptation"),
            _concept("method/model-merging", "model merging"),
            _concept("dataset/mmlu", "MMLU"),
            _concept("dataset/gsm8k", "GSM8K"),
            _concept("dataset/wikitext", "WikiText"),
            _concept("dataset/alpaca-data", "Alpaca data"),
            _concept("dataset/flores-200", "FLORES-200", broader=["dataset/flores"]),
            _concept("dataset/flores", "FLORES"),
            _concept("task/machine-translation", "machine translation", "MT"),
            _concept("task/question-answering", "question answering", "QA"),
            _concept("task/hallucination-detection", "hallucination detection"),
            _concept("task/hallucination-mitigation", "hallucination mitigation"),
            _concept("metric/accuracy", "accuracy"),
            _concept("metric/perplexity", "perplexity", "PPL"),
            _concept("metric/bleu", "BLEU"),
        )
    }
)

#: slug, title, type, date, facts; a fact is a type, a name and predicates.
_PAPERS = (
    ("alpha", "AlphaQuant: Low-Bit Weights for Open Models", "method", "2023-10-05", (
        ("Model", "Llama 2", "quantizes", "evaluates"), ("Method", "AlphaQuant", "introduces"),
        ("Method", "quantization", "uses"), ("Method", "GPTQ", "evaluates"), ("Dataset", "MMLU", "evaluatesOn"),
        ("Metric", "accuracy", "measuresWith"))),
    ("beta", "BetaPrune: Fewer Weights, Same Words", "method", "2024-02-01", (
        ("Model", "Llama 3", "prunes", "evaluates"), ("Method", "BetaPrune", "introduces"), ("Method", "LoRA", "uses"),
        ("Method", "pruning", "uses"), ("Dataset", "MMLU", "evaluatesOn"), ("Dataset", "WikiText", "evaluatesOn"),
        ("Metric", "perplexity", "measuresWith"))),
    ("gamma", "GammaTune: An Assistant for Hindi and Tamil", "model", "2024-05-20", (
        ("Model", "Llama 2", "fineTunes"), ("Model", "GammaTune", "introduces"), ("Method", "LoRA", "uses"),
        ("Dataset", "Alpaca data", "trainsOn"), ("Dataset", "FLORES-200", "evaluatesOn"),
        ("Language", "Hindi", "covers"), ("Language", "Tamil", "covers"), ("Task", "machine translation", "addresses"),
        ("Metric", "BLEU", "measuresWith"))),
    ("delta", "A Survey of Model Compression", "survey", "2024", (
        ("Method", "quantization", "surveys"), ("Method", "pruning", "surveys"))),
    ("epsilon", "SwaBench: Asking Questions in Swahili", "resource", "2022-07", (
        ("Dataset", "SwaBench", "introduces", "evaluatesOn"), ("Language", "Swahili", "covers"),
        ("Model", "GPT-4", "evaluates"), ("Model", "Llama 2", "evaluates"), ("Task", "question answering", "addresses"),
        ("Metric", "accuracy", "measuresWith"))),
    ("zeta", "ZetaKo: A Korean Model from Nothing", "model", "2021-01-15", (
        ("Model", "GPT-2", "pretrains"), ("Model", "ZetaKo", "introduces"), ("Dataset", "KoWeb", "trainsOn"),
        ("Language", "Korean", "covers"))),
    ("eta", "Small Numbers for Large Mistrals", "empirical", "2024-08-08", (
        ("Model", "Mistral 7B", "quantizes"), ("Method", "GPTQ", "uses"), ("Method", "LoRA", "uses"),
        ("Dataset", "GSM8K", "evaluatesOn"), ("Dataset", "MMLU", "evaluatesOn"),
        ("Metric", "accuracy", "measuresWith"))),
    ("theta", "Catching Inventions in the Act", "method", "2023-03-03", (
        ("Task", "hallucination detection", "addresses"), ("Model", "GPT-4", "uses"),
        ("Model", "Mistral 7B", "evaluates"))),
    ("iota", "Fewer Inventions by Reading Twice", "method", "2023-12-24", (
        ("Task", "hallucination mitigation", "addresses"), ("Model", "Llama 2", "evaluates"),
        ("Method", "GPTQ", "mentions"))),
    ("kappa", "KappaMerge: Two Experts in One", "method", "2024-11-11", (
        ("Model", "Mistral 7B", "merges"), ("Method", "KappaMerge", "introduces"),
        ("Method", "model merging", "uses"))),
    ("lambda", "Tiny Teachers: Distilling for Pockets", "empirical", "2020-06-30", (
        ("Model", "BERT", "distills"), ("Language", "Korean", "covers"), ("Language", "Japanese", "covers"),
        ("Dataset", "GSM8K", "evaluatesOn"), ("Metric", "accuracy", "measuresWith"))),
    ("mu", "How Well Does BLOOM Know Hindi?", "empirical", "2022-12-01", (
        ("Model", "BLOOM", "evaluates"), ("Language", "Hindi", "covers"), ("Language", "Yi", "mentions"),
        ("Model", "Yi", "mentions"))),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The answer to a question, and its answers by what tests call them."""

    answer: Answer
    slugs: dict[str, str]

    @property
    def papers(self):
        return {self.slugs[row.id] for row in self.answer.answers}

    @property
    def labels(self):
        return {row.label for row in self.answer.answers}

    @property
    def code(self):
        return self.answer.error and self.answer.error.code


def _extraction(slug, title, paper_type, date, facts):
    sentences = [
        f"We {' and '.join(PREDICATES[name].verb for name in predicates)} {name_}." for _, name_, *predicates in facts
    ]
    authors = ("Zoé Ünal", "Bo Lind") if slug in {"lambda", "mu"} else ("Ada Moyo", "Bo Lind")
    paper = Paper(f"kgr:paper/title/{slug}", title, " ".join(sentences), slug, authors, date,
                  f"https://example.org/{slug}")  # fmt: skip
    entities = []
    for (type_, name, *predicates), sentence in zip(facts, sentences, strict=True):
        identity = identify(name, type_, VOCABULARY)
        start = paper.text.index(sentence)
        at = start + sentence.index(name)
        evidence = (start, start + len(sentence))
        entities.append(
            Entity(
                identity.id,
                identity.label,
                identity.type,
                (Mention(at, at + len(name), name),),
                tuple(Relation(predicate, 0.9, *evidence, "test/1") for predicate in sorted(predicates)),
                identity.broader,
                identity.kind,
                identity.is_coined,
            )
        )
    return Extraction(paper, paper_type, tuple(sorted(entities, key=lambda one: one.id)))


@pytest.fixture(scope="session")
def graph():
    usages = Usages()
    quads = []
    for values in _PAPERS:
        extraction = _extraction(*values)
        quads += paper_quads(extraction)
        for use in entity_uses(extraction):
            usages.add(use)
    return Store.in_memory([*quads, *vocabulary_quads(usages, VOCABULARY)])


@pytest.fixture(scope="session")
def index(graph):
    return LabelIndex.of(graph)


@pytest.fixture(scope="session")
def ask(graph, index):
    slugs = {f"kgr:paper/title/{values[0]}": values[0] for values in _PAPERS}

    def asked(question):
        return Asked(answer(question, graph, index), slugs)

    return asked
