"""Words for relations between two entities, the same on the page, on a card and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["BETWEEN_ENTITIES"]

#: Local name of a predicate -> how it reads from its subject, and how from its object.
BETWEEN_ENTITIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "broader": ("belongs to", "includes"),
        "basedOn": ("based on", "basis of"),
        "finetuneOf": ("fine-tuned from", "fine-tuned into"),
        "mergeOf": ("merged from", "merged into"),
        "quantizedFrom": ("quantized from", "quantized into"),
        "distilledFrom": ("distilled from", "distilled into"),
        "prunedFrom": ("pruned from", "pruned into"),
    }
)
