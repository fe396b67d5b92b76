"""What questions need of a graph: a way to select and ask, and an index of its names.

The index is read with a handful of queries, about 40 ms for 550 papers, and kept by whoever answers several questions
of one graph (`LabelIndex.of`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from ontology.folding import compact, fold
from ontology.model_names import parse_model_name, strip_marks
from ontology.terms import ENTITY_TYPES, KG, PREFIXES, VOCABULARY_GRAPH
from queries.words import stem

__all__ = ["EntityEntry", "Graph", "LabelIndex", "Value", "near_words", "singular"]

Value = str | int | float | bool


class Graph(Protocol):
    """A graph that answers SPARQL over the union of its named graphs; `kg.store.Store` is one."""

    def select(self, sparql: str) -> list[dict[str, Value]]:
        """Rows of a SELECT query, IRIs as full strings, unbound variables left out."""
        ...

    def ask(self, sparql: str) -> bool:
        """The answer of an ASK query."""
        ...


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """An entity as the index knows it; `broader` holds IRIs one step up."""

    iri: str
    type: str
    label: str
    alt_labels: tuple[str, ...] = ()
    ambiguous_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    kind: str = ""
    is_coined: bool = False
    definition: str = ""


_PREAMBLE: Final = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("dcterms", "kg", "rdf", "skos"))
_ENTITIES: Final = f"""{_PREAMBLE}
SELECT ?entity ?class ?label ?kind ?coined ?definition WHERE {{ GRAPH <{VOCABULARY_GRAPH}> {{
  ?entity a kg:Entity ; a ?class ; skos:prefLabel ?label .
  OPTIONAL {{ ?entity kg:kind ?kind }}
  OPTIONAL {{ ?entity kg:isCoined ?coined }}
  OPTIONAL {{ ?entity skos:definition ?definition }}
}} }}"""
_ALT_LABELS: Final = f"""{_PREAMBLE}
SELECT ?entity ?label WHERE {{ GRAPH <{VOCABULARY_GRAPH}> {{ ?entity a kg:Entity ; skos:altLabel ?label }} }}"""
_AMBIGUOUS_LABELS: Final = f"""{_PREAMBLE}
SELECT ?entity ?label WHERE {{ GRAPH <{VOCABULARY_GRAPH}> {{ ?entity a kg:Entity ; kg:ambiguousLabel ?label }} }}"""
_BROADER: Final = f"""{_PREAMBLE}
SELECT ?entity ?broader WHERE {{ GRAPH <{VOCABULARY_GRAPH}> {{ ?entity a kg:Entity ; skos:broader ?broader }} }}"""
_PAPERS: Final = f"""{_PREAMBLE}
SELECT DISTINCT ?paper ?title WHERE {{ ?paper a kg:Paper ; dcterms:title ?title }}"""
_IDENTIFIERS: Final = f"""{_PREAMBLE}
SELECT DISTINCT ?paper ?identifier WHERE {{ ?paper a kg:Paper ; dcterms:identifier ?identifier }}"""
_INTRODUCERS: Final = f"""{_PREAMBLE}
SELECT DISTINCT ?paper ?entity WHERE {{ ?paper a kg:Paper ; kg:introduces ?entity }}"""
_PAPER_COUNTS: Final = f"""{_PREAMBLE}
SELECT ?entity (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  ?statement a kg:Statement ; rdf:subject ?paper ; rdf:object ?entity
}} GROUP BY ?entity"""

#: Where the name of a title ends: "OmniQuant: Omnidirectionally ...", "Swedish Whispers; Leveraging ...".
_TITLE_HEAD: Final = re.compile(r"\s*(?:[:;?!]|\s[-–—]+\s|--|\.\s)\s*")


def singular(key: str) -> str:
    """A compact `key` without the plural ending of its last word.

    >>> singular("scalinglaws"), singular("taxonomies"), singular("gpt4"), singular("loss")
    ('scalinglaw', 'taxonomy', 'gpt4', 'loss')
    """
    if len(key) > 4 and key.endswith("ies"):
        return key[:-3] + "y"
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        return key[:-1]
    return key


def near_words(key: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those of `known` that `key` is most probably a misspelling of, all at the same distance.

    One edit (a swap of neighbours is one), two from nine letters on; the first letter and all digits must agree.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 15 ms that most questions do not need

    if len(key) < 4:
        return ()
    limit = 1 if len(key) < 9 else 2
    digits = [c for c in key if c.isdigit()]
    best: dict[int, list[str]] = defaultdict(list)
    for word in known:
        if len(word) >= 5 and abs(len(word) - len(key)) <= limit and word[0] == key[0]:
            distance = OSA.distance(key, word, score_cutoff=limit)
            if distance <= limit and [c for c in word if c.isdigit()] == digits:
                best[distance].append(word)
    return tuple(best[min(best)]) if best else ()


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(text).split())


@dataclass(frozen=True)
class LabelIndex:
    """The names of a graph: entities by every label, papers by title and identifier, and who introduced what."""

    entities: Mapping[str, EntityEntry]
    titles: Mapping[str, str]
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    introducers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    papers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Graph) -> LabelIndex:
        """Read the index of `graph`."""
        alt_labels: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_ALT_LABELS):
            alt_labels[str(row["entity"])].add(str(row["label"]))
        ambiguous: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_AMBIGUOUS_LABELS):
            ambiguous[str(row["entity"])].add(str(row["label"]))
        broader: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_BROADER):
            broader[str(row["entity"])].add(str(row["broader"]))
        entities: dict[str, EntityEntry] = {}
        classes = {KG + name: name for name in ENTITY_TYPES}
        for row in graph.select(_ENTITIES):
            type_ = classes.get(str(row["class"]))
            if type_ is None:
                continue
            iri, label = str(row["entity"]), str(row["label"])
            entities[iri] = EntityEntry(
                iri,
                type_,
                label,
                tuple(sorted(alt_labels.get(iri, set()) - {label})),
                tuple(sorted(ambiguous.get(iri, set()) - {label})),
                tuple(sorted(broader.get(iri, ()))),
                str(row.get("kind", "")),
                row.get("coined") is True or row.get("coined") == "true",
                str(row.get("definition", "")),
            )
        titles = {str(row["paper"]): str(row["title"]) for row in graph.select(_PAPERS)}
        identifiers: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_IDENTIFIERS):
            identifiers[compact(str(row["identifier"]))].add(str(row["paper"]))
        introducers: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_INTRODUCERS):
            introducers[str(row["entity"])].add(str(row["paper"]))
        papers = {str(row["entity"]): int(row["papers"]) for row in graph.select(_PAPER_COUNTS)}
        return cls(
            dict(sorted(entities.items())),
            dict(sorted(titles.items())),
            {key: tuple(sorted(found)) for key, found in identifiers.items()},
            {iri: tuple(sorted(found)) for iri, found in introducers.items()},
            papers,
        )

    # ------------------------------------------------------------------ entities by name

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in self.entities.values():
            for label in (entry.label, *entry.alt_labels):
                found[compact(label)][entry.iri] = None
        found.pop("", None)
        return {key: tuple(iris) for key, iris in found.items()}

    @cached_property
    def _by_loose_key(self) -> dict[str, tuple[str, ...]]:
        """Forms that count only where no label is the same: singulars, ambiguous labels, bare names of groups."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, iris in self._by_key.items():
            for iri in iris:
                found[singular(key)][iri] = None
                if self.entities[iri].type == "Language" and singular(key).endswith("language"):
                    found[singular(key).removesuffix("language")][iri] = None
        for entry in self.entities.values():
            for label in entry.ambiguous_labels:
                found[singular(compact(label))][entry.iri] = None
            if entry.type == "Model":
                name = parse_model_name(entry.label)
                if name is not None:
                    found[compact(name.base)][entry.iri] = None
        found.pop("", None)
        return {key: tuple(iris) for key, iris in found.items()}

    def find(self, text: str) -> tuple[str, ...]:
        """IRIs of the entities that have `text` as a label, plural and case aside.

        A model's size and tuning are no part of its identity: "Llama-2-7B-chat" finds Llama 2.
        """
        key = compact(text)
        found = self._by_key.get(key) or self._by_loose_key.get(singular(key), ())
        if found or not any(c.isdigit() for c in text):
            return found
        bare = strip_marks(text)
        if bare != text and compact(bare) != key:
            return tuple(iri for iri in self.find(bare) if self.entities[iri].type == "Model")
        name = parse_model_name(text)
        if name is None or not (name.version or name.size):
            return ()
        return tuple(
            iri for iri in self._by_loose_key.get(compact(name.base), ()) if self.entities[iri].type == "Model"
        )

    def has_label(self, iri: str, text: str) -> bool:
        """Whether an entity has `text` as a label, word for word."""
        entry = self.entities[iri]
        return any(fold(label) == fold(text) for label in (entry.label, *entry.alt_labels))

    @cached_property
    def longest(self) -> int:
        """Most words in a label or in the head of a title."""
        labels = max(
            (key_words(label) for e in self.entities.values() for label in (e.label, *e.alt_labels)), default=1
        )
        return max(labels, max((key_words(title) for title in self.titles.values()), default=1))

    @cached_property
    def _by_stems(self) -> dict[frozenset[str], tuple[str, ...]]:
        found: dict[frozenset[str], dict[str, None]] = defaultdict(dict)
        for entry in self.entities.values():
            if entry.type in {"Task", "Method"}:
                for label in (entry.label, *entry.alt_labels):
                    if not any(c.isdigit() for c in label):
                        found[_stems(label)][entry.iri] = None
        found.pop(frozenset(), None)
        return {stems: tuple(iris) for stems, iris in found.items()}

    def find_by_stems(self, words: Iterable[str]) -> tuple[str, ...]:
        """Tasks and methods whose label has just these stems: "detects hallucinations" is hallucination detection."""
        stems = frozenset().union(*(_stems(word) for word in words))
        return self._by_stems.get(stems, ()) if all(len(one) >= 4 for one in stems) else ()

    @cached_property
    def _narrower(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.entities.values():
            for iri in entry.broader:
                found[iri].append(entry.iri)
        return {iri: tuple(below) for iri, below in found.items()}

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Everything below an entity, itself left out, nearest first."""
        found: dict[str, None] = {}
        queue = [iri]
        while queue:
            for below in self._narrower.get(queue.pop(0), ()):
                if below not in found and below != iri:
                    found[below] = None
                    queue.append(below)
        return tuple(found)

    # ------------------------------------------------------------------ papers by name

    @cached_property
    def _by_title(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for iri, title in self.titles.items():
            found[compact(title)][iri] = None
        return {key: tuple(iris) for key, iris in found.items()}

    @cached_property
    def _by_title_head(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for iri, title in self.titles.items():
            head = _TITLE_HEAD.split(title, maxsplit=1)[0]
            if head != title and len(compact(head)) >= 3:
                found[compact(head)][iri] = None
        return {key: tuple(iris) for key, iris in found.items()}

    def find_papers(self, text: str) -> tuple[str, ...]:
        """IRIs of the papers that `text` names: a whole title, an identifier, or what stands before a title's colon."""
        key = compact(text)
        return self._by_title.get(key) or self.identifiers.get(key, ()) or self._by_title_head.get(key, ())

    def find_papers_within(self, text: str) -> tuple[str, ...]:
        """IRIs of the papers whose title holds `text` as whole words; a title that begins with it wins."""
        exact = self.find_papers(text)
        wanted = fold(text)
        if exact or not wanted:
            return exact
        inside = [iri for iri, title in self.titles.items() if f" {wanted} " in f" {fold(title)} "]
        begins = [iri for iri in inside if fold(self.titles[iri]).startswith(wanted)]
        return tuple(begins or inside)

    # ------------------------------------------------------------------ near misses

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every label and title, folded."""
        labels = (label for entry in self.entities.values() for label in (entry.label, *entry.alt_labels))
        return frozenset(word for text in (*labels, *self.titles.values()) for word in fold(text).split())

    def near(self, word: str) -> tuple[str, ...]:
        """Compact labels that `word` is most probably a misspelling of."""
        return near_words(compact(word), self._by_key)

    def suggestions(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Preferred labels that look most like `text`, best first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as in `near_words`

        wanted = fold(text)
        choices: dict[str, str] = {}
        for entry in self.entities.values():
            for label in (entry.label, *entry.alt_labels):
                choices.setdefault(fold(label), entry.label)
        hits: Sequence[tuple[str, float, int]] = process.extract(
            wanted, list(choices), scorer=fuzz.ratio, limit=4 * limit, score_cutoff=60
        )
        ranked = sorted(hits, key=lambda hit: (-hit[1], hit[0]))
        return tuple(dict.fromkeys(choices[label] for label, _, _ in ranked))[:limit]


def key_words(text: str) -> int:
    """How many words `text` has once folded."""
    return len(fold(text).split())
