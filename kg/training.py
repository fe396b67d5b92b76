"""Training of the extractors' weights from annotated papers: reproducible, and from nothing but what is given.

Two things would make the models trust what they see too much, and are kept from doing so:

- The vocabularies were made with the annotated papers at hand, so in training they know more names than they will know
  in a new paper. So names that only one annotated paper has are hidden from it with the chances `_HIDDEN`.
- A model is surer of the papers that it learnt from than of others. So the models that read what an earlier one found
  learn from what it found in papers that it had not seen: the papers are parted into `_PARTS`, and each part is read
  by models that learnt from the others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extractors import chain_learning, weights
from extractors.chain import ChainModel, Columns
from extractors.document import Candidate, Notes
from extractors.linear import LinearModel
from extractors.linking import Linker
from extractors.paper_type import paper_type_features
from extractors.pipeline import Extractor
from extractors.proposals import KINDS, OWN, Proposal, proposal_features, proposals_of
from extractors.relation_features import DocumentWords, entity_features
from extractors.relations import relate
from extractors.tagger import IS_NAME, encode_labels, settle
from extractors.token_features import Token, WordPlaces, sentence_bounds, token_columns, tokens_of
from kg.gold import GoldPaper, locate
from ontology.errors import KgError
from ontology.folding import compact
from ontology.terms import PAPER_TYPES, PREDICATES
from ontology.vocabulary import Vocabulary

__all__ = ["train"]

#: So many of the names that one annotated paper has are hidden that as many are known as in a paper that was not seen:
#: the vocabularies know 72 % of the models there, 46 % of the datasets, 16 % of the methods that no other paper has.
_HIDDEN: Final = {"Model": 0.25, "Dataset": 0.5, "Method": 0.65, "Task": 0.6, "Metric": 0.5}
#: How often each paper is shown with other names hidden.
_READINGS: Final = 3
#: How often the papers of the field are shown for each time that papers of NLP at large are.
_FIELD_COPIES: Final = 2
_PARTS: Final = 4
_SEED: Final = 0
_PROPOSAL_PENALTY: Final = 0.05
_RELATION_PENALTY: Final = 0.3
_PAPER_TYPE_PENALTY: Final = 0.5
#: Papers of the field count as this many papers of NLP at large for the paper's type, whose shares differ between them.
_FIELD_IMPORTANCE: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """A paper, what the rules read of it with some names hidden, and where its annotated entities stand."""

    gold: GoldPaper
    notes: Notes
    found: tuple[tuple[int, int, int], ...]
    tokens: tuple[Token, ...]
    #: In each reading other names are hidden.
    columns: tuple[Columns, ...]
    #: What the rules found, as the last of the readings has it.
    candidates: tuple[Candidate, ...]
    is_of_field: bool

    def example(self) -> chain_learning.Example:
        """The paper as the chain model learns from it."""
        labels = encode_labels(self.tokens, [(start, end, self._kind(index)) for start, end, index in self.found])
        sentences = sentence_bounds(self.tokens, self.notes)
        return chain_learning.Example(self.columns, sentences, labels, _FIELD_COPIES if self.is_of_field else 1)

    def _kind(self, index: int) -> str:
        entity = self.gold.entities[index]
        own = f"{entity.type}{OWN}"
        return own if own in KINDS and "introduces" in entity.relations else entity.type

    def partly_hidden(self) -> Notes:
        """Fresh notes that know no more than the last of the readings."""
        return replace(self.notes, candidates=list(self.candidates))

    def has(self, proposal: Proposal) -> bool:
        """True if `proposal` is annotated."""
        return any(
            entity.type == proposal.type and proposal.key in map(compact, entity.surfaces)
            for entity in self.gold.entities
        )


def train(papers: Sequence[GoldPaper], vocabulary: Vocabulary, folder: Path, *, field: int = 0) -> None:
    """Learn the weights of all trained components from `papers` and write them into `folder`.

    Parameters
    ----------
    papers : sequence of GoldPaper
        The same papers in the same order give the same files.
    vocabulary : Vocabulary
        The one that will be in use.
    field : int
        How many of `papers`, from the first on, are of the field that matters most.

    Raises
    ------
    KgError
        If scikit-learn is not installed, or there are fewer papers than parts.

    Notes
    -----
    About five minutes for 1,500 abstracts on one core, most of it the chain model's, which is learnt once from all
    papers and once without each part.
    """
    if find_spec("sklearn") is None:
        raise KgError("training needs scikit-learn, which is not there", hint="pip install 'paperkg[train]'")
    if len(papers) < _PARTS:
        raise KgError(
            f"{len(papers)} annotated papers are too few to learn from",
            hint=f"Give {_PARTS} at least; useful weights need hundreds.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    readings = _read(papers, vocabulary, field)
    _learn_chain(readings).save(folder / weights.CHAIN)
    proposals = _proposals_unseen(readings)
    classifier = _learn_proposals(readings, proposals, range(len(readings)))
    classifier.save(folder / weights.PROPOSALS)
    unseen = _notes_unseen(readings, proposals, vocabulary)
    _learn_paper_types(readings, unseen).save(folder / weights.PAPER_TYPE)
    _learn_relations(readings, unseen).save(folder / weights.RELATIONS)


def _read(papers: Sequence[GoldPaper], vocabulary: Vocabulary, field: int) -> list[_Reading]:
    extractor = Extractor(vocabulary, is_trained=False)
    places = WordPlaces(vocabulary)
    papers_with: Counter[tuple[str, str]] = Counter(
        name
        for gold in papers
        for name in {(entity.type, compact(surface)) for entity in gold.entities for surface in entity.surfaces}
    )
    chance = random.Random(_SEED)
    readings = []
    for number, gold in enumerate(papers):
        notes = extractor.read(gold.paper.text)
        tokens = tuple(tokens_of(notes.text))
        kept = [_partly_hidden(notes, papers_with, chance) for _ in range(_READINGS)]
        columns = tuple(token_columns(tokens, notes, candidates, places) for candidates in kept)
        found = tuple(locate(notes.text, gold))
        readings.append(_Reading(gold, notes, found, tokens, columns, tuple(kept[-1]), number < field))
    return readings


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


def _learn_chain(readings: Iterable[_Reading]) -> ChainModel:
    return chain_learning.learn([reading.example() for reading in readings], KINDS)


def _proposals_unseen(readings: Sequence[_Reading]) -> list[list[Proposal]]:
    """What a chain model proposes for each paper that has learnt from the papers of the other parts."""
    proposals: list[list[Proposal]] = [[] for _ in readings]
    for part in range(_PARTS):
        chain = _learn_chain(reading for i, reading in enumerate(readings) if i % _PARTS != part)
        for i in range(part, len(readings), _PARTS):
            reading = readings[i]
            stretches = chain.stretches(reading.columns[-1], sentence_bounds(reading.tokens, reading.notes))
            proposals[i] = proposals_of(reading.notes, reading.tokens, stretches)
    return proposals


def _features(reading: _Reading, proposals: Sequence[Proposal]) -> list[list[str]]:
    return list(proposal_features(proposals, reading.notes, reading.tokens, reading.candidates))


def _learn_proposals(
    readings: Sequence[_Reading], proposals: Sequence[Sequence[Proposal]], chosen: Iterable[int]
) -> LinearModel:
    examples: list[tuple[list[str], frozenset[str]]] = []
    importance = []
    for i in chosen:
        for proposal, features in zip(proposals[i], _features(readings[i], proposals[i]), strict=True):
            examples.append((features, frozenset({IS_NAME} if readings[i].has(proposal) else ())))
            importance.append(float(_FIELD_COPIES if readings[i].is_of_field else 1))
    return LinearModel.learn(examples, [IS_NAME], penalty=_PROPOSAL_PENALTY, importance=importance)


def _notes_unseen(
    readings: Sequence[_Reading], proposals: Sequence[Sequence[Proposal]], vocabulary: Vocabulary
) -> list[Notes]:
    """Linked notes of each paper as models read it that have not seen it."""
    linker = Linker()
    linker.use(vocabulary)
    unseen = [reading.partly_hidden() for reading in readings]
    for part in range(_PARTS):
        classifier = _learn_proposals(readings, proposals, [i for i in range(len(readings)) if i % _PARTS != part])
        for i in range(part, len(readings), _PARTS):
            notes = unseen[i]
            notes.spans = tuple(settle(notes, readings[i].tokens, proposals[i], classifier))
            linker.link(notes)
    return unseen


def _learn_paper_types(readings: Sequence[_Reading], unseen: Sequence[Notes]) -> LinearModel:
    examples = [
        (paper_type_features(notes), frozenset({str(reading.gold.paper_type)}))
        for reading, notes in zip(readings, unseen, strict=True)
    ]
    importance = [_FIELD_IMPORTANCE if reading.is_of_field else 1.0 for reading in readings]
    return LinearModel.learn(examples, PAPER_TYPES, penalty=_PAPER_TYPE_PENALTY, importance=importance)


def _learn_relations(readings: Sequence[_Reading], unseen: Sequence[Notes]) -> LinearModel:
    """What the paper does with each entity that was found; with those that are none, nothing."""
    examples = []
    importance = []
    for reading, notes in zip(readings, unseen, strict=True):
        notes.paper_type = reading.gold.paper_type
        rules = relate(notes)
        words = DocumentWords(notes)
        for id, mentions in notes.mentions_by_entity().items():
            held: set[str] = set()
            for mention in mentions:
                for start, end, index in reading.found:
                    entity = reading.gold.entities[index]
                    if entity.type == mention.type and start < mention.end and mention.start < end:
                        held |= entity.relations
            examples.append((entity_features(words, mentions, rules[id]), frozenset(held)))
            importance.append(float(_FIELD_COPIES if reading.is_of_field else 1))
    predicates = [predicate for predicate in PREDICATES if predicate != "mentions"]
    return LinearModel.learn(examples, predicates, penalty=_RELATION_PENALTY, importance=importance)
