"""Queries of strangers over a store: on the graphs that they name, and never beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.server.errors import RequestError
from kg.server.limits import Limits
from kg.server.negotiation import negotiate
from kg.server.results import GRAPH_FORMATS, TABLE_FORMATS, write_boolean, write_graph, write_table
from kg.sparql import RefusedQueryError, explain, names_datasets
from ontology.errors import QueryError
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from kg.server.protocol import Operation
    from kg.store import Store

__all__ = ["Result", "evaluate", "reading", "run_operation"]

#: What a query gives.
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def run_operation(store: Store, operation: Operation, accept: str, limits: Limits) -> tuple[str, bytes]:
    """Media type and bytes of the result of `operation`, as `accept` prefers it.

    Raises
    ------
    RequestError, QueryError
        If it is refused, is not SPARQL, comes in no such format, or meets a limit.
    """
    result = evaluate(store, operation)
    if isinstance(result, ox.QueryTriples):
        media_type = negotiate(operation.format or accept, tuple(GRAPH_FORMATS))
        return media_type, write_graph(reading(result), media_type, limits)
    media_type = negotiate(operation.format or accept, tuple(TABLE_FORMATS))
    if isinstance(result, ox.QueryBoolean):
        return media_type, write_boolean(bool(result), media_type)
    variables = [variable.value for variable in result.variables]
    return media_type, write_table(variables, reading(result), media_type, limits)


def evaluate(store: Store, operation: Operation) -> Result:
    """The result of `operation`, still to be read (with `reading`).

    Without graphs of its own a query sees the union of all, as `kg.store.Store.query` does.

    Raises
    ------
    RequestError
        Status 403, if it calls another server, or names a graph that the store does not hold.
    QueryError
        If it cannot be read or run.
    """
    named = _from_clauses(operation.query)
    asked = (*operation.default_graphs, *operation.named_graphs)
    # The graphs of the request take the place of those of the query.
    _check_held(store, asked or named)
    if not asked:
        return store.query(operation.query)
    try:
        with _running():
            return store.graph.query(
                operation.query,
                prefixes=PREFIXES,
                default_graph=[ox.NamedNode(iri) for iri in operation.default_graphs],
                named_graphs=[ox.NamedNode(iri) for iri in operation.named_graphs],
            )
    except SyntaxError as error:
        raise explain(operation.query, error) from error


def reading(result: Iterable[Any]) -> Iterator[Any]:
    """The rows or triples of `result`, one after another.

    Raises
    ------
    QueryError
        If the query turns out to be one that cannot be run.
    """
    with _running():
        yield from result


@contextmanager
def _running() -> Iterator[None]:
    """Turn what Oxigraph raises into our own errors."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from error


def _from_clauses(sparql: str) -> tuple[str, ...]:
    """IRIs of the graphs that `sparql` names with FROM and FROM NAMED."""
    try:
        if not names_datasets(sparql):
            return ()
    except RefusedQueryError as error:
        raise RequestError(403, error.message, hint=error.hint) from error
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        clauses = translateQuery(parseQuery(sparql), initNs=PREFIXES).algebra.datasetClause or ()
    except Exception as error:  # rdflib raises whatever comes, a bare Exception for an unknown prefix
        raise QueryError(f"the query cannot be read: {error}") from error
    return tuple(str(clause.default or clause.named) for clause in clauses)


def _check_held(store: Store, graphs: Iterable[str]) -> None:
    for iri in graphs:
        try:
            is_held = store.graph.contains_named_graph(ox.NamedNode(iri))
        except ValueError:  # not an IRI
            is_held = False
        if not is_held:
            raise RequestError(
                403,
                f"this store has no graph <{iri}>, and fetches none",
                hint="The graph of a paper has the paper's IRI; SELECT DISTINCT ?g { GRAPH ?g {} } lists all.",
            )
