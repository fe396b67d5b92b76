r"""Mentions by name: the whole vocabulary is looked for in one pass over the words of the text.

The text and the labels are folded the same way: case and accents away, every hyphen or white space one blank, so that
"Fine tuning", "fine-tuning" and "Fine\ntuning" are one string. Where a match is allowed to begin and end, and which
capitals it needs, is then judged on the text itself:

* a label in lower case matches any capitals; a label with capitals matches itself and other forms that have a capital,
  acronyms and short names only their own form ("GLUE" is no "glue", "OPT" is no "opt", "MATH" is no "Math");
* a name that goes on behind a hyphen is another name ("BERT" in "BERT-of-Theseus", "Llama" in "Chinese-LLaMA-Plus");
* an ambiguous label needs one of its concept's context words in the sentence, or another name of the concept in the
  paper, and a label that the paper itself defines as an abbreviation means what the paper says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from extractors.document import Candidate, Notes, notes_of
from ontology.folding import compact, fold
from ontology.identity import Identity
from ontology.vocabulary import Concept, Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["AliasMatcher", "FoldedText", "agrees", "fold_text", "label_variants"]

_BLANKS: Final = frozenset("-‐‑‒–—_\u00a0\u2009\u202f")
_JOINABLE: Final = re.compile(
    r"\b(pre|fine|multi|self|post|sub|co|re|semi|non|cross|meta|auto|bi|un|over|inter|intra|super|trans|mono) (?=[a-z])"
)
_SPELLINGS: Final = (
    ("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("izer", "iser"), ("ize ", "ise "),
    ("modeling", "modelling"), ("labeling", "labelling"), ("behavior", "behaviour"),
)  # fmt: skip
#: A word or a sign of a folded text.
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_URL: Final = re.compile(r"https?://\S+")
_BREAK: Final = re.compile(r"[\s(/]")
_NON_WORD: Final = re.compile(r"[\W_]+")
#: A capital behind a hyphen makes another name of what stands before it: "LoRA-XS", "BERT-of-Theseus".
_NAME_GOES_ON: Final = re.compile(r"[-‐‑][A-Z]")
_NAME_GOES_ON_IN_LOWER_CASE: Final = re.compile(r"[-‐‑][a-z]+[-‐‑][A-Z]")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text and, for each of its characters, where it comes from."""

    text: str
    #: `origin[i]` is the offset in the original text of folded character i; one more entry for the end.
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original span of folded characters `start` to `end`."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace() or character in _BLANKS:
        return " "
    decomposed = "'" if character == "’" else unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def fold_text(text: str) -> FoldedText:
    """Fold `text` character by character, keeping the alignment."""
    if text.isascii():
        folded = text.lower().translate(_ASCII_BLANKS)
        return FoldedText(folded, range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        folded = _fold_character(character)
        pieces.append(folded)
        origin.extend([position] * len(folded))
    origin.append(len(text))
    return FoldedText("".join(pieces), origin)


_ASCII_BLANKS: Final = str.maketrans("-_\t\n\r", "     ")


def label_variants(label: str) -> Iterator[str]:
    """Folded forms in which a text may write `label`: compounds joined or apart, British spelling, plural in -ies.

    >>> sorted(label_variants("pre-training"))
    ['pre training', 'pretraining']
    """
    base = " ".join(fold_text(label).text.split())
    forms = {base, _JOINABLE.sub(r"\1", base)}
    if base.count(" ") == 1 or any(c.isdigit() for c in base):
        forms.add(base.replace(" ", ""))
    forms |= {re.sub(r"(?<=[a-z]{2})(?=\d)", " ", form) for form in tuple(forms)} if _is_versioned(base) else set()
    for american, british in _SPELLINGS:
        forms |= {form.replace(american, british) for form in tuple(forms) if american in form}
        forms |= {form.replace(british, american) for form in tuple(forms) if british in form}
    if label.islower() and len(base) > 3 and base[-1] == "y" and base[-2] not in "aeiou":
        forms |= {form[:-1] + "ies" for form in tuple(forms)}
    yield from sorted(form for form in forms if form)


def _is_versioned(base: str) -> bool:
    return re.fullmatch(r"[a-z][a-z ]*[a-z] ?\d+(\.\d+)?", base) is not None


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of a concept as the matcher knows it."""

    text: str
    concept: Concept
    identity: Identity
    is_ambiguous: bool


class AliasMatcher:
    """Component `paperkg_aliases`: adds a candidate for every name of the vocabulary in the text.

    The folded forms of all labels are a hash table. At each word of the text it is asked for the stretches that begin
    there and are as long as a form whose first two words are those of the text: few look-ups a word, however large the
    vocabulary, and none for what is only a piece of a word.
    """

    #: Labels by their folded form.
    _labels: dict[str, tuple[_Label, ...]]
    #: Lengths of the forms by their first word and then by their second, which is empty if there is none; either may
    #: be a plural.
    _lengths: dict[str, dict[str, tuple[int, ...]]]

    def use(self, vocabulary: Vocabulary) -> None:
        """Make the tables for `vocabulary`."""
        labels: dict[str, list[_Label]] = {}
        for concept in vocabulary:
            identity = Identity(concept.id, concept.pref_label, concept.type, concept.broader, concept.kind)
            for label in concept.labels:
                entry = _Label(label, concept, identity, label in concept.ambiguous_labels)
                for form in label_variants(label):
                    labels.setdefault(form, []).append(entry)
        self._labels = {form: tuple(entries) for form, entries in labels.items()}
        self._lengths = {}
        for form in self._labels:
            words = _WORD.findall(form)
            heads = [words[:2]]
            if len(words) <= 2:
                heads.append([*words[:-1], f"{words[-1]}s"])
            for first, *second in heads:
                by_second = self._lengths.setdefault(first, {})
                key = second[0] if second else ""
                by_second[key] = tuple(sorted({*by_second.get(key, ()), len(form)}))

    def __call__(self, doc: Doc) -> Doc:
        """Add the candidates of `doc`."""
        notes = notes_of(doc)
        notes.add(self._candidates(notes.text, notes))
        return doc

    def _candidates(self, text: str, notes: Notes) -> list[Candidate]:
        folded = fold_text(text)
        defined = {a.short: a.long for a in notes.abbreviations}
        in_url = [match.span() for match in _URL.finditer(text)]
        sure: list[Candidate] = []
        doubtful: list[tuple[Candidate, _Label]] = []
        for begin, past_end, labels in self._forms(folded.text):
            start, end = folded.span(begin, past_end)
            if in_url and any(first <= start < past for first, past in in_url):
                continue
            end = _with_plural(text, end)
            surface = text[start:end]
            for label in labels:
                if not _case_fits(surface, label.text) or not _stands_alone(text, start, end, label):
                    continue
                long = defined.get(surface) or defined.get(surface.removesuffix("s"))
                if long and not agrees(long, label.concept):
                    continue
                candidate = Candidate(start, end, label.identity, "aliases", 0.95)
                if label.is_ambiguous and not long:
                    doubtful.append((candidate, label))
                else:
                    sure.append(candidate)
        known = {candidate.identity.id for candidate in sure}
        for candidate, label in doubtful:
            if candidate.identity.id in known or _has_context(text, candidate, label.concept, notes):
                sure.append(candidate)
        return sure

    def _forms(self, folded: str) -> Iterator[tuple[int, int, tuple[_Label, ...]]]:
        """Where forms of labels stand in `folded` as whole words, with the labels."""
        places = list(_WORD.finditer(folded))
        words = [place[0] for place in places]
        for place, word, next_word in zip(places, words, (*words[1:], " "), strict=False):  # no words: no next one
            by_second = self._lengths.get(word)
            if by_second is None:
                continue
            start = place.start()
            for length in by_second.get("", ()) + by_second.get(next_word, ()):
                end = start + length
                labels = self._labels.get(folded[start:end])
                if labels is not None and end <= len(folded) and _is_boundary(folded, start, end):
                    yield start, end, labels


def _is_boundary(folded: str, start: int, end: int) -> bool:
    """No letter or digit touches the match, a plural ending aside."""
    if start and folded[start - 1].isalnum():
        return False
    if end == len(folded) or not folded[end].isalnum():
        return True
    return folded[end] == "s" and (end + 1 == len(folded) or not folded[end + 1].isalnum()) and folded[end - 1] != "s"


def _with_plural(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum() else end


@lru_cache(maxsize=65536)
def _case_fits(surface: str, label: str) -> bool:
    """The rules of capitals of the module's docstring."""
    if label.islower() or label == surface:
        return True
    bare = surface[:-1] if surface.endswith("s") and not label.endswith("s") else surface
    if bare == label:
        return True
    if not any(c.isupper() for c in bare):
        # "gpt-4", "llama2": without capitals only where a digit makes it a name, or several words do.
        return any(c.isdigit() for c in bare) and len(bare) > 3
    words, label_words = _NON_WORD.split(bare), _NON_WORD.split(label)
    if len(label_words) > 1 and len(words) > 1:
        return True
    if label.isupper() and not any(c.isdigit() for c in label):
        return False
    if len(label_words) > len(words) and sum(c.isupper() or c.isdigit() for c in bare) < 2:
        # "MultiPLE" joins "MultiPL-E"; "Multiple" is a word.
        return False
    if len(label) <= 3 and not any(c.isdigit() for c in label):
        return False
    # "LORA" and "Lora" for "LoRA": all capitals are fine, fewer capitals only in names that are no short words.
    return bare.isupper() or len(label) >= 5 or any(c.isdigit() for c in label)


def _stands_alone(text: str, start: int, end: int, label: _Label) -> bool:
    """False if the match is a piece of a longer name."""
    before = text[max(0, start - 2) : start]
    if before and before[-1] in "@#\\" and label.concept.type != "Language":
        return False
    if label.text.islower() or label.concept.type == "Language":
        return True
    if _NAME_GOES_ON.match(text, end) and label.concept.type in ("Dataset", "Method"):
        return False
    if _NAME_GOES_ON_IN_LOWER_CASE.match(text, end):
        return False
    if len(before) == 2 and before[1] in "-‐‑" and before[0].isalnum() and label.concept.type in ("Model", "Dataset"):
        word = _BREAK.split(text[max(0, start - 25) : start])[-1].rstrip("-‐‑")
        if not word.islower() or len(word) <= 2:
            return False
    return True


def agrees(long: str, concept: Concept) -> bool:
    """Whether the paper's own definition of an abbreviation is a name of `concept`, or of something that could be."""
    keys = {compact(label) for label in concept.labels}
    key = compact(long)
    if key in keys or key.removesuffix("s") in keys:
        return True
    # No full form is listed: nothing speaks against the definition if its words go with the concept's definition.
    full_forms = [label for label in concept.labels if " " in fold(label)]
    return not full_forms and concept.type in ("Dataset", "Model", "Language")


def _has_context(text: str, candidate: Candidate, concept: Concept, notes: Notes) -> bool:
    sentence = notes.sentence_at(candidate.start)
    around = text[sentence.start : candidate.start] + " \x00 " + text[candidate.end : sentence.end]
    folded = f" {fold(around)} "
    return any(f" {word} " in folded or f" {word}s " in folded for word in map(fold, concept.context_words))
