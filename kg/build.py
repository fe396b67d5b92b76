"""Building a store from papers, and changing one: `build`, `add` and `remove`.

What a store holds is a function of the source records of its papers, of the extractor and of its vocabulary. `add` and
`remove` merge again the papers that a change concerns, and leave the graph that a build from all records would give,
byte for byte in a dump. Either shows itself to readers in one step or, if it dies, not at all (`kg.store`).
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

import pyoxigraph as ox

from kg.description import DESCRIPTION, Description, description_quads
from kg.rdf import curie, node, paper_quads, read_record, read_records
from kg.sources import affected_papers, group_keys, merge_records
from kg.store import Store, StoreWriter
from kg.vocabulary_graph import Usages, entity_uses, update_vocabulary, vocabulary_quads
from ontology import __version__, terms
from ontology.errors import KgError, StoreError, UnknownNameError
from ontology.records import Extraction, Paper, SourceRecord
from ontology.terms import ENTITY_TYPES, PREDICATES
from ontology.vocabulary import Vocabulary

__all__ = ["BuildReport", "Progress", "Reader", "add", "build", "configuration_hash", "remove"]

#: Papers that are bulk-loaded at a time: enough to be fast, few enough to fit in memory.
_CHUNK: Final = 4000
_EPOCH: Final = "SOURCE_DATE_EPOCH"
# What a report counts. Each statement, record and type stands in one graph only, so nothing is counted twice.
_RECORDS: Final = "SELECT (?paper AS ?name) (COUNT(?r) AS ?count) { ?paper kg:sourceRecord ?r } GROUP BY ?paper"
_PREDICATES: Final = "SELECT ?name (COUNT(?s) AS ?count) { ?s rdf:predicate ?name } GROUP BY ?name"
_TYPES: Final = (
    f"SELECT ?name (COUNT(?e) AS ?count) {{ GRAPH <{terms.VOCABULARY_GRAPH}> {{ ?e a ?name }} }} GROUP BY ?name"
)

#: Called with the number of papers read and the number of papers to read.
Progress = Callable[[int, int], None]


class Reader(Protocol):
    """What reads papers; `extractors.pipeline.Extractor` is one."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The names that it knows."""
        ...

    @property
    def configuration(self) -> str:
        """Its components and their versions."""
        ...

    def extract(self, paper: Paper) -> Extraction:
        """What one paper says; the same paper always gives the same result."""
        ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a store holds after `build`, `add` or `remove`, and what was done to get there.

    Attributes
    ----------
    papers, merged : int
        Papers in the store, and those of them that several source records describe.
    statements, entities : int
    by_type, by_predicate : dict
        Entities of each type, statements of each predicate; none left out because it is zero.
    read, removed, unchanged : int
        Papers that were read now, that are no longer there, and, of those that the change might have concerned, that
        stayed as they were.
    seconds : float
    """

    papers: int
    merged: int
    statements: int
    entities: int
    by_type: dict[str, int]
    by_predicate: dict[str, int]
    read: int = 0
    removed: int = 0
    unchanged: int = 0
    seconds: float = field(default=0.0, compare=False)

    def as_json(self) -> dict[str, Any]:
        """As an object of JSON."""
        return {
            "papers": self.papers,
            "merged": self.merged,
            "statements": self.statements,
            "entities": self.entities,
            "by_type": self.by_type,
            "by_predicate": self.by_predicate,
            "read": self.read,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "seconds": round(self.seconds, 2),
        }


def build(
    papers: Sequence[Paper], reader: Reader, path: Path | str, *, progress: Progress | None = None
) -> BuildReport:
    """Read `papers` and make them the store at `path`, in the place of whatever store is there.

    Parameters
    ----------
    papers : sequence of Paper
        Merged (`kg.sources.merge_records`), each with its source records.

    Raises
    ------
    StoreError
        If there is something else at `path`, or another process writes there.
    ValueError
        If two papers have one id, or one has no source record.
    """
    _check(papers)
    started = time.monotonic()
    with Store.writer(path, empty=True) as writer:
        usages = Usages()
        tell = progress or _silent
        for first in range(0, len(papers), _CHUNK):
            writer.graph.bulk_extend(_quads_of(papers, first, reader, usages, tell))
        writer.graph.bulk_extend(vocabulary_quads(usages, reader.vocabulary))
        return _finish(writer, reader, started, read=len(papers))


def add(papers: Sequence[Paper], reader: Reader, path: Path | str, *, progress: Progress | None = None) -> BuildReport:
    """Put `papers` into the store at `path`, merged with what it holds.

    A source record takes the place of the stored records that have the same source and a group key in common with it:
    a file that has changed can be added again.

    Raises
    ------
    StoreError
        If there is no store at `path`, another process writes there, or it was built by another configuration.
    ValueError
        If two papers have one id, or one has no source record.
    """
    _check(papers)
    started = time.monotonic()
    with Store.writer(path) as writer:
        _refuse_other_configuration(writer, reader)
        new = {record for paper in papers for record in paper.records}
        stored = affected_papers(new, _Library(writer.graph).find)
        kept = _without_replaced({record for paper in stored for record in paper.records}, new)
        return _change(writer, stored, merge_records(kept | new), reader, started, progress or _silent)


def remove(names: Iterable[str], reader: Reader, path: Path | str, *, progress: Progress | None = None) -> BuildReport:
    """Take papers out of the store at `path`, with all their source records.

    Parameters
    ----------
    names : iterable of str
        CURIEs or IRIs of papers.

    Raises
    ------
    StoreError
        As `add` raises it.
    UnknownNameError
        If the store holds no such paper; nothing is removed then.
    """
    started = time.monotonic()
    with Store.writer(path) as writer:
        _refuse_other_configuration(writer, reader)
        lost = {record for name in names for record in _stored_paper(writer.graph, name).records}
        stored = affected_papers(lost, _Library(writer.graph).find)
        kept = {record for paper in stored for record in paper.records} - lost
        return _change(writer, stored, merge_records(kept), reader, started, progress or _silent)


def configuration_hash(reader: Reader) -> str:
    """A hash over everything besides the papers that a graph depends on: the components and every concept."""
    digest = sha256(f"{__version__}\n{reader.configuration}\n".encode())
    for concept in sorted(reader.vocabulary.concepts.values(), key=lambda concept: concept.id):
        digest.update(repr(concept).encode())
    return digest.hexdigest()[:16]


def _check(papers: Iterable[Paper]) -> None:
    seen: set[str] = set()
    for paper in papers:
        if paper.id in seen:
            raise ValueError(f"two papers are called {paper.id}: merge them first")
        if not paper.records:
            raise ValueError(f"{paper.id} has no source record")
        seen.add(paper.id)


def _silent(done: int, total: int) -> None:
    """No progress to tell."""


def _quads_of(papers: Sequence[Paper], first: int, reader: Reader, usages: Usages, tell: Progress) -> Iterator[ox.Quad]:
    """The graphs of a chunk of `papers`; how they speak of entities is counted in passing."""
    for number, paper in enumerate(papers[first : first + _CHUNK], first + 1):
        extraction = reader.extract(paper)
        for use in entity_uses(extraction):
            usages.add(use)
        yield from paper_quads(extraction)
        tell(number, len(papers))


# Changing a store


class _Library:
    """The papers of a store by the keys under which they may merge with others. About 60 µs a paper to make."""

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph
        self._by_key: dict[str, set[str]] = defaultdict(set)
        titles = {
            quad.subject: str(quad.object.value)
            for quad in graph.quads_for_pattern(None, node(terms.SOURCE_TITLE), None, None)
            if isinstance(quad.object, ox.Literal)
        }
        for quad in graph.quads_for_pattern(None, node(terms.SOURCE_RECORD), None, None):
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                for key in group_keys(read_record(quad.object.value, titles[quad.subject], "")):
                    self._by_key[key].add(curie(quad.subject))

    def find(self, keys: Iterable[str]) -> list[Paper]:
        """Papers that have one of `keys`."""
        found = set[str]().union(*(self._by_key.get(key, ()) for key in keys))
        return [_stored_paper(self._graph, name) for name in sorted(found)]


def _stored_paper(graph: ox.Store, name: str) -> Paper:
    """A paper of a store with its records and title, which are all that merging needs of it."""
    iri = node(name)
    records = read_records(graph.quads_for_pattern(iri, None, None, iri))
    if not records:
        raise UnknownNameError(f"the store holds no paper {name}", hint="Its id stands in: kg show TITLE")
    return Paper(curie(iri), records[0].title, "", records=records)


def _without_replaced(stored: set[SourceRecord], new: set[SourceRecord]) -> set[SourceRecord]:
    """`stored` without what a new record of the same source replaces."""
    keys_by_source: dict[str, set[str]] = defaultdict(set)
    for record in new:
        keys_by_source[record.source] |= group_keys(record)
    return {record for record in stored if keys_by_source.get(record.source, set()).isdisjoint(group_keys(record))}


def _refuse_other_configuration(writer: StoreWriter, reader: Reader) -> None:
    """Raise if the graph was made with other extractors or concepts: what is added would not fit what is there."""
    if writer.previous is not None and writer.previous.configuration != configuration_hash(reader):
        raise StoreError(
            f"{writer.path} was built with another version of paperkg or another vocabulary",
            hint="Give the same --vocabulary as then, or build it again: kg build SOURCE...",
        )


def _change(
    writer: StoreWriter,
    stored: Iterable[Paper],
    merged: Iterable[Paper],
    reader: Reader,
    started: float,
    tell: Progress,
) -> BuildReport:
    """Put `merged` in the place of `stored`."""
    before = {paper.id: paper.records for paper in stored}
    after = {paper.id: paper.records for paper in merged}
    changed = [paper for paper in merged if before.get(paper.id) != paper.records]
    gone = [name for name in before if name not in after]
    concerned: set[str] = set()
    for name in [*gone, *(paper.id for paper in changed if paper.id in before)]:
        graph = node(name)
        statements = writer.graph.quads_for_pattern(None, node(terms.RDF_OBJECT), None, graph)
        concerned.update(curie(quad.object) for quad in statements if isinstance(quad.object, ox.NamedNode))
        writer.graph.remove_graph(graph)
    for number, paper in enumerate(changed, 1):
        extraction = reader.extract(paper)
        concerned.update(use.entity for use in entity_uses(extraction))
        writer.graph.extend(paper_quads(extraction))
        tell(number, len(changed))
    update_vocabulary(writer.graph, concerned, reader.vocabulary)
    unchanged = len(after) - len(changed)
    return _finish(writer, reader, started, read=len(changed), removed=len(gone), unchanged=unchanged)


# What both have in common


def _finish(
    writer: StoreWriter, reader: Reader, started: float, *, read: int, removed: int = 0, unchanged: int = 0
) -> BuildReport:
    """Describe the graph, publish it, and report."""
    configuration = configuration_hash(reader)
    built_at, is_fixed = _now()
    records = _tally(writer, _RECORDS)
    predicates = _tally(writer, _PREDICATES)
    types = _tally(writer, _TYPES)
    statements, entities = predicates.total(), types[terms.ENTITY]
    description = Description(
        papers=len(records),
        statements=statements,
        entities=entities,
        tool_version=__version__,
        configuration_hash=configuration,
        newest_paper=_newest(writer),
        created=built_at if is_fixed else "",
    )
    writer.graph.remove_graph(DESCRIPTION)
    writer.graph.extend(description_quads(description))
    writer.publish(tool_version=__version__, configuration=configuration, built_at=built_at)
    return BuildReport(
        papers=len(records),
        merged=sum(count > 1 for count in records.values()),
        statements=statements,
        entities=entities,
        by_type={type: types[terms.KG + type] for type in ENTITY_TYPES},
        by_predicate={name: predicates[predicate.iri] for name, predicate in PREDICATES.items()},
        read=read,
        removed=removed,
        unchanged=unchanged,
        seconds=time.monotonic() - started,
    )


def _tally(writer: StoreWriter, sparql: str) -> Counter[str]:
    """The counts that a query gives: solutions of `?name` and `?count`."""
    with Store(writer.graph) as view:
        return Counter({str(row["name"]): int(row["count"]) for row in view.select(sparql)})


def _newest(writer: StoreWriter) -> str:
    """IRI of the paper of the latest date; of several, the first. A year counts as its start."""
    dated = [
        (quad.object.value, quad.subject.value)
        for quad in writer.graph.quads_for_pattern(None, node(terms.ISSUED), None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    ]
    latest = max((issued for issued, _ in dated), default="")
    return min((paper for issued, paper in dated if issued == latest), default="")


def _now() -> tuple[str, bool]:
    """The time of the build, and whether it is fixed from outside (https://reproducible-builds.org/specs)."""
    text = os.environ.get(_EPOCH)
    if text is None:
        return datetime.now(UTC).isoformat(timespec="seconds"), False
    try:
        return datetime.fromtimestamp(int(text), UTC).isoformat(timespec="seconds"), True
    except (ValueError, OverflowError, OSError) as error:
        raise KgError(
            f"{_EPOCH} is {text!r}, which is no time", hint="Set it to seconds since 1970, or unset it."
        ) from error
