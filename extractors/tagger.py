"""The trained tagger: which words name entities, and of which type.

The rules propose; a linear-chain model weighs their candidates beside spelling, neighbours and the role of the sentence
and says how likely each stretch is a name (`extractors.chain`); a classifier then decides for each spelling once,
over all its places (`extractors.proposals`). Both were trained on annotated abstracts (docs/quality.md has the data and
the figures); the weights are files of this package.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from extractors import weights
from extractors.chain import OUTSIDE
from extractors.document import Notes, Span, notes_of
from extractors.linear import LinearModel
from extractors.proposal_features import proposal_features
from extractors.proposals import Proposal, chosen, proposals_of
from extractors.token_features import WordPlaces, token_columns
from extractors.tokenizer import Token
from ontology.folding import compact
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["IS_NAME", "IS_OWN", "SpanTagger", "encode_labels", "settle", "tag"]

#: The classes of the classifier of proposals.
IS_NAME: Final = "name"
IS_OWN: Final = "own"
#: From which probability on a proposal is a name; set on the training papers, each judged by models that never saw it.
_THRESHOLD: Final = 0.42


class SpanTagger:
    """Component `paperkg_tagger`: sets the spans of the notes."""

    _places: WordPlaces
    _asked_for: frozenset[str]

    def use(self, vocabulary: Vocabulary) -> None:
        """Take the names that are known."""
        self._places = WordPlaces(vocabulary)
        self._asked_for = vocabulary.asked_for

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        notes = notes_of(doc)
        found = tag(notes, self._places)
        notes.spans = tuple(_with_asked_for(found, notes, self._asked_for))
        return doc


def tag(notes: Notes, places: WordPlaces) -> list[Span]:
    """Spans that the trained models find in `notes`."""
    context = notes.context
    if not context.tokens:
        return []
    columns = token_columns(notes, notes.candidates, places)
    proposals = proposals_of(notes, weights.chain().stretches(columns, context.sentences))
    features = proposal_features(proposals, notes, notes.candidates, weights.name_rates())
    return settle(proposals, features, context.tokens, weights.linear_model(weights.PROPOSALS))


def _with_asked_for(spans: Sequence[Span], notes: Notes, asked_for: frozenset[str]) -> list[Span]:
    """`spans`, and before all others the names that the user's own vocabulary has."""
    if not asked_for:
        return list(spans)
    own: list[Span] = []
    for candidate in sorted(notes.candidates, key=lambda one: (one.start - one.end, one.start)):
        name = compact(notes.text[candidate.start : candidate.end])
        is_free = all(candidate.end <= other.start or other.end <= candidate.start for other in own)
        if candidate.finder == "aliases" and is_free and not asked_for.isdisjoint((name, name.removesuffix("s"))):
            own.append(Span(candidate.start, candidate.end, candidate.type))
    kept = [span for span in spans if all(span.end <= other.start or other.end <= span.start for other in own)]
    return sorted([*own, *kept], key=lambda span: span.start)


def settle(
    proposals: Sequence[Proposal], features: Iterable[Iterable[str]], tokens: Sequence[Token], classifier: LinearModel
) -> list[Span]:
    """Spans of those of `proposals` that `classifier` takes for names by their `features`, in order of the text."""
    chances = [(_logistic(scores[IS_NAME]), _logistic(scores[IS_OWN])) for scores in map(classifier.scores, features)]
    return chosen(proposals, chances, tokens, _THRESHOLD)


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def encode_labels(tokens: Sequence[Token], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """For each token B- or I- and the kind of the span (start, end, kind) that holds it, or O."""
    labels = [OUTSIDE] * len(tokens)
    for start, end, kind in spans:
        inside = [i for i, token in enumerate(tokens) if token.start >= start and token.end <= end]
        for position, i in enumerate(inside):
            labels[i] = f"{'I' if position else 'B'}-{kind}"
    return labels
