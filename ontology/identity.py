"""Identity: which entity a name denotes. The extractors ask it about mentions, the queries about words of a question.

In this order: a label of the vocabulary; for models, the parsed name with its marks (size, tuning, format) taken away;
a new version of a known family; else a coined entity whose IRI comes from the name alone. Nothing is ever merged by
similarity, across types, or over a difference in digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ontology.folding import slug
from ontology.model_names import ModelName, parse_model_name, strip_marks
from ontology.terms import EntityType
from ontology.vocabulary import Concept, Vocabulary

__all__ = ["Identity", "identify"]

_HYPHEN_BEFORE_DIGIT: Final = re.compile(r"(?<=[^\d-])-(?=\d)")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a name denotes.

    Attributes
    ----------
    id : str
        CURIE.
    broader : tuple of str
        CURIEs of what it is a version or kind of.
    kind : str
        See `ontology.vocabulary.Concept.kind`.
    is_coined : bool
        True if no vocabulary knows it.
    """

    id: str
    label: str
    type: EntityType
    broader: tuple[str, ...] = ()
    kind: str = ""
    is_coined: bool = False


def identify(name: str, type: EntityType, vocabulary: Vocabulary) -> Identity:
    """What `name`, used as a name of a `type`, denotes.

    Parameters
    ----------
    name : str
        As a paper or a question has it, LaTeX decoded.

    Raises
    ------
    ValueError
        If `name` holds no letter or digit.
    """
    found = vocabulary.find(name, type) or _singular(name, type, vocabulary)
    if found:
        return _known(found[0])
    if type == "Model" and (model := _model(name, vocabulary)):
        return model
    return _coined(strip_marks(name) if type == "Model" else name, type)


def _known(concept: Concept) -> Identity:
    return Identity(concept.id, concept.pref_label, concept.type, concept.broader, concept.kind)


def _singular(name: str, type: EntityType, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """Concepts whose label is `name` without a plural ending ("LoRAs", "state space models")."""
    if len(name) > 3 and name.endswith("s"):
        return vocabulary.find(name[:-1], type)
    return ()


def _model(name: str, vocabulary: Vocabulary) -> Identity | None:
    parsed = parse_model_name(name)
    if parsed is None:
        return None
    for candidate in _shortened(name, parsed):
        if found := vocabulary.find(candidate, "Model"):
            return _known(found[0])
    if parsed.version and not parsed.variant and (family := vocabulary.find(parsed.stem, "Model")):
        # A version that the vocabulary has not heard of yet, of a family that it knows.
        label = f"{family[0].pref_label} {parsed.version}"
        return Identity(_coined_id(label, "Model"), label, "Model", (family[0].id,), "version", is_coined=True)
    return None


def _shortened(name: str, parsed: ModelName) -> list[str]:
    """Names that denote the same model, the most specific first."""
    stem, version, variant, size = parsed.stem, parsed.version, parsed.variant, parsed.size
    candidates = []
    if size and not variant:
        # Some releases are known by their size ("Mistral 7B", "Mixtral 8x22B").
        first_size = size.split()[0]
        candidates += [f"{stem} {version} {first_size}", f"{stem} {first_size} {version}"] if version else []
        candidates += [f"{stem} {first_size}"] if not version or version.startswith("0.") else []
    candidates.append(strip_marks(name))
    candidates.append(parsed.base)
    if version.startswith("0."):
        # v0.1 to v0.9 number the releases of one model, they are no generations.
        candidates += [f"{stem} {variant}".strip()]
    if version.endswith(".0"):
        candidates.append(" ".join(part for part in (stem, version[:-2], variant) if part))
    return list(dict.fromkeys(candidates))


@lru_cache(maxsize=65536)
def _coined(name: str, type: EntityType) -> Identity:
    label = " ".join(name.split())
    return Identity(_coined_id(label, type), label, type, is_coined=True)


def _coined_id(label: str, type: EntityType) -> str:
    """CURIE of an entity outside the vocabulary; "Foo 2", "Foo-2" and "Foo2" give one."""
    path = _HYPHEN_BEFORE_DIGIT.sub("", slug(label))
    if not path:
        raise ValueError(f"{label!r} has no letter or digit to make a name of")
    return f"kgr:{type.lower()}/{path}"
