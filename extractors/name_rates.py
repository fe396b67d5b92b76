"""How often a spelling names something where it occurs: counted over annotated papers.

A name such as "BLEU" is one in nearly every paper that has the word; "robustness" names a task in some of them only.
Counts are kept under the CRC-32 of what they count, as the columns of `extractors.linear` are: no names are shipped.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ontology.folding import compact

__all__ = ["NameRates", "spellings"]

#: Tokens of the longest spelling that is counted.
_LONGEST: Final = 8
_MOST: Final = 65535


def spellings(words: Sequence[str]) -> Iterator[str]:
    """The folded spelling of every stretch of `words`; one may come twice."""
    folded = [compact(word) for word in words]
    for first in range(len(folded)):
        joined = ""
        for word in folded[first : first + _LONGEST]:
            joined += word
            if word:
                yield joined


@dataclass(frozen=True)
class NameRates:
    """Counts of papers.

    Attributes
    ----------
    counts : mapping of int to int
        Under the code of a spelling, the papers that hold it; under that of a type and a spelling, those in which it
        names something of the type.
    """

    counts: Mapping[int, int]
    _less: Mapping[int, int] = field(default_factory=dict)

    def of(self, type: str, key: str) -> tuple[int, int]:
        """In how many papers `key`, which is folded, names something of `type`, and how many papers hold it."""
        named, held = zlib.crc32(f"{type}|{key}".encode()), zlib.crc32(key.encode())
        count = self.counts.get(named, 0) - self._less.get(named, 0)
        return count, max(count, self.counts.get(held, 0) - self._less.get(held, 0))

    def without(self, held: Iterable[str], named: Set[tuple[str, str]]) -> NameRates:
        """The counts without one paper: the spellings that it holds, and the types and spellings annotated in it."""
        return NameRates(self.counts, _codes(held, named))

    @classmethod
    def learn(cls, papers: Iterable[tuple[Set[str], Set[tuple[str, str]]]]) -> NameRates:
        """Count over `papers`: of each the spellings that it holds, and the types and spellings annotated in it."""
        held_in: Counter[str] = Counter()
        counts: Counter[int] = Counter()
        named_ever: set[str] = set()
        for held, named in papers:
            held_in.update(held)
            counts.update(zlib.crc32(f"{type}|{key}".encode()) for type, key in named)
            named_ever.update(key for _, key in named)
        counts.update({zlib.crc32(key.encode()): held_in[key] for key in named_ever if held_in[key]})
        return cls(counts)

    def save(self, path: Path) -> None:
        """Write the counts; the same counts give the same bytes."""
        import numpy as np

        codes = sorted(self.counts)
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                codes=np.array(codes, dtype=np.uint32),
                counts=np.array([min(self.counts[code], _MOST) for code in codes], dtype=np.uint16),
            )

    @classmethod
    def load(cls, source: Any) -> NameRates:
        """Read what `save` wrote; `source` is a path or an open binary file."""
        import numpy as np

        with np.load(source) as stored:
            return cls(dict(zip(stored["codes"].tolist(), stored["counts"].tolist(), strict=True)))


def _codes(held: Iterable[str], named: Iterable[tuple[str, str]]) -> dict[int, int]:
    codes = [*set(held), *(f"{type}|{key}" for type, key in named)]
    return dict(Counter(zlib.crc32(code.encode()) for code in codes))
