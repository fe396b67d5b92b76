"""A small graph of papers that we made up, and its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.explorer import render_page, select_subgraph, select_whole
from kg.rdf import paper_quads
from kg.store import Store
from kg.vocabulary_graph import Usages, entity_uses, vocabulary_quads
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.terms import EntityType, PaperType
from ontology.vocabulary import Concept, Vocabulary

#: (predicate, id of the entity, its form in the text, confidence)
Fact = tuple[str, str, str, float]

CONCEPTS = [
    Concept("kgr:model/llama", "Model", "Llama", ("LLaMA",), definition="A family of open models.", kind="family"),
    Concept("kgr:model/llama-2", "Model", "Llama 2", ("LLaMA-2",), broader=("kgr:model/llama",), kind="version"),
    Concept("kgr:model/alpaca", "Model", "Alpaca", based_on=("kgr:model/llama",), kind="family"),
    Concept("kgr:model/sabia", "Model", "Sabiá", kind="family"),
    Concept("kgr:method/quantization", "Method", "quantization", definition="Fewer bits for each weight."),
    Concept("kgr:method/gptq", "Method", "GPTQ", broader=("kgr:method/quantization",)),
    Concept("kgr:method/lora", "Method", "LoRA", ("low-rank adaptation",)),
    Concept("kgr:dataset/mmlu", "Dataset", "MMLU", is_benchmark=True),
    Concept("kgr:dataset/gsm8k", "Dataset", "GSM8K", is_benchmark=True),
    Concept("kgr:task/machine-translation", "Task", "machine translation"),
    Concept("kgr:language/por", "Language", "Portuguese", kind="natural"),
    Concept("kgr:language/swh", "Language", "Swahili", broader=("kgr:language/group/bantu",), kind="natural"),
    Concept("kgr:language/group/bantu", "Language", "Bantu languages", kind="group"),
    Concept("kgr:metric/perplexity", "Metric", "perplexity"),
]
VOCABULARY = Vocabulary({concept.id: concept for concept in CONCEPTS})


def extraction(
    id_: str, title: str, abstract: str, facts: Sequence[Fact], *, type_: PaperType = "method", **metadata: Any
) -> Extraction:
    """A paper and what was read in it; the evidence of a fact is the first sentence that has its form."""
    paper = Paper(id=f"kgr:paper/arxiv/{id_}", title=title, abstract=abstract, arxiv=id_, **metadata)
    entities: dict[str, list[Fact]] = {}
    for fact in facts:
        entities.setdefault(fact[1], []).append(fact)
    return Extraction(paper, type_, tuple(_entity(paper, id_, entities[id_]) for id_ in sorted(entities)))


def _entity(paper: Paper, id_: str, facts: Sequence[Fact]) -> Entity:
    concept = VOCABULARY.concepts.get(id_)
    kind: dict[str, EntityType] = {"model": "Model", "method": "Method", "dataset": "Dataset"}
    mentions = {fact[2]: paper.text.index(fact[2]) for fact in facts}
    return Entity(
        id=id_,
        label=concept.pref_label if concept else facts[0][2],
        type=concept.type if concept else kind[id_.removeprefix("kgr:").split("/")[0]],
        mentions=tuple(Mention(start, start + len(text), text) for text, start in mentions.items()),
        relations=tuple(
            Relation(predicate, confidence, *_sentence(paper.text, mentions[form]), extractor="tests/1")
            for predicate, _, form, confidence in sorted(facts)
        ),
        is_coined=concept is None,
    )


def _sentence(text: str, place: int) -> tuple[int, int]:
    """The sentence around `place`: titles end at the line feed, others at their full stop."""
    full_stop = text.rfind(". ", 0, place)
    start = max(text.rfind("\n", 0, place) + 1, full_stop + 2 if full_stop >= 0 else 0)
    line, stop = text.find("\n", place), text.find(". ", place)
    ends = [end for end in (line, stop + 1 if stop >= 0 else -1) if end > 0]
    return start, min(ends, default=len(text))


def store_of(extractions: Sequence[Extraction]) -> Store:
    """The graph that a build of these papers gives."""
    usages = Usages()
    quads = []
    for one in extractions:
        quads += paper_quads(one)
        for use in entity_uses(one):
            usages.add(use)
    return Store.in_memory([*quads, *vocabulary_quads(usages, VOCABULARY)])


#: Made up: no such papers exist.
PAPERS = [
    extraction(
        "2301.00001",
        "TinyBits: Four Bits for Every Weight",
        "We introduce TinyBits, a quantization method. We quantize LLaMA-2 and Alpaca with GPTQ and TinyBits. "
        "Quality is tested on MMLU and given as perplexity.",
        [
            ("introduces", "kgr:method/tinybits", "TinyBits", 0.97),
            ("quantizes", "kgr:model/llama-2", "LLaMA-2", 0.93),
            ("quantizes", "kgr:model/alpaca", "Alpaca", 0.9),
            ("uses", "kgr:method/gptq", "GPTQ", 0.85),
            ("evaluatesOn", "kgr:dataset/mmlu", "MMLU", 0.88),
            ("measuresWith", "kgr:metric/perplexity", "perplexity", 0.8),
        ],
        date="2023-01-01",
        authors=("Ada Example", "Ben Sample"),
    ),
    extraction(
        "2302.00002",
        "Fewer Bits, Same Answers",
        "Quantization of Llama 2 with GPTQ keeps its answers on MMLU. We also test GSM8K.",
        [
            ("quantizes", "kgr:model/llama-2", "Llama 2", 0.9),
            ("evaluatesOn", "kgr:dataset/mmlu", "MMLU", 0.9),
            ("evaluatesOn", "kgr:dataset/gsm8k", "GSM8K", 0.55),
            ("uses", "kgr:method/gptq", "GPTQ", 0.9),
        ],
        type_="empirical",
        date="2023-02",
    ),
    extraction(
        "2303.00003",
        "Sabi\\'a Speaks: a Model for Portuguese",
        "Sabi\\'a is fine-tuned from Llama 2 with low-rank adaptation. It translates Portuguese better by 12\\%.",
        [
            ("introduces", "kgr:model/sabia", "Sabi\\'a", 0.96),
            ("fineTunes", "kgr:model/llama-2", "Llama 2", 0.91),
            ("uses", "kgr:method/lora", "low-rank adaptation", 0.9),
            ("covers", "kgr:language/por", "Portuguese", 0.95),
        ],
        type_="model",
        date="2023",
    ),
    extraction(
        "2304.00004",
        "Translating Swahili with Little Data",
        "We address machine translation for Swahili. LoRA adapts Llama to the task. "
        "Future work may look at Portuguese.",
        [
            ("addresses", "kgr:task/machine-translation", "machine translation", 0.92),
            ("covers", "kgr:language/swh", "Swahili", 0.94),
            ("uses", "kgr:method/lora", "LoRA", 0.7),
            ("fineTunes", "kgr:model/llama", "Llama", 0.8),
            ("mentions", "kgr:language/por", "Portuguese", 0.5),
        ],
    ),
    extraction(
        "2305.00005",
        "Counting 🧮 with Llama 2",
        "With 🧮 in the prompt Llama 2 solves more of GSM8K.",
        [
            ("evaluates", "kgr:model/llama-2", "Llama 2", 0.85),
            ("evaluatesOn", "kgr:dataset/gsm8k", "GSM8K", 0.9),
        ],
        type_="empirical",
    ),
]

HOSTILE = "</script><img src=x onerror=document.title='pwned'><!--<script>"


@pytest.fixture(scope="session")
def graph() -> Store:
    return store_of(PAPERS)


@pytest.fixture(scope="session")
def hostile_graph() -> Store:
    """A graph whose every text tries to leave its place."""
    model = f"{HOSTILE}-7B"
    paper = extraction(
        "2306.00006",
        f"Owning Pages: {HOSTILE}",
        f"We introduce {model} and quantize Llama 2.",
        [("introduces", "kgr:model/owned", model, 0.9), ("quantizes", "kgr:model/llama-2", "Llama 2", 0.9)],
        authors=(f"{HOSTILE} Mallory",),
        venue=HOSTILE,
    )
    return store_of([paper])


@pytest.fixture(scope="session")
def many_papers() -> Callable[..., Store]:
    """Make a graph of so many papers that all quantize Llama 2, from these dates."""

    def make(number: int, dates: Sequence[str] = ()) -> Store:
        facts: list[Fact] = [("quantizes", "kgr:model/llama-2", "Llama 2", 0.9)]
        return store_of(
            [
                extraction(f"2401.{place:05}", f"Bits, Part {place}", "We quantize Llama 2.", facts, date=date)
                for place, date in zip(range(number), [*dates, *[""] * number], strict=False)
            ]
        )

    return make


@pytest.fixture(scope="session")
def write_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the page of a graph to a file; with `whole`, all of the graph is in it."""
    folder = tmp_path_factory.mktemp("pages")

    def write(
        graph: Store,
        name: str,
        *,
        title: str = "Made-up papers",
        question: str = "",
        reading: str = "",
        proofs: Any = None,
        whole: bool = False,
        opens_map: bool = False,
        **selection: Any,
    ) -> Path:
        path = folder / f"{name}.html"
        html = render_page(
            select_subgraph(graph, **selection),
            title=title,
            question=question,
            reading=reading,
            proofs=proofs,
            whole=select_whole(graph) if whole else None,
            opens_map=opens_map,
        )
        path.write_text(html, encoding="utf-8")
        return path

    return write
