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

from extractors.linear import WIDTH, LinearModel, columns, fit, matrix_of
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
    from scipy.sparse import hstack

    having = Counter(feature for features, _ in examples for feature in set(features))
    papers = matrix_of([columns(one for one in features if having[one] >= _RAREST) for features, _ in examples])
    places = [_of_place(place, vectors) for place in _PLACES]
    sums = [papers @ place for place in places]
    lengths = [np.sqrt(one.multiply(one).sum() / len(examples)) for one in sums]
    scales = [_LENGTH / length if length else 0.0 for length in lengths]
    inputs = hstack([papers, *(one * scale for one, scale in zip(sums, scales, strict=True))]).tocsr()
    targets = [[label == name for _, label in examples] for name in classes]
    fitted, biases = fit(inputs, targets, penalty=penalty, importance=importance)
    weights, *folded = np.split(fitted, WIDTH + vectors.vectors.shape[1] * np.arange(len(places)), axis=1)
    for place, scale, part in zip(places, scales, folded, strict=True):
        weights = weights + (place @ part.T).T * scale
    return LinearModel(tuple(classes), weights.astype(np.float16), biases.astype(np.float32))


def _of_place(place: str, vectors: WordVectors) -> csr_matrix[Any]:
    """The vector of each column that a word of `place` falls into."""
    import numpy as np
    from scipy.sparse import csr_matrix

    at = [zlib.crc32(f"{place}={word}".encode()) % WIDTH for word in vectors.words]
    ones = csr_matrix((np.ones(len(at)), (at, np.arange(len(at)))), shape=(WIDTH, len(at)))
    return csr_matrix(ones @ csr_matrix(vectors.vectors))
