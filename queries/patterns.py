"""Sets of the algebra as SPARQL patterns, and the terms that stand in them.

What stores are measured to need: hierarchies first, in a sub-select, so that a path never runs for every paper;
COUNT(DISTINCT ...) everywhere, because a union of named graphs may repeat a triple; no FROM. Names from a question
reach a query only as IRIs that the graph itself gave, or as escaped literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias, assert_never

from ontology.folding import fold
from ontology.terms import DESCRIPTION_GRAPH, PREDICATES, VOCABULARY_GRAPH
from queries import algebra as q

__all__ = ["Compiler", "block", "iri_term", "literal", "path"]

_UNSAFE_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: Where a name of several words written as one falls apart: between small and capital letters, and at punctuation.
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[\s_-]+")
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


#: Letters and what names have in their place.
_ACCENTED: Final = {
    "a": "aàáâãäåāăą", "c": "cçćč", "d": "dďđ", "e": "eèéêëēėęě", "g": "gğģ", "i": "iìíîïīįı", "l": "lļľł",
    "n": "nñńņň", "o": "oòóôõöøōő", "r": "rŕř", "s": "sśşšș", "t": "tţťț", "u": "uùúûüūůűų", "y": "yýÿ", "z": "zźżž",
}  # fmt: skip


def _has_name(field: str, word: str) -> str:
    """A condition: `field` has `word` as a whole word, case and accents aside."""
    letters = "".join(f"[{_ACCENTED[c]}]" if c in _ACCENTED else re.escape(c) for c in fold(word))
    bound = r"[^\p{L}]"
    return f'REGEX({field}, {literal(f"(^|{bound}){letters}($|{bound})")}, "i")'


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


def path(predicates: Iterable[str]) -> str:
    """The property path of an edge by one of `predicates`, names as `ontology.terms.PREDICATES` has them."""
    names = [name for name in predicates if name in PREDICATES]
    if not names:
        raise ValueError(f"no predicate among {list(predicates)}")
    return "|".join(f"kg:{name}" for name in names)


def _indent(pattern: str) -> str:
    # str.splitlines would also break at U+0085 and its like, which may stand in a literal.
    return "\n".join("  " + line for line in pattern.split("\n"))


def block(*patterns: str) -> str:
    """`patterns` as one group in braces."""
    return "{\n" + "\n".join(_indent(pattern) for pattern in patterns) + "\n}"


_EntitySet: TypeAlias = (
    q.Things | q.Kind | q.KindOf | q.ObjectsOf | q.ObjectsOfEach | q.SupportedBy | q.SupportedBeyond | q.BasedOn
)


class Compiler:
    """Patterns of sets; every inner variable gets a name of its own."""

    def __init__(self) -> None:
        self._count = 0

    def fresh(self, stem: str) -> str:
        """A variable that nothing else uses."""
        self._count += 1
        return f"?{stem}{self._count}"

    def select(self, members: q.Set, variable: str) -> str:
        """`members` as a sub-select of distinct values of `variable`."""
        return block(f"SELECT DISTINCT {variable} WHERE " + block(self.pattern(members, variable)))

    def pattern(self, members: q.Set, variable: str) -> str:
        """A group pattern that binds `variable` to each member, perhaps more than once."""
        match members:
            case q.Papers():
                return f"{variable} a kg:Paper ."
            case q.ThesePapers(iris):
                return f"VALUES {variable} {{ {' '.join(map(iri_term, iris))} }}"
            case q.Related(predicates, target, least, most):
                return self._related(variable, predicates, target, least, most)
            case q.OnlyRelated(predicates, target, type_):
                thing = self.fresh("thing")
                other = block(
                    f"{variable} {path(predicates)} {thing} .",
                    f"{thing} a kg:{type_} .",
                    "MINUS " + self.select(target, thing),
                )
                return self._related(variable, predicates, target) + "\nMINUS " + other
            case q.EachRelated(predicates, target):
                thing, one, other = self.fresh("thing"), self.fresh("n"), self.fresh("n")
                within = self._inside(target, thing)
                own = [*within, f"{variable} {path(predicates)} {thing} ."]
                every = [*within, f"{self.fresh('any')} {path(predicates)} {thing} ."]
                return self._reaching(variable, thing, own, every, one, other)
            case q.Counting(predicates, target, least, most):
                thing = self.fresh("thing")
                inside = self._inside(target, thing)
                pattern = [*inside, f"{variable} {path(predicates)} {thing} ."]
                grouped = f"SELECT {variable} WHERE {block(*pattern)} GROUP BY {variable} {_having(thing, least, most)}"
                return block(grouped)
            case q.CountingBeyond(predicates, target, than, fewer):
                thing, other = self.fresh("thing"), self.fresh("other")
                return self._beyond(
                    variable,
                    thing,
                    [*self._inside(target, thing), f"{variable} {path(predicates)} {thing} ."],
                    [self.select(than, other), *self._inside(target, thing), f"{other} {path(predicates)} {thing} ."],
                    other,
                    fewer,
                )
            case q.OfType(paper_type):
                return f"{variable} kg:paperType {literal(paper_type)} ."
            case q.TitleContains(text):
                title = self.fresh("title")
                contains = f"CONTAINS(LCASE({title}), LCASE({literal(text)}))"
                return self._with_text(variable, "dcterms:title", title, contains)
            case q.TextContains(text):
                field = self.fresh("text")
                return self._with_text(variable, "dcterms:title|dcterms:abstract", field, _has_words(field, text))
            case q.WrittenBy(name):
                author = self.fresh("author")
                conditions = " && ".join(_has_name(author, word) for word in name.split())
                return f"{variable} dcterms:creator {author} ." + (f"\nFILTER({conditions})" if conditions else "")
            case q.Recent(years):
                date, any_paper, any_date, newest = map(self.fresh, ("date", "paper", "date", "newest"))
                latest = block(
                    f"SELECT (MAX({_YEAR % any_date}) AS {newest}) WHERE "
                    + block(f"{any_paper} a kg:Paper ; dcterms:issued {any_date} .")
                )
                return (
                    f"{latest}\n{variable} a kg:Paper ; dcterms:issued {date} .\n"
                    f"FILTER({_YEAR % date} > {newest} - {years})"
                )
            case q.Dated(first, last):
                date = self.fresh("date")
                year = f"SUBSTR(STR({date}), 1, 4)"
                bounds = [f"{year} >= {literal(str(first))}"] if first is not None else []
                bounds += [f"{year} <= {literal(str(last))}"] if last is not None else []
                return f"{variable} a kg:Paper ; dcterms:issued {date} .\nFILTER({' && '.join(bounds) or 'true'})"
            case q.And(parts):
                # Filters and MINUS of one part must not reach into another, so each part is a group.
                return "\n".join(self._grouped(part, variable) for part in sorted(parts, key=_looseness))
            case q.Or(parts):
                return "\nUNION\n".join(block(self.pattern(part, variable)) for part in parts)
            case q.Minus(whole, part):
                return f"{self._grouped(whole, variable)}\nMINUS {block(self.pattern(part, variable))}"
            case _:
                return self._entities(members, variable)

    def _with_text(self, variable: str, fields: str, text: str, condition: str) -> str:
        """Papers whose `fields` meet a condition.

        The description of the graph has a title too. Asking whether each is a paper, or a union of the fields, makes
        the store join before it filters: seconds instead of a quarter of one on 28,549 papers.
        """
        return f"{variable} {fields} {text} .\nFILTER({condition} && {variable} != {iri_term(DESCRIPTION_GRAPH)})"

    def _entities(self, members: _EntitySet, variable: str) -> str:
        """The `pattern` of entities."""
        match members:
            case q.Things(iris, exactly):
                if exactly:
                    return f"VALUES {variable} {{ {' '.join(map(iri_term, iris))} }}"
                if len(iris) == 1:
                    return f"{variable} skos:broader* {iri_term(iris[0])} ."
                top = self.fresh("top")
                return f"VALUES {top} {{ {' '.join(map(iri_term, iris))} }}\n{variable} skos:broader* {top} ."
            case q.Kind(type_, kind):
                if kind == "individual":
                    return f'{variable} a kg:{type_} .\nFILTER NOT EXISTS {{ {variable} kg:kind "group" }}'
                narrowed = f" ; kg:kind {literal(kind)}" if kind else ""
                return f"{variable} a kg:{type_}{narrowed} ."
            case q.KindOf(iris):
                paper, method = self.fresh("paper"), self.fresh("method")
                below = self.select(q.Things(iris), variable)
                introduced = block(
                    self.select(q.Things(iris), method),
                    f"{paper} kg:uses|kg:introduces {method} ; kg:introduces {variable} .",
                    f"{variable} a kg:Method .",
                )
                return f"{below}\nUNION\n{introduced}"
            case q.ObjectsOfEach(predicates, papers):
                paper, below, one, other = map(self.fresh, ("paper", "below", "n", "n"))
                within = self._inside(papers, paper) or [f"{paper} a kg:Paper ."]
                own = [*within, f"{paper} {path(predicates)} {below} .", f"{below} skos:broader* {variable} ."]
                return self._reaching(variable, paper, own, within, one, other)
            case q.ObjectsOf(predicates, papers):
                paper = self.fresh("paper")
                return "\n".join([*self._inside(papers, paper), f"{paper} {path(predicates)} {variable} ."])
            case q.SupportedBy(predicates, papers, least, most):
                paper = self.fresh("paper")
                pattern = [*self._inside(papers, paper), f"{paper} {path(predicates)} {variable} ."]
                return block(
                    f"SELECT {variable} WHERE {block(*pattern)} GROUP BY {variable} {_having(paper, least, most)}"
                )
            case q.SupportedBeyond(predicates, papers, than, fewer):
                paper, other = self.fresh("paper"), self.fresh("other")
                inside = self._inside(papers, paper)
                return self._beyond(
                    variable,
                    paper,
                    [*inside, f"{paper} {path(predicates)} {variable} ."],
                    [self.select(than, other), *inside, f"{paper} {path(predicates)} {other} ."],
                    other,
                    fewer,
                )
            case q.BasedOn(models, inverse):
                return self._based_on(variable, models, inverse)
            case _:
                assert_never(members)

    def _based_on(self, variable: str, models: q.Set, inverse: bool) -> str:
        model, paper, other, base = map(self.fresh, ("model", "paper", "paper", "base"))
        derived, source = (model, variable) if inverse else (variable, model)
        vocabulary = iri_term(VOCABULARY_GRAPH)
        chosen = self.select(models, model)
        edge = f"{derived} kg:basedOn {source}"
        said = [chosen, f"GRAPH {paper} {{ {edge} }}", f"FILTER({paper} != {vocabulary})"]
        # Where papers say what a model is built on, they are believed and the vocabulary is not asked.
        told = block(f"GRAPH {other} {{ {derived} kg:basedOn {base} }}", f"FILTER({other} != {vocabulary})")
        known = [chosen, f"GRAPH {vocabulary} {{ {edge} }}", f"MINUS {told}"]
        return f"{block(*said)}\nUNION\n{block(*known)}"

    def _beyond(
        self, variable: str, counted: str, pattern: list[str], reference: list[str], other: str, fewer: bool
    ) -> str:
        """Values of `variable` with more `counted` than the `other` that has most of them; less than the least."""
        n, m, bound = self.fresh("n"), self.fresh("m"), self.fresh("bound")
        own = block(f"SELECT {variable} (COUNT(DISTINCT {counted}) AS {n}) WHERE {block(*pattern)} GROUP BY {variable}")
        each = f"SELECT {other} (COUNT(DISTINCT {counted}) AS {m}) WHERE {block(*reference)} GROUP BY {other}"
        extreme = "MIN" if fewer else "MAX"
        least = block(f"SELECT ({extreme}({m}) AS {bound}) WHERE {block(block(each))}")
        return f"{own}\n{least}\nFILTER({n} {'<' if fewer else '>'} COALESCE({bound}, 0))"

    def _reaching(self, variable: str, counted: str, own: list[str], every: list[str], n: str, m: str) -> str:
        """Values of `variable` with as many `counted` by the pattern `own` as there are by the pattern `every`."""
        each = block(f"SELECT {variable} (COUNT(DISTINCT {counted}) AS {n}) WHERE {block(*own)} GROUP BY {variable}")
        whole = block(f"SELECT (COUNT(DISTINCT {counted}) AS {m}) WHERE {block(*every)}")
        return f"{each}\n{whole}\nFILTER({n} = {m})"

    def _grouped(self, members: q.Set, variable: str) -> str:
        pattern = self.pattern(members, variable)
        is_simple = "\n" not in pattern and "FILTER" not in pattern
        return pattern if is_simple or isinstance(members, q.And) else block(pattern)

    def _inside(self, members: q.Set, variable: str) -> list[str]:
        return [] if isinstance(members, q.Papers) else [self.select(members, variable)]

    def _related(
        self, paper: str, predicates: tuple[str, ...], target: q.Set, least: float = 0.0, most: float = 1.0
    ) -> str:
        thing = self.fresh("thing")
        if isinstance(target, q.Kind):
            lines = [f"{paper} {path(predicates)} {thing} .", self.pattern(target, thing)]
        else:
            lines = [self.select(target, thing), f"{paper} {path(predicates)} {thing} ."]
        if least > 0 or most < 1:
            statement, sure = self.fresh("statement"), self.fresh("confidence")
            values = " ".join(f"kg:{name}" for name in predicates)
            predicate = self.fresh("predicate")
            lines += [
                f"VALUES {predicate} {{ {values} }}",
                f"{statement} rdf:subject {paper} ; rdf:predicate {predicate} ; rdf:object {thing} ; "
                f"kg:confidence {sure} .",
                f"FILTER({sure} >= {least:.4f} && {sure} <= {most:.4f})",
            ]
        return "\n".join(lines)


def _looseness(part: q.Set) -> int:
    """Parts that bind few values first."""
    if isinstance(part, q.ThesePapers | q.Things | q.KindOf):
        return 0
    if isinstance(part, q.Papers | q.Kind | q.Minus | q.OfType):
        return 2
    return 1


def _having(variable: str, least: int | None, most: int | None) -> str:
    count = f"COUNT(DISTINCT {variable})"
    bounds = [f"{count} >= {least}"] if least is not None else []
    bounds += [f"{count} <= {most}"] if most is not None else []
    return f"HAVING({' && '.join(bounds)})" if bounds else ""
