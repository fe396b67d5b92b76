"""What kind of word a word is, as its spelling and short lists tell.

No tagger of parts of speech comes with spaCy, and none is needed: the models that read these classes weigh them beside
the words themselves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from extractors.nouns import type_of_noun

__all__ = ["OF_AUTHORS", "PREPOSITIONS", "verb_stem", "word_class"]

#: Verbs by which abstracts tell what is done with a thing, as stems.
_STEMS: Final = frozenset(
    """propos introduc present releas creat describ sourc publish contribut curat compil devis provid deriv produc
    formulat unveil develop design construct collect offer implement obtain build built assembl
    evaluat test compar benchmark assess measur analy stud investigat explor examin prob outperform surpass beat exceed
    achiev improv attain reach match yield show demonstrat find found report result
    us utiliz leverag employ apply appli adopt combin integrat incorporat extend adapt follow
    train pretrain finetun tun learn distil prun quantiz compress merg optimiz align adjust
    call nam dub term refer known coin
    includ such contain cover compris consist span
    address tackl solv handl mitigat reduc enabl support perform translat generat annotat label allow aim
    remain requir rely reli suffer need base inspir motivat operat work make made
    review survey summariz discuss argu classif categoriz focus
    predict detect extract recogniz retriev answer""".split()
)
_VERB_ENDINGS: Final = ("ing", "ed", "es", "s", "e", "ies", "ied", "y", "ated", "")
#: Words before a noun phrase or a clause.
PREPOSITIONS: Final = frozenset(
    """on in with of for as like including to from by than over via using between against across through under without
    into unlike at toward towards that which where while whereas""".split()
)
#: Words by which authors speak of themselves and their paper.
OF_AUTHORS: Final = frozenset("we our us ours this paper work study".split())
_DETERMINERS: Final = frozenset(
    """a an the this these those our their its his her any some each every such all both other another several many more
    most various different two three four five""".split()
)
_CONJUNCTIONS: Final = frozenset("and or but nor &".split())
_AUXILIARIES: Final = frozenset(
    """is are was were be been being has have had do does did can could may might will would should must not""".split()
)
_PRONOUNS: Final = frozenset("we it they i he she you".split())
#: Signs that mean something between words; all others are one class.
_TELLING_SIGNS: Final = frozenset(".,:;()-/")


@lru_cache(maxsize=65536)
def verb_stem(word: str) -> str:
    """Stem of a verb that `word`, in lower case, is a form of; empty for other words.

    >>> verb_stem("proposes"), verb_stem("pruned"), verb_stem("studies"), verb_stem("banana")
    ('propos', 'prun', 'stud', '')
    """
    for ending in _VERB_ENDINGS:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            if stem in _STEMS:
                return stem
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in _STEMS:
                return stem[:-1]
    return ""


@lru_cache(maxsize=65536)
def _is_sign(word: str) -> bool:
    """True if `word` has neither letter nor digit."""
    return not any(map(str.isalnum, word))


@lru_cache(maxsize=65536)
def word_class(word: str) -> str:
    """Class of `word`: a telling sign itself, or a name for its kind.

    >>> [word_class(word) for word in ("The", "benchmark", "outperforms", "FooLM", "on", ",", "quickly", "7")]
    ['det', 'nounDataset', 'verb', 'Cap', 'prep', ',', 'adv', 'num']
    """
    low = word.lower()
    if _is_sign(low) and low != "&":
        return low if low in _TELLING_SIGNS else "sign"
    for kind, words in (
        ("det", _DETERMINERS),
        ("prep", PREPOSITIONS),
        ("conj", _CONJUNCTIONS),
        ("aux", _AUXILIARIES),
        ("pron", _PRONOUNS),
    ):
        if low in words:
            return kind
    if low[0].isdigit():
        return "num"
    if verb_stem(low):
        return "verb" + ("ing" if low.endswith("ing") else "ed" if low.endswith("ed") else "")
    if kind_of_thing := type_of_noun(low):
        return f"noun{kind_of_thing}"
    if low.endswith("ly"):
        return "adv"
    return "Cap" if word[0].isupper() else "word"
