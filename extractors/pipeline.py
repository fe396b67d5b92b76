"""The pipeline: a blank English spaCy pipeline with our components, and the mapping of what they find to records.

Importing this module is cheap; spaCy (0.4 s) is imported when the first `Extractor` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from extractors.document import Evidence, Notes, UsesVocabulary, notes_of, register
from extractors.latex import DecodedText, decode
from ontology.records import Entity, Extraction, Mention, Paper, Relation
from ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["RULES", "STAGES", "TRAINED", "Extractor", "extraction_of"]

#: Components that read names by rule and by vocabulary, with their versions, in the order in which they run.
_FINDERS: Final[dict[str, int]] = {
    "paperkg_sentences": 1,
    "paperkg_roles": 1,
    "paperkg_abbreviations": 1,
    "paperkg_aliases": 1,
    "paperkg_model_mentions": 1,
    "paperkg_introductions": 1,
}
#: The whole pipeline without trained components, and with them.
RULES: Final[dict[str, int]] = {**_FINDERS, "paperkg_linking": 1, "paperkg_paper_type": 1, "paperkg_relations": 1}
TRAINED: Final[dict[str, int]] = {
    **_FINDERS,
    "paperkg_tagger": 1,
    "paperkg_linking": 1,
    "paperkg_paper_type_classifier": 1,
    "paperkg_relation_classifier": 1,
}
#: Ever longer pipelines, to see how far each stage contributes.
STAGES: Final[dict[str, dict[str, int]]] = {
    "vocabulary": {n: v for n, v in RULES.items() if n not in ("paperkg_model_mentions", "paperkg_introductions")},
    "+ model names": {n: v for n, v in RULES.items() if n != "paperkg_introductions"},
    "+ new names": RULES,
    "+ tagger": {
        **_FINDERS,
        "paperkg_tagger": 1,
        "paperkg_linking": 1,
        "paperkg_paper_type": 1,
        "paperkg_relations": 1,
    },
    "+ classifiers": TRAINED,
}


class Extractor:
    """Reads papers: `extract` gives what one paper says.

    Parameters
    ----------
    vocabulary : Vocabulary
        Which names are known. Making the matcher for it takes about a second, once.
    is_trained : bool
        With the trained components, which read better; without them the rules alone decide, three times as fast.
    components : mapping of str to int, optional
        Exactly these components with their versions, to see what each is worth.
    """

    def __init__(
        self, vocabulary: Vocabulary, *, is_trained: bool = True, components: Mapping[str, int] | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.components = components or (TRAINED if is_trained else RULES)

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline; its components read and write `extractors.document.Notes`."""
        return _pipeline(self.vocabulary, self.components)

    @property
    def configuration(self) -> str:
        """Components with their versions and the size of the vocabulary, to be hashed into a graph's description."""
        parts = [f"{name}/{version}" for name, version in self.components.items()]
        return " ".join([*parts, f"concepts={len(self.vocabulary)}"])

    def extract(self, paper: Paper) -> Extraction:
        """Everything that the title and abstract of `paper` say; the same paper always gives the same result."""
        decoded = decode(paper.text)
        notes = self.read(decoded.text)
        return extraction_of(paper, decoded, notes)

    def read(self, text: str) -> Notes:
        """What the components find in `text`, which has no LaTeX any more."""
        doc = self.nlp.make_doc(text)
        notes = notes_of(doc, text)
        self.nlp(doc)
        return notes

    def extract_all(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """`extract` of each of `papers`, in their order, one at a time."""
        for paper in papers:
            yield self.extract(paper)


def extraction_of(paper: Paper, decoded: DecodedText, notes: Notes) -> Extraction:
    """What `notes` of the `decoded` text of `paper` hold, with the offsets of its own text."""
    return Extraction(paper, notes.paper_type, _entities(paper, decoded, notes))


def _pipeline(vocabulary: Vocabulary, components: Iterable[str]) -> Language:
    import spacy
    from spacy.language import Language

    from extractors.abbreviations import AbbreviationFinder
    from extractors.aliases import AliasMatcher
    from extractors.introductions import IntroductionFinder
    from extractors.linking import Linker
    from extractors.model_mentions import ModelMentionFinder
    from extractors.paper_type import PaperTypeClassifier, PaperTypeTagger
    from extractors.relation_classifier import RelationClassifier
    from extractors.relations import RelationFinder
    from extractors.roles import RoleTagger
    from extractors.sentences import SentenceSplitter
    from extractors.tagger import SpanTagger
    from extractors.tokenizer import FineTokenizer

    register()
    classes: dict[str, Any] = {
        "paperkg_sentences": SentenceSplitter,
        "paperkg_roles": RoleTagger,
        "paperkg_abbreviations": AbbreviationFinder,
        "paperkg_aliases": AliasMatcher,
        "paperkg_model_mentions": ModelMentionFinder,
        "paperkg_introductions": IntroductionFinder,
        "paperkg_linking": Linker,
        "paperkg_tagger": SpanTagger,
        "paperkg_paper_type": PaperTypeTagger,
        "paperkg_paper_type_classifier": PaperTypeClassifier,
        "paperkg_relations": RelationFinder,
        "paperkg_relation_classifier": RelationClassifier,
    }
    nlp = spacy.blank("en")
    nlp.tokenizer = FineTokenizer(nlp.vocab)
    for name in components:
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


def _entities(paper: Paper, decoded: DecodedText, notes: Notes) -> tuple[Entity, ...]:
    text = paper.text
    entities = []
    for id, found in sorted(notes.mentions_by_entity().items()):
        identity = found[0].identity
        mentions = []
        for mention in found:
            start, end = decoded.raw_span(mention.start, mention.end)
            mentions.append(Mention(start, end, text[start:end]))
        entities.append(
            Entity(
                id=id,
                label=identity.label,
                type=identity.type,
                mentions=tuple(sorted(set(mentions))),
                relations=tuple(_relation(evidence, decoded) for evidence in notes.relations[id]),
                broader=identity.broader,
                kind=identity.kind,
                is_coined=identity.is_coined,
            )
        )
    return tuple(entities)


def _relation(evidence: Evidence, decoded: DecodedText) -> Relation:
    start, end = decoded.raw_span(evidence.sentence.start, evidence.sentence.end)
    return Relation(evidence.predicate, evidence.confidence, start, end, evidence.extractor)
