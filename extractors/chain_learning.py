"""Learning the weights of a `ChainModel`: stochastic gradient descent on the likelihood of the annotation.

Step sizes adapt to each weight (AdaGrad), features are dropped at random so that no weight leans on its neighbours,
and the weights of the later epochs are averaged. A document may come in several readings, of which each epoch takes
another: so the model can be shown the same text with other names unknown.

References
----------
.. [1] J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
   JMLR 12 (2011).
.. [2] C. Sutton, M. Sindelar, A. McCallum, "Reducing weight undertraining in structured discriminative learning",
   NAACL 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from extractors.chain import ChainModel, Columns, forward_backward, labels_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Example", "learn"]

_EPOCHS: Final = 10
_STEP: Final = 0.1
_PENALTY: Final = 1e-5
_DROPPED: Final = 0.15
#: Sentences a step.
_BATCH: Final = 200
#: A feature counts if it occurs this often in each reading, on average.
_RAREST: Final = 2
_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One document: its readings, the sentences as (first token, end), the label of each token, and its weight."""

    readings: Sequence[Columns]
    sentences: Sequence[tuple[int, int]]
    labels: Sequence[str]
    #: How often each of its sentences is seen in an epoch.
    copies: int = 1


def learn(examples: Sequence[Example], kinds: Sequence[str]) -> ChainModel:
    """Learn from `examples`, which all have the same number of readings; the same examples give the same model.

    Parameters
    ----------
    kinds : sequence of str
        Kinds of names; labels of `examples` are those of `labels_of`.
    """
    import numpy as np

    rows, matrices = _matrices(examples)
    labels = labels_of(kinds)
    number = {label: i for i, label in enumerate(labels)}
    targets = np.array([number[label] for example in examples for label in example.labels])
    sentences: list[tuple[int, int]] = []
    order: list[int] = []
    offset = 0
    for example in examples:
        for start, end in example.sentences:
            order += [len(sentences)] * example.copies
            sentences.append((offset + start, offset + end))
        offset += len(example.labels)
    descent = _Descent(matrices[0].shape[1], labels)
    chance = np.random.default_rng(_SEED)
    sums: list[Any] = []
    lengths = np.array([end - start for start, end in sentences])
    for epoch in range(_EPOCHS):
        shuffled = chance.permutation(order)
        # Sentences of like length share a batch, so that little is padded.
        shuffled = shuffled[np.argsort(lengths[shuffled] // 12, kind="stable")]
        batches = [shuffled[i : i + _BATCH] for i in range(0, len(shuffled), _BATCH)]
        for batch in chance.permutation(len(batches)):
            chosen = [sentences[i] for i in batches[batch]]
            descent.step(matrices[epoch % len(matrices)], targets, chosen, chance)
        if epoch >= _EPOCHS // 2:
            now = (descent.states, descent.steps, descent.starts)
            sums = [a + b for a, b in zip(sums, now, strict=True)] if sums else [weights.copy() for weights in now]
    states, steps, starts = (total / (_EPOCHS - _EPOCHS // 2) for total in sums)
    steps = np.where(descent.is_allowed, steps, -np.inf)
    unknown = np.zeros((1, len(labels)), dtype=np.float32)
    # As precise as `save` keeps it, so that a fresh model and one that was read back say the same.
    states = np.concatenate([unknown, states]).astype(np.float16).astype(np.float32)
    starts = np.where([label.startswith("I-") for label in labels], -np.inf, starts)
    steps, starts = (weights.astype(np.float32).astype(np.float64) for weights in (steps, starts))
    return ChainModel(tuple(kinds), rows, states, steps, starts)


def _matrices(examples: Sequence[Example]) -> tuple[dict[str, dict[str, int]], list[Any]]:
    """Row of each common feature, counted from 1, and for each reading a matrix of tokens by features."""
    import numpy as np
    from scipy.sparse import csr_matrix

    numbers: dict[tuple[str, str], int] = {}
    readings = []
    for reading in range(len(examples[0].readings)):
        tokens: list[int] = []
        features: list[int] = []
        offset = 0
        for example in examples:
            columns = example.readings[reading]
            for template, values in columns.single:
                features += [numbers.setdefault((template, value), len(numbers)) for value in values]
                tokens += range(offset, offset + len(values))
            for token, several in columns.several:
                features.append(numbers.setdefault(("", several), len(numbers)))
                tokens.append(offset + token)
            offset += len(example.labels)
        readings.append((np.array(tokens), np.array(features)))
    counts = sum(np.bincount(features, minlength=len(numbers)) for _, features in readings)
    is_kept = np.asarray(counts >= _RAREST * len(readings))
    place = np.cumsum(is_kept) - 1
    size = int(is_kept.sum())
    rows: dict[str, dict[str, int]] = {}
    for (template, name), feature in numbers.items():
        if is_kept[feature]:
            rows.setdefault(template, {})[name] = int(place[feature]) + 1
    matrices = []
    for token_of, feature_of in readings:
        kept = is_kept[feature_of]
        cells = (np.ones(int(kept.sum()), dtype=np.float32), (token_of[kept], place[feature_of[kept]]))
        matrix = csr_matrix(cells, shape=(offset, size))
        matrix.sort_indices()
        matrices.append(matrix)
    return rows, matrices


class _Descent:
    """The weights while they are learnt, and the sums of squared gradients that set their step sizes."""

    def __init__(self, features: int, labels: Sequence[str]) -> None:
        import numpy as np

        count = len(labels)
        self.states = np.zeros((features, count), dtype=np.float32)
        self.steps = np.zeros((count, count))
        self.starts = np.zeros(count)
        self.squares = [np.full(w.shape, 1e-8, dtype=w.dtype) for w in (self.states, self.steps, self.starts)]
        self.is_allowed = np.array(
            [[not b.startswith("I-") or a.endswith(b[1:]) for b in labels] for a in labels], dtype=bool
        )

    def step(
        self, matrix: Any, targets: NDArray[np.int64], sentences: Sequence[tuple[int, int]], chance: np.random.Generator
    ) -> None:
        """One step down the gradient of the negative log-likelihood of `sentences`."""
        import numpy as np

        lengths = np.array([end - start for start, end in sentences])
        tokens = np.concatenate([np.arange(start, end) for start, end in sentences])
        sentence = np.repeat(np.arange(len(sentences)), lengths)
        position = np.concatenate([np.arange(length) for length in lengths])
        seen = matrix[tokens]
        kept = chance.random(len(seen.data), dtype=np.float32) >= _DROPPED
        seen.data = kept.astype(np.float32) / np.float32(1 - _DROPPED)
        scores = np.zeros((len(sentences), int(lengths.max()), len(self.starts)))
        scores[sentence, position] = seen @ self.states
        scores[:, 0] += self.starts
        passes = forward_backward(scores, lengths, np.exp(self.steps) * self.is_allowed)
        expected = (passes.forward * passes.backward)[sentence, position]
        right = targets[tokens]
        surplus = expected.copy()
        surplus[np.arange(len(tokens)), right] -= 1
        columns = np.unique(seen.indices)
        gradient = (seen.T.tocsr()[columns] @ surplus.astype(np.float32)) / len(sentences)
        squares = self.squares[0]
        gradient += _PENALTY * self.states[columns]
        squares[columns] += gradient * gradient
        self.states[columns] -= _STEP * gradient / (np.sqrt(squares[columns]) + 1e-6)
        is_inner = np.arange(scores.shape[1])[1:] < lengths[:, None]
        weighted = passes.emissions[:, 1:] * passes.backward[:, 1:] / passes.scale[:, 1:, None] * is_inner[:, :, None]
        steps = np.einsum("sta,stb->ab", passes.forward[:, :-1], weighted) * passes.follow
        is_follower = position[1:] > 0
        np.add.at(steps, (right[:-1][is_follower], right[1:][is_follower]), -1)
        starts = surplus[position == 0].sum(axis=0)
        self.squares[1] += (steps := steps / len(sentences)) ** 2
        self.squares[2] += (starts := starts / len(sentences)) ** 2
        self.steps -= _STEP * steps / (np.sqrt(self.squares[1]) + 1e-6)
        self.starts -= _STEP * starts / (np.sqrt(self.squares[2]) + 1e-6)
