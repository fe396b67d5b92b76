"""Training of the extractors' weights from annotated papers: reproducible, and from nothing but what is given.

A model is surer of the papers that it learnt from than of others. So the models that read what an earlier one found
learn from what it found in papers that it had not seen: the papers are parted into `_PARTS`, and each part is read by
models that learnt from the others. The same tells how good the weights are, before any other paper is annotated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extractors import chain_learning, paper_type, paper_type_learning, relation_classifier, weights
from extractors.chain import ChainModel
from extractors.document import Notes
from extractors.linear import LinearModel
from extractors.linking import Linker
from extractors.name_rates import NameRates
from extractors.paper_type_features import paper_type_features
from extractors.pipeline import extraction_of
from extractors.proposal_features import proposal_features
from extractors.proposals import KINDS, Proposal, proposals_of
from extractors.relation_features import DocumentWords, entity_features
from extractors.relations import relate
from extractors.tagger import IS_NAME, IS_OWN, settle
from extractors.word_vectors import WordVectors
from kg.gold import GoldPaper
from kg.readings import Reading, read_papers
from ontology.errors import KgError
from ontology.records import Extraction
from ontology.terms import PAPER_TYPES, PREDICATES
from ontology.vocabulary import Vocabulary

__all__ = ["Trained", "train"]

#: How often the papers of the field are shown for each time that papers of NLP at large are.
_FIELD_COPIES: Final = 2
_PARTS: Final = 4
_PROPOSAL_PENALTY: Final = 0.03
_RELATION_PENALTY: Final = 0.3
_PAPER_TYPE_PENALTY: Final = 0.5
#: Papers of the field count as this many papers of NLP at large for the paper's type, whose shares differ between them.
_FIELD_IMPORTANCE: Final = 5.0
#: Of the word vectors that the paper's type is learnt with; words that fewer papers have get none.
_DIMENSIONS: Final = 50
_RAREST_WORD: Final = 3
#: Features and labels of one thing to be classified.
_Example = tuple[list[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training leaves behind beside the weights.

    Attributes
    ----------
    readings : sequence of Reading
        The papers.
    unseen : sequence of Notes
        The mentions in each paper as models found them that had not seen it.
    types, relations : sequence of sequences
        What the classifiers of papers and of relations learnt from in each.
    """

    readings: Sequence[Reading]
    unseen: Sequence[Notes]
    types: Sequence[Sequence[str]]
    relations: Sequence[Sequence[_Example]]

    def extractions(self) -> Iterator[tuple[GoldPaper, Extraction]]:
        """Each paper with what models read of it that had not seen it; takes a minute for 1,500 papers."""
        found: dict[int, Extraction] = {}
        for part in range(_PARTS):
            others = [i for i in range(len(self.readings)) if i % _PARTS != part]
            of_types = _learn_paper_types(self.readings, self.types, others)
            of_relations = _learn_relations(self.readings, self.relations, others)
            for i in range(part, len(self.readings), _PARTS):
                reading, notes = self.readings[i], self.unseen[i]
                notes.paper_type = paper_type.classified(notes, of_types)
                notes.relations = relation_classifier.classified(notes, of_relations)
                found[i] = extraction_of(reading.gold.paper, reading.decoded, notes)
        for i, reading in enumerate(self.readings):
            yield reading.gold, found[i]


def train(papers: Sequence[GoldPaper], vocabulary: Vocabulary, folder: Path, *, field: int = 0) -> Trained:
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
    readings = read_papers(papers, vocabulary, field)
    everything = range(len(readings))
    chain = _learn_chain(readings)
    rates = NameRates.learn((reading.held, reading.named) for reading in readings)
    proposals = _proposals_unseen(readings)
    examples = [_proposal_examples(reading, found, rates) for reading, found in zip(readings, proposals, strict=True)]
    classifier = _learn_proposals(readings, examples, everything)
    unseen = _notes_unseen(readings, proposals, examples, vocabulary)
    types = [paper_type_features(notes) for notes in unseen]
    relations = [_relation_examples(reading, notes) for reading, notes in zip(readings, unseen, strict=True)]
    of_types = _learn_paper_types(readings, types, everything)
    of_relations = _learn_relations(readings, relations, everything)
    # All at the end: weights of two trainings in one folder would not fit each other.
    chain.save(folder / weights.CHAIN)
    rates.save(folder / weights.NAME_RATES)
    classifier.save(folder / weights.PROPOSALS)
    of_types.save(folder / weights.PAPER_TYPE)
    of_relations.save(folder / weights.RELATIONS)
    return Trained(readings, unseen, types, relations)


def _learn_chain(readings: Iterable[Reading]) -> ChainModel:
    examples = [
        chain_learning.Example(
            reading.columns,
            reading.notes.context.sentences,
            reading.token_labels(),
            _FIELD_COPIES if reading.is_of_field else 1,
        )
        for reading in readings
    ]
    return chain_learning.learn(examples, KINDS)


def _proposals_unseen(readings: Sequence[Reading]) -> list[list[Proposal]]:
    """What a chain model proposes for each paper that has learnt from the papers of the other parts."""
    proposals: list[list[Proposal]] = [[] for _ in readings]
    for part in range(_PARTS):
        chain = _learn_chain(reading for i, reading in enumerate(readings) if i % _PARTS != part)
        for i in range(part, len(readings), _PARTS):
            reading = readings[i]
            stretches = chain.stretches(reading.columns[-1], reading.notes.context.sentences)
            proposals[i] = proposals_of(reading.notes, stretches)
    return proposals


def _proposal_examples(reading: Reading, proposals: Sequence[Proposal], rates: NameRates) -> list[_Example]:
    """Features and labels of the proposals of a paper, which knows of `rates` what the other papers say."""
    others = rates.without(reading.held, reading.named)
    features = proposal_features(proposals, reading.notes, reading.candidates, others)
    return list(zip(features, map(reading.labels, proposals), strict=True))


def _learn_proposals(
    readings: Sequence[Reading], examples: Sequence[Sequence[_Example]], chosen: Iterable[int]
) -> LinearModel:
    return _learn(readings, examples, chosen, [IS_NAME, IS_OWN], _PROPOSAL_PENALTY)


def _notes_unseen(
    readings: Sequence[Reading],
    proposals: Sequence[Sequence[Proposal]],
    examples: Sequence[Sequence[_Example]],
    vocabulary: Vocabulary,
) -> list[Notes]:
    """Linked notes of each paper as models read it that have not seen it."""
    linker = Linker()
    linker.use(vocabulary)
    unseen = [reading.partly_hidden() for reading in readings]
    for part in range(_PARTS):
        others = [i for i in range(len(readings)) if i % _PARTS != part]
        classifier = _learn_proposals(readings, examples, others)
        for i in range(part, len(readings), _PARTS):
            features = [features for features, _ in examples[i]]
            unseen[i].spans = tuple(settle(proposals[i], features, unseen[i].context.tokens, classifier))
            linker.link(unseen[i])
    return unseen


def _learn_paper_types(
    readings: Sequence[Reading], features: Sequence[Sequence[str]], chosen: Sequence[int]
) -> LinearModel:
    return paper_type_learning.learn(
        [(features[i], readings[i].gold.paper_type) for i in chosen],
        PAPER_TYPES,
        WordVectors.learn([readings[i].notes.text for i in chosen], dimensions=_DIMENSIONS, rarest=_RAREST_WORD),
        penalty=_PAPER_TYPE_PENALTY,
        importance=[_FIELD_IMPORTANCE if readings[i].is_of_field else 1.0 for i in chosen],
    )


def _relation_examples(reading: Reading, notes: Notes) -> list[_Example]:
    """What the paper does with each entity that was found; with those that are none, nothing."""
    notes.paper_type = reading.gold.paper_type
    rules = relate(notes)
    words = DocumentWords(notes)
    examples = []
    for id, mentions in notes.mentions_by_entity().items():
        held: set[str] = set()
        for mention in mentions:
            for start, end, index in reading.found:
                entity = reading.gold.entities[index]
                if entity.type == mention.type and start < mention.end and mention.start < end:
                    held |= entity.relations
        examples.append((entity_features(words, mentions, rules[id]), frozenset(held)))
    return examples


def _learn_relations(
    readings: Sequence[Reading], examples: Sequence[Sequence[_Example]], chosen: Iterable[int]
) -> LinearModel:
    predicates = [predicate for predicate in PREDICATES if predicate != "mentions"]
    return _learn(readings, examples, chosen, predicates, _RELATION_PENALTY)


def _learn(
    readings: Sequence[Reading],
    examples: Sequence[Sequence[_Example]],
    chosen: Iterable[int],
    classes: Sequence[str],
    penalty: float,
) -> LinearModel:
    """A classifier of the things in the `chosen` papers; those of the field count more."""
    learnt: list[_Example] = []
    importance: list[float] = []
    for i in chosen:
        learnt += examples[i]
        importance += [float(_FIELD_COPIES if readings[i].is_of_field else 1)] * len(examples[i])
    return LinearModel.learn(learnt, classes, penalty=penalty, importance=importance)
