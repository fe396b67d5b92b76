"""What a classifier of paper types sees: the words by their place, the cues, and what the authors say that they do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from extractors.document import Notes
from extractors.paper_type_cues import CUES, paper_type
from extractors.statements import Statement, act_of, head_kind, kind_of, statements, words_of

__all__ = ["paper_type_features"]

_WORD: Final = re.compile(r"[a-z][\w-]*|\?|:")
#: Words of a statement of contribution that count by their place in it.
_LEADING: Final = 25
_COINED: Final = re.compile(r"[A-Z].*[A-Z]|\d|^[A-Z]\S*$")
_MODEL_NAME: Final = re.compile(r"\d+b\b|\b(?:lm|llm|bert|gpt|llama)|(?:lm|llm|bert|gpt|llama|t5|coder|vl)\b")
_DATA_NAME: Final = re.compile(r"bench|eval|corpus|data|bank|qa\b|glue|test|hub")
_QUESTION: Final = frozenset(
    "how what do does can is are why when which who should where did will has have".split(),
)
_OPENINGS: Final = frozenset("towards toward on beyond from introducing rethinking".split())
_ARTICLES: Final = frozenset(("a", "an", "the"))
_DEFINING: Final = frozenset((",", "is", "are", ":"))
_DETERMINERS: Final = frozenset(("a", "an", "the", "our"))
#: Acts that can be what a paper is for; the others go with any.
_MAIN_ACTS: Final = frozenset(("make", "release", "collect", "train", "study", "survey", "argue"))
_MAKING: Final = frozenset(("make", "release", "collect", "train"))
_LEADING_STATEMENTS: Final = 3


def paper_type_features(notes: Notes) -> list[str]:
    """Features of the paper that `notes` describe, sorted."""
    if not notes.sentences:
        return ["bias"]
    found = {"bias", f"rule={paper_type(notes)}"}
    found.update(_words(notes))
    found.update(_cues(notes))
    found.update(_title(notes))
    found.update(_body(notes))
    for mentions in notes.mentions_by_entity().values():
        if any(mention.is_introduced for mention in mentions):
            found.add(f"own={mentions[0].type}")
            if mentions[0].end <= notes.sentences[0].end:
                found.add(f"own-title={mentions[0].type}")
    return sorted(found)


def _words(notes: Notes) -> Iterator[str]:
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end]
    words = _WORD.findall(title)
    yield from (f"title={word}" for word in words)
    yield from (f"title2={a} {b}" for a, b in pairwise(words))
    if words:
        yield f"first={words[0]}"
        yield f"last={words[-1]}"
    _, _, description = title.partition(":")
    yield from (f"description={word}" for word in _WORD.findall(description))
    place = "main"
    for sentence in notes.sentences[1:]:
        own = _WORD.findall(text, sentence.start, sentence.end)
        yield from (f"body={word}" for word in own)
        if sentence.role == "contribution":
            yield from (f"{place}={word}" for word in own[:_LEADING])
            yield from (f"contribution={a} {b}" for a, b in pairwise(own))
            place = "more"


def _cues(notes: Notes) -> Iterator[str]:
    text = notes.lowered
    title = text[notes.sentences[0].start : notes.sentences[0].end]
    own = " ".join(text[s.start : s.end] for s in notes.sentences[1:] if s.role != "background")
    for kind, weight, pattern in CUES:
        if pattern.search(title):
            yield f"cue-title={kind}{weight}"
        if pattern.search(own):
            yield f"cue-body={kind}{weight}"


def _title(notes: Notes) -> Iterator[str]:
    """Form of the title: its name, and the head noun before and behind the colon."""
    sentence = notes.sentences[0]
    words = words_of(notes, sentence)
    colon = words.index(":") if ":" in words else len(words)
    name, mark, _ = notes.text[sentence.start : sentence.end].partition(":")
    is_coined = bool(mark) and len(name.split()) <= 3 and bool(_COINED.search(name))
    yield f"title-form={'coined' if is_coined else 'phrase' if mark else 'whole'}"
    if mark and _MODEL_NAME.search(name.lower()):
        yield "title-name=model"
    if mark and _DATA_NAME.search(name.lower()):
        yield "title-name=data"
    for part, stretch in (("a", words[:colon]), ("b", words[colon + 1 :])):
        phrase = [word for word in stretch if word not in _ARTICLES]
        if not phrase:
            continue
        head = head_kind(phrase)
        yield f"title-{part}={head}"
        yield f"title-{part}={head}|{is_coined}"
        kinds = [kind for word in phrase if (kind := kind_of(word))]
        yield from (f"title-{part}-has={kind}" for kind in kinds)
        if kinds:
            yield f"title-{part}-last={kinds[-1]}"
        if len(phrase[0]) > 5 and phrase[0].endswith("ing"):
            yield f"title-{part}-gerund"
            yield f"title-{part}-gerund={act_of(phrase[0])}"
        if phrase[0] in _OPENINGS:
            yield f"title-{part}-opening={phrase[0]}"
        if phrase[0] in _QUESTION:
            yield f"title-{part}-question"
    yield from (f"title-entity={word}" for word in words if word[0] == "@")


def _body(notes: Notes) -> Iterator[str]:
    """What is done, what is called "ours", and what own names are said to be."""
    done: list[Statement] = []
    ours: Counter[str] = Counter()
    for sentence in notes.sentences[1:]:
        words = words_of(notes, sentence)
        done += statements(words)
        for i, word in enumerate(words):
            if word in ("our", "proposed"):
                ours[head_kind(words[i + 1 : i + 6])] += 1
            elif word.startswith("@own"):
                yield from _definition(word, words[i + 1 : i + 16])
    yield from _acts(done)
    del ours[""]
    for kind, times in ours.items():
        yield f"our={kind}"
        if times > 1:
            yield f"our-often={kind}"
        if times == max(ours.values()):
            yield f"our-most={kind}"


def _definition(name: str, words: Sequence[str]) -> Iterator[str]:
    """What follows an own name: the noun that it is said to be, or the verb that it is the subject of."""
    words = words[words.index(")") + 1 :] if words[:1] == ["("] and ")" in words else words
    if len(words) > 2 and words[0] in _DEFINING and words[1] in _DETERMINERS:
        head = head_kind(words[2:12])
        yield f"defined={head}"
        yield f"defined={name}>{head}"
    elif words:
        yield f"subject={name}>{words[0]}"


def _acts(done: Sequence[Statement]) -> Iterator[str]:
    for statement in done:
        yield f"act={statement.act}"
        yield f"act={statement.act}>{statement.thing}"
        yield from (f"act={statement.act}>{name}" for name in statement.own)
        if statement.act in _MAKING:
            yield f"thing={statement.thing}"
        if statement.is_new:
            yield f"new={statement.thing}"
    for place, statement in enumerate(done[:_LEADING_STATEMENTS]):
        yield f"act{place}={statement.act}"
        yield f"act{place}={statement.act}>{statement.thing}"
    yield "acts=" + "+".join(statement.act for statement in done[:2])
    for group, acts in (("main", _MAIN_ACTS), ("making", _MAKING)):
        first = next((statement for statement in done if statement.act in acts), None)
        yield f"{group}-act={first.act if first else ''}"
        yield f"{group}-act={first.act}>{first.thing}" if first else f"no-{group}-act"
        yield f"{group}-thing={first.thing if first else ''}"
    times = Counter(statement.act for statement in done)
    for act in sorted(_MAIN_ACTS | {"find"}):
        yield f"times-{act}={min(times[act], 3)}"
        if times[act] and times[act] == max(times.values()):
            yield f"most-act={act}"
