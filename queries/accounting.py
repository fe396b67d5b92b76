"""A check on every reading: what the question names must be in the query, or it is named as left out.

The parser notes the items that it read. Whether what it read arrived in the query is checked here, on the finished
tree, so that no rule of the parser can drop a word without being found out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from ontology.terms import ENTITY_TYPES
from queries.algebra import Attribute, Compare, Exists, Kind, Minus, OnlyRelated, Query, Schema, Size
from queries.graph import LabelIndex
from queries.linking import Item

__all__ = ["unaccounted"]


def _nodes(node: object) -> Iterator[object]:
    """A node of the algebra and everything below it, strings included."""
    yield node
    if isinstance(node, tuple):
        for one in node:
            yield from _nodes(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))


def unaccounted(query: Query, items: Sequence[Item], index: LabelIndex) -> tuple[int, ...]:
    """Positions of the items whose meaning is nowhere in `query`.

    A name is there as itself, as what is below it, or as the papers that introduced it; a negation as a difference or a
    negated question; a relation word as one of its predicates; a class noun as that class or a thing of it. Function
    words and modifiers are not looked at.
    """
    nodes = list(_nodes(query))
    strings = {node for node in nodes if isinstance(node, str)}
    if isinstance(query, Size | Schema):
        return ()
    negates = any(isinstance(node, Minus | OnlyRelated) for node in nodes) or (
        isinstance(query, Exists) and query.negated
    )
    kinds = {node.type for node in nodes if isinstance(node, Kind)}
    kinds |= {index.entities[iri].type for iri in strings if iri in index.entities}
    has_relations = not isinstance(query, Attribute | Compare)
    missing = []
    for position, item in enumerate(items):
        meanings = []
        if item.entities or item.papers:
            meanings.append(bool(strings & _standing_for(item, index)))
        if item.operator in {"not", "without"}:
            meanings.append(negates or isinstance(query, Exists))
        if item.verb is not None and has_relations and item.word.form != "noun":
            predicates = {name for found in item.verb.meaning.values() for name in found}
            meanings.append(bool(strings & predicates))
        if item.noun is not None:
            meanings.append(item.noun.type not in ENTITY_TYPES or item.noun.type in kinds)
        if meanings and not any(meanings) and not (_is_light(item) or _is_in_text(item, strings)):
            missing.append(position)
    return tuple(missing)


def _is_light(item: Item) -> bool:
    """Whether a word may also be one that only holds a question together."""
    return bool(item.operator) and item.operator not in {"not", "without"} and not item.entities


def _standing_for(item: Item, index: LabelIndex) -> set[str]:
    iris = {*item.entities, *item.papers}
    for iri in item.entities:
        iris.update(index.introducers.get(iri, ()))
        for below in index.narrower(iri):
            iris.update(index.introducers.get(below, ()))
    iris.update(index.find_papers_within(item.text) if item.entities else ())
    return iris


def _is_in_text(item: Item, strings: set[str]) -> bool:
    """Whether a word is part of what a title must contain."""
    return any(item.text in text for text in strings if not text.startswith("http"))
