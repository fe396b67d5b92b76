"""What the components of the pipeline hand to each other on a spaCy `Doc`.

The text of a Doc is the paper's text with LaTeX decoded; `extractors.pipeline` maps offsets back to the source. All
offsets here count characters of `doc.text`, the end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from extractors.context import Context
from ontology.identity import Identity
from ontology.terms import EntityType, PaperType
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = [
    "Abbreviation",
    "Candidate",
    "Evidence",
    "NameReading",
    "Notes",
    "Role",
    "Sentence",
    "Span",
    "UsesVocabulary",
    "lower_case",
    "notes_of",
    "register",
]

#: What a sentence is for. `title` stands apart: it is the shortest statement of the contribution.
Role = Literal["title", "background", "contribution", "method", "result", "future"]

_KEY = "paperkg"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text and what it is for."""

    start: int
    end: int
    text: str
    role: Role = "background"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A definition in the text: `short` stands for `long`."""

    short: str
    long: str
    short_start: int
    long_start: int

    @property
    def long_end(self) -> int:
        """End of the long form where it is defined."""
        return self.long_start + len(self.long)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that names an entity of a type; which one is open.

    Attributes
    ----------
    score : float
        0 to 1: how likely it is a name of this type.
    own : float
        0 to 1: how likely the paper introduces what it names.
    """

    start: int
    end: int
    type: EntityType
    score: float = 1.0
    own: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name an entity.

    Attributes
    ----------
    identity : Identity
        What it would denote.
    finder : str
        The component that found it: aliases, model_names, abbreviations, introductions.
    score : float
        0 to 1: how sure the finder is that this names an entity of this type.
    is_introduced : bool
        True if the text around it presents it as the paper's own.
    """

    start: int
    end: int
    identity: Identity
    finder: str
    score: float = 1.0
    is_introduced: bool = False

    @property
    def type(self) -> EntityType:
        """Type of the entity."""
        return self.identity.type


@dataclass(frozen=True, slots=True)
class NameReading:
    """A word or phrase that is spelt like a name: where it stands, and what the text around it says of it.

    Attributes
    ----------
    spans : tuple of (int, int)
        Start and end of each place.
    score : float
        How far the text presents it as the paper's own, whether or not a vocabulary knows it.
    type : EntityType or None
        Type that the nouns beside it suggest.
    """

    spans: tuple[tuple[int, int], ...]
    score: float
    type: EntityType | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the paper does with an entity, how sure that is, and the sentence that it was read from."""

    predicate: str
    confidence: float
    sentence: Sentence
    extractor: str


@dataclass(slots=True)
class Notes:
    """All that the components have found out about one document so far."""

    #: `doc.text`, which spaCy puts together from the tokens anew at every access.
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    candidates: list[Candidate] = field(default_factory=list)
    #: All that is spelt like a name, in order of appearance.
    names: tuple[NameReading, ...] = ()
    #: What the tagger takes for names, in order; None if there is no tagger in the pipeline.
    spans: tuple[Span, ...] | None = None
    #: Resolved mentions, in order of the text, none overlapping another.
    mentions: tuple[Candidate, ...] = ()
    paper_type: PaperType = "method"
    #: By the id of the entity, sorted by predicate.
    relations: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    _lowered: str | None = field(default=None, repr=False, compare=False)
    _context: Context | None = field(default=None, repr=False, compare=False)

    @property
    def lowered(self) -> str:
        """`text` in lower case, offset for offset: patterns that ignore case are twice as fast on it."""
        if self._lowered is None:
            self._lowered = lower_case(self.text)
        return self._lowered

    @property
    def context(self) -> Context:
        """The tokens and what stands around them; first asked for when the sentences are known."""
        if self._context is None:
            self._context = Context(self.text, [sentence.start for sentence in self.sentences])
        return self._context

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds `position`; the nearest before it where it falls between two."""
        low, high = 0, len(self.sentences)
        while high - low > 1:
            middle = (low + high) // 2
            if self.sentences[middle].start <= position:
                low = middle
            else:
                high = middle
        return self.sentences[low]

    def mentions_by_entity(self) -> dict[str, list[Candidate]]:
        """The mentions of each entity, by its id, in order of the text."""
        by_entity: dict[str, list[Candidate]] = {}
        for mention in self.mentions:
            by_entity.setdefault(mention.identity.id, []).append(mention)
        return by_entity

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Take up what a component found."""
        self.candidates.extend(candidates)


@runtime_checkable
class UsesVocabulary(Protocol):
    """A component that must be given the vocabulary before its first document."""

    def use(self, vocabulary: Vocabulary) -> None:
        """Take `vocabulary`."""


def lower_case(text: str) -> str:
    """`text` in lower case, of the same length: the one letter whose small form is longer, the Turkish İ, stays."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace("İ", "\0").lower().replace("\0", "İ")


def register() -> None:
    """Make the notes known to spaCy; safe to call again."""
    from spacy.tokens import Doc

    if not Doc.has_extension(_KEY):
        Doc.set_extension(_KEY, default=None)


def notes_of(doc: Doc, text: str | None = None) -> Notes:
    """The notes of `doc`, made empty at the first call, which may give the text to save spaCy putting it together."""
    notes = doc._.get(_KEY)
    if notes is None:
        notes = Notes(text=doc.text if text is None else text)
        doc._.set(_KEY, notes)
    assert isinstance(notes, Notes)
    return notes
