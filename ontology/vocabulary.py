"""The vocabularies: which concepts are known, by which labels, and how they hang together.

`load_vocabulary` reads the SKOS files of `ontology/vocabularies` (docs/data-model.md has their form), the languages of
ISO 639-3, and the user's own files on top.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology import terms
from ontology.errors import VocabularyError
from ontology.folding import compact
from ontology.languages import iso_languages
from ontology.terms import ENTITY_TYPES, EntityType, contract

__all__ = ["SCHEMES", "Concept", "Vocabulary", "load_vocabulary"]

#: The scheme that concepts of each type belong to, as a CURIE.
SCHEMES: Final[dict[str, str]] = {
    "Model": "kgr:scheme/models",
    "Dataset": "kgr:scheme/datasets",
    "Method": "kgr:scheme/methods",
    "Task": "kgr:scheme/tasks",
    "Language": "kgr:scheme/languages",
    "Metric": "kgr:scheme/metrics",
}
_FOLDER: Final = Path(__file__).with_name("vocabularies")
_TYPE_BY_CLASS: Final[dict[str, EntityType]] = {terms.KG + t: t for t in ENTITY_TYPES} | {terms.BENCHMARK: "Dataset"}
_NARROWER: Final = terms.SKOS + "narrower"
_LEXVO: Final = "http://lexvo.org/id/iso639-3/"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a vocabulary.

    Attributes
    ----------
    id : str
        CURIE, e.g. ``kgr:model/llama-2``.
    alt_labels : tuple of str
        Further labels, sorted, without the preferred and the ambiguous ones.
    ambiguous_labels : tuple of str
        Labels that count only where one of `context_words` stands in the same sentence.
    broader, based_on : tuple of str
        CURIEs, sorted: what it is a kind or version of; for models, what it was derived from.
    kind : str
        natural, group or programming for languages; family, version or checkpoint for models; else empty.
    exact_match : tuple of str
        IRIs of the same thing elsewhere.
    """

    id: str
    type: EntityType
    pref_label: str
    alt_labels: tuple[str, ...] = ()
    ambiguous_labels: tuple[str, ...] = ()
    context_words: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    definition: str = ""
    kind: str = ""
    is_benchmark: bool = False
    exact_match: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, the preferred one first, each once."""
        return tuple(dict.fromkeys((self.pref_label, *self.alt_labels, *self.ambiguous_labels)))


@dataclass(frozen=True)
class Vocabulary:
    """All concepts, by id, with an index over their labels.

    Attributes
    ----------
    asked_for : frozenset of str
        `compact` forms of the labels in the user's own files: such a name always counts, whatever a model thinks of it.
    """

    concepts: Mapping[str, Concept]
    asked_for: frozenset[str] = frozenset()
    _by_label: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[str]] = defaultdict(list)
        for concept in self.concepts.values():
            for key in dict.fromkeys(compact(label) for label in concept.labels):
                index[key].append(concept.id)
        object.__setattr__(self, "_by_label", {key: tuple(ids) for key, ids in index.items()})

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def find(self, name: str, type: EntityType | None = None) -> tuple[Concept, ...]:
        """Concepts that have `name` among their labels, case, hyphens and spaces aside; the one that prefers it first.

        Nothing is fuzzy here: "Llama 2" and "LLaMA2" are one name, "Llama 3" is another.
        """
        key = compact(name)
        found = [self.concepts[id] for id in self._by_label.get(key, ())]
        if type is not None:
            found = [concept for concept in found if concept.type == type]
        return tuple(sorted(found, key=lambda concept: (compact(concept.pref_label) != key, concept.id)))

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Ids of all that is broader than `id`, nearest first, each once; unknown ids have none."""
        seen: dict[str, None] = {}
        level = list(self.concepts[id].broader) if id in self.concepts else []
        while level:
            seen.update(dict.fromkeys(level))
            level = [up for one in level if one in self.concepts for up in self.concepts[one].broader if up not in seen]
        return tuple(seen)


@lru_cache(maxsize=8)
def load_vocabulary(*extra: Path) -> Vocabulary:
    """Read the packaged vocabularies and the files in `extra`, which may add concepts, labels and links.

    Raises
    ------
    VocabularyError
        If a file cannot be read, is not valid Turtle, or a concept in it lacks a label, has an unknown class, or is
        broader than itself.
    """
    builder = _Builder()
    builder.add_iso_languages()
    for path in sorted(_FOLDER.glob("*.ttl")):
        builder.add_file(path)
    for path in extra:
        builder.add_file(path, is_users=True)
    return builder.vocabulary()


class _Builder:
    """Collects the properties of concepts over several files."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._types: dict[str, EntityType] = {}
        self._origin: dict[str, str] = {}
        self._asked_for: set[str] = set()

    def add_iso_languages(self) -> None:
        for language in iso_languages():
            id = f"kgr:language/{language.code}"
            self._types[id] = "Language"
            self._origin[id] = "ISO 639-3"
            values = self._values[id]
            values[terms.PREF_LABEL] = [language.name]
            values[terms.ALT_LABEL] = list(language.other_names)
            values[terms.KIND] = ["natural"]
            values[terms.EXACT_MATCH] = [_LEXVO + language.code]

    def add_file(self, path: Path, *, is_users: bool = False) -> None:
        seen_pref: dict[str, str] = {}
        try:
            triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        except OSError as error:
            raise VocabularyError(
                f"{path}: {error.strerror or error}", hint="Give the path of a Turtle file."
            ) from error
        except SyntaxError as error:
            raise VocabularyError(
                f"{path}:{error.lineno or 1}: {error.msg}", hint="The file must be Turtle."
            ) from error
        for triple in triples:
            subject, predicate = triple.subject, triple.predicate.value
            if not isinstance(subject, ox.NamedNode):
                raise VocabularyError(
                    f"{path}: a blank node as subject ({predicate})", hint="Give every concept an IRI."
                )
            id = contract(subject.value)
            value = triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""
            if predicate == terms.RDF_TYPE:
                if value in _TYPE_BY_CLASS:
                    self._types[id] = _TYPE_BY_CLASS[value]
                    if value == terms.BENCHMARK:
                        self._values[id][terms.BENCHMARK] = ["true"]
                elif value not in (terms.CONCEPT, terms.CONCEPT_SCHEME, terms.ENTITY):
                    raise VocabularyError(
                        f"{path}: <{subject.value}> has the unknown class <{value}>",
                        hint=f"Use one of {', '.join(ENTITY_TYPES)} of <{terms.KG}>.",
                    )
                continue
            if is_users and predicate in (terms.PREF_LABEL, terms.ALT_LABEL):
                self._asked_for.add(compact(value))
            if predicate == terms.PREF_LABEL:
                if seen_pref.setdefault(id, value) != value:
                    raise VocabularyError(f"{path}: <{subject.value}> has two preferred labels", hint="Keep one.")
                # A later file may rename a concept; the earlier name stays as an alternative.
                self._values[id][terms.ALT_LABEL].extend(self._values[id][terms.PREF_LABEL])
                self._values[id][terms.PREF_LABEL] = [value]
            elif predicate == _NARROWER:
                self._values[contract(value)][terms.BROADER].append(id)
            elif predicate in (terms.BROADER, terms.BASED_ON):
                self._values[id][predicate].append(contract(value))
            else:
                self._values[id][predicate].append(value)
            self._origin.setdefault(id, str(path))

    def vocabulary(self) -> Vocabulary:
        concepts = {}
        for id in sorted(self._types):
            concepts[id] = self._concept(id)
        for concept in concepts.values():
            for up in (*concept.broader, *concept.based_on):
                if up not in concepts:
                    raise VocabularyError(
                        f"{self._origin[concept.id]}: {concept.id} points to {up}, which is not there",
                        hint="Add that concept or correct its IRI.",
                    )
        _refuse_cycles(concepts, self._origin)
        return Vocabulary(concepts, frozenset(self._asked_for))

    def _concept(self, id: str) -> Concept:
        values = self._values[id]
        if not values[terms.PREF_LABEL]:
            raise VocabularyError(f"{self._origin.get(id, id)}: {id} has no skos:prefLabel", hint="Give it one.")
        pref_label = values[terms.PREF_LABEL][0]
        ambiguous = _sorted_once(values[terms.AMBIGUOUS_LABEL])
        alt = _sorted_once(label for label in values[terms.ALT_LABEL] if label not in ambiguous)
        kind = (values[terms.KIND] or values[terms.LEVEL] or [""])[0]
        return Concept(
            id=id,
            type=self._types[id],
            pref_label=pref_label,
            alt_labels=tuple(label for label in alt if label != pref_label),
            ambiguous_labels=ambiguous,
            context_words=_sorted_once(values[terms.CONTEXT_WORD]),
            broader=_sorted_once(values[terms.BROADER]),
            based_on=_sorted_once(values[terms.BASED_ON]),
            definition=(values[terms.DEFINITION] or [""])[0],
            kind=kind,
            is_benchmark=bool(values[terms.BENCHMARK]),
            exact_match=_sorted_once(values[terms.EXACT_MATCH]),
        )


def _sorted_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _refuse_cycles(concepts: Mapping[str, Concept], origin: Mapping[str, str]) -> None:
    """Raise if a concept is broader than itself, or than something of another type."""
    state = dict.fromkeys(concepts, 0)  # 0 new, 1 on the path, 2 done

    def visit(id: str) -> None:
        state[id] = 1
        for up in concepts[id].broader:
            if concepts[up].type != concepts[id].type:
                raise VocabularyError(f"{origin[id]}: {id} is below {up}, which is a {concepts[up].type}")
            if state[up] == 1:
                raise VocabularyError(f"{origin[id]}: {id} is broader than itself, by way of {up}")
            if state[up] == 0:
                visit(up)
        state[id] = 2

    for id in concepts:
        if state[id] == 0:
            visit(id)
