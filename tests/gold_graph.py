"""A graph of annotated papers instead of extracted ones, to tell what reading loses from what extraction loses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.rdf import paper_quads
from kg.store import Store
from kg.vocabulary_graph import Usages, entity_uses, vocabulary_quads
from ontology.folding import slug
from ontology.identity import Identity, identify
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.vocabulary import Vocabulary

__all__ = ["annotated", "gold_graph", "read_gold"]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])|\n")


def read_gold(*paths: Path) -> Iterator[dict[str, Any]]:
    """The records of files in the format of the annotation guideline."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def _spans(text: str, surface: str) -> list[tuple[int, int]]:
    exact = [(m.start(), m.end()) for m in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text)]
    if exact:
        return exact
    start = text.casefold().find(surface.casefold())
    return [(start, start + len(surface))] if start >= 0 else []


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span."""
    edges = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    first = max(edge for edge in edges if edge <= start)
    last = min(edge for edge in edges if edge >= end)
    stripped = text[first:last].rstrip()
    return first, max(first + len(stripped), end)


def _identities(item: dict[str, Any], vocabulary: Vocabulary) -> dict[Identity, list[str]]:
    """What an annotated entity denotes, with its surfaces; a surface that names a variant of it denotes the variant."""
    named = identify(item["name"], item["type"], vocabulary)
    found: dict[Identity, list[str]] = {}
    for surface in item["surfaces"]:
        own = identify(surface, item["type"], vocabulary)
        is_variant = not own.is_coined and named.id in vocabulary.ancestors(own.id)
        found.setdefault(own if is_variant else named, []).append(surface)
    return found or {named: []}


def annotated(record: dict[str, Any], vocabulary: Vocabulary) -> Extraction:
    """The annotation of one paper as the record that the extractors would make of it.

    The first surface that occurs in the text is the mention and its sentence the evidence; an entity none of whose
    surfaces occurs is proved by the title.
    """
    paper = Paper(
        id=f"kgr:paper/title/{slug(record['title'])}",
        title=record["title"],
        abstract=record["abstract"],
        identifier=record["id"],
    )
    entities: dict[str, Entity] = {}
    for item in record["entities"]:
        for identity, surfaces in _identities(item, vocabulary).items():
            spans = sorted({span for surface in surfaces for span in _spans(paper.text, surface)})
            spans = spans or [(0, len(paper.title))]
            mentions = tuple(Mention(start, end, paper.text[start:end]) for start, end in spans)
            evidence = _sentence(paper.text, *spans[0])
            relations = {name: Relation(name, 1.0, *evidence, "gold/1") for name in item["relations"]}
            known = entities.get(identity.id)
            if known is not None:  # two annotated names that identity makes one
                relations |= {relation.predicate: relation for relation in known.relations}
                mentions = tuple(sorted({*mentions, *known.mentions}))
            if len(relations) > 1:
                relations.pop("mentions", None)
            entities[identity.id] = Entity(
                identity.id,
                identity.label,
                identity.type,
                mentions,
                tuple(relations[name] for name in sorted(relations)),
                identity.broader,
                identity.kind or (item.get("kind", "") if item["type"] == "Language" else ""),
                identity.is_coined,
            )
    return Extraction(paper, record["paper_type"], tuple(entities[id_] for id_ in sorted(entities)))


def gold_graph(records: Iterable[dict[str, Any]], vocabulary: Vocabulary) -> Store:
    """A graph in memory of annotated papers."""
    usages = Usages()
    quads: list[ox.Quad] = []
    for record in records:
        extraction = annotated(record, vocabulary)
        quads += paper_quads(extraction)
        for use in entity_uses(extraction):
            usages.add(use)
    quads += vocabulary_quads(usages, vocabulary)
    return Store.in_memory(quads)
