"""What the endpoint says of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

from kg.server.results import GRAPH_FORMATS, TABLE_FORMATS
from ontology.terms import DESCRIPTION_GRAPH, RDF_TYPE

__all__ = ["describe_service"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
#: Media type -> the name that W3C gave the format.
_NAMES: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def describe_service(endpoint: str) -> Iterator[Any]:
    """The triples that describe the endpoint at the IRI `endpoint`."""
    service, dataset, default = (ox.NamedNode(endpoint + fragment) for fragment in ("#service", "#dataset", "#default"))
    type_ = ox.NamedNode(RDF_TYPE)

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    yield ox.Triple(service, type_, sd("Service"))
    yield ox.Triple(service, sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    # No BasicFederatedQuery, no DereferencesURIs: this service never asks another.
    yield ox.Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for media_type in (*TABLE_FORMATS, *GRAPH_FORMATS):
        if name := _NAMES.get(media_type):
            yield ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    yield ox.Triple(service, sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, type_, sd("Dataset"))
    yield ox.Triple(dataset, sd("defaultGraph"), default)
    yield ox.Triple(default, type_, sd("Graph"))
    # The graph that describes the data by VoID, with its counts.
    yield ox.Triple(
        dataset, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"), ox.NamedNode(DESCRIPTION_GRAPH)
    )
