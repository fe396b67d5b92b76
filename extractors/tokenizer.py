"""The tokens of a text: words, numbers with their decimals, and single signs.

Finer than spaCy's English tokens, so that a name can end inside a hyphenated word, and ten times as fast, because
abstracts need no exceptions for contractions and emoticons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["TOKEN", "FineTokenizer", "Token", "sentence_bounds", "tokens_of"]

#: A word or a sign; white space is none.
TOKEN: Final = re.compile(r"\w+(?:\.\d+)*|[^\w\s]")
#: The same with the one space behind it that spaCy keeps with a token; other white space is a token to spaCy.
_SPACED: Final = re.compile(rf"({TOKEN.pattern})( ?)|(\s)")


class Token(NamedTuple):
    """A word, number or sign of the text, and where it starts and ends."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Tokens of `text` in order; everything that is not white space is in one of them."""
    return [Token(match[0], match.start(), match.end()) for match in TOKEN.finditer(text)]


def sentence_bounds(tokens: Sequence[Token], starts: Sequence[int]) -> list[tuple[int, int]]:
    """First token of each sentence and one beyond its last, for the sentences that have any.

    Parameters
    ----------
    starts : sequence of int
        Where in the text the sentences start; what stands before the first belongs to it.
    """
    bounds: list[tuple[int, int]] = []
    first = 0
    for start in starts[1:]:
        end = first
        while end < len(tokens) and tokens[end].start < start:
            end += 1
        if end > first:
            bounds.append((first, end))
        first = end
    if first < len(tokens):
        bounds.append((first, len(tokens)))
    return bounds


class FineTokenizer:
    """A spaCy tokenizer: `tokenizer(text).text == text` for every text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokens of `text` as a Doc."""
        from spacy.tokens import Doc

        found = _SPACED.findall(text)
        words = [word or white for word, _, white in found]
        return Doc(self.vocab, words=words, spaces=[space == " " for _, space, _ in found])
