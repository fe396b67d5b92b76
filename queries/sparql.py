"""The algebra as SPARQL 1.1 that runs as it stands in any store that holds the graph (`kg ask --sparql | kg query -`).

What a question asks for is here; the sets that it asks about are in `queries.patterns`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, assert_never

from ontology.terms import PREDICATES, PREFIXES
from queries import algebra as q
from queries.patterns import Compiler, block, path

__all__ = ["ANY", "compile_members", "compile_query"]

#: Everything that papers do with things, passing mentions left out.
ANY: Final = tuple(name for name in PREDICATES if name != "mentions")
#: Paths of the attributes of a paper.
_ATTRIBUTES: Final = {
    "authors": "kg:authorList",
    "date": "dcterms:issued",
    "identifier": "dcterms:identifier",
    "link": "rdfs:seeAlso",
    "type": "kg:paperType",
    "venue": "kg:venue",
}
#: What binds the value by which papers are tallied.
_TALLIED: Final = {
    "year": ("?paper dcterms:issued ?date .", "BIND(SUBSTR(STR(?date), 1, 4) AS ?value)"),
    "type": ("?paper kg:paperType ?value .",),
    "venue": ("?paper kg:venue ?value .",),
    "author": ("?paper dcterms:creator ?value .",),
}


def _declared(body: str) -> str:
    used = [prefix for prefix in PREFIXES if re.search(rf"(?<![\w<]){prefix}:", body)]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + body + "\n"


def compile_query(query: q.Query) -> str:
    """SPARQL text of `query`, with its PREFIX lines.

    The variables of its result: ``paper``, ``title`` or ``entity``, ``label`` of members, with ``papers`` (how many
    support an entity) or ``entities`` (how many a paper has); ``count``; ``left`` and ``right``; ``year``; ``value``.
    """
    return _declared(_query(query, Compiler()))


def compile_members(members: q.Set) -> str:
    """SPARQL text for nothing but the members of a set, in no order: ``paper`` or ``entity``."""
    variable = "?paper" if q.is_paper_set(members) else "?entity"
    compiler = Compiler()
    return _declared(f"SELECT DISTINCT {variable} WHERE " + block(compiler.pattern(members, variable)))


def _query(query: q.Query, compiler: Compiler) -> str:
    match query:
        case q.Find(members) | q.Describe(members):
            return _find(members, compiler)
        case q.Proof(papers):
            return _find(papers, compiler)
        case q.Count(members):
            variable = "?paper" if q.is_paper_set(members) else "?entity"
            return f"SELECT (COUNT(DISTINCT {variable}) AS ?count) WHERE " + block(compiler.pattern(members, variable))
        case q.Exists(members):
            variable = "?paper" if q.is_paper_set(members) else "?entity"
            return "ASK " + block(compiler.pattern(members, variable))
        case q.All(whole, part):
            variable = "?paper" if q.is_paper_set(whole) else "?entity"
            outside = block(compiler.pattern(q.Minus(whole, part), compiler.fresh("exception")))
            return "ASK " + block(compiler.select(whole, variable), f"FILTER NOT EXISTS {outside}")
        case q.Compare(left, right):
            counts = [
                block(f"SELECT (COUNT(DISTINCT ?{side}Paper) AS ?{side}) WHERE "
                       + block(compiler.pattern(members, f"?{side}Paper")))
                for side, members in (("left", left), ("right", right))
            ]  # fmt: skip
            return "SELECT ?left ?right WHERE " + block(*counts)
        case q.RankEntities(candidates, predicates, papers):
            pattern = [
                *([] if isinstance(papers, q.Papers) else [compiler.select(papers, "?paper")]),
                f"?paper {path(predicates)} ?entity .",
                compiler.pattern(candidates, "?entity") if isinstance(candidates, q.Kind)
                else compiler.select(candidates, "?entity"),
            ]  # fmt: skip
            return _ranking(query, "?entity", "?label", "skos:prefLabel", "?paper", "?papers", pattern)
        case q.RankPapers(papers, predicates, target):
            pattern = [
                f"?paper {path(predicates)} ?entity .",
                compiler.pattern(target, "?entity")
                if isinstance(target, q.Kind)
                else compiler.select(target, "?entity"),
                *([] if isinstance(papers, q.Papers) else [compiler.select(papers, "?paper")]),
            ]
            return _ranking(query, "?paper", "?title", "dcterms:title", "?entity", "?entities", pattern)
        case q.Latest(papers, top, earliest):
            body = block(*_newest(papers, top, compiler, earliest=earliest), "?paper dcterms:title ?title .")
            order = "ASC" if earliest else "DESC"
            return f"SELECT DISTINCT ?paper ?title ?date WHERE {body}\nORDER BY {order}(?date) ?title ?paper"
        case q.Similar(papers, top):
            return _similar(papers, top, compiler)
        case q.Path(start, end, between):
            return _way(start, end, between, compiler)
        case q.Tally():
            return _tally(query, compiler)
        case q.Attribute(papers, name):
            if isinstance(papers, q.Latest):
                chosen = block(*_newest(papers.papers, papers.top, compiler, earliest=papers.earliest))
                chosen = block(f"SELECT DISTINCT ?paper WHERE {chosen}")
            else:
                chosen = compiler.select(papers, "?paper")
            body = block(chosen, f"?paper dcterms:title ?title ; {_ATTRIBUTES[name]} ?value .")
            return f"SELECT DISTINCT ?paper ?title ?value WHERE {body}\nORDER BY ?title ?value"
        case q.Share(part, whole):
            variable = "?paper" if q.is_paper_set(whole) else "?entity"
            counts = [
                block(
                    f"SELECT (COUNT(DISTINCT {variable}) AS ?{name}) WHERE "
                    + block(compiler.pattern(members, variable))
                )
                for name, members in (("part", q.And((part, whole))), ("whole", whole))
            ]
            return "SELECT (IF(?whole = 0, 0, 100 * ?part / ?whole) AS ?count) WHERE " + block(*counts)
        case q.Average():
            return _average(query, compiler)
        case q.RelationsBetween(papers, target):
            body = block(
                compiler.select(papers, "?paper"),
                compiler.select(target, "?entity"),
                "?statement rdf:subject ?paper ; rdf:object ?entity ; rdf:predicate ?predicate .",
                "?entity skos:prefLabel ?label .",
            )
            return f"SELECT DISTINCT ?paper ?predicate ?entity ?label WHERE {body}\nORDER BY ?label ?predicate ?paper"
        case q.Schema():
            return (
                "SELECT ?predicate (COUNT(DISTINCT ?statement) AS ?statements) WHERE "
                "{ ?statement a kg:Statement ; rdf:predicate ?predicate }\n"
                "GROUP BY ?predicate\nORDER BY DESC(?statements) ?predicate"
            )
        case q.Size():
            parts = [
                block(f"SELECT (COUNT(DISTINCT ?{name}) AS ?{name}s) WHERE {{ ?{name} a kg:{name.title()} }}")
                for name in ("paper", "statement")
            ]
            entities = block("SELECT (COUNT(DISTINCT ?entity) AS ?entities) WHERE { ?entity a kg:Entity }")
            return "SELECT ?papers ?entities ?statements WHERE " + block(*parts, entities)
        case _:
            assert_never(query)


def _newest(papers: q.Set, top: int, compiler: Compiler, *, earliest: bool) -> list[str]:
    """Patterns for the `top` newest of `papers` and all of the same date."""
    # Dates are compared as texts: years, months and days are of three types, which SPARQL does not compare.
    dated = block(compiler.select(papers, "?paper"), "?paper dcterms:issued ?issued .", "BIND(STR(?issued) AS ?date)")
    order, bound, sign = ("ASC", "MAX", "<=") if earliest else ("DESC", "MIN", ">=")
    newest = block(f"SELECT ?date WHERE {dated} ORDER BY {order}(?date) LIMIT {top}")
    return [dated, block(f"SELECT ({bound}(?date) AS ?cut) WHERE {block(newest)}"), f"FILTER(?date {sign} ?cut)"]


def _find(members: q.Set, compiler: Compiler) -> str:
    if q.is_paper_set(members):
        body = block(compiler.select(members, "?paper"), "?paper dcterms:title ?title .")
        return f"SELECT DISTINCT ?paper ?title WHERE {body}\nORDER BY ?title ?paper"
    body = block(compiler.select(members, "?entity"), "?entity skos:prefLabel ?label .")
    return f"SELECT DISTINCT ?entity ?label WHERE {body}\nORDER BY ?label ?entity"


def _way(start: q.Set, end: q.Set, between: int, compiler: Compiler) -> str:
    """The way between two sets of nodes, through the entity that fewest papers speak of where there is a choice."""
    nodes = [f"?node{number}" for number in range(between + 2)]
    starts_at_paper = q.is_paper_set(start)
    papers = {node for number, node in enumerate(nodes) if (number % 2 == 0) == starts_at_paper}
    ends = (compiler.select(start, nodes[0]), compiler.select(end, nodes[-1]))
    steps = [
        f"{one} {path(PREDICATES)} {two} ." if one in papers else f"{two} {path(PREDICATES)} {one} ."
        for one, two in pairwise(nodes)
    ]
    unlike = [f"FILTER({one} != {two})" for one, two in zip(nodes, nodes[2:], strict=False)]
    pattern = [*ends, *steps, *unlike]
    inner = [node for node in nodes[1:-1] if node not in papers]
    if len(inner) == 1:
        (hub,) = inner
        at = nodes.index(hub)  # both halves are small sets, where a join through the hub would be a product
        halves = [
            block(f"SELECT DISTINCT {hub} WHERE {block(one, *half)}")
            for one, half in zip(ends, (steps[:at], steps[at:]), strict=True)
        ]
        others = ["MINUS " + compiler.select(one, hub) for one in (start, end) if not q.is_paper_set(one)]
        edges = block(*halves, *others, f"?any {path(PREDICATES)} {hub} .")
        rarest = (
            f"SELECT {hub} (COUNT(DISTINCT ?any) AS ?papers) WHERE {edges} "
            f"GROUP BY {hub} ORDER BY ?papers {hub} LIMIT 1"
        )
        pattern = [block(rarest), *pattern]
    return f"SELECT DISTINCT {' '.join(nodes)} WHERE {block(*pattern)}\nORDER BY {' '.join(nodes)} LIMIT 1"


def _ranking(
    query: q.RankEntities | q.RankPapers,
    key: str,
    name: str,
    name_path: str,
    counted: str,
    count: str,
    pattern: list[str],
) -> str:
    def groups(alias: str, tail: str) -> str:
        return f"SELECT {key} (COUNT(DISTINCT {counted}) AS {alias}) WHERE {block(*pattern)} GROUP BY {key}{tail}"

    order = "ASC" if query.ascending else "DESC"
    parts = [block(groups(count, "")), f"{key} {name_path} {name} ."]
    if query.place is not None:
        cut = f"SELECT DISTINCT ?cut WHERE {block(block(groups('?cut', '')))} "
        parts.append(block(cut + f"ORDER BY {order}(?cut) OFFSET {query.place - 1} LIMIT 1"))
        parts.append(f"FILTER({count} = ?cut)")
    elif query.top is not None:
        # Ties: everything that reaches the count of the last place, however many that are.
        last = groups("?n", f" ORDER BY {order}(?n) LIMIT {query.top}")
        bound = "MAX" if query.ascending else "MIN"
        parts.append(block(f"SELECT ({bound}(?n) AS ?cut) WHERE {block(block(last))}"))
        parts.append(f"FILTER({count} {'<=' if query.ascending else '>='} ?cut)")
    return f"SELECT {key} {name} {count} WHERE {block(*parts)}\nORDER BY {order}({count}) {name} {key}"


def _similar(papers: q.Set, top: int, compiler: Compiler) -> str:
    """The papers that share most entities with some, rare entities weighing more where the number is the same."""
    theirs = compiler.select(q.ObjectsOf(ANY, papers), "?entity")
    weighed = block(
        "SELECT ?entity (1 / COUNT(DISTINCT ?any) AS ?weight) WHERE "
        + block(theirs, f"?any {path(ANY)} ?entity .")
        + " GROUP BY ?entity"
    )
    shared = block("SELECT DISTINCT ?paper ?entity WHERE " + block(theirs, f"?paper {path(ANY)} ?entity ."))
    ranked = block(
        "SELECT ?paper (COUNT(?entity) AS ?entities) (SUM(?weight) AS ?rarity) WHERE "
        + block(weighed, shared, "MINUS " + block(compiler.pattern(papers, "?paper")))
        + f" GROUP BY ?paper ORDER BY DESC(?entities) DESC(?rarity) ?paper LIMIT {top}"
    )
    body = block(ranked, "?paper dcterms:title ?title .")
    order = "DESC(?entities) DESC(?rarity) ?paper"
    return f"SELECT DISTINCT ?paper ?title ?entities ?rarity WHERE {body}\nORDER BY {order}"


def _tally(query: q.Tally, compiler: Compiler) -> str:
    """Papers by a value of their record."""
    pattern = [compiler.select(query.papers, "?paper"), *_TALLIED[query.by]]
    counted = f"SELECT ?value (COUNT(DISTINCT ?paper) AS %s) WHERE {block(*pattern)} GROUP BY ?value"
    parts = [block(counted % "?papers")]
    if query.top is not None:
        last = block(counted % "?n" + f" ORDER BY DESC(?n) LIMIT {query.top}")
        parts += [block(f"SELECT (MIN(?n) AS ?cut) WHERE {block(last)}"), "FILTER(?papers >= ?cut)"]
    order = "?value" if query.by == "year" and query.top is None else "DESC(?papers) ?value"
    return f"SELECT ?value ?papers WHERE {block(*parts)}\nORDER BY {order}"


def _average(query: q.Average, compiler: Compiler) -> str:
    """The mean, the largest or the smallest number of entities that a paper has."""
    is_kind = isinstance(query.target, q.Kind)
    what = compiler.pattern(query.target, "?entity") if is_kind else compiler.select(query.target, "?entity")
    edges = [what, f"?paper {path(query.predicates)} ?entity ."]
    each = block(
        "SELECT ?paper (COUNT(DISTINCT ?entity) AS ?n) WHERE "
        + block(compiler.select(query.papers, "?paper"), "OPTIONAL " + block(*edges))
        + " GROUP BY ?paper"
    )
    return f"SELECT ({query.function}(?n) AS ?count) WHERE {block(each)}"
