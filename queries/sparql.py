"""The algebra as SPARQL 1.1 that runs as it stands in any store that holds the graph (`kg ask --sparql | kg query -`).

What stores are measured to need: hierarchies first, in a sub-select, so that a path never runs for every paper;
COUNT(DISTINCT ...) everywhere, because a union of named graphs may repeat a triple; no FROM. Names from a question
reach a query only as IRIs that the graph itself gave, or as escaped literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, assert_never

from ontology.terms import PREDICATES, PREFIXES, VOCABULARY_GRAPH
from queries.algebra import (
    And,
    Attribute,
    Average,
    BasedOn,
    Compare,
    Count,
    Counting,
    CountingBeyond,
    Dated,
    Describe,
    Exists,
    Find,
    Kind,
    KindOf,
    Latest,
    Minus,
    ObjectsOf,
    OfType,
    OnlyRelated,
    Or,
    Papers,
    Path,
    PerYear,
    Proof,
    Query,
    RankEntities,
    RankPapers,
    Recent,
    Related,
    RelationsBetween,
    Schema,
    Set,
    Share,
    Similar,
    Size,
    SupportedBeyond,
    SupportedBy,
    TextContains,
    ThesePapers,
    Things,
    TitleContains,
    is_paper_set,
)

__all__ = ["ANY", "compile_query", "iri_term", "literal"]

_UNSAFE_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: Where a name of several words written as one falls apart: between small and capital letters, and at punctuation.
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_-]+")
#: Everything that papers do with things, passing mentions left out.
ANY: Final = tuple(name for name in PREDICATES if name != "mentions")
#: Paths of the attributes of a paper.
_ATTRIBUTES: Final = {
    "authors": "kg:authorList",
    "date": "dcterms:issued",
    "link": "rdfs:seeAlso",
    "type": "kg:paperType",
    "venue": "kg:venue",
}


#: The year of a date of any precision.
_YEAR: Final = "<http://www.w3.org/2001/XMLSchema#integer>(SUBSTR(STR(%s), 1, 4))"


def _has_words(field: str, text: str) -> str:
    """A condition: `field` has the words of `text`, with anything but letters and digits between and around them."""
    gap = r"[^\p{L}\p{N}]"
    words = _CAMEL.sub(" ", text).split() or [text]
    whole = f"(^|{gap})" + f"{gap}*".join(map(re.escape, words)) + f"s?($|{gap})"
    # A plain word is looked for five times as fast; it leaves the expression little to do.
    longest = literal(max(words, key=len).lower())
    return f'CONTAINS(LCASE({field}), {longest}) && REGEX({field}, {literal(whole)}, "i")'


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
            case CountingBeyond(predicates, target, than, fewer):
                thing, other = self.fresh("thing"), self.fresh("other")
                return self._beyond(
                    variable,
                    thing,
                    [*self._inside(target, thing), f"{variable} {_path(predicates)} {thing} ."],
                    [self.select(than, other), *self._inside(target, thing), f"{other} {_path(predicates)} {thing} ."],
                    other,
                    fewer,
                )
            case OfType(paper_type):
                return f"{variable} kg:paperType {literal(paper_type)} ."
            case TitleContains(text):
                title = self.fresh("title")
                contains = f"CONTAINS(LCASE({title}), LCASE({literal(text)}))"
                return self._with_text(variable, [f"{variable} dcterms:title {title} .\nFILTER({contains})"])
            case TextContains(text):
                field = self.fresh("text")
                condition = f"FILTER({_has_words(field, text)})"
                fields = ("dcterms:title", "dcterms:abstract")
                return self._with_text(variable, [f"{variable} {name} {field} .\n{condition}" for name in fields])
            case Recent(years):
                date, any_paper, any_date, newest = map(self.fresh, ("date", "paper", "date", "newest"))
                latest = _block(
                    f"SELECT (MAX({_YEAR % any_date}) AS {newest}) WHERE "
                    + _block(f"{any_paper} a kg:Paper ; dcterms:issued {any_date} .")
                )
                return (
                    f"{latest}\n{variable} a kg:Paper ; dcterms:issued {date} .\n"
                    f"FILTER({_YEAR % date} > {newest} - {years})"
                )
            case Dated(first, last):
                date = self.fresh("date")
                year = f"SUBSTR(STR({date}), 1, 4)"
                bounds = [f"{year} >= {literal(str(first))}"] if first is not None else []
                bounds += [f"{year} <= {literal(str(last))}"] if last is not None else []
                return f"{variable} a kg:Paper ; dcterms:issued {date} .\nFILTER({' && '.join(bounds) or 'true'})"
            case Things() | Kind() | KindOf() | ObjectsOf() | SupportedBy() | SupportedBeyond() | BasedOn():
                return self._entities(members, variable)
            case And(parts):
                # Filters and MINUS of one part must not reach into another, so each part is a group.
                return "\n".join(self._grouped(part, variable) for part in sorted(parts, key=_looseness))
            case Or(parts):
                return "\nUNION\n".join(_block(self.pattern(part, variable)) for part in parts)
            case Minus(whole, part):
                return f"{self._grouped(whole, variable)}\nMINUS {_block(self.pattern(part, variable))}"
            case _:
                assert_never(members)

    def _with_text(self, variable: str, alternatives: list[str]) -> str:
        """Papers with some text; whether they are papers is looked at last, which saves a join of all of them."""
        found = "\nUNION\n".join(map(_block, alternatives)) if len(alternatives) > 1 else alternatives[0]
        return f"{found}\nFILTER EXISTS {{ {variable} a kg:Paper }}"

    def _entities(
        self, members: Things | Kind | KindOf | ObjectsOf | SupportedBy | SupportedBeyond | BasedOn, variable: str
    ) -> str:
        """The `pattern` of entities."""
        match members:
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
            case SupportedBeyond(predicates, papers, than, fewer):
                paper, other = self.fresh("paper"), self.fresh("other")
                inside = self._inside(papers, paper)
                return self._beyond(
                    variable,
                    paper,
                    [*inside, f"{paper} {_path(predicates)} {variable} ."],
                    [self.select(than, other), *inside, f"{paper} {_path(predicates)} {other} ."],
                    other,
                    fewer,
                )
            case BasedOn(models, inverse):
                return self._based_on(variable, models, inverse)
            case _:
                assert_never(members)

    def _based_on(self, variable: str, models: Set, inverse: bool) -> str:
        model, paper, other, base = map(self.fresh, ("model", "paper", "paper", "base"))
        derived, source = (model, variable) if inverse else (variable, model)
        vocabulary = iri_term(VOCABULARY_GRAPH)
        chosen = self.select(models, model)
        edge = f"{derived} kg:basedOn {source}"
        said = [chosen, f"GRAPH {paper} {{ {edge} }}", f"FILTER({paper} != {vocabulary})"]
        # Where papers say what a model is built on, they are believed and the vocabulary is not asked.
        told = _block(f"GRAPH {other} {{ {derived} kg:basedOn {base} }}", f"FILTER({other} != {vocabulary})")
        known = [chosen, f"GRAPH {vocabulary} {{ {edge} }}", f"MINUS {told}"]
        return f"{_block(*said)}\nUNION\n{_block(*known)}"

    def _beyond(
        self, variable: str, counted: str, pattern: list[str], reference: list[str], other: str, fewer: bool
    ) -> str:
        """Values of `variable` with more `counted` than the `other` that has most of them; less than the least."""
        n, m, bound = self.fresh("n"), self.fresh("m"), self.fresh("bound")
        own = _block(
            f"SELECT {variable} (COUNT(DISTINCT {counted}) AS {n}) WHERE {_block(*pattern)} GROUP BY {variable}"
        )
        each = f"SELECT {other} (COUNT(DISTINCT {counted}) AS {m}) WHERE {_block(*reference)} GROUP BY {other}"
        extreme = "MIN" if fewer else "MAX"
        least = _block(f"SELECT ({extreme}({m}) AS {bound}) WHERE {_block(_block(each))}")
        return f"{own}\n{least}\nFILTER({n} {'<' if fewer else '>'} COALESCE({bound}, 0))"

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
        case Proof(papers):
            return _find(papers, compiler)
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
        case Latest(papers, top, earliest):
            dated = _block(compiler.select(papers, "?paper"), "?paper dcterms:issued ?date .")
            order, bound, sign = ("ASC", "MAX", "<=") if earliest else ("DESC", "MIN", ">=")
            newest = _block(f"SELECT ?date WHERE {dated} ORDER BY {order}(?date) LIMIT {top}")
            body = _block(
                dated,
                "?paper dcterms:title ?title .",
                _block(f"SELECT ({bound}(?date) AS ?cut) WHERE {_block(newest)}"),
                f"FILTER(?date {sign} ?cut)",
            )
            return f"SELECT DISTINCT ?paper ?title ?date WHERE {body}\nORDER BY {order}(?date) ?title ?paper"
        case Similar(papers, top):
            theirs = compiler.select(ObjectsOf(ANY, papers), "?entity")
            weighed = _block(
                "SELECT ?entity (1 / COUNT(DISTINCT ?any) AS ?weight) WHERE "
                + _block(theirs, f"?any {_path(ANY)} ?entity .")
                + " GROUP BY ?entity"
            )
            shared = _block("SELECT DISTINCT ?paper ?entity WHERE " + _block(theirs, f"?paper {_path(ANY)} ?entity ."))
            ranked = _block(
                "SELECT ?paper (COUNT(?entity) AS ?entities) (SUM(?weight) AS ?rarity) WHERE "
                + _block(weighed, shared, "MINUS " + _block(compiler.pattern(papers, "?paper")))
                + f" GROUP BY ?paper ORDER BY DESC(?entities) DESC(?rarity) ?paper LIMIT {top}"
            )
            body = _block(ranked, "?paper dcterms:title ?title .")
            order = "DESC(?entities) DESC(?rarity) ?paper"
            return f"SELECT DISTINCT ?paper ?title ?entities ?rarity WHERE {body}\nORDER BY {order}"
        case Path(start, end, between):
            return _way(start, end, between, compiler)
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
        case Average(papers, predicates, target, function):
            is_kind = isinstance(target, Kind)
            what = compiler.pattern(target, "?entity") if is_kind else compiler.select(target, "?entity")
            edges = [what, f"?paper {_path(predicates)} ?entity ."]
            each = _block(
                "SELECT ?paper (COUNT(DISTINCT ?entity) AS ?n) WHERE "
                + _block(compiler.select(papers, "?paper"), "OPTIONAL " + _block(*edges))
                + " GROUP BY ?paper"
            )
            return f"SELECT ({function}(?n) AS ?count) WHERE {_block(each)}"
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


def _way(start: Set, end: Set, between: int, compiler: _Compiler) -> str:
    """The way between two sets of nodes, through the entity that fewest papers speak of where there is a choice."""
    nodes = [f"?node{number}" for number in range(between + 2)]
    starts_at_paper = is_paper_set(start)
    papers = {node for number, node in enumerate(nodes) if (number % 2 == 0) == starts_at_paper}
    ends = (compiler.select(start, nodes[0]), compiler.select(end, nodes[-1]))
    steps = [
        f"{one} {_path(PREDICATES)} {two} ." if one in papers else f"{two} {_path(PREDICATES)} {one} ."
        for one, two in pairwise(nodes)
    ]
    unlike = [f"FILTER({one} != {two})" for one, two in zip(nodes, nodes[2:], strict=False)]
    pattern = [*ends, *steps, *unlike]
    inner = [node for node in nodes[1:-1] if node not in papers]
    if len(inner) == 1:
        (hub,) = inner
        at = nodes.index(hub)  # both halves are small sets, where a join through the hub would be a product
        halves = [
            _block(f"SELECT DISTINCT {hub} WHERE {_block(one, *half)}")
            for one, half in zip(ends, (steps[:at], steps[at:]), strict=True)
        ]
        others = ["MINUS " + compiler.select(one, hub) for one in (start, end) if not is_paper_set(one)]
        edges = _block(*halves, *others, f"?any {_path(PREDICATES)} {hub} .")
        rarest = (
            f"SELECT {hub} (COUNT(DISTINCT ?any) AS ?papers) WHERE {edges} "
            f"GROUP BY {hub} ORDER BY ?papers {hub} LIMIT 1"
        )
        pattern = [_block(rarest), *pattern]
    return f"SELECT DISTINCT {' '.join(nodes)} WHERE {_block(*pattern)}\nORDER BY {' '.join(nodes)} LIMIT 1"


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
