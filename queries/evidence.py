"""The statements that prove answers, and their quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from ontology.terms import KG, contract
from queries.algebra import (
    And,
    BasedOn,
    Counting,
    CountingBeyond,
    EachRelated,
    Kind,
    Minus,
    ObjectsOf,
    ObjectsOfEach,
    OnlyRelated,
    Or,
    Papers,
    Related,
    Set,
    SupportedBeyond,
    SupportedBy,
    ThesePapers,
    Things,
    is_paper_set,
)
from queries.graph import Graph, LabelIndex
from queries.patterns import iri_term
from queries.sparql import compile_members

__all__ = ["Evidence", "Proofs", "Support", "supports"]

_PREFIXES: Final = (
    f"PREFIX kg: <{KG}>\nPREFIX oa: <http://www.w3.org/ns/oa#>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
)
#: How many statements papers have on average, give or take: to choose from which end statements are looked up.
_PER_PAPER: Final = 8


@dataclass(frozen=True, slots=True)
class Support:
    """A kind of statement that proves an answer: `papers` have one of `predicates` to `target`.

    `answer` says which end is the answer; the other end is any where it is None.
    """

    predicates: tuple[str, ...]
    papers: Set | None
    target: Set | None
    answer: Literal["paper", "entity"]


def supports(members: Set) -> tuple[Support, ...]:
    """The statements that prove that something is in `members`; nothing proves an absence."""
    match members:
        case Related(predicates, target):
            return (Support(predicates, None, target, "paper"),)
        case OnlyRelated(predicates, target) | EachRelated(predicates, target):
            return (Support(predicates, None, target, "paper"),)
        case Counting(predicates, target) | CountingBeyond(predicates, target):
            return (Support(predicates, None, target, "paper"),)
        case ObjectsOf(predicates, papers) | ObjectsOfEach(predicates, papers):
            return (Support(predicates, papers, None, "entity"),)
        case SupportedBy(predicates, papers) | SupportedBeyond(predicates, papers):
            return (Support(predicates, papers, None, "entity"),)
        case BasedOn():
            return (Support(("introduces",), None, None, "entity"),)
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(one for part in parts for one in supports(part)))
        case Minus(whole, _):
            return supports(whole)
    return ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that proves an answer; `paper` is a CURIE, the quote is ``text[start:end]`` of that paper."""

    paper: str
    predicate: str
    quote: str
    start: int
    end: int

    def as_json(self) -> dict[str, str | int]:
        """As docs/formats.md has it."""
        return {
            "paper": self.paper,
            "predicate": self.predicate,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class _Statement:
    iri: str
    paper: str
    predicate: str
    entity: str
    confidence: float


@dataclass(frozen=True)
class Proofs:
    """What proves the answers to one question.

    The statements about answers are looked up from the end that has fewer of them, and what a question says of the
    other end is compared here: left to a store, a join over both ends takes seconds on 28,549 papers.

    Attributes
    ----------
    graph, index
        The graph, and its index.
    """

    graph: Graph
    index: LabelIndex
    _found: dict[str, list[_Statement]] = field(default_factory=lambda: defaultdict(list))

    def gather(self, wanted: Iterable[Support], answers: Sequence[str]) -> None:
        """Find the statements of `wanted` that prove `answers` (IRIs)."""
        for support in wanted:
            for statement in self._statements(support, answers):
                key = statement.paper if support.answer == "paper" else statement.entity
                self._found[key].append(statement)

    def score(self, answer: str) -> float:
        """Confidence of the surest statement about an answer; 1 where it needs none."""
        return max((one.confidence for one in self._found.get(answer, ())), default=1.0)

    def papers(self, answer: str) -> int:
        """How many papers prove an answer."""
        return len({one.paper for one in self._found.get(answer, ())})

    def quotes(self, answers: Sequence[str], limit: int) -> Mapping[str, tuple[Evidence, ...]]:
        """At most `limit` quotes of each answer, the surest first."""
        chosen: dict[str, list[_Statement]] = {}
        for answer in answers:
            ranked = sorted(
                set(self._found.get(answer, ())),
                key=lambda one: (-one.confidence, one.paper, one.predicate, one.entity),
            )
            chosen[answer] = ranked[:limit]
        texts = self._texts({one.iri for statements in chosen.values() for one in statements})
        found: dict[str, tuple[Evidence, ...]] = {}
        for answer, statements in chosen.items():
            quotes = [
                Evidence(contract(one.paper), one.predicate, quote, start, end)
                for one in statements
                for quote, start, end in texts.get(one.iri, ())
            ]
            found[answer] = tuple(dict.fromkeys(quotes))[:limit]
        return found

    def between(self, one: str, other: str) -> tuple[float, tuple[Evidence, ...]]:
        """How sure it is that two neighbouring nodes are related, and the quotes that say so."""
        paper, entity = (one, other) if one in self.index.titles else (other, one)
        statements = [row for row in self._rows("paper", [paper]) if row.entity == entity]
        texts = self._texts({row.iri for row in statements})
        quotes = [
            Evidence(contract(paper), row.predicate, *text) for row in statements for text in texts.get(row.iri, ())
        ]
        return max((row.confidence for row in statements), default=1.0), tuple(dict.fromkeys(quotes))

    # ------------------------------------------------------------------ statements

    def _statements(self, support: Support, answers: Sequence[str]) -> list[_Statement]:
        """Statements of one kind about `answers`."""
        other = support.target if support.answer == "paper" else support.papers
        allowed = None if other is None or other == Papers() else self._members(other)
        by_answer = len(answers) * _PER_PAPER if support.answer == "paper" else self._total(answers)
        key, given = support.answer, list(answers)
        if allowed is not None:
            by_other = self._total(allowed) if support.answer == "paper" else len(allowed) * _PER_PAPER
            if by_other < by_answer:
                key, given = ("entity" if support.answer == "paper" else "paper"), sorted(allowed)
        wanted = set(answers)
        found = []
        for row in self._rows(key, given):
            answer, opposite = (row.paper, row.entity) if support.answer == "paper" else (row.entity, row.paper)
            if row.predicate in support.predicates and answer in wanted and (allowed is None or opposite in allowed):
                found.append(row)
        return found

    def _total(self, entities: Iterable[str]) -> int:
        return sum(self.index.statements.get(iri, 0) for iri in entities)

    def _members(self, members: Set) -> Collection[str]:
        """The IRIs of a set; those that the index knows are not asked for."""
        match members:
            case Things(iris, exactly):
                below = () if exactly else (one for iri in iris for one in self.index.narrower(iri))
                return {*iris, *below}
            case ThesePapers(iris):
                return set(iris)
            case Kind(type_, kind):
                return {
                    iri
                    for iri, entry in self.index.entities.items()
                    if _is_of_kind(entry.type, entry.kind, type_, kind)
                }
        key = "paper" if is_paper_set(members) else "entity"
        return {str(row[key]) for row in self.graph.select(compile_members(members))}

    def _rows(self, key: Literal["paper", "entity"], iris: Sequence[str]) -> list[_Statement]:
        """All statements whose subject or object is one of `iris`."""
        prop = "subject" if key == "paper" else "object"
        rows = self.graph.select(
            f"{_PREFIXES}SELECT ?statement ?paper ?predicate ?entity ?confidence WHERE {{\n"
            f"  VALUES ?{key} {{ {' '.join(map(iri_term, iris))} }}\n  ?statement rdf:{prop} ?{key} .\n"
            "  ?statement rdf:subject ?paper ; rdf:predicate ?predicate ; rdf:object ?entity ; "
            "kg:confidence ?confidence .\n}"
        ) if iris else []  # fmt: skip
        return [
            _Statement(
                str(row["statement"]),
                str(row["paper"]),
                str(row["predicate"]).removeprefix(KG),
                str(row["entity"]),
                float(row["confidence"]),
            )
            for row in rows
        ]

    def _texts(self, statements: Collection[str]) -> dict[str, list[tuple[str, int, int]]]:
        """The quotes of statements with their offsets, in the order of the text."""
        found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        if statements:
            rows = self.graph.select(
                f"{_PREFIXES}SELECT ?statement ?quote ?start ?end WHERE {{\n"
                f"  VALUES ?statement {{ {' '.join(map(iri_term, sorted(statements)))} }}\n"
                "  ?statement oa:hasSelector ?selector .\n"
                "  ?selector oa:exact ?quote ; oa:start ?start ; oa:end ?end .\n}"
            )
            for row in rows:
                found[str(row["statement"])].append((str(row["quote"]), int(row["start"]), int(row["end"])))
        return {iri: sorted(set(texts), key=lambda one: one[1:]) for iri, texts in found.items()}


def _is_of_kind(type_: str, kind: str, wanted: str, wanted_kind: str) -> bool:
    if type_ != wanted:
        return False
    return kind != "group" if wanted_kind == "individual" else wanted_kind in ("", kind)
