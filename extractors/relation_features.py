"""What the relation classifier sees of an entity: words around its mentions, their place, and what the rules say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from extractors.cues import DEEDS, SERVED
from extractors.document import Candidate, Evidence, Notes, Sentence
from extractors.relations import blank_names, clause_of

__all__ = ["DocumentWords", "entity_features"]

_WORD: Final = re.compile(r"\x00+|[a-z][\w-]*|\d+|[^\w\s]")
_NAME: Final = "_name_"
_STEM: Final = re.compile(r"(?:x|m|multilingual|deep)?-?([a-z]+)")
#: Roles of the sentences in which the authors say what they did.
_OWN_ROLES: Final = frozenset({"contribution", "method", "result"})
#: Columns of the context that a relation hangs on.
_COLUMNS: Final = ("verb", "verb,own", "verb,preposition", "noun behind")
#: Deeds that tell by how often a paper speaks of them whether it does them.
_COUNTED: Final = ("tune", "train", "pretrain", "prompt")


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
        # Names of methods hold the verbs that are looked for here ("quantization"), so that they stay.
        self._spoken = blank_names(notes.lowered, notes.mentions)
        self._deeds = [(match.start(), str(match.lastgroup)) for match in DEEDS.finditer(self._spoken)]
        told = Counter(deed for at, deed in self._deeds if notes.sentence_at(at).role in _OWN_ROLES)
        #: What the paper does as a whole: features of each of its models and datasets.
        self.deeds = [f"{deed}={min(3, told[deed])}" for deed in _COUNTED]
        self.deeds += sorted({f"title-{deed}" for at, deed in self._deeds if at < len(title)})
        self._first = {token.start: i for i, token in enumerate(notes.context.tokens)}
        self._last = {token.end: i for i, token in enumerate(notes.context.tokens)}

    def position(self, sentence: Sentence) -> int:
        """Where the sentence stands, in tenths of the text."""
        return min(9, 10 * sentence.start // max(1, len(self.notes.text)))

    def deeds_beside(self, mention: Candidate, sentence: Sentence) -> list[str]:
        """The deeds of which the clause of `mention` speaks before and behind it."""
        before, behind = clause_of(self._spoken, mention, sentence)
        start, end = mention.start - len(before), mention.end + len(behind)
        return [
            f"{deed}-{'left' if at < mention.start else 'right'}"
            for at, deed in self._deeds
            if start <= at < mention.start or mention.end <= at < end
        ]

    def surroundings(self, mention: Candidate, sentence: Sentence) -> list[str]:
        """What governs `mention` from afar, and how its sentence presents it."""
        first, last = self._first.get(mention.start), self._last.get(mention.end)
        if first is None or last is None:
            return []  # a rule's name that begins or ends inside a token
        context = self.notes.context
        signs = context.signs(first, last)
        governed = [f"{sentence.role}|{sign}" for sign in signs if sign.startswith("governed")]
        return [*signs, *governed, *(f"{template}:{context.columns[template][first]}" for template in _COLUMNS)]


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
    is_acted_on = type in ("Model", "Dataset")
    if is_acted_on:
        stem = _STEM.match(label)
        found += [f"stem={stem[1] if stem else ''}", f"served={SERVED.match(label) is not None}", *words.deeds]
    roles = set()
    # Words by where they stand, each once, before features are made of them: mentions share their sentences.
    l3, l8, r3, r8, sides, surroundings = (dict[str, None]() for _ in range(6))
    for mention in mentions:
        sentence = notes.sentence_at(mention.start)
        roles.add(sentence.role)
        if is_acted_on and sentence.role in _OWN_ROLES:
            found += words.deeds_beside(mention, sentence)
        surroundings.update(dict.fromkeys(words.surroundings(mention, sentence)))
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
    found += surroundings
    # All but what the rules say hold for this type only: "on" before a dataset is not "on" before a model.
    features = [f"{type}|{feature}" for feature in found]
    features += [f"rule={evidence.predicate}" for evidence in rules]
    for place, near in (("l3", l3), ("l8", l8), ("r3", r3), ("r8", r8), ("s", sides), ("title", words.title)):
        prefix = f"{type}|{place}="
        features += [prefix + word for word in near]
    return features
