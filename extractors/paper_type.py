"""The type of a paper: what its main contribution is.

Two ways: by rule, from cues; and by a linear classifier over the words, those cues, and what the authors say they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors import weights
from extractors.document import Notes, notes_of
from extractors.linear import LinearModel
from extractors.paper_type_cues import PREFERENCE, paper_type
from extractors.paper_type_features import paper_type_features
from ontology.terms import PaperType

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["PaperTypeClassifier", "PaperTypeTagger", "classified"]


class PaperTypeTagger:
    """Component `paperkg_paper_type`: sets the paper type of the notes by rule."""

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        notes = notes_of(doc)
        notes.paper_type = paper_type(notes)
        return doc


class PaperTypeClassifier:
    """Component `paperkg_paper_type_classifier`: sets the paper type of the notes by the trained weights."""

    def __call__(self, doc: Doc) -> Doc:
        """Classify `doc`."""
        notes = notes_of(doc)
        notes.paper_type = classified(notes, weights.linear_model(weights.PAPER_TYPE))
        return doc


def classified(notes: Notes, classifier: LinearModel) -> PaperType:
    """Type of the paper that `notes` describe, as `classifier` has it."""
    scores = classifier.scores(paper_type_features(notes))
    return max(PREFERENCE, key=lambda kind: (scores[kind], -PREFERENCE.index(kind)))
