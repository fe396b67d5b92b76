"""The rows of a result as the query page shows them: with names, with ways to pages, and with what proves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.server.addresses import path_of
from ontology import terms
from ontology.terms import PREDICATES, contract

if TYPE_CHECKING:
    from kg.server.session import View
    from queries.graph import LabelIndex

__all__ = ["Cell", "Proof", "Row", "table_rows"]

_NUMBERS: Final = frozenset(terms.XSD + name for name in ("integer", "decimal", "double", "float"))
#: What the statements of these papers say of these entities; pairs take the place of UNDEF.
_STATEMENTS: Final = f"""
SELECT ?paper ?entity ?predicate ?statement WHERE {{
  VALUES (?paper ?entity) {{ UNDEF }}
  GRAPH ?paper {{
    ?statement <{terms.RDF_OBJECT}> ?entity ; <{terms.RDF_SUBJECT}> ?paper ; <{terms.RDF_PREDICATE}> ?predicate .
  }}
}}"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as a person reads it.

    Attributes
    ----------
    text : str
        A literal's value, an IRI as a CURIE.
    path : str
        Of its page here, or empty.
    label : str
        What an entity or paper is called, unless the row says so in another cell.
    type : str
        Of an entity or paper.
    is_number : bool
        True for what is best set to the right.
    """

    text: str
    path: str = ""
    label: str = ""
    type: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement that a row rests on: what its paper does with the entity, and where its sentence is shown."""

    verb: str
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a result."""

    cells: tuple[Cell, ...]
    proofs: tuple[Proof, ...] = ()


def table_rows(view: View, rows: Sequence[Sequence[Any]]) -> list[Row]:
    """`rows` of terms of the store that `view` is open on.

    Where a row has a paper and an entity of which that paper says something, it links to the sentences.
    """
    index = view.index
    pairs = [list(_pairs(index, row)) for row in rows]
    proofs = _proofs(view, {pair for one in pairs for pair in one})
    return [
        Row(_cells(index, row), tuple(dict.fromkeys(proof for pair in found for proof in proofs.get(pair, ()))))
        for row, found in zip(rows, pairs, strict=True)
    ]


def _cells(index: LabelIndex, row: Sequence[Any]) -> tuple[Cell, ...]:
    said = {term.value for term in row if isinstance(term, ox.Literal)}
    return tuple(_cell(index, term, said) for term in row)


def _cell(index: LabelIndex, term: Any, said: set[str]) -> Cell:
    if isinstance(term, ox.Literal):
        return Cell(term.value, is_number=term.datatype.value in _NUMBERS)
    if not isinstance(term, ox.NamedNode):
        return Cell("" if term is None else str(term))
    entry = index.entities.get(term.value)
    label = entry.label if entry else index.titles.get(term.value, "")
    type_ = entry.type if entry else "Paper" if label else ""
    return Cell(contract(term.value), _path(term.value), "" if label in said else label, type_)


def _path(iri: str) -> str:
    """Path of the page of `iri`; of a statement, of the place on its paper's page where its sentence is."""
    path = path_of(iri)
    if path is None:
        return ""
    fragment = iri.partition("#")[2]
    return f"{path}#{quote(fragment, safe='/:=,')}" if fragment else path


def _pairs(index: LabelIndex, row: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Each paper of a row with each of its entities."""
    named = [term.value for term in row if isinstance(term, ox.NamedNode)]
    papers = [iri for iri in named if iri in index.titles]
    for entity in (iri for iri in named if iri in index.entities):
        yield from ((paper, entity) for paper in papers)


def _proofs(view: View, pairs: set[tuple[str, str]]) -> Mapping[tuple[str, str], list[Proof]]:
    found: defaultdict[tuple[str, str], list[Proof]] = defaultdict(list)
    if not pairs:
        return found
    values = " ".join(f"({ox.NamedNode(paper)} {ox.NamedNode(entity)})" for paper, entity in sorted(pairs))
    for row in view.store.select(_STATEMENTS.replace("UNDEF", values)):
        predicate = PREDICATES[str(row["predicate"]).removeprefix(terms.KG)]
        proof = Proof(predicate.passive, _path(str(row["statement"])))
        found[str(row["paper"]), str(row["entity"])].append(proof)
    return {pair: sorted(proofs, key=lambda one: (one.verb, one.path)) for pair, proofs in found.items()}
