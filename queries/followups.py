"""Follow-up questions: "and with GPTQ?", "only those on Hindi", "what about Mistral?", "how many?", "why?"."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

from queries.algebra import (
    Count,
    Exists,
    Find,
    Kind,
    Latest,
    Proof,
    Query,
    Set,
    Things,
    conjunction,
    is_paper_set,
    nodes,
)
from queries.graph import LabelIndex
from queries.lexicon import NOUNS
from queries.linking import Item, link, spell
from queries.reading import Reading, read
from queries.refusals import Refusal

__all__ = ["read_after"]

#: Words with which a follow-up begins.
_OPENING: Final = frozenset(
    "and but only just also or of those these them without except what whatabout how why not butnot butno butnever "
    "andnot andalso ofthose ofthese".split()
)
#: Words that only tie a follow-up to what was asked before.
_TIES: Final = frozenset(
    "and but only just also now then those these them the ones one that which of are were papers what whatabout how "
    "about andalso".split()
)
#: Words which say that the answers are to be fewer, not others.
_NARROWING: Final = frozenset("but only just also those these them ones of".split())
_WHY: Final = frozenset({"why", "why so", "how so", "says who", "proof", "evidence", "where does it say so"})
_HOW_MANY: Final = frozenset({"how many", "how many are there", "how many are they", "and how many", "count them"})


def read_after(question: str, previous: Query | None, index: LabelIndex) -> Reading:
    """The reading of `question` as a follow-up to `previous` where it is one, else on its own.

    What a follow-up adds narrows the answers; a name of a type that was already named ("what about Mistral?") takes
    the place of the name before.

    Raises
    ------
    Refusal
        As `queries.reading.read` does.
    """
    members = None if previous is None else _members(previous)
    if previous is None or members is None:
        return read(question, index)
    plain = " ".join(question.casefold().strip(" ?!.").split())
    if plain in _HOW_MANY:
        return Reading(Count(members))
    if plain in _WHY and is_paper_set(members):
        return Reading(Proof(members))
    corrected, corrections = spell(question, index)
    items = link(corrected, index)
    is_partitive = [item.key for item in items[:2]] == ["which", "of"]  # "which of them use LoRA"
    if not items or not (items[0].key in _OPENING or is_partitive):
        return read(question, index)
    rest = list(items)
    while rest and rest[0].key in _TIES and not rest[0].entities:
        rest.pop(0)
    named = [item for item in rest if item.entities]
    if not rest or (not named and items[0].key in {"what", "how", "why"}):
        return read(question, index)
    is_narrowing = any(item.key in _NARROWING for item in items[: len(items) - len(rest)])
    if len(named) == 1 and not is_narrowing and (swapped := _swapped(previous, named[0], rest, index)) is not None:
        return Reading(swapped, (), corrections)
    added = read(f"{_head(members, rest[0])} {' '.join(item.text for item in rest)}", index)
    narrowed = _members(added.query)
    if narrowed is None or is_paper_set(narrowed) != is_paper_set(members):
        return read(question, index)
    return Reading(_replaced(previous, conjunction([members, narrowed])), added.ignored, corrections)


def _members(query: Query) -> Set | None:
    """The set that a query is about, where it is about one."""
    match query:
        case Find(members) | Count(members) | Exists(members) | Proof(members) | Latest(members):
            return members
    return None


def _replaced(query: Query, members: Set) -> Query:
    match query:
        case Count():
            return Count(members)
        case Exists(_, negated):
            return Exists(members, negated)
        case Latest():
            return replace(query, papers=members)
    return Find(members)


def _head(members: Set, first: Item) -> str:
    """The noun for what was asked before, to put before what a follow-up says of it."""
    if first.noun is not None and first.noun.paper_type:
        return ""
    if is_paper_set(members):
        is_finite = first.verb is not None and first.word.form in {"base", "finite"} and not first.entities
        return "papers that" if is_finite else "papers"
    kinds = [node for node in nodes(members) if isinstance(node, Kind)]
    if not kinds:
        return "entities"
    wanted = (kinds[0].type, kinds[0].kind)
    return next(
        name for name, noun in NOUNS.items() if (noun.type, noun.kind) == wanted and not (noun.verb or noun.is_narrower)
    )


def _swapped(query: Query, named: Item, rest: list[Item], index: LabelIndex) -> Query | None:
    """`query` with the name of another thing of the same type; None if it has none, or more than a name was said."""
    if any(item is not named and not (item.is_function or item.key == "," or item.noun) for item in rest):
        return None
    types = {index.entities[iri].type for iri in named.entities}
    before = [node for node in nodes(query) if isinstance(node, Things)]
    same = [node for node in before if {index.entities[iri].type for iri in node.iris} & types]
    if len(same) != 1:
        return None
    (old,) = same
    wanted = {index.entities[iri].type for iri in old.iris}
    iris = tuple(iri for iri in named.entities if index.entities[iri].type in wanted)
    if len({index.entities[iri].type for iri in iris}) > 1:
        raise Refusal("ambiguous", f"'{named.text}' may mean several things", iris)
    return cast(Query, _substituted(query, old, replace(old, iris=iris)))


def _substituted(node: Any, old: Things, new: Things) -> Any:
    """A copy of a tree with one of its nodes replaced."""
    if node == old:
        return new
    if isinstance(node, tuple):
        return tuple(_substituted(one, old, new) for one in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{f.name: _substituted(getattr(node, f.name), old, new) for f in fields(node)})
    return node
