"""The description graph: what the graph says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.rdf import integer, node
from ontology import terms

__all__ = ["DESCRIPTION", "Description", "description_quads"]

#: Name of the description graph, and the IRI of what it describes.
DESCRIPTION: Final = node(terms.DESCRIPTION_GRAPH)


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph says of itself. `newest_paper` is an IRI or empty, `created` an ISO 8601 time or empty."""

    papers: int
    statements: int
    entities: int
    tool_version: str
    configuration_hash: str
    newest_paper: str = ""
    created: str = ""


def description_quads(description: Description) -> list[ox.Quad]:
    """The description graph."""
    values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (terms.RDF_TYPE, node(terms.VOID_DATASET)),
        (terms.TITLE, ox.Literal("A knowledge graph of research papers")),
        (terms.PAPER_COUNT, integer(description.papers)),
        (terms.STATEMENT_COUNT, integer(description.statements)),
        (terms.ENTITY_COUNT, integer(description.entities)),
        (terms.TOOL_VERSION, ox.Literal(description.tool_version)),
        (terms.CONFIGURATION_HASH, ox.Literal(description.configuration_hash)),
    ]
    if description.newest_paper:
        values.append((terms.NEWEST_PAPER, ox.NamedNode(description.newest_paper)))
    if description.created:
        values.append((terms.CREATED, ox.Literal(description.created, datatype=node(terms.XSD + "dateTime"))))
    return [ox.Quad(DESCRIPTION, node(predicate), value, DESCRIPTION) for predicate, value in values]
