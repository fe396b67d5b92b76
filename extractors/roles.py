"""What each sentence of an abstract is for: background, contribution, method, result, future.

Abstracts tell a story in this order, so the position counts beside the words: what stands before the first sentence in
which the authors speak of themselves is background, unless its words say otherwise (the "moves" of J. Swales, Genre
Analysis, 1990; the zones of S. Teufel and M. Moens, "Summarizing scientific articles", Comput. Linguistics 28, 2002).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.document import Role, Sentence, notes_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["RoleTagger", "roles"]

#: The patterns are for text in lower case, and what may only begin with a word says so once: both halve the cost.
_OWN: Final = re.compile(
    r"\b(?:(?:we|our|ours|us)\b|(?:this|the present|the current) (?:\w+ )?(?:paper|work|study|article|survey|report|"
    r"research|thesis|tutorial|review|position paper|technical report)\b|in this (?:\w+ )?(?:paper|work|study)\b|"
    r"(?:the|this) (?:proposed|presented|resulting) \w+|(?:is|are) (?:proposed|presented|introduced)\b|"
    r"the authors\b)"
)
_CONTRIBUTION: Final = re.compile(
    r"\b(?:we|this (?:\w+ )?(?:paper|work|study|article|survey|report)|the paper)\b[^.;]{0,60}?\b"
    r"(?:propos|introduc|present|releas|develop|creat|design|buil[dt]|construct|contribut|describ|investigat|"
    r"stud(?:y|ies)|explor|examin|analy[sz]|survey|review|address|tackle|aim|focus|evaluat|compar|benchmark|train|"
    r"collect|curat|provid|offer|show how|ask|argue|report)"
)
_RESULT: Final = re.compile(
    r"\b(?:(?:results?|experiments?|evaluations?|findings?|experimental|empirical(?:ly)?|ablations?|analys[ei]s) "
    r"(?:\w+ ){0,8}?(?:show|demonstrat|indicat|reveal|suggest|confirm|highlight|prove|validat|illustrat|on\b|"
    r"across|over|conducted)|"
    r"(?:we|our \w+|it|which|results?) (?:\w+ )?(?:find|found|observe[ds]?|outperform\w*|achiev\w+|surpass\w*|"
    r"improv\w+|exceed\w*|reach\w*|obtain\w*|show(?:s|ed|n)? that|demonstrat\w+|reveal\w*|attain\w*|yield\w*|"
    r"gain\w*|reduc\w+|match(?:es|ed)?)\b|outperform|surpass|state-of-the-art (?:results?|performance)|"
    r"\d+(?:\.\d+)?\s?%|achiev(?:es|ed|ing)\b|compared (?:to|with)\b|improv(?:es|ed|ement)s?\b (?:of|by|over|in))"
)
_FUTURE: Final = re.compile(
    r"\b(?:future (?:work|research|directions?|studies)|we (?:hope|plan|intend|envision|believe)|paves? the way|"
    r"in the future|(?:could|may|might) (?:be|also be|help|serve))\b"
)
_BACKGROUND: Final = re.compile(
    r"^(?:recent(?:ly)?|however|existing|previous|prior|current(?:ly)?|traditional(?:ly)?|although|despite|while|"
    r"most|many|since|conventional|in recent years|with the (?:rise|advent|rapid|recent|increasing)|"
    r"the (?:rise|advent|emergence|recent)|over the (?:past|last))\b|"
    r"\b(?:(?:have|has) (?:recently )?(?:been|become|shown|demonstrated|emerged|achieved|led|attracted|gained|"
    r"revolutionized|made|seen|proven)\b|remains? (?:a |an |largely |under|unclear|challenging|difficult|limited)|"
    r"suffers? from\b|has long been\b|existing (?:methods|approaches|work|models|benchmarks|datasets)\b)"
)


def roles(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """`sentences`, the first of them the title, each with its role."""
    texts = [sentence.text.lower() for sentence in sentences]
    first_own = next((i for i, text in enumerate(texts) if i and _OWN.search(text)), len(sentences))
    return tuple(
        Sentence(sentence.start, sentence.end, sentence.text, _role(position, text, first_own))
        for position, (sentence, text) in enumerate(zip(sentences, texts, strict=True))
    )


def _role(position: int, text: str, first_own: int) -> Role:
    if position == 0:
        return "title"
    is_contribution = _CONTRIBUTION.search(text) is not None
    if not is_contribution and _FUTURE.search(text):
        return "future"
    is_result = _RESULT.search(text) is not None
    if position < first_own:
        # Before the authors speak of themselves; an abstract without any "we" reports its results all the same.
        return "result" if is_result and not _BACKGROUND.search(text) else "background"
    if is_contribution and position <= first_own + 1:
        return "contribution"
    if is_result:
        return "result"
    if is_contribution:
        return "contribution"
    return "background" if _BACKGROUND.search(text) and not _OWN.search(text) else "method"


class RoleTagger:
    """Component `paperkg_roles`: gives each sentence of the notes its role."""

    def __call__(self, doc: Doc) -> Doc:
        """Tag the sentences of `doc`."""
        notes = notes_of(doc)
        notes.sentences = roles(notes.sentences)
        return doc
