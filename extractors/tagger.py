"""The trained tagger: a linear-chain conditional random field that decides which words name entities.

The rules propose, the tagger decides: their candidates are among its features, beside spelling, neighbours and the role
of the sentence. It was trained on annotated abstracts by `train` (docs/quality.md has the data and the figures); the
weights are a file of this package.

References
----------
.. [1] J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields: probabilistic models for segmenting and
   labeling sequence data", ICML 2001.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from extractors import weights
from extractors.document import Notes, Span, notes_of
from extractors.token_features import Token, token_features, tokens_of
from ontology.terms import EntityType

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["SpanTagger", "decode_labels", "encode_labels", "tag", "train"]

_OUTSIDE: Final = "O"
#: L1 and L2 penalties, iterations of L-BFGS and the rarest feature that counts; chosen on a fifth of the training data.
_PARAMETERS: Final = {
    "c1": 0.1,
    "c2": 0.05,
    "max_iterations": 100,
    "feature.possible_transitions": True,
    "feature.minfreq": 2,
}


class SpanTagger:
    """Component `paperkg_tagger`: sets the spans of the notes."""

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        notes = notes_of(doc)
        notes.spans = tuple(tag(notes, weights.tagger()))
        return doc


def tag(notes: Notes, tagger: Any) -> list[Span]:
    """Spans that `tagger` finds in `notes`; each spelling has one type, the one that it has most often in this text."""
    tokens = tokens_of(notes.text)
    if not tokens:
        return []
    spans = decode_labels(tokens, tagger.tag(token_features(tokens, notes, notes.candidates)))
    # A name does not run from one sentence into the next.
    within = [Span(span.start, min(span.end, notes.sentence_at(span.start).end), span.type) for span in spans]
    return _agreed(notes.text, within)


def encode_labels(tokens: Sequence[Token], spans: Iterable[Span]) -> list[str]:
    """For each token B- or I- and the type of the span that holds it, or O."""
    labels = [_OUTSIDE] * len(tokens)
    for span in spans:
        inside = [i for i, token in enumerate(tokens) if token.start >= span.start and token.end <= span.end]
        for position, i in enumerate(inside):
            labels[i] = f"{'I' if position else 'B'}-{span.type}"
    return labels


def decode_labels(tokens: Sequence[Token], labels: Sequence[str]) -> list[Span]:
    """Spans that `labels` describe; an I- without its B- begins a span."""
    spans: list[Span] = []
    open_type = ""
    for token, label in zip(tokens, labels, strict=True):
        place, _, type = label.partition("-")
        if place == "I" and type == open_type:
            spans[-1] = Span(spans[-1].start, token.end, spans[-1].type)
        elif place != _OUTSIDE:
            spans.append(Span(token.start, token.end, cast(EntityType, type)))
        open_type = type
    return spans


def _agreed(text: str, spans: Sequence[Span]) -> list[Span]:
    votes: dict[str, Counter[EntityType]] = {}
    for span in spans:
        votes.setdefault(text[span.start : span.end], Counter())[span.type] += 1
    # Counter.most_common keeps the order of appearance among equals, so the first mention decides a tie.
    return [Span(s.start, s.end, votes[text[s.start : s.end]].most_common(1)[0][0]) for s in spans]


def train(examples: Iterable[tuple[Notes, Sequence[Span]]], path: Path) -> None:
    """Learn weights from `examples`, notes with candidates and the spans that are right, and write them to `path`.

    The same examples in the same order give the same file.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    for notes, spans in examples:
        tokens = tokens_of(notes.text)
        trainer.append(token_features(tokens, notes, notes.candidates), encode_labels(tokens, spans))
    trainer.train(str(path))
