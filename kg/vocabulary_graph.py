"""The vocabulary graph: every entity that papers speak of, named and described once for the whole graph.

What it says depends on all papers together, so `Usages` counts how they speak of each entity, and `vocabulary_quads`
writes all of it. `update_vocabulary` brings it up to date where few entities are concerned, with the same result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from kg.rdf import curie, node, surfaces
from ontology import terms
from ontology.records import Extraction
from ontology.terms import ENTITY_TYPES, EntityType
from ontology.vocabulary import SCHEMES, Concept, Vocabulary

__all__ = [
    "VOCABULARY",
    "EntityUse",
    "Usage",
    "Usages",
    "entity_uses",
    "update_vocabulary",
    "vocabulary_quads",
]

#: Name of the vocabulary graph.
VOCABULARY: Final = node(terms.VOCABULARY_GRAPH)
_TYPE: Final = node(terms.RDF_TYPE)
_ENTITY: Final = ox.Variable("entity")
#: `?entity` is replaced before it runs; it has to stand in the SELECT clause for that.
_SURFACES: Final = f"""
    SELECT DISTINCT ?entity ?surface WHERE {{
        GRAPH ?paper {{ ?statement <{terms.RDF_OBJECT}> ?entity ; <{terms.SURFACE}> ?surface }}
    }}"""
_UPWARDS: Final = (terms.BROADER, terms.BASED_ON)
_TYPE_BY_FOLDER: Final[dict[str, EntityType]] = {type.lower(): type for type in ENTITY_TYPES}


@dataclass(frozen=True, slots=True)
class EntityUse:
    """How one paper speaks of one entity. The last three are empty unless no vocabulary knows it."""

    entity: str  #: CURIE
    surfaces: frozenset[str]
    label: str = ""
    broader: frozenset[str] = frozenset()
    kind: str = ""


@dataclass(slots=True)
class Usage:
    """How all papers speak of one entity."""

    surfaces: set[str] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)
    broader: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """The label of most papers; of several, the first in code point order. Empty if none gave one."""
        return _commonest(self.labels)

    @property
    def kind(self) -> str:
        """The kind of most papers, likewise."""
        return _commonest(self.kinds)


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda value: (-counts[value], value), default="")


class Usages(dict[str, Usage]):
    """CURIE of an entity -> how all papers speak of it."""

    def add(self, use: EntityUse) -> None:
        """Count the use of an entity by one more paper."""
        usage = self.setdefault(use.entity, Usage())
        usage.surfaces |= use.surfaces
        if use.label:
            usage.labels[use.label] += 1
            usage.broader |= use.broader
            if use.kind:
                usage.kinds[use.kind] += 1


def entity_uses(extraction: Extraction) -> Iterator[EntityUse]:
    """How a paper speaks of each entity that its graph names."""
    for entity in extraction.entities:
        if not entity.relations:
            continue
        use = EntityUse(curie(node(entity.id)), frozenset(surfaces(entity)))
        if entity.is_coined:
            use = replace(use, label=entity.label, broader=frozenset(entity.broader), kind=entity.kind)
        yield use


def _read_uses(store: ox.Store, entity: str) -> list[EntityUse]:
    """How the papers of `store` speak of `entity` (a CURIE), one `EntityUse` a paper; empty if none does."""
    target = node(entity)
    # One statement a paper: all that it says about an entity carry the same words.
    statements: dict[ox.NamedNode, ox.NamedNode] = {}
    for quad in store.quads_for_pattern(None, node(terms.RDF_OBJECT), target, None):
        graph, statement = quad.graph_name, quad.subject
        if isinstance(graph, ox.NamedNode) and isinstance(statement, ox.NamedNode):
            statements[graph] = statement
    uses = []
    for graph, statement in statements.items():
        values: dict[str, set[str]] = defaultdict(set)
        for quad in store.quads_for_pattern(statement, None, None, graph):
            if isinstance(quad.object, ox.Literal):
                values[quad.predicate.value].add(quad.object.value)
            elif isinstance(quad.object, ox.NamedNode):
                values[quad.predicate.value].add(curie(quad.object))
        uses.append(
            EntityUse(
                entity,
                frozenset(values[terms.SURFACE]),
                min(values[terms.COINED_LABEL], default=""),
                frozenset(values[terms.COINED_BROADER]),
                min(values[terms.COINED_KIND], default=""),
            )
        )
    return uses


def _upwards(entity: str, usage: Usage | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """CURIEs of what `entity` is a kind of or based on, one step up, sorted.

    What papers put a coined entity below counts only where the vocabulary has it: another coined entity may be gone
    with the next change.
    """
    concept = vocabulary.concepts.get(entity)
    if concept is not None:
        return tuple(sorted({*concept.broader, *concept.based_on}))
    return tuple(sorted(usage.broader & vocabulary.concepts.keys())) if usage else ()


def vocabulary_quads(usages: Mapping[str, Usage], vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """The vocabulary graph: the entities in `usages`, everything above them, and the schemes that they are in.

    Raises
    ------
    ValueError
        If an entity is neither in `vocabulary` nor was coined by a paper.
    """
    listed: dict[str, None] = {}
    waiting = sorted(usages)
    while waiting:
        listed.update(dict.fromkeys(waiting))
        above = {up for one in waiting for up in _upwards(one, usages.get(one), vocabulary)}
        waiting = sorted(above - listed.keys())
    types = set()
    for entity in sorted(listed):
        types.add(_entity_type(entity, vocabulary))
        yield from _entity_quads(entity, usages.get(entity), vocabulary)
    for type in ENTITY_TYPES:
        if type in types:
            yield from _scheme_quads(type)


def update_vocabulary(store: ox.Store, entities: Collection[str], vocabulary: Vocabulary) -> None:
    """Bring the vocabulary graph of `store` up to date after papers changed what they say of `entities` (CURIEs).

    Afterwards it holds what `vocabulary_quads` gives for all papers of `store`.
    """
    usages = Usages()
    for entity in entities:
        if entity in vocabulary.concepts:
            _count_surfaces(store, entity, usages)
        else:
            for use in _read_uses(store, entity):
                usages.add(use)
    candidates = _candidates(store, entities, usages, vocabulary)
    listed = _listed(store, candidates, entities, usages, vocabulary)
    old: set[ox.Quad] = set()
    new: set[ox.Quad] = set()
    for entity in candidates:
        stored = set(store.quads_for_pattern(node(entity), None, None, VOCABULARY))
        # An entity that is only above those concerned comes or goes, or is described as it was before.
        if entity in entities or (entity in listed) != bool(stored):
            old |= stored
            new |= set(_entity_quads(entity, usages.get(entity), vocabulary)) if entity in listed else set()
    _replace(store, old, new)
    for type in ENTITY_TYPES:
        scheme = node(SCHEMES[type])
        is_used = next(store.quads_for_pattern(None, node(terms.IN_SCHEME), scheme, VOCABULARY), None) is not None
        stored = set(store.quads_for_pattern(scheme, None, None, VOCABULARY))
        _replace(store, stored, set(_scheme_quads(type)) if is_used else set())


def _count_surfaces(store: ox.Store, entity: str, usages: Usages) -> None:
    """Count all uses of a concept as one: only the forms matter, and half of all papers may speak of it."""
    solutions = store.query(_SURFACES, substitutions={_ENTITY: node(entity)})
    if isinstance(solutions, ox.QuerySolutions):
        found = frozenset(str(solution["surface"].value) for solution in solutions)
        if found:
            usages.add(EntityUse(entity, found))


def _replace(store: ox.Store, old: set[ox.Quad], new: set[ox.Quad]) -> None:
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)


def _candidates(
    store: ox.Store, entities: Iterable[str], usages: Mapping[str, Usage], vocabulary: Vocabulary
) -> list[str]:
    """`entities` and all that is or was above them, sorted."""
    found: set[str] = set()
    waiting = list(entities)
    while waiting:
        entity = waiting.pop()
        if entity not in found:
            found.add(entity)
            waiting += _upwards(entity, usages.get(entity), vocabulary)
            for predicate in _UPWARDS:
                before = store.quads_for_pattern(node(entity), node(predicate), None, VOCABULARY)
                waiting += [curie(quad.object) for quad in before if isinstance(quad.object, ox.NamedNode)]
    return sorted(found)


def _listed(
    store: ox.Store,
    candidates: Iterable[str],
    entities: Collection[str],
    usages: Mapping[str, Usage],
    vocabulary: Vocabulary,
) -> set[str]:
    """Those of `candidates` that papers speak of, or that something listed is a kind of or based on."""
    among = set(candidates)
    listed = set()
    for entity in among:
        is_used = entity in usages if entity in entities else _is_used(store, entity)
        if is_used or any(curie(child) not in among for child in _children(store, entity)):
            listed.add(entity)
    waiting = sorted(listed)
    while waiting:
        entity = waiting.pop()
        above = [up for up in _upwards(entity, usages.get(entity), vocabulary) if up in among and up not in listed]
        listed.update(above)
        waiting += above
    return listed


def _is_used(store: ox.Store, entity: str) -> bool:
    return next(store.quads_for_pattern(None, node(terms.RDF_OBJECT), node(entity), None), None) is not None


def _children(store: ox.Store, entity: str) -> Iterator[ox.NamedNode]:
    for predicate in _UPWARDS:
        for quad in store.quads_for_pattern(None, node(predicate), node(entity), VOCABULARY):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


def _scheme_quads(type: EntityType) -> list[ox.Quad]:
    """The scheme that entities of `type` are in."""
    scheme = node(SCHEMES[type])
    return [
        ox.Quad(scheme, _TYPE, node(terms.CONCEPT_SCHEME), VOCABULARY),
        ox.Quad(scheme, node(terms.PREF_LABEL), ox.Literal(type + "s"), VOCABULARY),
    ]


def _entity_type(entity: str, vocabulary: Vocabulary) -> EntityType:
    if (concept := vocabulary.concepts.get(entity)) is not None:
        return concept.type
    folder = entity.removeprefix("kgr:").partition("/")[0]
    return _TYPE_BY_FOLDER[folder]


def _entity_quads(entity: str, usage: Usage | None, vocabulary: Vocabulary) -> list[ox.Quad]:
    """What the vocabulary graph says of one entity.

    Parameters
    ----------
    entity : str
        CURIE.
    usage : Usage, optional
        How papers speak of it; none for what is there only because something narrower is.

    Raises
    ------
    ValueError
        If `entity` is neither in `vocabulary` nor was coined by a paper.
    """
    concept = vocabulary.concepts.get(entity)
    is_coined = concept is None
    if concept is None:
        concept = _coined_concept(entity, usage, vocabulary)
    subject = node(entity)
    values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (terms.RDF_TYPE, node(terms.KG + concept.type)),
        (terms.RDF_TYPE, node(terms.ENTITY)),
        (terms.RDF_TYPE, node(terms.CONCEPT)),
        (terms.PREF_LABEL, ox.Literal(concept.pref_label)),
        (terms.IN_SCHEME, node(SCHEMES[concept.type])),
    ]
    if concept.is_benchmark:
        values.append((terms.RDF_TYPE, node(terms.BENCHMARK)))
    alt_labels = {*concept.alt_labels, *(usage.surfaces if usage else ())} - {concept.pref_label}
    values += [(terms.ALT_LABEL, ox.Literal(label)) for label in sorted(alt_labels)]
    values += [(terms.AMBIGUOUS_LABEL, ox.Literal(label)) for label in concept.ambiguous_labels]
    values += [(terms.BROADER, node(up)) for up in concept.broader]
    values += [(terms.BASED_ON, node(base)) for base in concept.based_on]
    values += [(terms.EXACT_MATCH, node(match)) for match in concept.exact_match]
    if concept.definition:
        values.append((terms.DEFINITION, ox.Literal(concept.definition)))
    if concept.kind:
        values.append((terms.LEVEL if concept.type == "Model" else terms.KIND, ox.Literal(concept.kind)))
    if is_coined:
        values.append((terms.IS_COINED, ox.Literal(True)))
    return [ox.Quad(subject, node(predicate), value, VOCABULARY) for predicate, value in values]


def _coined_concept(entity: str, usage: Usage | None, vocabulary: Vocabulary) -> Concept:
    """What the papers say of an entity that no vocabulary knows."""
    if usage is None or not usage.label:
        raise ValueError(f"{entity} is not in the vocabulary, and no paper gives it a name")
    return Concept(
        id=entity,
        type=_entity_type(entity, vocabulary),
        pref_label=usage.label,
        alt_labels=tuple(usage.labels),
        broader=_upwards(entity, usage, vocabulary),
        kind=usage.kind,
    )
