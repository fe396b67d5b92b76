"""From likely stretches to names: all places of one spelling are judged together, once a document.

The chain model says how likely each stretch of a sentence is a name. Whether the paper names a thing is one question,
though, however many places it has: a spelling that is likely here and half likely there is likelier than either, one
that a longer name swallows is less so. `proposals_of` gathers the places of each spelling and type, a classifier judges
what `extractors.proposal_features` says of them, and `chosen` takes the longest of those that are likely, so that
no two names overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from extractors.chain import Stretch
from extractors.document import Notes, Span
from extractors.tokenizer import Token
from ontology.folding import compact
from ontology.terms import EntityType

__all__ = ["KINDS", "OWN", "Place", "Proposal", "chosen", "proposals_of"]

#: What the kind of a name that the paper introduces ends in.
OWN: Final = "+"
#: Kinds that the chain model tells apart: the types, and those that are the paper's own.
KINDS: Final = ("Model", "Dataset", "Method", "Task", "Language", "Metric", "Model+", "Dataset+", "Method+")


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
    def length(self) -> int:
        """Tokens of its shortest place: "Zog-2" has one more than "Zog 2"."""
        return min(place.last - place.first for place in self.places) + 1

    @property
    def likeliest(self) -> float:
        """How likely its likeliest place is a name."""
        return max(place.probability for place in self.places)

    @property
    def own(self) -> float:
        """How likely it is the paper's own, as the chain model says."""
        return max(place.own for place in self.places)


def proposals_of(notes: Notes, stretches: Sequence[Stretch]) -> list[Proposal]:
    """The proposals that `stretches` make, in order of their first place."""
    tokens = notes.context.tokens
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


def chosen(
    proposals: Sequence[Proposal],
    chances: Sequence[tuple[float, float]],
    tokens: Sequence[Token],
    threshold: float,
) -> list[Span]:
    """Spans of the proposals that are likely enough, none overlapping another, in order of the text.

    A spelling has its surest type. Longer names take their words before shorter ones, because the guideline lets
    no name stand inside another; of two that are as long, the surer one.

    Parameters
    ----------
    chances : sequence of (float, float)
        For each of `proposals`, how likely it is a name and how likely the paper's own.
    threshold : float
        From which chance on a proposal is a name.
    """
    surest: dict[str, int] = {}
    for i, (chance, _) in enumerate(chances):
        key = proposals[i].key
        if chance >= threshold and (key not in surest or chance > chances[surest[key]][0]):
            surest[key] = i
    taken: set[int] = set()
    spans = []
    for i in sorted(surest.values(), key=lambda i: (-proposals[i].length, -chances[i][0], i)):
        proposal, (chance, own) = proposals[i], chances[i]
        for place in sorted(proposal.places, key=lambda place: (-place.probability, place.first)):
            covered = range(place.first, place.last + 1)
            if taken.isdisjoint(covered):
                taken.update(covered)
                start, end = tokens[place.first].start, tokens[place.last].end
                spans.append(Span(start, end, proposal.type, chance, own))
    return sorted(spans, key=lambda span: span.start)
