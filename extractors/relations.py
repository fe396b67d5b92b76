"""What the paper does with each entity, and the sentence that says so.

Per mention: the role of its sentence, the cues of its clause on either side, contrast and hypothesis. Per entity: the
best evidence of each predicate over all its mentions; `mentions` only where nothing else holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from extractors.cues import (
    ACTIONS,
    ASKED,
    COMPARED,
    CONTRAST,
    CUES,
    DEFAULTS,
    DESIGN,
    HYPOTHETICAL,
    MEASURES,
    NEGATED,
    PLAYS_A_PART,
    PLAYS_A_PART_BEFORE,
    SERVED,
    TOPICS,
    TRAINS,
    Cue,
)
from extractors.document import Candidate, Evidence, Notes, Sentence, notes_of
from ontology.terms import PREDICATES

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["RelationFinder", "blank_names", "clause_of", "relate"]

_EXTRACTOR: Final = "relations/1"

_CLAUSE: Final = re.compile(
    r"[;—]|:(?!\s*\x00)|,\s+(?:while|whereas|but|although|though|which|where|and (?:we|it|they|our)|we|yet|so that)\b|"
    r"\s(?:while|whereas|although|but)\s"
)
#: What stands before its clause and belongs to it: "Using X, we ...", up to the name.
_ADJUNCT: Final = re.compile(
    r"(?:using|with|on|from|based on|following|starting from|given|leveraging|by \w+ing)\b[^,;:]{0,60}$"
)
_BY_TYPE: Final = {
    type: tuple(cue for cue in CUES if type in cue.types) for type in {t for cue in CUES for t in cue.types}
}
_TAUGHT: Final = frozenset({"distills"})
#: How sure an action is that only the topic of the paper tells.
_BY_TOPIC: Final = 0.55


def relate(notes: Notes) -> dict[str, tuple[Evidence, ...]]:
    """Relations of the paper to each entity that it mentions, by entity id, sorted by predicate.

    Parameters
    ----------
    notes : Notes
        With sentences, their roles, mentions and paper type.
    """
    blanked = blank_names(notes.lowered, notes.mentions)
    topics = _topics(notes) if any(mention.type == "Model" for mention in notes.mentions) else _Topics()
    own_data = _own_training_data(notes)
    related = {}
    for id, mentions in notes.mentions_by_entity().items():
        best: dict[str, Evidence] = {}
        done = _topics_for(mentions, blanked, notes, topics) if mentions[0].type == "Model" else topics
        for mention in mentions:
            for evidence in _read(blanked, mention, notes, done):
                known = best.get(evidence.predicate)
                if known is None or evidence.confidence > known.confidence:
                    best[evidence.predicate] = evidence
        if own_data is not None and id == own_data.identity.id and "trainsOn" not in best:
            best["trainsOn"] = Evidence("trainsOn", _BY_TOPIC, notes.sentence_at(own_data.start), _EXTRACTOR)
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


@dataclass(frozen=True, slots=True)
class _Topics:
    """What a paper does to models: as its title tells, and as its own sentences tell."""

    of_title: frozenset[str] = frozenset()
    of_text: frozenset[str] = frozenset()


def _topics(notes: Notes) -> _Topics:
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end] if notes.sentences else ""
    own = " ".join(text[s.start : s.end] for s in notes.sentences if s.role in ("contribution", "method", "result"))
    possible = [topic for topic in TOPICS if any(stem in text for stem in topic.stems)]
    return _Topics(
        frozenset(topic.predicate for topic in possible if topic.pattern.search(title)),
        frozenset(topic.predicate for topic in possible if _times(topic.pattern, own) >= topic.often),
    )


def _times(pattern: re.Pattern[str], text: str) -> int:
    """How often `text` has `pattern` without taking it back."""
    return sum(NEGATED.search(text, max(0, m.start() - 40), m.start()) is None for m in pattern.finditer(text))


def _topics_for(mentions: Sequence[Candidate], blanked: str, notes: Notes, topics: _Topics) -> _Topics:
    """`topics`, as far as they are done to the model that `mentions` name.

    Nothing is done to a model that the paper's own is held against; one that is only served, or that answers and judges
    as it comes, can only be a teacher.
    """
    if SERVED.match(mentions[0].identity.label.lower()):
        topics = _Topics(topics.of_title & _TAUGHT, topics.of_text & _TAUGHT)
    for mention in mentions:
        sentence = notes.sentence_at(mention.start)
        if sentence.role not in ("title", "background", "future"):
            left, right = clause_of(blanked, mention, sentence)
            if COMPARED.search(left):
                return _Topics()
            if _plays_a_part(left, right):
                topics = _Topics(topics.of_title & _TAUGHT, topics.of_text & _TAUGHT)
    return topics


def _plays_a_part(left: str, right: str) -> bool:
    return PLAYS_A_PART.search(right) is not None or PLAYS_A_PART_BEFORE.search(left) is not None


def _own_training_data(notes: Notes) -> Candidate | None:
    """The first mention of the only dataset that the paper introduces, if it trains something."""
    own = {m.identity.id: m for m in reversed(notes.mentions) if m.is_introduced and m.type == "Dataset"}
    if len(own) != 1:
        return None
    text = notes.lowered
    if MEASURES.search(text[notes.sentences[0].start : notes.sentences[0].end]):
        return None
    said = any(s.role not in ("background", "future") and TRAINS.search(text, s.start, s.end) for s in notes.sentences)
    return next(iter(own.values())) if said else None


def _read(blanked: str, mention: Candidate, notes: Notes, topics: _Topics) -> Iterator[Evidence]:
    """What one mention says."""
    sentence = notes.sentence_at(mention.start)
    role = sentence.role
    if mention.is_introduced and mention.type in PREDICATES["introduces"].ranges:
        yield Evidence("introduces", _introduction_confidence(mention, sentence), sentence, _EXTRACTOR)
    left, right = clause_of(blanked, mention, sentence)
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
        # A system's own name is the subject of most of its sentences; only what data are for counts.
        found = {p: w for p, w in found.items() if p in ("evaluatesOn", "trainsOn")}
    elif mention.type == "Model":
        by_topic = _actions_by_topic(topics, role, blanked[sentence.start : sentence.end])
        found = _model_actions(found, left, right, by_topic)
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


def clause_of(blanked: str, mention: Candidate, sentence: Sentence) -> tuple[str, str]:
    """Text of the clause of `mention` before and behind it; `blanked` is the paper's text without names."""
    start, end = sentence.start, sentence.end
    for before in _CLAUSE.finditer(blanked, start, mention.start):
        start = before.start()
    after = _CLAUSE.search(blanked, mention.end, end)
    if after and not (after[0][0] == "," and _ADJUNCT.match(blanked, sentence.start, mention.start)):
        end = after.start()
    return blanked[start : mention.start], blanked[mention.end : end]


def _is_there(cue: Cue, left: str, right: str) -> bool:
    """True if the clause has the cue near enough, names in between not counted."""
    if cue.side == "right":
        return cue.pattern.search(right[: cue.reach + 40]) is not None
    last = None
    for last in cue.pattern.finditer(left):  # noqa: B007
        pass
    if last is None or len(left[last.end() :].replace("\x00", "")) > cue.reach:
        return False
    if cue.stop.search(left, last.end()):
        return False
    return not (cue.is_action and NEGATED.search(left[: last.start()]))


def _actions_by_topic(topics: _Topics, role: str, sentence: str) -> frozenset[str]:
    """What a sentence that runs a model leaves to the topic of the paper to say."""
    if role == "title":
        return topics.of_title
    # Many a paper on compression fine-tunes a little, which is then not what it does to its models.
    found = topics.of_title | (topics.of_text - {"fineTunes"}) if topics.of_title else topics.of_text
    return found - {"fineTunes"} if ASKED.search(sentence) else found


def _model_actions(found: dict[str, float], left: str, right: str, by_topic: frozenset[str]) -> dict[str, float]:
    kept = dict(found)
    if _plays_a_part(left, right):
        kept = {p: w for p, w in kept.items() if p not in ACTIONS or p in _TAUGHT}
    elif COMPARED.search(left):
        kept = {p: w for p, w in kept.items() if p not in ACTIONS or w > 0.8}
    if "fineTunes" in kept and DESIGN.search(right):
        kept["pretrains"] = max(kept.pop("fineTunes"), kept.get("pretrains", 0.0))
    actions = [p for p in kept if p in ACTIONS]
    if len(actions) > 1:
        strongest = max(actions, key=lambda p: kept[p])
        kept = {p: w for p, w in kept.items() if p not in ACTIONS or p == strongest or w >= 0.8}
    if not any(p in ACTIONS for p in kept):
        kept.update(dict.fromkeys(by_topic, _BY_TOPIC))
    if any(kept.get(p, 0.0) >= 0.5 for p in ACTIONS):
        kept.pop("uses", None)
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
