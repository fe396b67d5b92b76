"""The trained relations: one linear classifier a predicate, beside the rules.

A paper says the common things (evaluates, uses, addresses) in too many ways for rules, and the rare ones (quantizes,
prunes, merges) too rarely for a classifier: annotated abstracts hold a dozen of each. So the classifier decides on the
common predicates and on those that are told in passing (fineTunes, trainsOn), with the rules among its features; the
rules decide on the rare ones, and where either can be right (surveys) both count. docs/quality.md compares them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from extractors import weights
from extractors.document import Candidate, Evidence, Notes, Sentence, notes_of
from extractors.linear import LinearModel
from extractors.relation_features import DocumentWords, entity_features
from extractors.relations import relate
from ontology.terms import PREDICATES, EntityType

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["RelationClassifier", "classified"]

_EXTRACTOR: Final = "relation_classifier/1"
#: From the first probability on a predicate is asserted, from the second on where a rule asserts it too.
_THRESHOLDS: Final[dict[str, tuple[float, float]]] = {
    **dict.fromkeys(("introduces", "evaluates", "uses", "addresses", "covers"), (0.28, 0.28)),
    **dict.fromkeys(("evaluatesOn", "measuresWith"), (0.28, 0.28)),
    "surveys": (0.3, 0.0),
    "fineTunes": (0.33, 0.25),
    "trainsOn": (0.3, 0.2),
    **dict.fromkeys(("pretrains", "quantizes", "prunes", "distills", "merges"), (0.6, 0.0)),
}
#: A classifier is surer of itself than it is right: slope and offset that its log-odds need so that of the relations
#: said with confidence c a share c is right (Platt scaling), fitted to papers that the classifier had not learnt from.
_CALIBRATION: Final = (0.62, 0.14)


class RelationClassifier:
    """Component `paperkg_relation_classifier`: sets the relations of the notes by rules and trained weights."""

    def __call__(self, doc: Doc) -> Doc:
        """Relate the entities of `doc` to it."""
        notes = notes_of(doc)
        notes.relations = classified(notes, weights.linear_model(weights.RELATIONS))
        return doc


def classified(notes: Notes, classifier: LinearModel) -> dict[str, tuple[Evidence, ...]]:
    """Relations of the paper to each entity that it mentions, by entity id, as `classifier` and the rules read them."""
    rules = relate(notes)
    words = DocumentWords(notes)
    related = {}
    for id, mentions in notes.mentions_by_entity().items():
        scores = classifier.scores(entity_features(words, mentions, rules[id]))
        related[id] = _decided(notes, mentions, rules[id], _chances(scores, mentions[0].type))
    return related


def _chances(scores: Mapping[str, float], type: EntityType) -> dict[str, float]:
    """How likely each predicate is that something of `type` can have, 0 to 1."""
    return {predicate: _logistic(score) for predicate, score in scores.items() if type in PREDICATES[predicate].ranges}


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _calibrated(chance: float) -> float:
    """How often relations that the classifier gives this chance are right."""
    slope, offset = _CALIBRATION
    bounded = min(max(chance, 1e-6), 1 - 1e-6)
    return _logistic(slope * math.log(bounded / (1 - bounded)) + offset)


def _decided(
    notes: Notes, mentions: Sequence[Candidate], rules: Sequence[Evidence], chances: dict[str, float]
) -> tuple[Evidence, ...]:
    by_rule = {evidence.predicate: evidence for evidence in rules}
    decided = []
    for predicate, chance in sorted(chances.items()):
        alone, beside_rule = _THRESHOLDS[predicate]
        rule = by_rule.get(predicate)
        if rule is not None and chance >= beside_rule:
            confidence = _calibrated(chance) if alone <= chance else max(chance, rule.confidence * 0.9)
            decided.append(Evidence(predicate, round(confidence, 2), rule.sentence, _EXTRACTOR))
        elif chance >= alone:
            sentence = _telling_sentence(notes, mentions, rules)
            decided.append(Evidence(predicate, round(_calibrated(chance), 2), sentence, _EXTRACTOR))
    if decided:
        return tuple(decided)
    confidence = round(1 - max(chances.values(), default=0.0), 2)
    return (Evidence("mentions", confidence, _telling_sentence(notes, mentions, rules), _EXTRACTOR),)


def _telling_sentence(notes: Notes, mentions: Sequence[Candidate], rules: Sequence[Evidence]) -> Sentence:
    """The sentence that says most of what the paper does with the entity: where the authors speak of themselves."""
    surest = max(rules, key=lambda evidence: (evidence.predicate != "mentions", evidence.confidence), default=None)
    if surest is not None and surest.sentence.role not in ("background", "title"):
        return surest.sentence
    sentences = [notes.sentence_at(mention.start) for mention in mentions]
    order = ("contribution", "method", "result", "title", "future", "background")
    return min(sentences, key=lambda sentence: (order.index(sentence.role), sentence.start))
