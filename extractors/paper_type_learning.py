"""Learning to tell the type of a paper from few annotated ones.

Logistic regression over the features, and over the sums of the vectors of the words in the title, in the statement of
the contribution and in the abstract. The second part says the same of words that are used alike. Both are linear in
the words, so the result is one weight a feature, and vectors are not needed to classify.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from extractors.linear import WIDTH, LinearModel, columns
from extractors.word_vectors import WordVectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["learn"]

#: A feature counts if so many papers have it: the others share the columns of those that do, and say little.
_RAREST: Final = 2
#: Places whose words are summed up, as `paper_type_features` calls them.
_PLACES: Final = ("title", "main", "body")
#: How long the sum of a place is in the mean paper, beside a length of 1 for any other feature.
_LENGTH: Final = 6.0


def learn(
    examples: Sequence[tuple[Sequence[str], str]],
    classes: Sequence[str],
    vectors: WordVectors,
    *,
    penalty: float,
    importance: Sequence[float],
) -> LinearModel:
    """Learn by logistic regression, each class against the rest.

    Parameters
    ----------
    examples : sequence of (features, class)
        The features of each paper, and its type.
    penalty : float
        Inverse strength of the L2 penalty.
    importance : sequence of float
        Weight of each example.
    """
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    having = Counter(feature for features, _ in examples for feature in set(features))
    found = [columns(feature for feature in features if having[feature] >= _RAREST) for features, _ in examples]
    pointers = np.cumsum([0, *map(len, found)])
    cells = np.array([column for one in found for column in one], dtype=np.int64)
    papers = csr_matrix((np.ones(len(cells)), cells, pointers), shape=(len(examples), WIDTH))
    places = [_of_place(place, vectors) for place in _PLACES]
    sums = [papers @ place for place in places]
    lengths = [np.sqrt(one.multiply(one).sum() / len(examples)) for one in sums]
    scales = [_LENGTH / length if length else 0.0 for length in lengths]
    inputs = hstack([papers, *(one * scale for one, scale in zip(sums, scales, strict=True))]).tocsr()
    weights = np.zeros((len(classes), WIDTH), dtype=np.float16)
    biases = np.zeros(len(classes), dtype=np.float32)
    for row, name in enumerate(classes):
        target = np.array([label == name for _, label in examples])
        if target.all() or not target.any():
            biases[row] = 10.0 if target.all() else -10.0
            continue
        fitted = LogisticRegression(C=penalty, max_iter=400).fit(inputs, target, sample_weight=importance)
        own, *folded = np.split(fitted.coef_[0], WIDTH + vectors.vectors.shape[1] * np.arange(len(places)))
        for place, scale, part in zip(places, scales, folded, strict=True):
            own = own + place @ part * scale
        weights[row] = own.astype(np.float16)
        biases[row] = fitted.intercept_[0]
    return LinearModel(tuple(classes), weights, biases)


def _of_place(place: str, vectors: WordVectors) -> csr_matrix[Any]:
    """The vector of each column that a word of `place` falls into."""
    import numpy as np
    from scipy.sparse import csr_matrix

    at = [zlib.crc32(f"{place}={word}".encode()) % WIDTH for word in vectors.words]
    ones = csr_matrix((np.ones(len(at)), (at, np.arange(len(at)))), shape=(WIDTH, len(at)))
    return csr_matrix(ones @ csr_matrix(vectors.vectors))
