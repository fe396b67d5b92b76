"""Answering: reading, query, answers with their evidence, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal, assert_never

from ontology.terms import PREDICATES, contract, expand
from queries import algebra as q
from queries.evidence import Evidence, Proofs, Support, supports
from queries.followups import read_after
from queries.graph import Graph, LabelIndex, Value
from queries.reading import Reading
from queries.refusals import EXIT_CODES, Refusal, RefusalCode
from queries.sparql import ANY, compile_query
from queries.verbalize import verbalize

__all__ = ["Answer", "AnswerError", "AnswerKind", "AnswerRow", "answer"]

AnswerKind = Literal["papers", "entities", "count", "boolean", "description", "path", "table"]

#: Quotes shown with an answer unless more are asked for.
_QUOTES: Final = 3
#: Most nodes between the ends of a path.
_FARTHEST: Final = 3
#: Papers or entities shown with a yes.
_WITNESSES: Final = 20


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
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
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
        """As docs/formats.md has it."""
        return {"code": self.code, "message": self.message, "suggestions": list(self.suggestions)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: how it was read, what was asked of the graph, and what came back.

    `query` is the reading as a tree, which a follow-up question starts from; None if there is no reading.
    """

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
    query: q.Query | None = None

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
    question: str,
    graph: Graph,
    index: LabelIndex | None = None,
    *,
    limit: int = 1000,
    quotes: int = _QUOTES,
    previous: q.Query | None = None,
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
    previous : Query, optional
        The `Answer.query` of the question before, which this one may follow up: "only those on Hindi".
    """
    known = LabelIndex.of(graph) if index is None else index
    try:
        reading = read_after(question, previous, known)
        _check_authors(reading.query, graph)
    except Refusal as refusal:
        suggestions = refusal.suggestions
        if refusal.name and graph.ask(compile_query(q.Exists(q.TextContains(refusal.name)))):
            suggestions = (f'papers that mention "{refusal.name}"', *suggestions)
        if (
            refusal.name.isascii()
            and refusal.name.istitle()
            and graph.ask(compile_query(q.Exists(q.WrittenBy(refusal.name))))
        ):
            suggestions = (f"papers by {refusal.name}", *suggestions)
        return Answer(question, "", "papers", error=AnswerError(refusal.code, refusal.message, suggestions))
    return _Answering(question, reading, graph, known, limit, quotes).answer()


def _check_authors(query: q.Query, graph: Graph) -> None:
    """Refuse a question for papers of somebody who wrote none of them."""
    for node in q.nodes(query):
        if isinstance(node, q.WrittenBy) and not graph.ask(compile_query(q.Exists(node))):
            if not graph.ask(compile_query(q.Exists(q.WrittenBy("")))):
                raise Refusal("no-facts", "understood, but no paper of this graph says who wrote it")
            raise Refusal("unknown-entity", f"no author in the graph is called '{node.name}'", name=node.name)


class _Answering:
    def __init__(
        self, question: str, reading: Reading, graph: Graph, index: LabelIndex, limit: int, quotes: int
    ) -> None:
        self._reading = reading
        self._graph = graph
        self._index = index
        self._limit = limit
        self._quotes = quotes
        self._proofs = Proofs(graph, index)
        self._sparql = compile_query(reading.query)
        words = verbalize(reading.query, index)
        notes = [f"'{one.written}' read as '{one.read_as}'" for one in reading.corrections]
        text = f"{words} ({'; '.join(notes)})" if notes else words
        self._blank = Answer(
            question, text, _kind(reading.query), self._sparql, ignored=reading.ignored, query=reading.query
        )

    def answer(self) -> Answer:
        query = self._reading.query
        rows: Sequence[AnswerRow]
        match query:
            case q.Find(members) | q.Describe(members) | q.Proof(members):
                return self._listed(self._members(self._select(), members))
            case q.Count():
                (row,) = self._select()
                return replace(self._blank, count=int(row["count"]))
            case q.Exists(members, negated):
                holds = self._graph.ask(self._sparql)
                witnesses = self._witnesses(members) if holds else ()
                return replace(self._blank, boolean=holds != negated, answers=witnesses)
            case q.All(whole, part):
                holds = self._graph.ask(self._sparql)
                exceptions = () if holds else self._witnesses(q.Minus(whole, part))
                return replace(self._blank, boolean=holds, answers=exceptions)
            case q.Compare(left, right, how):
                return self._compared(left, right, how)
            case q.Latest(papers):
                return self._listed(self._in_order("paper", "title", "", supports(papers)))
            case q.Similar(papers):
                shared = Support(ANY, None, q.ObjectsOf(ANY, papers), "paper")
                return self._listed(self._in_order("paper", "title", "entities", (shared,)))
            case q.RankEntities(_, predicates, papers):
                support = Support(predicates, papers, None, "entity")
                return self._listed(self._in_order("entity", "label", "papers", (support,)))
            case q.RankPapers(_, predicates, target):
                support = Support(predicates, None, target, "paper")
                return self._listed(self._in_order("paper", "title", "entities", (support,)))
            case q.Path():
                return self._way(query)
            case q.Share() | q.Average():
                (row,) = self._select()
                return replace(self._blank, count=round(float(row.get("count", 0)), 2))
            case q.Size():
                (row,) = self._select()
                names = ("papers", "entities", "statements")
                rows = tuple(AnswerRow("", name, "Literal", float(row[name])) for name in names)
                return replace(self._blank, answers=rows, count=int(row["papers"]))
            case q.Tally():
                rows = tuple(
                    AnswerRow("", str(row["value"]), "Literal", float(row["papers"])) for row in self._select()
                )
            case q.Attribute():
                rows = tuple(
                    AnswerRow(contract(str(row["paper"])), str(row["value"]), "Literal") for row in self._select()
                )
            case q.RelationsBetween(papers, target):
                rows = self._relations()
            case q.Schema():
                rows = tuple(
                    AnswerRow(predicate, PREDICATES[predicate.removeprefix("kg:")].verb, "Predicate", number)
                    for predicate, number in (
                        (contract(str(row["predicate"])), float(row["statements"])) for row in self._select()
                    )
                )
            case _:
                assert_never(query)
        return self._listed(rows)

    def _select(self) -> list[dict[str, Value]]:
        return self._graph.select(self._sparql)

    def _listed(self, rows: Sequence[AnswerRow]) -> Answer:
        """An answer that is a list, cut to the limit, or that there is none."""
        query = self._reading.query
        if not rows:
            message = f"understood, but the graph has none: {verbalize(query, self._index)}"
            if _asks_for_dates(query) and not self._graph.ask(compile_query(q.Exists(q.Dated()))):
                message = f"understood ({verbalize(query, self._index)}), but no paper of this graph has a date"
            elif isinstance(query, q.Attribute) and not self._graph.select(
                compile_query(q.Tally(q.Papers(), "author" if query.name == "authors" else "venue", 1))
            ) and query.name in {"authors", "venue"}:  # fmt: skip
                message = f"understood ({verbalize(query, self._index)}), but no paper of this graph has {query.name}"
            return replace(self._blank, error=AnswerError("no-facts", message, self._nearby(query)))
        kept = rows[: self._limit]
        if self._quotes:
            quotes = self._proofs.quotes([expand(row.id) for row in kept if row.id], self._quotes)
            kept = [row if row.evidence else replace(row, evidence=quotes.get(expand(row.id), ())) if row.id else row
                    for row in kept]  # fmt: skip
        return replace(self._blank, answers=tuple(kept), count=len(rows), truncated=len(kept) < len(rows))

    # ------------------------------------------------------------------ rows

    def _members(self, found: Sequence[dict[str, Value]], members: q.Set) -> list[AnswerRow]:
        """Papers by the confidence of their surest statement, entities by how many papers prove them."""
        key, name = ("paper", "title") if q.is_paper_set(members) else ("entity", "label")
        rows = _named(found, key, name)
        self._proofs.gather(supports(members), list(rows))
        answers = {iri: self._row(iri, label, self._proofs.score(iri)) for iri, label in rows.items()}
        if key == "paper":
            order = sorted(answers, key=lambda iri: (-answers[iri].score, answers[iri].label, iri))
        else:
            order = sorted(answers, key=lambda iri: (-self._proofs.papers(iri), answers[iri].label, iri))
        return [answers[iri] for iri in order]

    def _in_order(self, key: str, name: str, number: str, found_by: Sequence[Support]) -> list[AnswerRow]:
        """Members in the order of the query; their score is the `number` that it counted, if it counts."""
        found = self._select()
        numbers = {str(row[key]): float(row[number]) for row in found} if number else {}
        rows = _named(found, key, name)
        self._proofs.gather(found_by, list(rows)[: self._limit])
        return [self._row(iri, label, numbers.get(iri, self._proofs.score(iri))) for iri, label in rows.items()]

    def _row(self, iri: str, label: str, score: float) -> AnswerRow:
        entry = self._index.entities.get(iri)
        type_, aliases = ("Paper", ()) if entry is None else (entry.type, entry.alt_labels)
        return AnswerRow(contract(iri), label, type_, score, aliases)

    def _relations(self) -> list[AnswerRow]:
        """A row for each predicate between a paper and an entity, its quotes as evidence."""
        rows: dict[tuple[str, str], AnswerRow] = {}
        for row in self._select():
            predicate, entity = contract(str(row["predicate"])), str(row["entity"])
            _, quotes = self._proofs.between(str(row["paper"]), entity)
            own = tuple(one for one in quotes if f"kg:{one.predicate}" == predicate)
            known = rows.get((predicate, entity))
            label = f"{PREDICATES[predicate.removeprefix('kg:')].verb} {row['label']}"
            evidence = ((*known.evidence, *own) if known else own)[: self._quotes]
            rows[predicate, entity] = AnswerRow(predicate, label, "Predicate", evidence=evidence)
        return list(rows.values())

    def _witnesses(self, members: q.Set) -> tuple[AnswerRow, ...]:
        """What makes a yes: the members themselves, with their evidence."""
        found = self._graph.select(compile_query(q.Find(members)))[:_WITNESSES]
        rows = self._members(found, members)
        quotes = self._proofs.quotes([expand(row.id) for row in rows], self._quotes)
        return tuple(replace(row, evidence=quotes[expand(row.id)]) for row in rows)

    def _compared(self, left: q.Set, right: q.Set, how: Literal["more", "fewer", "as many"]) -> Answer:
        (row,) = self._select()
        counts = (int(row["left"]), int(row["right"]))
        rows = tuple(
            AnswerRow("", verbalize(q.Find(side), self._index), "Literal", float(count))
            for side, count in zip((left, right), counts, strict=True)
        )
        more, fewer = counts[0] > counts[1], counts[0] < counts[1]
        return replace(self._blank, answers=rows, boolean={"more": more, "fewer": fewer, "as many": not fewer}[how])

    def _way(self, query: q.Path) -> Answer:
        """The nodes of a shortest path in order, each with what relates it to the node before."""
        shortest = 0 if q.is_paper_set(query.start) != q.is_paper_set(query.end) else 1
        for between in range(shortest, _FARTHEST + 1, 2):
            self._sparql = compile_query(replace(query, between=between))
            found = self._select()
            if found:
                break
        else:
            return self._listed(())
        self._blank = replace(self._blank, sparql=self._sparql)
        nodes = [str(found[0][f"node{number}"]) for number in range(len(found[0]))]
        rows = [self._row(nodes[0], self._label(nodes[0]), 1.0)]
        for before, node in pairwise(nodes):
            score, quotes = self._proofs.between(before, node)
            rows.append(replace(self._row(node, self._label(node), score), evidence=quotes[: self._quotes]))
        return self._listed(rows)

    def _label(self, iri: str) -> str:
        entry = self._index.entities.get(iri)
        return self._index.titles.get(iri, iri) if entry is None else entry.label

    def _nearby(self, query: q.Query) -> tuple[str, ...]:
        """What the graph does say of the thing that was asked about, as questions."""
        match query:
            case q.Find(members=q.Related(target=q.Things(iris=iris))):
                labels = [self._index.entities[iri].label for iri in iris]
                return tuple(f"{lead} {label}" for label in labels for lead in ("papers on", "papers that mention"))
        return ()


def _named(found: Sequence[dict[str, Value]], key: str, name: str) -> dict[str, str]:
    rows: dict[str, str] = {}
    for row in found:
        rows.setdefault(str(row[key]), str(row[name]))
    return rows


def _asks_for_dates(query: q.Query) -> bool:
    return (
        isinstance(query, q.Latest)
        or (isinstance(query, q.Attribute) and query.name == "date")
        or (isinstance(query, q.Tally) and query.by == "year")
        or any(isinstance(node, q.Dated | q.Recent) for node in q.nodes(query))
    )


def _kind(query: q.Query) -> AnswerKind:
    match query:
        case q.Find(members):
            return "papers" if q.is_paper_set(members) else "entities"
        case q.Count() | q.Size() | q.Share() | q.Average():
            return "count"
        case q.Exists() | q.All() | q.Compare():
            return "boolean"
        case q.RankEntities(top=None):
            return "table"
        case q.RankEntities():
            return "entities"
        case q.RankPapers() | q.Proof() | q.Latest() | q.Similar():
            return "papers"
        case q.Describe() | q.Schema():
            return "description"
        case q.Path():
            return "path"
        case q.Tally() | q.Attribute() | q.RelationsBetween():
            return "table"
