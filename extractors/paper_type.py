"""The type of a paper: what its main contribution is.

Two ways: by rule, where cues in the title count three times those in the abstract and what the paper introduces counts
beside the words; and by a linear classifier over the words, the verbs of the authors' own sentences, and those cues.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from extractors import weights
from extractors.document import Notes, notes_of
from ontology.terms import PaperType

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["PaperTypeClassifier", "PaperTypeTagger", "paper_type", "paper_type_features"]

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
_CUES: Final = tuple((kind, weight, re.compile(pattern)) for kind, weight, pattern in _PATTERNS)
_WORD: Final = re.compile(r"[a-z][\w-]*|\?|:")
_OWN_VERB: Final = re.compile(r"\b(?:we|paper|study|work)\s+(?:\w+ly\s+|also\s+)?(\w+)\s+(\w+)\s+(\w+)")
_ORDER: Final[tuple[PaperType, ...]] = ("method", "model", "empirical", "resource", "survey", "system", "position")


def paper_type(notes: Notes) -> PaperType:
    """Type of the paper that `notes` describe, by the cues."""
    if not notes.sentences:
        return "method"
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end]
    own = [text[s.start : s.end] for s in notes.sentences[1:] if s.role in ("contribution", "method", "result")]
    body = " ".join(own)
    scores: dict[PaperType, float] = dict.fromkeys(_ORDER, 0.0)
    for kind, weight, pattern in _CUES:
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
    return max(_ORDER, key=lambda kind: (scores[kind], -_ORDER.index(kind)))


def paper_type_features(notes: Notes) -> list[str]:
    """What the classifier sees: words of the title, of the contribution, verbs of the authors, the cues, own names."""
    if not notes.sentences:
        return ["bias"]
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end]
    words = _words(title)
    found = {"bias", f"rule={paper_type(notes)}"}
    found |= {f"title={word}" for word in words} | {f"title2={a} {b}" for a, b in pairwise(words)}
    found |= {f"first={word}" for word in words[:1]} | {f"last={word}" for word in words[-1:]}
    _, colon, description = title.partition(":")
    if colon:
        found |= {f"description={word}" for word in _words(description)}
    contributions = 0
    for sentence in notes.sentences[1:]:
        own = _words(text[sentence.start : sentence.end])
        found |= {f"body={word}" for word in own}
        if sentence.role == "contribution":
            place = "main" if contributions == 0 else "more"
            contributions += 1
            found |= {f"{place}={word}" for word in own[:25]}
            found |= {f"contribution={a} {b}" for a, b in pairwise(own)}
        for verb, first, second in _OWN_VERB.findall(text, sentence.start, sentence.end):
            found |= {f"we={verb}", f"we={verb} {first}", f"we={verb} {second}"}
    own_sentences = " ".join(text[s.start : s.end] for s in notes.sentences[1:] if s.role != "background")
    for kind, weight, pattern in _CUES:
        if pattern.search(title):
            found.add(f"cue-title={kind}{weight}")
        if pattern.search(own_sentences):
            found.add(f"cue-body={kind}{weight}")
    for mention in notes.mentions:
        if mention.is_introduced:
            found.add(f"own={mention.type}")
            if mention.end <= notes.sentences[0].end:
                found.add(f"own-title={mention.type}")
    return sorted(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


class PaperTypeTagger:
    """Component `paperkg_paper_type`: sets the paper type of the notes by rule."""

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        notes = notes_of(doc)
        notes.paper_type = paper_type(notes)
        return doc


class PaperTypeClassifier:
    """Component `paperkg_paper_type_classifier`: sets the paper type of the notes by the trained weights."""

    def __call__(self, doc: Doc) -> Doc:
        """Classify `doc`."""
        notes = notes_of(doc)
        scores = weights.linear_model(weights.PAPER_TYPE).scores(paper_type_features(notes))
        notes.paper_type = max(_ORDER, key=lambda kind: (scores[kind], -_ORDER.index(kind)))
        return doc
