"""A linear-chain conditional random field: how likely each stretch of a sentence is a name of each kind.

The model is a table of weights, one row a feature and one column a label, beside the weights of one label following
another. Reading a document is a sum of rows for each token and one forward and one backward pass over all its sentences
at once; numpy does both. `extractors.chain_learning` learns the weights.

Labels are O, and B- and I- with a kind: the first token of a name and the others.

References
----------
.. [1] J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields: probabilistic models for segmenting and
   labeling sequence data", ICML 2001.
.. [2] L. Rabiner, "A tutorial on hidden Markov models", Proceedings of the IEEE 77 (1989), section V.A: scaling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OUTSIDE", "ChainModel", "Columns", "Stretch", "forward_backward", "labels_of"]

OUTSIDE: Final = "O"
#: Stretches that are less likely than this are not worth a look.
_FLOOR: Final = 0.04
_LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """Features of the tokens of one document.

    Attributes
    ----------
    single : sequence of (template, values)
        Templates that give each token exactly one value, such as its word.
    several : sequence of (token, feature)
        Features of which a token may have any number.
    """

    single: Sequence[tuple[str, Sequence[str]]]
    several: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens `first` to `last`, both inclusive, and how likely they are exactly one name of a kind."""

    first: int
    last: int
    kind: str
    probability: float


def labels_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """All labels of `kinds`, `OUTSIDE` first."""
    return (OUTSIDE, *(f"{place}-{kind}" for kind in kinds for place in "BI"))


@dataclass(frozen=True)
class ChainModel:
    """Weights and the features that they belong to.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of names.
    rows : mapping of str to mapping of str to int
        By template, the row of each value; features of which a token may have several are under the template "".
    states : array of shape (features + 1, labels)
        Row 0 is zero: it stands for all unknown features.
    steps : array of shape (labels, labels)
        Weight of one label followed by another; minus infinity where it cannot be.
    starts : array of shape (labels,)
        Weight of a label at the beginning of a sentence.
    """

    kinds: tuple[str, ...]
    rows: Mapping[str, Mapping[str, int]]
    states: NDArray[np.float32]
    steps: NDArray[np.float64]
    starts: NDArray[np.float64]

    def stretches(self, columns: Columns, sentences: Sequence[tuple[int, int]]) -> list[Stretch]:
        """Stretches of tokens that may be names, in order of their beginning.

        Parameters
        ----------
        columns : Columns
            Features of all tokens.
        sentences : sequence of (int, int)
            First token of each sentence, and one beyond its last; none is empty.
        """
        import numpy as np

        if not sentences:
            return []
        scores = self.scores(columns)
        lengths = np.array([end - start for start, end in sentences])
        padded = np.zeros((len(sentences), int(lengths.max()), scores.shape[1]))
        for number, (start, end) in enumerate(sentences):
            padded[number, : end - start] = scores[start:end]
        padded[:, 0] += self.starts
        passes = forward_backward(padded, lengths, np.exp(self.steps))
        found = []
        for place, kind in enumerate(self.kinds):
            begin, inside = 2 * place + 1, 2 * place + 2
            beginning = passes.forward[:, :, begin] * passes.backward[:, :, begin]
            for sentence, first in zip(*np.nonzero(beginning > _FLOOR), strict=True):
                if first < lengths[sentence]:
                    start = sentences[sentence][0]
                    for last, probability in _ends(passes, sentence, first, lengths[sentence], begin, inside):
                        found.append(Stretch(start + int(first), start + int(last), kind, probability))
        return sorted(found, key=lambda one: (one.first, one.last, one.kind))

    def scores(self, columns: Columns) -> NDArray[np.float64]:
        """Sum of the weights of each token's features, of shape (tokens, labels)."""
        import numpy as np

        table = [
            [known.get(value, 0) for value in values]
            for template, values in columns.single
            if (known := self.rows.get(template)) is not None
        ]
        total: NDArray[np.float64] = self.states[np.array(table)].sum(axis=0, dtype=np.float64)
        known = self.rows.get("", {})
        pairs = [(token, row) for token, feature in columns.several if (row := known.get(feature, 0))]
        if pairs:
            tokens, rows = zip(*pairs, strict=True)
            np.add.at(total, np.array(tokens), self.states[np.array(rows)])
        return total

    def save(self, path: Path) -> None:
        """Write the model in half precision; the same model gives the same bytes."""
        import numpy as np

        names = sorted((row, f"{template}\t{value}") for template, of in self.rows.items() for value, row in of.items())
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                kinds=np.array(self.kinds),
                features=np.frombuffer("\n".join(name for _, name in names).encode(), dtype=np.uint8),
                states=self.states.astype(np.float16),
                steps=self.steps.astype(np.float32),
                starts=self.starts.astype(np.float32),
            )

    @classmethod
    def load(cls, source: Any) -> ChainModel:
        """Read what `save` wrote; `source` is a path or an open binary file."""
        import numpy as np

        with np.load(source) as stored:
            rows: dict[str, dict[str, int]] = {}
            for row, line in enumerate(stored["features"].tobytes().decode().split("\n"), start=1):
                template, _, value = line.partition("\t")
                rows.setdefault(template, {})[value] = row
            return cls(
                tuple(str(kind) for kind in stored["kinds"]),
                rows,
                stored["states"].astype(np.float32),
                stored["steps"].astype(np.float64),
                stored["starts"].astype(np.float64),
            )


@dataclass(frozen=True, slots=True)
class Passes:
    """What the forward and the backward pass found; the product of the two is how likely a label is at a token.

    All but `follow` have the shape (sentences, tokens, labels), `scale` (sentences, tokens).
    """

    emissions: NDArray[np.float64]
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    scale: NDArray[np.float64]
    follow: NDArray[np.float64]


def forward_backward(scores: NDArray[np.float64], lengths: NDArray[np.int64], follow: NDArray[np.float64]) -> Passes:
    """Both passes over sentences of unequal length, scaled at each token so that nothing under- or overflows.

    Parameters
    ----------
    scores : array of shape (sentences, tokens, labels)
        Padded with anything behind the end of a sentence.
    lengths : array of shape (sentences,)
        In tokens, each at least 1.
    follow : array of shape (labels, labels)
        Exponential of the weight of one label following another.
    """
    import numpy as np

    count, longest, _ = scores.shape
    emissions = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward, backward = np.empty_like(emissions), np.empty_like(emissions)
    scale = np.ones((count, longest))
    is_there = np.arange(longest) < lengths[:, None]
    state = emissions[:, 0]
    for token in range(longest):
        if token:
            state = (state @ follow) * emissions[:, token]
        scale[:, token] = state.sum(axis=1)
        state = state / scale[:, token, None]
        forward[:, token] = state
    ending = np.ones((count, scores.shape[2]))
    backward[:, -1] = ending
    for token in range(longest - 1, 0, -1):
        before = (emissions[:, token] * backward[:, token] / scale[:, token, None]) @ follow.T
        backward[:, token - 1] = np.where(is_there[:, token, None], before, ending)
    return Passes(emissions, forward, backward, scale, follow)


def _ends(
    passes: Passes, sentence: int, first: int, length: int, begin: int, inside: int
) -> Iterable[tuple[int, float]]:
    """Where a name that begins at token `first` may end, and how likely it is one name from there to here."""
    probability = float(passes.forward[sentence, first, begin] * passes.backward[sentence, first, begin])
    label = begin
    for last in range(first, min(length, first + _LONGEST)):
        goes_on = 0.0
        if last + 1 < length:
            goes_on = float(
                passes.follow[label, inside]
                * passes.emissions[sentence, last + 1, inside]
                * passes.backward[sentence, last + 1, inside]
                / passes.scale[sentence, last + 1]
                / passes.backward[sentence, last, label]
            )
        if (here := probability * (1 - goes_on)) > _FLOOR:
            yield last, here
        probability *= goes_on
        label = inside
        if probability < _FLOOR:
            return
