"""SPARQL text from people: what is refused before it runs, and what is wrong with it in words.

Oxigraph parses and evaluates; here a second parser looks at queries that might reach outside the store. Updates need no
look: Oxigraph's query interface does not take them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ontology.errors import QueryError
from ontology.terms import PREFIXES

__all__ = ["RefusedQueryError", "explain", "names_datasets"]

#: Without one of these no query calls SERVICE or has a dataset of its own: most are spared the second parser, which
#: costs a third of a second the first time. A letter before the word makes it part of a name ("wasDerivedFrom"), except
#: that a boolean needs no space behind it.
_WORTH_A_LOOK: Final = re.compile(r"(?:(?<![A-Za-z_])|true|false)service|(?<![A-Za-z_])from|\\u", re.IGNORECASE)
#: IRIs say nothing of that, whatever words they hold ("title/learning-from-data"). What is taken for one here is one:
#: were it "less than" and more of an expression, it would have to hold the parenthesis that every expression ends with;
#: were it part of a string, the quotation mark that ends that; were it part of a comment, a new line.
_IRI: Final = re.compile(r"""<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"'(){}|^`\\]*>""")
_POSITION: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
#: What Oxigraph says between the tokens that it expected, and how a person would say it.
_REASONS: Final = {
    "The SELECT contains a variable that is unbound": "SELECT names a variable that is neither grouped nor aggregated",
    "Duplicated variable name in SELECT": "SELECT gives two values the same name",
    "IRI parsing failed": "this is not an IRI",
}
_UNREADABLE: Final = "SPARQL cannot go on like this here"


class RefusedQueryError(QueryError):
    """A query that could be read, and that asks for what no query may: it calls another server."""


def names_datasets(sparql: str) -> bool:
    """True if `sparql` chooses its own graphs with FROM, after a check that it calls no other server.

    Raises
    ------
    RefusedQueryError
        If it calls SERVICE.
    QueryError
        If the parser that checks this cannot read it.
    """
    if not _WORTH_A_LOOK.search(_IRI.sub("<>", sparql)):
        return False
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parsed = parseQuery(sparql)
    except ParseException as error:
        raise _at(sparql, error.lineno, error.column, _UNREADABLE) from error
    names = {part.name for part in _parts(parsed)}
    if "ServiceGraphPattern" in names:
        raise RefusedQueryError(
            "the query calls another server (SERVICE), which is refused: a store is queried without a network",
            hint="Take the SERVICE clause out and query that server by itself.",
        )
    return "DatasetClause" in names


def explain(sparql: str, error: SyntaxError) -> QueryError:
    """What is wrong with `sparql`, which Oxigraph refused with `error`: the place, the line, and how to go on."""
    if _is_update(sparql):
        return QueryError(
            "this is an update, and queries only read",
            hint="Change the graph with: kg add SOURCE..., kg remove PAPER...",
        )
    if unknown := _undeclared_prefixes(sparql):
        return QueryError(
            f"the prefix {unknown[0]!r} is not declared",
            hint=f"Declare it with PREFIX, or use one of {', '.join(PREFIXES)}.",
        )
    match = _POSITION.match(str(error))
    if match is None:
        return QueryError(f"not a SPARQL query: {error}")
    reason = next((text for sign, text in _REASONS.items() if sign in match[3]), _UNREADABLE)
    return _at(sparql, int(match[1]), int(match[2]), reason)


def _at(sparql: str, line: int, column: int, reason: str) -> QueryError:
    lines = sparql.split("\n")
    text = lines[min(line, len(lines)) - 1].rstrip()
    return QueryError(
        f"line {line}, column {column}: {reason}\n    {text}\n    {' ' * (column - 1)}^",
        hint="The mistake stands at this place or before it.",
    )


def _parts(parsed: Any) -> Iterator[Any]:
    """Every named part of a parsed query, however deep."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, ParseResults | list):
            waiting.extend(part)


def _is_update(sparql: str) -> bool:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseUpdate

    try:
        return "request" in parseUpdate(sparql)
    except ParseException:
        return False


def _undeclared_prefixes(sparql: str) -> list[str]:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parts = list(_parts(parseQuery(sparql)))
    except ParseException:
        return []
    declared, used = (
        # `dict`: the parts' own `get` gives the key back where there is no value.
        {dict(part).get("prefix", "") for part in parts if part.name == name}
        for name in ("PrefixDecl", "pname")
    )
    return sorted(used - declared - PREFIXES.keys())
