"""Ready-made queries: the `.rq` files of this package, each with a title, a description and typed parameters.

A file begins with comments ``# title: ...``, ``# description: ...`` and, for each parameter, ``# parameter: NAME TYPE
[= DEFAULT] -- what it is``. In the query a parameter stands as ``$NAME``. Binding puts a term in its place: an IRI that
the graph itself gave, an integer or an escaped literal, never raw text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, cast

from ontology.errors import QueryError, UnknownNameError
from ontology.terms import contract, expand
from queries.graph import LabelIndex
from queries.linking import link
from queries.patterns import iri_term, literal
from queries.refusals import Refusal
from queries.relations import Relations

__all__ = ["AmbiguousNameError", "NamedQuery", "Parameter", "named_queries", "parse_named_query"]


class AmbiguousNameError(QueryError):
    """A parameter of a named query has several meanings.

    Attributes
    ----------
    candidates : tuple of str
        CURIEs of what it may mean.
    """

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(
            f"'{name}' may mean several things: {', '.join(candidates)}", hint="Give the id of one of them."
        )
        self.candidates = candidates


ParameterType = Literal["entity", "paper", "integer", "text"]

_HEADER: Final = re.compile(r"#\s*(title|description|parameter):\s*(.*)")
_PARAMETER: Final = re.compile(r"(?P<name>[a-z_]+)\s+(?P<type>[a-z]+)(?:\s*=\s*(?P<default>\S+))?\s*--\s*(?P<text>.+)")
_PLACEHOLDER: Final = re.compile(r"\$([a-z_]+)\b")
_TYPES: Final = ("entity", "paper", "integer", "text")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; one without a `default` has to be given."""

    name: str
    type: ParameterType
    description: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A ready-made query."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str

    def bind(self, values: Mapping[str, str], index: LabelIndex) -> str:
        """The query with its parameters in place, ready to run.

        Parameters
        ----------
        values : mapping of str to str
            As a person types them: a name or an id for an entity or paper, digits for an integer.

        Raises
        ------
        QueryError
            If a value is missing, superfluous, or not of its type.
        AmbiguousNameError
            If a name has several meanings.
        UnknownNameError
            If the graph has no entity or paper of that name.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in values:
            if name not in known:
                listed = ", ".join(sorted(known)) or "none"
                raise QueryError(f"the query {self.name} has no parameter '{name}'", hint=f"Its parameters: {listed}.")
        terms = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                raise QueryError(
                    f"the query {self.name} needs the parameter '{parameter.name}': {parameter.description}",
                    hint=f"Try: kg query {self.name} --set {parameter.name}=...",
                )
            terms[parameter.name] = _term(parameter, value, index)
        return _PLACEHOLDER.sub(lambda match: terms.get(match[1], match[0]), self.sparql)


def _meant(value: str, index: LabelIndex) -> tuple[str, ...]:
    """What a name means, by the rules for questions; ``model:Yi`` says of which type it is."""
    items = [item for item in link(value, index) if item.entities]
    forced = items[0] if len(items) == 1 and items[0].forced_type else None
    found = index.find(value) if forced is None else forced.entities
    if not found:
        return ()
    try:
        return Relations([], index).unambiguous(value if forced is None else forced.text, found)[:1]
    except Refusal:
        return found


def _term(parameter: Parameter, value: str, index: LabelIndex) -> str:
    if parameter.type == "integer":
        if not value.isdecimal():
            raise QueryError(f"'{value}' is not a number, which {parameter.name} has to be")
        return str(int(value))
    if parameter.type == "text":
        return literal(value)
    known: Mapping[str, object] = index.entities if parameter.type == "entity" else index.titles
    if value.startswith(("kgr:", "https://")):
        found: tuple[str, ...] = tuple(iri for iri in (expand(value),) if iri in known)
    elif parameter.type == "entity":
        found = _meant(value, index)
    else:
        found = index.find_papers_within(value)
    if len(found) > 1:
        raise AmbiguousNameError(value, tuple(map(contract, found)))
    if not found:
        raise UnknownNameError(
            f"nothing in the graph is called '{value}'", suggestions=index.suggestions(value),
            hint="Did you mean one of: " + ", ".join(index.suggestions(value)) if index.suggestions(value) else None,
        )  # fmt: skip
    return iri_term(found[0])


def parse_named_query(name: str, text: str) -> NamedQuery:
    """The named query that a file holds.

    Raises
    ------
    QueryError
        If its header lacks a title or a description, or a parameter of it cannot be read or is not used.
    """
    title, description = "", ""
    parameters: list[Parameter] = []
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match is None:
            continue
        if match[1] == "title":
            title = match[2].strip()
        elif match[1] == "description":
            description = match[2].strip()
        else:
            found = _PARAMETER.fullmatch(match[2].strip())
            if found is None or found["type"] not in _TYPES:
                raise QueryError(f"{name}.rq: this parameter cannot be read: {match[2]!r}")
            parameters.append(
                Parameter(found["name"], cast(ParameterType, found["type"]), found["text"], found["default"])
            )
    if not title or not description:
        raise QueryError(f"{name}.rq: the header needs a title and a description")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip() + "\n"
    for parameter in parameters:
        if f"${parameter.name}" not in body:
            raise QueryError(f"{name}.rq: the parameter '{parameter.name}' is not used")
    return NamedQuery(name, title, description, tuple(parameters), body)


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """All named queries of the package, by name, sorted."""
    files = sorted(
        (file for file in resources.files("queries").iterdir() if file.name.endswith(".rq")), key=lambda f: f.name
    )
    found = (parse_named_query(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8")) for file in files)
    return MappingProxyType({query.name: query for query in found})
