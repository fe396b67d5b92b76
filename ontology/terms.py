"""Every IRI that paperkg uses, once, as a plain string, and the table of its predicates.

Plain strings, not rdflib terms: importing this module costs nothing. `ontology/paperkg.ttl` holds the same terms with
their definitions, and a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "ENTITY_TYPES",
    "PAPER_TYPES",
    "PREDICATES",
    "PREFIXES",
    "EntityType",
    "PaperType",
    "Predicate",
    "contract",
    "expand",
]

EntityType = Literal["Model", "Dataset", "Method", "Task", "Language", "Metric"]
PaperType = Literal["method", "model", "resource", "survey", "empirical", "system", "position"]

ENTITY_TYPES: Final[tuple[EntityType, ...]] = ("Model", "Dataset", "Method", "Task", "Language", "Metric")
PAPER_TYPES: Final[tuple[PaperType, ...]] = (
    "method", "model", "resource", "survey", "empirical", "system", "position",
)  # fmt: skip

KG: Final = "https://w3id.org/paperkg/ontology#"
KGR: Final = "https://w3id.org/paperkg/"
DCTERMS: Final = "http://purl.org/dc/terms/"
FABIO: Final = "http://purl.org/spar/fabio/"
OA: Final = "http://www.w3.org/ns/oa#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
VOID: Final = "http://rdfs.org/ns/void#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

#: The prefixes that exports declare and that a query may use without declaring them.
PREFIXES: Final[dict[str, str]] = {
    "dcterms": DCTERMS,
    "fabio": FABIO,
    "kg": KG,
    "kgr": KGR,
    "oa": OA,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}

RDF_TYPE: Final = RDF + "type"
RDF_SUBJECT: Final = RDF + "subject"
RDF_PREDICATE: Final = RDF + "predicate"
RDF_OBJECT: Final = RDF + "object"
RDFS_SEE_ALSO: Final = RDFS + "seeAlso"

PAPER: Final = KG + "Paper"
#: What other catalogues call a paper; asserted beside `PAPER`.
SCHOLARLY_ARTICLE: Final = FABIO + "ScholarlyArticle"
ENTITY: Final = KG + "Entity"
STATEMENT: Final = KG + "Statement"
BENCHMARK: Final = KG + "Benchmark"

TITLE: Final = DCTERMS + "title"
ABSTRACT: Final = DCTERMS + "abstract"
IDENTIFIER: Final = DCTERMS + "identifier"
ISSUED: Final = DCTERMS + "issued"
CREATOR: Final = DCTERMS + "creator"
SOURCE: Final = DCTERMS + "source"
#: Where a paper appeared, as its source names it.
VENUE: Final = KG + "venue"
PAPER_TYPE: Final = KG + "paperType"
#: The title as its source gave it, which offsets point into (`TITLE` has LaTeX decoded).
SOURCE_TITLE: Final = KG + "sourceTitle"
#: All authors in order, in one literal.
AUTHOR_LIST: Final = KG + "authorList"
#: What one source said of a paper, as JSON.
SOURCE_RECORD: Final = KG + "sourceRecord"

PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
BROADER: Final = SKOS + "broader"
IN_SCHEME: Final = SKOS + "inScheme"
DEFINITION: Final = SKOS + "definition"
EXACT_MATCH: Final = SKOS + "exactMatch"
NOTATION: Final = SKOS + "notation"
CONCEPT: Final = SKOS + "Concept"
CONCEPT_SCHEME: Final = SKOS + "ConceptScheme"

#: An alias that counts only where the text around it supports it (`kg:contextWord`).
AMBIGUOUS_LABEL: Final = KG + "ambiguousLabel"
#: A word that supports an ambiguous label of the same concept.
CONTEXT_WORD: Final = KG + "contextWord"
#: Level of a model (family, version, checkpoint) or kind of a language (natural, group, programming).
LEVEL: Final = KG + "level"
KIND: Final = KG + "kind"

CONFIDENCE: Final = KG + "confidence"
EXTRACTOR: Final = KG + "extractor"
#: A form in which a paper names the object of a statement.
SURFACE: Final = KG + "surface"
#: What a paper's wording says of an object that no vocabulary knows: its name, what it is below, its kind.
COINED_LABEL: Final = KG + "coinedLabel"
COINED_BROADER: Final = KG + "coinedBroader"
COINED_KIND: Final = KG + "coinedKind"
#: True of an entity that no vocabulary knows.
IS_COINED: Final = KG + "isCoined"
WAS_DERIVED_FROM: Final = PROV + "wasDerivedFrom"
HAS_SELECTOR: Final = OA + "hasSelector"
TEXT_QUOTE_SELECTOR: Final = OA + "TextQuoteSelector"
TEXT_POSITION_SELECTOR: Final = OA + "TextPositionSelector"
EXACT: Final = OA + "exact"
START: Final = OA + "start"
END: Final = OA + "end"

RELATES_TO: Final = KG + "relatesTo"
COMPRESSES: Final = KG + "compresses"
BASED_ON: Final = KG + "basedOn"
INTRODUCED_BY: Final = KG + "introducedBy"
#: Below `kg:basedOn`, in the words that model hubs use.
BASED_ON_BY_PREDICATE: Final[dict[str, str]] = {
    "fineTunes": KG + "finetuneOf",
    "merges": KG + "mergeOf",
    "quantizes": KG + "quantizedFrom",
    "distills": KG + "distilledFrom",
    "prunes": KG + "prunedFrom",
}

VOID_DATASET: Final = VOID + "Dataset"
CREATED: Final = DCTERMS + "created"
PAPER_COUNT: Final = KG + "paperCount"
STATEMENT_COUNT: Final = KG + "statementCount"
ENTITY_COUNT: Final = KG + "entityCount"
TOOL_VERSION: Final = KG + "toolVersion"
CONFIGURATION_HASH: Final = KG + "configurationHash"
NEWEST_PAPER: Final = KG + "newestPaper"

#: Named graphs beside the one that each paper has under its own IRI.
VOCABULARY_GRAPH: Final = KGR + "graph/vocabulary"
DESCRIPTION_GRAPH: Final = KGR + "graph/description"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A property from a paper to an entity.

    Attributes
    ----------
    name : str
        Local name below `KG`, e.g. ``quantizes``.
    ranges : tuple of str
        The entity types that it may point to.
    verb : str
        Third person plural with the paper as its subject, e.g. ``quantize``.
    passive : str
        What an entity is, seen from the entity, e.g. ``quantized``.
    """

    name: str
    ranges: tuple[EntityType, ...]
    verb: str
    passive: str

    @property
    def iri(self) -> str:
        """Full IRI."""
        return KG + self.name


PREDICATES: Final[dict[str, Predicate]] = {
    predicate.name: predicate
    for predicate in (
        Predicate("introduces", ("Model", "Dataset", "Method", "Metric"), "introduce", "introduced"),
        Predicate("fineTunes", ("Model",), "fine-tune", "fine-tuned"),
        Predicate("pretrains", ("Model",), "pretrain", "pretrained from scratch"),
        Predicate("quantizes", ("Model",), "quantize", "quantized"),
        Predicate("prunes", ("Model",), "prune", "pruned"),
        Predicate("distills", ("Model",), "distill", "distilled"),
        Predicate("merges", ("Model",), "merge", "merged"),
        Predicate("evaluates", ("Model", "Method"), "evaluate", "evaluated"),
        Predicate("uses", ("Model", "Method"), "use", "used"),
        Predicate("trainsOn", ("Dataset",), "train on", "trained on"),
        Predicate("evaluatesOn", ("Dataset",), "evaluate on", "evaluated on"),
        Predicate("addresses", ("Task",), "address", "addressed"),
        Predicate("covers", ("Language",), "cover", "covered"),
        Predicate("measuresWith", ("Metric",), "measure with", "measured with"),
        Predicate("surveys", ENTITY_TYPES, "survey", "surveyed"),
        Predicate("mentions", ENTITY_TYPES, "only mention", "mentioned"),
    )
}


def contract(iri: str) -> str:
    """Shortest CURIE of `iri` under `PREFIXES`, or `iri` itself where no prefix fits.

    >>> contract("https://w3id.org/paperkg/model/llama-2")
    'kgr:model/llama-2'
    >>> contract("https://w3id.org/paperkg/ontology#quantizes")
    'kg:quantizes'
    """
    best = ""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(namespace) > len(PREFIXES.get(best, "")):
            best = prefix
    return f"{best}:{iri.removeprefix(PREFIXES[best])}" if best else iri


def expand(curie: str) -> str:
    """Full IRI of `curie`; an IRI is returned as it is.

    >>> expand("kgr:model/llama-2")
    'https://w3id.org/paperkg/model/llama-2'

    Raises
    ------
    ValueError
        If the prefix is not one of `PREFIXES`.
    """
    prefix, colon, local = curie.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if "://" in curie or prefix == "urn":
        return curie
    raise ValueError(f"unknown prefix in {curie!r}; known are {', '.join(sorted(PREFIXES))}")
