"""What the relation classifier sees of an entity: words around its mentions, their place, and what the rules say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from extractors.document import Candidate, Evidence, Notes, Sentence
from extractors.relations import blank_names

__all__ = ["DocumentWords", "entity_features"]

_WORD: Final = re.compile(r"\x00+|[A-Za-z][\w-]*|\d+|[^\w\s]")


def _words(text: str) -> list[str]:
    return ["_name_" if word[0] == "\x00" else word.lower() for word in _WORD.findall(text)]


class DocumentWords:
    """What is the same for all entities of a document, made once."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.blanked = blank_names(notes.text, notes.mentions, every=True)
        title = notes.sentences[0].text if notes.sentences else ""
        self.title = sorted(set(_words(title)))
        self.of_type = Counter({m.identity.id: m.type for m in notes.mentions}.values())

    def position(self, sentence: Sentence) -> int:
        """Where the sentence stands, in tenths of the text."""
        return min(9, 10 * sentence.start // max(1, len(self.notes.text)))


def entity_features(words: DocumentWords, mentions: Sequence[Candidate], rules: Sequence[Evidence]) -> list[str]:
    """Features of the entity that `mentions` name; `rules` is what the rules read of it."""
    notes = words.notes
    type = mentions[0].type
    label = mentions[0].identity.label.lower()
    found = {"bias", f"label={label}", f"head={label.split()[-1] if label.split() else ''}"}
    found |= {f"rule={evidence.predicate}" for evidence in rules}
    found |= {f"rule={evidence.predicate}|{int(10 * evidence.confidence)}" for evidence in rules}
    found.add(f"mentions={min(4, len(mentions))}")
    found.add(f"same-type={min(5, words.of_type[type])}")
    found.add(f"paper={notes.paper_type}")
    if any(mention.is_introduced for mention in mentions):
        found.add("own")
    if mentions[0].identity.is_coined:
        found.add("coined")
    roles = set()
    for mention in mentions:
        sentence = notes.sentence_at(mention.start)
        roles.add(sentence.role)
        left = _words(words.blanked[sentence.start : mention.start])
        right = _words(words.blanked[mention.end : sentence.end])
        found |= {f"role={sentence.role}", f"position={words.position(sentence)}"}
        found |= {f"l3={word}" for word in left[-3:]} | {f"l8={word}" for word in left[-8:]}
        found |= {f"r3={word}" for word in right[:3]} | {f"r8={word}" for word in right[:8]}
        found |= {f"s={word}" for word in left} | {f"s={word}" for word in right}
        found |= {f"l1={' '.join(left[-1:])}", f"l2={' '.join(left[-2:])}"}
        found |= {f"r1={' '.join(right[:1])}", f"r2={' '.join(right[:2])}"}
    found.add(f"roles={'+'.join(sorted(roles))}")
    found |= {f"title={word}" for word in words.title}
    # All but the bias hold for this type only: "on" before a dataset is not "on" before a model.
    return [f"{type}|{feature}" for feature in sorted(found)]
