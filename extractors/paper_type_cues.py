"""Cues that tell the type of a paper, and the rule that weighs them.

Cues in the title count three times those in the abstract, and what the paper introduces counts beside the words.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from extractors.document import Notes
from ontology.terms import PaperType

__all__ = ["CUES", "PREFERENCE", "paper_type"]

#: All patterns here are for text in lower case, which costs half as much to search as ignoring case does.
_WE: Final = r"\b(?:we|this (?:\w+ )?(?:paper|work|study|article|report))\b[^.;]{0,40}?"
_MAKE: Final = (
    r"(?:propos|introduc|present|develop|design|creat|releas|buil[dt]|construct|open-?sourc|collect|curat|describ)\w*"
)

_PATTERNS: Final[tuple[tuple[PaperType, float, str], ...]] = (
    (
        "survey",
        3.0,
        r"\b(?:survey|literature review|systematic review|overview of|a review|reviewing|primer|"
        r"tutorial|roadmap|taxonomy)\b",
    ),
    ("survey", 2.5, rf"{_WE}\b(?:survey|review)(?:s|ed)?\b|this survey|comprehensive (?:survey|review|overview)"),
    (
        "position",
        3.0,
        r"\b(?:position paper|perspective|vision for|manifesto|we argue|opinion|call for|"
        r"rethinking the|should)\b",
    ),
    (
        "resource",
        1.6,
        r"\b(?:benchmark|dataset|data set|corpus|corpora|treebank|test suite|lexicon|collection|"
        r"leaderboard|challenge|shared task)s?\b",
    ),
    (
        "resource",
        1.2,
        rf"{_WE}{_MAKE}[^.;]{{0,60}}\b(?:dataset|benchmark|corpus|corpora|treebank|test suite|"
        rf"lexicon|collection|resource|annotat)\w*",
    ),
    (
        "model",
        1.7,
        r"\b(?:technical report|family of|series of|open(?:ly)? (?:source|available)?|foundation|"
        r"suite of)\b[^.]{0,40}\bmodels?\b|\btechnical report\b",
    ),
    (
        "model",
        1.3,
        rf"{_WE}(?:{_MAKE}|train\w*|pre-?train\w*)[^.;]{{0,60}}\b(?:language models?|llms?|"
        rf"foundation models?|models? (?:family|series)|checkpoints?)\b",
    ),
    (
        "model",
        0.8,
        r"\bwe (?:also )?(?:release|open-?source)[^.;]{0,40}\b(?:models?|weights|checkpoints)\b|"
        r"\bparameters?\b",
    ),
    (
        "method",
        1.0,
        rf"{_WE}{_MAKE}[^.;]{{0,50}}\b(?:method|approach|framework|algorithm|technique|strategy|"
        rf"paradigm|mechanism|architecture|objective|scheme|module|pipeline|loss)\w*",
    ),
    (
        "method",
        0.6,
        r"\b(?:our|proposed|novel) (?:\w+ )?(?:method|approach|framework|algorithm|technique|"
        r"strategy)\b",
    ),
    (
        "empirical",
        1.5,
        r"\b(?:empirical|case study|comparative|comparison|comparing|evaluating|assessing|"
        r"investigating|understanding|analy[sz]ing|exploring|revisiting|probing|how (?:good|well|do|does|much|"
        r"far)|an? analysis|a study|evaluation of|lessons)\b|\?$",
    ),
    (
        "empirical",
        1.2,
        rf"{_WE}\b(?:investigat|stud(?:y|ies|ied)|analy[sz]|explor|examin|evaluat|compar|assess|"
        rf"prob|test|measur|ask whether)\w*",
    ),
    ("empirical", 0.5, r"\bwe (?:find|found|observe|show that)\b|\bour (?:findings|results|analysis)\b"),
    (
        "system",
        1.6,
        r"\b(?:toolkit|library|platform|software|open-source (?:tool|framework|system)|serving|"
        r"infrastructure|inference engine|accelerator|demo|system for|hardware|compiler|deployment)\b",
    ),
    ("system", 0.8, rf"{_WE}{_MAKE}[^.;]{{0,40}}\b(?:system|tool|toolkit|library|platform|demo|software|engine)\b"),
)
CUES: Final = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _PATTERNS)
#: Types in the order in which they are taken where two are as likely.
PREFERENCE: Final[tuple[PaperType, ...]] = ("method", "model", "empirical", "resource", "survey", "system", "position")


def paper_type(notes: Notes) -> PaperType:
    """Type of the paper that `notes` describe, by the cues."""
    if not notes.sentences:
        return "method"
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end]
    own = [text[s.start : s.end] for s in notes.sentences[1:] if s.role in ("contribution", "method", "result")]
    body = " ".join(own)
    scores: dict[PaperType, float] = dict.fromkeys(PREFERENCE, 0.0)
    for kind, weight, pattern in CUES:
        if pattern.search(title):
            scores[kind] += 3 * weight
        scores[kind] += weight * sum(1 for _ in islice(pattern.finditer(body), 2)) * 0.8
    introduced = {m.identity.id: m.type for m in notes.mentions if m.is_introduced}
    named_in_title = {m.identity.id for m in notes.mentions if m.is_introduced and m.end <= len(title)}
    for id, type in introduced.items():
        weight = 2.5 if id in named_in_title else 0.7
        if type == "Model":
            scores["model"] += weight
        elif type == "Dataset":
            scores["resource"] += weight
        elif type == "Method":
            scores["method"] += weight
    return max(PREFERENCE, key=lambda kind: (scores[kind], -PREFERENCE.index(kind)))
