"""What the query editor can complete: prefixes, the terms of the ontology, and the ready-made queries."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources
from typing import Any, Final

import pyoxigraph as ox

from ontology.errors import QueryError
from ontology.terms import DEFINITION, KG, OWL, PREDICATES, PREFIXES, RDF, RDF_TYPE, RDFS, SKOS, contract

__all__ = ["editor_words"]

_LABEL: Final = RDFS + "label"
_NOTE: Final = SKOS + "scopeNote"
_CLASS: Final = OWL + "Class"


@cache
def editor_words() -> dict[str, Any]:
    """Prefixes with their namespaces, terms with what they mean, and queries, as the script of the editor reads them.

    A term is a class or a property; ours come first. Of the ready-made queries those are here that need no parameter.
    """
    return {"prefixes": PREFIXES, "terms": _terms(), "queries": _queries()}


def _terms() -> list[dict[str, str]]:
    text = (resources.files("ontology") / "paperkg.ttl").read_text(encoding="utf-8")
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            values[triple.subject.value].setdefault(triple.predicate.value, triple.object.value)
    return [
        {
            "name": contract(iri),
            "kind": _kind(iri, said),
            "label": said[_LABEL],
            "info": said.get(DEFINITION) or said.get(_NOTE, ""),
        }
        for iri, said in sorted(values.items(), key=lambda item: (not item[0].startswith(KG), item[0]))
        if _LABEL in said and contract(iri) != iri and not iri.startswith(RDF + "_")
    ]


def _kind(iri: str, said: dict[str, str]) -> str:
    """A class, a relation of papers to entities, which people want most, or another property."""
    if said.get(RDF_TYPE) == _CLASS:
        return "class"
    return "relation" if iri.removeprefix(KG) in PREDICATES else "property"


def _queries() -> list[dict[str, str]]:
    from queries.graph import LabelIndex
    from queries.named import named_queries

    nothing = LabelIndex({}, {})
    found = []
    for query in named_queries().values():
        try:
            text = query.bind({}, nothing)
        except QueryError:  # it has to be told something first
            continue
        found.append({"name": query.name, "title": query.title, "info": query.description, "text": text.strip()})
    return found
