"""What the relation classifier sees of an entity: words around its mentions, their place, and what the rules say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from extractors.document import Candidate, Evidence, Notes, Sentence
from extractors.relations import blank_names

__all__ = ["DocumentWords", "entity_features"]

_WORD: Final = re.compile(r"\x00+|[a-z][\w-]*|\d+|[^\w\s]")
_NAME: Final = "_name_"


def _words(text: str) -> list[str]:
    """Words and signs of `text`, which is in lower case; names are blanked out in it."""
    return [_NAME if word[0] == "\x00" else word for word in _WORD.findall(text)]


class DocumentWords:
    """What is the same for all entities of a document, made once."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.blanked = blank_names(notes.lowered, notes.mentions, every=True)
        title = notes.lowered[: notes.sentences[0].end] if notes.sentences else ""
        self.title = sorted(set(_words(title)))
        self.of_type = Counter({m.identity.id: m.type for m in notes.mentions}.values())

    def position(self, sentence: Sentence) -> int:
        """Where the sentence stands, in tenths of the text."""
        return min(9, 10 * sentence.start // max(1, len(self.notes.text)))


def entity_features(words: DocumentWords, mentions: Sequence[Candidate], rules: Sequence[Evidence]) -> list[str]:
    """Features of the entity that `mentions` name; `rules` is what the rules read of it. One may occur twice."""
    notes = words.notes
    type = mentions[0].type
    label = mentions[0].identity.label.lower()
    found = ["bias", f"label={label}", f"head={label.split()[-1] if label.split() else ''}"]
    for evidence in rules:
        found += [f"rule={evidence.predicate}", f"rule={evidence.predicate}|{int(10 * evidence.confidence)}"]
    found.append(f"mentions={min(4, len(mentions))}")
    found.append(f"same-type={min(5, words.of_type[type])}")
    found.append(f"paper={notes.paper_type}")
    if any(mention.is_introduced for mention in mentions):
        found.append("own")
    if mentions[0].identity.is_coined:
        found.append("coined")
    roles = set()
    # Words by where they stand, each once, before features are made of them: mentions share their sentences.
    l3, l8, r3, r8, sides = (dict[str, None]() for _ in range(5))
    for mention in mentions:
        sentence = notes.sentence_at(mention.start)
        roles.add(sentence.role)
        left = _words(words.blanked[sentence.start : mention.start])
        right = _words(words.blanked[mention.end : sentence.end])
        found += [f"role={sentence.role}", f"position={words.position(sentence)}"]
        found += [f"l1={' '.join(left[-1:])}", f"l2={' '.join(left[-2:])}"]
        found += [f"r1={' '.join(right[:1])}", f"r2={' '.join(right[:2])}"]
        l3.update(dict.fromkeys(left[-3:]))
        l8.update(dict.fromkeys(left[-8:]))
        r3.update(dict.fromkeys(right[:3]))
        r8.update(dict.fromkeys(right[:8]))
        sides.update(dict.fromkeys(left))
        sides.update(dict.fromkeys(right))
    found.append(f"roles={'+'.join(sorted(roles))}")
    # All but what the rules say hold for this type only: "on" before a dataset is not "on" before a model.
    features = [f"{type}|{feature}" for feature in found]
    features += [f"rule={evidence.predicate}" for evidence in rules]
    for place, near in (("l3", l3), ("l8", l8), ("r3", r3), ("r8", r8), ("s", sides), ("title", words.title)):
        prefix = f"{type}|{place}="
        features += [prefix + word for word in near]
    return features
