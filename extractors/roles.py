"""What each sentence of an abstract is for: background, contribution, method, result, future.

Abstracts tell a story in this order, so the position counts beside the words: what stands before the first sentence in
which the authors speak of themselves is background, unless its words say otherwise (the "moves" of J. Swales, Genre
Analysis, 1990; the zones of S. Teufel and M. Moens, "Summarizing scientific articles", Comput. Linguistics 28, 2002).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from extractors.document import Role, Sentence, notes_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["RoleTagger", "roles"]

_OWN: Final = re.compile(
    r"\b(?:we|our|ours|us)\b|\b(?:this|the present|the current) (?:\w+ )?(?:paper|work|study|article|survey|report|"
    r"research|thesis|tutorial|review|position paper|technical report)\b|\bin this (?:\w+ )?(?:paper|work|study)\b|"
    r"\b(?:the|this) (?:proposed|presented|resulting) \w+|\bis (?:proposed|presented|introduced)\b|"
    r"\bare (?:proposed|presented|introduced)\b|\bthe authors\b",
    re.IGNORECASE,
)
_CONTRIBUTION: Final = re.compile(
    r"\b(?:we|this (?:\w+ )?(?:paper|work|study|article|survey|report)|the paper)\b[^.;]{0,60}?\b"
    r"(?:propos|introduc|present|releas|develop|creat|design|buil[dt]|construct|contribut|describ|investigat|"
    r"stud(?:y|ies)|explor|examin|analy[sz]|survey|review|address|tackle|aim|focus|evaluat|compar|benchmark|train|"
    r"collect|curat|provid|offer|show how|ask|argue|report)",
    re.IGNORECASE,
)
_RESULT: Final = re.compile(
    r"\b(?:results?|experiments?|evaluations?|findings?|experimental|empirical(?:ly)?|ablations?|analys[ei]s) "
    r"(?:\w+ ){0,8}?(?:show|demonstrat|indicat|reveal|suggest|confirm|highlight|prove|validat|illustrat|on\b|"
    r"across|over|"
    r"conducted)|"
    r"\b(?:we|our \w+|it|which|results?) (?:\w+ )?(?:find|found|observe[ds]?|outperform\w*|achiev\w+|surpass\w*|"
    r"improv\w+|"
    r"exceed\w*|reach\w*|obtain\w*|show(?:s|ed|n)? that|demonstrat\w+|reveal\w*|attain\w*|yield\w*|gain\w*|"
    r"reduc\w+|match(?:es|ed)?)\b|\boutperform|\bsurpass|state-of-the-art (?:results?|performance)|\b\d+(?:\.\d+)?\s?%|"
    r"\bachiev(?:es|ed|ing)\b|\bcompared (?:to|with)\b|\bimprov(?:es|ed|ement)s?\b (?:of|by|over|in)",
    re.IGNORECASE,
)
_FUTURE: Final = re.compile(
    r"\bfuture (?:work|research|directions?|studies)\b|\bwe (?:hope|plan|intend|envision|believe)\b|\bpaves? the way\b|"
    r"\bin the future\b|\b(?:could|may|might) (?:be|also be|help|serve)\b",
    re.IGNORECASE,
)
_BACKGROUND: Final = re.compile(
    r"^(?:Recent(?:ly)?|However|Existing|Previous|Prior|Current(?:ly)?|Traditional(?:ly)?|Although|Despite|While|"
    r"Most|Many|"
    r"Since|Conventional|In recent years|With the (?:rise|advent|rapid|recent|increasing)|"
    r"The (?:rise|advent|emergence|recent)|Over the (?:past|last))\b|"
    r"\b(?:have|has) (?:recently )?(?:been|become|shown|demonstrated|emerged|achieved|led|attracted|gained|"
    r"revolutionized|"
    r"made|seen|proven)\b|\bremains? (?:a |an |largely |under|unclear|challenging|difficult|limited)|"
    r"\bsuffers? from\b|\bhas long been\b|\bexisting (?:methods|approaches|work|models|benchmarks|datasets)\b",
    re.IGNORECASE,
)


def roles(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """`sentences`, the first of them the title, each with its role."""
    first_own = next((i for i, s in enumerate(sentences) if i and _OWN.search(s.text)), len(sentences))
    found = []
    for position, sentence in enumerate(sentences):
        found.append(replace(sentence, role=_role(position, sentence.text, first_own)))
    return tuple(found)


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
