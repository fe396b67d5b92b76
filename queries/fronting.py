"""A question that begins with what it is about, put in the order that the grammar reads.

"For Hindi, which models exist?" is "which models exist for Hindi", "OmniQuant: which models does it quantize?" is
"which models does OmniQuant quantize", and "of the papers on LoRA, how many cover Hindi" begins with "how many".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from queries.cursor import AUXILIARIES, PREPOSITIONS
from queries.lexicon import Word
from queries.linking import Item

__all__ = ["in_plain_order"]

_ASKING: Final = frozenset({"which", "what", "who", "whom", "how", "where", "when"})
#: Words that say what a question is about, and the preposition that stands for them behind it.
_ABOUT: Final = frozenset({"considering", "regarding", "concerning", "given", "restricted", "looking", "limited"})
_PRONOUNS: Final = frozenset({"it", "its", "they", "their", "them"})
#: Prepositions before the whole of which a part is asked for: "of the papers on Hindi, which use LoRA".
_PARTITIVE: Final = frozenset({"of", "among"})


def in_plain_order(items: Sequence[Item]) -> list[Item]:
    """`items` with what stands in front of the question put behind it, where a comma or colon divides them."""
    comma = next((n for n, item in enumerate(items) if item.key == "," and n), None)
    if comma is None or comma + 1 >= len(items) or not _asks(items[comma + 1]):
        return list(items)
    front, rest = list(items[:comma]), list(items[comma + 1 :])
    first = front[0]
    following = rest[1] if len(rest) > 1 else None
    if first.key in _PARTITIVE:
        if rest[0].operator == "how many":
            return [rest[0], *front, *_without_auxiliary(rest[1:])]
        return list(items)
    is_about = first.key in _ABOUT
    if is_about or (first.key in PREPOSITIONS and not first.entities):
        if following is None or (following.verb is not None and following.noun is None):
            return list(items)
        behind = front[1:]
        while behind and (behind[0].operator == "only" or behind[0].key in {"at", "to", "just", "the"}) and is_about:
            behind.pop(0)
        preposition = replace(first, key="for", text="for", word=Word()) if is_about else first
        has_papers = any(item.noun is not None and item.noun.type == "Paper" for item in behind)
        if is_about and has_papers:
            preposition = replace(preposition, key="in", text="in")
        return [*_trimmed(rest), preposition, *behind] if behind else list(items)
    names = [item for item in front if item.entities or item.papers]
    if len(names) != 1 or any(item.operator or item.is_unknown for item in front):
        return list(items)
    pronoun = next((n for n, item in enumerate(rest) if item.key in _PRONOUNS), None)
    if pronoun is not None:
        return [*rest[:pronoun], names[0], *rest[pronoun + 1 :]]
    return [*_trimmed(rest), Item("of", "of", is_function=True), *front]


def _asks(item: Item) -> bool:
    return not item.entities and (
        item.key in _ASKING or item.operator in {"how many", "list"} or item.key in AUXILIARIES
    )


def _trimmed(items: Sequence[Item]) -> list[Item]:
    """`items` without punctuation at the end."""
    kept = list(items)
    while kept and kept[-1].key == ",":
        kept.pop()
    return kept


def _without_auxiliary(items: Sequence[Item]) -> list[Item]:
    return list(items[1:]) if items and items[0].key in AUXILIARIES else list(items)
