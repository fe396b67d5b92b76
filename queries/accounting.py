"""A check on every reading: what the question names must be in the query, or it is named as left out.

The parser notes the items that it read. Whether what it read arrived in the query is checked here, on the finished
tree, so that no rule of the parser can drop a word without being found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ontology.terms import ENTITY_TYPES, PREDICATES
from queries import algebra as q
from queries.graph import LabelIndex
from queries.lexicon import ABOUT, ANY, Verb
from queries.linking import Item
from queries.phrases import KINDS

__all__ = ["unaccounted"]

_RANKED: Final = (
    q.RankEntities, q.RankPapers, q.Similar, q.Average, q.Compare, q.Counting, q.SupportedBy, q.Tally,
)  # fmt: skip
_BEYOND: Final = (q.Compare, q.CountingBeyond, q.SupportedBeyond)
_BOUNDED: Final = (*_BEYOND, q.Counting, q.SupportedBy, q.RankEntities)
#: What must be in a query for an operator to have had an effect on it.
_EFFECTS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "only": (q.OnlyRelated, q.Counting),
        "latest": (q.Latest, q.Recent),
        "first": (q.Latest,),
        "last": (q.Latest, q.Recent),
        "most": _RANKED,
        "least": _RANKED,
        "similar": (q.Similar,),
        "share": (q.Share,),
        "average": (q.Average,),
        "path": (q.Path,),
        "trend": (q.Tally,),
        "per": (q.Tally, q.RankEntities, q.RankPapers, q.Average),
        "evidence": (q.Proof,),
        "than": (*_BEYOND, q.Minus),
        "more": (*_BEYOND, q.RankEntities, q.Similar),
        "fewer": (*_BEYOND, q.RankEntities),
        "as many": (q.Compare,),
        "at least": _BOUNDED,
        "more than": _BOUNDED,
        "at most": _BOUNDED,
        "less than": _BOUNDED,
        "exactly": _BOUNDED,
        "versus": (q.RankEntities, q.Find),
        "difference": (q.Describe, q.Find),
        "derived": (q.BasedOn,),
        "base of": (q.BasedOn,),
    }
)
#: Predicates that say no more than that a paper has to do with a thing.
_ANYTHING: Final = frozenset((*ABOUT.values(), *ANY.values()))
_COMPARING: Final = frozenset({"compare", "compared", "comparing", "comparison", "comparisons"})


def unaccounted(query: q.Query, items: Sequence[Item], index: LabelIndex) -> tuple[int, ...]:
    """Positions of the items whose meaning is nowhere in `query`.

    A name is there as itself, as what is below it, or as the papers that introduced it; a negation as a difference or a
    negated question; a relation word as one of its predicates, unless any relation would do ("cover"); a class noun as
    that class or a thing of it; a number, a paper type and an operator by what they put into the query. Function words
    are not looked at.
    """
    parts = list(q.nodes(query))
    strings = {node for node in parts if isinstance(node, str)}
    if isinstance(query, q.Size | q.Schema):
        return ()
    negates = any(isinstance(node, q.Minus | q.OnlyRelated) for node in parts) or (
        isinstance(query, q.Exists) and query.negated
    )
    kinds = {node.type for node in parts if isinstance(node, q.Kind)}
    kinds |= {index.entities[iri].type for iri in strings if iri in index.entities}
    vague = {"cover", "mention"} if any(isinstance(node, q.TextContains) for node in parts) else {"cover"}
    has_relations = not isinstance(query, q.Attribute | q.Path | q.Similar | q.RelationsBetween | q.Describe)
    said = [node for node in parts if isinstance(node, tuple) and node and PREDICATES.keys() >= set(node)]
    missing = []
    for position, item in enumerate(items):
        meanings = []
        if item.entities or item.papers:
            meanings.append(_is_there(item, strings, index))
        if item.operator in {"not", "without"}:
            meanings.append(negates or isinstance(query, q.Exists))
        if item.verb is not None and has_relations and item.verb.name not in vague:
            is_said = _is_said(item.verb, said) or (
                any(isinstance(node, q.BasedOn) for node in parts) if item.operator == "derived"
                else item.verb.name == "survey" and q.OfType("survey") in parts
            ) or (item.key in _COMPARING and isinstance(query, q.RankEntities | q.Find))  # fmt: skip
            if is_said or item.word.form != "noun":
                meanings.append(is_said)
        if item.noun is not None and item.key not in KINDS:
            meanings.append(item.noun.type not in ENTITY_TYPES or item.noun.type in kinds)
        if item.noun is not None and item.noun.is_narrower and not item.entities:
            missing.append(position)
            continue
        if item.noun is not None and item.noun.paper_type:
            meanings = [q.OfType(item.noun.paper_type) in parts]
        if item.number is not None and not item.entities:
            meanings.append(any(_is_number(node, item.number) for node in parts))
        is_word_of_its_own = not (item.entities or item.verb is not None or item.noun is not None)
        needed = _EFFECTS.get(item.operator, ()) if is_word_of_its_own else ()
        if item.word.attribute and isinstance(query, q.Attribute):
            needed = ()
        if needed == _BOUNDED and any(
            isinstance(node, q.Related) and (node.least, node.most) != (0, 1) for node in parts
        ):
            needed = ()
        if (needed and not any(isinstance(node, needed) for node in parts)) or (
            meanings and not any(meanings) and not (_is_light(item) or _is_in_text(item, strings))
        ):
            missing.append(position)
    return tuple(missing)


def _is_said(verb: Verb, said: Sequence[tuple[str, ...]]) -> bool:
    """Whether a relation word narrows the predicates of some node: "any relation" does for no word but itself."""
    meanings = [verb.predicates(type_) for type_ in ENTITY_TYPES]
    return any(
        (predicates not in _ANYTHING and any(set(predicates) & set(meaning) for meaning in meanings))
        or predicates in meanings
        for predicates in said
    )


def _is_number(node: object, number: int) -> bool:
    """Whether a bound, a year or a confidence is `number`, a bound one more or one less, or a text has it."""
    if isinstance(node, str):
        return not node.startswith("http") and str(number) in node
    if isinstance(node, float):
        return 0 < node < 1 and round(100 * node) == number
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
    """Whether a word is part of what a title must contain; names of predicates and types are no such text."""
    texts = strings - PREDICATES.keys() - set(ENTITY_TYPES)
    return any(item.text in text for text in texts if not text.startswith("http"))
