"""The algebra as SPARQL 1.1 that runs as it stands in any store that holds the graph (`kg ask --sparql | kg query -`).

What stores are measured to need: hierarchies first, in a sub-select, so that a path never runs for every paper;
COUNT(DISTINCT ...) everywhere, because a union of named graphs may repeat a triple; no FROM. Names from a question
reach a query only as IRIs that the graph itself gave, or as escaped literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from ontology.terms import PREDICATES, PREFIXES
from queries.algebra import (
    And,
    Attribute,
    Average,
    BasedOn,
    Compare,
    Count,
    Counting,
    Dated,
    Describe,
    Exists,
    Find,
    Kind,
    KindOf,
    Minus,
    ObjectsOf,
    OfType,
    OnlyRelated,
    Or,
    Papers,
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
    SupportedBy,
    ThesePapers,
    Things,
    TitleContains,
    is_paper_set,
)

__all__ = ["Support", "compile_query", "evidence_query", "iri_term", "literal", "supports"]

_UNSAFE_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: Paths of the attributes of a paper.
_ATTRIBUTES: Final = {
    "authors": "kg:authorList",
    "date": "dcterms:issued",
    "link": "rdfs:seeAlso",
    "type": "kg:paperType",
    "venue": "kg:venue",
}


def literal(text: str) -> str:
    r"""`text` as a SPARQL string literal, whatever it holds.

    >>> print(literal('say "no"'))
    "say \"no\""
    """
    escaped = "".join(_ESCAPES.get(c, c) for c in text if c >= " " or c in "\n\r\t")
    return '"' + escaped.encode("utf-8", "ignore").decode("utf-8") + '"'


def iri_term(iri: str) -> str:
    """`iri` in angle brackets; refuses what no IRI may hold."""
    if _UNSAFE_IRI.search(iri):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


def _path(predicates: Iterable[str]) -> str:
    names = [name for name in predicates if name in PREDICATES]
    if not names:
        raise ValueError(f"no predicate among {list(predicates)}")
    return "|".join(f"kg:{name}" for name in names)


def _indent(pattern: str) -> str:
    # str.splitlines would also break at U+0085 and its like, which may stand in a literal.
    return "\n".join("  " + line for line in pattern.split("\n"))


def _block(*patterns: str) -> str:
    return "{\n" + "\n".join(_indent(pattern) for pattern in patterns) + "\n}"


class _Compiler:
    """Patterns of sets; every inner variable gets a name of its own."""

    def __init__(self) -> None:
        self._count = 0

    def fresh(self, stem: str) -> str:
        """A variable that nothing else uses."""
        self._count += 1
        return f"?{stem}{self._count}"

    def select(self, members: Set, variable: str) -> str:
        """`members` as a sub-select of distinct values of `variable`."""
        return _block(f"SELECT DISTINCT {variable} WHERE " + _block(self.pattern(members, variable)))

    def pattern(self, members: Set, variable: str) -> str:
        """A group pattern that binds `variable` to each member, perhaps more than once."""
        match members:
            case Papers():
                return f"{variable} a kg:Paper ."
            case ThesePapers(iris):
                return f"VALUES {variable} {{ {' '.join(map(iri_term, iris))} }}"
            case Related(predicates, target, confidence):
                return self._related(variable, predicates, target, confidence)
            case OnlyRelated(predicates, target, type_):
                thing = self.fresh("thing")
                other = _block(
                    f"{variable} {_path(predicates)} {thing} .",
                    f"{thing} a kg:{type_} .",
                    "MINUS " + self.select(target, thing),
                )
                return self._related(variable, predicates, target, 0.0) + "\nMINUS " + other
            case Counting(predicates, target, least, most):
                thing = self.fresh("thing")
                inside = self._inside(target, thing)
                pattern = [*inside, f"{variable} {_path(predicates)} {thing} ."]
                grouped = (
                    f"SELECT {variable} WHERE {_block(*pattern)} GROUP BY {variable} {_having(thing, least, most)}"
                )
                return _block(grouped)
            case OfType(paper_type):
                return f"{variable} kg:paperType {literal(paper_type)} ."
            case TitleContains(text):
                title = self.fresh("title")
                return (
                    f"{variable} a kg:Paper ; dcterms:title {title} .\n"
                    f"FILTER(CONTAINS(LCASE({title}), LCASE({literal(text)})))"
                )
            case Dated(first, last):
                date = self.fresh("date")
                year = f"SUBSTR(STR({date}), 1, 4)"
                bounds = [f"{year} >= {literal(str(first))}"] if first is not None else []
                bounds += [f"{year} <= {literal(str(last))}"] if last is not None else []
                return f"{variable} a kg:Paper ; dcterms:issued {date} .\nFILTER({' && '.join(bounds) or 'true'})"
            case Things(iris, exactly):
                if exactly:
                    return f"VALUES {variable} {{ {' '.join(map(iri_term, iris))} }}"
                if len(iris) == 1:
                    return f"{variable} skos:broader* {iri_term(iris[0])} ."
                top = self.fresh("top")
                return f"VALUES {top} {{ {' '.join(map(iri_term, iris))} }}\n{variable} skos:broader* {top} ."
            case Kind(type_, kind):
                if kind == "individual":
                    return f'{variable} a kg:{type_} .\nFILTER NOT EXISTS {{ {variable} kg:kind "group" }}'
                narrowed = f" ; kg:kind {literal(kind)}" if kind else ""
                return f"{variable} a kg:{type_}{narrowed} ."
            case KindOf(iris):
                paper, method = self.fresh("paper"), self.fresh("method")
                below = self.select(Things(iris), variable)
                introduced = _block(
                    self.select(Things(iris), method),
                    f"{paper} kg:uses|kg:introduces {method} ; kg:introduces {variable} .",
                    f"{variable} a kg:Method .",
                )
                return f"{below}\nUNION\n{introduced}"
            case ObjectsOf(predicates, papers):
                paper = self.fresh("paper")
                return "\n".join([*self._inside(papers, paper), f"{paper} {_path(predicates)} {variable} ."])
            case SupportedBy(predicates, papers, least, most):
                paper = self.fresh("paper")
                pattern = [*self._inside(papers, paper), f"{paper} {_path(predicates)} {variable} ."]
                return _block(
                    f"SELECT {variable} WHERE {_block(*pattern)} GROUP BY {variable} {_having(paper, least, most)}"
                )
            case BasedOn(models, inverse):
                model = self.fresh("model")
                edge = f"{model} kg:basedOn {variable} ." if inverse else f"{variable} kg:basedOn {model} ."
                paper = self.fresh("paper")  # what a paper says, not what the vocabulary knows: it can be proved
                return f"{self.select(models, model)}\nGRAPH {paper} {{ {edge} }}\n{paper} a kg:Paper ."
            case And(parts):
                # Filters and MINUS of one part must not reach into another, so each part is a group.
                return "\n".join(self._grouped(part, variable) for part in sorted(parts, key=_looseness))
            case Or(parts):
                return "\nUNION\n".join(_block(self.pattern(part, variable)) for part in parts)
            case Minus(whole, part):
                return f"{self._grouped(whole, variable)}\nMINUS {_block(self.pattern(part, variable))}"
            case _:
                assert_never(members)

    def _grouped(self, members: Set, variable: str) -> str:
        pattern = self.pattern(members, variable)
        is_simple = "\n" not in pattern and "FILTER" not in pattern
        return pattern if is_simple or isinstance(members, And) else _block(pattern)

    def _inside(self, members: Set, variable: str) -> list[str]:
        return [] if isinstance(members, Papers) else [self.select(members, variable)]

    def _related(self, paper: str, predicates: tuple[str, ...], target: Set, confidence: float) -> str:
        thing = self.fresh("thing")
        if isinstance(target, Kind):
            lines = [f"{paper} {_path(predicates)} {thing} .", self.pattern(target, thing)]
        else:
            lines = [self.select(target, thing), f"{paper} {_path(predicates)} {thing} ."]
        if confidence > 0:
            statement, sure = self.fresh("statement"), self.fresh("confidence")
            values = " ".join(f"kg:{name}" for name in predicates)
            predicate = self.fresh("predicate")
            lines += [
                f"VALUES {predicate} {{ {values} }}",
                f"{statement} rdf:subject {paper} ; rdf:predicate {predicate} ; rdf:object {thing} ; "
                f"kg:confidence {sure} .",
                f"FILTER({sure} >= {confidence:.4f})",
            ]
        return "\n".join(lines)


def _looseness(part: Set) -> int:
    """Parts that bind few values first."""
    if isinstance(part, ThesePapers | Things | KindOf):
        return 0
    if isinstance(part, Papers | Kind | Minus | OfType):
        return 2
    return 1


def _having(variable: str, least: int | None, most: int | None) -> str:
    count = f"COUNT(DISTINCT {variable})"
    bounds = [f"{count} >= {least}"] if least is not None else []
    bounds += [f"{count} <= {most}"] if most is not None else []
    return f"HAVING({' && '.join(bounds)})" if bounds else ""


def _declared(body: str) -> str:
    used = [prefix for prefix in PREFIXES if re.search(rf"(?<![\w<]){prefix}:", body)]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + body + "\n"


def compile_query(query: Query) -> str:
    """SPARQL text of `query`, with its PREFIX lines.

    The variables of its result: ``paper``, ``title`` or ``entity``, ``label`` of members, with ``papers`` (how many
    support an entity) or ``entities`` (how many a paper has); ``count``; ``left`` and ``right``; ``year``; ``value``.
    """
    return _declared(_query(query, _Compiler()))


def _query(query: Query, compiler: _Compiler) -> str:
    match query:
        case Find(members) | Describe(members):
            return _find(members, compiler)
        case Count(members):
            variable = "?paper" if is_paper_set(members) else "?entity"
            return f"SELECT (COUNT(DISTINCT {variable}) AS ?count) WHERE " + _block(compiler.pattern(members, variable))
        case Exists(members):
            variable = "?paper" if is_paper_set(members) else "?entity"
            return "ASK " + _block(compiler.pattern(members, variable))
        case Compare(left, right):
            counts = [
                _block(f"SELECT (COUNT(DISTINCT ?{side}Paper) AS ?{side}) WHERE "
                       + _block(compiler.pattern(members, f"?{side}Paper")))
                for side, members in (("left", left), ("right", right))
            ]  # fmt: skip
            return "SELECT ?left ?right WHERE " + _block(*counts)
        case RankEntities(candidates, predicates, papers):
            pattern = [
                *([] if isinstance(papers, Papers) else [compiler.select(papers, "?paper")]),
                f"?paper {_path(predicates)} ?entity .",
                compiler.pattern(candidates, "?entity") if isinstance(candidates, Kind)
                else compiler.select(candidates, "?entity"),
            ]  # fmt: skip
            return _ranking(query, "?entity", "?label", "skos:prefLabel", "?paper", "?papers", pattern)
        case RankPapers(papers, predicates, target):
            pattern = [
                f"?paper {_path(predicates)} ?entity .",
                compiler.pattern(target, "?entity") if isinstance(target, Kind) else compiler.select(target, "?entity"),
                *([] if isinstance(papers, Papers) else [compiler.select(papers, "?paper")]),
            ]
            return _ranking(query, "?paper", "?title", "dcterms:title", "?entity", "?entities", pattern)
        case PerYear(papers):
            dated = compiler.select(papers, "?paper")
            body = _block(dated, "?paper dcterms:issued ?date .", "BIND(SUBSTR(STR(?date), 1, 4) AS ?year)")
            return f"SELECT ?year (COUNT(DISTINCT ?paper) AS ?papers) WHERE {body}\nGROUP BY ?year\nORDER BY ?year"
        case Attribute(papers, name):
            body = _block(
                compiler.select(papers, "?paper"), f"?paper dcterms:title ?title ; {_ATTRIBUTES[name]} ?value ."
            )
            return f"SELECT DISTINCT ?paper ?title ?value WHERE {body}\nORDER BY ?title ?value"
        case Share(part, whole):
            variable = "?paper" if is_paper_set(whole) else "?entity"
            counts = [
                _block(
                    f"SELECT (COUNT(DISTINCT {variable}) AS ?{name}) WHERE "
                    + _block(compiler.pattern(members, variable))
                )
                for name, members in (("part", And((part, whole))), ("whole", whole))
            ]
            return "SELECT (IF(?whole = 0, 0, 100 * ?part / ?whole) AS ?count) WHERE " + _block(*counts)
        case Average(papers, predicates, target):
            is_kind = isinstance(target, Kind)
            what = compiler.pattern(target, "?entity") if is_kind else compiler.select(target, "?entity")
            edges = [what, f"?paper {_path(predicates)} ?entity ."]
            each = _block(
                "SELECT ?paper (COUNT(DISTINCT ?entity) AS ?n) WHERE "
                + _block(compiler.select(papers, "?paper"), "OPTIONAL " + _block(*edges))
                + " GROUP BY ?paper"
            )
            return f"SELECT (AVG(?n) AS ?count) WHERE {_block(each)}"
        case RelationsBetween(papers, target):
            body = _block(
                compiler.select(papers, "?paper"),
                compiler.select(target, "?entity"),
                "?statement rdf:subject ?paper ; rdf:object ?entity ; rdf:predicate ?predicate .",
                "?entity skos:prefLabel ?label .",
            )
            return f"SELECT DISTINCT ?paper ?predicate ?entity ?label WHERE {body}\nORDER BY ?label ?predicate ?paper"
        case Schema():
            return (
                "SELECT ?predicate (COUNT(DISTINCT ?statement) AS ?statements) WHERE "
                "{ ?statement a kg:Statement ; rdf:predicate ?predicate }\n"
                "GROUP BY ?predicate\nORDER BY DESC(?statements) ?predicate"
            )
        case Size():
            parts = [
                _block(f"SELECT (COUNT(DISTINCT ?{name}) AS ?{name}s) WHERE {{ ?{name} a kg:{name.title()} }}")
                for name in ("paper", "statement")
            ]
            entities = _block("SELECT (COUNT(DISTINCT ?entity) AS ?entities) WHERE { ?entity a kg:Entity }")
            return "SELECT ?papers ?entities ?statements WHERE " + _block(*parts, entities)
        case _:
            assert_never(query)


def _find(members: Set, compiler: _Compiler) -> str:
    if is_paper_set(members):
        body = _block(compiler.select(members, "?paper"), "?paper dcterms:title ?title .")
        return f"SELECT DISTINCT ?paper ?title WHERE {body}\nORDER BY ?title ?paper"
    body = _block(compiler.select(members, "?entity"), "?entity skos:prefLabel ?label .")
    return f"SELECT DISTINCT ?entity ?label WHERE {body}\nORDER BY ?label ?entity"


def _ranking(
    query: RankEntities | RankPapers, key: str, name: str, name_path: str, counted: str, count: str, pattern: list[str]
) -> str:
    def groups(alias: str, tail: str) -> str:
        return f"SELECT {key} (COUNT(DISTINCT {counted}) AS {alias}) WHERE {_block(*pattern)} GROUP BY {key}{tail}"

    order = "ASC" if query.ascending else "DESC"
    parts = [_block(groups(count, "")), f"{key} {name_path} {name} ."]
    if query.place is not None:
        cut = f"SELECT DISTINCT ?cut WHERE {_block(_block(groups('?cut', '')))} "
        parts.append(_block(cut + f"ORDER BY {order}(?cut) OFFSET {query.place - 1} LIMIT 1"))
        parts.append(f"FILTER({count} = ?cut)")
    elif query.top is not None:
        # Ties: everything that reaches the count of the last place, however many that are.
        last = groups("?n", f" ORDER BY {order}(?n) LIMIT {query.top}")
        bound = "MAX" if query.ascending else "MIN"
        parts.append(_block(f"SELECT ({bound}(?n) AS ?cut) WHERE {_block(_block(last))}"))
        parts.append(f"FILTER({count} {'<=' if query.ascending else '>='} ?cut)")
    return f"SELECT {key} {name} {count} WHERE {_block(*parts)}\nORDER BY {order}({count}) {name} {key}"


# ---------------------------------------------------------------------- evidence


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
        case OnlyRelated(predicates, target) | Counting(predicates, target):
            return (Support(predicates, None, target, "paper"),)
        case ObjectsOf(predicates, papers) | SupportedBy(predicates, papers):
            return (Support(predicates, papers, None, "entity"),)
        case BasedOn():
            return (Support(("introduces",), None, None, "entity"),)
        case KindOf():
            return ()
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(one for part in parts for one in supports(part)))
        case Minus(whole, _):
            return supports(whole)
    return ()


def evidence_query(support: Support, answers: Iterable[str]) -> str:
    """Statements of `support` about `answers` (IRIs) with their quotes.

    Its variables: ``paper``, ``predicate``, ``entity``, ``quote``, ``start``, ``end``, ``confidence``.
    """
    compiler = _Compiler()
    parts = [f"VALUES ?{support.answer} {{ {' '.join(map(iri_term, answers))} }}"]
    target, papers = support.target, support.papers
    if target is not None and not isinstance(target, Kind):
        parts.append(compiler.select(target, "?entity"))
    if papers is not None and papers != Papers():
        parts.append(compiler.select(papers, "?paper"))
    parts.append(f"?paper {_path(support.predicates)} ?entity .")
    if isinstance(target, Kind):
        parts.append(compiler.pattern(target, "?entity"))
    wanted = " ".join(f"kg:{name}" for name in support.predicates)
    parts += [
        "?statement rdf:object ?entity ; rdf:subject ?paper ; rdf:predicate ?predicate ;",
        "  kg:confidence ?confidence ; oa:hasSelector ?selector .",
        f"VALUES ?predicate {{ {wanted} }}",
        "?selector oa:exact ?quote ; oa:start ?start ; oa:end ?end .",
    ]
    body = _block(*parts)
    return _declared(f"SELECT DISTINCT ?paper ?predicate ?entity ?quote ?start ?end ?confidence WHERE {body}")
