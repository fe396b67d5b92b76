"""The words of a question: tokens with their places, the words that carry no content, and their stems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ontology.folding import compact, fold

__all__ = ["FUNCTION_WORDS", "Token", "stem", "tokenize"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a quoted string of a question; ``question[start:end] == text``.

    Attributes
    ----------
    key : str
        The compact folded form, by which words and labels are compared.
    is_quoted : bool
        True for a string in quotes; `text`, `start` and `end` then leave the quotes out.
    is_glued : bool
        True if only a hyphen, a slash or the like stands between this and the token before it.
    """

    text: str
    start: int
    end: int
    key: str
    is_quoted: bool = False
    is_glued: bool = False


_QUOTED: Final = r"\"(?P<double>[^\"]+)\"|“(?P<curly>[^”]+)”|«(?P<angle>[^»]+)»"
#: A word: letters and digits, points between digits, and the signs that tell names apart (C++, C#). A possessive
#: "'s" stays a token of its own, so that "Llama's" is Llama.
_WORD: Final = r"(?P<word>[^\W_]+(?:(?<=\d)\.(?=\d)[^\W_]+)*(?:[+#]+(?!\w))?)"
_SEPARATOR: Final = r"(?P<separator>[,;:?!()]|--|(?<=\s)[–—-](?=\s))"
_TOKEN: Final = re.compile(f"{_QUOTED}|{_WORD}|{_SEPARATOR}")

#: Words that carry no content of their own: what remains unread of a question is judged without them.
FUNCTION_WORDS: Final = frozenset(
    """
    a an the this that these those there it its itself they them their theirs he she his her i me my we us our you your
    is are was were be been being am do does did done doing has have had having can could may might must shall should
    will would get gets got to of in on at by for with from as into onto over under about upon via per between among
    across within during through and or nor but so than then too also very just ever yet still already either neither
    both all any some each every no not never none without only else other another others same such own if when while
    whether because which what who whom whose where how why s t d ll re ve m please kindly hi hello thanks thank
    one ones thing things something anything some sort kind kinds type types lot lots many much more most less least
    few several various different particular specific certain given following well even out up down e g eg ie i.e etc
    go goes going went example examples instance exist exists existing available
    """.split()
)

_SUFFIXES: Final = (
    "izations", "isations", "ization", "isation", "ications", "ication", "ations", "ation", "ating", "ates",
    "ated", "ators", "ator", "ate", "izing", "ising", "ized",
    "ised", "izes", "ises", "ize", "ise", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or",
    "ies", "ied", "es", "ed", "al", "ity", "y", "e", "s",
)  # fmt: skip


def stem(word: str) -> str:
    """A rough stem of a folded `word`, by which a verb finds the noun made of it.

    >>> stem("binarizing") == stem("binarization"), stem("detects") == stem("detection"), stem("hallucinations")
    (True, True, 'hallucin')
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word.removesuffix(suffix)
    return word


def tokenize(question: str) -> list[Token]:
    """The tokens of `question` in order; punctuation that separates clauses is a token with its sign as key."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(question):
        group = match.lastgroup or ""
        text = match[group]
        start = match.start(group)
        if group == "separator":
            key = "," if text in {",", ";", "(", ")", ":"} else text
        else:
            key = compact(text) if group == "word" else fold(text)
        if not key:
            continue
        before = question[tokens[-1].end : start] if tokens else " "
        is_glued = bool(tokens) and group == "word" and len(before) <= 1 and not before.isspace()
        tokens.append(Token(text, start, match.end(group), key, group not in {"word", "separator"}, is_glued))
    return tokens
