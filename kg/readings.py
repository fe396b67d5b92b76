"""Annotated papers as training shows them: what the rules read of each, with some of its names hidden.

The vocabularies were made with the annotated papers at hand, so they know more names there than they will know in a new
paper. So names that only one annotated paper has are hidden from it with the chances `_HIDDEN`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from extractors.chain import Columns
from extractors.document import Candidate, Notes
from extractors.latex import DecodedText, decode
from extractors.name_rates import spellings
from extractors.pipeline import Extractor
from extractors.proposals import KINDS, OWN, Proposal
from extractors.tagger import IS_NAME, IS_OWN, encode_labels
from extractors.token_features import WordPlaces, token_columns
from kg.gold import GoldEntity, GoldPaper, locate
from ontology.folding import compact
from ontology.vocabulary import Vocabulary

__all__ = ["Reading", "read_papers"]

#: So many of the names that one annotated paper has are hidden that as many are known as in a paper that was not seen:
#: the vocabularies know 72 % of the models there, 46 % of the datasets, 16 % of the methods that no other paper has.
_HIDDEN: Final = {"Model": 0.25, "Dataset": 0.5, "Method": 0.65, "Task": 0.6, "Metric": 0.5}
#: How often each paper is shown with other names hidden.
_READINGS: Final = 3
_SEED: Final = 0


@dataclass(frozen=True)
class Reading:
    """A paper, what the rules read of it with some names hidden, and where its annotated entities stand.

    Attributes
    ----------
    found : tuple of (int, int, int)
        Start and end in the decoded text of each annotated name, and the index of its entity.
    columns : tuple of Columns
        What the chain model sees; each time other names are hidden.
    candidates : tuple of Candidate
        What the rules found, as the last of `columns` has it.
    is_of_field : bool
        True if the paper is of the field that matters most.
    """

    gold: GoldPaper
    decoded: DecodedText
    notes: Notes
    found: tuple[tuple[int, int, int], ...]
    columns: tuple[Columns, ...]
    candidates: tuple[Candidate, ...]
    is_of_field: bool

    def token_labels(self) -> list[str]:
        """What the chain model is to say of each token."""
        return encode_labels(
            self.notes.context.tokens, [(start, end, self._kind(index)) for start, end, index in self.found]
        )

    def _kind(self, index: int) -> str:
        entity = self.gold.entities[index]
        own = f"{entity.type}{OWN}"
        return own if own in KINDS and "introduces" in entity.relations else entity.type

    def partly_hidden(self) -> Notes:
        """Fresh notes that know no more than the last of `columns`."""
        return replace(self.notes, candidates=list(self.candidates))

    def labels(self, proposal: Proposal) -> frozenset[str]:
        """What is annotated of `proposal`: whether it is a name, and the paper's own."""
        held = [e for e in self.gold.entities if e.type == proposal.type and proposal.key in _spellings(e)]
        if not held:
            return frozenset()
        return frozenset({IS_NAME, IS_OWN} if any("introduces" in e.relations for e in held) else {IS_NAME})

    @cached_property
    def held(self) -> frozenset[str]:
        """Every spelling in the text."""
        return frozenset(spellings([token.text for token in self.notes.context.tokens]))

    @cached_property
    def named(self) -> frozenset[tuple[str, str]]:
        """Type and spelling of each name that is annotated."""
        return _named(self.gold)


def read_papers(papers: Sequence[GoldPaper], vocabulary: Vocabulary, field: int) -> list[Reading]:
    """A reading of each of `papers`, of which the first `field` are of the field that matters most."""
    extractor = Extractor(vocabulary, is_trained=False)
    places = WordPlaces(vocabulary)
    papers_with = Counter(name for gold in papers for name in _named(gold))
    chance = random.Random(_SEED)
    readings = []
    for number, gold in enumerate(papers):
        decoded = decode(gold.paper.text)
        notes = extractor.read(decoded.text)
        kept = [_partly_hidden(notes, papers_with, chance) for _ in range(_READINGS)]
        columns = tuple(token_columns(notes, candidates, places) for candidates in kept)
        found = tuple(locate(notes.text, gold))
        readings.append(Reading(gold, decoded, notes, found, columns, tuple(kept[-1]), number < field))
    return readings


def _named(gold: GoldPaper) -> frozenset[tuple[str, str]]:
    return frozenset((entity.type, key) for entity in gold.entities for key in _spellings(entity))


def _spellings(entity: GoldEntity) -> set[str]:
    """The folded spellings of what names `entity`."""
    return {key for surface in entity.surfaces if (key := compact(decode(surface).text))}


def _partly_hidden(notes: Notes, papers_with: Counter[tuple[str, str]], chance: random.Random) -> list[Candidate]:
    """Candidates of `notes` without some of the names that only this paper has; languages come from a complete list."""
    is_known: dict[tuple[str, str], bool] = {}
    kept = []
    for candidate in notes.candidates:
        if candidate.finder != "introductions" and candidate.type != "Language":
            name = (str(candidate.type), compact(notes.text[candidate.start : candidate.end]))
            if papers_with[name] == 1:
                if name not in is_known:
                    is_known[name] = chance.random() >= _HIDDEN[candidate.type]
                if not is_known[name]:
                    continue
        kept.append(candidate)
    return kept
