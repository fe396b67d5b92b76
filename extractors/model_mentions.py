"""Mentions of models beyond their bare names: versions, sizes and tunings behind a name, shorthand for several models.

Four things are read: marks and versions that follow a known name ("Llama-2" + "-13B-chat"), names that go on and so are
other models ("LLaMA-Adapter"), shorthand ("GPT-4o/4/3.5-turbo", "LLaMA-V1/V2", "Llama 2 and 3"), and unknown names that
have the shape of a released checkpoint ("FooLM-7B-Instruct").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from extractors.document import Candidate, Notes, notes_of
from ontology.identity import identify
from ontology.model_names import is_size, is_tuning, parse_model_name
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["ModelMentionFinder", "is_version_at"]

_NEXT_WORD: Final = re.compile(r"([-‐‑_/ ~]|\s?-\s?|)([A-Za-z0-9][\w.+]*)")
#: A checkpoint's name gives itself away by its size. What must not stand before it is looked at behind the capital, so
#: that the search skips from capital to capital.
_CHECKPOINT: Final = re.compile(
    r"(?P<name>[A-Z](?<![\w/.-].)[A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*?)[-_ ](?P<size>\d+(?:\.\d+)?[BM])"
    r"(?:[-_][A-Za-z0-9.]+)*(?![\w])"
)
_ATTACHED: Final = re.compile(r"([A-Z](?<![\w/.-].)[A-Za-z]*[a-z])(\d+(?:\.\d+)?)(?![\w%])")
_STEM: Final = re.compile(r"(.*?)[-_ ]?[vV]?\d[\w.]*(?:[-_ ].*)?$", re.DOTALL)
_SHORTHAND: Final = re.compile(r"/([vV]?\d+(?:\.\d+)*[a-z]?(?:-[A-Za-z]+)*)(?![\w%])")
_COORDINATED: Final = re.compile(r"(?:,\s+|,?\s+(?:and|or|&)\s+)([vV]?\d+(?:\.\d+)?)(?=[\s,.;:)]|$)")
_ADJECTIVE: Final = re.compile(
    r"[a-z]+(?:ed|like|style|type|based|class|level|family|sized|scale|only|ing|size|specific)"
)
#: Words in lower case that are part of a name behind a hyphen.
_VARIANTS: Final = frozenset("base large small mini turbo cased uncased preview nano medium xl xxl".split())
#: A version number as text goes on behind it: at the end of a phrase or before a word that counts nothing.
_VERSION_IN_TEXT: Final = re.compile(
    r"[vV]?\d{1,2}(?:\.\d{1,2})?(?=[,.;:)\]'’/]|$|[-\s](?:$|[A-Z(]|\d+(?:\.\d+)?[BM]\b|(?:and|or|on|with|for|in|to|by|as|is|are|"
    r"was|were|has|have|can|from|at|using|via|under|over|than|that|which|while|here|models?|family|series|chat|base|"
    r"instruct|variants?|checkpoints?|backbones?|\w+s\s+(?:the|an?|all|its|our))\b))"
)
#: Words that begin with a capital and are no part of a name that they follow.
_NOT_NAMES: Final = frozenset(
    "A An And As At By For From In Into Is Model Models Of On Or Our The To Using Via With We".split()
)


def is_version_at(text: str, start: int) -> bool:
    """True if a version number stands at `start` of `text`, and not the count of what follows ("BERT 12 layers")."""
    return _VERSION_IN_TEXT.match(text, start) is not None


class ModelMentionFinder:
    """Component `paperkg_model_mentions`: corrects and completes the candidates of type Model."""

    _vocabulary: Vocabulary

    def use(self, vocabulary: Vocabulary) -> None:
        """Take the names that are known."""
        self._vocabulary = vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Complete the candidates of `doc`."""
        notes = notes_of(doc)
        text = notes.text
        kept: list[Candidate] = []
        for candidate in notes.candidates:
            if candidate.type != "Model":
                kept.append(candidate)
                continue
            extended = self._extended(text, candidate)
            kept.append(extended)
            kept.extend(self._shorthand(text, extended))
        kept.extend(self._checkpoints(text, notes))
        kept.extend(self._attached_versions(text))
        notes.candidates = kept
        return doc

    def _extended(self, text: str, candidate: Candidate) -> Candidate:
        """`candidate` with all that belongs to its name behind it."""
        end = candidate.end
        if text[end - 1] == "s" and candidate.identity.label[-1:] != "s":
            return candidate
        while (match := _NEXT_WORD.match(text, end)) and self._belongs(match[1], match[2], text, end):
            word = match[2].rstrip(".")
            end = match.start(2) + len(word)
        if end == candidate.end:
            return candidate
        surface = text[candidate.start : end]
        identity = identify(surface, "Model", self._vocabulary)
        if identity.is_coined and not identity.broader:
            # The name goes on: another model than the one that its first word names. With a space that is a guess.
            hyphenated = text[candidate.end] in "-‐‑_"
            if not hyphenated:
                return candidate
            return replace(candidate, end=end, identity=identity, finder="model_mentions", score=0.6)
        return replace(candidate, end=end, identity=identity, finder="model_mentions")

    def _belongs(self, joint: str, word: str, text: str, end: int) -> bool:
        """True if `word`, joined to the name by `joint`, is part of it."""
        bare = word.rstrip(".")
        if joint == "" or "/" in joint:
            return False
        if joint.strip() == "" and "~" not in joint:
            if is_tuning(bare):
                return bare[0].isupper() and bare not in _NOT_NAMES
            return is_size(bare) or is_version_at(text, end + len(joint))
        if is_size(bare) or is_tuning(bare):
            return True
        if _ADJECTIVE.fullmatch(bare) or bare.islower():
            return bare in _VARIANTS
        return bare[0].isupper() or bare[0].isdigit()

    def _shorthand(self, text: str, candidate: Candidate) -> Iterator[Candidate]:
        """Further models that `candidate` shares its stem with."""
        parsed = parse_model_name(text[candidate.start : candidate.end])
        if parsed is None:
            return
        stem = _STEM.match(text[candidate.start : candidate.end])
        if stem is None or not stem[1]:
            return
        end = candidate.end
        while match := _SHORTHAND.match(text, end):
            end = match.end()
            if not is_size(match[1]):
                yield from self._one_more(stem[1], match)
        if end == candidate.end:
            while match := _COORDINATED.match(text, end):
                found = list(self._one_more(stem[1], match))
                if not found:
                    return
                yield from found
                end = match.end()

    def _one_more(self, stem: str, match: re.Match[str]) -> Iterator[Candidate]:
        identity = identify(f"{stem}-{match[1].lstrip('vV')}", "Model", self._vocabulary)
        if not identity.is_coined:
            yield Candidate(match.start(1), match.end(1), identity, "model_mentions", 0.9)

    def _checkpoints(self, text: str, notes: Notes) -> Iterator[Candidate]:
        taken = {(c.start, c.end) for c in notes.candidates if c.type == "Model"}
        starts = {start for start, _ in taken}
        for match in _CHECKPOINT.finditer(text):
            name = match["name"]
            if match.start() in starts or name in _NOT_NAMES or name.isdigit() or len(name) < 2:
                continue
            if match[0][len(name)] == " " and not _looks_like_a_name(name):
                continue
            identity = identify(name, "Model", self._vocabulary)
            yield Candidate(match.start(), match.end(), identity, "model_mentions", 0.75)

    def _attached_versions(self, text: str) -> Iterator[Candidate]:
        for match in _ATTACHED.finditer(text):
            family = self._vocabulary.find(match[1], "Model")
            if family and not self._vocabulary.find(match[0], "Model"):
                yield Candidate(
                    match.start(), match.end(), identify(match[0], "Model", self._vocabulary), "model_mentions", 0.8
                )


def _looks_like_a_name(word: str) -> bool:
    """True for words that no sentence would spell so: capitals inside, digits, or all capitals."""
    return any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word)
