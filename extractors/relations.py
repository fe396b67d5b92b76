"""What the paper does with each entity, and the sentence that says so.

Per mention: the role of its sentence, the cues of its clause on either side, contrast and hypothesis. Per entity: the
best evidence of each predicate over all its mentions; `mentions` only where nothing else holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from extractors.cues import CONTRAST, CUES, DEFAULTS, HYPOTHETICAL, TOPICS, Cue
from extractors.document import Candidate, Evidence, Notes, Sentence, notes_of
from ontology.terms import PREDICATES

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["RelationFinder", "blank_names", "relate"]

_EXTRACTOR: Final = "relations/1"

_CLAUSE: Final = re.compile(
    r"[;:—]|,\s+(?:while|whereas|but|although|though|which|where|and (?:we|it|they|our)|we|yet|so that)\b|"
    r"\s(?:while|whereas|although|but)\s",
    re.IGNORECASE,
)
_BY_TYPE: Final = {
    type: tuple(cue for cue in CUES if type in cue.types) for type in {t for cue in CUES for t in cue.types}
}
_RESULT_PREDICATES: Final = frozenset({"evaluates", "evaluatesOn", "measuresWith"})
_DOING: Final = frozenset({"quantizes", "prunes", "distills", "merges", "fineTunes", "pretrains"})


def relate(notes: Notes) -> dict[str, tuple[Evidence, ...]]:
    """Relations of the paper to each entity that it mentions, by entity id, sorted by predicate.

    Parameters
    ----------
    notes : Notes
        With sentences, their roles, mentions and paper type.
    """
    blanked = blank_names(notes.text, notes.mentions)
    topics = _topics(notes)
    related = {}
    for id, mentions in notes.mentions_by_entity().items():
        best: dict[str, Evidence] = {}
        for mention in mentions:
            for evidence in _read(blanked, mention, notes, topics):
                known = best.get(evidence.predicate)
                if known is None or evidence.confidence > known.confidence:
                    best[evidence.predicate] = evidence
        related[id] = tuple(_settled(best, mentions[0], notes))
    return related


class RelationFinder:
    """Component `paperkg_relations`: sets the relations of the notes by rule."""

    def __call__(self, doc: Doc) -> Doc:
        """Relate the entities of `doc` to it."""
        notes = notes_of(doc)
        notes.relations = relate(notes)
        return doc


def blank_names(text: str, mentions: Sequence[Candidate], *, every: bool = False) -> str:
    r"""`text` with the names in it replaced by \x00, of the same length, so that cues are looked for between names.

    Names of models, datasets and languages only, or of `every` type: those of methods and tasks hold cues themselves.
    """
    pieces = []
    last = 0
    for mention in mentions:
        if every or mention.type in ("Model", "Dataset", "Language"):
            pieces += [text[last : mention.start], "\x00" * (mention.end - mention.start)]
            last = mention.end
    return "".join([*pieces, text[last:]])


def _topics(notes: Notes) -> tuple[str, ...]:
    """What the paper as a whole does to models: told by its title, or by its own sentences twice."""
    title = notes.sentences[0].text if notes.sentences else ""
    own = " ".join(s.text for s in notes.sentences if s.role in ("contribution", "method"))
    found = []
    for predicate, pattern in TOPICS:
        if pattern.search(title) or len(pattern.findall(own)) >= 3:
            found.append(predicate)
    return tuple(found)


def _read(blanked: str, mention: Candidate, notes: Notes, topics: tuple[str, ...]) -> Iterator[Evidence]:
    """What one mention says."""
    sentence = notes.sentence_at(mention.start)
    role = sentence.role
    if mention.is_introduced and mention.type in PREDICATES["introduces"].ranges:
        yield Evidence("introduces", _introduction_confidence(mention, sentence), sentence, _EXTRACTOR)
    left, right = _clause(blanked, mention, sentence)
    if CONTRAST.search(left) or (role == "future") or (role != "title" and HYPOTHETICAL.search(left[-60:])):
        yield Evidence("mentions", 0.5, sentence, _EXTRACTOR)
        return
    if notes.paper_type == "survey" and mention.type != "Language" and not mention.is_introduced:
        yield Evidence("surveys", 0.6 if role != "background" else 0.45, sentence, _EXTRACTOR)
        return
    if role == "background":
        default = DEFAULTS.get((mention.type, role))
        if default:
            yield Evidence(default[0], default[1], sentence, _EXTRACTOR)
        else:
            yield Evidence("mentions", 0.6, sentence, _EXTRACTOR)
        return
    found: dict[str, float] = {}
    for cue in _BY_TYPE.get(mention.type, ()):
        if cue.weight > found.get(cue.predicate, 0.0) and _is_there(cue, left, right):
            found[cue.predicate] = cue.weight
    if mention.is_introduced:
        # A system's own name is the subject of most of its sentences; only what is measured on it counts.
        found = {p: w for p, w in found.items() if p == "evaluatesOn"}
    elif mention.type == "Model":
        found = _model_actions(found, role, topics)
    elif mention.type == "Method":
        found = _method_actions(found, role)
    elif mention.type == "Dataset" and "trainsOn" in found and found["trainsOn"] >= found.get("evaluatesOn", 0.0):
        found.pop("evaluatesOn", None)
    if not found and not mention.is_introduced:
        default = DEFAULTS.get((mention.type, role))
        if default:
            found[default[0]] = default[1]
    for predicate, weight in sorted(found.items()):
        yield Evidence(predicate, round(min(0.95, weight), 2), sentence, _EXTRACTOR)


def _introduction_confidence(mention: Candidate, sentence: Sentence) -> float:
    return round(min(0.95, mention.score + (0.05 if sentence.role in ("title", "contribution") else -0.1)), 2)


def _clause(blanked: str, mention: Candidate, sentence: Sentence) -> tuple[str, str]:
    """Text of the mention's clause before and behind it."""
    left = blanked[sentence.start : mention.start]
    right = blanked[mention.end : sentence.end]
    breaks = list(_CLAUSE.finditer(left))
    if breaks:
        left = left[breaks[-1].start() :]
    after = _CLAUSE.search(right)
    if after:
        right = right[: after.start()]
    return left, right


def _is_there(cue: Cue, left: str, right: str) -> bool:
    """True if the clause has the cue near enough, names in between not counted."""
    if cue.side == "right":
        return cue.pattern.search(right[: cue.reach + 40]) is not None
    last = None
    for last in cue.pattern.finditer(left):  # noqa: B007
        pass
    return last is not None and len(left[last.end() :].replace("\x00", "")) <= cue.reach


def _model_actions(found: dict[str, float], role: str, topics: tuple[str, ...]) -> dict[str, float]:
    kept = dict(found)
    actions = [p for p in kept if p in _DOING]
    if len(actions) > 1:
        strongest = max(actions, key=lambda p: kept[p])
        kept = {p: w for p, w in kept.items() if p not in _DOING or p == strongest or w >= 0.8}
    if not any(p in _DOING for p in kept) and role in ("method", "result", "contribution", "title"):
        for topic in topics:
            kept[topic] = 0.55
    if any(kept.get(p, 0.0) >= 0.5 for p in _DOING):
        kept.pop("uses", None)
        if role == "result" or "evaluates" in kept:
            kept["evaluates"] = max(kept.get("evaluates", 0.0), 0.6)
    elif kept.get("uses", 0.0) > kept.get("evaluates", 0.0):
        kept.pop("evaluates", None)
    else:
        kept.pop("uses", None)
    return {p: w for p, w in kept.items() if w >= 0.45}


def _method_actions(found: dict[str, float], role: str) -> dict[str, float]:
    if (
        "evaluates" in found
        and role in ("result", "contribution", "title")
        and found["evaluates"] >= found.get("uses", 0.0)
    ):
        return {"evaluates": found["evaluates"]}
    return {"uses": found.get("uses", 0.6)}


def _settled(best: dict[str, Evidence], mention: Candidate, notes: Notes) -> Iterator[Evidence]:
    """The predicates that stand once all mentions are read."""
    if "introduces" in best and mention.type in ("Model", "Method", "Metric"):
        best = {p: e for p, e in best.items() if p in ("introduces", "evaluatesOn", "measuresWith")}
    if len(best) > 1:
        best.pop("mentions", None)
    if not best:
        best["mentions"] = Evidence("mentions", 0.5, notes.sentence_at(mention.start), _EXTRACTOR)
    for predicate in sorted(best):
        yield best[predicate]
