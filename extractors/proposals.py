"""From likely stretches to names: all places of one spelling are judged together, once a document.

The chain model says how likely each stretch of a sentence is a name. Whether the paper names a thing is one question,
though, however many places it has: a spelling that is likely here and half likely there is likelier than either, one
that a longer name swallows is less so. `proposals_of` gathers the evidence for each spelling and type,
`proposal_features` shows it to a linear classifier, and `chosen` takes the surest first, so that no two names overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from extractors.chain import Stretch
from extractors.document import Candidate, NameReading, Notes, Span
from extractors.token_features import Token
from ontology.folding import compact
from ontology.terms import EntityType

__all__ = ["KINDS", "OWN", "Place", "Proposal", "chosen", "proposal_features", "proposals_of"]

#: What the kind of a name that the paper introduces ends in.
OWN: Final = "+"
#: Kinds that the chain model tells apart: the types, and those that are the paper's own.
KINDS: Final = ("Model", "Dataset", "Method", "Task", "Language", "Metric", "Model+", "Dataset+", "Method+")
#: Shown beside the type: what is compared with how likely the name is.
_PAIRED: Final = ("place", "longer", "shorter", "rival", "words", "times")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of tokens that may be the name, and how likely it is a name, and the paper's own."""

    first: int
    last: int
    probability: float
    own: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spelling that may name something of a type, with all its places in order."""

    type: EntityType
    key: str
    places: tuple[Place, ...]

    @property
    def own(self) -> float:
        """How likely it is the paper's own."""
        return max(place.own for place in self.places)


def proposals_of(notes: Notes, tokens: Sequence[Token], stretches: Sequence[Stretch]) -> list[Proposal]:
    """The proposals that `stretches` make, in order of their first place."""
    likely: dict[tuple[int, int, str], list[float]] = {}
    for stretch in stretches:
        type = stretch.kind.removesuffix(OWN)
        sums = likely.setdefault((stretch.first, stretch.last, type), [0.0, 0.0])
        sums[0] += stretch.probability
        if type != stretch.kind:
            sums[1] += stretch.probability
    places: dict[tuple[str, str], list[Place]] = {}
    for (first, last, type), (probability, own) in sorted(likely.items()):
        key = compact(notes.text[tokens[first].start : tokens[last].end])
        if key:
            places.setdefault((type, key), []).append(Place(first, last, probability, own))
    return [Proposal(cast(EntityType, type), key, tuple(found)) for (type, key), found in places.items()]


def proposal_features(
    proposals: Sequence[Proposal], notes: Notes, tokens: Sequence[Token], candidates: Sequence[Candidate]
) -> Iterator[list[str]]:
    """Features of each of `proposals`, which are all those of the document."""
    found: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault((candidate.start, candidate.end), []).append(candidate)
    likeliest: dict[str, dict[str, float]] = {}
    covering: dict[int, list[tuple[Place, str]]] = {}
    for proposal in proposals:
        likeliest.setdefault(proposal.key, {})[proposal.type] = max(p.probability for p in proposal.places)
        for place in proposal.places:
            for token in range(place.first, place.last + 1):
                covering.setdefault(token, []).append((place, proposal.key))
    names = {compact(notes.text[slice(*name.spans[0])]): name for name in notes.names if name.spans}
    title_end = notes.sentences[0].end if notes.sentences else 0
    text = compact(notes.text)
    for proposal in proposals:
        rival = max((p for type, p in likeliest[proposal.key].items() if type != proposal.type), default=0.0)
        times = text.count(proposal.key)
        yield _features(proposal, notes, tokens, found, covering, names.get(proposal.key), title_end, times, rival)


def _features(
    proposal: Proposal,
    notes: Notes,
    tokens: Sequence[Token],
    found: Mapping[tuple[int, int], Sequence[Candidate]],
    covering: Mapping[int, Sequence[tuple[Place, str]]],
    name: NameReading | None,
    title_end: int,
    times: int,
    rival: float,
) -> list[str]:
    type, key, places = proposal.type, proposal.key, proposal.places
    longer = shorter = 0.0
    none_is = 1.0
    in_title = 0.0
    rules: set[tuple[bool, str, bool]] = set()
    words: dict[str, None] = {}
    for place in places:
        start, end = tokens[place.first].start, tokens[place.last].end
        none_is *= 1 - min(place.probability, 0.999)
        if start < title_end:
            in_title = max(in_title, place.probability)
        for token in range(place.first, place.last + 1):
            for other, other_key in covering[token]:
                if other_key != key:
                    if other.last - other.first > place.last - place.first:
                        longer = max(longer, other.probability)
                    else:
                        shorter = max(shorter, other.probability)
        for candidate in found.get((start, end), ()):
            rules.add((candidate.type == type, candidate.finder, candidate.is_introduced))
        words[f"role={notes.sentence_at(start).role}"] = None
    for place in places[:3]:
        if place.first:
            words[f"before={tokens[place.first - 1].text.lower()}"] = None
        if place.last + 1 < len(tokens):
            words[f"behind={tokens[place.last + 1].text.lower()}"] = None
    first = places[0]
    surface = notes.text[tokens[first.first].start : tokens[first.last].end]
    inner = [token.text.lower() for token in tokens[first.first : first.last + 1]]
    best = max(place.probability for place in places)
    levels = {
        "best": _level(best),
        "any": _level(1 - none_is),
        "mean": _tenth(sum(place.probability for place in places) / max(times, len(places))),
        "own": _tenth(proposal.own),
        "title": _tenth(in_title),
        "rival": _tenth(rival),
        "longer": _tenth(longer),
        "shorter": _tenth(shorter),
        "times": min(times, 6),
        "place": min(len(places), 5),
        "words": min(len(inner), 6),
        "known": int(any(is_type and finder != "introductions" for is_type, finder, _ in rules)),
        "introduced": int(any(is_type and is_introduced for is_type, _, is_introduced in rules)),
        "otherwise": int(any(not is_type for is_type, _, _ in rules)),
        "presented": max(-3, min(6, round(5 * name.score))) if name else "no",
        "suggested": ("same" if name.type == type else name.type) if name else "no",
        "capital": int(surface[:1].isupper()),
        "capitals": _tenth(sum(map(str.isupper, surface)) / len(surface)),
    }
    features = [f"{what}={level}" for what, level in levels.items()]
    features += [f"best={levels['best']}&{what}={levels[what]}" for what in _PAIRED]
    features.append(f"own={levels['own']}&presented={levels['presented']}")
    features.append(f"rival={levels['rival']}&suggested={levels['suggested']}")
    features.append(f"any={levels['any']}&times={levels['times']}")
    features += [f"w={word}" for word in inner[:6]]
    features += [f"begins={inner[0]}", f"ends={inner[-1]}", f"key={key[:40]}", *words]
    features += [f"rule={is_type}|{finder}|{is_introduced}" for is_type, finder, is_introduced in sorted(rules)]
    return [
        *features,
        *(f"{type}|{feature}" for feature in features),
        f"{type}|best={levels['best']}&known={levels['known']}",
    ]


def _level(probability: float) -> int:
    """Log-odds in steps of two thirds."""
    probability = min(max(probability, 0.01), 0.99)
    return round(1.5 * math.log(probability / (1 - probability)))


def _tenth(share: float) -> int:
    return min(9, int(10 * share))


def chosen(
    proposals: Sequence[Proposal], chances: Sequence[float], tokens: Sequence[Token], threshold: float
) -> list[Span]:
    """Spans of the proposals that are likely enough, the surest first, none overlapping another, in order of the text.

    A spelling has one type in a document.
    """
    taken: set[int] = set()
    named: set[str] = set()
    spans = []
    order = sorted(range(len(proposals)), key=lambda i: (-chances[i], i))
    for i in order:
        proposal, chance = proposals[i], chances[i]
        if chance < threshold or proposal.key in named:
            continue
        for place in sorted(proposal.places, key=lambda place: (-place.probability, place.first)):
            covered = range(place.first, place.last + 1)
            if taken.isdisjoint(covered):
                taken.update(covered)
                named.add(proposal.key)
                start, end = tokens[place.first].start, tokens[place.last].end
                spans.append(Span(start, end, proposal.type, chance, proposal.own))
    return sorted(spans, key=lambda span: span.start)
