"""The pipeline: a blank English spaCy pipeline with our components, and the mapping of what they find to records.

Importing this module is cheap; spaCy (0.4 s) is imported when the first `Extractor` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from extractors.document import Candidate, Notes, UsesVocabulary, notes_of, register
from extractors.latex import DecodedText, decode
from extractors.relations import EXTRACTOR, Evidence, relate
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.terms import PaperType
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["COMPONENTS", "Extractor"]

#: Names and versions of the components, in the order in which they run.
COMPONENTS: Final[dict[str, int]] = {
    "paperkg_sentences": 1,
    "paperkg_roles": 1,
    "paperkg_abbreviations": 1,
    "paperkg_aliases": 1,
    "paperkg_model_mentions": 1,
    "paperkg_introductions": 1,
    "paperkg_linking": 1,
    "paperkg_paper_type": 1,
}


class Extractor:
    """Reads papers: `extract` gives what one paper says.

    Parameters
    ----------
    vocabulary : Vocabulary
        Which names are known. Making the matcher for it takes about half a second, once.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline; its components read and write `extractors.document.Notes`."""
        return _pipeline(self.vocabulary)

    @property
    def configuration(self) -> str:
        """Components with their versions and the size of the vocabulary, to be hashed into a graph's description."""
        parts = [f"{name}/{version}" for name, version in COMPONENTS.items()]
        return " ".join([*parts, EXTRACTOR, f"concepts={len(self.vocabulary)}"])

    def extract(self, paper: Paper) -> Extraction:
        """Everything that the title and abstract of `paper` say; the same paper always gives the same result."""
        decoded = decode(paper.text)
        doc = self.nlp.make_doc(decoded.text)
        notes = notes_of(doc, decoded.text)
        self.nlp(doc)
        entities = _entities(paper, decoded, notes, relate(decoded.text, notes))
        return Extraction(paper, cast(PaperType, notes.paper_type), entities)

    def extract_all(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """`extract` of each of `papers`, in their order, one at a time."""
        for paper in papers:
            yield self.extract(paper)


def _pipeline(vocabulary: Vocabulary) -> Language:
    import spacy
    from spacy.language import Language

    from extractors.abbreviations import AbbreviationFinder
    from extractors.aliases import AliasMatcher
    from extractors.introductions import IntroductionFinder
    from extractors.linking import Linker
    from extractors.model_mentions import ModelMentionFinder
    from extractors.paper_type import PaperTypeTagger
    from extractors.roles import RoleTagger
    from extractors.sentences import SentenceSplitter

    register()
    classes: dict[str, Any] = {
        "paperkg_sentences": SentenceSplitter,
        "paperkg_roles": RoleTagger,
        "paperkg_abbreviations": AbbreviationFinder,
        "paperkg_aliases": AliasMatcher,
        "paperkg_model_mentions": ModelMentionFinder,
        "paperkg_introductions": IntroductionFinder,
        "paperkg_linking": Linker,
        "paperkg_paper_type": PaperTypeTagger,
    }
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        if not Language.has_factory(name):
            Language.factory(name, func=_factory(classes[name]))
        component = nlp.add_pipe(name)
        if isinstance(component, UsesVocabulary):
            component.use(vocabulary)
    return nlp


def _factory(component: Any) -> Any:
    """The factory that spaCy calls; what a component needs beside its settings it is given by `use`."""

    def make(nlp: Language, name: str) -> Any:
        return component()

    return make


def _entities(
    paper: Paper, decoded: DecodedText, notes: Notes, related: dict[str, tuple[Evidence, ...]]
) -> tuple[Entity, ...]:
    text = paper.text
    by_id: dict[str, list[Candidate]] = {}
    for mention in notes.mentions:
        by_id.setdefault(mention.identity.id, []).append(mention)
    entities = []
    for id in sorted(by_id):
        identity = by_id[id][0].identity
        mentions = []
        for found in by_id[id]:
            start, end = decoded.raw_span(found.start, found.end)
            mentions.append(Mention(start, end, text[start:end]))
        relations = tuple(_relation(evidence, decoded) for evidence in related[id])
        entities.append(
            Entity(
                id,
                identity.label,
                identity.type,
                tuple(sorted(set(mentions))),
                relations,
                identity.broader,
                identity.kind,
                identity.is_coined,
            )
        )
    return tuple(entities)


def _relation(evidence: Evidence, decoded: DecodedText) -> Relation:
    start, end = decoded.raw_span(evidence.sentence.start, evidence.sentence.end)
    return Relation(evidence.predicate, evidence.confidence, start, end, EXTRACTOR)
