"""What questions need of a graph: a way to select and ask, and an index of its names.

The index is read with a handful of queries, about 40 ms for 550 papers, and kept by whoever answers several questions
of one graph (`LabelIndex.of`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from ontology.folding import compact, fold
from ontology.model_names import parse_model_name, strip_marks
from ontology.terms import ENTITY_TYPES, KG, PREFIXES, VOCABULARY_GRAPH
from queries.words import stem

__all__ = ["DOMINANCE", "EntityEntry", "Graph", "LabelIndex", "Value", "near_words", "singular"]

Value = str | int | float | bool


class Graph(Protocol):
    """A graph that answers SPARQL over the union of its named graphs; `kg.store.Store` is one."""

    def select(self, sparql: str) -> list[dict[str, Value]]:
        """Rows of a SELECT query, IRIs as full strings, unbound variables left out."""
        ...

    def ask(self, sparql: str) -> bool:
        """The answer of an ASK query."""
        ...


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """An entity as the index knows it; `broader` holds IRIs one step up."""

    iri: str
    type: str
    label: str
    alt_labels: tuple[str, ...] = ()
    ambiguous_labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    kind: str = ""
    is_coined: bool = False
    definition: str = ""


_PREAMBLE: Final = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("dcterms", "kg", "rdf", "skos"))
_GRAPH: Final = f"GRAPH <{VOCABULARY_GRAPH}>"
_CLASSES: Final = {KG + name: name for name in ENTITY_TYPES}
#: One plain pattern a query: OPTIONAL and DISTINCT cost seconds on a graph of 28,549 papers, and rows of one thing
#: that come twice do no harm here.
_TYPES: Final = f"""{_PREAMBLE}SELECT ?entity ?value WHERE {{ {_GRAPH} {{
  VALUES ?value {{ {" ".join(f"kg:{name}" for name in ENTITY_TYPES)} }} ?entity a ?value }} }}"""
_PAPERS: Final = f"{_PREAMBLE}SELECT ?paper ?title WHERE {{ ?paper a kg:Paper ; dcterms:title ?title }}"
_IDENTIFIERS: Final = f"{_PREAMBLE}SELECT ?paper ?identifier WHERE {{ ?paper dcterms:identifier ?identifier }}"
_INTRODUCERS: Final = f"{_PREAMBLE}SELECT ?paper ?entity WHERE {{ ?paper kg:introduces ?entity }}"
_STATEMENT_COUNTS: Final = f"""{_PREAMBLE}
SELECT ?entity (COUNT(DISTINCT ?statement) AS ?statements) WHERE {{ ?statement rdf:object ?entity }} GROUP BY ?entity"""

#: A homonym or a neighbour in spelling that is so many times as common as the others is what people mean.
DOMINANCE: Final = 5
#: Below this likeness (in percent) a name is no suggestion for another.
_ALIKE: Final = 80
#: Where the name of a title ends: "OmniQuant: Omnidirectionally ...", "Swedish Whispers; Leveraging ...".
_TITLE_HEAD: Final = re.compile(r"\s*(?:[:;?!]|\s[-–—]+\s|--|\.\s)\s*")


def singular(key: str) -> str:
    """A compact `key` without the plural ending of its last word.

    >>> singular("scalinglaws"), singular("taxonomies"), singular("gpt4"), singular("loss")
    ('scalinglaw', 'taxonomy', 'gpt4', 'loss')
    """
    if len(key) > 4 and key.endswith("ies"):
        return key[:-3] + "y"
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        return key[:-1]
    return key


def near_words(key: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those of `known` that `key` is most probably a misspelling of, all at the same distance.

    One edit (a swap of neighbours is one), two from nine letters on; the first letter and all digits must agree.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 15 ms that most questions do not need

    if len(key) < 4:
        return ()
    limit = 1 if len(key) < 9 else 2
    digits = [c for c in key if c.isdigit()]
    best: dict[int, list[str]] = defaultdict(list)
    for word in known:
        if len(word) >= 5 and abs(len(word) - len(key)) <= limit and word[0] == key[0]:
            distance = OSA.distance(key, word, score_cutoff=limit)
            if distance <= limit and [c for c in word if c.isdigit()] == digits:
                best[distance].append(word)
    return tuple(best[min(best)]) if best else ()


#: British endings and what vocabularies have instead.
_BRITISH: Final = re.compile(r"is(?=ations?$|e$|ed$|es$|ing$|ers?$)|our(?=s?$|al$)|ll(?=ing$|ed$|er$)")
_AMERICAN: Final = {"is": "iz", "our": "or", "ll": "l"}


def _american(key: str) -> str:
    """A compact `key` with the American spelling of its last word.

    >>> _american("summarisation"), _american("languagemodelling"), _american("noise")
    ('summarization', 'languagemodeling', 'noize')
    """
    return _BRITISH.sub(lambda match: _AMERICAN[match[0]], key)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(text).split())


@dataclass(frozen=True, slots=True)
class _Form:
    """A label or title with the forms under which it is compared."""

    iri: str
    text: str
    folded: str
    key: str


_DECIMAL_POINT: Final = re.compile(r"\d\.\d")


def _form(iri: str, text: str) -> _Form:
    folded = fold(text)
    # What `compact` does where no decimal point asks for more.
    return _Form(iri, text, folded, compact(text) if _DECIMAL_POINT.search(text) else folded.replace(" ", ""))


def _values(graph: Graph, predicate: str) -> dict[str, set[str]]:
    """What the vocabulary says of each entity by one property."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in graph.select(f"{_PREAMBLE}SELECT ?entity ?value WHERE {{ {_GRAPH} {{ ?entity {predicate} ?value }} }}"):
        value = row["value"]
        found[str(row["entity"])].add(str(value).lower() if isinstance(value, bool) else str(value))
    return found


@dataclass(frozen=True)
class LabelIndex:
    """The names of a graph.

    Attributes
    ----------
    entities : mapping of IRI to EntityEntry
    titles : mapping of IRI to str
        Of papers.
    identifiers : mapping of str to IRIs
        Papers by the compact form of what their source calls them.
    introducers : mapping of IRI to IRIs
        Entity -> the papers that introduce it.
    statements : mapping of IRI to int
        Entity -> how many statements are about it: how common it is.
    """

    entities: Mapping[str, EntityEntry]
    titles: Mapping[str, str]
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    introducers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Graph) -> LabelIndex:
        """Read the index of `graph`."""
        labels = _values(graph, "skos:prefLabel")
        alt_labels = _values(graph, "skos:altLabel")
        ambiguous = _values(graph, "kg:ambiguousLabel")
        broader = _values(graph, "skos:broader")
        kinds = _values(graph, "kg:kind")
        coined = _values(graph, "kg:isCoined")
        definitions = _values(graph, "skos:definition")
        types = {str(row["entity"]): _CLASSES[str(row["value"])] for row in graph.select(_TYPES)}
        entities: dict[str, EntityEntry] = {}
        for iri, type_ in sorted(types.items()):
            if iri not in labels:
                continue
            label = min(labels[iri])
            entities[iri] = EntityEntry(
                iri,
                type_,
                label,
                tuple(sorted(alt_labels.get(iri, set()) - {label})),
                tuple(sorted(ambiguous.get(iri, set()) - {label})),
                tuple(sorted(broader.get(iri, ()))),
                min(kinds.get(iri, {""})),
                "true" in coined.get(iri, ()),
                min(definitions.get(iri, {""})),
            )
        titles = {str(row["paper"]): str(row["title"]) for row in graph.select(_PAPERS)}
        identifiers: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_IDENTIFIERS):
            if row["paper"] in titles:
                identifiers[compact(str(row["identifier"]))].add(str(row["paper"]))
        introducers: dict[str, set[str]] = defaultdict(set)
        for row in graph.select(_INTRODUCERS):
            introducers[str(row["entity"])].add(str(row["paper"]))
        counts = {str(row["entity"]): int(row["statements"]) for row in graph.select(_STATEMENT_COUNTS)}
        return cls(
            entities,
            dict(sorted(titles.items())),
            {key: tuple(sorted(found)) for key, found in identifiers.items()},
            {iri: tuple(sorted(found)) for iri, found in introducers.items()},
            counts,
        )

    # ------------------------------------------------------------------ entities by name

    @cached_property
    def _labels(self) -> tuple[_Form, ...]:
        """Every label of every entity, folded once: a large graph has more than the cache of `fold` holds."""
        entries = self.entities.values()
        return tuple(_form(entry.iri, label) for entry in entries for label in (entry.label, *entry.alt_labels))

    @cached_property
    def _titles(self) -> tuple[_Form, ...]:
        return tuple(_form(iri, title) for iri, title in self.titles.items())

    @cached_property
    def _heads_of_titles(self) -> tuple[_Form, ...]:
        """What stands before the colon of each title that has one."""
        heads = ((iri, _TITLE_HEAD.split(title, maxsplit=1)[0]) for iri, title in self.titles.items())
        return tuple(_form(iri, head) for iri, head in heads if head != self.titles[iri])

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for form in self._labels:
            found[form.key][form.iri] = None
        found.pop("", None)
        return {key: tuple(iris) for key, iris in found.items()}

    @cached_property
    def _by_loose_key(self) -> dict[str, tuple[str, ...]]:
        """Forms that count only where no label is the same: singulars, ambiguous labels, bare names of groups."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, iris in self._by_key.items():
            for iri in iris:
                found[singular(key)][iri] = None
                if self.entities[iri].type == "Language" and singular(key).endswith("language"):
                    found[singular(key).removesuffix("language")][iri] = None
        for entry in self.entities.values():
            for label in entry.ambiguous_labels:
                found[singular(compact(label))][entry.iri] = None
            if entry.type == "Model":
                name = parse_model_name(entry.label)
                if name is not None:
                    found[compact(name.base)][entry.iri] = None
        found.pop("", None)
        return {key: tuple(iris) for key, iris in found.items()}

    def find(self, text: str) -> tuple[str, ...]:
        """IRIs of the entities that have `text` as a label, plural and case aside.

        A model's size and tuning are no part of its identity: "Llama-2-7B-chat" finds Llama 2.
        """
        key = compact(text)
        found = self._by_key.get(key) or self._by_loose_key.get(singular(key), ())
        if found and all(self.entities[iri].is_coined for iri in found):
            # "Indic Language" of one paper is no other thing than the group that the vocabulary has.
            known = (iri for iri in self._by_loose_key.get(singular(key), ()) if not self.entities[iri].is_coined)
            found = tuple(dict.fromkeys((*known, *found)))
        if not found and (american := _american(key)) != key:
            found = self._by_key.get(american) or self._by_loose_key.get(singular(american), ())
        if found or not any(c.isdigit() for c in text):
            return found
        bare = strip_marks(text)
        if bare != text and compact(bare) != key:
            return tuple(iri for iri in self.find(bare) if self.entities[iri].type == "Model")
        name = parse_model_name(text)
        if name is None or not (name.version or name.size):
            return ()
        return tuple(
            iri for iri in self._by_loose_key.get(compact(name.base), ()) if self.entities[iri].type == "Model"
        )

    def has_label(self, iri: str, text: str) -> bool:
        """Whether an entity has `text` as a label, word for word."""
        entry = self.entities[iri]
        return any(fold(label) == fold(text) for label in (entry.label, *entry.alt_labels))

    def is_written(self, iris: Iterable[str], text: str) -> bool:
        """Whether a word that means something else too may name one of `iris`: "Path" is, "path" is not, "BERT".

        In lower case it does only where the label is so, or its other meaning is in that label's very sense, as that of
        "quantization".
        """
        return not text.islower() or any(
            label == text or not label.istitle()
            for iri in iris
            for label in (self.entities[iri].label, *self.entities[iri].alt_labels)
            if compact(label) == compact(text)
        )

    @cached_property
    def longest(self) -> int:
        """Most words in a label or a title."""
        return max((form.folded.count(" ") + 1 for form in (*self._labels, *self._titles)), default=1)

    @cached_property
    def _by_stems(self) -> dict[frozenset[str], tuple[str, ...]]:
        found: dict[frozenset[str], dict[str, None]] = defaultdict(dict)
        for form in self._labels:
            if self.entities[form.iri].type in {"Task", "Method"} and not any(c.isdigit() for c in form.text):
                found[frozenset(map(stem, form.folded.split()))][form.iri] = None
        found.pop(frozenset(), None)
        return {stems: tuple(iris) for stems, iris in found.items()}

    def find_by_stems(self, words: Iterable[str]) -> tuple[str, ...]:
        """Tasks and methods whose label has just these stems: "detects hallucinations" is hallucination detection."""
        stems = frozenset().union(*(_stems(word) for word in words))
        return self._by_stems.get(stems, ()) if all(len(one) >= 4 for one in stems) else ()

    @cached_property
    def _narrower(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.entities.values():
            for iri in entry.broader:
                found[iri].append(entry.iri)
        return {iri: tuple(below) for iri, below in found.items()}

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Everything below an entity, itself left out, nearest first."""
        found: dict[str, None] = {}
        queue = [iri]
        while queue:
            for below in self._narrower.get(queue.pop(0), ()):
                if below not in found and below != iri:
                    found[below] = None
                    queue.append(below)
        return tuple(found)

    # ------------------------------------------------------------------ papers by name

    @cached_property
    def _by_title(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for form in self._titles:
            found[form.key][form.iri] = None
        return {key: tuple(iris) for key, iris in found.items()}

    @cached_property
    def _by_title_head(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for form in self._heads_of_titles:
            if len(form.key) >= 3:
                found[form.key][form.iri] = None
        return {key: tuple(iris) for key, iris in found.items()}

    def find_papers(self, text: str) -> tuple[str, ...]:
        """IRIs of the papers that `text` names: a whole title, an identifier, or what stands before a title's colon."""
        key = compact(text)
        return self._by_title.get(key) or self.identifiers.get(key, ()) or self._by_title_head.get(key, ())

    def find_papers_within(self, text: str) -> tuple[str, ...]:
        """IRIs of the papers whose title holds `text` as whole words; a title that begins with it wins."""
        exact = self.find_papers(text)
        wanted = fold(text)
        if exact or not wanted:
            return exact
        inside = [form for form in self._titles if wanted in form.folded and f" {wanted} " in f" {form.folded} "]
        begins = [form.iri for form in inside if form.folded.startswith(wanted)]
        return tuple(begins or (form.iri for form in inside))

    # ------------------------------------------------------------------ near misses

    @cached_property
    def label_words(self) -> frozenset[str]:
        """Every word of six letters or more in a label."""
        words = (word for form in self._labels for word in form.folded.split())
        return frozenset(word for word in words if len(word) >= 6 and word.isalpha())

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every label and title, folded."""
        return frozenset(word for form in (*self._labels, *self._titles) for word in form.folded.split())

    def near(self, word: str) -> tuple[str, ...]:
        """Compact labels that `word` is most probably a misspelling of; of several, one that is far more common.

        A name with digits is one only with the same digits and the same ending ("lama2", "GMS8K"): between names of
        versions an edit tells two things apart.
        """
        key = compact(word)
        if not any(c.isdigit() for c in key):
            return self._commonest(near_words(key, self._spellings))
        head, tail = _split_digits(key)
        if len(head) < 3 or not tail:
            return ()
        known = {found: found + tail for found in self._heads.get(tail, ())}
        if len(head) == 3:  # too short for anything but two letters that changed places
            return self._commonest(tuple(known[one] for one in sorted(known) if _is_swapped(head, one)))
        return self._commonest(tuple(known[one] for one in near_words(head, sorted(known))))

    @cached_property
    def _heads(self) -> dict[str, tuple[str, ...]]:
        """The letters before the first digit of each label with digits, by what follows them."""
        found: dict[str, set[str]] = defaultdict(set)
        for key in self._spellings:
            head, tail = _split_digits(key)
            if head and tail:
                found[tail].add(head)
        return {tail: tuple(sorted(heads)) for tail, heads in found.items()}

    def _commonest(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Those of `keys` that are not far rarer than the most common of them."""
        counts = {
            key: max((self.statements.get(iri, 0) for iri in self._by_key.get(key, ())), default=0) for key in keys
        }
        most = max(counts.values(), default=0)
        return tuple(key for key in keys if DOMINANCE * counts[key] > most) or tuple(keys)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Compact label or head of a title -> how it is written."""
        written = {form.key: form.text for form in reversed(self._labels)}  # the preferred label last: it stays
        for form in self._heads_of_titles:
            written.setdefault(form.key, form.text)
        written.pop("", None)
        return written

    def spelling(self, key: str) -> str:
        """How the label or title whose compact form is `key` is written."""
        return self._spellings.get(key, key)

    @cached_property
    def _choices(self) -> dict[str, str]:
        """Folded label or head of a title -> the label or title to suggest for it."""
        choices: dict[str, str] = {}
        for form in self._labels:
            choices.setdefault(form.folded, self.entities[form.iri].label)
        for form in (*self._heads_of_titles, *self._titles):
            choices.setdefault(form.folded, self.titles[form.iri])
        return choices

    def suggestions(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Labels and titles that are spelt almost like `text`, then labels that have it as a word or begin with it."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as in `near_words`

        wanted = fold(text)
        if len(wanted) < 3:
            return ()
        hits: Sequence[tuple[str, float, int]] = process.extract(
            wanted, list(self._choices), scorer=fuzz.ratio, limit=4 * limit, score_cutoff=_ALIKE
        )
        alike = [self._choices[label] for label, _, _ in sorted(hits, key=lambda hit: (-hit[1], hit[0]))]
        holding = sorted(
            (-self.statements.get(form.iri, 0), self.entities[form.iri].label)
            for form in self._labels
            if wanted in form.folded and (form.folded.startswith(wanted) or f" {wanted} " in f" {form.folded} ")
        )
        return tuple(dict.fromkeys([*alike, *(label for _, label in holding)]))[:limit]


def _split_digits(key: str) -> tuple[str, str]:
    """A compact `key` before and from its first digit."""
    at = next((n for n, c in enumerate(key) if c.isdigit()), len(key))
    return key[:at], key[at:]


def _is_swapped(one: str, other: str) -> bool:
    """Whether two short words differ by neighbours that changed places."""
    return (
        one != other
        and sorted(one) == sorted(other)
        and any(one[:n] + one[n + 1] + one[n] + one[n + 2 :] == other for n in range(len(one) - 1))
    )
