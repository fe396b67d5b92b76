"""Vectors of words that lie close where words are used alike, counted in the texts that are learnt from.

What a classifier learns of one word then holds for its neighbours, seen in training or not. They are only read in
training: a linear classifier over sums of vectors is one over words, so they are folded into its weights.

References
----------
.. [1] O. Levy, Y. Goldberg, I. Dagan, "Improving distributional similarity with lessons learned from word embeddings",
   TACL 3 (2015).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WordVectors"]

#: Words, as the features of a paper's type have them.
_WORD: Final = re.compile(r"[a-z][\w-]*|\?|:")
_WINDOW: Final = 8
#: Power that the counts of neighbours are raised to, which keeps rare ones from looking close to all.
_SMOOTHING: Final = 0.75
_SEED: Final = 0


@dataclass(frozen=True)
class WordVectors:
    """One vector a word, the longer the fewer texts have the word.

    Attributes
    ----------
    words : tuple of str
        From the most frequent.
    vectors : array of shape (words, dimensions)
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float64]

    @classmethod
    def learn(cls, texts: Sequence[str], *, dimensions: int, rarest: int) -> WordVectors:
        """Count which words stand near which, and keep what matters most of it.

        Parameters
        ----------
        rarest : int
            Words are left out that fewer of `texts` have.
        """
        import numpy as np
        from scipy.sparse import csr_matrix
        from sklearn.utils.extmath import randomized_svd

        documents = [_WORD.findall(text.lower()) for text in texts]
        having = Counter(word for document in documents for word in set(document))
        words = [word for word in sorted(having, key=lambda word: (-having[word], word)) if having[word] >= rarest]
        number = {word: i for i, word in enumerate(words)}
        # All texts in a row, with a gap between any two that no window reaches across; unknown words are -1.
        row = np.array(
            [code for document in documents for code in (*(number.get(w, -1) for w in document), *[-1] * _WINDOW)],
            dtype=np.int64,
        )
        near = csr_matrix((len(words), len(words)))
        for distance in range(1, _WINDOW + 1):
            left, right = row[:-distance], row[distance:]
            known = (left >= 0) & (right >= 0)
            pairs = (np.full(int(known.sum()), 1 / distance), (left[known], right[known]))
            found = csr_matrix(pairs, shape=near.shape)
            near = near + found + found.T
        total = np.asarray(near.sum(axis=1)).ravel()
        chance = total**_SMOOTHING
        chance /= chance.sum()
        cells = near.tocoo()
        surprise = np.log(cells.data / (total[cells.row] * chance[cells.col]))
        kept = surprise > 0
        surprising = csr_matrix((surprise[kept], (cells.row[kept], cells.col[kept])), shape=near.shape)
        left_vectors, strength, _ = randomized_svd(surprising, dimensions, n_iter=3, random_state=_SEED)
        vectors = left_vectors * np.sqrt(strength)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        share = np.array([having[word] for word in words]) / len(texts)
        vectors -= np.average(vectors, axis=0, weights=share)
        vectors *= -np.log(share)[:, None]
        return cls(tuple(words), vectors)
