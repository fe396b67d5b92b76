"""Linear classifiers over hashed features: small files, no library at run time but numpy.

A feature is a string; its column is its CRC-32 modulo the width of the model, so that there is no dictionary to ship.
Weights are kept in half precision, which costs no accuracy that could be measured and half the size.

References
----------
.. [1] K. Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["WIDTH", "LinearModel", "columns", "fit", "matrix_of"]

#: Columns of every model.
WIDTH: Final = 1 << 17


def columns(features: Iterable[str]) -> list[int]:
    """Columns of `features`, sorted, each once."""
    return sorted({zlib.crc32(feature.encode()) % WIDTH for feature in features})


@dataclass(frozen=True)
class LinearModel:
    """One weight vector a class.

    Attributes
    ----------
    classes : tuple of str
        Names of the classes, in the order of the rows.
    weights : array of shape (classes, WIDTH)
        Half precision.
    biases : array of shape (classes,)
        Single precision.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.float16]
    biases: NDArray[np.float32]

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """The score of each class: a log-odds where the classes were learnt each against the rest."""
        import numpy as np

        # In double precision a sum of these weights is exact, so it does not depend on their order.
        found = self._by_column.take(columns(features), axis=0).sum(axis=0, dtype=np.float64) + self.biases
        return dict(zip(self.classes, found.tolist(), strict=True))

    @cached_property
    def _by_column(self) -> NDArray[np.float16]:
        """The weights, those of one column side by side: a feature then costs one line of the processor's cache."""
        import numpy as np

        return np.ascontiguousarray(self.weights.T)

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        import numpy as np

        with path.open("wb") as file:
            # Most weights are zero: only the others are kept.
            rows, cells = np.nonzero(self.weights)
            np.savez_compressed(
                file,
                classes=np.array(self.classes),
                rows=rows.astype(np.uint8),
                cells=cells.astype(np.uint32),
                values=self.weights[rows, cells],
                biases=self.biases,
            )

    @classmethod
    def load(cls, source: Any) -> LinearModel:
        """Read what `save` wrote; `source` is a path or an open binary file."""
        import numpy as np

        with np.load(source) as stored:
            classes = tuple(str(name) for name in stored["classes"])
            weights = np.zeros((len(classes), WIDTH), dtype=np.float16)
            weights[stored["rows"], stored["cells"]] = stored["values"]
            return cls(classes, weights, stored["biases"])

    @classmethod
    def learn(
        cls,
        examples: Sequence[tuple[Iterable[str], str | None]] | Sequence[tuple[Iterable[str], frozenset[str]]],
        classes: Sequence[str],
        *,
        penalty: float,
        importance: Sequence[float] | None = None,
    ) -> LinearModel:
        """Learn by logistic regression, each class against the rest.

        Parameters
        ----------
        examples : sequence of (features, labels)
            Labels are one class, or the set of those that hold.
        penalty : float
            Inverse strength of the L2 penalty.
        importance : sequence of float, optional
            Weight of each example.
        """
        import numpy as np

        found = [(columns(features), labels) for features, labels in examples]
        targets = [
            [name == held or (isinstance(held, frozenset) and name in held) for _, held in found] for name in classes
        ]
        weights, biases = fit(
            matrix_of([of_one for of_one, _ in found]), targets, penalty=penalty, importance=importance
        )
        return cls(tuple(classes), weights.astype(np.float16), biases.astype(np.float32))


def matrix_of(examples: Sequence[Sequence[int]]) -> csr_matrix[Any]:
    """A row for each of `examples`, which name the columns that are 1, of `WIDTH` columns."""
    import numpy as np
    from scipy.sparse import csr_matrix

    pointers = np.cumsum([0, *map(len, examples)])
    cells = np.fromiter((column for example in examples for column in example), dtype=np.int64, count=pointers[-1])
    return csr_matrix((np.ones(len(cells)), cells, pointers), shape=(len(examples), WIDTH))


def fit(
    matrix: Any, targets: Sequence[Sequence[bool]], *, penalty: float, importance: Sequence[float] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logistic regression of each of `targets` on the rows of `matrix`: a row of weights and a bias for each.

    A class that all examples have, or none, gets a bias alone.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((len(targets), matrix.shape[1]))
    biases = np.zeros(len(targets))
    for row, target in enumerate(targets):
        if all(target) or not any(target):
            biases[row] = 10.0 if all(target) else -10.0
            continue
        fitted = LogisticRegression(C=penalty, max_iter=400).fit(matrix, target, sample_weight=importance)
        weights[row] = fitted.coef_[0]
        biases[row] = fitted.intercept_[0]
    return weights, biases
