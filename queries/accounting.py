"""A check on every reading: what the question names must be in the query, or it is named as left out.

The parser notes the items that it read. Whether what it read arrived in the query is checked here, on the finished
tree, so that no rule of the parser can drop a word without being found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ontology.terms import ENTITY_TYPES
from queries.algebra import (
    Attribute,
    Average,
    Compare,
    Counting,
    Exists,
    Kind,
    Latest,
    Minus,
    OfType,
    OnlyRelated,
    Path,
    PerYear,
    Proof,
    Query,
    RankEntities,
    RankPapers,
    Recent,
    Schema,
    Share,
    Similar,
    Size,
    SupportedBy,
    TextContains,
    nodes,
)
from queries.graph import LabelIndex
from queries.linking import Item

__all__ = ["unaccounted"]

_RANKED: Final = (RankEntities, RankPapers, Similar, Average, Compare, Counting, SupportedBy)
#: What must be in a query for an operator to have had an effect on it.
_EFFECTS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "only": (OnlyRelated, Counting),
        "latest": (Latest, Recent),
        "first": (Latest,),
        "last": (Latest, Recent),
        "most": _RANKED,
        "least": _RANKED,
        "similar": (Similar,),
        "share": (Share,),
        "average": (Average,),
        "path": (Path,),
        "trend": (PerYear,),
        "evidence": (Proof,),
    }
)


def unaccounted(query: Query, items: Sequence[Item], index: LabelIndex) -> tuple[int, ...]:
    """Positions of the items whose meaning is nowhere in `query`.

    A name is there as itself, as what is below it, or as the papers that introduced it; a negation as a difference or a
    negated question; a relation word as one of its predicates, unless any relation would do ("cover"); a class noun as
    that class or a thing of it; a number, a paper type and an operator by what they put into the query. Function words
    are not looked at.
    """
    parts = list(nodes(query))
    strings = {node for node in parts if isinstance(node, str)}
    if isinstance(query, Size | Schema):
        return ()
    negates = any(isinstance(node, Minus | OnlyRelated) for node in parts) or (
        isinstance(query, Exists) and query.negated
    )
    kinds = {node.type for node in parts if isinstance(node, Kind)}
    kinds |= {index.entities[iri].type for iri in strings if iri in index.entities}
    vague = {"cover", "mention"} if any(isinstance(node, TextContains) for node in parts) else {"cover"}
    has_relations = not isinstance(query, Attribute | Compare | Path | Similar)
    missing = []
    for position, item in enumerate(items):
        meanings = []
        if item.entities or item.papers:
            meanings.append(_is_there(item, strings, index))
        if item.operator in {"not", "without"}:
            meanings.append(negates or isinstance(query, Exists))
        if item.verb is not None and has_relations and item.verb.name not in vague:
            is_said = any(strings.intersection(found) for found in item.verb.meaning.values())
            if is_said or item.word.form != "noun":
                meanings.append(is_said)
        if item.noun is not None:
            meanings.append(item.noun.type not in ENTITY_TYPES or item.noun.type in kinds)
        if item.noun is not None and item.noun.is_narrower and not item.entities:
            missing.append(position)
            continue
        if item.noun is not None and item.noun.paper_type:
            meanings = [OfType(item.noun.paper_type) in parts]
        if item.number is not None and not item.entities:
            meanings.append(any(_is_number(node, item.number) for node in parts))
        needed = () if item.entities or item.verb is not None else _EFFECTS.get(item.operator, ())
        if (needed and not any(isinstance(node, needed) for node in parts)) or (
            meanings and not any(meanings) and not (_is_light(item) or _is_in_text(item, strings))
        ):
            missing.append(position)
    return tuple(missing)


def _is_number(node: object, number: int) -> bool:
    """Whether a bound or a year is `number`, one more ("more than two") or one less, or a text has it."""
    if isinstance(node, str):
        return not node.startswith("http") and str(number) in node
    return isinstance(node, int) and not isinstance(node, bool) and abs(node - number) <= 1


def _is_light(item: Item) -> bool:
    """Whether a word may also be one that only holds a question together."""
    return bool(item.operator) and item.operator not in {"not", "without"} and not item.entities


def _is_there(item: Item, strings: set[str], index: LabelIndex) -> bool:
    """Whether one of the things that an item may name, or the papers that stand for it, is in the query."""
    if strings.intersection(item.entities) or strings.intersection(item.papers):
        return True
    for iri in item.entities:
        if any(strings.intersection(index.introducers.get(one, ())) for one in (iri, *index.narrower(iri))):
            return True
    return bool(item.entities) and bool(strings.intersection(index.find_papers_within(item.text)))


def _is_in_text(item: Item, strings: set[str]) -> bool:
    """Whether a word is part of what a title must contain."""
    return any(item.text in text for text in strings if not text.startswith("http"))
