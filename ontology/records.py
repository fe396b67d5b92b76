"""The records that mirror the classes of the ontology: paper, mention, relation, entity, extraction.

All are frozen; each checks itself when it is made. Offsets count Unicode code points of `Paper.text`; the end is
exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ontology.terms import ENTITY_TYPES, PAPER_TYPES, PREDICATES, EntityType, PaperType

__all__ = ["Entity", "Extraction", "Mention", "Paper", "Relation", "SourceRecord"]


@dataclass(frozen=True, slots=True, order=True)
class SourceRecord:
    """A paper as one source gave it, verbatim.

    Attributes
    ----------
    source : str
        Name of the source: the file's name without its folder.
    line : int
        First line of the record in its source, 1-based.
    title, abstract : str
        As the source has them, white space at the ends removed, nothing else changed.
    identifier : str
        The source's own ``id``, or empty.
    date : str
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or empty.
    """

    source: str
    line: int
    title: str
    abstract: str = ""
    identifier: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    url: str = ""
    venue: str = ""
    doi: str = ""
    arxiv: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError(f"{self.source}:{self.line}: a paper without a title")
        if self.line < 1:
            raise ValueError(f"{self.source}: line numbers start at 1, got {self.line}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, merged from all the source records that describe it.

    `id` is a CURIE that comes from content (``kgr:paper/arxiv/2308.13137``). Every other attribute is the merged
    value; `records` keeps what each source said, sorted, so that merging again gives the same paper.
    """

    id: str
    title: str
    abstract: str
    identifier: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    url: str = ""
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    records: tuple[SourceRecord, ...] = ()

    @property
    def text(self) -> str:
        """The text that offsets point into: title, line feed, abstract, as the source gave them."""
        return f"{self.title}\n{self.abstract}"

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of all sources of this paper, sorted, each once."""
        return tuple(sorted({record.source for record in self.records}))


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of a paper's text that names an entity; ``paper.text[start:end] == text``."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} does not fit {self.text!r}")


@dataclass(frozen=True, slots=True)
class Relation:
    """What the paper does with an entity, and the sentence that says so.

    `start` and `end` are the evidence: ``paper.text[start:end]`` is the quote. `extractor` names the component
    and its version, e.g. ``relations/1``.
    """

    predicate: str
    confidence: float
    start: int
    end: int
    extractor: str

    def __post_init__(self) -> None:
        if self.predicate not in PREDICATES:
            raise ValueError(f"unknown predicate {self.predicate!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} of {self.predicate} is not between 0 and 1")
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or reversed span {self.start}:{self.end}")

    def as_json(self) -> dict[str, Any]:
        """As `kg extract` writes it (docs/formats.md)."""
        return {
            "predicate": self.predicate,
            "confidence": self.confidence,
            "start": self.start,
            "end": self.end,
            "extractor": self.extractor,
        }


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as one paper speaks of it.

    Attributes
    ----------
    id : str
        CURIE, e.g. ``kgr:model/llama-2``.
    label : str
        Preferred label; for an entity outside the vocabulary the paper's own form.
    broader : tuple of str
        CURIEs of what it is a version, kind or part of; nearest first is not implied.
    kind : str
        For languages natural, group or programming; for models family, version or checkpoint; else empty.
    is_coined : bool
        True if no vocabulary knows it: the name was found in this paper.
    """

    id: str
    label: str
    type: EntityType
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    broader: tuple[str, ...] = ()
    kind: str = ""
    is_coined: bool = False

    def __post_init__(self) -> None:
        if self.type not in ENTITY_TYPES:
            raise ValueError(f"unknown entity type {self.type!r} of {self.id}")
        if not self.mentions:
            raise ValueError(f"{self.id} has no mention")
        for relation in self.relations:
            if self.type not in PREDICATES[relation.predicate].ranges:
                raise ValueError(f"{relation.predicate} cannot point to {self.id}, a {self.type}")

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Each distinct form in which the paper names it, in order of appearance."""
        return tuple(dict.fromkeys(mention.text for mention in self.mentions))

    def as_json(self) -> dict[str, Any]:
        """As `kg extract` writes it (docs/formats.md)."""
        return {
            "id": self.id,
            "label": self.label,
            "type": self.type,
            "mentions": [{"start": m.start, "end": m.end, "text": m.text} for m in self.mentions],
            "relations": [relation.as_json() for relation in self.relations],
        }


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that the extractors read in one paper; entities sorted by id, relations by predicate."""

    paper: Paper
    paper_type: PaperType
    entities: tuple[Entity, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.paper_type not in PAPER_TYPES:
            raise ValueError(f"unknown paper type {self.paper_type!r}")
        text = self.paper.text
        for entity in self.entities:
            for mention in entity.mentions:
                if text[mention.start : mention.end] != mention.text:
                    raise ValueError(f"{entity.id}: {mention.text!r} is not at {mention.start}:{mention.end}")
            for relation in entity.relations:
                if relation.end > len(text):
                    raise ValueError(f"{entity.id}: evidence {relation.start}:{relation.end} ends past the text")

    def as_json(self) -> dict[str, Any]:
        """The line of `kg extract`: the source's own id where it gave one, else the paper's CURIE."""
        return {
            "id": self.paper.identifier or self.paper.id,
            "title": self.paper.title,
            "paper_type": self.paper_type,
            "entities": [entity.as_json() for entity in self.entities],
        }
