"""Annotated papers: the format of the annotation guideline, read and laid over the text.

One JSON object a line: ``{"id", "title", "abstract", "paper_type", "entities": [{"type", "name", "surfaces",
"relations"}]}``. Surfaces are strings that occur in the title or abstract.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ontology.errors import SourceError
from ontology.records import Paper
from ontology.terms import ENTITY_TYPES, PAPER_TYPES, PREDICATES, EntityType, PaperType

__all__ = ["GoldEntity", "GoldPaper", "locate", "read_gold"]


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An annotated entity: its type, standard name, the strings that name it, and what the paper does with it."""

    type: EntityType
    name: str
    surfaces: tuple[str, ...]
    relations: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """An annotated paper."""

    paper: Paper
    paper_type: PaperType
    entities: tuple[GoldEntity, ...]


def read_gold(path: Path) -> Iterator[GoldPaper]:
    """Papers of an annotation file, in its order.

    Raises
    ------
    SourceError
        If the file cannot be read, a line is no annotated paper, or there is none; names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"not valid UTF-8: {error.reason}"
        raise SourceError(f"{path}: {reason}", hint="Give a JSON-lines file of annotated papers.") from error
    if not any(map(str.strip, lines)):
        raise SourceError(f"{path}: empty file", hint="Give a JSON-lines file of annotated papers.")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _gold_paper(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError(
                    f"{path}:{number}: no annotated paper: {error!r}",
                    hint='A line needs "id", "title", "abstract", "paper_type" and "entities".',
                ) from error


def _gold_paper(record: dict[str, Any]) -> GoldPaper:
    if record["paper_type"] not in PAPER_TYPES:
        raise ValueError(f"unknown paper type {record['paper_type']!r}")
    entities = []
    for entity in record["entities"]:
        if entity["type"] not in ENTITY_TYPES:
            raise ValueError(f"unknown entity type {entity['type']!r}")
        relations = frozenset(entity["relations"])
        if unknown := relations - set(PREDICATES):
            raise ValueError(f"unknown relation {min(unknown)!r}")
        entities.append(GoldEntity(entity["type"], entity["name"], tuple(entity["surfaces"]), relations))
    paper = Paper(
        id=f"kgr:paper/gold/{record['id']}",
        title=record["title"],
        abstract=record["abstract"],
        identifier=record["id"],
    )
    return GoldPaper(paper, record["paper_type"], tuple(entities))


def locate(text: str, gold: GoldPaper) -> list[tuple[int, int, int]]:
    """Where the surfaces of `gold` stand in `text`: start, end and index of the entity, in order, none overlapping.

    Longer surfaces take their place first, because the guideline allows none inside another. `text` may be decoded;
    then surfaces are looked for in their decoded form as well.
    """
    from extractors.latex import decode

    wanted = {
        (form, index)
        for index, entity in enumerate(gold.entities)
        for surface in entity.surfaces
        for form in (surface, decode(surface).text)
        if form.strip()
    }
    taken = bytearray(len(text))
    found = []
    for surface, index in sorted(wanted, key=lambda one: (-len(one[0]), one)):
        start = text.find(surface)
        while start >= 0:
            end = start + len(surface)
            alone = not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()
            if alone and not any(taken[start:end]):
                taken[start:end] = b"\x01" * len(surface)
                found.append((start, end, index))
            start = text.find(surface, start + 1)
    return sorted(found)
