"""Answering: reading, query, answers with their evidence, or the reason why there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from ontology.terms import PREDICATES, contract
from queries.algebra import (
    Attribute,
    Average,
    Compare,
    Count,
    Describe,
    Exists,
    Find,
    PerYear,
    Query,
    RankEntities,
    RankPapers,
    Related,
    RelationsBetween,
    Schema,
    Set,
    Share,
    Size,
    is_paper_set,
)
from queries.graph import Graph, LabelIndex, Value
from queries.reading import Reading, read
from queries.refusals import EXIT_CODES, Refusal, RefusalCode
from queries.sparql import Support, compile_query, evidence_query, supports
from queries.verbalize import verbalize

__all__ = ["Answer", "AnswerError", "AnswerKind", "AnswerRow", "EvidenceRow", "answer"]

AnswerKind = Literal["papers", "entities", "count", "boolean", "description", "path", "table"]

#: Quotes shown with an answer unless more are asked for.
_QUOTES: Final = 3
#: Papers or entities shown with a yes.
_WITNESSES: Final = 20


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A quote that proves an answer; `paper` is a CURIE, the quote is ``text[start:end]`` of that paper."""

    paper: str
    predicate: str
    quote: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        """As DESIGN fixes it."""
        return {
            "paper": self.paper,
            "predicate": self.predicate,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer.

    Attributes
    ----------
    id : str
        CURIE; empty for a literal, such as a date.
    type : str
        ``Paper``, an entity type, or ``Literal``.
    score : float
        Confidence of the best evidence; of rankings and tables the number that was counted.
    """

    id: str
    label: str
    type: str
    score: float = 1.0
    aliases: tuple[str, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As DESIGN fixes it."""
        return {
            "id": self.id,
            "label": self.label,
            "type": self.type,
            "score": self.score,
            "aliases": list(self.aliases),
            "evidence": [row.as_json() for row in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class AnswerError:
    """Why there is no answer, and what to try instead."""

    code: RefusalCode
    message: str
    suggestions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As DESIGN fixes it."""
        return {"code": self.code, "message": self.message, "suggestions": list(self.suggestions)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: how it was read, what was asked of the graph, and what came back."""

    question: str
    reading: str
    kind: AnswerKind
    sparql: str = ""
    answers: tuple[AnswerRow, ...] = ()
    count: float | None = None
    boolean: bool | None = None
    truncated: bool = False
    ignored: tuple[str, ...] = ()
    error: AnswerError | None = None

    @property
    def exit_code(self) -> int:
        """Exit code of `kg ask`: 0 answered, 3 understood but no answer, 4 not understood, 5 ambiguous."""
        return 0 if self.error is None else EXIT_CODES[self.error.code]

    def as_json(self) -> dict[str, Any]:
        """The object of `kg ask --json`."""
        return {
            "question": self.question,
            "reading": self.reading,
            "kind": self.kind,
            "sparql": self.sparql,
            "answers": [row.as_json() for row in self.answers],
            "count": self.count,
            "boolean": self.boolean,
            "truncated": self.truncated,
            "ignored": list(self.ignored),
            "error": None if self.error is None else self.error.as_json(),
        }


def answer(
    question: str, graph: Graph, index: LabelIndex | None = None, *, limit: int = 1000, quotes: int = _QUOTES
) -> Answer:
    """The answer to `question` from `graph`; what goes wrong with the question is in its `error`.

    Parameters
    ----------
    index : LabelIndex, optional
        ``LabelIndex.of(graph)``, where several questions are asked of one graph.
    limit : int
        At most so many answers; `Answer.truncated` says whether there were more.
    quotes : int
        At most so many quotes with each answer, the surest first; 0 leaves evidence out.
    """
    known = LabelIndex.of(graph) if index is None else index
    try:
        reading = read(question, known)
    except Refusal as refusal:
        error = AnswerError(refusal.code, refusal.message, refusal.suggestions)
        return Answer(question, "", "papers", error=error)
    return _Answering(question, reading, graph, known, limit, quotes).answer()


class _Answering:
    def __init__(
        self, question: str, reading: Reading, graph: Graph, index: LabelIndex, limit: int, quotes: int
    ) -> None:
        self._reading = reading
        self._graph = graph
        self._index = index
        self._limit = limit
        self._quotes = quotes
        self._sparql = compile_query(reading.query)
        words = verbalize(reading.query, index)
        notes = [f"'{one.written}' read as '{one.read_as}'" for one in reading.corrections]
        text = f"{words} ({'; '.join(notes)})" if notes else words
        self._blank = Answer(question, text, _kind(reading.query), self._sparql, ignored=reading.ignored)

    def answer(self) -> Answer:
        query = self._reading.query
        match query:
            case Find(members):
                rows = self._members(self._graph.select(self._sparql), members)
            case Describe(members):
                rows = self._members(self._graph.select(self._sparql), members)
            case Count():
                (row,) = self._graph.select(self._sparql)
                return replace(self._blank, count=int(row["count"]))
            case Exists(members, negated):
                holds = self._graph.ask(self._sparql)
                return replace(self._blank, boolean=holds != negated, answers=self._witnesses(members) if holds else ())
            case Compare(left, right, fewer):
                return self._compared(left, right, fewer)
            case RankEntities(_, predicates, papers):
                support = Support(predicates, papers, None, "entity")
                rows = self._ranked("entity", "label", "papers", (support,))
            case RankPapers(_, predicates, target):
                rows = self._ranked("paper", "title", "entities", (Support(predicates, None, target, "paper"),))
            case PerYear():
                rows = [
                    AnswerRow("", str(row["year"]), "Literal", float(row["papers"]))
                    for row in self._graph.select(self._sparql)
                ]
            case Attribute():
                rows = [
                    AnswerRow(contract(str(row["paper"])), str(row["value"]), "Literal")
                    for row in self._graph.select(self._sparql)
                ]
            case Share() | Average():
                (row,) = self._graph.select(self._sparql)
                return replace(self._blank, count=round(float(row.get("count", 0)), 2))
            case RelationsBetween(papers, target):
                rows = self._relations(papers, target)
            case Schema():
                rows = [
                    AnswerRow(
                        contract(str(row["predicate"])),
                        PREDICATES[contract(str(row["predicate"])).removeprefix("kg:")].verb,
                        "Predicate",
                        float(row["statements"]),
                    )
                    for row in self._graph.select(self._sparql)
                ]
            case Size():
                (row,) = self._graph.select(self._sparql)
                names = ("papers", "entities", "statements")
                rows = [AnswerRow("", name, "Literal", float(row[name])) for name in names]
                return replace(self._blank, answers=tuple(rows), count=int(row["papers"]))
        if not rows:
            message = f"understood, but the graph has none: {verbalize(query, self._index)}"
            return replace(self._blank, error=AnswerError("no-facts", message, self._nearby(query)))
        kept = rows[: self._limit]
        return replace(self._blank, answers=tuple(kept), truncated=len(kept) < len(rows))

    # ------------------------------------------------------------------ rows

    def _members(self, found: Sequence[dict[str, Value]], members: Set) -> list[AnswerRow]:
        key, name = ("paper", "title") if is_paper_set(members) else ("entity", "label")
        rows = self._rows(found, key, name)
        evidence, scores, numbers = self._evidence(supports(members), [iri for iri, _ in rows[: self._limit]])
        answers = [self._row(iri, row, scores.get(iri, 1.0), evidence.get(iri, ())) for iri, row in rows]
        if key == "entity":
            order = {row.id: (-numbers.get(iri, 0), row.label) for (iri, _), row in zip(rows, answers, strict=True)}
            answers.sort(key=lambda row: order[row.id])
        return answers

    def _rows(self, found: Sequence[dict[str, Value]], key: str, name: str) -> list[tuple[str, str]]:
        rows: dict[str, str] = {}
        for row in found:
            rows.setdefault(str(row[key]), str(row[name]))
        return list(rows.items())

    def _row(self, iri: str, label: str, score: float, evidence: Iterable[EvidenceRow]) -> AnswerRow:
        entry = self._index.entities.get(iri)
        type_, aliases = ("Paper", ()) if entry is None else (entry.type, entry.alt_labels)
        return AnswerRow(contract(iri), label, type_, score, aliases, tuple(evidence))

    def _relations(self, papers: Set, target: Set) -> list[AnswerRow]:
        """A row for each predicate between a paper and an entity, its quotes as evidence."""
        support = Support(tuple(PREDICATES), papers, target, "paper")
        found = self._graph.select(self._sparql)
        quotes: dict[tuple[str, str], list[EvidenceRow]] = defaultdict(list)
        if found:
            for row in self._graph.select(evidence_query(support, sorted({str(row["paper"]) for row in found}))):
                quotes[str(row["predicate"]), str(row["entity"])].append(_evidence_row(row))
        rows: dict[tuple[str, str], AnswerRow] = {}
        for row in found:
            key = (str(row["predicate"]), str(row["entity"]))
            predicate = contract(key[0])
            label = f"{PREDICATES[predicate.removeprefix('kg:')].verb} {row['label']}"
            evidence = tuple(sorted(quotes[key], key=lambda one: (one.paper, one.start))[: self._quotes])
            rows[key] = AnswerRow(predicate, label, "Predicate", evidence=evidence)
        return list(rows.values())

    def _ranked(self, key: str, name: str, counted: str, found_by: tuple[Support, ...]) -> list[AnswerRow]:
        found = self._graph.select(self._sparql)
        counts = {str(row[key]): float(row[counted]) for row in found}
        rows = self._rows(found, key, name)
        evidence, _, _ = self._evidence(found_by, [iri for iri, _ in rows[: self._limit]])
        return [self._row(iri, label, counts[iri], evidence.get(iri, ())) for iri, label in rows]

    def _witnesses(self, members: Set) -> tuple[AnswerRow, ...]:
        """What makes a yes: the members themselves, with their evidence."""
        found = self._graph.select(compile_query(Find(members)))[:_WITNESSES]
        return tuple(self._members(found, members))

    def _compared(self, left: Set, right: Set, fewer: bool) -> Answer:
        (row,) = self._graph.select(self._sparql)
        counts = (int(row["left"]), int(row["right"]))
        rows = tuple(
            AnswerRow("", verbalize(Find(side), self._index), "Literal", float(count))
            for side, count in zip((left, right), counts, strict=True)
        )
        return replace(self._blank, answers=rows, boolean=counts[0] < counts[1] if fewer else counts[0] > counts[1])

    # ------------------------------------------------------------------ evidence

    def _evidence(
        self, found_by: Iterable[Support], iris: Sequence[str]
    ) -> tuple[dict[str, tuple[EvidenceRow, ...]], dict[str, float], dict[str, int]]:
        """Quotes, best confidence and number of supporting papers of each answer."""
        quotes: dict[str, dict[EvidenceRow, float]] = defaultdict(dict)
        papers: dict[str, set[str]] = defaultdict(set)
        if not iris or not self._quotes:
            return {}, {}, {}
        for support in found_by:
            for row in self._graph.select(evidence_query(support, iris)):
                iri, paper = str(row[support.answer]), str(row["paper"])
                evidence = _evidence_row(row)
                quotes[iri][evidence] = max(float(row["confidence"]), quotes[iri].get(evidence, 0.0))
                papers[iri].add(paper)
        ranked = {
            iri: sorted(rows, key=lambda one: (-rows[one], one.paper, one.start, one.predicate))
            for iri, rows in quotes.items()
        }
        kept = {iri: tuple(rows[: self._quotes]) for iri, rows in ranked.items()}
        scores = {iri: max(rows.values()) for iri, rows in quotes.items()}
        return kept, scores, {iri: len(found) for iri, found in papers.items()}

    def _nearby(self, query: Query) -> tuple[str, ...]:
        """What the graph does say of the thing that was asked about, as questions."""
        match query:
            case Find(members=Related(target=target)):
                label = verbalize(Find(target), self._index).partition(" or anything")[0]
                return (f"papers on {label}", f"papers that mention {label}")
        return ()


def _evidence_row(row: dict[str, Value]) -> EvidenceRow:
    return EvidenceRow(
        contract(str(row["paper"])),
        contract(str(row["predicate"])).removeprefix("kg:"),
        str(row["quote"]),
        int(row["start"]),
        int(row["end"]),
    )


def _kind(query: Query) -> AnswerKind:
    match query:
        case Find(members):
            return "papers" if is_paper_set(members) else "entities"
        case Count():
            return "count"
        case Exists() | Compare():
            return "boolean"
        case RankEntities(top=None):
            return "table"
        case RankEntities():
            return "entities"
        case RankPapers():
            return "papers"
        case Describe() | Schema():
            return "description"
        case Size() | Share() | Average():
            return "count"
        case PerYear() | Attribute() | RelationsBetween():
            return "table"
