"""Training of the extractors' weights from annotated papers: reproducible, and from nothing but what is given.

The vocabularies were made with the annotated papers at hand, so in training they know more names than they will know in
a new paper, and a tagger that learns from that trusts them too much. So the rarest names are hidden from the training
documents: a name that only one annotated paper has is unknown there with the probability `_FORGET`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extractors import linear, tagger, weights
from extractors.document import Candidate, Notes, Span
from extractors.linking import Linker
from extractors.paper_type import paper_type_features
from extractors.pipeline import Extractor
from extractors.relation_features import DocumentWords, entity_features
from extractors.relations import relate
from kg.gold import GoldPaper, locate
from ontology.errors import KgError
from ontology.folding import compact
from ontology.terms import PAPER_TYPES, PREDICATES
from ontology.vocabulary import Vocabulary

__all__ = ["train"]

_FORGET: Final = 0.6
_SEED: Final = 0
_RELATION_PENALTY: Final = 0.3
_PAPER_TYPE_PENALTY: Final = 0.5
#: Papers of the field count as this many papers of NLP at large for the paper's type, whose shares differ between them.
_FIELD_IMPORTANCE: Final = 3.0

_Reading = tuple[GoldPaper, Notes, list[tuple[int, int, int]]]


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
        If scikit-learn is not installed.

    Notes
    -----
    About three minutes for 1,500 abstracts on one core, most of it the tagger's.
    """
    if find_spec("sklearn") is None:
        raise KgError("training needs scikit-learn, which is not there", hint="pip install 'paperkg[train]'")
    extractor = Extractor(vocabulary, is_trained=False)
    readings: list[_Reading] = []
    for gold in papers:
        notes = extractor.read(gold.paper.text)
        readings.append((gold, notes, locate(notes.text, gold)))
    folder.mkdir(parents=True, exist_ok=True)
    _learn_paper_types(readings, folder, field)
    # From here on the notes hold what the annotation says, and no longer what the rules linked.
    for gold, notes, found in readings:
        notes.spans = tuple(Span(start, end, gold.entities[index].type) for start, end, index in found)
        notes.paper_type = gold.paper_type
    tagger.train(_tagger_examples(readings, field), folder / weights.TAGGER)
    _learn_relations(readings, vocabulary, folder)


def _learn_paper_types(readings: Iterable[_Reading], folder: Path, field: int) -> None:
    examples = [(paper_type_features(notes), frozenset({str(gold.paper_type)})) for gold, notes, _ in readings]
    importance = [_FIELD_IMPORTANCE if i < field else 1.0 for i in range(len(examples))]
    model = linear.LinearModel.learn(examples, PAPER_TYPES, penalty=_PAPER_TYPE_PENALTY, importance=importance)
    model.save(folder / weights.PAPER_TYPE)


def _tagger_examples(readings: Sequence[_Reading], field: int) -> Iterator[tuple[Notes, Sequence[Span]]]:
    """Notes and right spans of each paper; those of the field twice, with other names forgotten each time."""
    papers_with: Counter[tuple[str, str]] = Counter(
        name
        for gold, _, _ in readings
        for name in {(entity.type, compact(surface)) for entity in gold.entities for surface in entity.surfaces}
    )
    chance = random.Random(_SEED)
    for _, notes, _ in [*readings[:field], *readings]:
        kept = _forgetful(notes, papers_with, chance)
        yield Notes(notes.text, notes.sentences, notes.abbreviations, kept), notes.spans or ()


def _forgetful(notes: Notes, papers_with: Counter[tuple[str, str]], chance: random.Random) -> list[Candidate]:
    """Candidates of `notes` without some of the names that only this paper has; languages come from a complete list."""
    is_known: dict[tuple[str, str], bool] = {}
    kept = []
    for candidate in notes.candidates:
        if candidate.finder != "introductions" and candidate.type != "Language":
            name = (str(candidate.type), compact(notes.text[candidate.start : candidate.end]))
            if papers_with[name] == 1:
                if name not in is_known:
                    is_known[name] = chance.random() >= _FORGET
                if not is_known[name]:
                    continue
        kept.append(candidate)
    return kept


def _learn_relations(readings: Iterable[_Reading], vocabulary: Vocabulary, folder: Path) -> None:
    linker = Linker()
    linker.use(vocabulary)
    examples = []
    for gold, notes, found in readings:
        linker.link(notes)
        rules = relate(notes)
        words = DocumentWords(notes)
        entity_at = {(start, end): gold.entities[index] for start, end, index in found}
        for id, mentions in notes.mentions_by_entity().items():
            held = [entity_at[m.start, m.end].relations for m in mentions if (m.start, m.end) in entity_at]
            examples.append((entity_features(words, mentions, rules[id]), frozenset().union(*held)))
    predicates = [predicate for predicate in PREDICATES if predicate != "mentions"]
    linear.LinearModel.learn(examples, predicates, penalty=_RELATION_PENALTY).save(folder / weights.RELATIONS)
