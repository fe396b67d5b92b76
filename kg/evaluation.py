"""How good the extraction is, measured against annotated papers.

An entity is found if the types agree and one of its mentions is spelt as one of the annotated surfaces, case, accents,
spaces, hyphens and LaTeX aside (strict), or if one holds the other as whole words (lenient). Several predicted entities
may meet one annotated entity, and one may meet several. A relation is an annotated entity with a predicate, on
leniently met entities; `mentions` is none. Precision is over what was predicted, recall over what is annotated.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from kg.gold import GoldPaper
from ontology.records import Extraction

__all__ = ["ALL", "RARE_ACTIONS", "Confidence", "Evaluation", "Score", "evaluate"]

#: The row over all types or predicates.
ALL: Final = "all"
#: What people ask for most and abstracts say least; measured together as one row.
RARE_ACTIONS: Final = ("fineTunes", "pretrains", "quantizes", "prunes", "distills", "merges", "trainsOn")

_LATEX: Final = re.compile(r"\\[a-zA-Z]+\b|[\\{}$~`\"'^]")
_NO_WORD: Final = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Score:
    """Counts of one row, and what follows from them.

    Attributes
    ----------
    gold, predicted : int
        How many are annotated, how many were predicted.
    met_gold, met_predicted : int
        How many of either have a partner on the other side.
    """

    gold: int = 0
    predicted: int = 0
    met_gold: int = 0
    met_predicted: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.met_predicted / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found."""
        return self.met_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.met_gold + other.met_gold,
            self.met_predicted + other.met_predicted,
        )

    def as_json(self) -> dict[str, float]:
        """Counts and measures, these rounded to three places."""
        return {
            "gold": self.gold,
            "predicted": self.predicted,
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
        }


@dataclass(slots=True)
class Confidence:
    """Relations whose confidence lies in one stretch: whether those that are said to be sure are right as often.

    Attributes
    ----------
    predicted, right : int
        How many, and how many of them are annotated.
    total : float
        Sum of the confidences, 0 to 1 each.
    """

    predicted: int = 0
    right: int = 0
    total: float = 0.0

    @property
    def mean(self) -> float:
        """Mean confidence."""
        return self.total / self.predicted if self.predicted else 0.0

    @property
    def share_right(self) -> float:
        """Share that is right; equal to the mean confidence where that can be taken at its word."""
        return self.right / self.predicted if self.predicted else 0.0

    def as_json(self) -> dict[str, float]:
        """Count, mean confidence and share that is right, rounded to three places."""
        return {"predicted": self.predicted, "mean": round(self.mean, 3), "right": round(self.share_right, 3)}


@dataclass(slots=True)
class Evaluation:
    """All measures over a set of papers.

    `strict` and `lenient` hold a row for each entity type, `relations` one for each predicate; each has `ALL`.
    """

    papers: int = 0
    right_paper_types: int = 0
    strict: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    lenient: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    relations: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    #: By the tenth in which the confidence of a relation lies, 0 to 9.
    confidences: dict[int, Confidence] = field(default_factory=lambda: defaultdict(Confidence))
    #: "Type: label" of what was missed and of what was invented, strictly, with how often.
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)

    @property
    def paper_type_accuracy(self) -> float:
        """Share of papers whose type is right."""
        return self.right_paper_types / self.papers if self.papers else 0.0

    @property
    def calibration_error(self) -> float:
        """Mean distance between confidence and share that is right, over all relations (expected calibration error)."""
        total = sum(one.predicted for one in self.confidences.values())
        gaps = sum(one.predicted * abs(one.mean - one.share_right) for one in self.confidences.values())
        return gaps / total if total else 0.0

    @property
    def rare_actions(self) -> Score:
        """All rare actions as one row."""
        return sum((self.relations[name] for name in RARE_ACTIONS if name in self.relations), Score())

    def as_json(self, *, errors: int = 0) -> dict[str, Any]:
        """The measures as `kg evaluate --json` prints them, with the `errors` commonest misses and inventions."""
        return {
            "papers": self.papers,
            "strict": {name: score.as_json() for name, score in sorted(self.strict.items())},
            "lenient": {name: score.as_json() for name, score in sorted(self.lenient.items())},
            "relations": {name: score.as_json() for name, score in sorted(self.relations.items())},
            "rare_actions": self.rare_actions.as_json(),
            "confidences": {f"{tenth / 10:.1f}": one.as_json() for tenth, one in sorted(self.confidences.items())},
            "calibration_error": round(self.calibration_error, 3),
            "paper_type_accuracy": round(self.paper_type_accuracy, 3),
            "missed": dict(_commonest(self.missed, errors)),
            "invented": dict(_commonest(self.invented, errors)),
        }


def evaluate(pairs: Iterable[tuple[GoldPaper, Extraction]]) -> Evaluation:
    """Measure each extraction against the annotation of the same paper."""
    evaluation = Evaluation()
    for gold, extraction in pairs:
        evaluation.papers += 1
        evaluation.right_paper_types += gold.paper_type == extraction.paper_type
        annotated = [
            _Named(e.type, _keys(e.surfaces), dict.fromkeys(e.relations - {"mentions"}, 1.0), e.name)
            for e in gold.entities
        ]
        predicted = [
            _Named(
                e.type,
                _keys(e.surfaces),
                {r.predicate: r.confidence for r in e.relations if r.predicate != "mentions"},
                e.label,
            )
            for e in extraction.entities
        ]
        met = _meetings(annotated, predicted, is_strict=True)
        _count_entities(evaluation.strict, annotated, predicted, met)
        for index, one in enumerate(predicted):
            if not met[index]:
                evaluation.invented[f"{one.type}: {one.label}"] += 1
        found = {j for partners in met for j in partners}
        evaluation.missed.update(f"{one.type}: {one.label}" for j, one in enumerate(annotated) if j not in found)
        met = _meetings(annotated, predicted, is_strict=False)
        _count_entities(evaluation.lenient, annotated, predicted, met)
        _count_relations(evaluation, annotated, predicted, met)
    return evaluation


@dataclass(frozen=True, slots=True)
class _Named:
    type: str
    keys: frozenset[str]
    #: Each with its confidence.
    relations: dict[str, float]
    label: str


def _keys(surfaces: Iterable[str]) -> frozenset[str]:
    """Folded forms of `surfaces`, each with its spaces and without."""
    keys = set()
    for surface in surfaces:
        decomposed = unicodedata.normalize("NFKD", _LATEX.sub("", surface))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
        key = _NO_WORD.sub(" ", bare).strip()
        if key:
            keys |= {key, key.replace(" ", "")}
    return frozenset(keys)


def _meetings(annotated: list[_Named], predicted: list[_Named], *, is_strict: bool) -> list[list[int]]:
    """For each of `predicted`, the indices of the annotated entities that it meets."""

    def meets(one: _Named, other: _Named) -> bool:
        if one.type != other.type:
            return False
        if is_strict:
            return not one.keys.isdisjoint(other.keys)
        return any(f" {a} " in f" {b} " or f" {b} " in f" {a} " for a in one.keys for b in other.keys)

    return [[j for j, gold in enumerate(annotated) if meets(one, gold)] for one in predicted]


def _count_entities(
    rows: dict[str, Score], annotated: list[_Named], predicted: list[_Named], met: list[list[int]]
) -> None:
    found = {j for partners in met for j in partners}
    for one, partners in zip(predicted, met, strict=True):
        for row in (one.type, ALL):
            rows[row].predicted += 1
            rows[row].met_predicted += bool(partners)
    for j, gold in enumerate(annotated):
        for row in (gold.type, ALL):
            rows[row].gold += 1
            rows[row].met_gold += j in found


def _count_relations(
    evaluation: Evaluation, annotated: list[_Named], predicted: list[_Named], met: list[list[int]]
) -> None:
    rows = evaluation.relations
    found: set[tuple[int, str]] = set()
    for one, partners in zip(predicted, met, strict=True):
        for predicate, confidence in one.relations.items():
            right = {(j, predicate) for j in partners if predicate in annotated[j].relations}
            found |= right
            for row in (predicate, ALL):
                rows[row].predicted += 1
                rows[row].met_predicted += bool(right)
            stretch = evaluation.confidences[min(9, int(10 * confidence))]
            stretch.predicted += 1
            stretch.right += bool(right)
            stretch.total += confidence
    for j, gold in enumerate(annotated):
        for predicate in gold.relations:
            for row in (predicate, ALL):
                rows[row].gold += 1
                rows[row].met_gold += (j, predicate) in found


def _commonest(counter: Counter[str], most: int) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda one: (-one[1], one[0]))[:most]
