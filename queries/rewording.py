"""A question in plain words: what people write in several ways is put in the one way that the grammar knows.

Only phrases without content are touched: shorthand, numbers ("five or more", "5+", "twice"), and ways of asking whether
something is so. Strings in quotes stay as they are, and so does everything that no rule knows.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["reword"]

_NUMBER: Final = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred)"
)
_PAPER: Final = r"(?:papers?|stud(?:y|ies)|articles?|works?|publications?)"
_UP: Final = r"(?:more|above|over|greater|higher|up|beyond)"
_DOWN: Final = r"(?:fewer|less|below|under|lower)"
#: A question that asks whether what follows is so.
_WHETHER: Final = (
    r"(?:is|was) it (?:really |actually )?(?:true|right|correct|the case|so|a fact) that|it is true that|"
    r"(?:can|could) you (?:please )?(?:confirm|verify|check) (?:that|if|whether)|(?:please )?confirm (?:that|whether)|"
    r"(?:please )?check (?:if|whether)|am i right that|(?:please )?(?:can you )?tell me (?:if|whether)|"
    r"do you know (?:if|whether)|(?:i wonder|i am wondering|i'm wondering|i(?: would|'d)? (?:like|want) to know) "
    r"(?:if|whether)"
)
#: What people add to a statement to make a question of it.
_TAG: Final = (
    r"(?:right|correct|true|yes|no|or not|yes or no|is(?:n't| not) it|does(?:n't| not) it|did(?:n't| not) (?:it|they)|"
    r"is that (?:right|so|true|correct))"
)
_RULES: Final[tuple[tuple[str, str], ...]] = (
    # shorthand
    (r"\babt\b", "about"), (r"\bw/o\b", "without"), (r"\bw/ ?(?=\w)", "with "), (r"\bppl\b", "people"),
    (r"\bp(?:ls|lz)\b", "please"), (r"\bu\b(?= (?:tell|show|give|find|list|know|have))", "you"),
    (r"\br\b(?= (?:about|on|there|used|in)\b)", "are"), (r"\bb/w\b", "between"),
    (r"\bhow much (?=(?:papers?|stud(?:y|ies)|surveys?|models?|datasets?|benchmarks?|methods?|languages?|tasks?)\b)",
     "how many "),
    (r"(?<=\w) -(?=[a-z])", " but not "),
    (r"\b(?:gets|get|got|getting) (?=\w+ed\b)", "is "),
    (r"\b(?:in |from |of |during )?the (19|20)(\d)0s\b", r"between \g<1>\g<2>0 and \g<1>\g<2>9"),
    # "5+", "five or more", "five papers or more", "between 3 and 5 papers"
    (r"(?<![\w.+-])(\d+)\+(?=\s)", r"at least \1"),
    (rf"\b({_NUMBER}) or {_UP}\b", r"at least \1"), (rf"\b({_NUMBER}) or {_DOWN}\b", r"at most \1"),
    (rf"\b({_NUMBER}) ((?:[a-z]+ )?[a-z]+s) or {_UP}\b", r"at least \1 \2"),
    (rf"\b({_NUMBER}) ((?:[a-z]+ )?[a-z]+s) or {_DOWN}\b", r"at most \1 \2"),
    (rf"\b((?:in|by) )?(?:between|from) ({_NUMBER}) (?:and|to) ({_NUMBER})(?<!\d\d\d\d)(?= [a-z])",
     r"\1at least \2 at most \3"),
    (r"\b(at least|more than|over|exactly|at most|no more than) one of\b", r"\1 1 of"),
    # "once", "more than twice", "at least five times"
    (r"\b(?:only|just|exactly) (?:once|one time|a single time)\b", "by exactly one paper"),
    (r"\b(?:more than once|multiple times|several times|repeatedly|at least twice)\b", "by at least two papers"),
    (r"\b(?:only|just|exactly) twice\b", "by exactly two papers"),
    (rf"\b(at least|more than|at most|fewer than|less than|exactly|over) ({_NUMBER}) times\b", r"by \1 \2 papers"),
    (rf"\b(?:by|in) (?:a|one|just one|only one|only a|just a|exactly one) single {_PAPER}\b", "by exactly one paper"),
    (rf"\b(by|in) (?:only|just) ({_NUMBER}) ({_PAPER})\b", r"\1 exactly \2 \3"),
)  # fmt: skip
_COMPILED: Final = tuple((re.compile(pattern, re.IGNORECASE), text) for pattern, text in _RULES)
_ASKS_WHETHER: Final = re.compile(rf"^\s*(?:{_WHETHER})\s+", re.IGNORECASE)
_ENDS_WITH_TAG: Final = re.compile(rf"\s*[,–-]+\s*{_TAG}\s*[?.!]*\s*$", re.IGNORECASE)
_PARTS: Final = re.compile(r"(\"[^\"]*\"|“[^”]*”|«[^»]*»)")


def reword(question: str) -> str:
    """`question` in the words that the grammar knows; what stands in quotes is kept.

    A question whether something is so begins with "whether".

    >>> reword("methods used in 5+ papers"), reword("datasets used only once")
    ('methods used in at least 5 papers', 'datasets used by exactly one paper')
    >>> reword("LoRA is used on Hindi, right?")
    'whether LoRA is used on Hindi'
    """
    parts = _PARTS.split(question)
    for position in range(0, len(parts), 2):
        for pattern, text in _COMPILED:
            parts[position] = pattern.sub(text, parts[position])
    text = "".join(parts)
    if (found := _ASKS_WHETHER.match(text)) is not None:
        return f"whether {text[found.end() :]}"
    if (found := _ENDS_WITH_TAG.search(text)) is not None and '"' not in text[found.start() :]:
        return f"whether {text[: found.start()].strip()}"
    return text
