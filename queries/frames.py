"""Frames of questions that are no plain search: records, likeness, relations, paths, proofs, descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from queries.algebra import (
    Attribute,
    BasedOn,
    Describe,
    Find,
    Kind,
    Latest,
    ObjectsOf,
    Papers,
    PaperSet,
    Path,
    Proof,
    Query,
    Related,
    RelationsBetween,
    Set,
    Similar,
    ThesePapers,
    Things,
    conjunction,
    is_paper_set,
    nodes,
    union,
)
from queries.comparisons import Comparisons
from queries.cursor import AUXILIARIES, PaperGroup, Phrase, Thing
from queries.linking import Item

__all__ = ["Frames"]

#: Words for the answers to the question before.
_BACK: Final = frozenset({"they", "them", "their", "these", "those"})
#: Papers shown as similar.
_SIMILAR: Final = 10
#: What papers do when they say something.
_SAYING: Final = frozenset(
    "say says said state states stated claim claims claimed write writes mention mentions".split()
)
#: Verbs that only say that two things have to do with each other.
_RELATING: Final = frozenset("relate related relates connected linked connect".split())
#: Words for what a thing is to a paper.
_ROLES: Final = frozenset("role part way ways manner purpose use played play plays".split())
_PEOPLE: Final = frozenset("people researchers authors they we one you papers".split())
#: Where a paper can be had.
_READING: Final = frozenset("read find download get access see obtain".split())


class Frames(Comparisons):
    """A cursor that reads questions of special kinds."""

    def special(self) -> Query | None:
        """The query of a question of one of these kinds; None, and nothing is read, if it is of none."""
        for frame in (
            self._mechanism, self._origin, self._attribute, self.average, self.extreme, self.share, self.contest,
            self._similar, self._proof, self._relations, self._how_done, self._path,
        ):  # fmt: skip
            at, read = self.at, set(self.read)
            if (found := frame()) is not None:
                return found
            self.at, self.read = at, read
        return None

    def _mechanism(self) -> Query | None:
        """What a thing is: "how does LoRA work", "what does RLHF mean"."""
        words = [item for item in self.items[self.at :] if item.key not in {",", "?"}]
        is_asked = len(words) == 4 and words[0].key in {"how", "what"} and words[1].key in {"does", "do"}
        if not is_asked or words[3].key not in {"work", "works", "mean", "function", "do"} or not words[2].entities:
            return None
        self.take(len(self.items) - self.at)
        return Describe(Things(self.unambiguous(words[2].text, words[2].entities), exactly=True))

    def _origin(self) -> Query | None:
        """What models are built on: "the base models of Bielik", "parents of Vicuna"."""
        position = self.position("base of")
        if position is None or any(
            not (item.is_function or item.operator or item.noun) for item in self.items[self.at : position]
        ):
            return None
        self.take(position + 1 - self.at)
        phrase = self.phrase()
        if isinstance(phrase, PaperGroup):
            models: Set = ObjectsOf(("introduces",), phrase.papers)
        elif isinstance(phrase, Thing):
            models = Things(self.unambiguous(phrase.text, phrase.iris), exactly=True)
        else:
            return None
        return Find(conjunction([Kind("Model"), BasedOn(models, inverse=True)]))

    # ------------------------------------------------------------------ records

    def _attribute(self) -> Query | None:
        """What the record of papers holds: "who wrote X", "when was X published", "authors of papers on LoRA"."""
        asked = (n for n, item in enumerate(self.items) if item.word.attribute and not item.entities)
        position = next((n for n in asked if not self._groups(n)), None)
        first = self.items[self.at]
        has_context = isinstance(self.context, PaperGroup) and any(item.key in _BACK for item in self.items)
        if not has_context and not any(item.papers or item.entities or item.is_quoted for item in self.items):
            return None
        if self.position("most", "least") is not None:
            return None
        name = "" if position is None else self.items[position].word.attribute
        if first.key == "when":
            name = "date"
        elif first.key == "where" and name == "date":
            name = "venue"
        elif first.key == "where" and any(item.key in _READING for item in self.items):
            name, position = "link", next(n for n, item in enumerate(self.items) if item.key in _READING)
        if not name or not self._asks_for_attribute(position):
            return None
        if position is not None:
            self.read.add(position)
        papers: PaperSet | Latest | None = None
        while (item := self.peek()) is not None:
            if papers is None and (described := self._described_papers()) is not None:
                papers = described
            elif has_context and item.key in _BACK:
                papers = self.papers_meant(self.phrase())
            elif item.entities or item.papers or item.is_quoted:
                if papers is not None:
                    return None
                is_topic = self.items[self.at - 1].key in {"on", "about", "regarding"}
                phrase = self.phrase()
                papers = self.papers_meant(phrase)
                if papers is None and isinstance(phrase, Thing) and not is_topic:
                    if first.key == "when" and self.position("first", "latest") is not None:
                        return None
                    papers = Related(("introduces",), Things(phrase.iris, exactly=True))
                if papers is None:
                    return None
            elif item.is_function or item.operator or item.noun or item.word.attribute or papers is not None or (
                item.verb is not None and first.key == "when"
            ):  # fmt: skip
                self.take()
            else:
                self.skip()
        if papers is None:
            return None
        literal = cast(Literal["authors", "date", "identifier", "link", "type", "venue"], name)
        return Attribute(papers, literal)

    def _described_papers(self) -> PaperSet | Latest | None:
        """Papers that are described, not named: "the authors of papers on LoRA", "of the latest paper on Hindi"."""
        item = self.peek()
        is_described = item is not None and not item.entities and (
            (item.noun is not None and item.noun.type == "Paper" and not item.noun.is_person)
            or item.operator in {"latest", "first"}
        )  # fmt: skip
        before = self.items[self.at - 1] if self.at else None
        if not is_described or (before is not None and before.key in {"of", "kind", "type", "sort"}
                                and self.items[self.at - 1].word.attribute):  # fmt: skip
            return None
        at, read = self.at, set(self.read)
        head = self.head()
        if head is not None and head.nouns and head.nouns[0].type == "Paper":
            papers = self.paper_clauses(nested=True, premodifiers=self.premodifiers(head))
            if head.recency:
                return Latest(papers, head.top or 1, earliest=head.recency == "first")
            if papers != Papers() and not isinstance(papers, ThesePapers):
                return papers
        self.at, self.read = at, read
        return None

    def _groups(self, position: int) -> bool:
        """Whether "year" says how answers are grouped: "by year"."""
        return position > 0 and self.items[position - 1].key in {"by", "per", "each", "over", "a"}

    def _asks_for_attribute(self, position: int | None) -> bool:
        """Whether the question is for an attribute and does not only speak of one: "papers published on Hindi"."""
        first = self.items[self.at]
        if position is None or first.key == "when":
            return first.key == "when"
        item = self.items[position]
        if item.key in _READING or (first.key in _BACK and position == self.at + 1):
            return True
        if first.operator == "how many" and item.key == "authors":
            return True
        if first.operator == "how many" or (
            first.key not in {"who", "when", "where", "what", "in"} and position - self.at > 3
        ):
            return False
        if first.key in {"which", "in"} and item.word.attribute not in {"date", "venue", "type", "identifier"}:
            return False
        if item.key in {"wrote", "written", "published"} and first.key in {"which", "in"}:
            return item.key == "published" and self.items[self.at + 1].word.attribute != ""
        if item.key in {"written", "wrote", "author", "authors", "published"} and first.key not in {
            "who", "what", "where", "in", item.key
        }:  # fmt: skip
            return False
        return item.noun is None or first.key in {"who", "what"} or first.operator == "list" or self.at == position

    # ------------------------------------------------------------------ two things

    def _similar(self) -> Query | None:
        """The papers that have most in common with some: "papers similar to X", "papers like X"."""
        position = next((n for n in range(self.at, len(self.items)) if self._is_likeness(n)), None)
        if position is None:
            return None
        top = next((item.number for item in self.items[self.at : position] if item.number is not None), None)
        head = [item.noun for item in self.items[self.at : position] if item.noun is not None]
        if head and head[0].type != "Paper":
            return None
        self.at = position + 1
        while (item := self.peek()) is not None and not (item.entities or item.papers or item.is_quoted) and (
            item.is_function or item.noun is not None
        ):  # fmt: skip
            if item.key == "the" and any(one.papers or one.entities for one in self.items[self.at : self.at + 3]):
                break
            self.take()
        papers = self.papers_meant(self.phrase())
        if papers is None:
            return None
        self.read.update(n for n in range(position + 1) if not self.items[n].is_unknown)
        return Similar(papers, top or _SIMILAR)

    def _is_likeness(self, position: int) -> bool:
        item = self.items[position]
        before = self.items[position - 1] if position else None
        after_papers = before is not None and before.noun is not None and before.noun.type == "Paper"
        if item.operator == "similar":
            return True
        if item.operator == "like":
            return after_papers or (before is not None and before.operator == "more")
        following = self.items[position + 1 : position + 5]
        return (
            item.key in {"related", "relatedto"}
            and (after_papers or position == self.at)
            and any(
                one.is_quoted or one.papers or (one.noun is not None and one.noun.type == "Paper") for one in following
            )
        )

    def _relations(self) -> Query | None:
        """What a paper does with a thing: "how does AlphaQuant relate to Llama 2", "what role does X play in Y"."""
        if not self._asks_how():
            return None
        phrases: list[Phrase] = []
        while (item := self.peek()) is not None:
            if item.entities or item.papers or item.is_quoted or (
                self.is_determiner() and self.named_papers_ahead()
            ):  # fmt: skip
                phrase = self.phrase()
                if phrase is None:
                    return None
                phrases.append(phrase)
            elif item.operator in {"and", "or", "path"} or not (
                item.is_function or item.operator or item.key in _RELATING | _ROLES or item.key == ","
                or item.verb is not None
            ):  # fmt: skip
                return None
            else:
                self.take()
        if len(phrases) != 2:
            return None
        known = [self.papers_meant(phrase) for phrase in phrases]
        if known[0] is None and known[1] is not None:
            phrases.reverse()
            known.reverse()
        subject, target = known[0], phrases[1]
        if subject is None or not isinstance(target, Thing) or (known[1] is not None and not target.iris):
            return None
        return RelationsBetween(subject, Things(self.unambiguous(target.text, target.iris)))

    def named_papers_ahead(self) -> bool:
        """Whether a determiner leads to the name of a paper: "the OmniQuant paper"."""
        item = self.peek(1)
        return item is not None and bool(item.entities or item.papers)

    def _asks_how(self) -> bool:
        """Whether the question asks how one thing stands to another; the words that say so are read."""
        words = [item.key for item in self.items[self.at : self.at + 5]]
        if words[:1] == ["how"] and words[1:2] and words[1] in AUXILIARIES:
            self.take(2)
            return True
        if words[:2] in (["what", "does"], ["what", "do"]) and "do" in [one.key for one in self.items[self.at + 2 :]]:
            self.take(2)
            return True
        start = 1 if words[:1] == ["in"] else 0
        if words[start : start + 1] in (["what"], ["which"]) and start + 2 < len(words) and words[start + 1] in _ROLES:
            self.take(start + 3)
            return True
        if words[:3] == ["what", "is", "the"] and words[3:4] == ["role"]:
            self.take(4)
            return True
        return False

    def _how_done(self) -> Query | None:
        """What something is done with: "how do people evaluate summarization", "how was Llama 2 quantized"."""
        first, second = self.peek(), self.peek(1)
        if first is None or first.key != "how" or second is None or second.key not in AUXILIARIES:
            return None
        rest = self.items[self.at + 2 :]
        named = [item for item in rest if item.entities]
        verbs = [item.verb for item in rest if item.verb is not None and not item.entities]
        is_plain = all(
            item.entities or item.verb is not None or item.is_function or item.key in _PEOPLE | {","} for item in rest
        )
        if len(named) != 1 or len(verbs) != 1 or not is_plain or named[0].papers:
            return None
        self.take(len(self.items) - self.at)
        thing = Thing(named[0].entities, named[0].text)
        verb = verbs[0]
        if verb.name in {"evaluate", "report"}:
            papers = self.relate([], "", thing)
            return Find(
                union([
                    conjunction([Kind("Metric"), ObjectsOf(("measuresWith",), papers)]),
                    conjunction([Kind("Dataset"), ObjectsOf(("evaluatesOn",), papers)]),
                ])
            )  # fmt: skip
        done = self.relate([verb], "", thing)
        return Find(conjunction([Kind("Method"), ObjectsOf(("uses", "introduces"), done)]))

    def _path(self) -> Query | None:
        """What leads from one thing to another: "path between A and B", "how are A and B connected"."""
        words = [item.key for item in self.items[self.at :]]
        asks_how = words[:2] in (["how", "are"], ["how", "is"], ["how", "do"], ["how", "does"])
        marks = [
            n
            for n in range(self.at, len(self.items))
            if not self.items[n].entities and (self.items[n].operator == "path" or (asks_how and self._relates(n)))
        ]
        if not marks:
            return None
        ends: list[Set] = []
        while (item := self.peek()) is not None:
            if item.entities or item.papers or item.is_quoted:
                end = self._end(self.phrase())
                if end is None:
                    return None
                ends.append(end)
            elif item.is_function or item.operator or self.at in marks or (item.noun is not None and not ends):
                self.take()
            else:
                self.skip()
        if len(ends) != 2:
            return None
        return Path(ends[0], ends[1])

    def _relates(self, position: int) -> bool:
        item = self.items[position]
        return item.key in _RELATING or (item.verb is not None and item.verb.name == "cover" and "relate" in item.key)

    def _end(self, phrase: Phrase | None) -> Set | None:
        if isinstance(phrase, PaperGroup):
            return phrase.papers if phrase.is_named else None
        if isinstance(phrase, Thing):
            return Things(self.unambiguous(phrase.text, phrase.iris))
        return None

    # ------------------------------------------------------------------ proofs

    def _proof(self) -> Query | None:
        """Where it is said that something is so: "where does X say that it quantizes Y", "evidence that X uses Y"."""
        first = self.items[self.at]
        positions = [n for n in range(self.at, len(self.items)) if self._asks_for_proof(n)]
        asks_where = first.key in {"where", "why"} and (
            (following := self.peek(1)) is not None and following.key in AUXILIARIES
        )
        if not positions and not asks_where:
            return None
        mark = max((n for n in range(self.at, len(self.items)) if self._opens_claim(n, positions)), default=self.at)
        named = [n for n in range(self.at, mark) if self._is_named(self.items[n])]
        if (verb := self.items[mark].verb) is not None and verb.name == "mention" and named:
            mark -= 1  # "the sentence in which X mentions Y": the claim is that it mentions it
        kept = [n for n in range(mark + 1, len(self.items)) if self.items[n].key not in {"it", "that"} or n > mark + 2]
        while kept and self.items[kept[0]].operator == "that":
            kept.pop(0)
        if named:  # the subject stands before the word for saying, and "it" behind it
            subject = list(range(named[0], named[-1] + 1))
            before = named[0] - 1
            if before >= self.at and self.items[before].key == "the":
                subject.insert(0, before)
            follows = named[-1] + 1
            while follows < mark and (noun := self.items[follows].noun) is not None and noun.type == "Paper":
                subject.append(follows)
                follows += 1
            kept = [*subject, *kept]
        if not kept:
            return None
        inner = self.within(kept)
        claimed, negated = inner.claim()
        if negated or claimed == Papers() or not is_paper_set(claimed):
            return None
        if not positions and (isinstance(claimed, ThesePapers) or not _names_papers(claimed)):
            return None  # "where" or "why" alone asks for the sentence of one paper
        self.adopt(kept, inner)
        self.read.update(n for n in range(self.at, len(self.items)) if n not in kept and not self.items[n].is_unknown)
        self.at = len(self.items)
        return Proof(claimed)

    def _asks_for_proof(self, position: int) -> bool:
        item = self.items[position]
        before = [one for one in self.items[self.at : position] if not (one.is_function or one.operator)]
        return item.operator == "evidence" and not item.entities and all(not self._is_named(one) for one in before)

    def _opens_claim(self, position: int, proofs: Sequence[int]) -> bool:
        """Whether what is claimed begins behind the item."""
        if position in proofs or self.items[position].operator == "evidence":
            return True
        item = self.items[position]
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        return (
            item.key in _SAYING
            and not item.entities
            and (bool(proofs) or (following is not None and following.key in {"that", "it", "they"}))
        )

    def _is_named(self, item: Item) -> bool:
        return bool(item.entities or item.papers or item.is_quoted)


def _names_papers(papers: PaperSet) -> bool:
    return any(isinstance(node, ThesePapers) for node in nodes(papers))
