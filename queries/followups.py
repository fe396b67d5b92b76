"""Follow-up questions: "and with GPTQ?", "only those on Hindi", "what about Mistral?", "how many?", "why?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, Literal, cast

from queries.algebra import (
    And,
    Attribute,
    Count,
    Dated,
    Exists,
    Find,
    Kind,
    Latest,
    Minus,
    ObjectsOf,
    Papers,
    Proof,
    Query,
    RankEntities,
    RankPapers,
    Recent,
    Set,
    Tally,
    Things,
    conjunction,
    is_paper_set,
    nodes,
)
from queries.graph import LabelIndex
from queries.lexicon import ABOUT, NOUNS
from queries.linking import Item, link, spell
from queries.reading import Reading, read
from queries.refusals import Refusal
from queries.rewording import reword

__all__ = ["read_after"]

#: Words with which a follow-up begins.
_OPENING: Final = frozenset(
    "and but only just also or of those these them without except what whatabout how why not butnot butno butnever "
    "andnot andalso ofthose ofthese since before after between in from per by groupby groupedby besides excluding "
    "apartfrom otherthan".split()
)
#: Words that only tie a follow-up to what was asked before.
_TIES: Final = frozenset(
    "and but only just also now then those these them the ones one which that of are were papers what whatabout how "
    "about andalso".split()
)
#: Words which say that the answers are to be fewer, not others.
_NARROWING: Final = frozenset("but only just also those these them ones of".split())
#: Words for the answers to the question before.
_BACK: Final = frozenset({"they", "them", "these", "those", "their"})
_LEAVING_OUT: Final = frozenset({"without", "not"})
_WHY: Final = frozenset(
    "why|why so|how so|says who|proof|evidence|where does it say so|how do you know|and why|prove it|"
    "show me the evidence|show the evidence".split("|")
)
_HOW_MANY: Final = frozenset(
    "how many|how many are there|how many are they|and how many|count them|how many papers|how many of them|"
    "so how many".split("|")
)
#: "the newest one", "show me the three oldest", "which of them is the latest".
_DATED: Final = re.compile(
    r"(?:and |only |just )?(?:show (?:me )?|give me |which (?:one |of (?:them|these|those) )?(?:is|are|was|were) |"
    r"what (?:is|are) )?(?:the )?(?:(?P<top>\d+) )?(?P<word>latest|newest|most recent|oldest|earliest|first)"
    r"(?: (?P<number>\d+))?(?: ones?| of (?:them|these|those)| papers?)?"
)
_TALLIED: Final[dict[str, Literal["year", "type", "venue", "author"]]] = {
    "year": "year", "years": "year", "type": "type", "types": "type", "venue": "venue", "author": "author",
}  # fmt: skip


def read_after(question: str, previous: Query | None, index: LabelIndex) -> Reading:
    """The reading of `question` as a follow-up to `previous` where it is one, else on its own.

    What a follow-up adds narrows the answers; a name of a type that was already named ("what about Mistral?"), another
    year and another class take the place of the one before. "They" are the answers before.

    Raises
    ------
    Refusal
        As `queries.reading.read` does.
    """
    members = None if previous is None else _members(previous)
    if previous is None or members is None:
        return read(question, index)
    plain = " ".join(question.casefold().strip(" ?!.").split())
    if (short := _short(plain, members)) is not None:
        return Reading(short)
    corrected, corrections = spell(reword(question), index)
    items = link(corrected, index)
    is_partitive = [item.key for item in items[:2]] == ["which", "of"]  # "which of them use LoRA"
    points_back = any(item.key in _BACK for item in items)
    asks_anew = bool(items) and items[0].key in {"what", "how", "why"} and points_back  # "what is used in these papers"
    if not items or asks_anew or not (items[0].key in _OPENING or is_partitive):
        return read(question, index, members if points_back else None)
    if (table := _tabled(items, members)) is not None:
        return Reading(table)
    rest = list(items)
    while rest and rest[0].key in _TIES and not rest[0].entities:
        rest.pop(0)
    named = [item for item in rest if item.entities]
    if not rest or (not named and items[0].key in {"how", "why"}):
        return read(question, index)
    if (other := _other_class(previous, rest)) is not None:
        return Reading(other, (), corrections)
    is_narrowing = any(item.key in _NARROWING for item in items[: len(items) - len(rest)])
    if len(named) == 1 and not is_narrowing and (swapped := _swapped(previous, named[0], rest, index)) is not None:
        return Reading(swapped, (), corrections)
    if (fewer := _left_out(previous, members, rest, index)) is not None:
        return Reading(fewer, (), corrections)
    target = previous.papers if isinstance(previous, RankEntities) else members
    added = read(f"{_head(target, rest[0])} {' '.join(item.text for item in rest)}", index)
    narrowed = _members(added.query)
    if narrowed is None or is_paper_set(narrowed) != is_paper_set(target):
        return read(question, index)
    return Reading(_narrowed(previous, target, narrowed, is_narrowing=is_narrowing), added.ignored, corrections)


def _members(query: Query) -> Set | None:
    """The set that a query is about, where it is about one."""
    match query:
        case Find(members) | Count(members) | Exists(members) | Proof(members) | Latest(members):
            return members
        case RankEntities(candidates, predicates, papers):
            return conjunction([candidates, ObjectsOf(predicates, papers)])
        case RankPapers(papers) | Tally(papers):
            return papers
        case Attribute(papers):
            return papers.papers if isinstance(papers, Latest) else papers
    return None


def _short(plain: str, members: Set) -> Query | None:
    """What a few words ask of the answers before: their number, their proof, the newest of them."""
    if plain in _HOW_MANY:
        return Count(members)
    if not is_paper_set(members):
        return None
    if plain in _WHY:
        return Proof(members)
    if (found := _DATED.fullmatch(plain)) is not None:
        number = found["top"] or found["number"]
        return Latest(members, int(number or 1), earliest=found["word"] in {"oldest", "earliest", "first"})
    return None


def _tabled(items: Sequence[Item], members: Set) -> Query | None:
    """The answers before by something: "per year", "and by task?"."""
    words = [item for item in items if item.key not in {"and", "the", ",", "each"}]
    if len(words) != 2 or not (words[0].operator == "per" or words[0].key == "by") or not is_paper_set(members):
        return None
    group = words[1]
    if group.key in _TALLIED:
        return Tally(members, _TALLIED[group.key])
    if group.noun is not None and group.noun.type in ABOUT:
        return RankEntities(Kind(group.noun.type, group.noun.kind), ABOUT[group.noun.type], members, top=None)
    return None


def _other_class(query: Query, rest: Sequence[Item]) -> Query | None:
    """The same question for things of another class: "and metrics?" after "which datasets does X use"."""
    rest = [item for item in rest if item.key != ","]
    if len(rest) != 1 or rest[0].noun is None or rest[0].entities or rest[0].noun.type not in ABOUT:
        return None
    noun = rest[0].noun
    kind = Kind(noun.type, noun.kind)

    def fitting(predicates: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in predicates if name in ABOUT[noun.type]) or ABOUT[noun.type]

    match query:
        case RankEntities(Kind(), predicates):
            return replace(query, candidates=kind, predicates=fitting(predicates))
        case Find(And((Kind(), ObjectsOf(predicates, papers)))):
            return Find(And((kind, ObjectsOf(fitting(predicates), papers))))
    return None


def _left_out(query: Query, members: Set, rest: Sequence[Item], index: LabelIndex) -> Query | None:
    """The answers before but for some that are named: "except English"."""
    if is_paper_set(members) or rest[0].operator not in _LEAVING_OUT or not isinstance(query, Find | Count):
        return None
    behind = [item for item in rest[1:] if item.operator not in {"and", "or"} and item.key not in {",", "for"}]
    kinds = {node.type for node in nodes(members) if isinstance(node, Kind)}
    things = [tuple(iri for iri in item.entities if index.entities[iri].type in kinds) for item in behind]
    if not things or not all(things):
        return None
    fewer = Minus(members, Things(tuple(iri for iris in things for iri in iris)))
    return Count(fewer) if isinstance(query, Count) else Find(fewer)


def _narrowed(query: Query, members: Set, added: Set, *, is_narrowing: bool) -> Query:
    """`query` about what is also in `added`; another year takes the place of the one before, unless "only" is said."""
    parts = members.parts if isinstance(members, And) else (members,)
    if isinstance(added, Dated | Recent) and not is_narrowing:
        parts = tuple(part for part in parts if not isinstance(part, Dated | Recent))
    more = added.parts if isinstance(added, And) else (added,)
    if not is_paper_set(members):  # "languages that papers cover" says nothing of languages that are known already
        more = tuple(part for part in more if not (isinstance(part, ObjectsOf) and part.papers == Papers()))
    return _replaced(query, conjunction([*parts, *more]))


def _replaced(query: Query, members: Set) -> Query:
    match query:
        case Count():
            return Count(members)
        case Exists(_, negated):
            return Exists(members, negated)
        case Latest() | RankEntities() | RankPapers() | Tally() | Attribute():
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
